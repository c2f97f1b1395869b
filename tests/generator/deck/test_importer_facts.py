"""What Anki's importer does, as far as the design leans on it.

Nothing here tests our own code: packages are made by hand, each with the one thing in question.
When a new version of the engine turns a fact over, the test that fails names it.
"""

from __future__ import annotations

import io
import itertools
import json
import sqlite3
import tempfile
import time
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import genanki
import pytest
from anki.errors import BackendError

from diptych.deck.archive import archive
from tests.anki_engine import Anki, Imported, MediaCheck, Update

THEN = 1_700_000_000
NOTETYPE = 1_234_567_890
FRONT_BACK = (("Front", 11), ("Back", 12))


def make_model(
    fields: Sequence[tuple[str, int | None]] = FRONT_BACK,
    *,
    card: str = "Card",
    front: str = "{{Front}}",
    back: str = "{{Back}}",
    cloze: bool = False,
) -> Any:
    named = [{"name": name} | ({"id": number} if number else {}) for name, number in fields]
    template = {"name": card, "qfmt": front, "afmt": back}
    if all(number for _, number in fields):
        template["id"] = 21  # type: ignore[assignment]  # as Anki has it
    kind = genanki.Model.CLOZE if cloze else genanki.Model.FRONT_BACK
    number = NOTETYPE + 1 if cloze else NOTETYPE
    return genanki.Model(number, "Facts", fields=named, templates=[template], model_type=kind)


def package(
    *notes: Sequence[str],
    guid: str = "a",
    at: int = THEN,
    model: Any = None,
    tags: Sequence[str] = (),
    deck: str = "Deck",
    deck_id: int = 4_444,
    media: Mapping[str, bytes] | None = None,
    first_id: int = THEN * 1000,
) -> bytes:
    """A package of notes ``a``, ``b`` … with these fields, all of one time."""
    model = model or make_model()
    target = genanki.Deck(deck_id, deck)
    for number, fields in enumerate(notes):
        name = chr(ord(guid) + number)
        target.add_note(genanki.Note(model, list(fields), tags=list(tags), guid=name))
    with closing(sqlite3.connect(":memory:")) as connection:
        ids = itertools.count(first_id)
        genanki.Package(target).write_to_db(connection.cursor(), at, ids)
        connection.commit()
        database = connection.serialize()
    names = dict(enumerate(media or {}))
    numbered = {str(number): (media or {})[name] for number, name in names.items()}
    index = json.dumps(names).encode()
    return archive({"collection.anki2": database, "media": index, **numbered})


# Which notes are taken.


@pytest.mark.parametrize("update", ["if_newer", "always"])
def test_the_same_time_is_no_update_even_with_always(anki: Anki, update: Update) -> None:
    anki.import_apkg(package(["q", "old"]))
    assert anki.import_apkg(package(["q", "new"]), update=update) == Imported(duplicate=1)
    assert anki.fields("a")["Back"] == "old"


def test_an_older_time_is_an_update_with_always(anki: Anki) -> None:
    anki.import_apkg(package(["q", "new"]))
    older = package(["q", "old"], at=THEN - 1)
    assert anki.import_apkg(older, update="always") == Imported(updated=1)


def test_an_older_note_is_no_update(anki: Anki) -> None:
    anki.import_apkg(package(["q", "new"]))
    assert anki.import_apkg(package(["q", "old"], at=THEN - 1)) == Imported(duplicate=1)
    assert anki.fields("a")["Back"] == "new"


def test_a_newer_note_is_an_update_and_scheduling_stays(anki: Anki) -> None:
    anki.import_apkg(package(["q", "old"]))
    anki.study("a", times=3)
    anki.flag("a", 2)
    anki.suspend("a")
    before = anki.state("a")

    assert anki.import_apkg(package(["q", "new"], at=THEN + 1)) == Imported(updated=1)
    assert anki.fields("a")["Back"] == "new"
    assert anki.state("a") == before
    assert (before.repetitions, before.reviews, before.flag, before.suspended) == (3, 3, 2, True)


def test_scheduling_stays_even_if_progress_is_imported(anki: Anki) -> None:
    anki.import_apkg(package(["q", "old"]))
    anki.study("a")
    before = anki.state("a")
    anki.import_apkg(package(["q", "new"], at=THEN + 1), scheduling=True)
    assert anki.state("a") == before


def test_a_note_that_the_learner_edited_later_is_kept(anki: Anki) -> None:
    anki.import_apkg(package(["q", "old"]))
    note = anki.note("a")
    note["Back"] = "mine"
    anki.collection.update_note(note)

    assert anki.import_apkg(package(["q", "new"], at=THEN + 1)) == Imported(duplicate=1)
    assert anki.fields("a")["Back"] == "mine"
    later = int(time.time()) + 10
    assert anki.import_apkg(package(["q", "new"], at=later)) == Imported(updated=1)
    assert anki.fields("a")["Back"] == "new"


def test_an_update_replaces_every_field(anki: Anki) -> None:
    model = make_model((*FRONT_BACK, ("Extra", 13)))
    anki.import_apkg(package(["q", "old", ""], model=model))
    note = anki.note("a")
    note["Extra"] = "mine"
    anki.collection.update_note(note)

    later = int(time.time()) + 10
    anki.import_apkg(package(["q", "new", ""], model=model, at=later))
    assert anki.fields("a")["Extra"] == ""


def test_an_update_replaces_the_tags(anki: Anki) -> None:
    anki.import_apkg(package(["q", "old"], tags=["ours"]))
    note = anki.note("a")
    note.tags = ["ours", "leech", "marked", "mine"]
    anki.collection.update_note(note)

    anki.import_apkg(package(["q", "old"], tags=["ours"]))
    assert set(anki.note("a").tags) == {"ours", "leech", "marked", "mine"}
    anki.import_apkg(package(["q", "new"], tags=["ours"], at=int(time.time()) + 10))
    assert anki.note("a").tags == ["ours"]


def test_a_note_that_is_gone_from_the_package_stays(anki: Anki) -> None:
    anki.import_apkg(package(["q", "1"], ["r", "2"]))
    assert anki.import_apkg(package(["q", "1"])) == Imported(duplicate=1)
    assert anki.guids() == {"a", "b"}


def test_the_id_in_the_package_does_not_matter_to_known_notes(anki: Anki) -> None:
    anki.import_apkg(package(["q", "old"]))
    before = anki.note("a").id
    changed = package(["q", "new"], at=THEN + 1, first_id=THEN * 1000 + 500)
    assert anki.import_apkg(changed) == Imported(updated=1)
    assert anki.note("a").id == before


def test_a_new_note_whose_id_is_taken_gets_another(anki: Anki) -> None:
    anki.import_apkg(package(["q", "1"]))
    assert anki.import_apkg(package(["z", "2"], guid="z")) == Imported(new=1)
    assert anki.note("a").id != anki.note("z").id
    assert anki.problems() == []


def test_an_id_from_after_tomorrow_is_replaced(anki: Anki) -> None:
    """Older versions reject the whole package instead."""
    now = int(time.time()) * 1000
    future = now + 3 * 86_400_000
    assert anki.import_apkg(package(["q", "1"], first_id=future)) == Imported(new=1)
    assert now <= anki.note("a").id < future
    assert anki.problems() == []


def test_a_time_from_after_tomorrow_does_not(anki: Anki) -> None:
    assert anki.import_apkg(package(["q", "1"], at=int(time.time()) + 3 * 86_400)).new == 1
    assert anki.problems() == []


def test_text_is_normalised_to_nfc(anki: Anki) -> None:
    anki.import_apkg(package(["e\u0301", "x"]))
    assert anki.fields("a")["Front"] == "\u00e9"


def test_the_field_separator_in_a_field_rejects_the_whole_import(anki: Anki) -> None:
    with pytest.raises(BackendError):
        anki.import_apkg(package(["q", "one\x1ftwo"], ["r", "fine"]))
    assert anki.guids() == set()


# Notetypes.


WIDER = (*FRONT_BACK, ("Extra", 13))
RENAMED = (("Front", 11), ("Answer", 12))
OTHER = (("Front", 11), ("Answer", 13))


@pytest.mark.parametrize("fields", [WIDER, FRONT_BACK[:1], OTHER])
def test_another_list_of_fields_is_a_conflict(
    anki: Anki, fields: Sequence[tuple[str, int]]
) -> None:
    anki.import_apkg(package(["q", "old"]))
    model = make_model(fields, back="{{Front}}")
    texts = ["q", "new", "more"][: len(fields)]

    changed = package(texts, ["r", *texts[1:]], model=model, at=THEN + 1)
    assert anki.import_apkg(changed) == Imported(new=1, conflicting=1)
    assert anki.fields("a") == {"Front": "q", "Back": "old"}
    names = anki.rows("SELECT name FROM notetypes WHERE name LIKE 'Facts%' ORDER BY name")
    assert names == [["Facts"], ["Facts+"]]


def test_a_learner_who_adds_a_field_gets_conflicts_until_types_are_merged(anki: Anki) -> None:
    anki.import_apkg(package(["q", "old"]))
    models = anki.collection.models
    notetype = models.by_name("Facts")
    assert notetype is not None
    models.add_field(notetype, models.new_field("Mine"))
    models.update_dict(notetype)
    later = int(time.time()) + 10

    assert anki.import_apkg(package(["q", "new"], at=later)) == Imported(conflicting=1)
    assert anki.import_apkg(package(["q", "new"], at=later), merge=True) == Imported(updated=1)
    assert anki.fields("a") == {"Front": "q", "Back": "new", "Mine": ""}


@pytest.mark.parametrize("merge", [False, True])
def test_with_ids_renames_are_merged_and_texts_kept(anki: Anki, merge: bool) -> None:
    anki.import_apkg(package(["q", "old"], ["r", "kept"]))
    model = make_model(RENAMED, card="Renamed", back="{{Answer}}")
    changed = package(["q", "new"], model=model, at=THEN + 1)
    assert anki.import_apkg(changed, merge=merge) == Imported(updated=1)
    assert anki.fields("a") == {"Front": "q", "Answer": "new"}
    assert anki.fields("b") == {"Front": "r", "Answer": "kept"}
    assert anki.card("a").template()["name"] == "Renamed"


@pytest.mark.parametrize(
    ("merge", "names"), [(False, {"Front", "Back"}), (True, {"Front", "Back", "Answer"})]
)
def test_without_ids_a_rename_is_a_conflict_or_a_second_field(
    anki: Anki, merge: bool, names: set[str]
) -> None:
    bare = [(name, None) for name, _ in FRONT_BACK]
    renamed = [(name, None) for name, _ in RENAMED]
    anki.import_apkg(package(["q", "old"], model=make_model(bare)))
    model = make_model(renamed, back="{{Answer}}")
    anki.import_apkg(package(["q", "new"], model=model, at=THEN + 1), merge=merge)
    assert set(anki.fields("a")) == names


@pytest.mark.parametrize(("later", "taken"), [(0, False), (1, True)])
def test_templates_are_taken_over_with_a_newer_notetype(
    anki: Anki, later: int, taken: bool
) -> None:
    anki.import_apkg(package(["q", "x"]))
    changed = make_model(front="new: {{Front}}")
    anki.import_apkg(package(["q", "x"], model=changed, at=THEN + later))
    assert ("new: " in anki.front("a")) is taken


# Decks and cards.


def test_decks_go_by_name_and_their_id_is_ignored(anki: Anki) -> None:
    anki.import_apkg(package(["q", "1"], deck_id=111))
    anki.import_apkg(package(["z", "1"], guid="z", deck_id=222))
    anki.import_apkg(package(["y", "1"], guid="y", deck_id=111, deck="Other"))
    assert anki.state("a").deck == anki.state("z").deck == "Deck"
    assert anki.state("y").deck == "Other"


def test_parents_of_decks_are_made(anki: Anki) -> None:
    anki.import_apkg(package(["q", "1"], deck="A::B::C"))
    assert anki.decks() == {"A", "A::B", "A::B::C"}


def test_a_card_that_moved_to_another_deck_stays_where_it_was(anki: Anki) -> None:
    anki.import_apkg(package(["q", "1"], deck="Old"))
    anki.import_apkg(package(["q", "2"], deck="New", at=THEN + 1))
    assert anki.fields("a")["Back"] == "2"
    assert anki.state("a").deck == "Old"


def test_a_card_whose_condition_is_gone_stays_until_it_is_cleaned_up(anki: Anki) -> None:
    model = make_model(front="{{#Back}}{{Front}}{{/Back}}")
    anki.import_apkg(package(["q", "x"], model=model))
    anki.import_apkg(package(["q", ""], model=model, at=THEN + 1))
    assert len(anki.cards("a")) == 1
    assert len(anki.collection.get_empty_cards().notes) == 1


def test_an_empty_first_field_makes_no_card(anki: Anki) -> None:
    anki.import_apkg(package(["", "x"]))
    assert anki.rows("SELECT count() FROM cards") == [[0]]


def test_a_cloze_without_a_deletion_makes_no_card(anki: Anki) -> None:
    model = make_model((("Text", 11),), front="{{cloze:Text}}", back="{{cloze:Text}}", cloze=True)
    anki.import_apkg(package(["plain"], model=model))
    assert anki.rows("SELECT count() FROM cards") == [[0]]


# Media.


def image(name: str) -> str:
    return f'<img src="{name}">'


def test_media_are_taken_only_if_a_field_names_them(anki: Anki) -> None:
    media = {"named.svg": b"1", "unnamed.svg": b"2"}
    anki.import_apkg(package(["q", image("named.svg")], media=media))
    assert anki.media() == {"named.svg"}


@pytest.mark.parametrize("name", ["a%20b.svg", "folder/a b.svg"])
def test_a_name_in_another_form_does_not_count(anki: Anki, name: str) -> None:
    anki.import_apkg(package(["q", image(name)], media={"a b.svg": b"1"}))
    assert anki.media() == set()


def test_a_name_with_an_underscore_is_never_replaced(anki: Anki) -> None:
    anki.import_apkg(package(["q", image("_a.svg")], media={"_a.svg": b"old"}))
    changed = package(["q", image("_a.svg")], media={"_a.svg": b"new"}, at=THEN + 1)
    anki.import_apkg(changed)
    assert anki.medium("_a.svg") == b"old"


def test_other_content_under_a_known_name_gets_another_name(anki: Anki) -> None:
    anki.import_apkg(package(["q", image("a.svg")], media={"a.svg": b"old"}))
    changed = package(["q", image("a.svg")], media={"a.svg": b"new"}, at=THEN + 1)
    anki.import_apkg(changed)
    (name,) = anki.media() - {"a.svg"}
    assert anki.medium("a.svg") == b"old"
    assert anki.medium(name) == b"new"
    assert anki.fields("a")["Back"] == image(name)
    assert anki.check_media() == MediaCheck(missing=(), unused=("a.svg",))


def test_of_two_media_of_one_name_one_wins_silently(anki: Anki) -> None:
    data = package(["q", image("a.svg")], media={"a.svg": b"1", "b.svg": b"2"})
    renamed = _with_index(data, {"0": "a.svg", "1": "a.svg"})
    assert anki.import_apkg(renamed) == Imported(new=1)
    assert anki.media() == {"a.svg"}


@pytest.mark.parametrize("name", ["../a.svg", "folder/a.svg", "/a.svg"])
def test_a_path_in_a_media_name_rejects_the_whole_import(anki: Anki, name: str) -> None:
    with pytest.raises(BackendError):
        anki.import_apkg(package(["q", image(name)], media={name: b"1"}))
    assert anki.guids() == set()


def _with_index(data: bytes, index: dict[str, str]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archived:
        files = {name: archived.read(name) for name in archived.namelist()}
    return archive(files | {"media": json.dumps(index).encode()})


# What is run.


@pytest.mark.parametrize(
    "text", ["[sound:x.mp3]", "<code>[sound:x.mp3]</code>", "[anki:tts lang=en_US]x[/anki:tts]"]
)
def test_sounds_are_played_wherever_they_stand(anki: Anki, text: str) -> None:
    anki.import_apkg(package(["q", text]))
    assert len(anki.played("a")) == 1
    assert "x.mp3" not in anki.back("a")


@pytest.mark.parametrize("text", ["[latex]x[/latex]", "[$]x[/$]", "<code>[$$]x[/$$]</code>"])
def test_latex_is_run_wherever_it_stands(anki: Anki, text: str) -> None:
    anki.import_apkg(package(["q", text]))
    assert anki.check_media().missing


def test_braces_are_run_in_cloze_notes_only(anki: Anki) -> None:
    """Clients with renderers of their own may do otherwise, so ours are escaped everywhere."""
    model = make_model((("Text", 11),), front="{{cloze:Text}}", back="{{cloze:Text}}", cloze=True)
    anki.import_apkg(package(["q", "<code>{{Front}} {{c1::x}}</code>"]))
    cloze = package(["<code>{{c1::hidden}}</code>"], guid="z", model=model)
    anki.import_apkg(cloze)
    assert ">[...]<" in anki.front("z")
    assert "{{Front}} {{c1::x}}" in anki.back("a")


@pytest.mark.parametrize(
    "text", ["[sound:x.mp3]", "[latex]x[/latex]", "[$]x[/$]", "{{Front}}", "{{c1::x}}"]
)
def test_character_references_are_shown_and_not_run(anki: Anki, text: str) -> None:
    escaped = text.replace("[", "&#91;").replace("{{", "&#123;&#123;")
    anki.import_apkg(package(["q", escaped]))
    assert escaped in anki.back("a")
    assert anki.played("a") == []
    assert anki.check_media() == MediaCheck((), ())


# genanki, which our own packing works around.


def test_genanki_leaves_its_database_behind_and_stamps_the_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    deck = genanki.Deck(4_444, "Deck")
    deck.add_note(genanki.Note(make_model(), ["q", "1"], guid="a"))
    genanki.Package(deck).write_to_file(tmp_path / "deck.apkg", timestamp=THEN)

    assert len(list(temporary.iterdir())) == 1
    with zipfile.ZipFile(tmp_path / "deck.apkg") as written:
        assert written.infolist()[0].date_time[0] >= 2024


def test_genanki_gives_every_note_one_time_and_one_place(anki: Anki) -> None:
    anki.import_apkg(package(["q", "1"], ["r", "2"]))
    assert anki.rows("SELECT DISTINCT mod FROM notes") == [[THEN]]
    assert [anki.state(guid).due for guid in "ab"] == [0, 0]
