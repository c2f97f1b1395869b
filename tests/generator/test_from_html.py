"""The HTML of a card as Markdown: whatever Anki's editor makes, a card of it shows the same words."""

from __future__ import annotations

import html as entities
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diptych.deck import lines_of
from diptych.from_html import Manner, markdown_of
from diptych.input.options import Options
from tests.conftest import compiled, of

READING = Options(dialect="headings", question_level=2)

WRITTEN = {
    "one <b>bold</b>, <i>italic</i>": "one **bold**, *italic*",
    "a<br>b": "a\\\nb",
    "a<br><br>b": "a\n\nb",
    "<div>a</div><div>b</div>": "a\n\nb",
    "<ul><li>a<ol><li>b</li></ol></li></ul>": "- a\n  1. b",
    r"\(x &lt; 1\)": "$x < 1$",
    r"[$$]x[/$$]": "$$x$$",
    "[latex]\\begin{displaymath}x\\end{displaymath}[/latex]": "$$x$$",
    "<pre>a &amp; b<br>c</pre>": "```\na & b\nc\n```",
    '<a href="https://a.example/b">c</a>': "[c](https://a.example/b)",
    '<img src="a b.png" alt="c" width="20">': "![c](<a b.png>){width=20}",
    "H<sub>2</sub>O": "H<sub>2</sub>O",
    "<table><tr><th>a<th>b<tr><td>1<td>2</table>": "| a | b |\n| --- | --- |\n| 1 | 2 |",
    r"\(a\)\(b\)": "$a$&#8288;$b$",
    "<table><tr><td>a<td><h2>b</h2></table>": "a\n\n#### b",
    "<table><tr><td>a<td><h2><br></h2></table>": "a",
    "<table>a<tr><td>b<tr>c</table>": "ac\n\n|  |\n| --- |\n| b |",
    "<blockquote>a<br>b</blockquote>": "> a\\\n> b",
    '<span style="font-weight: 700; color: red">a</span>': "**a**",
    "# a * b_ [c] `d` 1.": "\\# a \\* b\\_ \\[c\\] \\`d\\` 1.",
    "<code>a`b</code>": "``a`b``",
    "<b>a<i>b</b>c</i>": "<b>a*b*</b>c",
    "a<script>b</script>": "a",
}

LETTERS = st.text(st.sampled_from("ab1中*_`#[](){}<>$~=:|\\-+!&^.%@\"' "), min_size=1, max_size=10)
# What opens a formula is drawn by itself.
TEXT = LETTERS.filter(lambda text: not re.search(r"\\[\[\]()]|\\$|\[\$|\$\]", text)).map(
    entities.escape
)
FORMULA = st.sampled_from([r"\(x^2\)", r"\(a_1 &lt; b\)", r"\[\sum_i x_i\]", "[$]y[/$]"])


def _around(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    tags = ("b", "i", "u", "s", "code", "sub", "span", "div", "p", "blockquote", "h2", "pre")
    one = [st.builds(f"<{tag}>{{}}</{tag}>".format, inside) for tag in tags]
    items = st.lists(inside.map("<li>{}</li>".format), min_size=1, max_size=3).map("".join)
    lists = [items.map("<ul>{}</ul>".format), items.map("<ol>{}</ol>".format)]
    table = st.lists(st.tuples(inside, inside), min_size=1, max_size=3).map(
        lambda rows: (
            "<table>"
            + "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
            + "</table>"
        )
    )
    both = st.builds("{}{}".format, inside, inside)
    link = st.builds('<a href="https://a.example">{}</a>'.format, inside)
    return st.one_of(*one, *lists, table, both, both, link)


FIELD = st.recursive(TEXT | FORMULA | st.just("<br>"), _around, max_leaves=8)


def words(html: str) -> str:
    """What one sees, blanks apart: a card sets its blocks apart in its own way."""
    text = re.sub("[\u2060\u200b]", "", " ".join(lines_of(html.replace("&#123;", "{"))))
    text = re.sub(r"\\[()\[\]]|\[/?\$\]", "", text)
    return "".join(text.split())


def card_of(markdown: str) -> str:
    document = compiled(f"## What is asked?\n\n{markdown}\n", reading=READING)
    (question,) = document.questions
    assert question.card is not None
    _, short, answer, _, front = question.card.shown
    return front + short + answer


def test_what_markdown_can_say_is_said_in_it() -> None:
    for html, markdown in WRITTEN.items():
        with of(html):
            assert markdown_of(html) == markdown


def test_a_deletion_over_several_blocks_is_one_in_each() -> None:
    said = markdown_of("{{c1::<ul><li>a</li><li>b</li></ul>::h}} [c]", deletes=True)
    assert said.startswith("- {{c1::a}}\n- {{c1::b}}")


@settings(max_examples=500)
@given(FIELD)
def test_guarded_markdown_shows_the_same_words(html: str) -> None:
    assert words(card_of(markdown_of(html, manner=Manner.GUARDED))) == words(html)


@pytest.mark.parametrize("tag", ["b", "div", "ul><li", "table><tr><td", "blockquote", "a href=x"])
def test_however_deep_tags_stand_all_words_are_written(tag: str) -> None:
    said = markdown_of(f"<{tag}>" * 1000 + "deep<br>words</b> behind")
    assert re.findall("[a-z]{4,}", said) == ["deep", "words", "behind"]


def test_what_nothing_closes_is_text() -> None:
    assert markdown_of("a <!-- b") == "a &lt;!-- b"
    assert markdown_of("a <?b> <!c> d") == "a d"
    assert markdown_of("a <!-- <!b --> c <i>d</i>") == "a c *d*"
    assert markdown_of(r"\(a \(b\) c") == r"$a \(b$ c"


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        ("{{c1::a::b}} c", "a c"),
        ("a {{c1::b {{c2::c}} d", "a b {{c2 d"),
        ("{{c1::a", "{{c1::a"),
        ("a::b}} c", "a::b}} c"),
        ("{{c1::{a::b} c}}", "{a::b} c"),
        ('a <img src="b.png"> c', "a b.png c"),
        ('a <!-- <img src="b.png"> --> c', "a c"),
        ("a <b c", "a <b c"),
    ],
)
def test_deletions_are_filled_in(field: str, shown: str) -> None:
    assert lines_of(field) == [shown]
