"""What stands in notes for finding one's way, and belongs on no card.

Tables of contents that repeat the questions as links, and lines that lead back to the top: both
panels have their own ways. Each is left out with a diagnostic that quotes it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.characters import lazy
from diptych.diagnostics.codes import diagnose
from diptych.parse.heading_keys import heading_key
from diptych.parse.words.asking import asks
from diptych.parse.words.manners import ANY_NUMBER
from diptych.parse.words.numbers import without_number
from diptych.syntax.html import opening_tags
from diptych.syntax.html_policy import shown_text
from diptych.syntax.inline import joined, lines_of, paragraph
from diptych.syntax.tree import LISTS, blocks_of, inline_of, map_blocks
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from diptych.model import Diagnostic
    from diptych.parse.outline import Heading
    from diptych.parse.page import Page
    from diptych.syntax.tree import Node

CONTENTS = lazy(
    r"\W*(?:table of contents?|contents?|toc|index|question list|list of questions|目录|目錄|目次"
    r"|题目(?:列表|目录)|问题(?:列表|目录)|содержание|оглавление|índice|sommaire|inhalt"
    r"|inhaltsverzeichnis|목차)\W*",
    re.IGNORECASE,
)
# As Typora, CSDN, GitLab and kramdown ask for one.
ASKED_FOR = lazy(r"\s*(?:@?\[toc\](?:\([^()]*\))?|\[\[_?toc_?\]\]|\{:?toc\})\s*", re.IGNORECASE)
ADDRESS = lazy("href", re.IGNORECASE)
ARROW = lazy("[↑⇑⇧⬆▲△▴⏫🔼🔝⤴☝^←↩⬅]")
BACK = lazy(
    r"\W*(?:(?:(?:go\s+)?back|return|go|jump|scroll|up)\s+to\s+(?:the\s+)?"
    r"(?:top|contents?|table of contents|toc|index|menu|start)|(?:to\s+)?(?:the\s+)?top"
    r"|back|up|返回(?:顶部|目录|首页|开头)?|回到?(?:顶部|目录|首页)|наверх|вверх"
    r"|(?:вернуться |назад )?(?:к|в) (?:началу?|оглавлению?|содержанию?)"
    r"|volver arriba|voltar ao topo|retour en haut|nach oben"
    r"|맨 위로|위로)?\W*",
    re.IGNORECASE,
)

# What stands beside it in a line of ways: `[Top](#a) | [Home](README.md) | [Next](b.md)`.
WAY = lazy(
    r"\W*(?:home|prev(?:ious)?|next|back|top|up|index|menu|toc|(?:table of )?contents?|main page"
    r"|首页|主页|目录|目錄|目次|返回.{0,4}|[上下前后]一?[页頁章节節篇课題题]|назад|вперёд|далее|главная|оглавление|содержание"
    r"|(?:к|в) (?:началу?|оглавлению?|содержанию?)|zurück|weiter|inhalt|anterior|siguiente|índice"
    r"|inicio|précédent|suivant|accueil|sommaire|próximo|início|前へ|次へ|戻る|ホーム|トップ|목차|처음|이전|다음|홈)\W*",
    re.IGNORECASE,
)
# Names of emoji, and the one emoji that counts as a letter.
SHORTCODE = lazy(r":\w+:|ℹ")
# It repeats the headings, which a page shows: of a long one the beginning tells which it is.
LONGEST_QUOTE = 300

# So much of a text must be links into its own document to be a table of contents, and so many.
_SHARE = 0.6
_FEWEST = 3
HALF = 0.5


def is_contents(heading: Heading) -> bool:
    """Tell whether a heading, or what stands below it, only leads elsewhere in the document."""
    if heading.leads_to.startswith("#"):
        return True
    return names_contents(heading) and _leads_inside(heading.body, fewest=1)


def lists_questions(heading: Heading, keys: Container[str]) -> bool:
    """Tell whether a heading asks nothing, and below it stand questions that others ask again.

    Args:
        keys: those of all headings of the page.
    """
    if heading.asks or any(block.type not in {"paragraph", *LISTS} for block in heading.body):
        return False
    texts = [plain_text(line) for block in heading.body for line in _lines(block)]
    own = heading_key(heading.text)
    again = [
        text
        for text in texts
        if (key := heading_key(without_number(text, ANY_NUMBER))) in keys and key != own
    ]
    many = len(again) >= max(_FEWEST, _SHARE * len(texts))
    return many and sum(map(asks, again)) >= HALF * len(again)


def _lines(block: Node) -> list[Sequence[Node]]:
    """List the lines of a paragraph, or of all items of a list."""
    if block.type == "paragraph":
        return [*lines_of(block)]
    return [line for item in block.children for each in item.children for line in _lines(each)]


def names_contents(heading: Heading) -> bool:
    """Tell whether a heading is called as tables of contents are."""
    return bool(CONTENTS.fullmatch(heading.text))


def without_contents(
    nodes: Sequence[Node], page: Page
) -> tuple[tuple[Node, ...], list[Diagnostic]]:
    """Leave out Typora's ``[TOC]``, and lists and tables of links into the document."""
    kept = tuple(node for node in nodes if not _is_toc(node))
    return kept, [leave_out([node], page) for node in nodes if _is_toc(node)]


def leave_out(blocks: Sequence[Node], page: Page) -> Diagnostic:
    """Report that a table of contents is left out; the message quotes how it begins."""
    line = next((block.line for block in blocks_of(blocks) if block.line), 1)
    words = _quoted(blocks)
    if len(words) > LONGEST_QUOTE:
        last = max(block.line for block in blocks_of(blocks))
        words = f"{words[:LONGEST_QUOTE]}…, down to line {last}"
    message = f"the table of contents is left out, the site makes its own: {words}"
    return diagnose("D205", message, page.span(line, line))


def without_back_links(
    nodes: Sequence[Node], page: Page
) -> tuple[tuple[Node, ...], list[Diagnostic]]:
    """Leave out ``[TOC]`` and lines that only lead back to the top, wherever they stand."""
    diagnostics: list[Diagnostic] = []

    def without_line(block: Node) -> Node | None:
        if _asks_for_contents(block):
            diagnostics.append(leave_out([block], page))
            return None
        block, asking = _without_toc_lines(block)
        diagnostics.extend(leave_out([each], page) for each in asking)
        rest = _without_back_line(block)
        if rest is not block:
            message = f"a way back to the top is left out: {_quoted([block])}"
            diagnostics.append(diagnose("D208", message, page.span(block.line, block.line)))
        return rest

    return map_blocks(nodes, without_line), diagnostics


def _asks_for_contents(block: Node) -> bool:
    return block.type == "paragraph" and bool(ASKED_FOR.fullmatch(block.content))


def _without_toc_lines(block: Node) -> tuple[Node, list[Node]]:
    """Take ``[toc]`` out of a paragraph that it is a line of; give what was taken, too."""
    if block.type != "paragraph" or "toc" not in block.content.lower():
        return block, []
    lines, written = lines_of(block), block.content.split("\n")
    if len(lines) != len(written):
        return block, []
    asks = [bool(ASKED_FOR.fullmatch(each)) for each in written]
    if not any(asks):
        return block, []
    others = joined(line for line, asking in zip(lines, asks, strict=True) if not asking)
    taken = [
        replace(paragraph(line, block), content=said)
        for line, said, asking in zip(lines, written, asks, strict=True)
        if asking
    ]
    return paragraph(others, block), taken


def _is_toc(block: Node) -> bool:
    if block.type == "paragraph":
        return _asks_for_contents(block)
    return block.type in {"table", *LISTS} and _leads_inside([block], fewest=_FEWEST)


def _leads_inside(nodes: Sequence[Node], *, fewest: int) -> bool:
    """Tell whether a text is mostly links to anchors of its own document."""
    links = [node for node in inline_of(nodes) if _is_link_inside(node)]
    inside = sum(map(_size, links))
    return len(links) >= fewest and inside >= _SHARE * sum(map(_size, nodes))


def _is_link_inside(node: Node) -> bool:
    return node.type == "link" and node.attrs.get("href", "").startswith("#")


def _size(node: Node) -> int:
    """Measure how much there is to read in a node, numbers apart."""
    if node.children and node.type != "image":
        return sum(map(_size, node.children))
    if node.block:
        is_text = node.type in {"fence", "code_block", "math_block", "html_block"}
        return len(node.content) if is_text else 0
    return len(plain_text([node]).strip(" |.0123456789"))


def _without_back_line(block: Node) -> Node | None:
    """Drop a block's last line where that leads back to the top; else give the block itself."""
    if block.type == "html_block":
        return None if _is_html_back(block) else block
    if not block.children:
        return block
    rest, line = _last_line(block.children)
    if not _is_back_line(line):
        return block
    if not rest and block.type == "paragraph":
        return None
    return replace(block, children=rest, content="")


def _is_html_back(block: Node) -> bool:
    text = shown_text(block.content, between=" ").strip()
    return _leads_back(block.content) and _says_back(text)


def _says_back(text: str) -> bool:
    """Tell whether words, or an arrow without any, lead back; another symbol leads to its topic."""
    bare = not any(map(str.isalnum, text))
    return bool(BACK.fullmatch(text)) and (not bare or not text or bool(ARROW.search(text)))


def _last_line(children: Sequence[Node]) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """Part a text's last line from what stands above it."""
    breaks = [n for n, child in enumerate(children) if child.type in {"softbreak", "hardbreak"}]
    if not breaks:
        return (), tuple(children)
    return tuple(children[: breaks[-1]]), tuple(children[breaks[-1] + 1 :])


def _is_back_line(line: Sequence[Node]) -> bool:
    """Tell whether a line is a link into the document, or raw HTML of one, that leads back.

    Other ways may stand beside it: to the start, to the next page.
    """
    leading = [node for node in inline_of(line) if node.type in {"link", "html_inline"}]
    links = [node for node in leading if node.type == "link"]
    if len(links) > 1:
        return any(map(_is_link_inside, links)) and _are_ways(line, links)
    if links:
        leads_inside = len(links) == 1 and _is_link_inside(links[0])
    else:
        leads_inside = any(_leads_back(node.content) for node in leading)
    return leads_inside and _says_back(plain_text(line))


def _are_ways(line: Sequence[Node], links: Sequence[Node]) -> bool:
    """Tell whether a line is nothing but links to the top, the next page and their like."""
    others = [node for node in line if node.type != "link"]
    beside = SHORTCODE.sub("", plain_text(others))
    named = all(WAY.fullmatch(said) or BACK.fullmatch(said) for said in map(_bare, links))
    return named and not any(map(str.isalnum, beside))


def _bare(link: Node) -> str:
    return SHORTCODE.sub("", plain_text([link]))


def _leads_back(html: str) -> bool:
    """Tell whether raw HTML holds a link into its own document."""
    if not ADDRESS.search(html):
        return False
    return any(tag.attributes.get("href", "").startswith("#") for tag in opening_tags(html, "a"))


def _quoted(blocks: Sequence[Node]) -> str:
    return " ".join(" ".join(map(_words, blocks_of(blocks))).split())


def _words(block: Node) -> str:
    if _asks_for_contents(block):
        return block.content
    text = [child for child in block.children if not child.block]
    return plain_text(text) if text else shown_text(block.content, between=" ")
