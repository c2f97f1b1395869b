"""What comes along with pushed notes: their order, media, style; and notes that are not ours."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from anki.collection import ExportAnkiPackageOptions
from anki.decks import DeckId

from diptych.cli import main
from tests.anki_connect import AnkiConnect, package_of
from tests.anki_engine import Anki
from tests.generator.connect.pushed import back, edit, gone, guid, push, times

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
    edit(root, "![p](p.png)", "See: ![p](p.png)")
    add_on.asked.clear()
    assert push(root, add_on) == 0
    assert "updateNoteFields" in add_on.asked
    assert "storeMediaFile" not in add_on.asked
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


def test_a_note_that_was_adopted_waits_for_its_type_to_be_changed(
    root: Path,
    add_on: AnkiConnect,
    anki: Anki,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    basic = anki.collection.models.by_name("Basic")
    assert basic is not None
    old = anki.collection.new_note(basic)
    old["Front"], old["Back"] = "What is a fence?", "None passes."
    anki.collection.add_note(old, DeckId(1))
    deck = tmp_path / "old.apkg"
    options = ExportAnkiPackageOptions(with_scheduling=True, legacy=True)
    anki.collection.export_anki_package(out_path=str(deck), options=options, limit=None)
    assert main(["adopt", str(deck), str(root)]) == 0
    assert push(root, add_on) == 0
    assert "adopted: 1 (change their type in Anki first" in capsys.readouterr().out
    assert len(anki.guids()) == 3
    assert anki.fields(old.guid) == {"Front": "What is a fence?", "Back": "None passes."}


def test_the_style_of_another_notebook_s_kind_of_notes_is_none_of_ours(
    root: Path, add_on: AnkiConnect, anki: Anki, capsys: pytest.CaptureFixture[str]
) -> None:
    push(root, add_on)
    (root / "notes/a.md").write_text("# A\n\n## What is left?\n\nThis.\n", encoding="utf-8")
    push(root, add_on)
    model = anki.collection.models.by_name("Diptych Cloze")
    assert model is not None
    model["css"] = ".card { color: red }"
    anki.collection.models.update_dict(model)
    for file in (root.parent / "data").rglob("*.json"):
        file.unlink()
    capsys.readouterr()
    assert push(root, add_on) == 0
    assert "style" not in capsys.readouterr().out
