r"""Which characters are East Asian, and which ask: the one table of them for all rooms.

What is in capitals stands between the brackets of a regular expression's character class. Python
looks at each character of a class when it compiles it, which takes a millisecond or two here. All
such patterns of the engine would take as long as a small build, and most of them are for what few
notes hold: so they are `lazy`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast
from unicodedata import category, east_asian_width

if TYPE_CHECKING:
    from collections.abc import Callable

HIRAGANA = "\u3041-\u309f"
KANA = "\u3041-\u30ff"
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
HANGUL = "\uac00-\ud7af"

CJK = f"{KANA}{HAN}{HANGUL}"
"""What East Asian words are written with."""

UNSPACED = f"\u3005-\u3007{KANA}{HAN}"
"""Characters of scripts that are written without spaces between words; 々 and 〇 among them."""

EAST_ASIAN = f"\u2e80-\u9fff{HANGUL}\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
"""East Asian characters with their punctuation, signs and full-width forms."""

HEBREW = "\u0590-\u05ff\ufb1d-\ufb4f"
ARABIC = "\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc"

WORD = rf"[{UNSPACED}]|[^\W{UNSPACED}]+"
"""A pattern of what counts as one: a character of a script without spaces, or a word of another."""

GREEK = "\u0386-\u03ce\u1f00-\u1fff"

QUESTION_MARKS = "?？؟"

ASKED = rf"(?:[{QUESTION_MARKS}]|(?:(?<=[{GREEK}]{{2}})|(?<=[{GREEK}]{{2}}\w));)"
"""A pattern of the mark behind a question, which Greek writes `;`."""


class _Pattern:
    """Stands for a compiled pattern, and has a method of it once that was asked for.

    Attributes:
        pattern: its text. Other patterns are made of it when they are imported, so it is here.
    """

    def __init__(self, text: str, flags: int) -> None:
        self.pattern = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(self.pattern, self._flags), name)
        setattr(self, name, value)
        return value


def lazy(text: str, flags: int = 0) -> re.Pattern[str]:
    """Make a pattern that is compiled when it is first used.

    What it matches knows the compiled one: `match.re` is never what this gives back.
    """
    return cast("re.Pattern[str]", _Pattern(text, flags))


def replaced_up_to(
    closing: str, pattern: re.Pattern[str], by: str | Callable[[re.Match[str]], str], text: str
) -> str:
    """Replace what a pattern finds in a text up to the last mark that closes.

    Behind it, each mark that opens would look to the end of the text for its own.
    """
    end = text.rfind(closing) + len(closing)
    return pattern.sub(by, text[:end]) + text[end:]


_HANGUL = lazy(f"[{HANGUL}]")


def is_cjk(character: str) -> bool:
    """Tell whether a character is as wide as an East Asian one, punctuation included."""
    return east_asian_width(character) in "WF"


def is_wide_punctuation(character: str) -> bool:
    """Tell whether a character is East Asian punctuation, which brings its own space."""
    return is_cjk(character) and category(character).startswith("P")


def needs_no_space(character: str) -> bool:
    """Tell whether a line that ends beside a character goes on without a space.

    Korean puts spaces between its words.
    """
    return is_cjk(character) and not _HANGUL.match(character)
