"""Raw HTML of notes → safe HTML, with our own fragments kept out of the sanitiser's way.

While a text is rendered, each fragment that the engine made (a formula, a drawing, highlighted
code) is a mark of two Unicode noncharacters, which `source` lets no note hold. The whole is
sanitised at once, so that what one question leaves open cannot swallow the next; then the marks
become the fragments.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import nh3

from diptych.syntax.html_policy import ALLOWED

if TYPE_CHECKING:
    from collections.abc import Callable

MARK = re.compile("\ufdd0(\\d+)\ufdd1")

_CLEANER = nh3.Cleaner(
    tags=set(ALLOWED),
    attributes={tag: set(names) for tag, names in ALLOWED.items()},
    clean_content_tags=set(),
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
    strip_comments=True,
)


@dataclass(frozen=True, slots=True)
class Fragments:
    """What the engine itself made while one text was rendered."""

    kept: list[str] = field(default_factory=list)

    def keep(self, html: str) -> str:
        """A mark that stands for ``html`` until the text around it is safe."""
        self.kept.append(html)
        return f"\ufdd0{len(self.kept) - 1}\ufdd1"

    def finish(self, html: str, escape: Callable[[str], str] = str) -> str:
        """Sanitise ``html``, escape it further, and put the fragments in.

        A fragment may hold marks of earlier ones.
        """
        safe = escape(_CLEANER.clean(html))
        while MARK.search(safe):
            safe = MARK.sub(lambda mark: self.kept[int(mark.group(1))], safe)
        return safe.strip()
