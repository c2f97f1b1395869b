r"""Commands for formulas as settings and front matter define them: ``RR = "\\mathbb{R}"``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.characters import lazy

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME = lazy(r"\\?([A-Za-z]+)")
_PLACE = lazy(r"#([1-9])")
_MOST_ARGUMENTS = 9


class Macro(Struct, frozen=True):
    """What a command stands for.

    Attributes:
        arguments: how many it takes, an optional one included.
        default: what stands for the first where it is left out; None when it must be there.
    """

    body: str
    arguments: int = 0
    default: str | None = None


def read_macros(table: Mapping[str, object]) -> tuple[tuple[str, Macro], ...]:
    """Read a table of commands, each with its backslash or without.

    Raises:
        ValueError: one of them cannot be used; says which, and why.
    """
    return tuple(_macro(str(name), value) for name, value in table.items())


def _macro(name: str, value: object) -> tuple[str, Macro]:
    """Read one command: its LaTeX, or, as for MathJax, a list of it, its arguments, and a default.

    KaTeX does not say how many arguments there are: the highest ``#n`` tells.
    """
    named = _NAME.fullmatch(name)
    if named is None:
        raise ValueError(f"`{name}` of `macros` is no name of a command: letters only")
    match value:
        case str(body) | [str(body)]:
            macro = Macro(body, _places(body))
        case [str(body), int(arguments)]:
            macro = Macro(body, arguments)
        case [str(body), int(arguments), str(default)]:
            macro = Macro(body, arguments, default)
        case _:
            macro = Macro("", -1)
    if not _places(macro.body) <= macro.arguments <= _MOST_ARGUMENTS:
        raise ValueError(f'`{name}` of `macros` needs LaTeX in quotes, such as "\\\\mathbb{{R}}"')
    return f"\\{named[1]}", macro


def _places(body: str) -> int:
    """Find the highest argument that a body asks for."""
    return max(map(int, _PLACE.findall(body)), default=0)
