"""Paragraphs, lists, tables and code as Markdown; what it has no words for stays HTML."""

from __future__ import annotations

import re
from itertools import chain, takewhile
from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.characters import lazy
from diptych.from_html.inline import BREAK, UNSEEN, Inline, Manner
from diptych.from_html.tree import DISPLAY, Element, holds, text_of, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.from_html.tree import Child

_LINE_START = lazy(r"([#>+=:~%-]|\d{1,9}(?=[.)、）．:：]))")
_ORDINAL = lazy(r"\d{1,9}")
_LANGUAGE = lazy(r"\blang(?:uage)?-([\w+#.-]+)")
_DELETION = lazy(r"\{\{c\d+::")
_RUNS = lazy(r"`{3,}")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_SHIFT = 2
"""Headings on a card stand below the heading that asks."""


class Written(Struct, frozen=True):
    """A block of Markdown.

    Attributes:
        lines: of a paragraph, parted by line breaks; empty for any other block.
    """

    text: str
    lines: tuple[str, ...] = ()


def markdown_of(html: str, *, deletes: bool = False, manner: Manner = Manner.PLAIN) -> str:
    """Write the HTML of a card as Markdown that shows the same.

    Args:
        deletes: whether ``{{c1::…}}`` hides something, as in cloze notes.
    """
    blocks = written_blocks(html, deletes=deletes, manner=manner)
    return "\n\n".join(block.text for block in blocks)


def written_blocks(
    html: str, *, deletes: bool = False, manner: Manner = Manner.PLAIN
) -> list[Written]:
    """Write HTML as Markdown, block by block."""
    return list(_Blocks(Inline(manner, deletes)).write(tree_of(html)))


class _Blocks:
    """Writes one text; deletions may reach from one of its blocks into the next."""

    def __init__(self, inline: Inline) -> None:
        self.inline = inline
        self.guarded = inline.manner is Manner.GUARDED

    def write(self, children: Sequence[Child]) -> Iterator[Written]:
        run: list[Child] = []
        for child in children:
            if isinstance(child, Element) and (child.is_block or _holds_block(child)):
                yield from self._paragraphs(run)
                run = []
                yield from self._block(child)
            else:
                run.append(child)
        yield from self._paragraphs(run)

    def _paragraphs(self, run: Sequence[Child]) -> Iterator[Written]:
        """Write inline elements: one line break parts lines, two part paragraphs."""
        if not run:
            return
        for part in re.split(rf"(?: *{BREAK} *){{2,}}", self.inline.paragraph(run)):
            lines = tuple(self._line(line) for line in part.split(BREAK) if line.strip())
            if lines:
                yield Written("\\\n".join(lines), lines)

    def _line(self, line: str) -> str:
        """Keep the beginning of a line from being taken for a mark, a number or a label."""
        line = line.strip(" ")
        if self.guarded:
            return f"{UNSEEN}{line}"
        found = _LINE_START.match(line)
        if found is None:
            return line
        end = found.end()
        if _ORDINAL.fullmatch(found[1]):
            return f"{line[:end]}\\{line[end:]}" if line[end] in ".)" else line
        return line if line.startswith("\\") else f"\\{line}"

    def _block(self, element: Element) -> Iterator[Written]:
        match element.name:
            case "ul" | "ol":
                yield self._list(element)
            case "pre":
                yield from self._code(element)
            case "blockquote":
                yield Written(_indented(self._inside(element), "> ", "> "))
            case "table":
                yield from self._table(element)
            case "hr":
                yield Written("***")
            case name if name in _HEADINGS:
                yield from self._heading(element)
            case name if name == DISPLAY:
                yield Written(self.inline.paragraph([element]))
            case _:
                yield from self.write(element.children)

    def _inside(self, element: Element) -> str:
        return "\n\n".join(block.text for block in self.write(element.children))

    def _heading(self, element: Element) -> Iterator[Written]:
        if any(isinstance(child, Element) and child.is_block for child in element.children):
            yield from self.write(element.children)
            return
        words = self.inline.paragraph(element.children).replace(BREAK, "<br>").strip()
        if words.replace("<br>", "").strip():
            marks = "#" * min(6, int(element.name[1]) + _SHIFT)
            yield Written(f"{marks} {UNSEEN if self.guarded else ''}{words}")

    def _list(self, element: Element) -> Written:
        if "options" in element.classes:
            return Written("\n".join(self._options(element)))
        start = element.attributes.get("start", "1")
        number = int(start) if start.isdigit() else 1
        items = []
        for item in _items(element):
            mark = f"{number}. " if element.name == "ol" else "- "
            said = _tight(list(self.write(item))) or UNSEEN  # a mark alone may be text
            items.append(_indented(said, mark, " " * len(mark)))
            number += 1
        return Written("\n".join(items))

    def _options(self, element: Element) -> Iterator[str]:
        """Write the options of a card to choose on as boxes, those that are right ticked."""
        for item in element.children:
            if isinstance(item, Element):
                said = [each for each in item.children if not _is_letter(each)]
                mark = "- [x] " if "right" in item.classes else "- [ ] "
                yield _indented(_tight(list(self.write(said))) or UNSEEN, mark, "  ")

    def _code(self, element: Element) -> Iterator[Written]:
        text = text_of(element.children).replace("\xa0", " ").strip("\n")
        if self.inline.deletes and (_DELETION.search(text) or self.inline.opened):
            yield from self._paragraphs(_as_lines(text))
            return
        if not text.strip():
            return
        code = next((c for c in element.children if isinstance(c, Element)), element)
        named = _LANGUAGE.search(
            f"{code.attributes.get('class', '')} {element.attributes.get('class', '')}"
        )
        fence = "`" * max([3, *(len(run) + 1 for run in _RUNS.findall(text))])
        yield Written(f"{fence}{named[1] if named else ''}\n{text}\n{fence}")

    def _table(self, table: Element) -> Iterator[Written]:
        """Write a table; one in whose cells more than a line of text stands, block by block."""
        yield from self.write([*_outside_cells(table)])
        rows = [_cells(row) for row in _rows(table)]
        rows = [row for row in rows if row]
        cells = list(chain.from_iterable(rows))
        spans = any({"colspan", "rowspan"} & each.attributes.keys() for each in cells)
        for caption in (c for c in table.children if isinstance(c, Element)):
            if caption.name == "caption":
                yield from self.write(caption.children)
        if not rows:
            return
        width = max(map(len, rows))
        if spans or any(len(row) != width for row in rows) or any(map(_is_rich, cells)):
            for cell in cells:
                yield from self.write(cell.children)
            return
        headed = all(cell.name == "th" for cell in rows[0])
        lines = [self._row(row) for row in rows]
        head = lines.pop(0) if headed else f"|{'  |' * width}"
        yield Written("\n".join([head, f"|{' --- |' * width}", *lines]))

    def _row(self, cells: Sequence[Element]) -> str:
        said = [self._cell(cell) for cell in cells]
        return f"| {' | '.join(said)} |"

    def _cell(self, cell: Element) -> str:
        lines = [block.text for block in self.write(cell.children)]
        return "<br>".join(lines).replace("\\\n", "<br>").replace("\n", " ")


def _holds_block(element: Element) -> bool:
    return any(isinstance(c, Element) and (c.is_block or _holds_block(c)) for c in element.children)


def _is_rich(cell: Element) -> bool:
    """Tell whether a cell holds what no cell of Markdown can."""
    return holds(cell.children, "ul", "ol", "pre", "table", "blockquote", "hr", DISPLAY, *_HEADINGS)


def _items(element: Element) -> Iterator[list[Child]]:
    """Part a list into its items; a list directly in a list belongs to the item above it."""
    item: list[Child] = []
    for child in element.children:
        if isinstance(child, Element) and child.name == "li":
            if item:
                yield item
            item = list(child.children)
        elif not isinstance(child, str) or child.strip():
            item.append(child)
    if item:
        yield item


def _is_letter(child: Child) -> bool:
    """Tell whether it is the letter that stands before an option, of which the order is another."""
    return isinstance(child, Element) and "letter" in child.classes


def _rows(table: Element) -> Iterator[Element]:
    for child in table.children:
        if isinstance(child, Element):
            if child.name == "tr":
                yield child
            elif child.name in {"thead", "tbody", "tfoot"}:
                yield from _rows(child)


def _outside_cells(table: Element) -> Iterator[Child]:
    """Find what stands in a table, but in no cell of it: browsers show it above."""
    for child in table.children:
        if isinstance(child, str):
            yield from [child] if child.strip() else []
        elif child.name in {"thead", "tbody", "tfoot", "tr"}:
            yield from _outside_cells(child)
        elif child.name not in {"td", "th", "caption", "col", "colgroup"}:
            yield child


def _cells(row: Element) -> list[Element]:
    return [c for c in row.children if isinstance(c, Element) and c.name in {"td", "th"}]


def _tight(blocks: Sequence[Written]) -> str:
    """Join the blocks of an item; a list stands directly below the line that it belongs to."""
    text = ""
    for block in blocks:
        is_list = bool(re.match(r"(?:- |\d+\. )", block.text)) and not block.lines
        text += f"{(chr(10) if is_list else chr(10) * 2) if text else ''}{block.text}"
    return text


def _indented(text: str, first: str, others: str) -> str:
    lines = text.split("\n")
    rest = [f"{others}{line}".rstrip(" ") for line in lines[1:]]
    return "\n".join([f"{first}{lines[0]}".rstrip(" "), *rest])


def _as_lines(text: str) -> list[Child]:
    """Write code as lines of text, its indents kept: in code nothing can be deleted."""
    shown: list[Child] = []
    for line in text.split("\n"):
        indent = sum(1 for _ in takewhile(str.isspace, line))
        shown += [Element("br")] if shown else []
        shown.append("\xa0" * indent + line[indent:])
    return shown
