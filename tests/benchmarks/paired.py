"""Two ways to the same result, timed in turns."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

SECONDS = 3.0  # what one comparison may take
LEAST_ROUNDS, MOST_ROUNDS = 3, 50


@dataclass(frozen=True, slots=True)
class Case:
    """One comparison.

    Attributes:
        name: what is computed, and on how much, such as ``nms, 10,000 boxes, spread``.
        reference: who computes it otherwise.
        ours: computes it our way.
        theirs: computes the same in the reference's way; inputs are made ready for both.
    """

    name: str
    reference: str
    ours: Callable[[], Any]
    theirs: Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times as long the reference takes: per paired run, over all runs."""

    least: float
    median: float
    most: float
    ours_seconds: float
    rounds: int


def measure(case: Case) -> Ratio:
    """Let both take turns, first once unmeasured."""
    case.ours(), case.theirs()
    ratios: list[float] = []
    ours: list[float] = []
    begin = time.perf_counter()
    while len(ratios) < LEAST_ROUNDS or (
        len(ratios) < MOST_ROUNDS and time.perf_counter() - begin < SECONDS
    ):
        first, second = _seconds(case.ours), _seconds(case.theirs)
        ours.append(first)
        ratios.append(second / first)
    return Ratio(
        min(ratios), statistics.median(ratios), max(ratios), statistics.median(ours), len(ratios)
    )


def _seconds(call: Callable[[], Any]) -> float:
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin
