"""Digests of plain data: equal data, equal digests, in every process and on every machine."""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import Any


def digest(text: str) -> str:
    """Hash a text."""
    return blake2b(text.encode(errors="surrogatepass"), digest_size=16).hexdigest()


def key_of(*values: Any) -> str:
    """Hash plain data: records, tuples, lists, dictionaries, texts, numbers.

    What has a ``key`` of its own stands for itself by that.
    """
    return digest(_ENCODER.encode(values))


def _plain(value: Any) -> Any:
    key = getattr(value, "key", None)
    return [getattr(value, name) for name in type(value).__match_args__] if key is None else key


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain)
