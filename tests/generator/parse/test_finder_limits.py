"""Where finders stop: what is just enough to be a question, and what is one too few."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from diptych.input.options import DEFAULT
from diptych.model import Source
from diptych.parse.answers.hidden_answers import inside_details
from diptych.parse.finders import bullets, quoted_answers
from diptych.parse.source import parse, read_blocks
from diptych.syntax.document import Document
from diptych.syntax.tree import Node

ASKING = "| 什么是甲？ | 1 |\n| 什么是乙？ | 2 |\n"
LONG = "这里是许多与卡片无关的文字，" * 20


def read(text: str) -> Document:
    return parse(Source("a.md", text))[0]


def blocks(text: str) -> tuple[Node, ...]:
    return read_blocks(Source("a.md", text), DEFAULT)[0]


def prompts(document: Document) -> list[str]:
    return [question.prompt for question in document.questions]


def intro(document: Document) -> list[str]:
    return [block.type for section in document.sections for block in section.intro]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (("abandon：放弃", "absorb：吸收"), ["abandon", "absorb"]),
        (("abandon：放弃",), ["词汇"]),
        (("官网：https://example.org", "手册：www.example.org"), ["词汇"]),
        (("官网：https://example.org", "abandon：放弃", "absorb：吸收"), ["词汇"]),
    ],
)
def test_two_words_make_a_list_but_not_one_nor_addresses(
    lines: tuple[str, ...], found: list[str]
) -> None:
    assert prompts(read("# 词汇\n\n" + "\n\n".join(lines) + "\n")) == found


def test_a_table_is_questions_if_half_of_its_rows_ask() -> None:
    head = "| 内容 | 说明文字 |\n|---|---|\n"
    assert len(prompts(read(f"{head}{ASKING}| 丙 | 3 |\n| 丁 | 4 |\n"))) == 4
    assert prompts(read(f"{head}{ASKING}| 丙 | 3 |\n| 丁 | 4 |\n| 戊 | 5 |\n")) == []


def test_rows_of_a_single_column_have_no_answers() -> None:
    document = read("| 内容 |\n|---|\n| 什么是甲？ |\n| 什么是乙？ |\n")
    assert (prompts(document), intro(document)) == ([], ["table"])


def test_a_table_of_questions_is_gone_though_a_row_of_it_is_empty() -> None:
    document = read(f"| 问题 | 答案 |\n|---|---|\n{ASKING}|  |  |\n")
    assert (len(prompts(document)), intro(document)) == (2, [])


def test_one_quoted_answer_among_much_text_makes_no_cards_unless_it_names_their_deck() -> None:
    card = "1. What is IoU?\n\n> An overlap.\n"
    for text, count in (
        (f"{LONG}\n\n---\n\n{card}\n---\n\n{LONG}\n", 0),
        (f"{LONG}\n\n---\n\nDeck: A\n\n{card}\n---\n\n{LONG}\n", 1),
        (f"Short.\n\n---\n\n{card}\n---\n", 1),
    ):
        assert len(quoted_answers._find(blocks(text), (), 0)[1]) == count, text


def test_an_id_below_the_last_quoted_answer_is_not_lost() -> None:
    text = "---\n\n1. What is IoU?\n\n> An overlap.\n\n<!--ID: 123-->\n\n---\n"
    (draft,) = quoted_answers._find(blocks(text), (), 0)[1]
    assert [block.type for block in draft.body] == ["blockquote", "html_block"]


@pytest.mark.parametrize(("mark", "below"), [("#card", 1), ("#card-spaced", 0)])
def test_a_paragraph_that_asks_takes_the_block_below_it_unless_it_is_spaced(
    mark: str, below: int
) -> None:
    rest, drafts = bullets._find(blocks(f"word {mark}\n\nnext\n\nlast\n"), (), 0)
    assert (len(drafts[0].body), len(rest)) == (below, 2 - below)


def test_what_another_tool_wrote_below_a_card_belongs_to_it() -> None:
    text = "- one #card\n  - two\n\n<!--SR:!2020-01-01,1,230-->\n\nnext\n"
    rest, (draft,) = bullets._find(blocks(text), (), 0)
    assert [block.type for block in draft.body] == ["bullet_list", "html_block"]
    assert [block.type for block in rest] == ["paragraph"]


def test_what_stands_right_above_a_fold_stays_though_its_summary_goes_on_over_blank_lines() -> None:
    (question,) = read(
        "<p>above</p>\n<details>\n<summary>What is it?\n\nmore\n</summary>\n\nbody\n\n</details>\n"
    ).questions
    said = " ".join(block.content for block in (*question.front, *question.short, *question.answer))
    assert [word for word in ("above", "more", "body") if word not in said] == []


def test_what_is_folded_is_not_taken_apart_to_read_what_it_is_folded_under(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken: list[Sequence[Node]] = []

    def counting(within: Sequence[Node]) -> list[Node]:
        taken.append(within)
        return inside_details(within)

    monkeypatch.setattr("diptych.parse.finders.folded.inside_details", counting)
    deep = 20
    document = read("<details><summary>a</summary>\n\n" * deep + "x\n" + "\n</details>\n" * deep)
    assert not document.questions
    assert len(taken) <= 1


def test_a_file_of_too_many_questions_is_refused_at_the_first_that_is_one_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("diptych.parse.source.MOST_QUESTIONS", 3)
    text = "Q: 甲\nA: 1\n\n" * 3
    assert len(read(text).questions) == 3
    document, (told,) = parse(Source("a.md", f"{text}Q: 乙\nA: 2\n"))
    assert (document.questions, told.code) == ((), "D104")
    assert told.span
    assert told.span.line == 10


def test_a_file_with_too_many_tags_on_too_many_questions_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("diptych.parse.source.MOST_TAGS", 5)
    text = "---\ntags: [a, b, c]\n---\n\n## What is one?\n\nx\n\n## What is two?\n\ny\n"
    document, (told,) = parse(Source("a.md", text))
    assert document.questions == ()
    assert told.code == "D104"
    assert told.span is not None
    assert told.span.line == 9
