"""Which language notes are written in, as far as their script tells."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from diptych.characters import ARABIC, HAN, HANGUL, HEBREW, KANA, lazy

if TYPE_CHECKING:
    from collections.abc import Sequence

JAPANESE = lazy(f"[{KANA}]+")
KOREAN = lazy(f"[{HANGUL}]+")
CHINESE = lazy(f"[{HAN}]+")
LETTERS = lazy(r"[^\W\d_]+")

RIGHT_TO_LEFT = lazy(f"[{ARABIC}{HEBREW}]+")
# Letters by which a language that is written from right to left is told from Arabic.
_OWN_LETTERS = (
    ("he", lazy(f"[{HEBREW}]")),
    ("ur", lazy("[ٹڈڑںے]")),
    ("fa", lazy("[پچژگ]")),
)
_LANGUAGES_TO_LEFT = frozenset(
    re.findall("[a-z]+", "ar arc azb ckb dv fa he iw khw ks ps sd syr ug ur yi")
)
_SCRIPT = lazy(r"-([A-Z][a-z]{3})\b")
_SCRIPTS_TO_LEFT = frozenset({"Arab", "Aran", "Hebr", "Nkoo", "Syrc", "Thaa"})

# A tag that both HTML and a browser's `Intl` accept, with languages of two or three letters.
_TAG = lazy(
    r"([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|[0-9]{3}))?((?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*)"
    r"(-x(?:-[a-z0-9]{1,8})+)?",
    re.IGNORECASE | re.ASCII,
)
# ISO 639-1: a country's code, such as cn or jp, is none of these.
_TWO_LETTERS = frozenset(
    re.findall(
        "[a-z]{2}",
        """
        aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu
        cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi
        ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks
        ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl
        nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk
        sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz
        ve vi vo wa wo xh yi yo za zh zu
        """,
    )
)

# Code and terms are Latin in any notes; so many of a script's letters make it the language's.
SHARE = 0.1


def language_tag(written: str) -> str | None:
    """Write a language tag in its usual form, ``zh_CN`` as ``zh-CN``; None if it is none."""
    found = _TAG.fullmatch(written.strip().replace("_", "-"))
    if not found:
        return None
    language, script, region, variants, private = found.groups(default="")
    each = variants.lower().split("-")[1:]
    if len(set(each)) < len(each) or (len(language) == 2 and language.lower() not in _TWO_LETTERS):
        return None
    parts = (language.lower(), script.title(), region.upper(), *each)
    return "-".join(filter(None, parts)) + private.lower()


class Letters(NamedTuple):
    """How many letters a text has, and how many of them are of some scripts."""

    total: int
    korean: int
    japanese: int
    chinese: int


def letters_in(text: str) -> Letters:
    """Count the letters of a text."""
    total = _count(LETTERS, text)
    if text.isascii():
        return Letters(total, 0, 0, 0)
    return Letters(total, _count(KOREAN, text), _count(JAPANESE, text), _count(CHINESE, text))


def language_of(counted: Sequence[Letters]) -> str:
    """Guess a language tag by the share of letters: ``zh-CN``, ``ja``, ``ko``, else ``en``.

    It decides the interface's words and the form of Chinese characters and punctuation; a notebook
    that is written in another language says so in its configuration.

    Args:
        counted: the letters of each text.
    """
    letters = max(1, sum(each.total for each in counted))
    if sum(each.korean for each in counted) / letters > SHARE:
        return "ko"
    if sum(each.japanese for each in counted) / letters > SHARE:
        return "ja"
    return "zh-CN" if sum(each.chinese for each in counted) / letters > SHARE else "en"


@lru_cache(maxsize=64)
def is_right_to_left(tag: str) -> bool:
    """Tell whether a language is written from right to left; a script in its tag decides."""
    script = _SCRIPT.search(tag)
    if script:
        return script[1] in _SCRIPTS_TO_LEFT
    return tag.partition("-")[0] in _LANGUAGES_TO_LEFT


def language_to_left(text: str) -> str | None:
    """Guess the language of a text that is mostly written from right to left; None if it is not."""
    if not RIGHT_TO_LEFT.search(text) or 2 * _count(RIGHT_TO_LEFT, text) <= _count(LETTERS, text):
        return None
    return next((tag for tag, letters in _OWN_LETTERS if letters.search(text)), "ar")


def _count(runs: re.Pattern[str], text: str) -> int:
    """Count the characters of all runs of them in a text."""
    return sum(map(len, runs.findall(text)))
