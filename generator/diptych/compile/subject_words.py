"""The words of a text that tell what it speaks of: by those that are rare, questions are near.

A word is one of Latin letters, or two characters of a script without spaces, side by side.
"""

from __future__ import annotations

from operator import add

from diptych.characters import lazy

# An answer that is not short is read up to here.
_MOST_CHARACTERS = 300

# Characters that sentences are made with, of whatever subject.
_COMMON = (
    "的是了和与或把被在有为以及而也就都很更最其这那该此每各让使给按用从到对于向不没无要能会可应"
    "么什怎样如何哪几多少吗呢个种些一二两三上下中里内外前后时过来去起只再又还但则若因所得成出"
)
_WITHOUT_COMMON = str.maketrans(dict.fromkeys(_COMMON, " "))
_FIRST_UNSPACED, _LAST_UNSPACED = "\u3005", "\u9fff"
_WORDS = lazy(r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*|[^\W\dA-Za-z_]+")


def subject_words(text: str) -> str:
    """List the words of a text, each once, with a blank between them."""
    words: list[str] = []
    without_formulas = " ".join(text[:_MOST_CHARACTERS].split("$")[::2])
    text = without_formulas.translate(_WITHOUT_COMMON)
    for word in _WORDS.findall(text):
        if _FIRST_UNSPACED <= word[0] <= _LAST_UNSPACED:
            words += map(add, word, word[1:])
        elif len(word) > 1:
            words.append(word.lower())
    return " ".join(dict.fromkeys(words))
