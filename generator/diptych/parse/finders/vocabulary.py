"""Lists of words: ``abandon：放弃``, ``- absorb — v. 吸收``, ``abstract adj. 抽象的``.

Most lines of a text must be so, and either their two sides are in two languages, or a tab or
``>>`` parts them, or a heading says that words follow. Other lines with a colon are text.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from diptych.characters import CJK, lazy
from diptych.parse.drafts.draft import QuestionDraft
from diptych.parse.lines.items import is_index
from diptych.parse.lines.two_sides import mark_between
from diptych.parse.search import Search
from diptych.parse.words import lexicon
from diptych.parse.words.asking import is_part_of_answer
from diptych.parse.words.manners import is_bold
from diptych.syntax.inline import joined, lines_of, paragraph, split_line
from diptych.syntax.tree import LISTS, inline_of, last_line
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.parse.page import Page
    from diptych.syntax.inline import Line
    from diptych.syntax.tree import Node

NAME = "vocabulary"

_SPEECH = r"(?:n|v|vt|vi|vb|adj|adv|prep|conj|pron|num|art|int|aux|phr|ph|abbr|名|動|形|副)\s*\."
# Between a word and its meaning; what kind of word it is belongs to the meaning.
PARTS = lazy(
    # Each from where a run of spaces begins: to try it from each of many takes for ever.
    rf"(?<!\s)\s*[:：](?!//)\s*|(?<!\s)\s+(?:[-–—=→]+|>>>?|<<<?|<>|;;)\s+|(?<!\s)\s*[—–]+\s*|\t+"
    rf"|(?<!\s)\s+(?={_SPEECH})",
    re.IGNORECASE,
)
# A line that shows how the word above it is used.
USED = lazy(
    r"\W*(?:例句?|例如|造句|同义词?|反义词?|近义词?|搭配|e\.?g\.?|ex(?:ample)?|syn(?:onyms?)?|ant(?:onyms?)?)"
    r"\s*[:：.]",
    re.IGNORECASE,
)
HINT = lazy(
    r"单词|词汇|生词|词语|词组|短语|术语|名词解释|语法|單詞|詞彙|生詞|詞語|詞組|短語|術語|名詞解釋|文法|単語|語彙|用語集"
    r"|단어|어휘|vocab|glossar|\bwords\b|\bterms\b"
    rf"|\b(?:{lexicon.WORDS})\b",
    re.IGNORECASE,
)
# What says so of a whole page, and little of a section.
GUIDE = lazy(r"\b(?:study guide|flash ?cards?|definitions)\b", re.IGNORECASE)
SPEECH = lazy(rf"\s*{_SPEECH}", re.IGNORECASE)
EAST = lazy(f"[{CJK}]")
ADDRESS = lazy(r"<?(?:https?:|www\.|mailto:)", re.IGNORECASE)
LETTER = lazy(r"[^\W\d_]")
LONGEST = 40
FEWEST = 3
FEWEST_HINTED = 2
MANY = 3
MOST = 0.8
HALF = 0.5
# Shorter meanings explain nothing.
SHORT, SHORT_EAST = 8, 3


class Entry(NamedTuple):
    """A word and its meaning, and what stands between them if nobody writes that elsewhere."""

    term: Line
    meaning: Line
    mark: str = ""


Read = tuple["Entry | None", "tuple[Node, ...]"]


def search(page: Page, nodes: Sequence[Node]) -> Search | None:
    """Look for lists of words; return None when no line can be an entry."""
    if not any(PARTS.search(line) for line in page.lines):
        return None
    headings = [node for node in nodes if node.type == "heading"]
    titles = [page.title or "", page.name]
    titles += [plain_text(node.children) for node in headings if node.heading_level == 1]
    others = [plain_text(node.children) for node in headings if node.heading_level > 1]
    hinted = any(map(HINT.search, (*titles, *others))) or any(map(GUIDE.search, titles))
    many = hinted and sum(_is_surely(entry) for block in nodes for entry in _entries(block)) >= MANY
    # Where nothing else can be a card, words that are set off in every line are words.
    find = partial(_find, hinted, many, not headings)
    return Search("lines are words and their meanings", find, explicit=False)


def _find(
    hinted: bool,
    many: bool,
    alone: bool,
    blocks: Sequence[Node],
    section: tuple[str, ...],
    _end: int,
) -> tuple[Sequence[Node], list[QuestionDraft]]:
    read = [_read(block) for block in blocks]
    lines = [entry for each in read for entry, below in each if entry or not _is_used(below)]
    entries = [entry for entry in lines if entry]
    set_off = alone and len(entries) == len(lines) and all(map(_is_set_off, entries))
    # What goes into the same place again and again is what commands write.
    explicit = len({plain_text(each.meaning) for each in entries}) > HALF * len(entries)
    fits = [
        each
        for each in entries
        if hinted or set_off or (each.mark and explicit) or _is_bilingual(each)
    ]
    fewest = FEWEST_HINTED if hinted else FEWEST
    if many and all(map(_is_surely, entries)):
        fewest = 1  # a letter of a glossary may have a single word
    if len(entries) < fewest or len(fits) < MOST * len(lines):
        return blocks, []
    rest: list[Node] = []
    drafts: list[QuestionDraft] = []
    for block, each in zip(blocks, read, strict=True):
        if each and each[0][0]:
            drafts += _drafts(block, each, section)
        else:
            rest.append(block)
    return rest, drafts


def _read(block: Node) -> list[Read]:
    """Read each line of a paragraph, or each item of a list, with what stands below its line."""
    if block.type == "paragraph":
        return [(_entry(line), (paragraph(line, block),)) for line in lines_of(block)]
    if block.type not in LISTS or is_index(block):
        return []
    return [_read_item(item) for item in block.children]


def _entries(block: Node) -> list[Entry]:
    return [entry for entry, _ in _read(block) if entry]


def _is_surely(entry: Entry) -> bool:
    """Tell whether an entry is one by itself: its word is bold, or in another language."""
    return _is_set_off(entry) or _is_bilingual(entry)


def _read_item(item: Node) -> Read:
    first = item.children[0] if item.children else item
    if first.type != "paragraph":
        return None, item.children
    line, *others = lines_of(first)
    lines = (paragraph(joined(others), first),) if others else ()
    entry = _entry(line)
    return (entry, (*lines, *item.children[1:])) if entry else (None, item.children)


def _drafts(block: Node, read: Sequence[Read], section: tuple[str, ...]) -> Iterator[QuestionDraft]:
    """Make questions; a line that is no entry goes on with the one above it."""
    drafts: list[QuestionDraft] = []
    for entry, below in read:
        if entry:
            drafts.append(_draft(entry, () if block.type == "paragraph" else below, block, section))
        else:
            last = drafts[-1]
            end = last_line(below, last.end_line)
            drafts[-1] = replace(last, body=(*last.body, *below), end_line=end)
    yield from drafts


def _entry(line: Line) -> Entry | None:
    parted = split_line(line, PARTS)
    if parted is None or USED.match(plain_text(line)):
        return None
    term, meaning = (plain_text(side) for side in parted)
    if ADDRESS.match(meaning):
        return None
    is_term = 0 < len(term) <= LONGEST and LETTER.search(term) and not is_part_of_answer(term)
    if not is_term or not meaning:
        return None
    return Entry(*parted, mark_between(line))


def _is_used(below: Sequence[Node]) -> bool:
    """Tell whether a line shows how the word above it is used."""
    return bool(below) and bool(USED.match(plain_text(below[0].children)))


def _is_set_off(entry: Entry) -> bool:
    """Tell whether a word is bold and explained, which a name or a number does not do."""
    meaning = plain_text(entry.meaning)
    return is_bold(entry.term) and len(meaning) >= (SHORT_EAST if EAST.search(meaning) else SHORT)


def _is_bilingual(entry: Entry) -> bool:
    """Tell whether both sides are in different scripts, or the second says what kind of word."""
    term, meaning = plain_text(entry.term), plain_text(entry.meaning)
    if SPEECH.match(meaning):
        return True
    return bool(EAST.search(term)) != bool(EAST.search(meaning)) and bool(LETTER.search(meaning))


def _draft(
    entry: Entry, below: tuple[Node, ...], block: Node, section: tuple[str, ...]
) -> QuestionDraft:
    term, meaning = entry.term, entry.meaning
    if entry.mark.startswith("<<"):
        term, meaning = meaning, term
    line = next((node.line for node in inline_of(term) if node.line), block.line or 1)
    like = block if block.type == "paragraph" else block.children[0].children[0]
    body = (paragraph(meaning, like), *below)
    return QuestionDraft(
        prompt=term,
        body=body,
        section=section,
        line=line,
        end_line=last_line(below, line),
        classes=("reversed",) if entry.mark == "<>" else (),
    )
