"""Find which terms of the notes mean the same, from the places where one is written out.

Notes introduce a term with its other name in brackets: 批归一化（Batch Normalization，BN）, IoU
(Intersection over Union). Who searches for one wants what the notes say of the other. Nothing but
the notes is asked, so the table is right for any subject, and empty where nobody writes so.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from diptych.characters import UNSPACED, lazy
from diptych.site.related import questions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from diptych.model.book import Book

Synonyms = tuple[tuple[str, ...], ...]
"""Groups of terms that mean the same, each in its order of appearance."""


class Passage(NamedTuple):
    """What is read of a question: what it asks, its short answer, all that it says beside it."""

    prompt: str
    gist: str
    text: str


# Names of more words than these, or Chinese ones of more characters, are phrases.
_MOST_WORDS, _MOST_CHARACTERS = 6, 12
# A Chinese one that is seen once, in an answer, is trusted up to this length.
_MOST_UNASKED = 6
# What more pieces than these end in is no term, but what terms are made with.
_HEAD = 2
# Nor is what is shorter: 抑制 of 非极大值抑制.
_SHORTEST_END = 3
# A term has no more names than that: beyond, different terms were taken for one.
_MOST_NAMES = 8

_BRACKETS = lazy(r"[(（]([^()（）\n]{2,70})[)）]")
_COMMA = lazy(r"[,，、;；]\s*")
_LATIN_WORD = r"[A-Za-z][A-Za-z0-9+’'-]*"
_LATIN = lazy(rf"{_LATIN_WORD}(?: {_LATIN_WORD})*")
_LATIN_BEFORE = lazy(rf"(?<![A-Za-z0-9$\\^_{{-])({_LATIN_WORD}(?: {_LATIN_WORD})*) ?$")
_UNSPACED = lazy(rf"[{UNSPACED}]+")
_UNSPACED_BACKWARDS = lazy(rf"\n? ?[”*]*([{UNSPACED}]+)")
# Particles, which end one term before another begins.
_PARTICLE = lazy(
    "什么是|为什么|怎样|如何|[的了是和与或把被由及叫即以而也就都很更各其这那该每让使给按用]"
)
# What is in brackets and begins so says something about a term.
_REMARK = lazy("[带含如据见仅只从对在当除无有约指]")
# How far before a bracket a term may begin, and how many of its characters are kept at most.
_BEFORE = 48


def synonyms_of(book: Book) -> Synonyms:
    """Find the terms that mean the same in a book."""
    shown = questions(book)
    return synonyms([Passage(each.prompt, each.gist, each.text) for each in shown], book.terms)


def synonyms(passages: Sequence[Passage], agreed: Mapping[str, str]) -> Synonyms:
    """Find the terms that mean the same.

    Latin names count if one has the first letters of the other's words. Where a Chinese term
    before brackets begins, no space says: behind a particle, or where the longest piece begins
    that stands elsewhere between particles or marks, unless that is what many terms end in
    (网络, 卷积).

    Args:
        agreed: word that the notebook never writes → the one that it has agreed on.
    """
    pieces = _Pieces(passages)
    groups = _Groups()
    for never, ours in agreed.items():
        groups.join(never, _outside_brackets(ours))
    for passage in passages:
        for text, is_asked in ((passage.prompt, True), (passage.text, False)):
            for one, other in _pairs(text, pieces, is_asked=is_asked):
                groups.join(one, other)
    return groups.all()


class _Pieces:
    """The pieces of questions and short answers between Latin letters, particles and marks."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self._times: Counter[str] = Counter()
        for passage in passages:
            for text in passage[:2]:
                for run in _UNSPACED.findall(text):
                    self._times.update(piece for piece in _PARTICLE.split(run) if len(piece) > 1)
        self._ended_by: Counter[str] = Counter(
            piece[start:] for piece in self._times for start in range(1, len(piece) - 1)
        )

    def term(self, run: str, most: int) -> str:
        """Cut the term out of the end of what stands before brackets; empty if it is unclear.

        Args:
            most: how many characters a term may have that stands nowhere else.
        """
        piece = _PARTICLE.split(run)[-1]
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


def _pairs(text: str, pieces: _Pieces, *, is_asked: bool) -> Iterator[tuple[str, str]]:
    """Find what stands before brackets, with each name within them."""
    for found in _BRACKETS.finditer(text):
        names = [name for name in _COMMA.split(found[1].strip()) if name]
        if not all(map(_is_name, names)):
            continue
        before = text[max(0, found.start() - _BEFORE) : found.start()]
        for one, other in pairwise(names):
            if _abbreviates(one, other) or _abbreviates(other, one):
                yield one, other
        # Read backwards, for from the front each character would be tried as the first one.
        if unspaced := _UNSPACED_BACKWARDS.match(before[::-1]):
            term = pieces.term(unspaced[1][::-1], _MOST_CHARACTERS if is_asked else _MOST_UNASKED)
            if all(map(_LATIN.fullmatch, names)):
                yield from ((term, name) for name in names)
        elif latin := _LATIN_BEFORE.search(before):
            yield from _of_latin(latin[1], names, is_asked=is_asked)


def _of_latin(before: str, names: Sequence[str], *, is_asked: bool) -> Iterator[tuple[str, str]]:
    for name in names:
        if not _LATIN.fullmatch(name):
            if is_asked:
                yield before, name
        elif _abbreviates(before.split(" ")[-1], name):
            yield before.split(" ")[-1], name
        elif written := _written_out(before, name):
            yield written, name


def _is_name(text: str) -> bool:
    if _LATIN.fullmatch(text):
        return len(text) > 1 and len(text.split(" ")) <= _MOST_WORDS
    return (
        bool(_UNSPACED.fullmatch(text))
        and 1 < len(text) <= _MOST_CHARACTERS
        and not _PARTICLE.search(text)
        and not _REMARK.match(text)
    )


def _abbreviates(short: str, long: str) -> bool:
    """Tell whether letters are the first letters of words: IoU of Intersection over Union."""
    words = re.split(r"[ -]", long.lower())
    letters = re.sub(r"[^a-z]", "", short.lower())
    if len(words) < 2 or len(letters) < 2 or " " in short or len(letters) >= len(long):
        return False
    return letters in {"".join(w[:1] for w in words), "".join(w[:1] for w in words if len(w) > 3)}


def _written_out(before: str, short: str) -> str:
    """Take the words before an abbreviation that it abbreviates; none if it does not."""
    words = before.split(" ")
    ends = (" ".join(words[-count:]) for count in range(1, len(words) + 1))
    return next((end for end in ends if _abbreviates(short, end)), "")


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
