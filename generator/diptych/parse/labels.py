"""The labels of an answer's parts: ``答案：``, ``**Answer**:``, ``【解析】``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.syntax.inline import strip_start
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from diptych.syntax.inline import Line

_ANSWER = (
    r"(?:参考|參考|正确|正確|标准|標準|示例|期望)?答案(?:要点)?|(?:参考|答题|评分)要点"
    r"|答|解答|回答|答[复覆]|回[复覆]|解|ans(?:wer)?"
    r"|(?:correct|expected|model|sample|right|suggested|official|best) answers?|solution"
    r"|antwort|lösung|respuesta|réponse|risposta|resposta|ответ|решение|答え|正解|정답|답변?|풀이"
)
_EXPLANATION = (
    r"答案解析|解析|分析|详解|詳解|解释|解釋|说明|說明|点评|點評|考点|考點|难度|難度|知识点|知識點|出处|出處|来源|來源"
    r"|explanation|rationale|justification|reason|hint|note|erklärung|begründung"
    r"|explicación|пояснение|объяснение|解説|해설"
)
_BEHIND = r"\s*+(?:\d{1,4}\s*+)?(?:[:：](?!:)|[】\]］〕〗」』][:：]?)\s*"
# `答案：B`, `**答**：`, `【答案】`, `Answer: `; also `答 因为…`, as exams print it, and `正解 ア`,
# `Answer B`, where nothing but a mark stands behind it.
_BEFORE_TEXT = r"答案?[ \t\u3000]+(?=\S)"
_BEFORE_MARK = r"[ \t\u3000]+(?=[(（]?[A-HＡ-Ｈ①-⑧アイウエオカа-зА-З1-8○×√][)）]?[.。]?\s*$)"
ANSWER_LABEL = lazy(
    rf"\s*+(?:[【\[［〔〖「『]\s*+)?(?:(?:{_ANSWER})(?:{_BEHIND}|{_BEFORE_MARK})|{_BEFORE_TEXT})",
    re.IGNORECASE,
)
# The word alone on a line: `**答案**`.
ONLY_ANSWER = lazy(rf"\W*(?:{_ANSWER})\W*", re.IGNORECASE)
LABEL = lazy(
    rf"\s*+(?:[【\[［〔〖「『]\s*+)?(?:(?:{_ANSWER}|{_EXPLANATION}){_BEHIND}|(?:{_ANSWER}){_BEFORE_MARK}|{_BEFORE_TEXT})",
    re.IGNORECASE,
)
# Which answer of several: `答案1：`, `Lösung 2.`, `Solution to Exercise 1.2:`.
NUMBERED_ANSWER = lazy(
    rf"\s*(?:{_ANSWER}|corrigé)(?:\s+(?:to|of|for|zu|zur|de|du|a|к)\s+\w+)?\s*(\d{{1,4}})(?![.\-]?\d)"
    r"\s*(?:[.:：、)）]|$)\s*",
    re.IGNORECASE,
)
# A heading that says no more than that an answer, or what explains it, stands below.
ANSWER_NAMED = lazy(
    rf"\W*(?:{_ANSWER}|answers|solutions|(?:参考|标准)?答案(?:详解|[与和及]?解析)|题解|解析|详解|解説|해설"
    r"|explanations?|rationale|erklärung|explicación|explication|пояснение|объяснение)\W*\d{0,4}\W*",
    re.IGNORECASE,
)
# What a heading above an answer begins with: `Answer guide`, `解析与点评`.
ANSWER_HEADING = lazy(
    r"\W*(?:(?:model |sample )?(?:answer|solution|explanation)s?\b"
    r"|(?:参考)?答案|解答|解析|题解|回答|ответ|решение)",
    re.IGNORECASE,
)
_BLANKS = lazy(r"\s*")


def without_bold_label(line: Line, label: re.Pattern[str]) -> Line | None:
    """Take off a bold label that only its boldness parts from the text; None if there is none."""
    first, *rest = [node for node in line if node.content or node.children] or (None,)
    if first is None or first.type != "strong":
        return None
    return strip_start(rest, _BLANKS) if label.fullmatch(f"{plain_text([first])}:") else None
