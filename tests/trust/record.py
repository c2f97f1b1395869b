"""What the last trial at full size found: `record.json`, committed, the source of a page of the manual."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from tests.trust.judging import Row
from tests.trust.same import other_pythons, version_of

FILE = Path(__file__).with_name("record.json")


class Tried(NamedTuple):
    """A promise as it was tried: in which part, how often, and how often it did not hold."""

    part: str
    promise: str
    tried: int
    broken: int
    date: str
    python: str


def write_record(part: str, rows: Iterable[Row]) -> None:
    """Write what a part found in the place of what it found before."""
    others = [each for each in read_record() if each.part != part]
    date = time.strftime("%Y-%m-%d", time.gmtime())
    python = ", ".join(dict.fromkeys([version_of(sys.executable), *_others(part)]))
    now = [Tried(part, row.promise, row.tried, row.broken.total(), date, python) for row in rows]
    data = [each._asdict() for each in sorted([*others, *now], key=lambda each: each.part)]
    text = json.dumps(data, ensure_ascii=False, indent=1)
    FILE.write_text(f"{text}\n", encoding="utf-8", newline="\n")


def _others(part: str) -> list[str]:
    return [version_of(each) for each in other_pythons()] if part == "same" else []


def read_record() -> list[Tried]:
    """Read what all parts found when each was last tried at full size."""
    if not FILE.exists():
        return []
    return [Tried(**each) for each in json.loads(FILE.read_text("utf-8"))]
