"""Questions that the next line asks again in another language: it is asked with, and no answer.

``1. What is a lock?`` above ``什么是锁？``, in a line, a paragraph or a quotation of its own, and
the answer below both. Two languages of one script are known by most questions of a page being so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import name

from msgspec.structs import replace

from diptych.characters import lazy
from diptych.parse.choices.offered import find_choices
from diptych.parse.words.asking import BLANK, asks_in_words, ends_in_question_mark, is_one_question
from diptych.parse.words.key_marks import MARK
from diptych.parse.words.labels import ANSWER_LABEL
from diptych.parse.words.manners import ANY_NUMBER
from diptych.parse.words.numbers import without_number
from diptych.syntax.inline import joined, lines_of, paragraph
from diptych.syntax.tree import inline_of
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.parse.drafts.draft import QuestionDraft
    from diptych.syntax.inline import Line
    from diptych.syntax.tree import Node

# A cheap sign: most answers begin with no question.
MARKS = lazy(r"[?？؟;_＿（(]")
# What asks for a translation is answered by one, and that may be a question.
TRANSLATES = lazy(
    r"\b(?:say|translat\w+)\b|\bin (?:English|Chinese|French|German|Spanish|Japanese|Russian)\b"
    r"|翻译|翻譯|怎么说|怎麼說|译成|訳|で何|сказать|перев[ео]д|переклад|[uü]bersetz|sagt man"
    r"|dit-on|se dice|si dice|se diz|\btradu"
    r"|[“”\"「『‘«].*(?:\bmean|意思|意味|означает|signifi|bedeutet)",
    re.IGNORECASE,
)
LATIN, FULLWIDTH, KANA = "LATIN", "FULLWIDTH", "KANA"
JAPANESE = frozenset({"HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"})
# The last Latin letter in everyday use.
LAST = "\u024f"
FEWEST = 2
MOST = 0.75
# A translation is about as long as what it translates.
LONGEST = 4


def with_translations_asked(drafts: Sequence[QuestionDraft]) -> list[QuestionDraft]:
    """Ask the lines with each question that ask it again."""
    parted = [_translation(draft) for draft in drafts]
    likely = [found is not None for found in parted]
    alike = sum(likely) >= max(FEWEST, MOST * len(drafts))
    return [
        _asked_with(draft, *found)
        if found and (alike or _is_in_another_script(draft, found[0]))
        else draft
        for draft, found in zip(drafts, parted, strict=True)
    ]


def _asked_with(draft: QuestionDraft, line: Node, rest: tuple[Node, ...]) -> QuestionDraft:
    """Put a line into the front of a question, and those below it that ask again as well."""
    draft = replace(draft, front=(*draft.front, line), body=rest)
    further = _translation(draft)
    is_third = further and _is_in_another_script(draft, further[0])
    return _asked_with(draft, *further) if further and is_third else draft


def is_translation(line: Line, following: Line) -> bool:
    """Tell whether a line asks again, in another script, what the line above it asks."""
    asked, again = plain_text(line), plain_text(following)
    return _script(asked) != _script(again) and not TRANSLATES.search(asked)


def without_translation(text: str, below: Sequence[Node]) -> Sequence[Node]:
    """Leave out the line that stands between a text and its choices in another script."""
    first = below[0] if below and below[0].type == "paragraph" else None
    lines = lines_of(first) if first else []
    if first is None or _script(plain_text(lines[0])) == _script(text):
        return below
    return (*((paragraph(joined(lines[1:]), first),) if lines[1:] else ()), *below[1:])


def _translation(draft: QuestionDraft) -> tuple[Node, tuple[Node, ...]] | None:
    """Part the line that may ask a question again from the answer below it; None without both."""
    first = draft.body[0] if draft.body else None
    if first is not None and first.type == "blockquote" and len(first.children) == 1:
        (first,) = first.children
    if first is None or first.type != "paragraph" or not _may_ask_again(draft, first):
        return None
    line, *below = lines_of(first)
    rest = (*((paragraph(joined(below), first),) if below else ()), *draft.body[1:])
    asked, again = _words(draft), plain_text(line).strip()
    too_long = len(again) > LONGEST * len(asked)
    if too_long or not _says_words(line) or _is_marked(again) or TRANSLATES.search(asked):
        return None
    following = next((each for each in rest if each.type != "hr"), None)
    if following is None or ends_in_question_mark(_first_line(following)):
        return None
    asks_again = _ask_alike(asked, again) or (
        _script(asked) != _script(again) and (_demand(asked, again) or _offers(rest))
    )
    return (paragraph(line, first), rest) if asks_again else None


def _may_ask_again(draft: QuestionDraft, block: Node) -> bool:
    """Tell at a glance whether a paragraph may begin with a question again."""
    if MARKS.search(block.content):
        return True
    return block.content.isascii() != plain_text(draft.prompt).isascii()


def _says_words(line: Line) -> bool:
    """Tell whether a line is text, and neither code, a picture nor what leads to a source."""
    nodes = [*inline_of(line)]
    leads = any(node.type in {"link", "image"} for node in nodes)
    return not leads and any(
        node.type == "text" and any(map(str.isalpha, node.content)) for node in nodes
    )


def _is_marked(text: str) -> bool:
    """Tell whether a line says which choice is right, or is numbered."""
    told = MARK.fullmatch(text) or ANSWER_LABEL.match(text)
    return bool(told) or without_number(text, ANY_NUMBER) != text


def _words(draft: QuestionDraft) -> str:
    return without_number(plain_text(draft.prompt), ANY_NUMBER)


def _first_line(block: Node) -> str:
    return plain_text(lines_of(block)[0]) if block.type == "paragraph" else ""


def _ask_alike(asked: str, again: str) -> bool:
    """Tell whether two lines ask, each in one sentence, or have as many gaps."""
    if not MARKS.search(again):
        return False
    if BLANK.search(asked):
        return len(BLANK.findall(asked)) == len(BLANK.findall(again))
    return ends_in_question_mark(asked) and is_one_question(again) and ends_in_question_mark(again)


def _demand(asked: str, again: str) -> bool:
    """Tell whether two lines ask in words alone."""
    return asks_in_words(asked) and is_one_question(again.rstrip(" .。"))


def _offers(rest: Sequence[Node]) -> bool:
    """Tell whether choices stand right below, so that the line above them can be no answer."""
    choices = find_choices(rest)
    return choices is not None and not choices.above


def _is_in_another_script(draft: QuestionDraft, line: Node) -> bool:
    written = {_script(_words(draft)), *(_script(_first_line(each)) for each in draft.front)}
    return _script(plain_text(line.children)) not in written


def _script(text: str) -> str:
    """Name the script of a text: that of its letters which are not Latin, if it has such."""
    if text.isascii():
        return LATIN
    kinds = {
        name(letter, "").split(" ")[0] for letter in text if letter > LAST and letter.isalpha()
    }
    return KANA if JAPANESE & kinds else min(kinds - {FULLWIDTH}, default=LATIN)
