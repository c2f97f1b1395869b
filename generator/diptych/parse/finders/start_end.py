"""Notes between lines that say ``START`` and ``END``, and ``STARTI [Basic] … Back: … ENDI`` in one.

Below ``START`` stands the kind of note, then its first field; ``Back:`` begins the answer. What is
said of the file, ``TARGET DECK`` and ``FILE TAGS``, may stand anywhere. Fields go over any blocks,
so each is read for itself, and in the page's text a comment stands for its note meanwhile.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from diptych.characters import lazy
from diptych.diagnostics.codes import diagnose
from diptych.parse.drafts.draft import QuestionDraft
from diptych.parse.page import read_fields
from diptych.parse.search import Search
from diptych.syntax.read import read_markdown
from diptych.syntax.tree import blocks_of, inline_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from diptych.model import Diagnostic
    from diptych.parse.page import Page
    from diptych.syntax.tree import Node

NAME = "start-end"

NOTE = lazy(
    r"^ *START *\n *(?P<kind>\S.*)\n(?P<fields>(?:(?! *(?:START|END) *\n).*\n)*?) *END *$"
    r"|STARTI +\[(?P<kind_in_line>[^\[\]\n]+)\](?P<in_line>(?:(?!STARTI).)*?)ENDI(?!\w)",
    re.MULTILINE,
)
OF_FILE = lazy(r"^(TARGET DECK|FILE TAGS)(?::[ \t]*|\n)(\S.*)$", re.MULTILINE)
FIRST = lazy(r"\s*(?:Front|Text):\s*")
BACK = lazy(r"\s*(?:Back(?: Extra)?|Extra|Answer):\s*")
TAGS = lazy(r"\s*Tags:\s*")
PLAIN_ID = lazy(r"\s*ID:\s*(\d+)\s*")
# A field of a kind of note that nobody knows: it is shown with its name.
FIELD = lazy(r"\s*[A-Z][\w ]{0,30}:(?:\s|$)")
KNOWN = lazy(r"\s*(?:Basic(?: \([\w ]+\))?|Cloze)\s*")
IN_LINE = lazy(r"\s(?=(?:Back|Extra|Tags):\s|<!--)")
ASKING = frozenset({"paragraph", "heading"})
# What stands for a note: a comment where it ends its line, else a tag, which makes no block.
PLACE = lazy(r"\s*<(?:!--)?note-(\d+)(?:--)?>\s*")


class _Note(Struct, frozen=True):
    """A note before it is known in which section it stands."""

    draft: QuestionDraft
    start: int
    end: int


def search(page: Page, _nodes: Sequence[Node]) -> Search | None:
    """Look for notes between ``START`` and ``END``; return None when there are none."""
    if not any("START" in line for line in page.lines):
        return None
    text = "\n".join(page.lines)
    tags, diagnostics = _of_file(text, page)
    notes = {
        number: replace(note, draft=replace(note.draft, tags=(*note.draft.tags, *tags)))
        for number, note in enumerate(_notes(page, text))
    }
    if not notes:
        return None
    return Search(
        "notes stand between `START` and `END`",
        partial(_find, notes),
        marked=True,
        everywhere=True,
        nodes=read_markdown(_with_places(text, notes), page.settings).body,
        diagnostics=tuple(diagnostics),
    )


def _code(page: Page) -> frozenset[int]:
    """List the lines of code, where a note is an example of one."""
    codes = [block for block in blocks_of(page.nodes) if block.type in {"fence", "code_block"}]
    return frozenset(line for block in codes for line in range(block.line - 1, block.end_line))


def _notes(page: Page, text: str) -> Iterator[_Note]:
    code = _code(page)
    for found in NOTE.finditer(text):
        line = text.count("\n", 0, found.start())
        if line in code:
            continue
        if found["kind"]:
            draft = _draft(page, found["kind"], found["fields"].split("\n"), line + 2)
        else:
            draft = _draft(page, found["kind_in_line"], IN_LINE.split(found["in_line"]), line)
        if draft:
            end = line + found.group().count("\n") + 1
            yield _Note(replace(draft, line=line + 1, end_line=end), found.start(), found.end())


def _draft(page: Page, kind: str, lines: Sequence[str], below: int) -> QuestionDraft | None:
    """Make a note of some lines, each of which belongs to one of its fields."""
    front, back, tags = [""] * len(lines), [""] * len(lines), list[str]()
    pinned = None
    side = front
    for place, line in enumerate(lines):
        if found := TAGS.match(line):
            tags += line[found.end() :].split()
        elif found := PLAIN_ID.fullmatch(line):
            pinned = found[1]
        elif found := BACK.match(line):
            side = back
            side[place] = line[found.end() :]
        elif side is front and any(front) and not KNOWN.fullmatch(kind) and FIELD.match(line):
            side = back
            side[place] = line
        else:
            side[place] = FIRST.sub("", line, count=1) if side is front else line
    asks = read_fields(page, "\n".join(front), below)
    named = next((block for block in blocks_of(asks) if block.type in ASKING), None)
    if named is None:
        return None
    is_paragraph = named is asks[0] and named.type == "paragraph"
    return QuestionDraft(
        prompt=named.children,
        front=asks[1:] if is_paragraph else asks,
        body=read_fields(page, "\n".join(back), below),
        section=(),
        line=0,
        end_line=0,
        pinned=pinned,
        classes=("reversed",) if "reversed" in kind else (),
        tags=tuple(tags),
        properties=() if KNOWN.fullmatch(kind) else (f"note type: {kind.strip()}",),
    )


def _of_file(text: str, page: Page) -> tuple[tuple[str, ...], list[Diagnostic]]:
    tags: tuple[str, ...] = ()
    diagnostics = []
    for found in OF_FILE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        if found[1] == "FILE TAGS":
            tags += tuple(found[2].split())
        else:
            message = f"the property `{found[1]}: {found[2]}` is not shown"
            diagnostics.append(diagnose("D215", message, page.span(line, line)))
    return tags, diagnostics


def _with_places(text: str, notes: Mapping[int, _Note]) -> str:
    """Put a comment in the place of each note; there are as many lines as before."""
    pieces, done = [], 0
    for number, note in notes.items():
        lines = "\n" * text.count("\n", note.start, note.end)
        behind = text[note.end :].split("\n", 1)[0].strip()
        place = f"<note-{number}>" if behind else f"<!--note-{number}-->"
        pieces += [text[done : note.start], place, lines]
        done = note.end
    left = "".join([*pieces, text[done:]])
    return OF_FILE.sub(lambda found: "\n" * found.group().count("\n"), left)


def _find(
    notes: Mapping[int, _Note], blocks: Sequence[Node], section: tuple[str, ...], _end: int
) -> tuple[list[Node], list[QuestionDraft]]:
    numbers = [number for block in blocks for number in _numbers(block)]
    rest = [left for block in blocks if (left := _without_places(block))]
    return rest, [replace(notes[number].draft, section=section) for number in numbers]


def _numbers(block: Node) -> Iterator[int]:
    """Find the notes that stand in a block."""
    for node in (*blocks_of([block]), *inline_of([block])):
        if found := _place(node):
            yield int(found[1])


def _place(node: Node) -> re.Match[str] | None:
    is_html = node.type in {"html_block", "html_inline"}
    return PLACE.fullmatch(node.content) if is_html else None


def _without_places(node: Node) -> Node | None:
    """Take the notes out of a block; return None where nothing is left."""
    if _place(node) or not any(_place(n) for n in (*blocks_of([node]), *inline_of([node]))):
        return None if _place(node) else node
    kept = tuple(left for child in node.children if (left := _without_places(child)))
    if node.children[0].block:
        return replace(node, children=kept) if kept else None
    content = "".join(child.content for child in inline_of(kept))
    return replace(node, children=kept, content=content) if content.strip() else None
