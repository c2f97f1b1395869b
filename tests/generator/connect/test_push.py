"""Notes pushed into a real collection, and what a learner did there in between."""

from __future__ import annotations

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
