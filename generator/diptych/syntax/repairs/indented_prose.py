"""Prose that is indented as in a book, and lists that are indented below their heading.

By a tab or four spaces Markdown takes both for code, and full-width spaces are shown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import CJK, lazy
from diptych.syntax.repairs.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.syntax.repairs.text import Text

CODE = "D226"
SAFE = True

# The widths of Unicode's spaces that people indent with; Markdown takes them for text.
WIDE = "\u00a0\u2000-\u200a\u3000"
INDENT = lazy(rf"[ \t{WIDE}]*")
SIGN = lazy(
    rf"^(?:[ \t]*[{WIDE}]"
    r"|(?: {4}|\t)(?:[-*+] |[^\n]*[，。；：、？！]|[ \t]*[\"“(]?[A-Z][\w',-]*(?: [\w',-]+){3}))",
    re.MULTILINE,
)
WIDE_INDENT = lazy(rf"[ \t]*(?P<wide>[{WIDE}][ \t{WIDE}]*)(?=\S)")

LIST_ITEM = lazy(r"(?:[-*+]|\d{1,9}[.)])(?:\s|$)")

BULLET = lazy(r"[-*+]\s")
LEVEL = lazy(r" {4}|\t")

# Where a list, a quotation or a footnote goes on, the indent has its meaning.
NESTED = ("bullet_list_open", "ordered_list_open", "blockquote_open", "footnote_reference_open")

# What begins something else than a paragraph once the indent is gone.
BLOCK = lazy(
    r"[#>|<=~:+%@\\]|[-*+•](?:\s|$)|-+\s*$|(?:[-*_]\s*){3,}$|\d{1,9}[.)](?:\s|$)|```|\$\$"
    r"|\[[^\]]*\]:|\{"
)
KEYWORD = lazy(
    r"(?:import|from|def|class|return|if|for|while|const|let|var|function|print|public|private"
    r"|static|void|int|float|echo|select)\b(?![,，])|[A-Za-z0-9_.]+\s*(?:=|\()",
)
CODE_CHARACTERS = lazy(r"[;{}=<>|\\\[\]_]|\(\)|->|//|^\s*[#$]")
CHINESE = lazy(f"[{CJK}，。；：、？！（）“”]")
CHINESE_STOP = lazy("[，。；：、？！]")
ENGLISH_START = lazy(r"[\"“(]?[A-Z]")
ENGLISH_STOP = lazy(r"[.?!:][\"”)]?$")
FEWEST_CHARACTERS, FEWEST_WORDS = 6, 8


def find(text: Text) -> Iterator[Edit]:
    r"""``\t机器学习，顾名思义……`` and ``　　机器学习……`` begin at the left."""
    if not _may_be_prose(text.lines):
        return
    prose = _indented_prose(text)
    lists = _indented_lists(text)
    kept = text.code | text.inside("html_block", "table_open")
    for number, line in enumerate(text.lines):
        if number in prose:
            end = _end_of_indent(line)
            if end and line.strip():
                yield Edit(number, 0, end, "")
        elif number in lists:
            if level := LEVEL.match(line):
                yield Edit(number, 0, level.end(), "")
        elif number not in kept:
            wide = WIDE_INDENT.match(line)
            if wide and not BLOCK.match(line, wide.end()):
                yield Edit(number, *wide.span("wide"), "")


def _may_be_prose(lines: Sequence[str]) -> bool:
    """Tell whether it is worth finding out what the blocks are: most indents belong to lists."""
    at_left = ""
    before = ""
    for line in lines:
        if line[:1] not in " \t":
            at_left = line or at_left
        if SIGN.match(line):
            is_wide = WIDE_INDENT.match(line) is not None
            begins = not before.strip() or before.startswith("#")
            if is_wide or (begins and not LIST_ITEM.match(at_left)):
                return True
        before = line
    return False


def _indented_prose(text: Text) -> set[int]:
    """Find the lines of indented code blocks that are paragraphs."""
    nested = text.inside(*NESTED)
    found: set[int] = set()
    for kind, start, end in text.blocks:
        if kind == "code_block" and start not in nested and _stands_free(text, start, end):
            block = [text.lines[n][_end_of_indent(text.lines[n]) :] for n in range(start, end)]
            if _is_prose([line.rstrip() for line in block if line.strip()]):
                found |= set(range(start, end))
    return found


def _indented_lists(text: Text) -> set[int]:
    """Find the lines of indented code blocks that are lists right below a heading, as in Logseq."""
    nested = text.inside(*NESTED)
    found: set[int] = set()
    for kind, start, end in text.blocks:
        lines = [line for line in text.lines[start:end] if line.strip()]
        below_heading = start > 0 and text.lines[start - 1].startswith("#")
        if kind == "code_block" and start not in nested and below_heading:
            levels = [LEVEL.match(line) for line in lines]
            behind = [
                line[level.end() :] for line, level in zip(lines, levels, strict=True) if level
            ]
            is_list = behind and BULLET.match(behind[0])
            if is_list and all(BULLET.match(each) or each[:1] in " \t" for each in behind):
                found |= set(range(start, end))
    return found


def _stands_free(text: Text, start: int, end: int) -> bool:
    """Tell whether a paragraph in a block's place would be joined to nothing else."""
    before = text.lines[start - 1].strip() if start else ""
    behind = text.lines[end].strip() if end < len(text.lines) else ""
    return (not before or before.startswith("#")) and (
        behind.startswith("# ") or not BLOCK.match(behind)
    )


def _is_prose(lines: list[str]) -> bool:
    if any(BLOCK.match(line) or KEYWORD.match(line) for line in lines):
        return False
    whole = "\n".join(lines)
    if len(CODE_CHARACTERS.findall(whole)) * 30 > len(whole):
        return False
    if CHINESE_STOP.search(whole):
        # Comments stand behind code: in prose most of each line is Chinese.
        enough = len(CHINESE.findall(whole)) >= FEWEST_CHARACTERS
        return enough and all(_is_mostly_chinese(line) for line in lines)
    words = re.findall(r"\b[A-Za-z]?[a-z]+\b", whole)
    ends = ENGLISH_START.match(whole) and ENGLISH_STOP.search(whole)
    return bool(ends) and len(words) >= FEWEST_WORDS and all(" " in line for line in lines)


def _is_mostly_chinese(line: str) -> bool:
    return len(CHINESE.findall(line)) * 3 >= len(line.replace(" ", ""))


def _end_of_indent(line: str) -> int:
    indent = INDENT.match(line)
    return indent.end() if indent else 0
