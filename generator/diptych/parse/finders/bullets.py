"""Bullets marked as cards, as outliners write them: ``- What is IoU? #card``, answered below it.

A bullet's own text is the question and what is indented under it the answer. Headings and
paragraphs can bear the mark as well: a heading's answer is what stands below it, a paragraph's what
it goes on with, else the block behind it. What bears none is an introduction. ``#card-reverse``
asks both ways; ``#card-spaced`` has no answer.
"""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.characters import lazy
from diptych.parse.aside.tool_marks import is_mark
from diptych.parse.drafts.draft import QuestionDraft
from diptych.parse.search import Search
from diptych.parse.tools.logseq import ID, PROPERTIES, card_mark, without_properties
from diptych.parse.words.asking import ends_in_question_mark
from diptych.syntax.block_names import CARD_MARK
from diptych.syntax.inline import joined, lines_of, paragraph
from diptych.syntax.tree import LISTS, Node, last_line, map_blocks
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from diptych.parse.page import Page
    from diptych.syntax.inline import Line

NAME = "bullets"

PAGE_MARK = lazy(r"\s*(?:#flashcards?[\w/-]*\s*)+", re.IGNORECASE)


def search(page: Page, nodes: Sequence[Node]) -> Search | None:
    """Look for cards that bear a mark; return None when nothing does."""
    if not any(_marks_a_card(line) for line in page.lines):
        return None
    spelled = map_blocks(nodes, _spelled)
    bare, diagnostics = without_properties(spelled, page.path)
    marked = tuple(_with_marked_headings(bare))
    what = "a heading" if any(block.meta.get("card") for block in marked) else "a bullet"
    return Search(
        f"{what} bears `#card`",
        _find,
        in_answers=_find,
        marked=True,
        nodes=marked,
        diagnostics=tuple(diagnostics),
    )


_PAGES = frozenset({"[[card]]", "[[flashcard]]"})


def _marks_a_card(line: str) -> bool:
    """Tell whether a line bears the mark; `#flashcards` alone says that others do."""
    is_marked = "card" in line.lower() and CARD_MARK.search(line) is not None
    return is_marked and not PAGE_MARK.fullmatch(line)


def _spelled(block: Node) -> Node:
    """Turn a link to the page `card`, or `flashcard` as in Roam, which is a mark, into text."""
    if "card]]" not in block.content.lower():
        return block
    return replace(block, children=_without_links_to_card(block.children))


def _without_links_to_card(nodes: Iterable[Node]) -> tuple[Node, ...]:
    shown: list[Node] = []
    for node in nodes:
        if node.type == "link" and node.attrs.get("href", "").lower() in _PAGES:
            hash_before = bool(shown) and shown[-1].content.endswith("#")
            before = (
                shown.pop() if hash_before else Node("text", line=node.line, end_line=node.line)
            )
            shown.append(replace(before, content=f"{before.content}[[card]]"))
        elif node.type == "image":
            shown.append(node)
        else:
            shown.append(replace(node, children=_without_links_to_card(node.children)))
    return tuple(shown)


def _with_marked_headings(blocks: Iterable[Node]) -> Iterator[Node]:
    """Mark headings as cards that bear the mark, or have it in the line below."""
    coming = deque(blocks)
    while coming:
        block = coming.popleft()
        if block.type != "heading":
            yield block
            continue
        bearer = block
        if coming and coming[0].type == "paragraph" and _is_mark(lines_of(coming[0])[0]):
            bearer = coming.popleft()
            if rest := lines_of(bearer)[1:]:
                coming.appendleft(paragraph(joined(rest), bearer))
        mark = card_mark(bearer.children)
        yield _as_card(block, mark) if mark else block


def _as_card(heading: Node, mark: re.Match[str]) -> Node:
    classes = " ".join([heading.attrs.get("class", ""), *_classes(mark)]).strip()
    return replace(
        heading,
        meta={**heading.meta, "card": True},
        attrs={"class": classes},
        children=_without_mark(heading.children),
    )


def _find(
    blocks: Sequence[Node], section: tuple[str, ...], _end: int
) -> tuple[list[Node], list[QuestionDraft]]:
    rest: list[Node] = []
    drafts: list[QuestionDraft] = []
    waiting = False
    for block in blocks:
        if drafts and is_mark(block):
            drafts[-1] = _continued(drafts[-1], block)
        elif block.type in LISTS:
            left, found = _in_list(block, section)
            rest += left
            drafts += found
        elif block.type == "paragraph" and (mark := _mark_of_paragraph(block)):
            drafts.append(_in_paragraph(block, mark, section))
            waiting = not drafts[-1].body and mark["kind"] not in {"spaced", "reminder"}
            continue
        elif waiting:
            drafts[-1] = _continued(drafts[-1], block)
        else:
            rest.append(block)
            continue
        waiting = False
    return rest, drafts


def _in_paragraph(block: Node, mark: re.Match[str], section: tuple[str, ...]) -> QuestionDraft:
    """Make a question of a paragraph: the lines up to the mark ask, those behind it answer."""
    lines = lines_of(block)
    bears = next(n for n, line in enumerate(lines) if card_mark(line))
    asking = joined(line for line in lines[: bears + 1] if not _is_mark(line))
    answering = lines[bears + 1 :]
    start = block.line or 1
    return QuestionDraft(
        prompt=_without_mark(asking),
        body=(paragraph(joined(answering), block),) if answering else (),
        section=section,
        line=start,
        end_line=last_line([block], start),
        classes=_classes(mark),
    )


def _continued(draft: QuestionDraft, block: Node) -> QuestionDraft:
    end = last_line([block], draft.end_line)
    return replace(draft, body=(*draft.body, block), end_line=end)


def _in_list(block: Node, section: tuple[str, ...]) -> tuple[list[Node], list[QuestionDraft]]:
    """Take the cards out of a list; nothing is left of one that held only cards."""
    left: list[Node] = []
    drafts: list[QuestionDraft] = []
    for item in block.children:
        if mark := _mark_of_item(item):
            drafts.append(_in_item(item, mark, section))
            continue
        kept: list[Node] = []
        for part in item.children:
            if part.type in LISTS:
                rest, found = _in_list(part, section)
                kept += rest
                drafts += found
            else:
                kept.append(part)
        left += [replace(item, children=tuple(kept))] if kept else []
    return ([replace(block, children=tuple(left))] if left else []), drafts


def _mark_of_item(item: Node) -> re.Match[str] | None:
    """Find the mark of a bullet's own text, not that of a bullet in it."""
    text = item.children[0].children if item.children else ()
    return card_mark(child for child in text if not child.block)


def _mark_of_paragraph(block: Node) -> re.Match[str] | None:
    """Find the mark of a paragraph that asks; `#flashcards` says that others do."""
    mark = card_mark(block.children)
    if mark is None or all(map(_is_mark, lines_of(block))):
        return None
    if "flash" in mark[0].lower():
        first, *below = lines_of(block)
        asked = plain_text(_without_mark(first))
        return mark if below and card_mark(first) and ends_in_question_mark(asked) else None
    return mark


def _is_mark(line: Line) -> bool:
    """Tell whether a line is only the mark, and perhaps tags."""
    text = plain_text(line)
    words = text.split()
    return bool(CARD_MARK.match(text)) and all(word.startswith(("#", "[[")) for word in words)


def _classes(mark: re.Match[str]) -> tuple[str, ...]:
    return ("reversed",) if (mark["kind"] or "").lower().startswith("reverse") else ()


def _in_item(item: Node, mark: re.Match[str], section: tuple[str, ...]) -> QuestionDraft:
    text, *below = item.children
    start = item.line or text.line or 1
    lines = lines_of(text)
    bears = next((n for n, line in enumerate(lines) if card_mark(line)), 0)
    asking = joined(line for line in lines[: bears + 1] if not _is_mark(line)) or lines[0]
    others = lines[bears + 1 :]
    properties = text.meta.get(PROPERTIES, ())
    told = replace(text, meta={**text.meta, PROPERTIES: ()})
    ids = [found for each in properties if (found := ID.fullmatch(each))]
    return QuestionDraft(
        prompt=_without_mark(asking),
        body=(*([paragraph(joined(others), told)] if others else []), *below),
        section=section,
        line=start,
        end_line=last_line(item.children, start),
        pinned=ids[0][1] if ids else None,
        classes=_classes(mark),
        properties=tuple(each for each in properties if not ids or each != ids[0][0]),
    )


def _without_mark(nodes: Iterable[Node]) -> tuple[Node, ...]:
    return tuple(
        replace(node, content=CARD_MARK.sub("", node.content).rstrip())
        if node.type == "text" and CARD_MARK.search(node.content)
        else replace(node, children=_without_mark(node.children))
        if node.children
        else node
        for node in nodes
    )
