"""Raw HTML in raw HTML: elements that stand deeper than anybody writes them are shown as text."""

from __future__ import annotations

import pytest

from diptych.input.options import Options
from diptych.model import Source
from diptych.parse.source import parse
from diptych.render.open_elements import OpenElements
from diptych.render.questions import render_question
from diptych.syntax.nesting import MAX_NESTING


def shown(answer: str) -> tuple[str, list[tuple[str, int]]]:
    """An answer on a page, and the code and the line of all that is told of it."""
    document, _ = parse(Source("a.md", f"# Why?\n\n{answer}\n"), Options(question_level=1))
    made = render_question(document.questions[0], document, ())
    told = [(each.code, each.span.line) for each in made.diagnostics if each.span]
    return "".join(map(str, made.page.answer)), told


@pytest.mark.parametrize("between", ["", "\n\n"])
def test_tags_that_stand_too_deep_are_shown_and_told_once(between: str) -> None:
    depth = MAX_NESTING + 3
    opened, closed = (f"{tag}{between}" * depth for tag in ("<div>", "</div>"))
    page, told = shown(f"{opened}word\n\n{closed}\n\n<div>after</div>")
    assert page.count("<div>") == page.count("</div>") == MAX_NESTING + 1
    assert page.count("&lt;div&gt;") == page.count("&lt;/div&gt;") == 3
    assert "<div>after</div>" in page
    assert told == [("D210", 3 + 2 * MAX_NESTING if between else 3)]


def test_what_closes_itself_is_never_deep() -> None:
    for html in (
        "<ul>" + "<li>x" * 500 + "</ul>",
        "<p>x" * 500,
        "<div>x</div>" * 500,
        "x<br>" * 500,
    ):
        assert "&lt;" not in shown(html)[0]


def test_what_is_closed_with_an_outer_element_is_no_longer_open() -> None:
    elements = OpenElements()
    for _ in range(2 * MAX_NESTING):
        assert elements.limited("<div><b><i>x</div></b>") == "<div><b><i>x</div></b>"
    assert elements.names == []
