"""Which characters stand in the formulas of finished HTML: the site's math font needs no others."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.syntax.html import without_tags

if TYPE_CHECKING:
    from collections.abc import Iterable

_MATH = lazy(r"<math\b.*?</math>", re.DOTALL)
_TEXTS = lazy(r">([^<]+)")


def formula_signs(fragments: Iterable[str]) -> str:
    """Collect the characters that stand inside ``<math>`` elements, each once, sorted."""
    used: set[str] = set()
    for html in fragments:
        if "<math" in html:
            for formula in _MATH.findall(html):
                used.update(_shown(formula))
    return "".join(sorted(used))


def _shown(formula: str) -> str:
    """Read what a formula shows."""
    if formula.count("<") != formula.count(">"):  # one stands in a text or in an attribute
        return unescape(without_tags(formula))
    shown = "".join(_TEXTS.findall(formula))
    return unescape(shown) if "&" in shown else shown
