"""In which manner a line is set off from others: its kind of number, its boldness, its list.

Questions that follow each other are written in one manner, `**1、…**` or `１．…`, whatever they
say.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from unicodedata import category, normalize

from diptych.characters import lazy
from diptych.parse.words import lexicon
from diptych.parse.words.numbers import DOTTED, NUMBER
from diptych.syntax.tree import inline_of
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.syntax.tree import Node

BOLD = "bold"
# Of emoji and geometric shapes; arrows lead from a question to its answer.
SYMBOLS = frozenset({"So", "Sm"})
ARROWS = frozenset("→⇒⟶⟹⇨➔➜➡↳")
# `(a) `, `b) `, `(iv) `, `II. `, as exams number the parts of a question.
_LETTERS = (
    r"(?-i:[(（](?:[a-z]|[ivx]{2,4})[)）]|(?:[a-z]|[ivx]{2,4})[)）](?=\s)|[IVX]{1,4}\.(?=\s))"
)
_SETS = rf"{lexicon.EXERCISE}|跟踪训练|思考题|真题|문|設?問"
_SHOWS = rf"{lexicon.EXAMPLE}|变式(?:训练|题)?"


def _labelled(words: str) -> str:
    """Make a pattern of a label with its number: `Exercise 1.2.`, `例1`, `【变式2】`."""
    label = rf"(?=[^\d\n]{{1,24}}\d)(?:{words})\s*\d{{1,3}}(?:[.\-]\d{{1,3}})*"
    behind = r"\s*[.:：、．)）](?!\d)|(?=\s+\D)|\s*$"
    return rf"\s*(?:[【\[［〔〖]\s*{label}\s*[】\]］〕〗][:：]?|{label}(?:{behind}))\s*"


# What sets a task, and what may also only show something.
TASK_LABEL = lazy(_labelled(_SETS), re.IGNORECASE)
EXAMPLE_LABEL = lazy(_labelled(_SHOWS), re.IGNORECASE)
# In the text a number may also be `1.1 `, `1-2 ` or `Ⅳ. `.
ANY_NUMBER = lazy(
    rf"{NUMBER.pattern}|{_labelled(f'{_SETS}|{_SHOWS}')}|{DOTTED.pattern}|\s*\d{{1,3}}-\d{{1,3}}(?:[.、:：]\s*|\s+)(?=\D)"
    rf"|\s*[Ⅰ-Ⅻ](?:[.、:：．]\s*|\s+)(?=\S)|\s*{_LETTERS}\s*(?=\S)",
    re.IGNORECASE,
)
LETTERED = lazy(r"[(（]?(?:[a-z]|[ivx]{2,4})[)）]|[IVX]{1,4}\.")
LETTERS = lazy("[a-z]+|[IVX]+")
DIGITS = lazy(r"\d+")
HAN_DIGITS = lazy("[一二三四五六七八九十百]+")
CIRCLED = lazy("[①-⑳㉑-㉟]")
ROMAN = lazy("[Ⅰ-Ⅻ]")
# What may stand beside a bold question without being part of it: `👶`, `⭐️`, `(hard)`, `：`.
ORNAMENT = lazy(r"[\W_]*(?:[(（\[【][^()（）\[\]【】]{0,20}[)）\]】][\W_]*)?")


def manner_of(line: Sequence[Node]) -> str:
    """Name the manner in which a line begins; empty if it is like any other.

    Lines of one manner differ in their numbers only: `1、` and `12、`, `**Q3:**` and `**Q4:**`.
    """
    text = plain_text(line)
    number = number_manner(text) or _symbol_manner(text)
    bold = is_bold(line)
    return f"{BOLD} {number}".strip() if bold else number


def _symbol_manner(text: str) -> str:
    """Name the symbol that a text begins with, such as `👉` or `◆`; empty if there is none."""
    is_symbol = text[:1] and category(text[0]) in SYMBOLS and text[0] not in ARROWS
    return f"symbol {text[0]}" if is_symbol else ""


@lru_cache(maxsize=4096)  # several finders ask of each line
def number_manner(text: str) -> str:
    """Name the way in which a text is numbered; empty if it is not."""
    found = ANY_NUMBER.match(text)
    if found is None or found.end() == len(text):
        return ""
    written = ROMAN.sub("1", CIRCLED.sub("①", found.group().strip()))
    if LETTERED.fullmatch(written):
        written = LETTERS.sub(lambda letters: "I" if letters[0].isupper() else "a", written)
    if not CIRCLED.search(written):
        written = normalize("NFKC", written)
    return HAN_DIGITS.sub("一", DIGITS.sub("1", written)).replace(" ", "")


def ordinal_of(text: str) -> int:
    """Read the number that a text begins with, `12、` or `③`; 0 if it is not counted so."""
    found = ANY_NUMBER.match(text)
    digits = DIGITS.search(normalize("NFKC", found[0])) if found else None
    return int(digits[0]) if digits else 0


def is_bold(line: Sequence[Node]) -> bool:
    """Tell whether all words of a line are bold, ornaments apart."""
    strong = [node for node in line if node.type == "strong"]
    if not strong:
        return False
    others = [node for node in line if node.type not in {"strong", "html_inline"}]
    words = "".join(plain_text([node]) for node in others)
    says = any(plain_text([node]) for node in strong)
    return (
        says
        and not any(node.type == "image" for node in inline_of(line))
        and bool(ORNAMENT.fullmatch(words))
    )


def numbers_parts(manner: str) -> bool:
    """Tell whether chapters are numbered so, `一、` and `（二）`, more often than questions."""
    return manner.removeprefix(BOLD).strip().startswith(("一、", "(一)", "一.", "(一"))
