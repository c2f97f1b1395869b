"""Reading raw HTML: one scanner says what a tag is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diptych.syntax.html import comments, opening_tags, replace_images, tag_names, without_tags
from diptych.syntax.html_policy import as_text, shown_text


@pytest.mark.parametrize(
    ("html", "tags"),
    [
        ("<b>x</b>", [("b", {}, 0)]),
        ("a < b and c > d", []),
        ("<IMG SRC='a.png' alt=\"a > b\">", [("img", {"src": "a.png", "alt": "a > b"}, 0)]),
        ("<a\nhref=x\ntitle='a &amp; b'>\n<br/>", [("a", {"href": "x", "title": "a & b"}, 0), ("br", {}, 3)]),
        ("<p id=one id=two>", [("p", {"id": "one"}, 0)]),
        ("<details open>", [("details", {"open": ""}, 0)]),
        ("<img src='never closed", []),
        ("<!-- <b> --><i>", [("i", {}, 0)]),
        ("<svg:g x='1'>", [("svg:g", {"x": "1"}, 0)]),
    ],
)  # fmt: skip
def test_opening_tags(html: str, tags: list[tuple[str, dict[str, str], int]]) -> None:
    found = list(opening_tags(html))
    assert [(tag.name, tag.attributes, tag.line) for tag in found] == tags
    assert all(tag.written in html for tag in found)


def test_an_attribute_that_stands_twice_is_kept_twice() -> None:
    (tag,) = opening_tags("<p id=one id=two>")
    assert tag.pairs == (("id", "one"), ("id", "two"))


def test_only_some_tags_are_asked_for() -> None:
    found = opening_tags("<b><IMG src=x><i><img src=y>", "img", "i")
    assert [tag.name for tag in found] == ["img", "i", "img"]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<b>bold</b> text", "bold text"),
        ("a < b, c > d", "a < b, c > d"),
        ("1 <2 <!-- not this --> 3", "1 <2  3"),
        ("&lt;b&gt; &amp; c", "<b> & c"),
        ("vector<T> and <script>x()</script>", "vector<T> and <script>x()</script>"),
        ('<img alt="a > b">c', "c"),
    ],
)
def test_plain_text_is_what_a_page_shows(html: str, text: str) -> None:
    assert shown_text(html) == text


def test_something_may_stand_in_place_of_tags() -> None:
    assert without_tags("<p>one</p><p>two</p>", "|") == "|one||two|"


def test_images_are_replaced_and_nothing_else() -> None:
    html = "<p><IMG src='a.png'> <imgx> <a title='<img src=b>'>"
    shown = replace_images(html, lambda attributes: f"[{attributes['src']}]")
    assert shown == "<p>[a.png] <imgx> <a title='<img src=b>'>"


def test_what_begins_like_a_tag_has_its_line() -> None:
    html = "a<b\n<Script>if (a<b)\n{}</script>\nvector<T>"
    assert list(tag_names(html)) == [("b", 0, "<b"), ("script", 1, "<Script"), ("t", 3, "<T")]


def test_comments_have_their_lines() -> None:
    assert list(comments("a\n<!-- b\n--> <!-->")) == [("<!-- b\n-->", 1), ("<!-->", 2)]


PIECES = [
    "<",
    ">",
    "b",
    "/",
    "!--",
    "-->",
    "img",
    " ",
    "src",
    "=",
    '"',
    "'",
    "\n",
    "script",
    "&amp;",
]


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_what_is_let_through_holds_no_other_tags(html: str) -> None:
    shown = as_text(html)
    assert "script" not in {tag.name for tag in opening_tags(shown)}
    assert shown.count("\n") == html.count("\n")
    for tag in opening_tags(html):
        assert html.split("\n")[tag.line].count("<")
