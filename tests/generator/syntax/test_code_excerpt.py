"""Which lines of a module a note shows."""

from __future__ import annotations

import pytest

from diptych.syntax.code_excerpt import definition, definitions

CODE = b'''"""A module."""
from functools import cache

LIMIT: int = 3
a = b = 1


@cache
def f(x: int) -> int:
    """One line.

    Args:
        x: more.
    """
    return x


def g():
    """Only this.
    And this."""


class C:
    """A class."""

    y = 2


async def h(): pass
'''


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("LIMIT", "LIMIT: int = 3"),
        ("b", "a = b = 1"),
        ("f", '@cache\ndef f(x: int) -> int:\n    """One line."""\n    return x'),
        ("g", 'def g():\n    """Only this.\n    And this."""'),
        ("C", 'class C:\n    """A class."""\n\n    y = 2'),
        ("h", "async def h(): pass"),
        ("gone", None),
    ],
)
def test_definitions(name: str, shown: str | None) -> None:
    assert definition(CODE, name) == shown


def test_names_for_hints() -> None:
    assert definitions(CODE) == ["LIMIT", "a", "b", "f", "g", "C", "h"]


@pytest.mark.parametrize("code", [b"def f(:", b"\0", b"\xff"])
def test_what_is_no_module_defines_nothing(code: bytes) -> None:
    assert definitions(code) == []
