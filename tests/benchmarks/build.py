"""How long builds take beside Hugo and Eleventy: ``python -m tests.benchmarks.build``.

Everybody makes a page a question of the same made-up notes, in turns, so that whatever else the machine
does hits all; Diptych also makes the deck, search and rehearsal. Told are medians of CPU seconds and, in
brackets, of wall seconds; ratios are of the medians. The peers, and Node beside them, are installed into a
folder of the system's temporary one, and stay there.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.generators import Generator, diptych, install, versions
from tests.benchmarks.notebooks import question, questions, write_one_file
from tests.benchmarks.usage import Usage, measure

ROOT = Path(__file__).parents[2]
BASE = 80e6
"""What a build of next to nothing takes of memory, in bytes; a question's share is above it."""


@dataclass
class Runs:
    """What was measured, by the place that it has in the table.

    Attributes:
        usages: row → column → a usage for each round.
    """

    usages: dict[str, dict[str, list[Usage]]] = field(default_factory=dict)

    def add(self, row: str, column: str, usage: Usage) -> None:
        """Keep what a run took, and say it."""
        self.usages.setdefault(row, {}).setdefault(column, []).append(usage)
        print(f"{row}: {column} {usage.cpu:.2f} s, {usage.wall:.2f} s", file=sys.stderr)


COLUMNS = ("Diptych", "Hugo", "Hugo, cold", "Eleventy", "a bare interpreter")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print the tables as Markdown."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.build", description=__doc__)
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[1_000, 10_000], metavar="QUESTIONS"
    )
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args(arguments)
    tools = Path(tempfile.gettempdir()) / "diptych-benchmark"
    tools.mkdir(exist_ok=True)
    hugo, eleventy = install(tools)
    runs = Runs()
    with tempfile.TemporaryDirectory() as scratch:
        for size in options.sizes:
            _files_each(runs, Path(scratch) / str(size), size, options.runs, (hugo, eleventy))
        _one_file(runs, Path(scratch) / "one", max(options.sizes), options.runs)
        _own_notes(runs, Path(scratch) / "own", options.runs)
    about = [_machine(), *versions(hugo, eleventy), f"medians of {options.runs} runs"]
    print(f"{datetime.datetime.now(tz=datetime.UTC):%Y-%m-%d}, {', '.join(about)}.\n")
    print("\n".join([*_times(runs), "", *_memory(runs)]))


def _files_each(
    runs: Runs, folder: Path, size: int, rounds: int, peers: tuple[Generator, Generator]
) -> None:
    """Build a file a question with everybody."""
    everybody = [diptych(), *peers]
    own, hugo, eleventy = everybody
    places = {each.name: folder / each.name for each in everybody}
    for each in everybody:
        each.prepare(places[each.name], questions(size))
    of = f"{size:,} files"

    def build(row: str, generator: Generator, column: str = "") -> Usage:
        usage = generator.build(places[generator.name])
        runs.add(f"{row}, {of}", column or generator.name, usage)
        return usage

    for number in range(rounds):
        for each in everybody:
            each.clear(places[each.name])
        row = "everything, from nothing"
        build(row, own)
        build(row, hugo, "Hugo, cold")
        hugo.lose_output(places[hugo.name])
        warm = build(row, hugo)
        build(row, eleventy)

        # What Hugo did just now: it keeps its formulas, and had lost its pages.
        row = "output lost, cache kept"
        own.lose_output(places[own.name])
        build(row, own)
        runs.add(f"{row}, {of}", hugo.name, warm)

        for each in everybody:
            each.write(places[each.name], question(number * 7 + size // 2, edition=number + 1))
            build("an answer edited", each)
        for each in everybody:
            build("nothing changed", each)
        runs.add(f"nothing changed, {of}", COLUMNS[-1], _bare(folder))


def _one_file(runs: Runs, folder: Path, size: int, rounds: int) -> None:
    """Build all questions from one file; a peer would make one page of it."""
    _steps(
        runs,
        f"one file of {size:,}",
        folder,
        rounds,
        lambda number: write_one_file(folder / "notes", size, number),
    )


def _own_notes(runs: Runs, folder: Path, rounds: int) -> None:
    """Build a copy of our own notes."""
    for name in ("notes", "figures"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "diptych.toml", folder)
    notes = sorted((folder / "notes").glob("*.md"))

    def edit(number: int | None) -> None:
        if number is not None:
            file = notes[number % len(notes)]
            text = file.read_text(encoding="utf-8").rstrip()
            file.write_text(f"{text} 又一句。\n", encoding="utf-8")

    _steps(runs, "our own notes", folder, rounds, edit)


def _steps(
    runs: Runs, of: str, folder: Path, rounds: int, write: Callable[[int | None], None]
) -> None:
    """Build from nothing, without the output, after an edit, and once more.

    Args:
        write: writes the notes; with one answer edited, if it is told which.
    """
    own = diptych()
    for number in range(rounds):
        write(None)
        own.clear(folder)
        runs.add(f"everything, from nothing, {of}", own.name, own.build(folder))
        own.lose_output(folder)
        runs.add(f"output lost, cache kept, {of}", own.name, own.build(folder))
        write(number)
        runs.add(f"an answer edited, {of}", own.name, own.build(folder))
        runs.add(f"nothing changed, {of}", own.name, own.build(folder))
        runs.add(f"nothing changed, {of}", COLUMNS[-1], _bare(folder))


def _bare(folder: Path) -> Usage:
    return measure([sys.executable, "-c", ""], folder, {})


def _times(runs: Runs) -> Iterator[str]:
    """Write the table of times; a ratio is ours by theirs."""
    ratios = ("÷ Hugo", "÷ Hugo, cold", "÷ Eleventy", "÷ a bare interpreter")
    yield f"| CPU seconds (wall) | {' | '.join([*COLUMNS, *ratios])} |"
    yield "|---" * (1 + len(COLUMNS) + len(ratios)) + "|"
    for row, columns in runs.usages.items():
        cells = [_seconds(columns.get(name, [])) for name in COLUMNS]
        ours = columns["Diptych"]
        cells += [_ratio(ours, columns.get(name, [])) for name in COLUMNS[1:]]
        yield f"| {row} | {' | '.join(cells)} |"


def _memory(runs: Runs) -> Iterator[str]:
    """Write the table of what a first build takes a question."""
    yield "| from nothing | milliseconds a question | peak of memory | a question, above 80 MB |"
    yield "|---|---|---|---|"
    for row, columns in runs.usages.items():
        kind, _, of = row.rpartition("from nothing, ")
        count = _count(of)
        if kind and count:
            cpu = statistics.median(each.cpu for each in columns["Diptych"])
            peak = max(each.peak for each in columns["Diptych"])
            share = max(0.0, peak - BASE) / count
            yield f"| {of} | {cpu / count * 1e3:.2f} | {peak / 1e6:.0f} MB | {share / 1e3:.1f} KB |"


def _count(of: str) -> int:
    return int("".join(character for character in of if character.isdecimal()) or 0)


def _seconds(usages: Sequence[Usage]) -> str:
    if not usages:
        return ""
    cpu = statistics.median(each.cpu for each in usages)
    wall = statistics.median(each.wall for each in usages)
    return f"{cpu:.3g} ({wall:.3g})"


def _ratio(ours: Sequence[Usage], theirs: Sequence[Usage]) -> str:
    if not theirs:
        return ""
    cpu, wall = (
        statistics.median(getattr(each, name) for each in ours)
        / statistics.median(getattr(each, name) for each in theirs)
        for name in ("cpu", "wall")
    )
    return f"{cpu:.2f} ({wall:.2f})"


def _machine() -> str:
    """Tell the processors' kind and number."""
    kind = platform.processor() or platform.machine()
    listed = Path("/proc/cpuinfo")
    for line in listed.read_text(encoding="utf-8").splitlines() if listed.is_file() else ():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            kind = value.strip()
    return f"{os.cpu_count()} × {kind}, {platform.system()}"


if __name__ == "__main__":
    main()
