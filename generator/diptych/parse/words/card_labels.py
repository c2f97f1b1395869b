"""The labels that questions and answers begin with, in several languages: ``Q:``, ``【问】``.

A page may part them from the text by something else than a colon, `Q．…` and `A．…`, or by their
boldness alone, if it does so with both; choices, `A. …` and `B. …`, are no answers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.characters import QUESTION_MARKS, lazy
from diptych.parse.words import lexicon
from diptych.parse.words.asking import asks
from diptych.parse.words.label_letters import letters_of

if TYPE_CHECKING:
    from collections.abc import Sequence

# Labels that may also name a part of an answer: `题目：…` below a heading of its own.
_TASK = r"问题|問題|題目?|题目?|题干|題幹|试题|試題|例题|例題|提问|提問"
_ASKS = rf"[qｑ]|问|問|문|질|{lexicon.QUESTION}"
# Letters that also name what a formula holds: `F: force`, `P: pressure`.
_SYMBOLS = "в|f|p"
_PLAIN_Q = rf"{_ASKS}|{_TASK}|س|ש|ถ"
_Q = rf"{_PLAIN_Q}|{_SYMBOLS}"
_TELLS = rf"[aａ]|我答案?|我的回答|{lexicon.ANSWER}"
_A = rf"{_TELLS}|о|r|ج|ת|ต"
_WHY = r"解析|答案解析|分析|详解|詳解|解説|explanation"
# Brackets around labels.
OPENING, CLOSING = "【［〔〖「『", "】］〕〗」』"
# What kind of question follows, in brackets: `【简答题】`.
_KIND = (
    r"名词解释|(?:简答|论述|填空|判断|(?:[单多]项?|不定项)选(?:择)?|选择?|计算|案例(?:分析)?|问答|分析|材料|应用|证明"
    r"|综合|辨析)题|[单多]选|single choice|multiple choice|true or false|short answer"
)
_KINDS = (
    rf"(?:[{OPENING}]\s*(?:{_KIND})\s*+(?:\d{{1,4}}\s*+)?[{CLOSING}][:：]?\s*"
    # Round and square ones stand around much else: before the text alone.
    rf"|[(（\[]\s*(?:{_KIND})\s*+(?:\d{{1,4}}\s*+)?[)）\]][:：]?\s*(?=\S))"
)
_NUMBER = (
    r"\s*+(?:[.#]\s*+)?"
    r"(?:(?:\d{1,4}|\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\b)\s*+)?"
)


def _label(words: str) -> str:
    """Make a pattern of a label: `Q:`, `Q3：`, `Q:: `, `【问】`, `［答案］`, `「答」`."""
    framed = rf"[{OPENING}]\s*(?:{words}){_NUMBER}[{CLOSING}][:：]?"
    return rf"\s*(?:(?:{words}){_NUMBER}(?:[:：](?!:)|::\s)|{framed})\s*"


def _loosely(words: str) -> str:
    """Make a pattern of a label with another mark behind it: `Q．`, `Q)`, `[Q]`, `Q1/`, `Q = `."""
    behind = r"(?:[.．。)）、/／]|\s?[-–—=](?=\s))"
    framed = rf"[(（\[]\s*(?:{words}){_NUMBER}[)）\]][:：]?"
    return rf"\s*(?:(?:{words}){_NUMBER}{behind}|{framed})(?!\d)\s*"


_OTHER_Q = (
    rf"|\s*{_KINDS}|\s*[问問][ \t\u3000]+(?=\S)"
    r"|\s*q(?:\s*\d{1,4}\s*[.)]|\s*\.\s*\d{1,4}\s*[.):：]?)\s+"
)
_STRICT_Q = f"{_label(_Q)}{_OTHER_Q}"
_STRICT_A = rf"{_label(_A)}|\s*答[ \t\u3000]+(?=\S)|\s*a\s*\d{{1,4}}\s*[.)]\s+|\s*ans\s*[.)]\s*"


# An answer that goes on in the line of its question.
# “Choose the correct answer: …” has none.
BEHIND = lazy(
    r"(?:(?<=[?？.。!！:：;；)）])\s*[aA](?:ns(?:wer)?)?|\s+A(?:ns(?:wer)?)?"
    r"|(?<![\s的出确確考准準])\s*答案?)\d{0,4}\s*[:：]\s*(?=\S)"
)


class Labels(Struct, frozen=True):
    """Patterns of what begins a question and an answer; ``loose`` if boldness alone may set off.

    An answer may also go on in the line of its question: ``behind`` is where it does.
    """

    asks: re.Pattern[str]
    answers: re.Pattern[str]
    loose: bool = False
    behind: re.Pattern[str] = BEHIND


def _with_letters(asks: str, answers: str) -> Labels:
    """Make the labels of a page whose questions and answers bear the letters of its language."""
    asking = f"{_label(f'{_PLAIN_Q}|{asks}')}{_OTHER_Q}|{_loosely(asks)}"
    answering = f"{_label(f'{_TELLS}|{answers}')}|{_loosely(answers)}"
    behind = rf"{BEHIND.pattern}|(?<=[{QUESTION_MARKS};])\s+(?i:{answers})\s*[:：.]\s*(?=\S)"
    return Labels(
        lazy(asking, re.IGNORECASE), lazy(answering, re.IGNORECASE), loose=True, behind=lazy(behind)
    )


STRICT = Labels(lazy(_STRICT_Q, re.IGNORECASE), lazy(_STRICT_A, re.IGNORECASE))
LOOSE = Labels(
    lazy(rf"{_STRICT_Q}|{_loosely(_ASKS)}", re.IGNORECASE),
    lazy(rf"{_STRICT_A}|{_loosely(_TELLS)}", re.IGNORECASE),
    loose=True,
)
# Those of pages on which such letters do not ask.
PLAIN = Labels(lazy(f"{_label(_PLAIN_Q)}{_OTHER_Q}", re.IGNORECASE), STRICT.answers)
_SYMBOL = lazy(rf"[\s>*_+-]*({_SYMBOLS})[:：](?!:)\s*(.*)", re.IGNORECASE)
MOST_LINES, HALF = 0.4, 0.5
# Which question it is.
DIGITS = lazy(r"\d{1,4}")
TASK = lazy(_label(_TASK), re.IGNORECASE)
WHY = lazy(_label(_WHY), re.IGNORECASE)
C = lazy(r"\s*C:(?:\s+|$)")
SIGN = lazy(
    rf"^[\s>*_\-+\d.)、]*(?:[{OPENING}]\s*)?(?:{_Q})[^\n:：.){CLOSING}]{{0,8}}[:：.){CLOSING}]"
    rf"|^\s*{_KINDS}|^\s*[问問][ \t\u3000]+\S|^\s*\?\??\s*$|^\s*c:(?:\s*$|.*\[.+\])",
    re.IGNORECASE | re.MULTILINE,
)
_FRAME = r"(?:[\s>+]|[-*](?=\s))*+"
_BOLD = r"(?:\*\*|__)"


def _line_of(words: str) -> re.Pattern[str]:
    """Make a pattern of a line that bears a label loosely, or in bold: `- Q) …`, `**Q1** …`."""
    bold = rf"{_BOLD}(?:{words}){_NUMBER}{_BOLD}\s*[^\s:：]"
    marked = rf"[*_]{{0,3}}+{_loosely(words)}{_BOLD}?\s*\S"
    return lazy(rf"{_FRAME}(?:{marked}|{bold})", re.IGNORECASE)


_LOOSE_Q, _LOOSE_A = _line_of(_ASKS), _line_of(_TELLS)
# Choices, each in a line of its own or one behind the other: `a) …`, `A. …  B. …`.
_LETTER_ENDS = r"\s*[.．。)）、/／\]]"
_LETTERED = lazy(
    rf"{_FRAME}[(（\[*_]*(?:[BＢ]{_LETTER_ENDS}|[AＡ]{_LETTER_ENDS}.*\s[(（\[*_]*[BＢ]{_LETTER_ENDS})",
    re.IGNORECASE,
)
# So many questions must have an answer.
MOST = 0.75


def labels_of(lines: Sequence[str]) -> Labels:
    """Find out how a page parts its labels from the text: an answer must follow its question."""
    asked = answered = 0
    waiting = False
    for line in lines:
        if _LOOSE_Q.match(line):
            asked, waiting = asked + 1, True
        elif waiting and _LOOSE_A.match(line):
            answered, waiting = answered + 1, False
    if letters := letters_of(lines):
        return _with_letters(*letters)
    if not asked or answered < MOST * asked or any(map(_LETTERED.match, lines)):
        return PLAIN if _names_symbols(lines) else STRICT
    return LOOSE


def _names_symbols(lines: Sequence[str]) -> bool:
    """Tell whether such letters name what a formula holds: few ask, and no page is made of one."""
    found = [each for line in lines if (each := _SYMBOL.match(line))]
    if sum(asks(each[2]) for each in found) >= HALF * len(found):
        return False
    said = sum(bool(line.strip()) for line in lines)
    return len({each[1].casefold() for each in found}) > 1 or len(found) < MOST_LINES * said
