"""The labels of an answer's parts: ``答案：``, ``**Answer**:``, ``【解析】``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.parse.words import lexicon
from diptych.syntax.inline import strip_start
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from diptych.syntax.inline import Line

_ANSWER = (
    rf"(?:示例|期望)?答案要点|(?:示例|期望)答案|(?:参考|答题|评分)要点|解|{lexicon.ANSWER}"
    rf"|{lexicon.SOLUTION}"
)
_EXPLANATION = (
    rf"{lexicon.EXPLANATION}|点评|點評|考点|考點|难度|難度|知识点|知識點|出处|出處|来源|來源"
    r"|reason|hint|note|source|fuente|quelle|fonte|источник|źródło|kaynak|nguồn|المصدر|출처"
)
# What only adorns a label: `✅ Answer: B`.
_ADORNED = (
    # a glance ahead, before so many words are tried; what nobody sees keeps words from being one
    r"(?=[^:：】\]］〕〗」』\n]{0,60}(?:[:：】\]］〕〗」』]|$))"
    r"\s*+(?:(?![【\[［〔〖「『(（])[^\w\s\u2060]{1,3}\s*+)?"
)
_BEHIND = r"\s*+(?:\d{1,4}\s*+)?(?:[:：](?!:)|[】\]］〕〗」』][:：]?)\s*"
# `答案：B`, `**答**：`, `【答案】`, `Answer: `; also `答 因为…` and `Ans. …`, as exams print it,
# and `正解 ア`, `Answer B`, where nothing but a mark stands behind it.
_BEFORE_TEXT = r"\s*+(?:答案?[ \t\u3000]+|ans\s*[.)]\s*)(?=\S)"
_MARKS = "".join(lexicon.ALPHABETS)
_BEFORE_MARK = rf"[ \t\u3000]+(?=[(（]?[A-HＡ-Ｈ{_MARKS}○×√][)）]?[.。]?\s*$)"
ANSWER_LABEL = lazy(
    rf"{_ADORNED}(?:[【\[［〔〖「『]\s*+)?(?:{_ANSWER})(?:{_BEHIND}|{_BEFORE_MARK})|{_BEFORE_TEXT}",
    re.IGNORECASE,
)
# What stands in front of the answers of many questions, too: `Answers: 1. B 2. C`.
KEY_LABEL = lazy(
    rf"{_ADORNED}(?:[【\[［〔〖「『]\s*+)?(?:(?:{_ANSWER}|{lexicon.KEY}){_BEHIND}|(?:{_ANSWER}){_BEFORE_MARK})",
    re.IGNORECASE,
)
# The word alone on a line: `**答案**`.
ONLY_ANSWER = lazy(rf"\W*(?:{_ANSWER})\W*", re.IGNORECASE)
LABEL = lazy(
    rf"{_ADORNED}(?:[【\[［〔〖「『]\s*+)?"
    rf"(?:(?:{_ANSWER}|{_EXPLANATION}){_BEHIND}|(?:{_ANSWER}){_BEFORE_MARK})|{_BEFORE_TEXT}",
    re.IGNORECASE,
)
# Which answer of several: `答案1：`, `Lösung 2.`, `Solution to Exercise 1.2:`.
NUMBERED_ANSWER = lazy(
    rf"\s*(?:{_ANSWER})(?:\s+(?:to|of|for|zu|zur|de|du|a|к)\s+\w+)?\s*(\d{{1,4}})(?![.\-]?\d)"
    r"\s*(?:[.:：、)）]|$)\s*",
    re.IGNORECASE,
)
# A heading that says no more than that an answer, or what explains it, stands below.
ANSWER_NAMED = lazy(
    rf"\W*(?:{_ANSWER}|answers|solutions|(?:参考|标准)?答案(?:详解|[与和及]?解析)|题解|explanations"
    rf"|{lexicon.EXPLANATION})\W*\d{{0,4}}\W*",
    re.IGNORECASE,
)
# What a heading above an answer begins with: `Answer guide`, `解析与点评`.
ANSWER_HEADING = lazy(
    r"\W*(?:(?:参考)?答案|解答|解析|题解|回答"
    r"|(?:model |sample )?(?:answer|solution|explanation)s?\b"
    rf"|(?:{lexicon.ANSWER}|{lexicon.SOLUTION}|{lexicon.EXPLANATION})(?!\w))",
    re.IGNORECASE,
)
_BLANKS = lazy(r"\s*")


def without_bold_label(line: Line, label: re.Pattern[str]) -> Line | None:
    """Take off a bold label that only its boldness parts from the text; None if there is none."""
    first, *rest = [node for node in line if node.content or node.children] or (None,)
    if first is None or first.type != "strong":
        return None
    return strip_start(rest, _BLANKS) if label.fullmatch(f"{plain_text([first])}:") else None
