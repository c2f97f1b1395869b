"""Which raw HTML will not be shown?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose
from diptych.syntax.html import comments, opening_tags, tag_names
from diptych.syntax.html_policy import ALLOWED, as_text
from diptych.syntax.picture_sizes import other_style
from diptych.syntax.tree import RAW_HTML, elements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.compile.checks.facts import DocumentFacts
    from diptych.model import Diagnostic

HINT = (
    "Notes may hold text markup, tables, images and <details>; no scripts, styles or frames. "
    "What is meant as text is best written as `code`."
)


def left_out(facts: DocumentFacts) -> Iterator[Diagnostic]:
    """Report tags that are shown as text, and attributes and comments that are taken away."""
    for node, line in elements(facts.document):
        if node.type in RAW_HTML:
            unwanted = (*_attributes(node.content), *_comments(node.content), *_tags(node.content))
            for what, offset, written in sorted(unwanted, key=lambda each: each[1]):
                yield diagnose("D305", what, facts.point(line + offset, written), HINT)


def _attributes(html: str) -> Iterator[tuple[str, int, str]]:
    """Describe each attribute that the policy does not allow, with its line and its tag."""
    for tag in opening_tags(as_text(html)):
        for name, written in tag.pairs:
            is_size = tag.name == "img" and name == "style"
            value = other_style(written) if is_size else written
            if name not in ALLOWED.get(tag.name, ()) and (value or not is_size):
                what = f'the attribute `{name}="{value}"` of <{tag.name}> is left out'
                yield what, tag.line, tag.written.split("\n")[0]


def _comments(html: str) -> Iterator[tuple[str, int, str]]:
    """Describe each comment, with its line and how it begins."""
    for comment, line in comments(as_text(html)):
        yield f"the comment {comment} is left out", line, comment.split("\n")[0]


def _tags(html: str) -> Iterator[tuple[str, int, str]]:
    """Describe each tag that is shown as text, with its line and how it begins."""
    for name, line, written in tag_names(html):
        if name not in ALLOWED:
            yield f"<{name}> is shown as text", line, written
