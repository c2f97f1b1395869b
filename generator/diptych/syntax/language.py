"""Which language notes are written in, as far as their script tells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

KANA = re.compile("[\u3041-\u30ff]")
HANGUL = re.compile("[\uac00-\ud7a3]")
HAN = re.compile("[\u4e00-\u9fff]")
LETTER = re.compile(r"[^\W\d_]")

# Code and terms are Latin in any notes; so many of a script's letters make it the language's.
SHARE = 0.1


def language_of(texts: Iterable[str]) -> str:
    """A BCP 47 tag, by the share of letters: ``zh-CN``, ``ja``, ``ko``, else ``en``.

    It decides the interface's words and the form of Chinese characters and punctuation; a notebook
    that is written in another language says so in its configuration.
    """
    text = "".join(texts)
    letters = max(1, len(LETTER.findall(text)))

    def share(script: re.Pattern[str]) -> float:
        return len(script.findall(text)) / letters

    if share(HANGUL) > SHARE:
        return "ko"
    if share(KANA) > SHARE:
        return "ja"
    return "zh-CN" if share(HAN) > SHARE else "en"
