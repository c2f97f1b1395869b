"""What two texts have in common: their words, each weighed by how few questions have it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from math import log
from typing import TYPE_CHECKING

from diptych.characters import UNSPACED, lazy

if TYPE_CHECKING:
    from collections.abc import Iterable

# What asks, joins or fills: without it a text says the same. Chinese first, longer before shorter.
_FILLING = lazy(
    "为什么|为甚么|什么样|是什么|有什么|有哪些|指什么|是怎样|怎么样|多长时间|什么|甚么|怎样|怎么|如何|为何|哪些|哪种|哪个|哪一"
    "|哪几|哪里|多少|多久|几种|几个|请问|请你|解释|说明|介绍|讲讲|说说|谈谈|简述|描述|一下"
    "|[的了是在有和与及或请吗呢吧它把被让而各所个之其中些]"
)
_FILLING_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a an the is are was were be been being do does did can could should would will shall may"
        " what which who whom whose when where why how of for as and or it its"
        " this that these those there please explain describe define give tell me you we i your our"
        " s t re",
    )
)
_SIGNS = r"+#*/\\&%@=<>$^|~°"
_PUNCTUATION = lazy(rf"_|(?!\.\d|-\d|!=)[^\w{_SIGNS}]")
_LETTER = lazy(r"[^\W_]")
# What no sign stands behind is no word; it is taken as a whole, so that nobody looks at it again.
_NO_WORD = "!-"
_PIECE = lazy(
    rf"[{UNSPACED}]+|[^\W_{UNSPACED}]+[+#]*|\$\S|[{_SIGNS}{_NO_WORD}]+(?<![{_NO_WORD}])"
    rf"|[{_NO_WORD}]++"
)
_EAST_ASIAN = lazy(rf"[{UNSPACED}]")
# A number, a word with a capital behind another, one with a sign or a capital inside, or code.
_NAME = lazy(
    rf"(?:(?<=[^\W{UNSPACED}] )|(?<=[{UNSPACED}] )|(?<=[{UNSPACED}“\"(（]))[A-Z][^\W{UNSPACED}]*"
    rf"|[^\W\d{UNSPACED}]{{0,99}}+\d[^\W{UNSPACED}]*|\b[A-Za-z]+[A-Z][^\W{UNSPACED}]*"
    r"|[A-Za-z]{1,99}+(?:[._][A-Za-z]+)+|`[^`]*`|--?[a-z]+"
)
_TITLE = lazy(r"《([^》]*)》")
_STEM = 6  # letters that words have in common that are forms of one


def plain(text: str) -> str:
    """Fold case and forms of letters, so that equal words are equal strings."""
    return unicodedata.normalize("NFKC", text).casefold()


def normal(text: str) -> str:
    """Reduce a text to what questions are compared by: no case, white space or punctuation.

    Signs that make another thing of a word stay, as in C++, 1.5 or $?.
    """
    folded = plain(text)
    reduced = _PUNCTUATION.sub("", folded)
    return reduced if _LETTER.search(reduced) else "".join(folded.split())


def words_in(text: str) -> frozenset[str]:
    """Collect the words of a text that say something: characters and pairs of them in Chinese.

    If nothing else is left, what fills is what it says.
    """
    folded = plain(text)
    return _telling(_FILLING.sub(" ", folded)) or _all_words(folded)


def _telling(folded: str) -> frozenset[str]:
    return frozenset(each for each in _all_words(folded) if each not in _FILLING_WORDS)


def _all_words(folded: str) -> frozenset[str]:
    words: set[str] = set()
    for piece in _PIECE.findall(folded):
        if piece[-1] in _NO_WORD:
            continue
        if _EAST_ASIAN.match(piece):
            words.update(piece)
            words.update(piece[at : at + 2] for at in range(len(piece) - 1))
        else:
            words.add(piece)
    return frozenset(words)


def telling(text: str) -> frozenset[str]:
    """Collect the words of a text that stand for one thing only.

    Names, titles, numbers, code; a word that begins a sentence has its capital from there.
    """
    found = [match.group() for match in _NAME.finditer(text)]
    found += [match.group(1) for match in _TITLE.finditer(text)]
    return frozenset(word for each in found for word in _all_words(plain(each)))


def singles(words: Iterable[str]) -> frozenset[str]:
    """Drop the pairs of characters, and keep the words and the characters that they are made of."""
    return frozenset(each for each in words if len(each) == 1 or not _EAST_ASIAN.match(each))


def stems(words: Iterable[str]) -> frozenset[str]:
    """Cut words to what forms of one have in common; numbers stay whole."""
    return frozenset(each if each.isdigit() else each[:_STEM] for each in words)


class Weights(dict[str, float]):
    """How much each word tells: the fewer texts have it, the more."""

    def __init__(self, texts: Iterable[frozenset[str]]) -> None:
        counts: Counter[str] = Counter()
        total = 2
        for words in texts:
            counts.update(words)
            total += 1
        super().__init__({word: log(total / (count + 1)) for word, count in counts.items()})
        self._unheard = log(total)

    def __missing__(self, word: str) -> float:
        return self._unheard

    def of(self, words: Iterable[str]) -> float:
        """Add up what some words tell."""
        return sum(map(self.__getitem__, words))

    def alike(self, one: frozenset[str], two: frozenset[str]) -> float:
        """Compare two sets of words: 0 where they share none, 1 where they are the same."""
        both = self.of(one) + self.of(two)
        return 2 * self.of(one & two) / both if both else 0.0
