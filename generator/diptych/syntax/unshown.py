"""What Markdown itself keeps off a page: told, so that no word is lost silently."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from diptych.diagnostics.codes import diagnose
from diptych.model import Span
from diptych.syntax.markdown import (
    LATEX_COMMENT,
    MAX_NESTING,
    as_written,
    line_of,
    plain_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markdown_it.token import Token

    from diptych.model import Diagnostic, Source


COMMENT = re.compile(r"(?:^|\s)#.*")
KEY = re.compile(r"[^\s#:][^:]*(?=:)")


def unseen(
    source: Source, tokens: Sequence[Token], environment: Mapping[str, Any]
) -> Iterator[Diagnostic]:
    """Each text that is read and shown nowhere, quoted with its line.

    Args:
        tokens: those of a whole file, footnotes among them.
        environment: what markdown-it kept apart while it made them.
    """
    path = source.path
    for what, line in (*_in_tokens(tokens), *_definitions(source.text, tokens, environment)):
        yield diagnose("D218", what, Span(path, line, line))
    for token in tokens:
        if token.meta.get("too_deep"):
            line = line_of(token)
            words = " ".join(token.content.split())
            message = f"nested more than {MAX_NESTING} deep, so shown as it was written: {words}"
            yield diagnose("D210", message, Span(path, line, line), "Nest it less deeply.")


def unseen_in_title(inline: Token, span: Span) -> Iterator[Diagnostic]:
    """What a section's heading holds beside its plain text, which is all that is shown of it."""
    children = inline.children or ()
    if any(c.type in {"html_inline", "footnote_ref"} or "title" in c.attrs for c in children):
        # A title that a link definition gives stands elsewhere in the file.
        titles = "".join(f" ({c.attrs['title']})" for c in children if "title" in c.attrs)
        message = f"of the title `{inline.content}`{titles} only “{plain_text(children)}” is shown"
        yield diagnose("D218", message, span)


def _in_tokens(tokens: Sequence[Token]) -> Iterator[tuple[str, int]]:
    labels: set[str] = set()
    for index, token in enumerate(tokens):
        if token.type == "front_matter":
            yield from _in_front_matter(token.content.split("\n"))
        elif token.type == "footnote_reference_open":
            label = token.meta["label"]
            if label in labels:
                yield (
                    f"`[^{label}]: {_inside(tokens, index)}` defines a footnote anew",
                    line_of(token),
                )
            labels.add(label)
        elif token.type == "tr_open" and "left_out" in token.meta:
            cells = token.meta["left_out"]
            yield f"the table has no column for `{cells}`; it is left out", line_of(token)
        elif token.type == "math_block":
            yield from _in_formula(token)
        elif token.type == "inline":
            for child in token.children or ():
                yield from _in_formula(child, line_of(token))
        elif token.type == "fence":
            _, _, rest = token.info.strip().partition(" ")
            if rest.strip():
                yield f"`{rest.strip()}` behind a fence's language is left out", line_of(token)


def _in_front_matter(lines: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Comments, and values that a later line of the same key replaces."""
    last = {key.group(): number for number, line in enumerate(lines) if (key := KEY.match(line))}
    for number, line in enumerate(lines):
        key = KEY.match(line)
        if key and last[key.group()] != number:
            yield f"`{line.strip()}` is said anew below", number + 2
        elif comment := COMMENT.search(line):
            yield f"`{comment.group().strip()}` is a comment in the front matter", number + 2


def _in_formula(token: Token, line: int = 0) -> Iterator[tuple[str, int]]:
    if token.type.startswith("math_"):
        for comment in LATEX_COMMENT.findall(token.content):
            yield f"`{comment}` is a comment in a formula", line or line_of(token)


def _inside(tokens: Sequence[Token], opening: int) -> str:
    """The words between a footnote's first token and its last."""
    level = tokens[opening].level
    inside = takewhile(lambda token: token.level > level, tokens[opening + 1 :])
    return as_written(inside)


def _definitions(
    text: str, tokens: Sequence[Token], environment: Mapping[str, Any]
) -> Iterator[tuple[str, int]]:
    """Definitions of links that nothing refers to, and second ones of a label."""
    references: Mapping[str, Any] = environment.get("references", {})
    if not references:
        return
    used = set(_labels(tokens))
    lines = text.split("\n")
    unused = [each["map"] for label, each in references.items() if label not in used]
    again = [each["map"] for each in environment.get("duplicate_refs", ())]
    for start, end in unused:
        yield f"nothing uses the link `{_written(lines[start:end])}`", start + 1
    for start, end in again:
        yield f"a link of this name is defined above: `{_written(lines[start:end])}`", start + 1


def _written(lines: Sequence[str]) -> str:
    return " ".join(" ".join(lines).split())


def _labels(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if "label" in token.meta and token.type in {"link_open", "image"}:
            yield token.meta["label"]
        yield from _labels(token.children or ())
