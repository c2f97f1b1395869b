"""The ``d`` of an SVG path, written with few characters: relative, to a hundredth of a pixel."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

STEP = lazy(r"([MLCQZz])([^MLCQZz]*)")
POINTS = {"M": 1, "L": 1, "C": 3, "Q": 2}


def compact(path: str) -> str:
    """Rewrite a path in relative steps.

    Each step is the difference of two rounded places, so the roundings do not add up.

    Args:
        path: absolute commands among M, L, C, Q and z, as Matplotlib writes them.
    """
    written: list[str] = []
    last = ""
    for letter, hundredths in _relative(path):
        numbers = _spaced([_number(each) for each in hundredths])
        if letter != last or letter in "mz":
            written.append(letter + numbers)
        else:  # the letter is understood
            written.append(numbers if numbers.startswith("-") else " " + numbers)
        last = letter
    return "".join(written)


def _relative(path: str) -> Iterator[tuple[str, list[int]]]:
    """List the steps: a relative command, and where it goes, in hundredths of a pixel."""
    x, y = begin = 0, 0
    first = True
    for command, written in STEP.findall(path):
        places = [round(100 * float(number)) for number in written.split()]
        size = 2 * POINTS.get(command, 0)
        if not size:
            yield "z", []
            x, y = begin
            continue
        for start in range(0, len(places), size):
            step = places[start : start + size]
            moved = [place - (y if odd % 2 else x) for odd, place in enumerate(step)]
            x, y = step[-2:]
            if command == "M":
                begin = x, y
                # What a path begins with counts from the origin, in either case of the letter.
                yield ("M" if first else "m"), moved
            elif command == "L" and moved[1] == 0:
                yield "h", moved[:1]
            elif command == "L" and moved[0] == 0:
                yield "v", moved[1:]
            else:
                yield command.lower(), moved
            first = False


def _spaced(numbers: list[str]) -> str:
    """Write numbers side by side; a minus sign parts them as well as a space does."""
    return re.sub(r" (?=-)", "", " ".join(numbers))


def _number(hundredths: int) -> str:
    whole, rest = divmod(abs(hundredths), 100)
    fraction = f".{rest:02}".rstrip("0") if rest else ""
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{whole or ''}{fraction}" if hundredths else "0"
