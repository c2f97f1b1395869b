"""The package itself: its bytes, its frozen notetype, and what is refused."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import genanki
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diptych.deck import build_deck, notetype_signature, read_package
from diptych.deck import notetype as notetype_module
from diptych.deck.kinds import NOTETYPES, note_guid, notetype_of, question_guid
from diptych.deck.kinds.notetype import Notetype
from diptych.deck.kinds.text import literal
from diptych.deck.names import distinct_ids
from diptych.deck.note import AnkiNote
from diptych.deck.notetype import style
from diptych.model.book import Asset
from tests.anki_engine import Anki, CardState, Imported, MediaCheck
from tests.generator.deck.deck_notes import (
    DARK,
    DAY,
    FIGURE,
    LIGHT,
    ROOT,
    build,
    database,
    make_note,
    with_body,
)

# The database and the archive.


def test_the_database_is_as_anki_would_write_it(anki: Anki) -> None:
    prompts = ["纯文本", "<b>粗</b> &amp; 细", f'图 <img src="{LIGHT.name}" alt="x">', "1"]
    notes = [
        with_body(make_note(str(place), changed=DAY + place, reversed=True), prompt=prompt)
        for place, prompt in enumerate(prompts)
    ]
    package = build(*notes, media=(LIGHT,))
    anki.import_apkg(package)
    columns = "SELECT guid, mod, csum, sfld FROM notes ORDER BY guid"
    with closing(database(package)) as db:
        written = [list(row) for row in db.execute(columns)]
        cards = db.execute("SELECT n.mod, c.mod FROM cards c JOIN notes n ON n.id = c.nid")
        assert all(note == card for note, card in cards)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        times = db.execute("SELECT mod, scm FROM col").fetchone()

    assert written == anki.rows(columns)
    assert times == ((DAY + 3) * 1000, DAY * 1000)


def in_decks(count: int) -> list[AnkiNote]:
    """Notes of both notetypes in as many decks, the notetypes taking turns."""
    return [
        cloze(f"{place}", deck) if place % 3 == 2 else make_note(f"{place}", deck=deck)
        for place in range(count)
        for deck in [("CV", f"{place % (count // 2)}")]
    ]


def cloze(guid: str, deck: tuple[str, ...]) -> AnkiNote:
    return make_note(
        guid, deck=deck, answer="<p>{{c1::a}} {{c2::b}}</p>", kind="cloze", clozes=(1, 2)
    )


def by_genanki(ours: sqlite3.Connection) -> sqlite3.Connection:
    """Let genanki write what our collection holds, deck by deck, with the same numbers."""
    kinds = {each.id: notetype_module.model_of(each) for each in NOTETYPES}
    decks: dict[int, genanki.Deck] = {}
    numbers: dict[str, list[int]] = {}
    names = json.loads(ours.execute("SELECT decks FROM col").fetchone()[0])
    for row in ours.execute("SELECT id, guid, mid, tags, flds, sfld FROM notes ORDER BY id"):
        number, guid, kind, tags, fields, sort_field = row
        note = genanki.Note(kinds[kind], fields.split("\x1f"), sort_field, tags.split(), guid=guid)
        cards = ours.execute(
            "SELECT id, did, ord, due FROM cards WHERE nid = ? ORDER BY id", [number]
        ).fetchall()
        note.cards, note.due = [genanki.Card(card[2]) for card in cards], cards[0][3]
        numbers[guid] = [number, *(card[0] for card in cards)]
        (deck,) = {card[1] for card in cards}
        decks.setdefault(deck, genanki.Deck(deck, names[str(deck)]["name"])).add_note(note)
    ids = (each for deck in decks.values() for note in deck.notes for each in numbers[note.guid])
    theirs = sqlite3.connect(":memory:")
    genanki.Package(list(decks.values())).write_to_db(theirs.cursor(), DAY, ids)
    return theirs


@pytest.mark.filterwarnings("ignore::UserWarning:genanki")
@pytest.mark.parametrize("count", [2, 8, 40])
def test_what_is_written_at_once_is_what_genanki_writes_deck_by_deck(count: int) -> None:
    def dump(db: sqlite3.Connection) -> dict[str, object]:
        # Genanki leaves the checksums to Anki, and dates all by the same time.
        db.execute("UPDATE notes SET csum = 0, mod = 0")
        db.execute("UPDATE cards SET mod = 0")
        tables = {name: db.execute(f"SELECT * FROM {name}").fetchall() for name in TABLES}
        (decks, models, rest) = db.execute("SELECT decks, models, conf FROM col").fetchone()
        return {**tables, "decks": decks, "models": json.loads(models), "conf": rest}

    with closing(database(build(*in_decks(count)))) as ours, closing(by_genanki(ours)) as theirs:
        assert dump(ours) == dump(theirs)


TABLES = ("notes", "cards", "revlog", "graves")


def test_each_notetype_and_each_deck_is_named_once() -> None:
    with closing(database(build(*in_decks(40)))) as db:
        for (written,) in db.execute("SELECT models FROM col UNION SELECT decks FROM col"):
            numbers = re.findall(r'"(\d+)": ', written)
            assert numbers
            assert len(numbers) == len(set(numbers))


def test_more_decks_take_no_more_rewriting(monkeypatch: pytest.MonkeyPatch) -> None:
    statements: list[str] = []

    def connect(place: str) -> sqlite3.Connection:
        connection = sqlite3.Connection(place)
        connection.set_trace_callback(statements.append)
        return connection

    monkeypatch.setattr("diptych.deck.database.sqlite3.connect", connect)
    rewritten = []
    for count in (2, 40):
        statements.clear()
        build(*in_decks(count))
        rewritten.append(sum(each.startswith("UPDATE col") for each in statements))
    assert rewritten[0] == rewritten[1]


def test_ids_are_the_times_in_the_order_of_the_notes() -> None:
    notes = [
        make_note("b", reversed=True),
        make_note("a", deck=("CV", "检测")),
        make_note("c", changed=DAY + 5),
        make_note("d", changed=0),
    ]
    with closing(database(build(*notes))) as db:
        ids = db.execute("SELECT guid, id FROM notes ORDER BY guid").fetchall()
        cards = db.execute(
            "SELECT n.guid, c.ord, c.id FROM cards c JOIN notes n ON n.id = c.nid ORDER BY c.id"
        ).fetchall()
    start = DAY * 1000
    old = 1_000_000_000_000
    assert ids == [("a", start + 1), ("b", start), ("c", start + 5000), ("d", old)]
    assert cards == [
        ("d", 0, old),
        ("b", 0, start),
        ("b", 1, start + 1),
        ("a", 0, start + 2),
        ("c", 0, start + 5000),
    ]


@given(st.lists(st.integers(0, 5)))
def test_ids_differ(seconds: list[int]) -> None:
    crowded = [second for second in seconds for _ in range(600)]
    assert len(set(distinct_ids(crowded))) == len(crowded)
    spread = [1_000_000_000 + second for second in crowded]
    assert len(set(distinct_ids(spread))) == len(spread)


def test_the_archive_bears_no_time_and_no_machine() -> None:
    with zipfile.ZipFile(io.BytesIO(build(make_note(answer=FIGURE), media=(LIGHT, DARK)))) as got:
        assert got.namelist() == ["collection.anki2", "media", "0", "1"]
        assert json.loads(got.read("media")) == {"0": DARK.name, "1": LIGHT.name}
        for entry in got.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert entry.create_system == 3
            assert entry.compress_type == zipfile.ZIP_DEFLATED


_ELSEWHERE = """
import hashlib, os, sys, tempfile, time
time.time = lambda: float(sys.argv[1])
from tests.generator.deck.test_deck import FIGURE, LIGHT, DARK, FULL, build, make_note
before = os.listdir(tempfile.gettempdir())
data = build(FULL, *(make_note(str(n), deck=("CV", str(n % 7))) for n in range(40)),
             make_note("z", answer=FIGURE), media=(LIGHT, DARK))
assert os.listdir(tempfile.gettempdir()) == before == [], before
print(hashlib.sha256(data).hexdigest())
"""


def test_the_bytes_do_not_depend_on_when_and_where(tmp_path: Path) -> None:
    def digest(seed: str, zone: str, now: str) -> str:
        folder = tmp_path / seed
        folder.mkdir()
        names = ("TMPDIR", "TEMP", "TMP")
        environment = os.environ | dict.fromkeys(names, str(folder))
        environment |= {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", _ELSEWHERE, now]
        done = subprocess.run(
            command, env=environment, cwd=tmp_path, check=True, capture_output=True, text=True
        )
        return done.stdout

    assert digest("1", "Asia/Shanghai", "1") == digest("2", "America/New_York", "4e9")


@settings(max_examples=20, deadline=None)
@given(
    guids=st.lists(st.text("abc", min_size=1), min_size=1, max_size=5, unique=True),
    answer=st.text(st.characters(codec="utf-8", exclude_characters="\x1f"), max_size=30),
)
def test_the_same_notes_give_the_same_bytes(guids: list[str], answer: str) -> None:
    notes = [make_note(guid, answer=literal(answer)) for guid in guids]
    assert build(*notes) == build(*notes)


# Style and notetype.


@pytest.mark.parametrize(
    ("notetype", "name", "mark", "digest", "ids"),
    [
        (
            notetype_of("basic"),
            "Diptych",
            "",
            "e74d1e0aa7edc198",
            {"Recall": 5746384940181673, "Reverse": 4889923711439264},
        ),
        (
            notetype_of("cloze"),
            "Diptych Cloze",
            "c",
            "c31cccb9fc295a3f",
            {"Cloze": 8446260710760219},
        ),
        (
            notetype_of("typed"),
            "Diptych Typed",
            "t",
            "db61f0c634b14737",
            {"Type": 5150901393983231, "Reverse": 4337797053664090},
        ),
        (
            notetype_of("choice"),
            "Diptych Choice",
            "o",
            "57035b4d6cc458b6",
            {"Choose": 8108360095109887},
        ),
        (
            notetype_of("occlusion"),
            "Diptych Occlusion",
            "p",
            "461375e91bdaabd1",
            {"Occlusion": 2154019628114037},
        ),
    ],
)
def test_the_frozen_list_stays_frozen(
    notetype: Notetype, name: str, mark: str, digest: str, ids: dict[str, int]
) -> None:
    """Whoever changes these breaks every collection that holds a deck of ours."""
    frozen = json.dumps([notetype.id, notetype.fields]).encode()
    templates = [(template.name, template.id) for template in notetype.templates]
    assert hashlib.sha256(frozen).hexdigest()[:16] == digest
    assert (notetype.name, notetype.mark, templates) == (name, mark, list(ids.items()))


def test_every_id_and_name_is_there_once() -> None:
    names = [(each.kind, each.name, each.mark, each.mark_of_others) for each in NOTETYPES]
    ids = [n for each in NOTETYPES for n in (each.id, *(number for _, number in each.fields))]
    ids += [template.id for each in NOTETYPES for template in each.templates]
    assert len(ids) == len(set(ids))
    assert max(ids) < 2**53
    for values in zip(*names, strict=True):
        assert len(values) == len(set(values))


@given(guid=st.text("abct-_9", min_size=1, max_size=5))
def test_notes_of_each_kind_have_a_guid_of_their_own(guid: str) -> None:
    assert len({note_guid(guid, each.kind) for each in NOTETYPES}) == len(NOTETYPES)
    for each in NOTETYPES:
        assert note_guid(question_guid(guid, each.kind), each.kind) == guid


def test_the_signature_tells_what_cards_look_like(monkeypatch: pytest.MonkeyPatch) -> None:
    before = notetype_signature()
    assert before == notetype_signature()
    monkeypatch.setattr(notetype_module, "style", lambda: ".card { color: teal }")
    assert before != notetype_signature()


def test_templates_and_style_change_together_with_their_time() -> None:
    """When this fails: set CHANGED to the time of the change, and both values here."""
    assert (notetype_module.CHANGED, notetype_signature()) == (1_796_035_239, "285e177e9997da61")


@pytest.mark.parametrize(("later", "arrives"), [(1, True), (0, False)])
def test_a_new_style_arrives_with_a_newer_time(
    anki: Anki, monkeypatch: pytest.MonkeyPatch, later: int, arrives: bool
) -> None:
    anki.import_apkg(build(make_note()))
    anki.study("a")
    before = anki.state("a")
    monkeypatch.setattr(notetype_module, "style", lambda: ".card { color: teal }")

    assert anki.import_apkg(build(make_note(), time=DAY + later)) == Imported(duplicate=1)
    assert ("teal" in anki.card("a").css()) is arrives
    assert anki.state("a") == before


def test_the_style_is_for_old_phones_and_for_every_notebook() -> None:
    css = style()
    for missing in ("oklch", "light-dark", "color-mix", "@import", "url(", "prefers-color-scheme"):
        assert missing not in css
    for name in (".nightMode", ".night_mode", "--ink", "--mono", ".code"):
        assert name in css


# What is refused.


def with_prompt(prompt: str) -> AnkiNote:
    return with_body(make_note(), prompt=prompt)


@pytest.mark.parametrize(
    ("note", "message"),
    [
        (make_note(tags=("good", "two words")), "two words"),
        (make_note(tags=("全\u3000角",)), "全"),
        (make_note(tags=("",)), "not a tag"),
        (make_note(answer="a\x1fb"), "Answer"),
        (make_note(context="a\x1fb"), "Context"),
        (make_note(guid=""), "GUID"),
        (make_note(changed=-1), "1970"),
        (with_prompt(" \n"), "id-a"),
        (with_prompt("<p>&nbsp;<br></p>"), "id-a"),
        (make_note(answer='<img src="nowhere.png" alt="">'), "nowhere.png"),
    ],
)
def test_a_note_that_anki_would_spoil_is_refused(note: AnkiNote, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build(note)


def test_a_note_for_no_deck_is_refused() -> None:
    with pytest.raises(ValueError, match="no deck"):
        build_deck([make_note(deck=())], [], name=" ", language="zh", notetype_changed=DAY)


def test_two_notes_of_one_guid_are_refused() -> None:
    with pytest.raises(ValueError, match="GUID"):
        build(make_note("a"), make_note("a"))


@pytest.mark.parametrize(
    "name",
    [
        "folder/a.svg",
        "folder\\a.svg",
        "",
        "..",
        "e\u0301.svg",
        "a[1].svg",
        "CON.svg",
        "a.svg ",
        "x" * 120 + ".svg",
    ],
)
def test_a_medium_that_anki_would_rename_is_refused(name: str) -> None:
    note = make_note(answer=f'<img src="{name}" alt="">')
    with pytest.raises(ValueError, match="not a name"):
        build(note, media=(Asset(name, b"x"),))


@pytest.mark.parametrize(
    ("media", "message"),
    [
        ((LIGHT, DARK, Asset(LIGHT.name, b"other")), "two media"),
        ((LIGHT, DARK, Asset(LIGHT.name.upper(), b"")), "only in case"),
        ((LIGHT, DARK, Asset("unused.svg", b"")), "unused.svg"),
        ((LIGHT,), DARK.name),
    ],
)
def test_media_that_do_not_fit_the_notes_are_refused(
    media: tuple[Asset, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        build(make_note(answer=FIGURE), media=media)


@pytest.mark.parametrize(
    "answer", ['<IMG SRC="gone.png">', '<p><Video src="gone.mp4"></p>', "[SOUND:gone.mp3]"]
)
def test_a_medium_is_named_in_whatever_case_its_tag_is(answer: str) -> None:
    with pytest.raises(ValueError, match="named in a note, but not among the media: 'gone"):
        build(make_note(answer=answer))


def test_notes_that_are_known_with_their_time_are_left_out_of_what_is_read() -> None:
    package = build(make_note("a"), make_note("b", changed=DAY + 1))
    known = {"a": DAY, "b": DAY, "c": DAY}
    everything = read_package(package)
    assert [note.guid for note in everything] == ["a", "b"]
    assert read_package(package, known) == everything[1:]


def test_the_same_medium_twice_is_one(anki: Anki) -> None:
    anki.import_apkg(build(make_note(answer=FIGURE), media=(LIGHT, DARK, LIGHT)))
    assert anki.check_media() == MediaCheck((), ())


def test_a_medium_may_stand_behind_any_attribute(anki: Anki) -> None:
    note = make_note(answer=f'<img alt="a > b" width="3" src="{LIGHT.name}">')
    anki.import_apkg(build(note, media=(LIGHT,)))
    assert anki.media() == {LIGHT.name}


def test_pictures_elsewhere_are_no_media() -> None:
    build(make_note(answer='<img src="https://x.org/a.png"><img src="data:image/png;base64,AA">'))


def test_a_new_card_is_where_learning_starts(anki: Anki) -> None:
    anki.import_apkg(build(make_note()))
    assert anki.state("a") == CardState("CV::损失", 1, 0, 0, 0, 0, False)
