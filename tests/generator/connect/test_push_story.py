"""Five hundred notes that are learned, edited, moved and retired, and pushed all the while."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from diptych.connect.merging import RETIRED
from tests.anki_connect import AnkiConnect
from tests.anki_engine import Anki, CardState
from tests.generator.connect.pushed import push

PARTS, EACH = 10, 50
WRITING = {
    "addTags",
    "changeDeck",
    "deleteNotes",
    "importPackage",
    "removeTags",
    "storeMediaFile",
    "suspend",
    "unsuspend",
    "updateNoteFields",
}


def write(root: Path, part: int, title: str, *gone: int, **answers: str) -> None:
    """Write the notes of a part; some questions are gone, some answered otherwise."""
    text = f"# {title}\n\n"
    for number in range(EACH):
        name = f"q{part}-{number}"
        answer = answers.get(f"a{number}", f"Answer {number}.")
        if number not in gone:
            text += f"## What is thing {number} of {title}? {{#{name}}}\n\n> {name}\n\n{answer}\n\n"
    (root / f"notes/{part}.md").write_text(text, encoding="utf-8")


def states(anki: Anki) -> dict[str, CardState]:
    """What each note's card is to its learner, by the question's id."""
    return {anki.fields(guid)["Id"]: anki.state(guid) for guid in anki.guids()}


@pytest.mark.slow
def test_five_hundred_notes_keep_all_that_their_learner_did(
    root: Path, add_on: AnkiConnect, anki: Anki
) -> None:
    (root / "notes/a.md").unlink()
    for part in range(PARTS):
        write(root, part, f"Part {part}")
    assert push(root, add_on) == 0
    by_id = {anki.fields(guid)["Id"]: guid for guid in anki.guids()}
    assert len(by_id) == PARTS * EACH
    for place, (name, guid) in enumerate(by_id.items()):
        anki.study(guid, times=1)
        if place % 3 == 0:
            anki.flag(guid, 1 + place % 7)
        if place % 5 == 0:
            note = anki.note(guid)
            note.tags.append(f"mine{place % 2}")
            note["Short"] = f"{name}, as I say it"
            anki.collection.update_note(note)
    before = states(anki)
    tags = {name: set(anki.note(guid).tags) for name, guid in by_id.items()}
    words = {name: anki.fields(guid)["Short"] for name, guid in by_id.items()}

    write(root, 0, "Part 0", a7="Another answer.")
    add_on.asked.clear()
    assert push(root, add_on) == 0
    assert [action for action in add_on.asked if action in WRITING] == ["updateNoteFields"]
    assert "Another answer." in anki.fields(by_id["q0-7"])["Answer"]
    assert states(anki) == before

    write(root, 0, "Part 0", 3, a7="Another answer.")  # one is gone
    (root / "notes/1.md").unlink()  # and so are fifty
    write(root, 2, "Moved")  # fifty move
    assert push(root, add_on) == 0
    gone = {"q0-3", *(f"q1-{number}" for number in range(EACH))}
    moved = {f"q2-{number}" for number in range(EACH)}
    after = states(anki)
    for name, state in before.items():
        deck = state.deck.replace("Part 2", "Moved")
        assert after[name] == replace(state, deck=deck if name in moved else state.deck), name
        has = set(anki.note(by_id[name]).tags)
        assert {tag for tag in tags[name] if tag.startswith("mine")} <= has
        assert (RETIRED in has) is (name in gone)
        assert anki.fields(by_id[name])["Short"] == words[name]
    assert anki.guids() == set(by_id.values())
    add_on.asked.clear()
    assert push(root, add_on, yes=False) == 0
    assert WRITING.isdisjoint(add_on.asked)
