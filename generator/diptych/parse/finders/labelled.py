"""Cards between rules whose fields bear labels, as AnkiOps writes them: ``Q:``, ``T:``, ``C1:``.

They are known by the comments that the tool writes above each card, ``<!-- note_key: … -->``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.parse.drafts.draft import QuestionDraft
from diptych.parse.search import Search
from diptych.syntax.inline import joined, lines_of, paragraph, strip_marker
from diptych.syntax.tree import Node, between_rules, last_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.parse.page import Page
    from diptych.syntax.inline import Line

NAME = "labelled"

_SIGN = lazy(r"\s*<!--\s*(?:note_key\s*:|note_type\s*:\s*AnkiOps)")
_COMMENT = lazy(r"\s*<!--\s*(note_key|note_type|tags)\s*:\s*(.*?)\s*-->\s*")
# Question or front, answer or back, text with deletions, what is typed in, choices, further words.
_LABELS = {name: lazy(rf"\s*{name}:\s+") for name in ("Q", "F", "A", "B", "T", "I", "E", "M", "S")}
_CHOICE = lazy(r"\s*C(\d{1,2}):\s+")
_ASKS = ("Q", "F", "T")
_ANSWERS = ("A", "B", "I", "E", "M", "S")


def search(page: Page, _nodes: Sequence[Node]) -> Search | None:
    """Look for cards of the tool; return None without its comments."""
    if not any(map(_SIGN.match, page.lines)):
        return None
    return Search("fields bear labels below `<!-- note_key: … -->`", _find, marked=True)


def _find(
    blocks: Sequence[Node], section: tuple[str, ...], _end: int
) -> tuple[list[Node], list[QuestionDraft]]:
    rest: list[Node] = []
    drafts: list[QuestionDraft] = []
    for card in between_rules(blocks):
        draft = _draft(card, section)
        if draft is None:
            rest += card
        else:
            drafts.append(draft)
    return rest, drafts


def _draft(card: Sequence[Node], section: tuple[str, ...]) -> QuestionDraft | None:
    comments: dict[str, str] = {}
    blocks: list[Node] = []
    for block in card:
        if block.type == "html_block" and all(map(_COMMENT.fullmatch, _lines(block))):
            comments |= dict(_COMMENT.findall(block.content))
        else:
            blocks.append(block)
    fields = _fields(blocks)
    asked = next((fields.pop(label) for label in _ASKS if label in fields), [])
    if not asked or asked[0].type != "paragraph" or "" in fields:
        return None
    choices = [block for label, said in fields.items() if label not in _ANSWERS for block in said]
    start = asked[0].line or 1
    return QuestionDraft(
        prompt=asked[0].children,
        front=(*asked[1:], *choices) if choices or "I" in fields else (),
        body=(
            *(() if choices or "I" in fields else asked[1:]),
            *(block for label in _ANSWERS for block in fields.get(label, ())),
        ),
        section=section,
        line=start,
        end_line=last_line(blocks, start),
        pinned=comments.get("note_key"),
        tags=tuple("-".join(word.split()) for word in comments.get("tags", "").split(",") if word),
    )


def _lines(block: Node) -> list[str]:
    return block.content.strip().split("\n")


def _fields(blocks: Sequence[Node]) -> dict[str, list[Node]]:
    """Gather what each label stands before; the empty label holds what stands before the first."""
    fields: dict[str, list[Node]] = {}
    label = ""
    for block in blocks:
        if block.type != "paragraph":
            fields.setdefault(label, []).append(block)
            continue
        gathered: list[Line] = []
        for line in lines_of(block):
            found, said = _labelled(line)
            if found and gathered:
                fields.setdefault(label, []).append(paragraph(joined(gathered), block))
                gathered = []
            label = found or label
            gathered.append(said)
        if gathered:
            fields.setdefault(label, []).append(paragraph(joined(gathered), block))
    return fields


def _labelled(line: Line) -> tuple[str, Line]:
    """Take off the label that a line begins with; a choice keeps its number, which answers name."""
    for name, pattern in _LABELS.items():
        if (said := strip_marker(line, pattern)) is not None:
            return name, said
    first = line[0].content if line else ""
    found = _CHOICE.match(first)
    said = strip_marker(line, _CHOICE) if found else None
    if found is None or said is None:
        return "", line
    return f"C{found[1]}", (Node("text", content=f"{found[1]}) "), *said)
