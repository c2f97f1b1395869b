"""Reduce a prompt to its telling words: what is left without polite and empty ones.

"What's", "differences" and “如何” are written in one way, so that prompts which ask the same have
the same words. What two questions with the same ones are is `diptych.link.checks.near_duplicates`.
"""

from __future__ import annotations

import unicodedata

from diptych.characters import UNSPACED, WORD, lazy
from diptych.digests import digest

# Operators are words here: `==` and `===` are two questions.
# Exclamation marks alone are none, and taken as a whole, so that nobody looks at them again.
_UNIT = lazy(rf"{WORD}|!*+[=+*<>&|^~%#@$][=+*<>&|^~%#@$!]*+|!++")
_HAN = lazy(f"[{UNSPACED}]")
_PAIR = lazy(f"(?=([{UNSPACED}]{{2}}))")

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


def telling_hash(prompt: str) -> str:
    """Hash the telling words of a prompt; empty where it has none."""
    words = telling_words(prompt)
    return digest("\0".join(words).encode(errors="surrogatepass")) if words else ""


def telling_words(prompt: str) -> tuple[str, ...]:
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


def names_something(telling: tuple[str, ...]) -> bool:
    """Tell whether telling words name something of their own."""
    rest = _ANYBODYS_HAN.sub("", "".join(filter(_is_han, telling)))
    own = [w for w in telling if not _is_han(w) and len(w) > 1 and w not in _ANYBODYS]
    return bool(own) or len(rest) > 1


def words_in(text: str) -> frozenset[str]:
    """Words of scripts with spaces, and pairs of characters of others, empty ones left out."""
    text = _plain(text)
    units = [unit for unit in _units(text) if unit not in _EMPTY]
    words = {_word(unit) for unit in units if not _is_han(unit)}
    return frozenset(words | set(_PAIR.findall(text)))


def as_one_line(text: str) -> str:
    """Write a text as its words and operators only, so that equal ones say the same."""
    return " ".join(_units(_plain(text)))


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


def _units(text: str) -> list[str]:
    """Split a text into words and operators."""
    return [unit for unit in _UNIT.findall(text) if unit.strip("!")]


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
