"""Bytes ↔ text: what a file is encoded in, and how to write it back as it was.

What is valid UTF-8 is UTF-8. Else a byte order mark tells, or the text itself: decoded rightly,
Chinese uses few of its many characters, and Japanese is full of hiragana.
"""

from __future__ import annotations

import codecs
from functools import cache

from msgspec import Struct

from diptych.characters import HAN, HIRAGANA, lazy

LINE_END = lazy(r"(\r\n|\r|\n)")

# UTF-32 first: the mark of UTF-16 begins like its own.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
NAMES = {
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32-le": "UTF-32",
    "utf-32-be": "UTF-32",
    "gb18030": "GB18030",
    "euc_jp": "EUC-JP",
    "cp950": "Big5",
    "cp932": "Shift JIS",
}

CHINESE = lazy(f"[{HAN}]")
JAPANESE = lazy(f"[{HIRAGANA}]")
PUNCTUATION = lazy("[\u2010-\u2027\u3000-\u3011\uff01-\uff5e·×÷°±≤≥≠→←∈∑∞αβγδεθλμπσφω]")

# What Chinese text uses most, in both scripts: half of its characters. Of those that the bytes of
# another encoding happen to give, every tenth.
FREQUENT = frozenset(
    "的一是在不了有和人这这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子"
    "说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机"
    "当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心"
    "反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题程"
    "這個們來為時國會對發學經說產種麼樣點從業應開還電線數關間與機體實現變無質氣過進動後當問題"
)
FEW = 20
"""So few characters say nothing of what is frequent."""


class Encoded(Struct, frozen=True):
    """A file's text with its own line ends.

    Attributes:
        mark: the byte order mark, or nothing.
        codec: Python's name of the encoding.
    """

    text: str
    codec: str
    mark: bytes = b""

    @property
    def name(self) -> str | None:
        """The encoding as people call it; None for UTF-8, which needs no word."""
        return NAMES.get(self.codec)

    def encode(self, text: str) -> bytes:
        """Encode another text as this file is encoded.

        Raises:
            UnicodeEncodeError: the encoding lacks a character.
        """
        return self.mark + text.encode(self.codec)


def decode(data: bytes) -> Encoded | None:
    """Find a file's encoding; None when it is none that one can be sure of."""
    for mark, codec in MARKS:
        if data.startswith(mark):
            text = _decoded(data[len(mark) :], codec)
            return None if text is None else Encoded(text, codec, mark)
    text = _decoded(data, "utf-8")
    if text is not None:
        return Encoded(text, "utf-8")
    for codec, is_right in (
        ("gb18030", _is_chinese),
        ("euc_jp", _is_japanese),
        ("cp950", _is_long_chinese),
        ("cp932", _is_japanese),
    ):
        text = _decoded(data, codec)
        if text is not None and is_right(text):
            return Encoded(text, codec)
    return None


def not_utf8(data: bytes) -> int:
    """Find the place of the first byte that is not UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return 0


def with_line_feeds(text: str) -> str:
    """End a text's lines as Unix ends them; as many lines as before."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def split_lines(text: str) -> tuple[list[str], list[str]]:
    """Split a text into its lines, each with how it ends; the last one ends in nothing."""
    pieces = LINE_END.split(text)
    return pieces[::2], [*pieces[1::2], ""]


def _decoded(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _is_chinese(text: str) -> bool:
    """Tell whether a text, however short, is of the 3,755 characters that GB 2312 calls common."""
    han = CHINESE.findall(text)
    if len(han) >= FEW:
        return _is_long_chinese(text)
    foreign = [c for c in text if not c.isascii()]
    common = sum(c in _common() or bool(PUNCTUATION.match(c)) for c in foreign)
    return bool(han) and common * 10 >= len(foreign) * 9


def _is_long_chinese(text: str) -> bool:
    foreign = [c for c in text if not c.isascii()]
    han = CHINESE.findall(text)
    right = sum(bool(PUNCTUATION.match(c)) for c in foreign) + len(han)
    frequent = sum(c in FREQUENT for c in han)
    return len(han) >= FEW and right * 10 >= len(foreign) * 9 and frequent * 4 >= len(han)


def _is_japanese(text: str) -> bool:
    foreign = [c for c in text if not c.isascii()]
    return len(foreign) >= FEW and len(JAPANESE.findall(text)) * 4 >= len(foreign)


@cache
def _common() -> frozenset[str]:
    """Collect the characters of the first level of GB 2312."""
    pairs = (bytes((lead, trail)) for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF))
    return frozenset("".join(pair.decode("gb2312", errors="ignore") for pair in pairs))
