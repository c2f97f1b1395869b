"""Which lines of a paragraph stay lines, on pages and on cards."""

from __future__ import annotations

import pytest

from diptych.input.options import Options
from diptych.model import Source
from diptych.parse.source import parse
from diptych.render.questions import render_question
from diptych.syntax.document import Document, Question
from tests.generator.render.test_render import render

KEPT = {
    "numbers in brackets": "（1）互斥\n（2）占有\n（3）不可抢占",
    "numbers in small brackets": "(1) one\n(2) two",
    "letters": "A. AES\nB. RSA\nC. DES",
    "Chinese letters": "A、甲\nB、乙",
    "numbers that begin no list": "they are:\n2) two\n3) three",
    "Chinese numbers": "一、甲\n二、乙",
    "circled": "①先查\n②再写",
    "bullets that Markdown does not know": "• one\n• two",
    "bold labels": "**优点**：简单\n**缺点**：慢",
    "bold labels with their colon": "**Pros:** small\n**Cons:** slow",
    "plain labels": "接続：名词＋に\n意味：……的结果",
    "Latin labels": "Time: linear\nSpace: constant",
    "a label behind a sentence": "先写日志。\n注意：要落盘",
}
JOINED = {
    "a sentence": "多次执行\n与一次相同。",
    "a sentence in English": "it was written by\nA. Turing and\nC. Shannon in those days",
    "a year": "as it was in\n1999. Then came\n2003. And so on",
    "one number": "see the answer to question\n2. It is short",
    "one label": "what they mean by the word\nNote: nobody knows",
    "numbers apart": "the rows\n3) and then\n7) are left",
    "a colon in the middle": "他说\n这件事情就是这样做的：先看\n再想",
}


@pytest.mark.parametrize("case", KEPT)
def test_lines_that_open_with_their_own_mark_stay_lines(case: str) -> None:
    text = KEPT[case]
    shown = render(text)
    breaks = text.split("\n\n")[-1].count("\n")
    assert [html.count("<br>") for html in (shown.page.answer, shown.card.answer)] == [breaks] * 2


@pytest.mark.parametrize("case", JOINED)
def test_lines_that_wrap_a_sentence_are_joined(case: str) -> None:
    shown = render(JOINED[case])
    assert "<br>" not in shown.page.answer + shown.card.answer


def test_a_setting_or_front_matter_keeps_every_line() -> None:
    text = "## Q?\n\none\ntwo\n\n- 甲\n  乙\n"
    for source, options in (
        (text, Options(line_breaks=True)),
        (f"---\nline_breaks: true\n---\n{text}", Options()),
    ):
        both = render_question(*_first(source, options), source.split("\n"))
        for parts in (both.page.parts, both.card.parts):
            assert str(parts).count("<br>") == 2
    for source, options in (
        (text, Options()),
        (f"---\nline_breaks: false\n---\n{text}", Options(line_breaks=True)),
    ):
        both = render_question(*_first(source, options), source.split("\n"))
        assert "<br>" not in str((both.page.parts, both.card.parts))


def _first(text: str, options: Options) -> tuple[Question, Document]:
    document, told = parse(Source("a.md", text), options)
    assert told == ()
    return document.questions[0], document
