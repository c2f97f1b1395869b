"""Stems that neither ask nor are numbered, above choices and the letter of the right one.

``The capital of France is``, ``A. Lyon``, ``B. Paris``, ``ANSWER: B``, as Aiken's files have it:
only what stands below tells that each is a question. They are made headings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.characters import lazy
from diptych.parse.choices.offered import find_choices
from diptych.parse.papers.made_headings import heading_of, level_below, parting_of
from diptych.parse.words.asking import ends_in_question_mark
from diptych.parse.words.labels import ANSWER_LABEL, LABEL
from diptych.parse.words.manners import manner_of
from diptych.syntax.inline import joined, lines_of, paragraph
from diptych.syntax.tree import LISTS
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from diptych.syntax.tree import Node

# A cheap sign: many lines begin with the letter of a second choice.
SECOND = lazy(r"[\s>*-]{0,8}[(（]?[Bb]\s?[.．、)）:：]\s*\S")
FIRST = lazy(r"\s*[(（\[]?[A-Ha-h]\s?[.．、)）:：\]]\s*\S")
NAMED = lazy(r"\W*[A-Ha-h](?![^\W_])")
FEWEST = 2
# So many lines a stem has, at most.
MOST_LINES = 6
MOST_BLOCKS = 12


class Chosen(Struct, frozen=True):
    """A stem with its choices and its answer, and where the next block stands."""

    stem: Node
    front: tuple[Node, ...]
    answer: tuple[Node, ...]
    end: int


def with_stems_as_headings(nodes: Sequence[Node], lines: Sequence[str]) -> tuple[Node, ...]:
    """Make headings of such stems, if there are several and some do not ask.

    Args:
        lines: those of the page, as they are written.
    """
    if sum(SECOND.match(line) is not None for line in lines) < FEWEST:
        return tuple(nodes)
    found = dict(_stems(nodes))
    known = all(_asks_in_a_line(each.stem) for each in found.values())
    if known or len(found) < FEWEST or not _share(nodes, found):
        return tuple(nodes)
    return tuple(_made(nodes, found))


def _asks_in_a_line(stem: Node) -> bool:
    return len(lines_of(stem)) == 1 and ends_in_question_mark(plain_text(stem.children))


def _share(nodes: Sequence[Node], starts: Mapping[int, Chosen]) -> bool:
    """Tell whether several stand below some heading, or none has any: titles else ask with them."""
    counts = [0]
    for place, node in enumerate(nodes):
        if node.heading_level:
            counts.append(0)
        counts[-1] += place in starts
    return max(counts) >= FEWEST


def _stems(nodes: Sequence[Node]) -> Iterator[tuple[int, Chosen]]:
    place = 0
    while place < len(nodes):
        chosen = _chosen_at(nodes, place) if nodes[place].type == "paragraph" else None
        if chosen:
            yield place, chosen
        place = chosen.end if chosen else place + 1


def _chosen_at(nodes: Sequence[Node], place: int) -> Chosen | None:
    """Read a stem that begins at a paragraph; None if it is numbered, or nothing answers it."""
    first = nodes[place]
    lines = lines_of(first)
    count = next((n for n, line in enumerate(lines) if FIRST.match(plain_text(line))), len(lines))
    text = plain_text(lines[0])
    if not 0 < count <= MOST_LINES or manner_of(lines[0]) or LABEL.match(text):
        return None
    below = (paragraph(joined(lines[count:]), first),) if lines[count:] else ()
    end = place + 1
    while not (below and _tells(below[-1])) and _goes_on(nodes, end) and len(below) < MOST_BLOCKS:
        below = (*below, nodes[end])
        end += 1
    choices = find_choices(below)
    if choices is None or choices.above or choices.told or not choices.answer:
        return None
    if not _tells(choices.answer[0]):
        return None
    return Chosen(paragraph(joined(lines[:count]), first), choices.front, choices.answer, end)


def _goes_on(nodes: Sequence[Node], place: int) -> bool:
    """Tell whether a block can hold choices, or say which of them is right."""
    node = nodes[place] if place < len(nodes) else None
    if node is None or node.type in LISTS:
        return node is not None
    text = plain_text(lines_of(node)[0]) if node.type == "paragraph" else ""
    return bool(FIRST.match(text) or ANSWER_LABEL.match(text))


def _tells(block: Node) -> bool:
    """Tell whether a line of a paragraph names the right choice behind its label."""
    texts = map(plain_text, lines_of(block)) if block.type == "paragraph" else ()
    labelled = ((text, found) for text in texts if (found := ANSWER_LABEL.match(text)))
    return any(NAMED.match(text, found.end()) for text, found in labelled)


def _made(nodes: Sequence[Node], found: Mapping[int, Chosen]) -> Iterator[Node]:
    place = 0
    above: list[Node] = []
    while place < len(nodes):
        chosen = found.get(place)
        if chosen:
            yield heading_of(chosen.stem.children, chosen.stem, level_below(above))
            yield from (*chosen.front, parting_of(chosen.stem), *chosen.answer)
        else:
            above += [nodes[place]] if nodes[place].heading_level else []
            yield nodes[place]
        place = chosen.end if chosen else place + 1
