"""In which order Anki's scheduler takes the new cards, with our preset and without."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from anki.lang import set_lang
from hypothesis import given, settings
from hypothesis import strategies as st

from diptych.deck import AnkiNote, build_part, follow_names, lightest_of_each_deck
from diptych.deck.preset import PRESET, PRESET_ID
from diptych.interface import texts
from tests.anki_engine import Anki, Imported
from tests.conftest import NOW, MakeNotebook, build_folder, copy_own_notes
from tests.generator.deck.deck_notes import DARK, LIGHT, build, make_note

FIFTY = 50
FIGURES = f'<img src="{LIGHT.name}"><img src="{DARK.name}">'


def in_decks(*names: str, **changes: Any) -> list[AnkiNote]:
    """Notes ``0``, ``1`` … in these subdecks of ``CV``."""
    return [
        make_note(str(number), deck=("CV", name), **changes) for number, name in enumerate(names)
    ]


def options(notes: list[AnkiNote], **media: Any) -> bytes:
    each = {note.identifier: media.get(note.identifier, ()) for note in notes}
    chosen = lightest_of_each_deck(notes, each)
    assets = [asset for _, note in chosen for asset in each[note.identifier]]
    return build_part(chosen, assets, name="CV", language="zh-CN", preset=True)


def take_fifty(anki: Anki) -> None:
    """Let a day have so many new cards; everything else stays as it is."""
    for preset in anki.collection.decks.all_config():
        preset["new"]["perDay"] = 10 * FIFTY
        anki.collection.decks.update_config(preset)


def preset_of(anki: Anki, deck: str) -> Any:
    number = anki.collection.decks.id_for_name(deck)
    assert number is not None
    return anki.collection.decks.config_dict_for_deck_id(number)


def choose(anki: Anki, deck: str, preset: int) -> None:
    """Choose a preset for a deck, as its owner does."""
    chosen = anki.collection.decks.by_name(deck)
    assert chosen is not None
    chosen["conf"] = preset
    anki.collection.decks.save(chosen)


# Our own notes: sixty decks, not one of them named for its place.


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_own_notes(tmp_path_factory.mktemp("order"))
    build_folder(root, root / "site", NOW)
    return root / "site"


@pytest.fixture
def own_deck(anki: Anki, own_site: Path) -> str:
    """The deck to learn; all its notes are imported, as Anki does by default."""
    (package,) = own_site.glob("*.apkg")
    assert anki.import_apkg(package).new > FIFTY
    take_fifty(anki)
    (top,) = {name.partition("::")[0] for name in anki.decks()}
    return top


def first_fifty(anki: Anki, deck: str) -> list[int]:
    """The places in the notes of the first fifty notes of which Anki shows a new card."""
    place = {
        str(guid): int(due)
        for guid, due in anki.rows(
            "SELECT guid, min(due) FROM cards JOIN notes ON notes.id = nid GROUP BY nid"
        )
    }
    order = dict.fromkeys(place[guid] for guid in anki.queue(deck, 10 * FIFTY))
    return list(order)[:FIFTY]


@pytest.mark.slow
def test_with_the_preset_fifty_cards_come_in_the_order_of_the_notes(
    anki: Anki, own_site: Path, own_deck: str
) -> None:
    assert first_fifty(anki, own_deck) != list(range(1, FIFTY + 1))
    (package,) = own_site.glob("options/*.apkg")
    imported = anki.import_apkg(package, presets=True)
    assert (imported.new, imported.updated, imported.conflicting) == (0, 0, 0)
    take_fifty(anki)
    assert first_fifty(anki, own_deck) == list(range(1, FIFTY + 1))
    queued = anki.queue(own_deck, 10 * FIFTY)
    assert len(queued) == len(set(queued))  # of a note one card a day


@pytest.mark.slow
def test_so_they_do_with_the_one_option_that_the_page_names(anki: Anki, own_deck: str) -> None:
    default = preset_of(anki, own_deck)
    default["newGatherPriority"] = 1
    anki.collection.decks.update_config(default)
    assert first_fifty(anki, own_deck) == list(range(1, FIFTY + 1))


@pytest.mark.slow
def test_the_package_of_all_notes_brings_no_preset(anki: Anki, own_site: Path) -> None:
    (package,) = own_site.glob("*.apkg")
    anki.import_apkg(package, presets=True)
    assert [each["id"] for each in anki.collection.decks.all_config()] == [1]


# The package of options.


def test_decks_that_hold_only_decks_have_the_preset_too(anki: Anki) -> None:
    notes = [make_note(name, deck=("CV", name, "x", "y")) for name in "zba"]
    anki.import_apkg(build(*notes))
    anki.import_apkg(options(notes), presets=True)
    assert {preset_of(anki, deck)["id"] for deck in anki.decks()} == {PRESET_ID}
    assert anki.queue("CV") == ["z", "b", "a"]


def test_the_options_may_come_before_the_notes(anki: Anki) -> None:
    notes = in_decks("z", "z", "b", "b", "a", "a")
    assert anki.import_apkg(options(notes), presets=True) == Imported(new=3)
    assert anki.import_apkg(build(*notes)) == Imported(new=3, duplicate=3)
    assert anki.queue("CV") == ["0", "1", "2", "3", "4", "5"]
    assert anki.problems() == []


def test_unless_presets_are_asked_for_nothing_changes(anki: Anki) -> None:
    notes = in_decks("z", "a")
    anki.import_apkg(build(*notes))
    anki.import_apkg(options(notes))
    assert anki.queue("CV") == ["1", "0"]


def test_of_a_note_one_card_a_day_in_each_deck(anki: Anki) -> None:
    notes = in_decks("z", "b", reversed=True)
    anki.import_apkg(build(*notes))
    assert sorted(anki.queue("CV")) == ["0", "0", "1", "1"]
    anki.import_apkg(options(notes), presets=True)
    assert anki.queue("CV") == ["0", "1"]


def test_in_all_else_the_preset_is_as_anki_s_own(anki: Anki) -> None:
    notes = in_decks("z", "a")
    anki.import_apkg(options(notes), presets=True)
    default, preset = preset_of(anki, "Default"), preset_of(anki, "CV")
    assert (preset["id"], preset["name"]) == (PRESET_ID, PRESET)
    for group in ("new", "rev", "lapse"):
        wanted = default[group] | ({"bury": True} if "bury" in default[group] else {})
        assert {name: preset[group].get(name) for name in wanted} == wanted
    same = ("maxTaken", "autoplay", "timer", "replayq", "newMix", "reviewOrder", "desiredRetention")
    assert {name: preset[name] for name in same} == {name: default[name] for name in same}


def test_a_preset_that_its_owner_changed_is_left_alone(anki: Anki) -> None:
    notes = in_decks("z", "a")
    anki.import_apkg(options(notes), presets=True)
    mine = preset_of(anki, "CV")
    mine["new"]["perDay"] = 7
    mine["name"] = "Mine"
    anki.collection.decks.update_config(mine)
    anki.import_apkg(options(notes), presets=True)
    changed = preset_of(anki, "CV")
    assert (changed["new"]["perDay"], changed["name"]) == (7, "Mine")


def test_a_preset_that_its_owner_chose_is_left_alone_by_the_deck(anki: Anki) -> None:
    """Anki remembers that presets were asked for, and asks for them with each later deck."""
    notes = in_decks("z", "a")
    anki.import_apkg(options(notes), presets=True)
    choose(anki, "CV", 1)
    anki.import_apkg(build(*notes, *in_decks("z", "a", "c")[2:]), presets=True)
    assert preset_of(anki, "CV")["id"] == 1


def test_options_bring_the_note_of_each_deck_that_has_least_media(anki: Anki) -> None:
    notes = in_decks("z", "z", "z", answer=FIGURES)
    notes[1] = make_note("1", deck=("CV", "z"))
    media = {notes[0].identifier: (LIGHT, DARK), notes[2].identifier: (LIGHT, DARK)}
    assert anki.import_apkg(options(notes, **media)) == Imported(new=1)
    assert anki.guids() == {"1"}
    assert anki.state("1").due == 2
    assert anki.media() == set()


# Where names alone keep the order.

NAMES = st.lists(st.sampled_from(["a", "A b", "b", "a::b", "é", "z", "1", "中", "-"]), min_size=1)


@given(names=NAMES)
@settings(max_examples=25)
def test_options_are_offered_where_names_do_not_keep_the_order(
    names: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    notes = [
        make_note(str(number), deck=("CV", *name.split("::"))) for number, name in enumerate(names)
    ]
    with Anki(tmp_path_factory.mktemp("names")) as anki:
        anki.import_apkg(build(*notes))
        take_fifty(anki)
        in_order = anki.queue("CV") == [note.guid for note in notes]
    assert follow_names(notes, "CV") == in_order


def test_the_page_says_what_to_do_where_it_must_be_done(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    parts = "# {}\n\n## What is {}?\n\nThis.\n\n"
    for names, offered in ((("a", "b"), False), (("b", "a"), True)):
        text = "".join(parts.format(name, name) for name in names)
        root = make_notebook({"x.md": text})
        build_folder(root, tmp_path / "site")
        page = (tmp_path / "site/index.html").read_text(encoding="utf-8")
        assert (texts("en")["order_hint"] in page) is offered
        linked = re.findall(r'<a href="(options/[^"]+)" download>', page)
        there = [*(tmp_path / "site").glob("options/*.apkg")]
        assert [tmp_path / "site" / path for path in linked] == there
        assert len(there) == offered


@pytest.mark.parametrize(("language", "of_anki"), [("en", "en"), ("zh", "zh-CN")])
def test_the_page_names_options_as_anki_does(tmp_path: Path, language: str, of_anki: str) -> None:
    set_lang(of_anki)
    try:
        with Anki(tmp_path / "anki") as anki:
            said = anki.collection.tr
            named = (
                said.deck_config_new_gather_priority(),
                said.deck_config_new_gather_priority_position_lowest_first(),
                said.importing_with_deck_configs(),
            )
    finally:
        set_lang("en")
    hint = texts(language)["order_hint"]
    assert [name for name in named if f"“{name}”" not in hint] == []
