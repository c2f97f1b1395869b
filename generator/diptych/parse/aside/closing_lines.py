"""Lines that close a text and answer nothing: notices of copyright, courtesies of chat programs.

What is left out is told. A notice is known wherever it stands, by all of its words; a courtesy only
as the last thing that an answer says, and the day or the number of the next entry where a page
holds several.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.diagnostics.codes import diagnose
from diptych.syntax.tree import blocks_of
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from diptych.model import Diagnostic
    from diptych.parse.page import Page
    from diptych.syntax.tree import Node

_NOTICE = lazy(
    r"(?:版权声明|版權聲明)\s*[：:].{0,120}(?:原创|原創|版权|版權|转载|轉載|出处|许可).*"
    r"|本文由\s*.{0,40}?(?:转码|轉碼|一文多发|自动发布|自动生成|排版).*"
    r"|(?:转载|轉載)(?:请|請|须|需|时)?\s*(?:注明|标明|附上|联系|保留).{0,120}"
    r"|(?:未经|未經).{0,20}(?:许可|授权|允许|同意).{0,20}(?:禁止|不得|请勿)(?:转载|轉載).{0,40}"
    r"|作者\s*[：:].{1,60}?(?:链接|连接|鏈接)\s*[：:]\s*https?://\S+(?:\s*来源\s*[：:].{1,40})?"
    r"(?:\s*著作权归作者所有.{0,80})?|著作权归作者所有.{0,80}"
    r"|(?:©|\(c\)|copyright)\s.{0,80}(?:all rights reserved|版权所有).{0,20}",
    re.IGNORECASE | re.DOTALL,
)
_COURTESY = lazy(
    r"如果(?:你|您|大家)?(?:还|對|对|有|在).{0,30}(?:问题|疑问|不懂|不清楚).{0,30}"
    r"(?:提问|告诉我|随时|联系我|留言|问我|讨论|交流).{0,15}"
    r"|希望(?:以上|这|本文|上述|我的).{0,25}(?:帮助|帮到).{0,15}"
    r"(?:如果.{0,40}(?:提问|告诉我|随时|联系我|留言|问我|讨论|交流).{0,15})?"
    r"|(?:欢迎|记得|别忘了|求).{0,6}(?:点赞|关注|收藏|三连).{0,30}"
    r"|(?:i )?hope (?:this|that|it) helps\b.{0,30}"
    r"|(?:please )?let me know if (?:you|there).{0,80}"
    r"|(?:please )?feel free to (?:ask|reach out).{0,60}"
    r"|if you have any (?:\w+ )?questions?.{0,80}"
    r"|would you like me to .{0,100}\?"
    r"|[\W_]*(?:(?-i:END)|[全本正]文完|完结|未完待续|(?<=[(（])完(?=[)）]))[\W_]*",
    re.IGNORECASE,
)
# `2023-05-02 09:00:01`, `2024年3月1日 周五`: diaries and apps for quick notes write it above each.
_DAY = lazy(
    r"\W*\d{4}\s*[-./年]\s*\d{1,2}\s*[-./月]\s*\d{1,2}(?:\s*[日号])?"
    r"(?:\W*(?:(?:周|星期|礼拜)[一二三四五六日天]|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*))?"
    r"(?:[T\s]\s*\d{1,2}:\d{2}(?::\d{2})?)?\W*"
    # `Card 2`, above each of them.
    r"|\W*(?:(?:flash)?card|karteikarte|karte|tarjeta|flashkarte|卡片|カード|карточка)\s*[#№]?\s*\d{1,4}\W*",
    re.IGNORECASE,
)
_FEWEST_DAYS = 2
_ENDS = ("hr",)
# `- END -` is read as a list.
_AROUND = frozenset({"blockquote", "bullet_list", "list_item"})
_LONGEST = 400


def without_closing_lines(
    blocks: Sequence[Node], page: Page, *, dated: bool = False
) -> tuple[tuple[Node, ...], list[Diagnostic]]:
    """Leave out notices, and the courtesy that a text ends in; never all that it says.

    Args:
        dated: whether the day, or the number, of the next entry may stand at its end.
    """
    kept = [block for block in blocks if not _matches(block, _NOTICE)]
    last = next((n for n, each in reversed([*enumerate(kept)]) if each.type not in _ENDS), None)
    closes = last is not None and (
        _matches(kept[last], _COURTESY) or (dated and _matches(kept[last], _DAY))
    )
    if closes:
        kept = kept[:last]
        while kept and kept[-1].type in _ENDS:
            kept.pop()
    if len(kept) == len(blocks) or not any(each.type not in _ENDS for each in kept):
        return tuple(blocks), []
    gone = [each for each in blocks if each not in kept and each.type not in _ENDS]
    return tuple(kept), [
        diagnose("D244", f"a closing line is left out: {_said(each)}", page.span(line, line))
        for each in gone
        for line in [next((block.line for block in blocks_of([each]) if block.line), 1)]
    ]


def are_dated(bodies: Iterable[Sequence[Node]], page: Page) -> bool:
    """Tell whether a page has several lines that say no more than which day, or card, follows."""
    if not any(body and _DAY.fullmatch(body[-1].content) for body in bodies):
        return False
    return sum(bool(_DAY.fullmatch(line)) for line in page.lines) >= _FEWEST_DAYS


def is_notice(block: Node) -> bool:
    """Tell whether a block says who wrote a text and where, and nothing of what it is about."""
    return _matches(block, _NOTICE)


def _matches(block: Node, pattern: re.Pattern[str]) -> bool:
    """Tell whether a paragraph, or a quotation or list of one, is such a line and nothing else."""
    inner = block
    while inner.type in _AROUND and len(inner.children) == 1:
        (inner,) = inner.children
    if inner.type != "paragraph" or len(inner.content) > _LONGEST:
        return False
    return bool(pattern.fullmatch(_said(inner)))


def _said(block: Node) -> str:
    texts = [plain_text(each.children) for each in blocks_of([block]) if each.type == "paragraph"]
    return " ".join(" ".join(texts).split())
