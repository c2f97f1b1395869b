"""What stands in notes for finding one's way, and belongs on no card.

Tables of contents that repeat the questions as links, and lines that lead back to the top: both
panels have their own ways. Each is left out with a diagnostic that quotes it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose
from diptych.syntax.blocks import LISTS, append_block, end_of_block
from diptych.syntax.markdown import TAG, line_of, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it.token import Token

    from diptych.model import Diagnostic
    from diptych.parse.page import Page

CONTENTS = re.compile(
    r"\W*(?:table of contents?|contents?|toc|index|question list|list of questions|目录|目錄|目次"
    r"|题目(?:列表|目录)|问题(?:列表|目录)|содержание|оглавление|índice|sommaire|inhalt"
    r"|inhaltsverzeichnis|목차)\W*",
    re.IGNORECASE,
)
TYPORA = re.compile(r"\s*\[toc\]\s*", re.IGNORECASE)
BACK = re.compile(
    r"\W*(?:(?:(?:go\s+)?back|return|go|jump|scroll|up)\s+to\s+(?:the\s+)?"
    r"(?:top|contents?|table of contents|toc|index|menu|start)|(?:to\s+)?(?:the\s+)?top"
    r"|back|up|返回(?:顶部|目录|首页|开头)?|回到?(?:顶部|目录|首页)|наверх|вверх"
    r"|к (?:началу|оглавлению|содержанию)|volver arriba|voltar ao topo|retour en haut|nach oben"
    r"|맨 위로|위로)?\W*",
    re.IGNORECASE,
)
HTML_BACK = re.compile(r"""<a\b[^>]*\bhref=["']?#""", re.IGNORECASE)

# So much of a text must be links into its own document to be a table of contents, and so many.
_SHARE = 0.6
_FEWEST = 3


def is_contents(heading: str, body: Sequence[Token]) -> bool:
    """Whether what stands below a heading only leads elsewhere in the document."""
    return bool(CONTENTS.fullmatch(heading)) and _leads_inside(body, fewest=1)


def without_contents(tokens: Sequence[Token], page: Page) -> tuple[list[Token], list[Diagnostic]]:
    """Leave out Typora's ``[TOC]``, and lists and tables of links into the document."""
    kept: list[Token] = []
    told: list[Diagnostic] = []
    index = 0
    while index < len(tokens):
        end = end_of_block(tokens, index)
        block = tokens[index:end]
        if _is_toc(block):
            told.append(leave_out(block, page))
        else:
            kept += block
        index = end
    return kept, told


def leave_out(block: Sequence[Token], page: Page) -> Diagnostic:
    """What is said of a table of contents; it quotes all of its words."""
    line = next((line_of(token) for token in block if token.map), 1)
    message = f"the table of contents is left out, the site makes its own: {_quoted(block)}"
    return diagnose("D205", message, page.span(line, line))


def without_back_links(tokens: Sequence[Token], page: Page) -> tuple[list[Token], list[Diagnostic]]:
    """Leave out lines that only lead back to the top, wherever they stand."""
    if not any(_may_lead_back(token) for token in tokens):
        return list(tokens), []
    kept: list[Token] = []
    told: list[Diagnostic] = []
    for token in tokens:
        rest = _without_back_line(token)
        if rest is token:
            kept.append(token)
            continue
        line = line_of(token)
        message = f"a way back to the top is left out: {_quoted([token])}"
        told.append(diagnose("D208", message, page.span(line, line)))
        kept.append(rest)
    return _without_empty_paragraphs(kept), told


def _is_toc(block: Sequence[Token]) -> bool:
    if block[0].type == "paragraph_open":
        return bool(TYPORA.fullmatch(block[1].content))
    is_list = block[0].type in {"table_open", *LISTS}
    return is_list and _leads_inside(block, fewest=_FEWEST)


def _leads_inside(tokens: Sequence[Token], *, fewest: int) -> bool:
    """Whether a text is mostly links to anchors of its own document."""
    inside = everything = links = 0
    for token in tokens:
        if token.type in {"fence", "code_block", "math_block", "html_block"}:
            everything += len(token.content)
        depth = False
        for child in token.children or ():
            if child.type == "link_open":
                depth = str(child.attrGet("href") or "").startswith("#")
                links += depth
            elif child.type == "link_close":
                depth = False
            else:
                size = len(plain_text([child]).strip(" |.0123456789"))
                everything += size
                inside += size if depth else 0
    return links >= fewest and inside >= _SHARE * everything


def _may_lead_back(token: Token) -> bool:
    if token.type == "html_block":
        return "#" in token.content and len(token.content) < 400
    return token.type == "inline" and "#" in token.content


def _without_back_line(token: Token) -> Token:
    """The token itself; or, where its last line leads back to the top, what is left of it."""
    if token.type == "html_block" and HTML_BACK.search(token.content):
        text = TAG.sub(" ", token.content).strip()
        return token.copy(content="") if BACK.fullmatch(text) else token
    if token.type != "inline" or not token.children:
        return token
    children = list(token.children)
    breaks = [n for n, child in enumerate(children) if child.type in {"softbreak", "hardbreak"}]
    start = breaks[-1] + 1 if breaks else 0
    line = children[start:]
    if not _is_back_line(line):
        return token
    return token.copy(children=children[: max(start - 1, 0)], content="")


def _is_back_line(line: Sequence[Token]) -> bool:
    """One link into the document, or raw HTML of one, whose text leads back."""
    links = [child for child in line if child.type == "link_open"]
    if links:
        if len(links) > 1 or not str(links[0].attrGet("href") or "").startswith("#"):
            return False
    elif not any(c.type == "html_inline" and HTML_BACK.search(c.content) for c in line):
        return False
    return bool(BACK.fullmatch(plain_text(line)))


def _without_empty_paragraphs(tokens: Sequence[Token]) -> list[Token]:
    kept: list[Token] = []
    for token in tokens:
        if token.type != "html_block" or token.content:
            append_block(kept, token)
    return kept


def _quoted(tokens: Sequence[Token]) -> str:
    return " ".join(" ".join(_words(tokens)).split())


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield plain_text([token])
        elif not token.nesting:
            yield TAG.sub(" ", token.content)
