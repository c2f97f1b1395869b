"""The laws of the design for any notes: no crash, no word lost silently, spans exact."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diptych.input.config import load_config
from diptych.input.options import Options
from diptych.link.entries import link
from diptych.link.notebook import Notebook, read_notebook
from diptych.model import Source, silent
from diptych.model.book import Body
from diptych.parse.source import parse
from diptych.render import PageTarget, fill_body
from diptych.syntax.markdown import block_tokens
from diptych.syntax.repairs import repair
from diptych.syntax.tree import Node, walk
from tests.conftest import build_folder, check_folder
from tests.generator.any_notes import notes, words_of

pytestmark = pytest.mark.slow

# 500 by default, 10,000 under DIPTYCH_NIGHTLY=1.
CASES = max(500, settings.default.max_examples if settings.default else 0)


@settings(max_examples=CASES)
@given(notes())
def test_every_word_is_on_a_page_or_in_a_diagnostic(text: str) -> None:
    """What a word is, `any_notes.notes` says.

    On a page are the text of its HTML, alternative texts and titles, the titles of its sections,
    and its tags.
    """
    with tempfile.TemporaryDirectory() as folder:
        notebook = _read(Path(folder), text)
        linked = link(notebook, notebook.facts.gallery, silent)
        told = [each.message for each in (*notebook.diagnostics, *linked.diagnostics)]
        page = PageTarget.own(linked.context)
        intros = [page.whole(each.section.intro) for each in linked.sections]
        pages = _pages(fill_body(entry.question.page, page) for entry in linked.entries)
        shown = [_text(html) for html in (*intros, *pages)]
        for document in notebook.documents:
            shown += [document.title, *(section.title for section in document.sections)]
            shown += [tag for question in document.questions for tag in question.tags]
        everything = "\n".join([*told, *shown])
        assert not {word for word in words_of(text) if word not in everything}


@settings(max_examples=CASES)
@given(notes())
def test_spans_are_exact(text: str) -> None:
    """The text at a question's span, read alone, is that question.

    Questions are in order and none overlaps the next; a span begins with the prompt's line and
    ends with a line that is not empty. Definitions elsewhere may be missing to it: then words
    are still the same, though they are no longer a link. Where cards stand in an answer, what
    stands behind them is in no span.
    """
    document, _ = parse(Source("a.md", text))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    spans = [question.span for question in document.questions]
    assert all(a.end_line < b.line for a, b in pairwise(spans))
    if not document.understood.startswith("headings") or "; " in document.understood:
        return
    for question in document.questions:
        first, last = question.span.line, question.span.end_line
        assert 1 <= first <= last <= len(lines)
        assert lines[first - 1].strip()
        alone = "\n".join(lines[first - 1 : last])
        level = _level(alone)
        again, _ = parse(Source("a.md", alone), Options(question_level=level, dialect="headings"))
        assert len(again.questions) == 1
        assert _words(again.questions[0].prompt_nodes) == _words(question.prompt_nodes)
        assert _words(again.questions[0].nodes) == _words(question.nodes)
        assert again.questions[0].span.end_line == last - first + 1


@settings(max_examples=CASES // 10)
@given(st.lists(notes(), min_size=1, max_size=2))
def test_no_notes_crash_a_build(texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for number, text in enumerate(texts):
            (root / f"{number}.md").write_bytes(text.encode())
        built = build_folder(root, root / "site")
        if built.summary:
            assert (root / "site" / "index.html").read_bytes()


@settings(max_examples=CASES)
@given(
    st.binary(max_size=60)
    | st.text(st.sampled_from("#*_`~[]()!<>|-=:$&\\{}^%\n\t \"'ax1中"), max_size=60)
)
def test_no_bytes_crash_a_check(noise: bytes | str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = noise if isinstance(noise, bytes) else noise.encode()
        (Path(folder) / "a.md").write_bytes(data)
        check_folder(Path(folder))


def _level(text: str) -> int:
    """The level of the heading that a text begins with, which may be one by a repair, or HTML."""
    first = block_tokens(repair(Source("a.md", text))[0].text)[0]
    return int(first.tag[1]) if first.tag else int(first.content.lstrip()[2])


def _words(nodes: Iterable[Node]) -> set[str]:
    """The words of a question's nodes, its footnotes apart."""
    return words_of(" ".join(node.content for node in walk(nodes)))


def _read(root: Path, text: str) -> Notebook:
    (root / "a.md").write_bytes(text.encode())
    return read_notebook(load_config(root)[0])


def _pages(bodies: Iterator[Body]) -> Iterator[str]:
    for body in bodies:
        yield from (body.prompt, body.front, body.short, body.answer, body.sources)


class _Text(HTMLParser):
    """What a reader of HTML can read: text, and what stands behind a picture or a link."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.text += [f" {value} " for name, value in attrs if name in {"alt", "title"} and value]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def _text(html: str) -> str:
    reader = _Text()
    reader.feed(html)
    reader.close()
    return "".join(reader.text)
