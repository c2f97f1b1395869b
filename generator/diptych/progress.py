"""How long work tells how far it is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much."""


def silent(what: str, done: int, total: int) -> None:
    """Show no progress."""


def counter(progress: Progress, what: str, total: int) -> Callable[[], None]:
    """Make a function to be called once for each piece of work that is done."""
    done = 0

    def count() -> None:
        nonlocal done
        done += 1
        progress(what, done, total)

    return count
