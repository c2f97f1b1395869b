"""Is there text that wants to be on a card, and is on none?"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from diptych.characters import ASKED, QUESTION_MARKS, WORD, lazy
from diptych.compile.texts import said_in, text_of
from diptych.diagnostics.codes import diagnose
from diptych.model import Span
from diptych.parse.answers.hidden_answers import asking_summaries
from diptych.parse.papers.asked_below import only_numbers
from diptych.parse.words.asking import asks, asks_about_title, ends_in_question_mark
from diptych.parse.words.labels import KEY_LABEL
from diptych.parse.words.lexicon import QUESTION
from diptych.parse.words.manners import EXAMPLE_LABEL, TASK_LABEL
from diptych.parse.words.numbers import has_number
from diptych.syntax.code_spans import masked_code
from diptych.syntax.inline import lines_of
from diptych.syntax.tree import inline_of, walk_lines
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from diptych.compile.checks.facts import DocumentFacts
    from diptych.model import Diagnostic
    from diptych.syntax.document import Question, Section
    from diptych.syntax.inline import Line
    from diptych.syntax.tree import Node

# What is quoted of all the places in a message, and how long.
MOST = 3
LONGEST = 50

# Fewer words introduce a section; so many tell something.
ENOUGH_WORDS = 12
# One or two lines that ask belong to many an answer.
ENOUGH_LINES = 3
HALF = 0.5

_ASKS = lazy(rf"\S.{{3,158}}{ASKED}\W{{0,6}}", re.DOTALL)
# What sets a task below the label of an example.
_DEMANDS = lazy(
    r"\W*(?:\(.{1,40}?\)\W*|（.{1,40}?）\W*)?(?:求|计算|計算|化简|解方程|解不等式|已知|设|設|若"
    r"|证明|證明"
    r"|find|solve|compute|calculate|evaluate|determine|simplify|prove|show that|let\b|bestimme"
    r"|berechne|löse|zeige|calculer|déterminer|résoudre|montrer|calcul[ae]|halla|determina|найти"
    r"|найдите"
    r"|вычислит|решит|докажите|доказать)"
    r"|.*(?:を求めよ|せよ|なさい|하시오|구하시오)",
    re.IGNORECASE,
)
# What such a heading stands over is meant to be read, or to be asked next.
_ASIDE = lazy(
    r"\W*(?:references?|sources?|links?|further reading|see also|resources|credits|licen[sc]e"
    r"|(?:table of )?contents|about|preface|foreword|introduction|acknowledge?ments?|changelog|todo"
    r"|follow[- ]?ups?.*|related.*|(?:more|additional|practice|self[- ]check|discussion) questions?"
    r"|quellen(?:angaben)?|literatur(?:verzeichnis)?|verweise|siehe auch|inhalt(?:sverzeichnis)?"
    r"|fuentes|referencias|bibliograf[íi]a|enlaces|véase también|índice|fontes|referências|fonti"
    r"|riferimenti|sitografia|vedi anche|indice|références|bibliographie|liens|voir aussi|sommaire"
    r"|источники|литература|ссылки|см\. также|содержание|джерела|література|посилання|зміст|źródła"
    r"|bibliografia|literatura|linki|zobacz też|spis treści|kaynak(?:lar|ça)|içindekiler|nguồn"
    r"|tài liệu tham khảo|mục lục|xem thêm|(?:ال)?(?:مصادر|مراجع|روابط|محتويات|فهرس)|bronnen"
    r"|literatuur|inhoud|referensi|daftar (?:pustaka|isi)|zdroje|källor|参考文献|出典|目次|출처"
    r"|목차"
    r"|참고\s?(?:자료|문헌|링크)?|來源|来源|相關|相关|參考.*|目錄|總結|小結|結語"
    r"|前言|序言|引言|目录|总结|小结|结语|参考.*|(?:扩展|延伸|相关|推荐)阅读|追问.*|思考题?"
    r"|相关问题|拓展.*"
    r"|致谢|版权声明|更新日志|许可证)\W*",
    re.IGNORECASE,
)
_FENCE = lazy(r"\s*(?:```|~~~)")
# What a line looks like, and what keeps it from being a card.
_NEARLY: Sequence[tuple[re.Pattern[str], str]] = (
    (
        lazy(rf"\s*(?:[-*+]\s+)?(?:q|问|{QUESTION})\s*+(?:\d++\s*+)?[:：]\s*\S.*", re.I),
        "no answer",
    ),
    (lazy(r"(?![\s|>#]).*\S\s::\s\S.*"), "`::` within other text"),
    (lazy(r"\s*[-*+]\s+\?{1,2}\s*"), "`?` parts a card only where its line holds nothing else"),
    (
        lazy(r"\s*[-*+]\s+[^\W\d_][^<>|:=()]{0,39}\s(?:>>>?|<<|;;)\s[^\W\d_].*"),
        "other lines are written otherwise",
    ),
    (
        lazy(rf"\s*(\*\*|__)(?:(?!\1).)+(?:[{QUESTION_MARKS}]\s*\1|\1\s*[{QUESTION_MARKS}])\s*"),
        "bold, but no heading",
    ),
    (lazy(rf"\s*[-*+]\s+\[[ xX]\]\s+.*[{QUESTION_MARKS}]\s*"), "a task, not a question"),
)
# Of lists of such lines, and nothing else, an answer to a mere title is made.
_PAIRS: Sequence[tuple[re.Pattern[str], str]] = (
    (
        lazy(r"(\*\*|__)[^*_]{1,40}\1\s*[-–—]{1,2}\s+\S.*"),
        "a bold word and what it means",
    ),
    (lazy(r"[^→⇒]{1,40}?\s*(?:→|⇒|->|=>)\s*[^→⇒]{1,80}"), "an arrow between two sides"),
    (lazy(r"[^/\d]{1,40}\s/\s[^/]{1,80}"), "a slash between two sides"),
    (
        lazy(r"(?:公元)?前?\d{3,4}\s*年?(?:\d{1,2}月(?:\d{1,2}日)?)?\s*[:：—–]\s*\S.{0,80}"),
        "a year and what happened",
    ),
    (
        lazy(r"[^\s,;\t][^,;\t]{0,60}(?:[,;\t](?=\S)[^,;\t]{1,80}){1,9}"),
        "columns without a head",
    ),
)
# A question's label, which its own question does not show any more.
_LABELLED = lazy(
    # A whole word goes on behind a comma or a slash: `题目、答案`, `question/answer`.
    rf"[\s>*_+-]*(?:(?:[qｑ]|[问問](?![题題])|문)\s*+\d{{0,4}}\s*+(?:[:：.．。)）、/／]|\s[-–—]\s)"
    rf"|(?![题題问問])(?:{QUESTION})\s*+(?:\d{{0,4}}\s*+(?:[:：.．)）]|\s[-–—]\s)|\d{{1,4}}\s*+[。、/／]))"
    r"(?![:\d])[\s*_]*\S.*",
    re.IGNORECASE,
)
_MARKER = lazy(r"\A\s*(?:[-*+]|\d{1,2}[.)])\s+")
_BELOW = "what it means stands below it"
MOST_TOLD = 0.75
_IN_ANSWER = "within another answer"
_ITEM = lazy(r"\s*\\(?:item|question|part|(?:correct)?choice)\b.*", re.IGNORECASE)
_LATEX = "a list of LaTeX"
# A gap within a numbered line, and lines that offer choices.
_GAP = lazy(r"_{3,}|＿{2,}|\s-{4,}|[（(][\s\u3000]+[)）]")
_FIRST_CHOICE = lazy(r"\s*(?:[(（]?[AaАа]\s?[.．、)）:：]|[AА]\s(?!=)|①)\s*\S")
_SECOND_CHOICE = lazy(r"\s*(?:[(（]?[BbБб]\s?[.．、)）:：]|[BБ]\s(?!=)|②)\s*\S")
_OPENED = lazy(r"\{\{c\d+::")
_EMPTIED = "all that stands below it is on cards of its own"
_UNCLOSED = "`{{c1::` without `}}`"


def sections_without_cards(facts: DocumentFacts) -> Iterator[Diagnostic]:
    """Report, once, the sections that have text and neither questions nor further sections."""
    document = facts.document
    bare = [each for each in document.sections[1:] if _tells_and_asks_nothing(each, facts)]
    if not bare or not document.questions:  # of a document without questions D202 tells
        return
    names = ", ".join(f"“{each.title}” (line {each.span.line})" for each in bare[:MOST])
    more = f" and {len(bare) - MOST} more" if len(bare) > MOST else ""
    verb = "section has" if len(bare) == 1 else "sections have"
    message = f"{len(bare)} {verb} text that is on no card: {names}{more}"
    hint = "A heading becomes a card if it asks, or is written as those that do."
    yield diagnose("D326", message, bare[0].span.first_line, hint)


def swallowed_questions(facts: DocumentFacts) -> Iterator[Diagnostic]:
    """Report, once, the answers in which other questions seem to be asked."""
    questions = facts.document.questions
    enough = ENOUGH_LINES - 1 if len(questions) == 1 else ENOUGH_LINES
    found = [(each, [*_asking(each)]) for each in questions]
    found = [
        (question, lines)
        for question, lines in found
        if len(lines) >= enough or (lines and _holds_heading_that_asks(question))
    ]
    if not found:
        return
    first, lines = max(found, key=lambda each: len(each[1]))
    quoted = ", ".join(f"`{_short(text)}`" for text, _ in lines[:MOST])
    many = "1 line seems" if len(lines) == 1 else f"{len(lines)} lines seem"
    seem = f"{many} to be of other cards"
    message = f"{seem}, inside the answer of “{_short(first.prompt)}”: {quoted}"
    if others := sorted(question.span.line for question, _ in found if question is not first):
        message += f"; so do lines in the answers of lines {', '.join(map(str, others))}"
    hint = "If they are questions, write each as the others are written: as a heading, say."
    yield diagnose("D327", message, Span(facts.document.path, lines[0][1], lines[0][1]), hint)


def nearly_cards(facts: DocumentFacts) -> Iterator[Diagnostic]:
    """Report, once, the lines that look like cards and became none, and why."""
    found = sorted([*_nearly(facts), *_paired(facts), *_emptied(facts)])
    if not found or not facts.document.questions:  # without questions, D201 and D202 name them
        return
    told = "; ".join(f"line {line} `{_short(text)}` ({why})" for line, text, why in found[:MOST])
    more = f"; and {len(found) - MOST} more" if len(found) > MOST else ""
    verb = "line looks like a card and is" if len(found) == 1 else "lines look like cards and are"
    message = f"{len(found)} {verb} none: {told}{more}"
    hint = "`diptych manual` lists the ways of writing questions."
    yield diagnose("D328", message, Span(facts.document.path, found[0][0], found[0][0]), hint)


def _tells_and_asks_nothing(section: Section, facts: DocumentFacts) -> bool:
    path = section.path
    return (
        not _ASIDE.fullmatch(section.title)
        and len(re.findall(WORD, text_of(said_in(section.intro)))) >= ENOUGH_WORDS
        and not any(q.section[: len(path)] == path for q in facts.document.questions)
        and not any(
            each.path[: len(path)] == path and each is not section
            for each in facts.document.sections
        )
    )


def _asking(question: Question) -> Iterator[tuple[str, int]]:
    """Walk the lines of an answer that ask, but for those below a heading for such."""
    aside = False
    for node, line in walk_lines((*question.short, *question.answer), question.span.line):
        if node.type == "html_block":
            yield from ((each, line) for each in asking_summaries(node.content))
        if node.type not in {"heading", "paragraph", "callout_title"}:
            continue
        text = plain_text(node.children)
        if node.type == "heading" or text.rstrip().endswith((":", "：")) or _is_bold(node):
            aside = bool(_ASIDE.fullmatch(text))
        if not aside:
            lines = [(plain_text(each), _line_of(each) or line) for each in lines_of(node)]
            yield from ((each, number) for each, number in lines if _asks(each))
            yield from _stems(lines)


def _stems(lines: Sequence[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Walk the lines of a paragraph that stand above choices, and do not ask by their words."""
    texts = [text for text, _ in lines]
    for stem, first, second in zip(lines, texts[1:], texts[2:], strict=False):
        offers = _FIRST_CHOICE.match(first) and _SECOND_CHOICE.match(second)
        if offers and not _asks(stem[0]):
            yield stem


def _holds_heading_that_asks(question: Question) -> bool:
    """Tell whether a heading asks in the answer to a mere title, and does not ask about that."""
    if asks(question.prompt):
        return False
    headings = (plain_text(each.children) for each in question.answer if each.type == "heading")
    return any(ends_in_question_mark(text) and not asks_about_title(text) for text in headings)


def _asks(line: str) -> bool:
    """Tell whether a line asks, or bears the label of a task or answer: `例2 求…`, `答案：B`."""
    labelled = TASK_LABEL.match(line) or KEY_LABEL.match(line) or only_numbers(line)
    has_gap = has_number(line) and _GAP.search(line)
    if labelled or has_gap or _ASKS.fullmatch(line):
        return True
    shown = EXAMPLE_LABEL.match(line)
    return bool(shown and _DEMANDS.match(line, shown.end()))


def _is_bold(node: Node) -> bool:
    return len(node.children) == 1 and node.children[0].type == "strong"


def _line_of(line: Line) -> int:
    return next((node.line for node in inline_of(line) if node.line), 0)


def _nearly(facts: DocumentFacts) -> Iterator[tuple[int, str, str]]:
    """Walk the lines outside of questions and code that look like cards."""
    within = {
        line: question
        for question in facts.document.questions
        for line in range(question.span.line, question.span.end_line + 1)
    }
    closed = _closed_below(facts.lines)
    for number, line in _prose(facts.lines):
        if _ITEM.fullmatch(line):
            yield number, line, _LATEX
        elif number not in within:
            why = next((why for kind, why in _NEARLY if kind.fullmatch(line)), "")
            yield from [(number, line, why)] if why else []
        elif _LABELLED.fullmatch(line) and not _asks_in(within[number], number, line):
            yield number, line, _IN_ANSWER
        # What is opened in a paragraph must be closed in it.
        if number not in closed and _opens(facts.lines[number - 1]):
            yield number, line, _UNCLOSED


def _asks_in(question: Question, number: int, line: str) -> bool:
    """Tell whether a line of a question says what it asks; an answer may stand above that."""
    return number == question.span.line or _letters(question.prompt) in _letters(line)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _paired(facts: DocumentFacts) -> Iterator[tuple[int, str, str]]:
    """Walk the lines of two sides that answer mere titles, where most answers are such lists."""
    questions = facts.document.questions
    lists = [
        found
        for question in questions
        if not asks(question.prompt)
        and (found := _pairs_of(question, facts) or [*_told_below(question)])
    ]
    if len(lists) >= HALF * len(questions):
        for found in lists:
            yield from found


def _emptied(facts: DocumentFacts) -> Iterator[tuple[int, str, str]]:
    """Walk the headings that ask, and have nothing left below them but cards without headings."""
    questions = facts.document.questions
    cards = {question.section for question in questions if not question.heading}
    for section in facts.document.sections[1:]:
        if ends_in_question_mark(section.title) and not section.intro and section.path in cards:
            yield section.span.line, section.title, _EMPTIED


def _pairs_of(question: Question, facts: DocumentFacts) -> list[tuple[int, str, str]]:
    """Read an answer as lines of two sides; empty unless all are, of one kind."""
    nodes = [
        (node, line)
        for node, line in walk_lines((*question.short, *question.answer), question.span.line)
        if node.type == "paragraph"
    ]
    # As they are written: between Chinese characters the end of a line is no part of the text.
    lines = [
        (number, text)
        for node, line in nodes
        for number in range(line, max(line, min(node.end_line, len(facts.lines))) + 1)
        if (text := _MARKER.sub("", facts.lines[number - 1]).strip())
    ]
    for kind, why in _PAIRS:
        if len(lines) > ENOUGH_LINES and all(kind.fullmatch(text) for _, text in lines):
            return [(line, text, why) for line, text in lines]
    return []


def _told_below(question: Question) -> Iterator[tuple[int, str, str]]:
    """Walk the numbered lines of an answer, if one shorter bullet stands below most of them."""
    blocks = (*question.short, *question.answer)
    numbered = [block for block in blocks if block.type == "ordered_list"]
    pairs = [
        (above.children[-1], below.children[0])
        for above, below in pairwise(blocks)
        if above.type == "ordered_list" and below.type == "bullet_list" and len(below.children) == 1
    ]
    short = [item for item, told in pairs if len(_words(told)) <= len(_words(item))]
    if len(numbered) > ENOUGH_LINES and len(short) >= MOST_TOLD * len(numbered):
        yield from ((item.line, _words(item), _BELOW) for item in short)


def _words(item: Node) -> str:
    return plain_text(item.children[0].children) if item.children else ""


def _opens(line: str) -> bool:
    """Tell whether a line opens a deletion outside of code that it does not close."""
    if "{" not in line:
        return False
    opened = [*_OPENED.finditer(masked_code(line, " "))]
    return bool(opened) and "}}" not in line[opened[-1].end() :]


def _closed_below(lines: Sequence[str]) -> set[int]:
    """Find the lines, counted from 1, below which their paragraph closes a deletion."""
    numbers = set()
    closed = False
    for number in range(len(lines), 0, -1):
        line = lines[number - 1]
        if closed:
            numbers.add(number)
        closed = bool(line.strip()) and (closed or "}}" in line)
    return numbers


def _prose(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Walk the lines outside fences, without the code in them, with their numbers."""
    fenced = False
    for number, line in enumerate(lines, start=1):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced and not line.startswith(("    ", "\t")) and line.strip():
            yield number, masked_code(line, "")


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
