"""Every diagnostic that the engine can give, by its stable code.

A code is never reused for something else; each repair has one of its own, from D211. The first
digit tells the room: 1 configuration and reading, 2 structure, 3 content, 4 what notes refer to,
5 identity, 6 rendering and writing, 7 how the cards are learned.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.model import Diagnostic, Severity, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

CODES: Mapping[str, tuple[Severity, str]] = MappingProxyType(
    {
        "D101": ("error", "the configuration cannot be read"),
        "D102": ("error", "unknown or unusable setting"),
        "D103": ("error", "file is not UTF-8"),
        "D104": ("error", "file is too large"),
        "D105": ("warning", "link that leads outside"),
        "D106": ("warning", "characters that text may not hold"),
        "D107": ("error", "file or folder that cannot be opened"),
        "D108": ("warning", "not a regular file"),
        "D109": ("info", "Markdown file that is no note"),
        "D110": ("warning", "pattern that matches no file"),
        "D111": ("warning", "code that is not trusted"),
        "D201": ("error", "no questions found"),
        "D202": ("warning", "document without questions"),
        "D203": ("error", "broken front matter"),
        "D204": ("info", "front matter that Diptych does not use"),
        "D205": ("info", "table of contents left out"),
        "D206": ("warning", "heading attributes that mean nothing here"),
        "D207": ("info", "answer hidden in <details>"),
        "D208": ("info", "way back to the top left out"),
        "D215": ("info", "property of another tool"),
        "D214": ("info", "question in another language left out"),
        "D209": ("info", "ignore comment that silences nothing"),
        "D210": ("warning", "content nested too deeply"),
        "D218": ("info", "text that Markdown shows nowhere"),
        "D211": ("info", "repaired: a formula as a picture"),
        "D212": ("info", "repaired: an image path with spaces or backslashes"),
        "D213": ("info", "image found by its name"),
        "D221": ("info", "repaired: a formula in other marks than dollars"),
        "D222": ("info", "repaired: a displayed formula"),
        "D223": ("info", "repaired: a fence that stands for a heading"),
        "D224": ("info", "repaired: Markdown that was escaped"),
        "D225": ("info", "repaired: a rule that made a heading of the text above it"),
        "D226": ("info", "repaired: prose that its indent made code or would show"),
        "D227": ("info", "repaired: characters that nobody sees"),
        "D228": ("info", "repaired: a heading without a space behind its #"),
        "D229": ("info", "repaired: a rule with a backslash behind it"),
        "D230": ("warning", "file in another encoding than UTF-8"),
        "D231": ("warning", "text that looks like a formula copied twice"),
        "D232": ("info", "repaired: emphasis beside East Asian characters"),
        "D233": (
            "info",
            "repaired: a bar in a formula, code or link that would part a table's cell",
        ),
        "D234": ("info", "repaired: torn bold text"),
        "D235": ("info", "repaired: a formula that was escaped"),
        "D236": ("info", "read: a tag of Hexo, Hugo or Jekyll"),
        "D237": ("info", "read: a tag of 飞书 or Notion"),
        "D238": ("info", "read: a span of pandoc"),
        "D239": ("info", "read: the reading of a character"),
        "D241": ("info", "comment left out"),
        "D242": ("info", "empty drawing in place of a picture left out"),
        "D243": ("info", "style sheet left out"),
        "D244": ("info", "closing line left out"),
        "D245": ("info", "read: a table of pandoc"),
        "D246": ("warning", "mark of another tool that stands as it is written"),
        "D247": ("info", "repaired: letters in pieces"),
        "D301": ("warning", "question without an answer"),
        "D302": ("warning", "the answer is only a dead picture"),
        "D303": ("error", "two questions with one id"),
        "D304": ("warning", "the same question twice"),
        "D305": ("warning", "HTML that is not let through"),
        "D306": ("warning", "footnote without a definition"),
        "D307": ("warning", "footnote that nobody refers to"),
        "D308": ("warning", "answer too long to recall"),
        "D309": ("warning", "answer without a source"),
        "D310": ("warning", "abbreviation that is written out nowhere"),
        "D311": ("warning", "nearly the same question twice"),
        "D312": ("warning", "word for which another was agreed"),
        "D314": ("info", "code without a language"),
        "D315": ("info", "heading level skipped"),
        "D316": ("info", "HTML that is shown in a plainer way"),
        "D317": ("info", "drawing shown as its code"),
        "D318": ("info", "code shown in one colour"),
        "D319": ("warning", "question without words"),
        "D325": ("warning", "deletion that no card asks for"),
        "D326": ("warning", "section with text that is on no card"),
        "D327": ("warning", "answer that swallows questions"),
        "D328": ("warning", "line that looks like a card and is none"),
        "D329": ("warning", "the same front again and again"),
        "D330": ("warning", "class that the question cannot follow"),
        "D331": ("info", "headings that are the template of many files"),
        "D332": ("warning", "conflict of two branches left in the text"),
        "D401": ("warning", "dead image"),
        "D402": ("error", "unknown figure"),
        "D403": ("warning", "stale figure"),
        "D404": ("error", "broken link"),
        "D405": ("error", "code that cannot be included"),
        "D406": ("error", "figure that cannot be drawn"),
        "D407": ("error", "the figure package cannot be loaded"),
        "D408": ("warning", "link to a file that is not there"),
        "D409": ("info", "image without alternative text"),
        "D410": ("warning", "wiki link that leads nowhere"),
        "D411": ("info", "link that another program opens"),
        "D412": ("warning", "transclusion that is not put in"),
        "D413": ("info", "whole chapter transcluded"),
        "D414": ("warning", "picture whose labels no card hides"),
        "D415": ("warning", "rectangle on a picture that cannot be used"),
        "D501": ("error", "the identity ledger cannot be read"),
        "D502": ("info", "question retired"),
        "D503": ("error", "the identity ledger cannot be written"),
        "D504": ("info", "question recognised by its likeness"),
        "D505": ("warning", "question that may be an old one"),
        "D506": ("info", "question that became a note of another kind"),
        "D507": ("info", "identity ledger of two branches joined"),
        "D508": ("info", "identity ledger found where an earlier build left it"),
        "D509": ("warning", "identity ledger read from the last deck"),
        "D520": ("info", "label that left its picture"),
        "D521": ("warning", "deletion whose card has the history of another"),
        "D601": ("warning", "formula that cannot be shown"),
        "D602": ("error", "file of the theme that cannot be used"),
        "D603": ("warning", "style sheet of the theme with a mistake"),
        "D604": ("warning", "part of the theme without effect"),
        "D701": ("warning", "question that is forgotten again and again"),
        "D702": ("warning", "question that takes long to answer"),
    }
)


_MOST_QUOTED = 200
_QUOTED = lazy(r"(“[^“”]{100})[^“”]{100,}”")


def diagnose(code: str, message: str, span: Span | None = None, hint: str = "") -> Diagnostic:
    """Make a diagnostic with the severity that its code has; what it quotes is cut to a line."""
    severity, _ = CODES[code]
    if len(message) > _MOST_QUOTED:
        message = _QUOTED.sub(r"\1…”", message)
    return Diagnostic(code, severity, message, span, hint)
