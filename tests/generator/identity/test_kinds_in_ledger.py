"""What a ledger says of kinds of notes: as it always did of the first two, and of any other."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from diptych.identity import Ledger, LedgerEntry, read_ledger, write_ledger
from diptych.identity.records import OtherNote
from diptych.model import NOTE_KINDS, NoteKind

ENTRY = LedgerEntry("x", "g", "a.md", ("T",), "a?", "b", shows="h", changed=9)
KINDS = st.sampled_from(NOTE_KINDS)
SHOWN = st.tuples(KINDS, st.text("ab"), st.integers(1, 9))


def row(entry: LedgerEntry) -> dict[str, object]:
    _, line = write_ledger(Ledger({entry.id: entry})).decode().splitlines()
    written: dict[str, object] = json.loads(line)
    return written


@given(kind=KINDS, others=st.lists(SHOWN, max_size=3, unique_by=lambda each: each[0]))
def test_a_ledger_is_read_as_it_was_written(
    kind: NoteKind, others: list[tuple[NoteKind, str, int]]
) -> None:
    notes = tuple(OtherNote(*each) for each in others if each[0] != kind)
    entry = replace(ENTRY, kind=kind, others=notes)
    ledger, told = read_ledger(write_ledger(Ledger({"x": entry})), "x")
    assert (ledger.entries, told) == ({"x": entry}, [])


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (ENTRY, {}),
        (replace(ENTRY, kind="cloze"), {"cloze": True}),
        (
            replace(ENTRY, others=(OtherNote("cloze", "o", 5),)),
            {"other_shows": "o", "other_changed": 5},
        ),
        (
            replace(ENTRY, kind="cloze", others=(OtherNote("basic", "", 5),)),
            {"cloze": True, "other_changed": 5},
        ),
        (
            replace(ENTRY, kind="typed", others=(OtherNote("basic", "o", 5),)),
            {"kind": "typed", "others": [["basic", "o", 5]]},
        ),
    ],
)
def test_the_first_two_kinds_are_written_as_former_versions_read_them(
    entry: LedgerEntry, said: dict[str, object]
) -> None:
    assert {name: value for name, value in row(entry).items() if name not in row(ENTRY)} == said


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "of tomorrow"},
        {"kind": 3},
        {"others": [["of tomorrow", "o", 5]]},
        {"others": [["typed", "o"]]},
        {"others": [["typed", "o", "5"]]},
        {"others": 5},
        {"other_changed": "5"},
    ],
)
def test_what_this_version_cannot_read_is_told_with_its_line(said: dict[str, object]) -> None:
    head, _ = write_ledger(Ledger({"x": ENTRY})).decode().splitlines()
    data = f"{head}\n{json.dumps(row(ENTRY) | said)}\n".encode()
    ledger, told = read_ledger(data, "ledger")
    assert [(each.code, each.span and each.span.line) for each in told] == [("D501", 2)]
    assert ledger.damaged


@given(kinds=st.lists(KINDS, min_size=1, max_size=8))
def test_each_kind_finds_its_own_note_again(kinds: list[NoteKind]) -> None:
    entry, shown = ENTRY, {"basic": ("h", 9)}
    for number, kind in enumerate(kinds):
        entry = entry.turned(kind)
        assert (entry.shows, entry.changed) == shown.get(kind, ("", entry.changed))
        entry = replace(entry, shows=f"{kind}{number}", changed=10 + number)
        shown[kind] = (entry.shows, entry.changed)
    assert {each.kind for each in entry.others} == set(shown) - {entry.kind}


def test_what_no_deck_has_shown_leaves_no_note_behind() -> None:
    born = replace(ENTRY, shows="", changed=1)
    assert born.turned("choice") == replace(born, kind="choice")
