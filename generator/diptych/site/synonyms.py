"""Find which terms of the notes mean the same, from the places where one is written out.

Notes introduce a term with its other name in brackets: 批归一化（Batch Normalization，BN）, IoU
(Intersection over Union). Who searches for one wants what the notes say of the other. Nothing but
the notes is asked, so the table is right for any subject, and empty where nobody writes so.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from diptych.characters import UNSPACED, lazy
from diptych.site.related import questions
from diptych.syntax.particles import PARTICLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from diptych.model.book import Book, OtherName

Synonyms = tuple[tuple[str, ...], ...]
"""Groups of terms that mean the same, each in its order of appearance."""


class Passage(NamedTuple):
    """What is read of a question: what it asks, its short answer, the names that it writes out."""

    prompt: str
    gist: str
    named: Sequence[OtherName]


# What more pieces than these end in is no term, but what terms are made with.
_HEAD = 2
# Nor is what is shorter: 抑制 of 非极大值抑制.
_SHORTEST_END = 3
# A term has no more names than that: beyond, different terms were taken for one.
_MOST_NAMES = 8

_UNSPACED = lazy(rf"[{UNSPACED}]+")


def synonyms_of(book: Book) -> Synonyms:
    """Find the terms that mean the same in a book."""
    shown = questions(book)
    return synonyms(
        [Passage(each.prompt, each.gist, each.other_names) for each in shown], book.terms
    )


def synonyms(passages: Sequence[Passage], agreed: Mapping[str, str]) -> Synonyms:
    """Find the terms that mean the same.

    Where a Chinese term before brackets begins, no space says: behind a particle, or where the
    longest piece begins that stands elsewhere between particles or marks, unless that is what many
    terms end in (网络, 卷积).

    Args:
        agreed: word that the notebook never writes → the one that it has agreed on.
    """
    pieces = _Pieces(passages)
    groups = _Groups()
    for never, ours in agreed.items():
        groups.join(never, _outside_brackets(ours))
    for passage in passages:
        for one, other, most in passage.named:
            groups.join(pieces.term(one, most) if most else one, other)
    return groups.all()


class _Pieces:
    """The pieces of questions and short answers between Latin letters, particles and marks."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self._passages = passages

    @cached_property
    def _times(self) -> Counter[str]:
        """How often each piece stands there; counted when the first term has to be cut out."""
        return Counter(
            piece
            for passage in self._passages
            for text in passage[:2]
            for run in _UNSPACED.findall(text)
            for piece in PARTICLE.split(run)
            if len(piece) > 1
        )

    @cached_property
    def _ended_by(self) -> Counter[str]:
        """How many pieces each end of one ends."""
        return Counter(piece[start:] for piece in self._times for start in range(1, len(piece) - 1))

    def term(self, run: str, most: int) -> str:
        """Cut the term out of the end of what stands before brackets; empty if it is unclear.

        Args:
            most: how many characters a term may have that stands nowhere else.
        """
        piece = PARTICLE.split(run)[-1]
        for start in range(len(piece) - 1):
            end = piece[start:]
            # Once it stands here itself.
            if self._times[end] > (start == 0) and (start == 0 or self._is_cut_from(end)):
                return end
        return piece if 1 < len(piece) <= most else ""

    def _is_cut_from(self, end: str) -> bool:
        return len(end) >= _SHORTEST_END and self._ended_by[end] <= _HEAD


def _outside_brackets(term: str) -> str:
    return re.split(r"[(（]", term)[0].strip()


class _Groups:
    """Terms that mean the same, joined one pair after the other."""

    def __init__(self) -> None:
        self._group_of: dict[str, int] = {}
        self._members: dict[int, list[str]] = defaultdict(list)

    def join(self, one: str, other: str) -> None:
        """Let two terms mean the same, unless that would make a group of too many."""
        if not one or not other or _same(one) == _same(other):
            return
        into, from_ = sorted((self._find(one), self._find(other)))
        if into == from_ or len(self._members[into]) + len(self._members[from_]) > _MOST_NAMES:
            return
        for term in self._members.pop(from_):
            self._members[into].append(term)
            self._group_of[_same(term)] = into

    def _find(self, term: str) -> int:
        key = _same(term)
        if key not in self._group_of:
            self._group_of[key] = len(self._group_of)
            self._members[self._group_of[key]].append(term)
        return self._group_of[key]

    def all(self) -> Synonyms:
        """All groups of several terms, in the order in which they appeared."""
        return tuple(tuple(each) for each in self._members.values() if len(each) > 1)


def _same(term: str) -> str:
    return re.sub(r"[\s-]", "", term).lower()
