"""Python's garbage collector, and when it has nothing to do."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def settle() -> None:
    """Let the collector never again look at what there is now.

    A notebook that is kept open lives as long as the process; what dies of it holds no cycles, and
    is freed as ever. To look through all of it again cost a tenth of each keystroke.
    """
    gc.freeze()


@contextmanager
def without_collector() -> Iterator[None]:
    """Keep the collector of reference cycles from running meanwhile.

    Nearly all that a build makes lives until its end, and holds no cycles: to look through it again
    and again cost a fifth of the time at 10,000 questions, and freed nothing. What holds no cycle
    is freed as ever.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
