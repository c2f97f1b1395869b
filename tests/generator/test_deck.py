"""The deck, imported into the real Anki."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.deck import build_deck, card_count, notetype_signature
from generator.deck import notetype as notetype_module
from generator.deck.names import deck_name, distinct_ids
from generator.deck.notetype import FIELDS, style
from generator.deck.values import literal
from generator.model import AnkiNote, Asset, Body
from tests.anki_engine import Anki, CardState, Imported, MediaCheck

DAY = 1_700_000_000
ROOT = Path(__file__).parents[2]

LIGHT = Asset("focal-light-1a2b.svg", b"<svg>light</svg>")
DARK = Asset("focal-dark-3c4d.svg", b"<svg>dark</svg>")
FIGURE = (
    f'<figure class="figure"><img class="light" src="{LIGHT.name}" alt="a &gt; b">'
    f'<img class="dark" src="{DARK.name}" alt="a &gt; b"></figure>'
)


def make_note(guid: str = "a", *, answer: str = "<p>答案</p>", **changes: object) -> AnkiNote:
    body = Body(prompt=f"问题 {guid}", short="<p>一句话</p>", answer=answer, sources="")
    note = AnkiNote(
        guid=guid,
        changed=DAY,
        deck=("CV", "损失"),
        tags=("损失::focal", "面试"),
        identifier=f"id-{guid}",
        body=body,
        context="计算机视觉 › 损失",
        link="",
        reversed=False,
    )
    return replace(note, **changes)  # type: ignore[arg-type]  # tests name fields freely


def with_body(note: AnkiNote, **changes: str) -> AnkiNote:
    return replace(note, body=replace(note.body, **changes))


def build(*notes: AnkiNote, media: tuple[Asset, ...] = (), time: int = DAY) -> bytes:
    return build_deck(notes, media, name="CV", language="zh-CN", notetype_changed=time)


@pytest.fixture
def anki(tmp_path: Path) -> Iterator[Anki]:
    with Anki(tmp_path / "anki") as engine:
        yield engine


def database(package: bytes) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    with zipfile.ZipFile(io.BytesIO(package)) as archived:
        connection.deserialize(archived.read("collection.anki2"))
    return connection


def body_of(card: str) -> str:
    """The card's HTML without its style."""
    return card.rpartition("</style>")[2]


# The whole deck.


def test_a_fresh_collection_takes_everything(anki: Anki) -> None:
    notes = [make_note("a"), make_note("b", answer=FIGURE), make_note("c", reversed=True)]

    imported = anki.import_apkg(build(*notes, media=(LIGHT, DARK)))

    assert imported == Imported(new=3)
    assert anki.guids() == {"a", "b", "c"}
    assert anki.media() == {LIGHT.name, DARK.name}
    assert anki.medium(DARK.name) == DARK.data
    assert anki.check_media() == MediaCheck(missing=(), unused=())
    assert anki.problems() == []
    assert anki.decks() == {"CV", "CV::损失"}
    assert anki.note("a").tags == ["损失::focal", "面试"]


def test_the_same_deck_again_changes_nothing(anki: Anki) -> None:
    package = build(make_note("a"), make_note("b", reversed=True))
    anki.import_apkg(package)
    before = anki.rows("SELECT * FROM notes ORDER BY id") + anki.rows("SELECT * FROM cards")

    assert anki.import_apkg(package) == Imported(duplicate=2)
    assert before == anki.rows("SELECT * FROM notes ORDER BY id") + anki.rows("SELECT * FROM cards")


def test_an_edit_updates_one_note_and_keeps_what_was_learnt(anki: Anki) -> None:
    notes = [make_note("a"), make_note("b"), make_note("c")]
    anki.import_apkg(build(*notes))
    anki.study("b", times=3)
    anki.flag("b", 4)
    anki.suspend("b")
    before = anki.state("b")

    notes[1] = replace(with_body(notes[1], answer="<p>新的答案</p>"), changed=DAY + 1)

    assert anki.import_apkg(build(*notes)) == Imported(updated=1, duplicate=2)
    assert anki.fields("b")["Answer"] == "<p>新的答案</p>"
    assert anki.state("b") == before
    assert before.interval > 1
    assert before.repetitions == before.reviews == 3
    assert before.flag == 4
    assert before.suspended


def test_an_edit_without_a_newer_time_is_not_taken(anki: Anki) -> None:
    anki.import_apkg(build(make_note()))
    assert anki.import_apkg(build(make_note(answer="<p>other</p>"))) == Imported(duplicate=1)
    assert anki.fields("a")["Answer"] == "<p>答案</p>"


def test_a_new_question_between_others_leaves_them_alone(anki: Anki) -> None:
    anki.import_apkg(build(make_note("a"), make_note("z")))
    anki.study("z")
    before = anki.state("z")

    assert anki.import_apkg(build(make_note("a"), make_note("m"), make_note("z"))) == Imported(
        new=1, duplicate=2
    )
    assert anki.state("z") == before
    assert anki.state("m").due == 2
    assert anki.problems() == []


@pytest.mark.parametrize("scheduling", [False, True])
def test_new_cards_come_in_the_order_of_the_notes(anki: Anki, scheduling: bool) -> None:
    guids = [f"{7 * number % 20:02}" for number in range(20)]
    anki.import_apkg(build(*(make_note(guid) for guid in guids)), scheduling=scheduling)
    assert anki.queue("CV") == guids
    assert [anki.state(guid).due for guid in guids] == list(range(1, 21))


def test_an_empty_deck_is_a_package_too(anki: Anki) -> None:
    assert anki.import_apkg(build()) == Imported()


def test_notes_of_another_notebook_live_beside_ours(anki: Anki) -> None:
    anki.import_apkg(build(make_note("a", link="https://x.org/a")))
    english = make_note("e", deck=("Biology",), link="https://y.org/e")
    package = build_deck([english], [], name="Biology", language="en", notetype_changed=DAY + 100)

    assert anki.import_apkg(package) == Imported(new=1)
    assert len(anki.rows("SELECT id FROM notetypes WHERE name LIKE 'Diptych%'")) == 1
    assert "在网页上阅读" in anki.back("a")
    assert "Read on the page" in anki.back("e")
    assert 'lang="en"' in anki.front("e")
    assert 'lang="zh-CN"' in anki.front("a")


# Decks.


@pytest.mark.parametrize("parts", [(), ("", "\n")])
def test_a_note_without_a_deck_goes_to_the_notebooks(anki: Anki, parts: tuple[str, ...]) -> None:
    anki.import_apkg(build(make_note(deck=parts)))
    assert anki.state("a").deck == "CV"


def test_only_decks_with_notes_are_written_and_never_ankis_own() -> None:
    with closing(database(build(make_note("a"), make_note("b", deck=("CV", "检测"))))) as db:
        (decks,) = db.execute("SELECT decks FROM col").fetchone()
        homes = db.execute("SELECT DISTINCT did FROM cards").fetchall()
    names = {number: deck["name"] for number, deck in json.loads(decks).items()}
    assert sorted(names.values()) == ["CV::损失", "CV::检测", "Default"]
    assert "1" not in {str(number) for (number,) in homes}


def test_a_renamed_default_deck_is_left_alone(anki: Anki) -> None:
    anki.collection.decks.rename(anki.collection.decks.get(1), "我的")  # type: ignore[arg-type]
    anki.import_apkg(build(make_note()))
    assert {deck.name for deck in anki.collection.decks.all_names_and_ids()} == {
        "我的",
        "CV",
        "CV::损失",
    }


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("CV", "std::vector 是什么"), "CV::std：：vector 是什么"),
        ((" CV ", "a\n b"), "CV::a b"),
        (("CV:", ":x"), "CV：::：x"),
        (("CV", "e\u0301"), "CV::\u00e9"),
        (("CV", "", "a\x00b\x07", " "), "CV::a b"),
        (("CV", 'C"4", 100%'), 'CV::C"4", 100%'),
    ],
)
def test_deck_names_arrive_as_they_are_written(
    anki: Anki, parts: tuple[str, ...], name: str
) -> None:
    anki.import_apkg(build(make_note(deck=parts)))
    assert deck_name(parts) == anki.state("a").deck == name


def test_decks_that_differ_in_case_are_one(anki: Anki) -> None:
    anki.import_apkg(
        build(make_note("a", deck=("CV", "Loss")), make_note("b", deck=("cv", "loss")))
    )
    assert anki.state("a").deck == anki.state("b").deck == "CV::Loss"
    assert anki.problems() == []


# Cards.


def test_reversed_makes_a_second_card(anki: Anki) -> None:
    notes = [make_note("a"), make_note("b", reversed=True)]
    anki.import_apkg(build(*notes))
    assert [len(anki.cards(guid)) for guid in "ab"] == [1, 2]
    assert card_count(notes) == 3


def test_a_second_card_may_come_later(anki: Anki) -> None:
    anki.import_apkg(build(make_note()))
    anki.study("a")
    before = anki.state("a")
    anki.import_apkg(build(make_note(reversed=True, changed=DAY + 1)))
    assert anki.state("a") == before
    assert len(anki.cards("a")) == 2


def test_without_an_answer_nothing_is_asked_back(anki: Anki) -> None:
    note = with_body(make_note(reversed=True), short="", answer="")
    anki.import_apkg(build(note))
    assert len(anki.cards("a")) == card_count([note]) == 1
    assert "还没有答案。" in anki.back("a")


FULL = with_body(
    make_note(reversed=True, link="https://x.org/q/a.html?b=1&c=[2]"),
    prompt="<em>Focal</em> loss？",
    short="<p>短</p>",
    answer="<p>长</p>",
    sources='<ol class="sources"><li>Lin 2017</li></ol>',
)


def test_the_first_card_asks_and_answers(anki: Anki) -> None:
    anki.import_apkg(build(FULL))
    front, back = body_of(anki.front("a")), body_of(anki.back("a"))

    assert "<em>Focal</em> loss？" in front
    assert "计算机视觉 › 损失" in front
    assert not {"短", "长", "Lin", "x.org"} & set(front.split())
    assert back.index("Focal") < back.index("短") < back.index("长") < back.index("Lin 2017")
    assert "来源" in back
    assert '<a href="https://x.org/q/a.html?b=1&amp;c=&#91;2]">在网页上阅读</a>' in back
    assert 'id="answer"' in back


def test_the_second_card_asks_for_the_question(anki: Anki) -> None:
    anki.import_apkg(build(FULL))
    front, back = body_of(anki.front("a", 1)), body_of(anki.back("a", 1))

    assert "短" in front
    assert "计算机视觉 › 损失" in front
    assert "Focal" not in front
    assert "长" not in front
    assert back.index("短") < back.index("Focal") < back.index("长") < back.index("Lin 2017")


def test_the_second_card_asks_from_the_answer_where_nothing_is_shorter(anki: Anki) -> None:
    anki.import_apkg(build(with_body(FULL, short="")))
    assert "长" in body_of(anki.front("a", 1))
    assert body_of(anki.back("a", 1)).count("长") == 1


@pytest.mark.parametrize("template", [0, 1])
def test_nothing_of_a_template_is_left_over(anki: Anki, template: int) -> None:
    anki.import_apkg(build(FULL, make_note("b", reversed=True)))
    for guid in "ab":
        for side in (anki.front(guid, template), anki.back(guid, template)):
            assert "{{" not in body_of(side)
            assert "id-a" not in side
            assert body_of(side).count("<div") == body_of(side).count("</div>")


def test_what_is_empty_leaves_no_box(anki: Anki) -> None:
    anki.import_apkg(build(with_body(make_note(context=""), short="")))
    back = body_of(anki.back("a"))
    for name in ("place", "short", "sources-block", "page", "extra"):
        assert f'class="{name}"' not in back


def test_a_question_is_found_by_its_id(anki: Anki) -> None:
    anki.import_apkg(build(make_note("a"), make_note("b")))
    assert list(anki.collection.find_notes("Id:id-b")) == [anki.note("b").id]


# What Anki would act upon.


DANGEROUS = (
    "[sound:x.mp3] [latex]x[/latex] [$]x[/$] {{Answer}} {{c1::x}} [anki:tts][en_US]x[/anki:tts]"
)


def test_text_that_anki_would_run_is_shown(anki: Anki) -> None:
    shown = literal(DANGEROUS)
    note = make_note(answer=f"<p><code>{shown}</code></p>", context=DANGEROUS)
    anki.import_apkg(build(with_body(note, prompt=shown)))

    assert anki.played("a") == []
    assert body_of(anki.front("a")).count(shown) == 2
    assert shown in body_of(anki.back("a"))
    assert anki.check_media() == MediaCheck((), ())


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\x1f"), max_size=200))
def test_literal_text_shows_itself(text: str) -> None:
    shown = literal(text)
    assert not {"<", ">", '"', "["} & set(shown)
    assert "{{" not in shown


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    texts=st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn"]), min_size=1),
        min_size=1,
        max_size=6,
    )
)
def test_any_text_survives_the_import(tmp_path: Path, texts: list[str]) -> None:
    notes = [
        make_note(str(number), answer=f"<p>{literal(text)}</p>", context=text)
        for number, text in enumerate(texts)
    ]
    with Anki(tmp_path / str(len(list(tmp_path.iterdir())))) as anki:
        assert anki.import_apkg(build(*notes)) == Imported(new=len(notes))
        for note in notes:
            fields = anki.fields(note.guid)
            assert fields["Answer"] == unicodedata.normalize("NFC", note.body.answer)
            assert fields["Context"] == unicodedata.normalize("NFC", literal(note.context))
            assert anki.played(note.guid) == []


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
from tests.generator.test_deck import FIGURE, LIGHT, DARK, FULL, build, make_note
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


def test_the_frozen_list_stays_frozen() -> None:
    """Whoever changes these breaks every collection that holds a deck of ours."""
    frozen = json.dumps([notetype_module.NOTETYPE_ID, FIELDS]).encode()
    model = notetype_module.notetype()
    templates = [(template["name"], template["id"]) for template in model.templates]
    assert hashlib.sha256(frozen).hexdigest()[:16] == "e74d1e0aa7edc198"
    assert templates == [("Recall", 5746384940181673), ("Reverse", 4889923711439264)]
    assert model.name == "Diptych"


def test_the_signature_tells_what_cards_look_like(monkeypatch: pytest.MonkeyPatch) -> None:
    before = notetype_signature()
    assert before == notetype_signature()
    monkeypatch.setattr(notetype_module, "style", lambda: ".card { color: teal }")
    assert before != notetype_signature()


def test_templates_and_style_change_together_with_their_time() -> None:
    """When this fails: set CHANGED to the time of the change, and both values here."""
    assert (notetype_module.CHANGED, notetype_signature()) == (1_795_414_352, "dc4ffd706e8fd8e2")


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
