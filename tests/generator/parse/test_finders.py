"""What is understood of a document can be overridden, and what is alike is told apart."""

from __future__ import annotations

import pytest

from diptych.identity import CardState, Ledger, identify, stamp
from diptych.input.options import DIALECTS, Options
from diptych.model import Source
from diptych.parse import finders
from diptych.parse.source import parse
from diptych.syntax.document import Question
from diptych.syntax.tree import blocks_of, walk
from diptych.syntax.words import plain_text
from tests.conftest import compiled

BILINGUAL = (
    "# Question (EN)\n> Why?\n\n# Вопрос (RU)\n> Зачем?\n\n"
    "## Answer (EN)\n\nSo.\n\n## Ответ (RU)\n\nТак.\n"
)
QUIZ = "".join(
    f"## {n}. What's the output?\n\n```\nprint({n})\n```\n\n"
    f"<details><summary>Answer</summary>\n\n{n}\n\n</details>\n\n"
    for n in range(1, 5)
)


def questions(text: str, options: Options) -> tuple[Question, ...]:
    return parse(Source("a.md", text), options)[0].questions


def test_settings_know_all_dialects() -> None:
    assert sorted(DIALECTS) == sorted(finders.NAMES)


@pytest.mark.parametrize(
    ("text", "inferred", "asked_for", "prompts"),
    [
        ("## A?\n\nQ: b?\nA: c\n", "headings", "question-answer", ["b?"]),
        ("## 1.1 A\n\nx\n\n## 1.2 B\n\ny\n", "chapters", "headings", ["1.1 A", "1.2 B"]),
        ("## A?\n\nx {{c1::y}}\n", "headings", "cloze", ["x y"]),
        ("## A?\n\nx\n", "headings", "bullets", ["A?"]),
    ],
)
def test_a_dialect_can_be_asked_for(
    text: str, inferred: str, asked_for: str, prompts: list[str]
) -> None:
    document, _ = parse(Source("a.md", text))
    assert document.understood.startswith(f"{inferred}: ")
    assert [q.prompt for q in questions(text, Options(dialect=asked_for))] == prompts
    in_front_matter = f"---\ndialect: {asked_for}\n---\n\n{text}"
    assert [q.prompt for q in questions(in_front_matter, Options())] == prompts


def test_a_level_that_was_asked_for_is_one_of_headings() -> None:
    text = "# A\n\n## b\n\nQ: c?\nA: d\n"
    assert [q.prompt for q in questions(text, Options(question_level=2))] == ["b"]


def test_an_unknown_dialect_is_told() -> None:
    _, told = parse(Source("a.md", "---\ndialect: klingon\n---\n\n## A?\n\nx\n"))
    assert [each.code for each in told] == ["D203"]
    assert "question-answer" in told[0].message


@pytest.mark.parametrize(
    ("languages", "prompts"),
    [((), ["Why?", "Зачем?"]), (("ru",), ["Зачем?"]), (("de",), ["Why?", "Зачем?"])],
)
def test_languages_can_be_chosen_and_what_is_left_out_is_told(
    languages: tuple[str, ...], prompts: list[str]
) -> None:
    document, told = parse(Source("a.md", BILINGUAL), Options(languages=languages))
    assert [q.prompt for q in document.questions] == prompts
    left_out = [each.message for each in told if each.code == "D214"]
    assert bool(left_out) == (len(prompts) == 1)
    assert all("Why? So." in message for message in left_out)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # As the engine read `Q: …` above a line without `A:`, and reads it now.
        ("## Why? So it goes.\n\n", "## Why?\n\nSo it goes.\n"),
        (
            "## What is a tap?\n\nA valve.\n\nOf brass.\n",
            "## What is a tap? A valve.\n\nOf brass.\n",
        ),
    ],
)
def test_a_question_that_ends_elsewhere_with_the_same_words_is_the_same(
    before: str, after: str
) -> None:
    known = identify(compiled(before).questions, Ledger({}), "taps")
    ledger = stamp(known, {each.guid: CardState("x") for each in known}, Ledger({}), 1)
    again = identify(compiled(after).questions, ledger, "taps")
    assert [each.guid for each in again] == [each.guid for each in known]
    assert not [each for each in again if each.likely]


def test_questions_of_the_same_words_are_told_apart_by_what_they_are_asked_with() -> None:
    before = compiled(QUIZ).questions
    known = identify(before, Ledger({}), "quiz")
    ledger = stamp(known, {each.guid: CardState("x") for each in known}, Ledger({}), 1)
    first, *others = QUIZ.split("## ")[1:]
    moved = compiled("".join(f"## {each}" for each in [*others, first])).questions
    again = identify(moved, ledger, "quiz")
    assert [each.guid for each in again] == [each.guid for each in [*known[1:], known[0]]]


@pytest.mark.parametrize(
    "text",
    [
        "## A?\n\n<details><summary>Answer</summary>\n\n## B?\n\nx\n",
        "## A?\n\n<details><summary>Answer\n\nx\n\n## B?\n\ny\n\n</details>\n",
        "## A?\n\n</details>\n\nx\n\n## B?\n\ny\n",
    ],
)
def test_details_that_nobody_closes_hide_nothing_of_the_next_question(text: str) -> None:
    prompts = [q.prompt for q in questions(text, Options())]
    assert prompts[0] == "A?"
    assert "B?" in prompts or "</details>" in text.split("B?")[1]


@pytest.mark.parametrize("below", ["> b", "### b", "- b", "![b](b.png)", "<!--ID: 1-->"])
def test_anything_may_stand_below_a_deletion_in_a_bullet(below: str) -> None:
    (question,) = questions(f"- {{{{c1::a}}}}\n\n  {below}\n", Options())
    assert question.prompt == "a"
    assert bool(question.short) == below.startswith(">")
    assert question.pinned == ("1" if "ID" in below else None)


def test_what_most_questions_fold_is_their_answer_whatever_the_summary_says() -> None:
    text = QUIZ.replace("Answer", "Показать")
    assert all(q.front and len(q.answer) == 1 for q in questions(text, Options()))
    few = "## A?\n\nx\n\n<details><summary>More</summary>\n\ny\n\n</details>\n\n## B?\n\nz\n"
    assert not any(q.front for q in questions(few, Options()))


def test_a_row_that_cannot_be_a_question_stays_in_its_table() -> None:
    table = "| 问题 | 答案 |\n|---|---|\n| A? | a |\n| ![](c.png) | b |\n|  | c |\n| D? | because of d |\n"
    document, _ = parse(Source("a.md", f"# Words\n\n{table}"))
    assert [each.prompt for each in document.questions] == ["A?", "D?"]
    left = [node for node in blocks_of(document.sections[0].intro) if node.type == "tr"]
    assert [[plain_text(cell.children) for cell in row.children] for row in left] == [
        ["问题", "答案"],
        ["", "b"],
        ["", "c"],
    ]


@pytest.mark.parametrize("mark", ["^[b *c*]", "[^1]", "<b></b>"])
def test_what_stands_right_behind_a_label_is_kept(mark: str) -> None:
    text = f"# z\n\n题目：a\n解析：{mark} d\n答案：e\n\n[^1]: note\n"
    question = parse(Source("a.md", text))[0].questions[0]
    kept = {node.type for node in walk(question.nodes)}
    assert kept & {"footnote_ref", "html_inline"}


def test_a_column_that_only_counts_is_left_out_and_no_other_one() -> None:
    table = "| # | 问题 |  | 答案 |\n|---|---|---|---|\n| 1 | A? | x | a |\n| two | B? | | b |\n"
    document, _ = parse(Source("a.md", table))
    said = [plain_text(text.children) for each in document.questions for text in each.answer]
    assert said == ["a", "x", "b", "#: two"]


def test_a_lone_callout_asks_where_nothing_else_stands() -> None:
    alone = "# Pipes\n\n:::note What is a trap?\nA bend that keeps some water.\n:::\n"
    assert [each.prompt for each in questions(alone, Options())] == ["What is a trap?"]
    beside = f"{alone}\nPipes carry water.\n"
    assert [each.prompt for each in questions(beside, Options())] == ["Pipes"]
