"""Notes pushed into a real collection, and what a learner did there in between."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from diptych.cli import main
from diptych.connect.merging import RETIRED
from tests.anki_connect import AnkiConnect, package_of
from tests.anki_engine import Anki
from tests.conftest import of
from tests.generator.connect.pushed import edit, guid, push, times
from tests.pictures import png

# What comes, and what is left alone.


def test_what_is_pushed_is_what_the_deck_would_bring(
    root: Path, add_on: AnkiConnect, anki: Anki, tmp_path: Path
) -> None:
    assert push(root, add_on) == 0
    with Anki(tmp_path / "other") as other:
        assert other.import_apkg(package_of(root / "site")).new == 3
        assert anki.guids() == other.guids()
        for each in anki.guids():
            assert anki.fields(each) == other.fields(each)
            assert anki.note(each).tags == other.note(each).tags
            assert anki.state(each) == other.state(each)
    assert anki.import_apkg(package_of(root / "site")).duplicate == 3


KINDS = """# All

## What is typed? {.typed}

> word

## What is chosen? {#chosen}

- [ ] this
- [x] that

## What is shown?

![](photo.png){occlude="10%,20%,30%,10%: cat; 60%,80%,5%,5%: dog"}

![](other.png){occlude="10%,20%,30%,10%: cow"}
"""


def test_each_kind_of_note_comes_is_edited_and_is_retired(
    root: Path, add_on: AnkiConnect, anki: Anki, tmp_path: Path
) -> None:
    for name, shade in (("photo", 1), ("other", 2)):
        (root / f"notes/{name}.png").write_bytes(png(200, 100, shade))
    (root / "notes/a.md").write_text(KINDS, encoding="utf-8")
    assert push(root, add_on) == 0
    with Anki(tmp_path / "other") as other:
        other.import_apkg(package_of(root / "site"))
        assert {each: anki.fields(each) for each in anki.guids()} == {
            each: other.fields(each) for each in other.guids()
        }
    kinds = {anki.note(each).note_type()["name"] for each in anki.guids()}  # type: ignore[index]
    assert {"Diptych Typed", "Diptych Choice", "Diptych Occlusion"} <= kinds
    before = times(anki)
    for old, new in (("word", "words"), ("that", "those"), ("cow", "bull")):
        with of(new):
            edit(root, old, new)
            add_on.asked.clear()
            assert push(root, add_on) == 0
            assert add_on.asked.count("updateNoteFields") == 1
            assert anki.guids() == before.keys()
    edit(root, '![](other.png){occlude="10%,20%,30%,10%: bull"}', "")
    assert push(root, add_on) == 0
    tagged = [
        anki.note(each)["Picture"] for each in anki.guids() if RETIRED in anki.note(each).tags
    ]
    assert len(tagged) == 1
    assert "other" in tagged[0]
    assert anki.check_media().missing == ()


def test_nothing_is_done_twice(root: Path, add_on: AnkiConnect, anki: Anki) -> None:
    push(root, add_on)
    before = times(anki)
    add_on.asked.clear()
    assert push(root, add_on, yes=False) == 0
    assert times(anki) == before
    assert {"updateNoteFields", "importPackage", "addTags"}.isdisjoint(add_on.asked)


def test_an_edit_reaches_the_one_note_and_its_history_stays(
    root: Path, add_on: AnkiConnect, anki: Anki
) -> None:
    push(root, add_on)
    lock = guid(anki, "what-is-a-lock")
    anki.study(lock)
    anki.flag(lock, 3)
    state = anki.state(lock)
    edit(root, "Long ago.", "Not long ago.")
    add_on.asked.clear()
    assert push(root, add_on) == 0
    assert add_on.asked.count("updateNoteFields") == 1
    assert "Not long ago." in anki.fields(lock)["Answer"]
    assert anki.state(lock) == state


def test_a_note_between_others_comes_at_its_place(
    root: Path, add_on: AnkiConnect, anki: Anki
) -> None:
    push(root, add_on)
    edit(root, "## What is a fence?", "## What is a gate?\n\nIt swings.\n\n## What is a fence?")
    assert push(root, add_on) == 0
    assert anki.state(guid(anki, "what-is-a-gate")).due == 2
    assert len(anki.guids()) == 4
    assert anki.import_apkg(package_of(root / "site")).duplicate == 4


def test_what_was_imported_by_hand_is_updated(root: Path, add_on: AnkiConnect, anki: Anki) -> None:
    """Of what the learner wrote there, the deck of the last build tells what is theirs."""
    assert main(["build", str(root)]) == 0
    anki.import_apkg(package_of(root / "site"))
    fence = guid(anki, "what-is-a-fence")
    add_on.edit(fence, Answer="Mine.")
    edit(root, "Long ago.", "Not long ago.")
    assert push(root, add_on) == 0
    assert "Not long ago." in anki.fields(guid(anki, "what-is-a-lock"))["Answer"]
    assert anki.fields(fence)["Answer"] == "Mine."
    assert len(anki.guids()) == 3


def test_what_was_imported_by_hand_after_a_push_is_no_edit_of_the_learner(
    root: Path, add_on: AnkiConnect, anki: Anki, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(root, "# Locks", "---\ntags: [one]\n---\n\n# Locks")
    push(root, add_on)
    lock = guid(anki, "what-is-a-lock")
    edit(root, "Long ago.", "Not long ago.")
    edit(root, "tags: [one]", "tags: [two]")
    assert main(["build", str(root)]) == 0
    assert anki.import_apkg(package_of(root / "site"), update="always").updated >= 2
    add_on.edit(lock, Short="Mine.")
    edit(root, "Not long ago.", "Tomorrow.")
    edit(root, "tags: [two]", "tags: [three]")
    capsys.readouterr()
    assert push(root, add_on) == 0
    assert "changed here and in Anki" not in capsys.readouterr().out
    assert "Tomorrow." in anki.fields(lock)["Answer"]
    assert anki.fields(lock)["Short"] == "Mine."
    assert {"one", "two", "three"} & set(anki.note(lock).tags) == {"three"}


@pytest.mark.parametrize("arguments", [("--dry-run",), ()])
def test_until_it_is_agreed_to_nothing_is_written(
    root: Path,
    add_on: AnkiConnect,
    anki: Anki,
    tmp_path: Path,
    arguments: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert push(root, add_on, *arguments, yes=False) == (0 if arguments else 1)
    assert "new: 3\n  What is a lock?  (what-is-a-lock)" in capsys.readouterr().out
    assert anki.guids() == set()
    assert not (root / "site").exists()
    assert not (root / "notes/identity.jsonl").exists()
    assert not (tmp_path / "data").exists()


# What the learner did stays.


def test_tags_of_the_learner_stay_and_ours_are_followed(
    root: Path, add_on: AnkiConnect, anki: Anki
) -> None:
    edit(root, "# Locks", "---\ntags: [old, stays]\n---\n\n# Locks")
    push(root, add_on)
    lock = anki.note(guid(anki, "what-is-a-lock"))
    lock.tags = [*(tag for tag in lock.tags if tag != "stays"), "leech", "mine"]
    anki.collection.update_note(lock)
    edit(root, "tags: [old, stays]", "tags: [new, stays]")
    assert push(root, add_on) == 0
    tags = set(anki.note(guid(anki, "what-is-a-lock")).tags)
    assert {"leech", "mine", "new"} <= tags
    assert {"old", "stays"}.isdisjoint(tags)


def test_words_of_the_learner_stay_in_a_field_that_the_notes_did_not_change(
    root: Path, add_on: AnkiConnect, anki: Anki, capsys: pytest.CaptureFixture[str]
) -> None:
    push(root, add_on)
    lock = guid(anki, "what-is-a-lock")
    add_on.edit(lock, Short="My own words.", Extra="And more.")
    edit(root, "Long ago.", "Not long ago.")
    assert push(root, add_on) == 0
    fields = anki.fields(lock)
    assert (fields["Short"], fields["Extra"]) == ("My own words.", "And more.")
    assert "Not long ago." in fields["Answer"]
    assert "Your own words stay in 1 note." in capsys.readouterr().out
    assert push(root, add_on) == 0  # and still
    assert anki.fields(lock)["Short"] == "My own words."


def test_what_was_changed_on_both_sides_is_told_and_left(
    root: Path, add_on: AnkiConnect, anki: Anki, capsys: pytest.CaptureFixture[str]
) -> None:
    push(root, add_on)
    lock = guid(anki, "what-is-a-lock")
    add_on.edit(lock, Answer="<p>Yesterday.</p>")
    edit(root, "Long ago.", "Tomorrow.")
    for _ in range(2):  # it is told until somebody decides
        capsys.readouterr()
        assert push(root, add_on) == 0
        told = capsys.readouterr().out
        assert "Answer in Anki: Yesterday.\n    Answer in the notes: Tomorrow." in told
        assert anki.fields(lock)["Answer"] == "<p>Yesterday.</p>"
    assert push(root, add_on, "--overwrite") == 0
    assert "Tomorrow." in anki.fields(lock)["Answer"]
    capsys.readouterr()
    push(root, add_on)
    assert "Yesterday" not in capsys.readouterr().out


def test_the_same_edit_on_both_sides_is_none(root: Path, add_on: AnkiConnect, anki: Anki) -> None:
    push(root, add_on)
    lock = guid(anki, "what-is-a-lock")
    add_on.edit(lock, Answer=anki.fields(lock)["Answer"].replace("Long", "Not long"))
    edit(root, "Long ago.", "Not long ago.")
    before = times(anki)
    assert push(root, add_on, yes=False) == 0
    assert times(anki) == before


# Cards that move.


def test_cards_follow_the_notes_to_another_deck(
    root: Path, add_on: AnkiConnect, anki: Anki, capsys: pytest.CaptureFixture[str]
) -> None:
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


def gone(root: Path) -> None:
    edit(root, "## What is a fence?\n\nNone passes.\n", "")


def back(root: Path) -> None:
    edit(root, "# Keys", "## What is a fence?\n\nNone passes.\n\n# Keys")


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


# Order, media and style.


def test_in_new_decks_cards_come_in_the_order_of_the_notes(
    root: Path, add_on: AnkiConnect, anki: Anki
) -> None:
    edit(root, "# Locks", "# Z")
    edit(root, "# Keys", "# A")
    assert push(root, add_on) == 0
    asked = [anki.fields(each)["Id"] for each in anki.queue("T")]
    assert asked == ["what-is-a-lock", "what-is-a-fence", "what-is-a-key"]


def test_options_that_the_learner_chose_since_stay(
    root: Path, add_on: AnkiConnect, anki: Anki
) -> None:
    edit(root, "# Locks", "# Z")
    push(root, add_on)
    decks = anki.collection.decks
    for name in ("T", "T::a::Z"):
        deck = decks.by_name(name)
        assert deck is not None
        deck["conf"] = 1
        decks.save(deck)
    edit(root, "# Keys", "# B\n\n## What is a door?\n\nClosed.\n\n# Keys")
    edit(root, "## What is a fence?", "## What is a gate?\n\nIt swings.\n\n## What is a fence?")
    assert push(root, add_on) == 0
    assert len(anki.guids()) == 5
    assert {decks.by_name(name)["conf"] for name in ("T", "T::a::Z")} == {1}  # type: ignore[index]


def test_nothing_that_is_pushed_forces_a_full_synchronisation(
    root: Path, add_on: AnkiConnect, anki: Anki, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = anki.rows("SELECT scm FROM col")
    push(root, add_on)
    edit(root, "Long ago.", "Not long ago.")
    edit(root, "# Locks", "# Bolts")
    gone(root)
    push(root, add_on, "--retire", "delete")
    assert anki.rows("SELECT scm FROM col") == before
    models = anki.collection.models
    model = models.by_name("Diptych")
    assert model is not None
    models.add_field(model, models.new_field("Mine"))  # which does
    models.update_dict(model)
    since = anki.rows("SELECT scm FROM col")
    assert since != before
    add_on.asked.clear()
    monkeypatch.setattr("diptych.deck.notetype.style", lambda: ".card { color: red }")
    back(root)
    assert push(root, add_on) == 0
    assert anki.rows("SELECT scm FROM col") == since
    assert "Mine" in anki.fields(guid(anki, "what-is-a-fence"))


def test_a_picture_is_uploaded_once_and_only_where_it_changed(
    root: Path, add_on: AnkiConnect, anki: Anki
) -> None:
    push(root, add_on)
    (root / "notes/p.png").write_bytes(b"\x89PNG one")
    edit(root, "Long ago.", "![p](p.png)")
    edit(root, "None passes.", "![p](p.png)")
    for data, uploads in ((b"\x89PNG one", 1), (b"\x89PNG one", 0), (b"\x89PNG two", 1)):
        (root / "notes/p.png").write_bytes(data)
        add_on.asked.clear()
        assert push(root, add_on) == 0
        assert add_on.asked.count("storeMediaFile") == uploads
    assert {anki.medium(name) for name in anki.media()} == {b"\x89PNG one", b"\x89PNG two"}
    assert anki.check_media().missing == ()


def test_a_new_style_comes_along_and_no_note_is_touched_by_it(
    root: Path, add_on: AnkiConnect, anki: Anki, monkeypatch: pytest.MonkeyPatch
) -> None:
    push(root, add_on)
    before = times(anki)
    monkeypatch.setattr("diptych.deck.notetype.style", lambda: ".card { color: red }")
    monkeypatch.setattr("diptych.deck.package.CHANGED", int(time.time()) + 5)
    assert push(root, add_on) == 0
    assert "color: red" in anki.front(guid(anki, "what-is-a-lock"))
    assert "color: red" in anki.front(guid(anki, "what-is-a-key"))
    assert times(anki) == before


def test_a_style_of_the_learner_s_own_stays(
    root: Path, add_on: AnkiConnect, anki: Anki, capsys: pytest.CaptureFixture[str]
) -> None:
    push(root, add_on)
    model = anki.collection.models.by_name("Diptych")
    assert model is not None
    model["css"] += ".card { color: red }"
    anki.collection.models.update_dict(model)
    capsys.readouterr()
    assert push(root, add_on) == 0
    assert "style" not in capsys.readouterr().out
    assert "color: red" in anki.front(guid(anki, "what-is-a-lock"))


# Notes that are not ours.


def test_the_note_of_another_notebook_with_the_same_id_is_never_touched(
    root: Path, add_on: AnkiConnect, anki: Anki, tmp_path: Path
) -> None:
    push(root, add_on)
    theirs = times(anki)
    other = tmp_path / "other"
    (other / "notes").mkdir(parents=True)
    (other / "diptych.toml").write_text('title = "U"\nlanguage = "en"\n', encoding="utf-8")
    file = other / "notes/a.md"
    file.write_text("# Locks\n\n## What is a lock? {#what-is-a-fence}\n\nX.\n", encoding="utf-8")
    assert push(other, add_on) == 0
    assert len(anki.guids()) == 4
    edit(other, "X.", "Y.")
    assert push(other, add_on) == 0
    file.write_text("# Locks\n\n## And now?\n\nZ.\n", encoding="utf-8")
    assert push(other, add_on, "--retire", "delete") == 0
    assert {each: time for each, time in times(anki).items() if each in theirs} == theirs
    assert len(anki.guids()) == 4
    assert push(root, add_on, yes=False) == 0


def test_of_two_that_it_may_be_neither_is_touched(
    root: Path,
    add_on: AnkiConnect,
    anki: Anki,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["build", str(root)]) == 0
    anki.import_apkg(package_of(root / "site"))
    fence = anki.note(guid(anki, "what-is-a-fence"))
    model = fence.note_type()
    assert model is not None
    twin = anki.collection.new_note(model)
    twin.fields = list(fence.fields)
    anki.collection.add_note(twin, anki.cards(fence.guid)[0].did)
    before = times(anki)
    edit(root, "None passes.", "Nobody passes.")
    assert push(root, add_on) == 0
    assert "unclear: 1" in capsys.readouterr().out
    assert times(anki) == before
