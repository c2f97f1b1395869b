"""Do two questions say nearly the same?

Two prompts do when their telling words are the same: what is left when polite and empty words
("please explain …", “简述一下…”) are taken away, and "What's", "differences" and “如何” are written
in one way. A number, a negation, a term more or less makes another question: "What is L1 …?" and
"What is L2 …?" are alike in all but one letter. So nothing is measured letter by letter, and each
question is looked at once.

But "What's the output?" is asked of different code each time, and every chapter has its
“优缺点是什么”. So the answers have a say: of a prompt that could be anybody's they must be the
same, of others they must share some of their words.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from diptych.characters import UNSPACED, WORD, lazy
from diptych.diagnostics.codes import diagnose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.compile import CompiledQuestion
    from diptych.link.checks.facts import Facts
    from diptych.model import Diagnostic

# Operators are words here: `==` and `===` are two questions.
# Exclamation marks alone are none, and taken as a whole, so that nobody looks at them again.
_UNIT = lazy(rf"{WORD}|!*+[=+*<>&|^~%#@$][=+*<>&|^~%#@$!]*+|!++")
_PAIR = lazy(f"(?=([{UNSPACED}]{{2}}))")
_HAN = lazy(f"[{UNSPACED}]")

# No keyword of a language is among them: a `for` loop is not a `do` loop.
_EMPTY_WORDS = (
    "a an the is are was were be can could will would you we me us your our please of to and"
    " between what whats which explain describe define discuss tell give briefly about mean means"
    " meant meaning term concept definition introduction have has it its there some any"
)
_EMPTY = frozenset(_EMPTY_WORDS.split())
_DIFFERENCE = "\u3006"  # a character that nobody writes
_ONE_FORM = {
    **dict.fromkeys(("difference", "differences", "differ", "different"), _DIFFERENCE),
    **dict.fromkeys(("compare", "comparison", "vs", "versus"), _DIFFERENCE),
    "cannot": "not",
}
_DIRECTED = lazy(r"[比转到从给向被把由于]")
_HOW = lazy("[何怎]")
_NEGATED = lazy(r"\b\w+n['\u2019]t\b")
# As in "How does it work?"; a `do` loop is something else.
_AUXILIARY = lazy(r"\b(?:do|does|did)\b(?![- ](?:loop|while|block|not))|\bdo(?:es)?(?= not)")
_APOSTROPHE = lazy(r"(?<=\w)['\u2019](?:s|re)\b")

_SAID_OTHERWISE = (
    (lazy(r"为什么|为何|为啥"), "何"),
    (lazy(r"怎么样?|如何|怎样"), "怎"),
    (lazy(r"区别|不同点?|差别|差异|异同点?|对比|比较"), _DIFFERENCE),
)
_EMPTY_HAN = lazy(
    r"请问?|什么|是(?!否)|有?哪些|简述|简要|简单|介绍|解释|阐述|描述|概述|说明|[说谈讲聊]一?[说谈讲聊下]"
    r"|一下|你|我们?|知道|了解|理解|吗|呢|啊|吧|的|了|叫做?|所谓|之间|和|与|跟|及其?|有"
)

# What may be asked of anything; a prompt of nothing else says too little by itself.
_ANYBODYS_WORDS = (
    "output code following result print example snippet program use used advantage disadvantage"
    " pro con benefit drawback feature type purpose summary overview answer true false"
    " correct statement option above below why how when where who work do in for this not value"
    " return line"
)
_ANYBODYS = frozenset(_ANYBODYS_WORDS.split())
_ANYBODYS_HAN = lazy(
    rf"{_DIFFERENCE}|输出|代码|下面|以下|下列|结果|程序|打印|优缺?点|缺点|特点|作用|原理|定义|概念|流程|步骤|应用|场景|"
    r"用途|总结|小结|简介|分类|方法|背景|实现|思路|题目|例子|问题|正确|错误|说法|何|怎|哪|个|一|种"
)

# So much of the shorter answer's words must stand in the longer one.
SHARED = 0.3
# Fewer words than these show nothing.
_FEW = 3
# A prompt that hundreds share is compared with the first ones only: time must not explode.
_COMPARED = 8


def near_same(facts: Facts) -> Iterator[Diagnostic]:
    """Questions that were asked before in nearly the same words; the later one is told."""
    alike: dict[tuple[tuple[str, ...], str | None], list[CompiledQuestion]] = defaultdict(list)
    for question in facts.questions:
        alike[_key(question.prompt), question.language].append(question)
    for (key, _), group in alike.items():
        if key and len(group) > 1:
            yield from _within(group, telling=_is_telling(key))


def _within(group: list[CompiledQuestion], *, telling: bool) -> Iterator[Diagnostic]:
    """Report questions whose prompts have the same telling words."""
    in_prompt = _words_of(group[0].prompt) if telling else frozenset()
    by_text: dict[tuple[str, str], CompiledQuestion] = {}
    others: list[tuple[CompiledQuestion, frozenset[str], str]] = []
    for question in group:
        words, code = _plain(question.words), question.code
        whole = (" ".join(_UNIT.findall(words)), code)
        first = by_text.get(whole) if any(whole) else None
        if first is None and telling:
            units = _words_of(words) - in_prompt
            first = next((o for o, w, c in others if _alike((units, code), (w, c))), None)
            if len(others) < _COMPARED:
                others.append((question, units, code))
        if first is None:
            by_text.setdefault(whole, question)
        elif _place(first) != _place(question):
            where = f"{first.span.path}, line {first.span.line}"
            message = f"“{question.prompt}” says nearly the same as “{first.prompt}” in {where}"
            hint = "Both become cards: delete one, or say in the headings how they differ."
            yield diagnose("D311", message, question.span.first_line, hint)


def _place(question: CompiledQuestion) -> tuple[tuple[str, ...], str]:
    """By which the rule about the very same question tells it."""
    return question.section, question.asked.casefold()


def _alike(one: tuple[frozenset[str], str], other: tuple[frozenset[str], str]) -> bool:
    """Tell whether two answers to the same words can be answers to the same question."""
    (words, code), (others, other_code) = one, other
    if code and other_code and code != other_code:
        return False
    if not (words or code) or not (others or other_code):
        return True  # an answer that is not there says nothing either way
    fewer = min(len(words), len(others))
    return fewer >= _FEW and len(words & others) >= SHARED * fewer


def _words_of(text: str) -> frozenset[str]:
    """Words of scripts with spaces, and pairs of characters of others, empty ones left out."""
    text = _plain(text)
    units = [unit for unit in _units(text) if unit not in _EMPTY]
    words = {_word(unit) for unit in units if not _is_han(unit)}
    return frozenset(words | set(_PAIR.findall(text)))


def _units(text: str) -> list[str]:
    """Split a text into words and operators."""
    return [unit for unit in _UNIT.findall(text) if unit.strip("!")]


@lru_cache(maxsize=20_000)  # a server asks again of all questions when one has changed
def _key(prompt: str) -> tuple[str, ...]:
    """Reduce a prompt to its telling words: equal for those that say the same."""
    text = _AUXILIARY.sub("", _APOSTROPHE.sub("", _NEGATED.sub("not", _plain(prompt))))
    if not text.isascii():
        for pattern, form in _SAID_OTHERWISE:
            text = pattern.sub(form, text)
        text = _EMPTY_HAN.sub(" ", text)
    words, han = _words_and_han(text)
    # In a comparison the two things asked about may change places.
    symmetric = _DIFFERENCE in words or _DIFFERENCE in han
    if symmetric:
        words.sort()
    # “如何解决甲”, “甲怎么解决”; but 指针数组 and 数组指针 are two things.
    if symmetric or (_HOW.search(text) and not _DIRECTED.search(text)):
        han.sort()
    words.sort(key=lambda word: word != "not")  # "doesn't it help", "does it not help"
    return (*words, *han)


def _words_and_han(text: str) -> tuple[list[str], list[str]]:
    """Part the telling words of a text from its characters of scripts without spaces."""
    words: list[str] = []
    han: list[str] = []
    for unit in _units(text):
        if _is_han(unit):
            han.append(unit)
        elif unit not in _EMPTY:
            words.append(_word(unit))
    return words, han


def _is_telling(key: tuple[str, ...]) -> bool:
    """Tell whether telling words name something of their own."""
    rest = _ANYBODYS_HAN.sub("", "".join(filter(_is_han, key)))
    own = [w for w in key if not _is_han(w) and len(w) > 1 and w not in _ANYBODYS]
    return bool(own) or len(rest) > 1


def _is_han(unit: str) -> bool:
    return bool(_HAN.fullmatch(unit))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _word(word: str) -> str:
    """One form of a word: no plural, British and American spelling alike."""
    word = _ONE_FORM.get(word, word)
    if len(word) > 4 and word[-1] == "s" and word[-2] not in "sui":
        word = word[:-1]
    return word.replace("isation", "ization").replace("ise", "ize") if len(word) > 6 else word
