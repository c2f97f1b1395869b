"""Find where a question writes out a term's other name in brackets.

Notes introduce a term so: 批归一化（Batch Normalization，BN）, IoU (Intersection over Union). Which
of them mean the same in a whole book is `diptych.site.synonyms`; here is what one question says.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from diptych.characters import UNSPACED, lazy
from diptych.model.book import OtherName
from diptych.syntax.particles import PARTICLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Names of more words than these, or Chinese ones of more characters, are phrases.
_MOST_WORDS, _MOST_CHARACTERS = 6, 12
# A Chinese one that is seen once, in an answer, is trusted up to this length.
_MOST_UNASKED = 6

_BRACKETS = lazy(r"[(（]([^()（）\n]{2,70})[)）]")
_COMMA = lazy(r"[,，、;；]\s*")
_LATIN_WORD = r"[A-Za-z][A-Za-z0-9+’'-]*"
_LATIN = lazy(rf"{_LATIN_WORD}(?: {_LATIN_WORD})*")
_LATIN_BEFORE = lazy(rf"(?<![A-Za-z0-9$\\^_{{-])({_LATIN_WORD}(?: {_LATIN_WORD})*) ?$")
_UNSPACED = lazy(rf"[{UNSPACED}]+")
_UNSPACED_BACKWARDS = lazy(rf"\n? ?[”*]*([{UNSPACED}]+)")
# What is in brackets and begins so says something about a term.
_REMARK = lazy("[带含如据见仅只从对在当除无有约指]")
# How far before a bracket a term may begin, and how many of its characters are kept at most.
_BEFORE = 48


def other_names(prompt: str, text: str) -> tuple[OtherName, ...]:
    """Find what stands before brackets, with each name within them.

    Latin names count if one has the first letters of the other's words.

    Args:
        prompt: what the question asks; there, names are trusted that an answer must not bring up.
        text: all that it says beside it.
    """
    return (*_names_in(prompt, is_asked=True), *_names_in(text, is_asked=False))


def _names_in(text: str, *, is_asked: bool) -> Iterator[OtherName]:
    for found in _BRACKETS.finditer(text):
        names = [name for name in _COMMA.split(found[1].strip()) if name]
        if not all(map(_is_name, names)):
            continue
        for one, other in pairwise(names):
            if _abbreviates(one, other) or _abbreviates(other, one):
                yield OtherName(one, other)
        before = text[max(0, found.start() - _BEFORE) : found.start()]
        # Read backwards, for from the front each character would be tried as the first one.
        if unspaced := _UNSPACED_BACKWARDS.match(before[::-1]):
            if all(map(_LATIN.fullmatch, names)):
                most = _MOST_CHARACTERS if is_asked else _MOST_UNASKED
                yield from (OtherName(unspaced[1][::-1], name, most) for name in names)
        elif latin := _LATIN_BEFORE.search(before):
            yield from _of_latin(latin[1], names, is_asked=is_asked)


def _of_latin(before: str, names: Sequence[str], *, is_asked: bool) -> Iterator[OtherName]:
    for name in names:
        if not _LATIN.fullmatch(name):
            if is_asked:
                yield OtherName(before, name)
        elif _abbreviates(before.split(" ")[-1], name):
            yield OtherName(before.split(" ")[-1], name)
        elif written := _written_out(before, name):
            yield OtherName(written, name)


def _is_name(text: str) -> bool:
    if _LATIN.fullmatch(text):
        return len(text) > 1 and len(text.split(" ")) <= _MOST_WORDS
    return (
        bool(_UNSPACED.fullmatch(text))
        and 1 < len(text) <= _MOST_CHARACTERS
        and not PARTICLE.search(text)
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
