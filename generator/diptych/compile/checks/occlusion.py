"""Do the marks on pictures whose labels cards shall hide say what they mean?"""

from __future__ import annotations

import difflib
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.diagnostics.codes import diagnose
from diptych.model import Span
from diptych.syntax.occlusion import ALL, ONE, marked_pictures, occlusions
from diptych.syntax.tree import walk_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.compile.checks.facts import DocumentFacts
    from diptych.model import Diagnostic

# Behind a picture, braces that hold no attributes are text.
_BRACES = lazy(r"\{[^{}]*\boccl\w*[^{}]*\}?")
_LIKE = 0.7
_IN_ANSWER = "Put it into the answer that it belongs to, or take the mark off."
_WRITTEN = (
    'Write `{occlude="10%,20%,30%,5%: label; …"}`: from the left, from the top, width and height, '
    "as parts of the picture or in its pixels."
)


def unusable(facts: DocumentFacts) -> Iterator[Diagnostic]:
    """Report rectangles that cannot be read."""
    path = facts.document.path
    if not any(each.is_marked for each in facts.pictures):
        return
    for _, wrong in occlusions(facts.document.nodes, Span(path, 1, 1), facts.lines):
        for span, why in wrong:
            yield diagnose("D415", f"a rectangle cannot be used: {why}", span, _WRITTEN)


def nowhere_asked(facts: DocumentFacts) -> Iterator[Diagnostic]:
    """Report marked pictures that stand in no question, as in an introduction or a footnote."""
    document = facts.document
    footnotes = [node for nodes in document.footnotes.values() for node in nodes]
    found = (*facts.pictures, *marked_pictures(footnotes, 1))
    marked = [each for each in found if each.is_marked]
    if not marked:
        return
    asked = [
        (each.address, each.line)
        for question in document.questions
        for each in marked_pictures(question.nodes, question.span.line)
        if each.is_marked
    ]
    often = Counter(address for address, _ in asked)
    written = Counter(each.address for each in marked)
    for each in marked:
        if written[each.address] > often[each.address] and (each.address, each.line) not in asked:
            message = "a picture whose labels a card shall hide stands in no question"
            yield diagnose("D414", message, facts.point(each.line, each.address), _IN_ANSWER)


def misspelled(facts: DocumentFacts) -> Iterator[Diagnostic]:
    """Report classes of pictures, and braces behind them, that were meant for a mark."""
    for each in facts.pictures:
        for name in each.classes:
            near = difflib.get_close_matches(name.lower(), (ALL, ONE), n=1, cutoff=_LIKE)
            if near and name not in {ALL, ONE}:
                message = f"`.{name}` means nothing behind a picture"
                hint = f"Did you mean `.{near[0]}`?"
                yield diagnose("D414", message, facts.point(each.line, f".{name}"), hint)
    for node, line in walk_lines(facts.document.nodes):
        for before, text in pairwise(node.children):
            if before.type == "image" and (found := _BRACES.match(text.content)):
                message = "the braces behind a picture cannot be read, and are text"
                yield diagnose("D414", message, facts.point(line, found[0]), _WRITTEN)
