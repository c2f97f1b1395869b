"""The deck, imported into the real Anki: decks, cards, and what Anki would act upon."""

from __future__ import annotations

import json
import unicodedata
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from diptych.deck import build_deck, card_count
from diptych.deck.kinds.text import literal
from diptych.deck.names import deck_name
from tests.anki_engine import Anki, Imported, MediaCheck
from tests.generator.deck.deck_notes import (
    DARK,
    DAY,
    FIGURE,
    LIGHT,
    body_of,
    build,
    database,
    make_note,
    with_body,
)

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


def test_what_is_asked_with_stands_on_the_front(anki: Anki) -> None:
    quiz = with_body(make_note("a"), front="<ul><li>A: 2</li></ul>")
    anki.import_apkg(build(quiz))
    assert '<div class="asked"><ul><li>A: 2</li></ul></div>' in body_of(anki.front("a"))


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
