"""The marks that keys of answers are made of: letters, `√`, `②`, and how they follow each other."""

from __future__ import annotations

import re

from diptych.characters import lazy
from diptych.parse.words import lexicon

FEWEST = 2
_JUDGED = "√×✓✗✔✘对错"
# Marks of choices that are no letters of the alphabet.
OTHER_MARKS = "①②③④⑤⑥⑦⑧アイウエオカ"
_MARKS = f"A-HTF{_JUDGED}{OTHER_MARKS}"
# Letters of other alphabets: next to each other they are a word.
_LETTERS = "".join(lexicon.ALPHABETS[2:-1])
# Several in a line: `1. B  2. C`, `1.√；2.×`, `1-5 ABCDA`, `1~3：AB C AD`.
# Numbers are marks of choices, too, but for those behind a dot: `1-3 2-1`, `（1）4`, `1 3`.
_COUNTED = r"(?:\s*[-–—:：=→)）]\s*|\s+)(?=[1-8](?:[)）]?\s|$|[,，;；、。]))"
IN_LINE = lazy(
    rf"(?<![\d.])(\d{{1,4}})"
    rf"(?:\s*(?:[.、．:：)）=→–—-]|[-=]>)\s*(?!\d)|(?=[(（]?[A-H{_LETTERS}])|\s+(?=[{OTHER_MARKS}])"
    rf"|{_COUNTED})[(（]?([A-H]{{1,8}}|[{_JUDGED}TFV{OTHER_MARKS}{_LETTERS}1-8]|正确|错误)[)）]?"
    r"(?=\s|$|[,，;；、。]|\d|\.\s*$)",
    re.IGNORECASE,
)
RANGE = lazy(
    rf"(\d{{1,4}})\s*[-–—~～至]\s*(\d{{1,4}})\s*+(?:[.、:：]\s*+)?"
    rf"([{_MARKS}](?:[\s,，、]*[{_MARKS}])*)(?=\s|$|[^\w]|\d)"
)
MARK = lazy(
    rf"\W*(?:[A-H]{{1,8}}|[a-h]|[TFV{_JUDGED}]|正确|错误)\W*|\W*[{_JUDGED}]\W*"
    rf"|\W*[{OTHER_MARKS}{_LETTERS}1-8]\W*"
)
GROUPS = lazy(r"[\s,，、]+")
# Answers in the order of the questions, without their numbers: `ABCDA`, `A B C`, `√ × √`.
_JUDGEMENT = rf"[{_JUDGED}TFV]|正确|错误|true|false"
APART = r"[\s,，、;；/|.。]"
IN_ORDER = lazy(
    rf"{APART}*(?:[A-HＡ-Ｈ]{{1,40}}(?:{APART}+[A-HＡ-Ｈ]{{1,40}})*"
    rf"|(?:{_JUDGEMENT})(?:{APART}*(?:{_JUDGEMENT}))*"
    rf"|[{OTHER_MARKS}](?:{APART}*[{OTHER_MARKS}])+|[a-h{_LETTERS}](?:{APART}+[a-h{_LETTERS}])+)"
    rf"{APART}*"
)
EACH = lazy(rf"{_JUDGEMENT}|[A-HＡ-Ｈ{OTHER_MARKS}{_LETTERS}]", re.IGNORECASE)
# The answers of whole parts, each in the order of its questions: `一、AB 二、√×`.
_PART_IN_ORDER = rf"([一二三四五六七八九十]{{1,3}})\s*[、.．:：]\s*((?:[{_MARKS}]{APART}*)+)"
PARTS_IN_ORDER = lazy(rf"{APART}*(?:{_PART_IN_ORDER})+")
PART_IN_ORDER = lazy(_PART_IN_ORDER)
# What is asked for several choices.
MANY = lazy(
    r"多选|多项|不定项|哪些|哪几|all that apply"
    r"|(?:choose|select|pick|which) (?:two|three|four|all|\d)",
    re.IGNORECASE,
)
