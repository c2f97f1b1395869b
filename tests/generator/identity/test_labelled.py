"""What becomes of the labelled edits: nobody gets another's history, and nothing is lost unnamed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from diptych.identity import Ledger, write_ledger
from diptych.identity.assignment import assign
from tests.conftest import of
from tests.generator.identity.labelled import (
    CASES,
    Outcome,
    all_cases,
    built,
    outcomes,
    precision,
    read_notebook,
    recall,
    table,
)

FILES = sorted(CASES.rglob("*.md"))
PARTS = [CASES, CASES / "held-out"]


def test_there_are_enough_edits_and_a_third_of_them_is_held_out() -> None:
    edits = {file: sum(len(each) for each in read_notebook(file).edits) for file in FILES}
    held_out = sum(count for file, count in edits.items() if file.parent != CASES)
    assert sum(edits.values()) >= 300
    assert 1 / 3 <= held_out / sum(edits.values()) <= 1 / 2


@pytest.fixture(scope="module")
def became() -> dict[Path, list[Outcome]]:
    """What became of every edit, by part."""
    return {part: [each for case in all_cases(part) for each in outcomes(case)] for part in PARTS}


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_no_certain_history_is_wrong_and_none_is_lost_unnamed(
    part: Path, became: dict[Path, list[Outcome]]
) -> None:
    found = became[part]
    counts = Counter(each.what for each in found)
    wrong = [each for each in found if each.what in {"certain wrong", "lost"}]
    assert not wrong, table(found)
    likely = counts["likely right"] + counts["likely wrong"]
    assert counts["likely wrong"] <= likely / 100, table(found)
    assert (precision(counts) or 0) >= 0.99, table(found)
    assert (recall(counts) or 0) >= 0.75, table(found)


@pytest.mark.slow
def test_what_authors_do_most_keeps_the_history(became: dict[Path, list[Outcome]]) -> None:
    for kind in ("light", "typo", "moved", "renumbered", "answer"):
        found = [each for part in PARTS for each in became[part] if each.case.kind == kind]
        counts = Counter(each.what for each in found)
        assert (recall(counts) or 0) >= 0.95, table(found)


def test_a_second_build_changes_no_line() -> None:
    together = [case for part in PARTS for case in all_cases(part) if case.way == "together"]
    assert together
    for case in together:
        with of(case.author):
            _, first = built(case.before, Ledger({}), 1000)
            _, second = built(case.after, first, 2000)
            identities, third = built(case.after, second, 3000)
            assert write_ledger(third) == write_ledger(second)
            assert not [each for each in identities if each.likely or each.unclear]


def test_what_is_found_late_counts_for_all_that_is_said_of_the_others() -> None:
    """As if all that was found had been known from the beginning."""
    several = 0
    for case in all_cases(CASES):
        if case.way == "together":
            _, ledger = built(case.before, Ledger({}), 1000)
            identities, _ = built(case.after, ledger, 2000)
            known = {n: each.known for n, each in enumerate(identities) if each.known}
            taken = {each.guid for each in known.values()}
            entries = list(ledger.entries.values())
            free = [each for each in entries if each.guid not in taken]
            again = assign([each.question for each in identities], known, free, entries)
            unclear = {n: each.unclear for n, each in enumerate(identities) if each.unclear}
            with of(case.author):
                assert (again.certain, again.likely, again.unclear) == ({}, {}, unclear)
            several += bool(unclear)
    assert several > 1
