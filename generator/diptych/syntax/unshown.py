"""Report what Markdown itself keeps off a page, so that no word is lost silently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.diagnostics.codes import diagnose
from diptych.model import Span
from diptych.syntax.markdown import LATEX_COMMENT
from diptych.syntax.nesting import MAX_NESTING, TOO_DEEP
from diptych.syntax.read import DEFINES
from diptych.syntax.references import is_remote
from diptych.syntax.tree import blocks_of, inline_of, walk
from diptych.syntax.words import as_written, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from diptych.model import Diagnostic, Source
    from diptych.syntax.read import Markdown
    from diptych.syntax.tree import Node


COMMENT = lazy(r"(?:^|\s)#.*")
# A key of the front matter's own, not of a table in one of its lists.
KEY = lazy(r"(?![-?][ \t])[^\s#:][^:]*(?=:)")
QUOTED = lazy(r"""(?<![^\s\[{,])(?:"(?:[^"\\]|\\.)*"|'[^']*')""")


def unseen(source: Source, markdown: Markdown) -> Iterator[Diagnostic]:
    """Report each text that is read and shown nowhere, quoted with its line."""
    path = source.path
    lines = source.text.split("\n")
    for what, line in (*_in_blocks(markdown.nodes), *_definitions(lines, markdown)):
        yield diagnose("D218", what, Span(path, line, line))
    for node in blocks_of(markdown.nodes):
        if node.meta.get(TOO_DEEP):
            words = " ".join(node.content.split())
            message = f"nested more than {MAX_NESTING} deep, so shown as it was written: {words}"
            span = Span(path, node.line, node.line)
            yield diagnose("D210", message, span, "Nest it less deeply.")


def unseen_in_title(heading: Node, span: Span) -> Iterator[Diagnostic]:
    """Report what a section's heading holds beside its plain text, which is all that is shown."""
    inside = list(inline_of(heading.children))
    named = [node.attrs["title"] for node in inside if "title" in node.attrs]
    if named or any(_shows_more(node) for node in inside):
        # A title that a link definition gives stands elsewhere in the file.
        titles = "".join(f" ({title})" for title in named)
        shown = plain_text(heading.children)
        message = f"of the title `{heading.content}`{titles} only “{shown}” is shown"
        yield diagnose("D218", message, span)


def _shows_more(node: Node) -> bool:
    """Tell whether a node of a title is more than its text: a link to somewhere else, for one."""
    if node.type == "link":
        address = node.attrs.get("href", "")
        return is_remote(address) and plain_text(node.children) not in address
    return node.type in {"html_inline", "footnote_ref"}


def _in_blocks(nodes: Iterable[Node]) -> Iterator[tuple[str, int]]:
    labels: set[str] = set()
    for block in blocks_of(nodes):
        if block.type == "front_matter":
            yield from _in_front_matter(block.content.split("\n"))
        elif block.type == "footnote_reference":
            label = block.meta["label"]
            if label in labels:
                words = as_written(block.children)
                yield f"`[^{label}]: {words}` defines a footnote anew", block.line
            labels.add(label)
        elif "left_out" in block.meta:
            cells = block.meta["left_out"]
            yield f"the table has no column for `{cells}`; it is left out", block.line
        elif block.type == "fence":
            _, _, rest = block.info.strip().partition(" ")
            if rest.strip():
                yield f"`{rest.strip()}` behind a fence's language is left out", block.line
        else:
            text = (child for child in block.children if not child.block)
            for node in (block, *inline_of(text)):
                for comment in _comments_of_formula(node):
                    yield f"`{comment}` is a comment in a formula", block.line


def _in_front_matter(lines: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Find comments, and values that a later line of the same key replaces, once a key."""
    places: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        if key := KEY.match(line):
            places.setdefault(key.group(), []).append(number)
    for first, *others in places.values():
        if others:
            replaced = "`, `".join(lines[number].strip() for number in (first, *others[:-1]))
            yield f"`{replaced}` is said anew below", first + 2
    for number, line in enumerate(lines):
        unquoted = QUOTED.sub(lambda found: "_" * len(found[0]), line)
        if comment := COMMENT.search(unquoted):
            said = line[comment.start() :].strip()
            yield f"`{said}` is a comment in the front matter", number + 2


def _comments_of_formula(node: Node) -> list[str]:
    return LATEX_COMMENT.findall(node.content) if node.type.startswith("math_") else []


def _definitions(lines: Sequence[str], markdown: Markdown) -> Iterator[tuple[str, int]]:
    """Find definitions of links that nothing refers to, and second ones of a label."""
    links = [(label, *place) for label, place in markdown.links.items()]
    links += [("", *place) for place in markdown.defined_again]
    for block in blocks_of(markdown.nodes):
        links += block.meta.get(DEFINES, ())
    used = set(_used_links(markdown.nodes)) if links else set()
    for label, start, end in links:
        if not label:
            yield f"a link of this name is defined above: `{_written(lines[start:end])}`", start + 1
        elif label not in used:
            yield f"nothing uses the link `{_written(lines[start:end])}`", start + 1


def _written(lines: Sequence[str]) -> str:
    return " ".join(" ".join(lines).split())


def _used_links(nodes: Iterable[Node]) -> Iterator[str]:
    for node in walk(nodes):
        if node.type in {"link", "image"} and "label" in node.meta:
            yield node.meta["label"]
        yield from _used_links(node.meta.get("nodes", ()))
