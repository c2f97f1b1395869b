"""Which questions have all words of a query, by brute force: what the page's JavaScript is compared with.

Written from what search promises, in another language and in another way: scripts are told by the
names of characters, and every place of a text is tried.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from html import unescape
from itertools import pairwise

from diptych.model.book import Book, QuestionPage

_UNSPACED = ("CJK ", "IDEOGRAPHIC ", "HIRAGANA ", "KATAKANA", "HANGUL ", "THAI ", "LAO ", "KHMER ")
_SAME = {"ß": "ss", "ς": "σ", "‘": "'", "’": "'", "“": '"', "”": '"'} | dict.fromkeys(
    "‐‑‒–—―−", "-"
)


def found(book: Book, query: str) -> set[str]:
    """The slugs of the questions that have every word of a query."""
    fields = [
        (question.slug, [*map(fold, _said(question)), " · ".join(map(fold, path))])
        for path, questions in ((s.path, s.questions) for s in book.sections)
        for question in questions
    ]
    together = _with_all(fields, words(query))
    return together or _with_all(fields, [w for word in words(query) for w in _apart(word)])


def _said(question: QuestionPage) -> list[str]:
    """What a question says: in its title, in its text, as tags, by its name, in its sources."""
    cited = "".join(each for each in question.body.sources if isinstance(each, str))
    sources = [unescape(re.sub("<[^>]*>", "", each)) for each in cited.split("</li>")]
    return [question.prompt, question.text, *question.tags, question.slug, *sources]


@cache
def fold(text: str) -> str:
    """A text in the form in which two that look alike are the same."""
    shown = []
    falls = False
    for character in unicodedata.normalize("NFKD", text).lower():
        if not "\u0300" <= character <= "\u036f":
            falls = unicodedata.category(character)[0] == "L" and character != "и"
        elif falls:
            continue
        shown.append(_SAME.get(character, character))
    return unicodedata.normalize("NFC", "".join(shown))


def words(query: str) -> list[str]:
    """The words of a query, folded, without quotes around them or a full stop behind."""
    for mark in "，。、；：？！｡､":
        query = query.replace(mark, " ")
    found = []
    for word in fold(query).split():
        inner = word.rstrip("\"'?!.,;:") and word.rstrip("\"'?!.,;:").lstrip("\"'")
        found.append(inner or word)
    return found


def _with_all(fields: list[tuple[str, list[str]]], asked: Sequence[str]) -> set[str]:
    return {
        slug for slug, texts in fields if all(any(_has(text, w) for text in texts) for w in asked)
    }


def _apart(word: str) -> list[str]:
    cut = [word[0]]
    for before, character in pairwise(word):
        if is_dense(before) == is_dense(character):
            cut[-1] += character
        else:
            cut.append(character)
    return cut


def _has(text: str, word: str) -> bool:
    places = (at for at, character in enumerate(text) if character == word[0])
    inside = is_letter(word[0])
    begins = (at for at in places if not (inside and at and is_letter(text[at - 1])))
    return any(_ends(text, at, word, "") is not None for at in begins)


def _ends(text: str, at: int, word: str, before: str) -> int | None:
    """Where a word ends that begins at a place, or None: tries everything that may be left out."""
    if not word:
        return at
    character, after = word[0], word[1:2]
    is_soft = character == "-" and is_alphabetic(before) and is_letter(after)
    if is_soft:
        skips, literal = ["", " ", "-"], ""
    else:
        skips, literal = [""], character
        if before and is_dense(before) != is_dense(character):
            skips = ["", " ", "-"]
        elif is_alphabetic(before) and is_letter(character):
            skips = ["", "-"]
        if character in "x×" and before.isascii() and before.isdigit() and re.match("[0-9]", after):
            skips, literal = [""], text[at : at + 1] if text[at : at + 1] in ("x", "×") else "\0"
    for skip in skips:
        if text.startswith(skip + literal, at):
            end = _ends(text, at + len(skip + literal), word[1:], character)
            if end is not None:
                return end
    return None


@cache
def is_dense(character: str) -> bool:
    """Whether a character is of a script that is written without spaces."""
    if not character or unicodedata.category(character)[0] not in "LN":
        return False
    return unicodedata.name(character, "").startswith(_UNSPACED)


@cache
def is_letter(character: str) -> bool:
    """Whether a character is part of a word of a script that is written with spaces."""
    if not character or unicodedata.category(character)[0] not in "LNM":
        return False
    # Voicing marks belong to the kana before them.
    name = unicodedata.name(character, "").removeprefix("COMBINING ")
    return not name.startswith(_UNSPACED)


def is_alphabetic(character: str) -> bool:
    """Whether it is such a letter, and no digit."""
    return is_letter(character) and unicodedata.category(character)[0] == "L"
