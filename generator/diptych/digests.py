"""Digests of plain data: equal data, equal digests, in every process and on every machine."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from msgspec import msgpack


def digest(data: bytes) -> str:
    """Hash bytes."""
    return blake2b(data, digest_size=16).hexdigest()


def key_of(*values: Any) -> str:
    """Hash plain data: records, tuples, lists, dictionaries, texts, numbers.

    What is none of these stands for itself by its ``key``.
    """
    return digest(_ENCODER.encode(values))


def _key(value: Any) -> str:
    key: str = value.key
    return key


_ENCODER = msgpack.Encoder(enc_hook=_key, order="deterministic")
