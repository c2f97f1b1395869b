"""Try the promises and print one table: what was tried how often, and what did not hold.

With ``--full`` all of it, which takes long; then what came out is written to `record.json`, of which
the page “What Diptych promises” of the manual is made (`python -m tests.manual`).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.trust.faults import try_faults
from tests.trust.judging import Row
from tests.trust.kept import try_kept
from tests.trust.kills import try_kills
from tests.trust.mutants import seed_of_today, try_mutants
from tests.trust.pairs import try_pairs
from tests.trust.record import write_record
from tests.trust.same import try_same
from tests.trust.sizes import try_sizes

Part = Callable[[Path, bool], list[Row]]


def _faults(folder: Path, full: bool) -> list[Row]:
    return try_faults(folder, every=1 if full else 17)


def _kills(folder: Path, full: bool) -> list[Row]:
    return try_kills(folder, most=150 if full else 12)


def _pairs(folder: Path, full: bool) -> list[Row]:
    return try_pairs(folder, most=50 if full else 4)


def _mutants(folder: Path, full: bool) -> list[Row]:
    damaged = try_mutants(folder, most=3000 if full else 60)
    return [*damaged, try_kept(folder / "kept", most=300 if full else 10, seed=1)]


def _fuzz(folder: Path, _full: bool) -> list[Row]:
    damaged = try_mutants(folder, most=0, minutes=10)
    return [*damaged, try_kept(folder / "kept", most=300, seed=seed_of_today())]


def _same(folder: Path, full: bool) -> list[Row]:
    return try_same(folder, full=full)


def _sizes(folder: Path, full: bool) -> list[Row]:
    return try_sizes(folder, most=100_000 if full else 4_000)


PARTS: dict[str, Part] = {
    "faults": _faults,
    "kills": _kills,
    "pairs": _pairs,
    "mutants": _mutants,
    "same": _same,
}

BY_HAND: dict[str, Part] = {"sizes": _sizes}
"""Not among the tests of CI."""

ALL = PARTS | BY_HAND
KNOWN = ALL | {"fuzz": _fuzz}
"""Fuzzing damages other notes each day, for ten minutes: nightly, with nothing to record."""


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.trust",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(KNOWN)}")
    parser.add_argument("--full", action="store_true", help="all of it, and record it")
    options = parser.parse_args()
    tried: dict[str, list[Row]] = {}
    print("| promise | tried | |\n|---|---|---|")
    for name in options.parts or (ALL if options.full else PARTS):
        tempfile.tempdir = None  # a scene has its own
        with tempfile.TemporaryDirectory(prefix="trust-") as scratch:
            found = KNOWN[name](Path(scratch).resolve() / "scene", options.full)
        tried[name] = found
        for row in found:
            print("\n".join(row.lines()), flush=True)
        if options.full and name in ALL:
            write_record(name, found)
    return 1 if any(row.broken for rows in tried.values() for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
