"""How well search answers what people type: `python -m tests.search_quality [--before COMMIT]`.

The queries and the questions of our notes that answer them are in `tests/cases/search/`: those of
`queries.txt` search may be tuned on, those of `held-out.txt` tell whether it was tuned too far.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from tests.browser import browser, reader
from tests.conftest import ROOT, copy_own_notes
from tests.searching import asked, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CASES = ROOT / "tests/cases/search"
LISTS = ("queries", "held-out")


class Query(NamedTuple):
    """What somebody types, of which kind it is, and the questions that answer it."""

    kind: str
    text: str
    answers: tuple[str, ...]


class Quality(NamedTuple):
    """Mean reciprocal rank of the first answer, and the share with one among the first 1, 3, 10."""

    queries: int
    reciprocal_rank: float
    first: float
    in_three: float
    in_ten: float


def read_queries(name: str) -> list[Query]:
    """Read one of the two lists."""
    queries = []
    kind = ""
    for line in (CASES / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif " => " in line:
            text, answers = line.split(" => ")
            queries.append(Query(kind, text, tuple(answers.split())))
    return queries


def rank_of(query: Query, found: Sequence[str]) -> int | None:
    """The place, from 1, of the first question that answers."""
    places = (place for place, slug in enumerate(found, start=1) if slug in query.answers)
    return next(places, None)


def quality(ranks: Iterable[int | None]) -> Quality:
    """Sum up the ranks of the answers to some queries."""
    all_ranks = list(ranks)
    there = [rank for rank in all_ranks if rank]
    count = len(all_ranks)

    def within(most: int) -> float:
        return sum(rank <= most for rank in there) / count

    mean = sum(1 / rank for rank in there) / count
    return Quality(count, mean, within(1), within(3), within(10))


def ranks_on(chromium: Browser, site: Path, queries: Sequence[Query]) -> list[int | None]:
    """Ask a site, opened from the disk, each query; the rank of the answer to each."""
    with reader(chromium) as reading:
        reading.open(site / "index.html")
        opened(reading.page)
        found = asked(reading.page, [query.text for query in queries])
    return [rank_of(query, slugs) for query, slugs in zip(queries, found, strict=True)]


def build_with(engine: Path, folder: Path) -> Path:
    """Build our notes with an engine that lies in a folder; the site."""
    copy_own_notes(folder / "book")
    environment = os.environ | {"PYTHONPATH": str(engine), "DIPTYCH_CACHE": "off"}
    command = [sys.executable, "-m", "diptych", "build", str(folder / "book")]
    subprocess.run(command, env=environment, check=True, cwd=folder, stdout=subprocess.DEVNULL)
    return folder / "book/site"


def former_engine(commit: str, folder: Path) -> Path:
    """Take the engine of a commit out of the history."""
    command = ["git", "archive", commit, "generator"]
    archive = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    subprocess.run(["tar", "-x", "-C", str(folder)], input=archive, check=True)
    return folder / "generator"


def table(queries: Sequence[Query], ranks: Sequence[int | None]) -> str:
    """Write the quality of each kind of query, and of all, a line each."""
    kinds = [*dict.fromkeys(query.kind for query in queries), "all"]
    lines = [f"{'':18}{'queries':>8}{'MRR':>7}{'first':>7}{'in 3':>7}{'in 10':>7}"]
    for kind in kinds:
        some = [
            rank for query, rank in zip(queries, ranks, strict=True) if kind in (query.kind, "all")
        ]
        of_kind = quality(some)
        shares = "".join(f"{share:7.0%}" for share in of_kind[2:])
        lines.append(f"{kind:18}{of_kind.queries:8}{of_kind.reciprocal_rank:7.2f}{shares}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the quality of search on both lists, of the present engine and of a former one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", metavar="COMMIT", help="an engine to compare with")
    parser.add_argument(
        "--worst", action="store_true", help="list what is not found first (tuned list)"
    )
    options = parser.parse_args(arguments)
    with TemporaryDirectory() as name, browser() as chromium:
        for what in filter(None, (options.before, "now")):
            folder = Path(name) / what.replace("/", "-")
            folder.mkdir()
            engine = ROOT / "generator" if what == "now" else former_engine(what, folder)
            site = build_with(engine, folder)
            for each in LISTS:
                queries = read_queries(each)
                ranks = ranks_on(chromium, site, queries)
                print(f"\n{what}: {each}\n{table(queries, ranks)}")
                if options.worst and each == LISTS[0]:
                    for query, rank in zip(queries, ranks, strict=True):
                        if rank != 1:
                            print(f"  {rank or '-':>4}  {query.text}")


if __name__ == "__main__":
    main()
