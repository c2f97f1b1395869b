"""A case that the questions below its heading are about: ``## Case 2``, ``## 案例一``.

What it tells stands above the first of them, and is asked with: without it none can be answered.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.characters import lazy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.parse.drafts.draft import QuestionDraft
    from diptych.syntax.document import Section

TITLE = lazy(
    r"\W*+(?:\d{1,3}\s*[.、]\s*)?"
    r"(?:(?:clinical )?(?:case|vignette|scenario)(?: study)?|fall(?:beispiel)?"
    r"|(?:caso|cas)(?: (?:clínico|clinico|clinique|pr[aá]ctico))?|(?:клинический )?случай|казус"
    r"|kazus|przypadek|olgu|vaka|kasus|casus|ca lâm sàng|(?:reading )?passage|案例(?:分析)?|病例"
    r"|材料|阅读材料|症例|事例|사례|증례|지문)"
    r"\s*+(?:[#№]\s*)?(?:\d{1,3}|[a-hivx]{1,4}|[一二三四五六七八九十]{1,3})?\s*+(?:[:：.–—-]\s.*|\W*)",
    re.IGNORECASE,
)
TOLD_BY = frozenset({"paragraph", "blockquote", "table", "bullet_list"})
MOST_BLOCKS = 4
LONGEST = 1200


def is_case(title: str) -> bool:
    """Tell whether a heading names a case, and asks nothing by itself."""
    return bool(TITLE.fullmatch(title))


def ask_with_cases(
    drafts: Sequence[QuestionDraft], sections: Sequence[Section]
) -> list[QuestionDraft]:
    """Ask the questions of a section with the case that it opens with, which stays its text."""
    cases = {each.path: each.intro for each in sections if _tells_a_case(each)}
    if not cases:
        return [*drafts]
    return [
        replace(draft, front=(*cases[draft.section], *draft.front))
        if draft.section in cases
        else draft
        for draft in drafts
    ]


def _tells_a_case(section: Section) -> bool:
    if not section.intro or not is_case(section.path[-1]):
        return False
    told = all(block.type in TOLD_BY for block in section.intro)
    size = sum(len(block.content) for block in section.intro)
    return told and size <= LONGEST and len(section.intro) <= MOST_BLOCKS
