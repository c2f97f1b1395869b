"""What other tools write into notes for themselves: ids, schedules, separators, lines of tags.

An id becomes the question's pinned id. A schedule is not shown but told, as other properties are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from diptych.syntax.blocks import append_block, blocks
from diptych.syntax.markdown import plain_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markdown_it.token import Token

# `<!--ID: 1675420211-->`, `<!--SR:!2024-01-01,3,250-->`, behind a block's words `^1675420211999`.
ID = re.compile(r"\s*<!--\s*(?:id|nid)\s*:\s*([\w.\-]+)\s*-->\s*", re.IGNORECASE)
SCHEDULE = re.compile(r"\s*<!--\s*(SR:[^>]*?)\s*-->\s*")
ANCHOR = re.compile(r"\^(\d{10,}|q-\w+)")
# A line that parts the front of a card from its back.
PERCENT = re.compile(r"\s*%\s*")


@dataclass(slots=True)
class Marks:
    """What was found in a question: ids, the first of which counts, and what is only told."""

    ids: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def take(self, content: str) -> bool:
        """Whether a comment is such a mark; it is remembered."""
        if found := ID.fullmatch(content):
            self.ids.append(found.group(1))
        elif found := SCHEDULE.fullmatch(content):
            self.told.append(found.group(1))
        return found is not None

    def see(self, children: Sequence[Token]) -> bool:
        """Whether some inline tokens end in an id that is an anchor, too; links may lead there."""
        anchor = str(children[-1].meta.get("anchor", "")) if children else ""
        if found := ANCHOR.fullmatch(anchor):
            self.ids.append(found[1])
        return found is not None


def is_mark(block: Sequence[Token]) -> bool:
    """Whether a block is only a comment, or an anchor, of another tool."""
    if block[0].type == "html_block":
        return Marks().take(block[0].content)
    children = block[1].children or () if block[0].type == "paragraph_open" else ()
    return len(children) == 1 and Marks().see(children)


def take_marks(body: Sequence[Token], marks: Marks) -> list[Token]:
    """Some blocks without the marks of other tools, which ``marks`` gathers."""
    kept: list[Token] = []
    for token in body:
        if token.type == "html_block" and marks.take(token.content):
            continue
        if token.type == "inline" and token.children:
            token = _without_marks(token, token.children, marks)
        append_block(kept, token)
    return kept


def take_marks_of_prompt(
    prompt: Sequence[Token], footnotes: Mapping[str, object], marks: Marks
) -> tuple[Token, ...]:
    """A prompt without what other tools wrote behind it, ``[^uid]`` without footnote as well."""
    kept = tuple(prompt)
    while kept:
        last = kept[-1]
        label = last.meta.get("label") if last.type == "footnote_ref" else None
        if label is not None and label not in footnotes:
            marks.ids.append(label)
        elif marks.see(kept) or last.type != "html_inline" or not marks.take(last.content):
            break
        kept = trimmed(kept[:-1])
    return kept


def trimmed(children: tuple[Token, ...]) -> tuple[Token, ...]:
    """Inline tokens without the blanks and line ends behind them."""
    while children and children[-1].type in {"softbreak", "hardbreak"}:
        children = children[:-1]
    if children and children[-1].type == "text":
        last = children[-1]
        children = (*children[:-1], last.copy(content=last.content.rstrip()))
    return children


def split_at_percent(body: Sequence[Token]) -> tuple[list[Token], list[Token]] | None:
    """What stands before a paragraph that is only ``%``, and behind it; None without one."""
    place = 0
    for block in blocks(body):
        if is_percent(block):
            behind = [each for each in blocks(body[place + 3 :]) if not is_percent(each)]
            return list(body[:place]), [token for each in behind for token in each]
        place += len(block)
    return None


def is_percent(block: Sequence[Token]) -> bool:
    """Whether a block is a paragraph that is only ``%``."""
    return block[0].type == "paragraph_open" and bool(PERCENT.fullmatch(block[1].content))


def take_linked_tags(body: Sequence[Token]) -> tuple[list[Token], tuple[str, ...]]:
    """Blocks without paragraphs of links like ``[#metal](metal.md) [#old]()``; the tags."""
    kept: list[Token] = []
    tags: list[str] = []
    for block in blocks(body):
        if block[0].type == "paragraph_open" and (found := _linked_tags(block[1])):
            tags += found
        else:
            kept += block
    return kept, tuple(tags)


def _linked_tags(inline: Token) -> list[str]:
    if not inline.content.startswith("[#"):
        return []
    tags: list[str] = []
    inside = False
    for child in inline.children or ():
        if child.type in {"link_open", "link_close"}:
            inside = child.nesting > 0
        elif inside and child.content.startswith("#") and child.type == "text":
            tags.append("-".join(child.content[1:].split()))
        elif child.content.strip():
            return []
    return tags if all(tags) else []


def _without_marks(inline: Token, children: Sequence[Token], marks: Marks) -> Token:
    marks.see(children)
    if "<!--" not in inline.content:
        return inline
    said = [c for c in children if c.type != "html_inline" or not marks.take(c.content)]
    if len(said) == len(children):
        return inline
    kept = trimmed(tuple(said))
    return inline.copy(children=list(kept), content=plain_text(kept))
