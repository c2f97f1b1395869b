"""Read a Markdown text as a tree of nodes, front matter and footnotes set apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from diptych.characters import lazy
from diptych.syntax.line_ends import join_lines
from diptych.syntax.markdown import parser, read_inline
from diptych.syntax.source_lists import with_source_lists
from diptych.syntax.tree import Node, moved, tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from markdown_it.token import Token

    from diptych.syntax.markdown import Blocks

# What would define a footnote: in a part of a file it is text.
DEFINITION = lazy(r"^(?:[ \t>]|[-*+][ \t]|\d+[.)][ \t])*(?=\[\^[^\]\s]+\]:)", re.MULTILINE)
REFERENCES = "references"
"""Where the parser keeps what link definitions say; what a file defines, its parts may use."""
DEFINES = "defines"
"""What the meta of a part's first block says of its link definitions: label and lines of each; the
label is empty where a link of that name is defined above."""
# Between the rules at a file's beginning: no front matter, but questions with quoted answers.
CARDS = lazy(r"^\d+\. (?:.*\n){1,40}?>", re.MULTILINE)


class Markdown(Struct, frozen=True):
    """A text, read.

    Attributes:
        nodes: all of it, front matter and footnote definitions among the other blocks.
        front_matter: what stands between the rules at its beginning, if anything does.
        body: the blocks without front matter and footnote definitions.
        footnotes: what each footnote says, by label.
        links: where the links are defined that the text gives a name to: label → lines, from 0.
        defined_again: the lines of further definitions of those names.
        references: what those definitions say, as the parser has it.
    """

    nodes: tuple[Node, ...]
    front_matter: Node | None
    body: tuple[Node, ...]
    footnotes: Mapping[str, tuple[Node, ...]]
    links: Mapping[str, tuple[int, int]]
    defined_again: tuple[tuple[int, int], ...]
    references: Mapping[str, Any]


def read_markdown(
    text: str, settings: Mapping[str, object], blocks: Blocks | None = None
) -> Markdown:
    """Read a whole file.

    Args:
        settings: what the parser's rules are told of how to read it.
        blocks: those of the text, if they were read already; they are used up.
    """
    found = _read(text, settings, front_matter=True, blocks=blocks)
    if found.front_matter and CARDS.search(found.front_matter.content):
        # Rules around cards, the first of which opens the file.
        return _read(text, settings, front_matter=False)
    return found


def read_part(text: str, settings: Mapping[str, object], below: int) -> tuple[Node, ...]:
    """Read a part of a file that stands below its line ``below``; it cannot define footnotes."""
    shown = DEFINITION.sub(r"\g<0>\\", text)
    read = _read(shown, settings, front_matter=False)
    if not read.body or not (read.links or read.defined_again):
        return moved(read.body, below)
    links = [(label, start + below, end + below) for label, (start, end) in read.links.items()]
    again = [("", start + below, end + below) for start, end in read.defined_again]
    first, *others = read.body
    return moved((replace(first, meta={**first.meta, DEFINES: (*links, *again)}), *others), below)


def _read(
    text: str, settings: Mapping[str, object], *, front_matter: bool, blocks: Blocks | None = None
) -> Markdown:
    environment: dict[str, Any] = dict(settings)
    known: Mapping[str, Any] = environment.get(REFERENCES, {})
    environment[REFERENCES] = dict(known)
    if blocks:
        tokens = read_inline(blocks, environment)
    else:
        tokens = parser(front_matter=front_matter).parse(text, environment)
    # Nobody else has seen the tokens yet.
    _attach_inline_footnotes(tokens, environment)
    _place_inline_tokens(tokens)
    nodes = with_source_lists(tree(tokens))
    first = nodes[0] if nodes and nodes[0].type == "front_matter" else None
    footnotes: dict[str, tuple[Node, ...]] = {}
    return Markdown(
        nodes=nodes,
        front_matter=first,
        body=_take_footnotes(nodes[1:] if first else nodes, footnotes),
        footnotes=footnotes,
        links={
            label: (link["map"][0], link["map"][1])
            for label, link in environment[REFERENCES].items()
            if label not in known
        },
        defined_again=tuple(
            (link["map"][0], link["map"][1]) for link in environment.get("duplicate_refs", ())
        ),
        references=environment[REFERENCES],
    )


def _attach_inline_footnotes(tokens: Sequence[Token], environment: Mapping[str, Any]) -> None:
    """Give each ``^[…]`` its own tokens, which the plugin keeps apart."""
    notes = environment.get("footnotes", {}).get("list", {})
    waiting = [tokens, *(note["tokens"] for note in notes.values() if note.get("tokens"))]
    while waiting:
        for token in waiting.pop():
            if token.type == "footnote_ref" and "label" not in token.meta:
                token.meta["tokens"] = tuple(notes[token.meta["id"]]["tokens"])
            if token.children:
                waiting.append(token.children)


def _place_inline_tokens(tokens: Sequence[Token]) -> None:
    """Give inline tokens their line, which markdown-it gives to blocks only; then join lines."""
    for token in tokens:
        if token.type != "inline" or token.map is None:
            continue
        line = token.map[0]
        for child in token.children or ():
            child.map = [line, line + 1]
            line += child.type in {"softbreak", "hardbreak"} or child.content.count("\n")
        join_lines(token.children or [])


def _take_footnotes(
    nodes: Iterable[Node], footnotes: dict[str, tuple[Node, ...]]
) -> tuple[Node, ...]:
    """Take the definitions of footnotes out of some blocks.

    A definition may stand inside of another one; of two with one label the first holds.
    """
    kept: list[Node] = []
    for node in nodes:
        if node.type == "footnote_reference":
            label = node.meta["label"]
            is_first = label not in footnotes
            footnotes.setdefault(label, ())
            inside = _take_footnotes(node.children, footnotes)
            if is_first:
                footnotes[label] = inside
        elif node.block and node.children:
            children = _take_footnotes(node.children, footnotes)
            kept.append(node if children == node.children else replace(node, children=children))
        else:
            kept.append(node)
    return tuple(kept)
