"""Offer a text to all finders in turn: each takes the questions that it knows and leaves the rest.

The more explicit marks come first. An answer keeps its text; only what bears the explicit mark of a
card leaves it, and stands beside it as a question of its own.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from diptych.parse.aside.closing_lines import is_notice
from diptych.parse.lines.tallies import begins_with_answer
from diptych.syntax.source_lists import SOURCES
from diptych.syntax.tree import blocks_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from diptych.parse.drafts.draft import QuestionDraft
    from diptych.parse.search import Search
    from diptych.syntax.tree import Node

# So much of a heading's text must be cards of their own for it to be only their section.
SHARE = 0.5
SAYING_NOTHING = frozenset({"heading", "hr"})


class Taken(Struct, frozen=True):
    """A text, and the questions that were taken out of it.

    Attributes:
        size: how much there was to read in it.
        share: how much of it was taken, from 0 to 1; ``explicit`` by an explicit mark.
    """

    rest: tuple[Node, ...]
    drafts: tuple[QuestionDraft, ...] = ()
    size: int = 0
    share: float = 0.0
    explicit: float = 0.0


class Cover(Struct, frozen=True):
    """The finders that saw their signs on a page, by name, the most explicit first."""

    searches: Mapping[str, Search]

    @property
    def marked(self) -> bool:
        """Tell whether who wrote the page marks all that is meant to be a card."""
        return any(each.marked for each in self.searches.values())

    def take(self, blocks: Sequence[Node], section: tuple[str, ...], end: int) -> Taken:
        """Take all questions out of the text of a section that ends at a line."""
        if not blocks or not self.searches:
            return Taken(tuple(blocks))
        if sources := [block for block in blocks if SOURCES in block.meta]:
            others = [block for block in blocks if SOURCES not in block.meta]
            taken = self.take(others, section, end)
            kept = sorted([*taken.rest, *sources], key=attrgetter("line"))
            return replace(taken, rest=tuple(kept))
        whole = left = size_of(blocks)
        taken_by_marks = 0
        rest: Sequence[Node] = blocks
        drafts: list[QuestionDraft] = []
        for name, search in self.searches.items():
            rest, found = search.find(rest, section, end)
            if found:
                before, left = left, size_of(rest)
                taken_by_marks += before - left if search.explicit else 0
                drafts += (replace(each, finder=name) for each in found)
        if drafts:  # what else is no text of the section's own: a key for all, a notice
            left -= size_of(
                [each for each in rest if begins_with_answer([each]) or is_notice(each)]
            )
        drafts = [one for each in drafts for one in self._apart(each)]
        return Taken(
            tuple(rest),
            tuple(_clipped(drafts, end)),
            whole,
            (whole - left) / max(whole, 1),
            taken_by_marks / max(whole, 1),
        )

    def lift(self, draft: QuestionDraft) -> list[QuestionDraft]:
        """Take the cards out of an answer that bear an explicit mark; give the question first.

        An answer that would begin with them has nothing of its own, and keeps them. Where other
        cards stand in an answer, texts with deletions below its first words are cards as well.
        """
        draft, always = self._without_places(draft)
        rest, found = self._in_answer(draft.body, draft)
        first = min((each.line for each in found), default=0)
        if not any(block.line < first and block.type not in SAYING_NOTHING for block in rest):
            return [draft, *always]
        own, *others = rest
        behind: Sequence[Node] = others
        for name, search in self.searches.items():
            if search.behind:
                behind, hiding = search.behind(behind, draft.section, draft.end_line)
                found += (replace(each, finder=name) for each in hiding)
        # No span overlaps another one, even if words of this answer stand behind a card.
        first = min(each.line for each in found)
        kept = replace(draft, body=(own, *behind), end_line=max(draft.line, first - 1))
        return [kept, *sorted([*always, *found], key=attrgetter("line"))]

    def _without_places(self, draft: QuestionDraft) -> tuple[QuestionDraft, list[QuestionDraft]]:
        """Take out what must not stay in any text."""
        found: list[QuestionDraft] = []
        rest: Sequence[Node] = draft.body
        for name, search in self.searches.items():
            if search.everywhere:
                rest, drafts = search.find(rest, draft.section, draft.end_line)
                found += (replace(each, finder=name) for each in drafts)
        return (replace(draft, body=tuple(rest)) if found else draft), found

    def _apart(self, draft: QuestionDraft) -> list[QuestionDraft]:
        return self.lift(draft) if draft.finder == "question-answer" else [draft]

    def _in_answer(
        self, body: Sequence[Node], draft: QuestionDraft
    ) -> tuple[Sequence[Node], list[QuestionDraft]]:
        found: list[QuestionDraft] = []
        rest: Sequence[Node] = body
        for name, search in self.searches.items():
            if search.in_answers is not None and name != draft.finder:
                rest, drafts = search.in_answers(rest, draft.section, draft.end_line)
                for each in drafts:
                    found += self._apart(replace(each, finder=name))
        return rest, found


def _clipped(drafts: Sequence[QuestionDraft], end: int) -> Iterator[QuestionDraft]:
    """Sort questions; each ends above the next one, and the last one with the text itself.

    What was left of a list still has its lines, even those that somebody took.
    """
    ordered = sorted(drafts, key=attrgetter("line"))
    limits = [*(draft.line - 1 for draft in ordered[1:]), end]
    for each, limit in zip(ordered, limits, strict=False):
        yield replace(each, end_line=max(each.line, min(each.end_line, limit)))


def size_of(nodes: Sequence[Node]) -> int:
    """Measure how much there is to read in a text."""
    return sum(len(block.content) for block in blocks_of(nodes))
