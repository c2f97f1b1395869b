r"""Deletions as Anki writes them, ``{{c1::what is to be recalled::a hint}}``, in text and formulas.

A question that holds one becomes a cloze note: a card for each number. Logseq's
``{{cloze what is to be recalled\\a hint}}`` in text has none, so all of a block's are one card.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.characters import lazy
from diptych.syntax.last_places import last_of
from diptych.syntax.tree import Node, walk

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Collection, Iterable, Iterator

    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

HIGHEST = 500
"""Anki knows no number above it."""
OPEN = lazy(r"\{\{c([1-9]\d?|[1-4]\d\d|500)::")
DEEPEST = 10
"""How many deletions Anki opens within one another."""
BRACKET = lazy(r"([\[\]])")
# `{c1:what is to be recalled}`, or `{c1|…}`.
BRACE = lazy(r"(\{c[1-9]\d?[:|](?![\s{}:])|\})")
CLOSING = frozenset({"]", "}"})
# `{{what is to be recalled}}`, where a page is written for a tool that reads it so.
BARE = lazy(r"\{\{(?=[^\s{}%#])")
BRACES = "braces_hide"
"""Where the parser's environment says that they are deletions."""
# `{1:what is to be recalled}`, likewise.
NUMBERED = lazy(r"\{([1-9]\d?):(?=[^\s}])")
NUMBERED_BRACES = "numbered_braces_hide"
UNNUMBERED = lazy(r"\{\{cloze[ \t]+")


def cloze_plugin(md: MarkdownIt) -> None:
    """Make tokens ``cloze_open`` and ``cloze_close`` of deletions in text."""
    md.inline.ruler.before("escape", "cloze", _tokenize)
    md.inline.ruler.before("escape", "numbered_braces", _tokenize_numbered)


def deletions(nodes: Iterable[Node]) -> tuple[int, ...]:
    """Collect the numbers of the deletions in some nodes, each once, ascending."""
    return tuple(sorted(set(_numbers(nodes))))


def free_numbers(taken: Collection[int], former: Collection[int] = ()) -> Iterator[int]:
    """Count on behind some numbers; where Anki knows no more, go through those that are free.

    Args:
        former: those that were taken once, and are used again only then.
    """
    last = max((*taken, *former), default=0)
    yield from range(last + 1, HIGHEST + 1)
    yield from (number for number in range(1, min(last, HIGHEST) + 1) if number not in taken)
    yield from count(max(last, HIGHEST) + 1)


def without_own_numbers(nodes: Iterable[Node]) -> tuple[int, ...]:
    """Collect the numbers of those deletions that are written without one, ascending."""
    found = (node for node in walk(nodes) if node.type == "cloze" and node.markup)
    return tuple(sorted({int(node.meta["number"]) for node in found}))


def bracketed(nodes: Iterable[Node], numbers: Iterator[int]) -> tuple[Node, ...]:
    """Make deletions of ``[…]`` in inline nodes, each with a number of its own."""
    return _enclosed(nodes, BRACKET, lambda _opening: next(numbers))


def braced(nodes: Iterable[Node]) -> tuple[Node, ...]:
    """Make deletions of ``{c1:…}`` in inline nodes, as Roam's plugins write them."""
    return _enclosed(nodes, BRACE, lambda opening: int(opening.strip("{c:|")))


def _enclosed(
    nodes: Iterable[Node], mark: re.Pattern[str], number: Callable[[str], int]
) -> tuple[Node, ...]:
    """Make deletions of what stands between two marks, over the ends of emphasis as well.

    Args:
        number: the mark that opens a deletion → its number; asked when the deletion is closed.
    """
    shown: list[Node] = []
    opened: list[tuple[int, str]] = []
    for node in nodes:
        if node.type != "text":
            looked_into = node.children and node.type != "image" and not opened
            children = _enclosed(node.children, mark, number) if looked_into else node.children
            shown.append(replace(node, children=children))
            continue
        for place, piece in enumerate(mark.split(node.content)):
            if place % 2 and piece not in CLOSING:
                opened.append((len(shown), piece))
            elif place % 2 and opened:
                start, opening = opened.pop()
                if not opened:
                    inside = tuple(shown[start + 1 :])
                    meta = {"number": number(opening), "hint": ""}
                    # Those that are written with a number keep it.
                    markup = "[" if opening == "[" else ""
                    shown[start:] = [
                        Node("cloze", tag="mark", children=inside, meta=meta, markup=markup)
                    ]
                    continue
            if piece:
                shown.append(replace(node, content=piece))
    return tuple(shown)


def in_formula(
    latex: str,
    text: Callable[[str], str],
    cloze: Callable[[int, str, str], str],
    deepest: int = DEEPEST,
) -> str:
    """Show a formula piece by piece, from the innermost deletions out.

    Args:
        text: what stands outside of deletions, or in one between others → how it is shown.
        cloze: the number, the shown content and the hint of a deletion → how it is shown.
        deepest: how many deletions may stand within one another; more are text.
    """
    shown, done = [], 0
    for start, inside, end, number in _found(latex) if deepest else ():
        content, hint = _parted(latex[inside:end], "::")
        inner = in_formula(content, text, cloze, deepest - 1)
        shown += [text(latex[done:start]), cloze(number, inner, hint)]
        done = end + 2
    return "".join([*shown, text(latex[done:])])


def without_deletions(latex: str) -> str:
    """Write a formula with nothing deleted; braces keep together what stood together."""
    return in_formula(latex, str, lambda _number, content, _hint: f"{{{content}}}")


def _tokenize(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "{" or last_of("}}", state.src) < state.pos:
        return False
    numbered = OPEN.match(state.src, state.pos)
    bare = BARE if state.env.get(BRACES) else UNNUMBERED
    opened = numbered or UNNUMBERED.match(state.src, state.pos) or bare.match(state.src, state.pos)
    end = _end(state.src, opened.end()) if opened else -1
    if opened is None or not opened.end() < end <= state.posMax - 2:
        return False
    if not silent:
        shown, hint = _parted(state.src[opened.end() : end], "::" if numbered else "\\\\")
        behind = state.posMax
        state.pos, state.posMax = opened.end(), opened.end() + len(shown)
        opening = state.push("cloze_open", "mark", 1)
        opening.meta = {"number": int(numbered[1]) if numbered else 1}
        if opened[0] == "{{":
            # Which number is free is known when the whole note is.
            opening.meta, opening.markup = {"number": 0}, "{{"
        state.md.inline.tokenize(state)
        state.push("cloze_close", "mark", -1).meta = {"hint": hint}
        state.posMax = behind
    state.pos = end + 2
    return True


def _tokenize_numbered(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "{" or not state.env.get(NUMBERED_BRACES):
        return False
    opened = NUMBERED.match(state.src, state.pos)
    end = state.src.find("}", opened.end(), state.posMax) if opened else -1
    if opened is None or end < 0:
        return False
    if not silent:
        behind = state.posMax
        state.pos, state.posMax = opened.end(), end
        state.push("cloze_open", "mark", 1).meta = {"number": int(opened[1])}
        state.md.inline.tokenize(state)
        state.push("cloze_close", "mark", -1).meta = {"hint": ""}
        state.posMax = behind
    state.pos = end + 1
    return True


def _numbers(nodes: Iterable[Node]) -> Iterator[int]:
    for node in walk(nodes):
        if node.type == "cloze":
            yield int(node.meta["number"])
        elif node.type.startswith("math_"):
            yield from _in_latex(node.content)


def _in_latex(latex: str) -> list[int]:
    numbers: list[int] = []

    def count(number: int, _content: str, _hint: str) -> str:
        numbers.append(number)
        return ""

    in_formula(latex, str, count)
    return numbers


def _found(latex: str) -> Iterator[tuple[int, int, int, int]]:
    """Find each deletion: where it begins, where its content begins and ends, and its number."""
    place = 0
    while opened := OPEN.search(latex, place):
        end = _end(latex, opened.end())
        if end < 0:
            return
        yield opened.start(), opened.end(), end, int(opened.group(1))
        place = end + 2


def _parted(content: str, mark: str) -> tuple[str, str]:
    """Part what a deletion shows from its hint; a mark inside of braces parts nothing."""
    depth = 0
    for place, character in enumerate(content):
        depth += (character == "{") - (character == "}")
        if depth == 0 and content.startswith(mark, place):
            return content[:place], content[place + 2 :]
    return content, ""


def _end(text: str, start: int) -> int:
    """Find where the two braces that close a deletion begin; −1 when there are none.

    Braces inside of it, as formulas have them, come in pairs.
    """
    depth = 0
    for place in range(start, len(text)):
        if text[place] == "{":
            depth += 1
        elif text[place] == "}":
            if depth == 0:
                return place if text.startswith("}}", place) else -1
            depth -= 1
    return -1
