"""Take inline nodes apart: by lines, and at a mark that a line begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.syntax.line_ends import LINE_END, joins_lines
from diptych.syntax.tree import Node, inline_of, replaced

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Sequence

    Line = tuple[Node, ...]

# What may hold other inline nodes.
CUT = frozenset({"text", "text_special"})
PAIRS = frozenset({"em", "strong", "s", "link", "mark", "cloze"})


def lines_of(block: Node) -> list[Line]:
    """Part a paragraph into lines; emphasis that goes over a line's end keeps two together."""
    lines: list[list[Node]] = [[]]
    for child in block.children:
        if ends_line(child):
            lines.append([])
        else:
            lines[-1].append(child)
    return [tuple(line) for line in lines]


def ends_line(node: Node) -> bool:
    """Tell whether a line ends here, even where nothing is shown of its end."""
    return node.type in {"softbreak", "hardbreak"} or bool(node.meta.get(LINE_END))


def joined(lines: Iterable[Sequence[Node]]) -> Line:
    """Put lines together as the inline nodes of one paragraph."""
    nodes: list[Node] = []
    for line in lines:
        if nodes:
            nodes.append(_line_end(nodes, line))
        nodes += line
    return tuple(nodes)


def strip_marker(line: Sequence[Node], marker: re.Pattern[str]) -> Line | None:
    """Take off the mark that a line begins with, emphasised or not; return None if it has none."""
    text = next((node for node in inline_of(line) if node.content), None)
    found = marker.match(text.content) if text and text.type == "text" else None
    if text is None or found is None:
        return None
    rest = replace(text, content=text.content[found.end() :])
    first, *others = _without_empty(replaced(line, text, rest)) or (None,)
    if first is None:
        return ()
    if first.type == "text":
        first = replace(first, content=first.content.lstrip(" :：\u3000"))
    return (first, *others)


def strip_start(line: Sequence[Node], marker: re.Pattern[str]) -> Line | None:
    """Take off what a line begins with, even where emphasis begins or ends in the middle of it.

    Gives None if the line does not begin so.
    """
    found = marker.match(text_of(line))
    return _without_first(line, found.end()) if found else None


def text_of(line: Sequence[Node]) -> str:
    """Read a line as patterns see it, in which a code, a picture or a formula is no text."""
    return "".join(map(_said, inline_of(line)))


def cut(line: Sequence[Node], start: int, end: int) -> Line:
    """Take a part of a line, by places in what `text_of` gives."""
    return _only_first(_without_first(line, start), end - start)


def _said(node: Node) -> str:
    """Read a node as patterns see it: what shows something else than text is in their way."""
    if node.type in CUT:
        return node.content
    least = 0 if node.type in PAIRS else 1
    return "\0" * max(len(node.content), least)


def _without_first(nodes: Sequence[Node], count: int) -> Line:
    """Drop so many characters, and the elements that hold nothing else."""
    kept: list[Node] = []
    for node in nodes:
        size = sum(len(_said(each)) for each in inline_of([node]))
        if count == 0:
            kept.append(node)
        elif count >= size:
            count -= size
        elif node.children:
            kept.append(replace(node, children=_without_first(node.children, count)))
            count = 0
        else:
            kept.append(replace(node, content=node.content[count:]))
            count = 0
    return tuple(kept)


def split_line(line: Sequence[Node], pattern: re.Pattern[str]) -> tuple[Line, Line] | None:
    """Part a line at the first match of a pattern in its text; None if there is none."""
    found = pattern.search(text_of(line))
    if found is None:
        return None
    return _only_first(line, found.start()), _without_first(line, found.end())


def _only_first(nodes: Sequence[Node], count: int) -> Line:
    """Keep so many characters."""
    kept: list[Node] = []
    for node in nodes:
        if count <= 0:
            break
        size = sum(len(_said(each)) for each in inline_of([node]))
        if count >= size:
            kept.append(node)
        elif node.children:
            kept.append(replace(node, children=_only_first(node.children, count)))
        else:
            kept.append(replace(node, content=node.content[:count]))
        count -= size
    return tuple(kept)


def paragraph(children: Iterable[Node], like: Node) -> Node:
    """Make a paragraph of some inline nodes that stood in another one."""
    nodes = tuple(children)
    every = list(inline_of(nodes))
    lines = [node for node in every if node.line]
    return replace(
        like,
        children=nodes,
        content="".join("\n" if ends_line(node) else node.content for node in every),
        line=lines[0].line if lines else like.line,
        end_line=lines[-1].end_line if lines else like.end_line,
    )


def _line_end(before: Sequence[Node], after: Iterable[Node]) -> Node:
    ends = (each for node in reversed(before) for each in reversed(list(inline_of([node]))))
    last = next((n.content for n in ends if n.content), " ")
    first = next((n.content for n in inline_of(after) if n.content), " ")
    if joins_lines(last, first):
        return Node("text", tag="br", meta={LINE_END: True})
    return Node("softbreak", tag="br")


def _without_empty(nodes: Iterable[Node]) -> Line:
    """Drop texts that say nothing, and `**` `**` around nothing."""
    kept = (replace(n, children=_without_empty(n.children)) if n.children else n for n in nodes)
    return tuple(
        node
        for node in kept
        if not (node.type == "text" and not node.content)
        and not (node.type in PAIRS and not node.children)
    )
