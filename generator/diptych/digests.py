"""Digests of plain data, and results of pure functions that go by them.

Equal data have equal digests, in every process and on every machine.
"""

from __future__ import annotations

from contextlib import suppress
from functools import update_wrapper
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar

from msgspec import msgpack

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
R = TypeVar("R")


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


class Recalled(Generic[P, R]):
    """A pure function of plain data whose results can be kept, and recalled by a later process.

    Args:
        function: gives plain data.
        result: the type of what it gives.
    """

    def __init__(self, function: Callable[P, R], result: Any) -> None:
        self._function = function
        self._table: Any = dict[str, result]
        self._known: dict[str, R] = {}
        self._asked: dict[str, R] = {}
        update_wrapper(self, function)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Give the function's result."""
        key = key_of(args, kwargs)
        if key not in self._asked:
            known = key in self._known
            self._asked[key] = self._known[key] if known else self._function(*args, **kwargs)
        return self._asked[key]

    def start(self, kept: bytes) -> None:
        """Know what `keep` gave, and nothing else; nothing if these are other bytes."""
        self._known, self._asked = {}, {}
        with suppress(ValueError):
            self._known = msgpack.decode(kept, type=self._table)

    @property
    def learned(self) -> bool:
        """Tell whether something was asked for since the start that was not known then."""
        return not self._asked.keys() <= self._known.keys()

    def keep(self) -> bytes:
        """Write all results that were asked for since the start."""
        return _ENCODER.encode(self._asked)


def recalled(result: Any) -> Callable[[Callable[P, R]], Recalled[P, R]]:
    """Make a function one whose results can be kept.

    Args:
        result: the type of what it gives.
    """
    return lambda function: Recalled(function, result)
