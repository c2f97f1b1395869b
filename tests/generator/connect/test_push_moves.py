"""Cards that move with the notes, questions that are gone and come back, in a real collection."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from diptych.cli import main
from diptych.connect.merging import RETIRED
from tests.anki_connect import AnkiConnect
from tests.anki_engine import Anki
from tests.generator.connect.pushed import back, edit, gone, guid, push

# Cards that move.


@pytest.mark.parametrize("tells_cards", [True, False])
def test_cards_follow_the_notes_to_another_deck(
    root: Path,
    add_on: AnkiConnect,
    anki: Anki,
    tells_cards: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:
    add_on.tells_cards = tells_cards
    push(root, add_on)
    lock = guid(anki, "what-is-a-lock")
    anki.study(lock)
    state = anki.state(lock)
    edit(root, "# Locks", "# Bolts")
    assert push(root, add_on) == 0
    assert state.deck.endswith("Locks")
    assert anki.state(lock) == replace(state, deck=state.deck.replace("Locks", "Bolts"))
    capsys.readouterr()
    assert main(["plan", str(root)]) == 0
    assert "moved" not in capsys.readouterr().out


def test_a_card_that_the_learner_moved_stays(root: Path, add_on: AnkiConnect, anki: Anki) -> None:
    push(root, add_on)
    lock = anki.card(guid(anki, "what-is-a-lock"))
    mine = anki.collection.decks.id("Mine")
    assert mine is not None
    anki.collection.set_deck([lock.id], mine)
    edit(root, "# Locks", "# Bolts")
    assert push(root, add_on) == 0
    assert anki.state(guid(anki, "what-is-a-lock")).deck == "Mine"
    assert anki.state(guid(anki, "what-is-a-fence")).deck.endswith("Bolts")


def test_a_card_in_a_filtered_deck_moves_once_it_is_back(
    root: Path, add_on: AnkiConnect, anki: Anki
) -> None:
    push(root, add_on)
    lock = guid(anki, "what-is-a-lock")
    filtered = anki.collection.decks.new_filtered("For now")
    anki.collection.sched.rebuild_filtered_deck(filtered)
    assert anki.state(lock).deck == "For now"
    edit(root, "# Locks", "# Bolts")
    assert push(root, add_on) == 0
    assert anki.state(lock).deck == "For now"
    anki.collection.sched.empty_filtered_deck(filtered)
    assert push(root, add_on) == 0
    assert anki.state(lock).deck.endswith("Bolts")


# Questions that are gone, and come back.


def test_a_question_that_is_gone_is_tagged_and_loses_the_tag_when_it_returns(
    root: Path, add_on: AnkiConnect, anki: Anki
) -> None:
    push(root, add_on)
    fence = guid(anki, "what-is-a-fence")
    gone(root)
    assert push(root, add_on) == 0
    assert RETIRED in anki.note(fence).tags
    assert not anki.state(fence).suspended
    add_on.asked.clear()
    assert push(root, add_on, yes=False) == 0  # and then there is nothing to be done
    assert "addTags" not in add_on.asked
    back(root)
    assert push(root, add_on) == 0
    assert RETIRED not in anki.note(fence).tags
    assert len(anki.guids()) == 3


def test_cards_that_were_suspended_for_it_come_back_and_others_do_not(
    root: Path, add_on: AnkiConnect, anki: Anki
) -> None:
    edit(root, "## What is a fence?", "## What is a fence? {.reversed}")
    push(root, add_on)
    fence = guid(anki, "what-is-a-fence")
    anki.suspend(fence, 1)
    edit(root, "## What is a fence? {.reversed}", "## What is a fence?")
    gone(root)
    assert push(root, add_on, "--retire", "suspend") == 0
    assert anki.state(fence, 0).suspended
    back(root)
    edit(root, "## What is a fence?", "## What is a fence? {.reversed}")
    assert push(root, add_on) == 0
    assert not anki.state(fence, 0).suspended
    assert anki.state(fence, 1).suspended


def test_cards_that_were_suspended_as_anki_closed_come_back(
    root: Path, add_on: AnkiConnect, anki: Anki
) -> None:
    push(root, add_on)
    fence = guid(anki, "what-is-a-fence")
    gone(root)
    add_on.closing, add_on.closes_late = "suspend", True
    assert push(root, add_on, "--retire", "suspend") == 1
    assert anki.state(fence).suspended
    add_on.closing = 0
    assert push(root, add_on, "--retire", "suspend") == 0
    back(root)
    assert push(root, add_on) == 0
    assert not anki.state(fence).suspended


def test_what_is_deleted_is_told_before_and_comes_back_as_new(
    root: Path, add_on: AnkiConnect, anki: Anki, capsys: pytest.CaptureFixture[str]
) -> None:
    push(root, add_on)
    gone(root)
    assert push(root, add_on, "--retire", "delete", "--dry-run") == 0
    assert "no longer in the notes: 1 (they are deleted with all their reviews)" in (
        capsys.readouterr().out
    )
    assert len(anki.guids()) == 3
    assert push(root, add_on, "--retire", "delete") == 0
    assert len(anki.guids()) == 2
    back(root)
    assert push(root, add_on) == 0
    assert len(anki.guids()) == 3


def test_the_note_of_the_other_kind_is_tagged(root: Path, add_on: AnkiConnect, anki: Anki) -> None:
    push(root, add_on)
    basic = guid(anki, "what-is-a-fence")
    edit(root, "None passes.", "None {{c1::passes}}.")
    assert push(root, add_on) == 0
    assert RETIRED in anki.note(basic).tags
    assert RETIRED not in anki.note(f"{basic}c").tags
    edit(root, "None {{c1::passes}}.", "None passes.")
    assert push(root, add_on) == 0
    assert RETIRED not in anki.note(basic).tags
    assert RETIRED in anki.note(f"{basic}c").tags
