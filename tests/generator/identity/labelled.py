"""Edits that people wrote down with what they mean: which question is the old one afterwards.

``tests/cases/identity/`` holds a notebook for each author; the items below an answer are edits of
its question, each with its kind. ``held-out/`` was never looked at while the weights were sought.
``python -m tests.generator.identity.labelled`` prints what becomes of them.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from diptych.compile import CompiledQuestion
from diptych.identity import CardState, Identity, Ledger, identify, stamp
from diptych.input.options import Options
from tests.conftest import compiled

CASES = Path(__file__).parents[2] / "cases" / "identity"
NAME = "notebook"

OTHERS = frozenset({"sibling", "elsewhere"})
"""The kinds after which the old question is gone, and another one has come."""
STRUCTURE = frozenset({"split", "merged", "twin", "elsewhere"})
"""The kinds that touch more than one question."""

_EDIT = re.compile(r"- (?P<kind>[a-z+]+)(?: @ (?P<place>[^:]+))?:(?P<text>.*)")


@dataclass(frozen=True)
class Row:
    """A question as it stands in the notes.

    Attributes:
        was: the questions of before whose history it may have; none if it is new.
    """

    section: str
    prompt: str
    answer: str
    was: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Edit:
    """What an author did to a question.

    Attributes:
        place: the section that it happens in, if it is another.
        texts: the questions that come of it, each with its answer.
        other: the prompt of another question that went into it.
    """

    kind: str
    place: str
    texts: tuple[tuple[str, str], ...]
    other: str = ""


@dataclass(frozen=True)
class Notebook:
    """An author's questions, and the edits of each."""

    author: str
    rows: tuple[Row, ...]
    edits: tuple[tuple[Edit, ...], ...]


@dataclass(frozen=True)
class Case:
    """Notes before and after an edit.

    Attributes:
        way: whether the edit was made alone, together with others, or while the question was away.
        between: notes of a build in between, if there was one.
        tracked: the questions of before that were edited.
    """

    author: str
    kind: str
    way: str
    before: tuple[Row, ...]
    after: tuple[Row, ...]
    between: tuple[Row, ...] = ()
    tracked: frozenset[str] = frozenset()


def read_notebook(file: Path) -> Notebook:
    """Read the questions of a file, and the edits below each."""
    rows: list[Row] = []
    edits: list[tuple[Edit, ...]] = []
    for section in file.read_text(encoding="utf-8").split("\n## ")[1:]:
        title, *questions = section.split("\n### ")
        for text in questions:
            prompt, answer, *lists = text.strip().split("\n\n")
            lines = [line for each in lists for line in each.splitlines()]
            rows.append(Row(title.strip(), prompt, answer, frozenset({prompt})))
            edits.append(tuple(_edit(line, prompt, answer) for line in lines))
    return Notebook(file.stem, tuple(rows), tuple(edits))


def _edit(line: str, prompt: str, answer: str) -> Edit:
    found = _EDIT.fullmatch(line)
    assert found, line
    kind, place, text = found["kind"], found["place"] or "", found["text"].strip()
    first, *rest = text.split(" && ")
    other = rest.pop() if kind == "merged" else ""
    texts = []
    for each in (first, *rest):
        words, arrow, said = each.partition("=>")
        texts.append((words.strip() or prompt, said.strip() if arrow else answer))
    return Edit(kind, place, tuple(texts), other)


def applied(rows: Sequence[Row], edit: Edit, place: int) -> tuple[Row, ...]:
    """Make an edit of the question at a place."""
    row = rows[place]
    was = frozenset() if edit.kind in OTHERS else frozenset({row.prompt, edit.other} - {""})
    come = [Row(edit.place or row.section, *text, was) for text in edit.texts]
    if edit.kind == "twin":
        return (replace(come[0], was=frozenset()), *rows)
    left = [each for each in rows if each.prompt != edit.other]
    if edit.place:
        return (*(each for each in left if each is not row), *come)
    at = left.index(row)
    return (*left[:at], *come, *left[at + 1 :])


def cases_of(notebook: Notebook) -> Iterator[Case]:
    """Make each edit alone, while its question was away, and with the others of its number."""
    rows = notebook.rows
    for place, edits in enumerate(notebook.edits):
        for edit in edits:
            case = Case(
                notebook.author,
                edit.kind,
                "alone",
                rows,
                applied(rows, edit, place),
                tracked=frozenset({rows[place].prompt, edit.other} - {""}),
            )
            yield case
            if edit.kind not in {"twin", "merged"}:
                without = (*rows[:place], *rows[place + 1 :])
                yield replace(case, way="away", between=without)
    for turn in range(max(map(len, notebook.edits))):
        after = rows
        tracked = set()
        for place, edits in enumerate(notebook.edits):
            if turn < len(edits) and edits[turn].kind not in STRUCTURE:
                after = applied(after, edits[turn], after.index(rows[place]))
                tracked.add(rows[place].prompt)
        yield Case(notebook.author, "all", "together", rows, after, tracked=frozenset(tracked))


def all_cases(folder: Path) -> list[Case]:
    """Read all notebooks of a folder."""
    return [case for file in sorted(folder.glob("*.md")) for case in cases_of(read_notebook(file))]


def questions_of(rows: Iterable[Row]) -> tuple[CompiledQuestion, ...]:
    """Compile notes that say what rows say, in one file."""
    by_section: dict[str, list[Row]] = {}
    for row in rows:
        by_section.setdefault(row.section, []).append(row)
    lines = ["# Book\n"]
    for section, inside in by_section.items():
        lines.append(f"## {section}\n")
        lines += [f"### {row.prompt}\n\n{row.answer}\n" for row in inside]
    return compiled("\n".join(lines), "a.md", Options(question_level=3)).questions


def _ordered(rows: Iterable[Row]) -> list[Row]:
    by_section: dict[str, list[Row]] = {}
    for row in rows:
        by_section.setdefault(row.section, []).append(row)
    return [row for inside in by_section.values() for row in inside]


def built(rows: Sequence[Row], ledger: Ledger, now: int) -> tuple[list[Identity], Ledger]:
    """Identify notes, and bring the ledger up to date."""
    identities = identify(questions_of(rows), ledger, NAME)
    cards = {
        each.guid: CardState(f"{each.question.prompt}{each.question.text}") for each in identities
    }
    return identities, stamp(identities, cards, ledger, now)


@dataclass(frozen=True)
class Outcome:
    """What became of a question: of before, if it was edited, or one that should be new."""

    case: Case
    kind: str
    what: str
    old: str
    new: str


def outcomes(case: Case) -> Iterator[Outcome]:
    """Tell what became of each question that was edited, and of each that must be new."""
    _, ledger = built(case.before, Ledger({}), 1000)
    prompt_of = dict(
        zip([e.guid for e in _], [r.prompt for r in _ordered(case.before)], strict=True)
    )
    if case.between:
        _, ledger = built(case.between, ledger, 2000)
    identities, _ledger = built(case.after, ledger, 3000)
    rows = _ordered(case.after)
    assert len(rows) == len(identities), [each.question.prompt for each in identities]
    kept: set[str] = set()
    named: set[str] = set()
    for row, each in zip(rows, identities, strict=True):
        old = prompt_of[each.known.guid] if each.known else ""
        sure = "likely" if each.likely else "certain"
        named |= {prompt_of[entry.guid] for entry in each.unclear}
        if old and old not in row.was:
            yield Outcome(case, case.kind, f"{sure} wrong", old, row.prompt)
        elif old in case.tracked:
            kept.add(old)
            kept |= case.tracked if case.kind == "merged" else set()
            yield Outcome(case, case.kind, f"{sure} right", old, row.prompt)
        elif not row.was:
            yield Outcome(
                case, case.kind, "new" if not each.unclear else "new, asked", "", row.prompt
            )
    alive = {prompt for row in rows for prompt in row.was}
    for old in sorted((case.tracked & alive) - kept):
        by_name = "named" if old in named or (case.kind == "merged" and named) else "lost"
        yield Outcome(case, case.kind, by_name, old, "")


COLUMNS = (
    "certain right",
    "likely right",
    "named",
    "lost",
    "new",
    "new, asked",
    "certain wrong",
    "likely wrong",
)


def table(found: Sequence[Outcome]) -> str:
    """Count what became of the edits of each kind, with precision and recall."""
    kinds = sorted({(each.case.way, each.kind) for each in found})
    lines = [f"{'':22}" + "".join(f"{name:>14}" for name in (*COLUMNS, "precision", "recall"))]
    for way, kind in (*kinds, ("", "all")):
        counts = Counter(
            each.what for each in found if not way or (each.case.way, each.kind) == (way, kind)
        )
        shares = (precision(counts), recall(counts))
        cells = [f"{counts[name] or '':>14}" for name in COLUMNS]
        cells += [f"{share:>14.3f}" if share is not None else f"{'':14}" for share in shares]
        lines.append(f"{way + ' ' + kind:22}" + "".join(cells))
    return "\n".join(lines)


def precision(counts: Counter[str]) -> float | None:
    """Of the histories that were given, how many to whom they belong."""
    right = counts["certain right"] + counts["likely right"]
    given = right + counts["certain wrong"] + counts["likely wrong"]
    return right / given if given else None


def recall(counts: Counter[str]) -> float | None:
    """Of the questions that were there before, how many kept their history."""
    right = counts["certain right"] + counts["likely right"]
    there = right + counts["named"] + counts["lost"]
    return right / there if there else None


def main() -> None:
    """Print the table of both parts."""
    for name, folder in (("sought on", CASES), ("held out", CASES / "held-out")):
        found = [each for case in all_cases(folder) for each in outcomes(case)]
        sys.stdout.write(f"{name}: {folder.name}\n{table(found)}\n\n")


if __name__ == "__main__":
    main()
