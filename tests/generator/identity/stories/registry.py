"""All stories: what each is called, what is done, and what must come of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.generator.identity.stories.book import Book
from tests.generator.identity.stories.world import Outcome, World

Edit = Callable[[Book], Book]
SILENT = ("lost", "wrong", "doubled", "needless", "missed", "plan", "tags")


@dataclass(frozen=True)
class Story:
    """What is done to a notebook, and what must come of it.

    Attributes:
        new, updated: how many notes come, and how many are touched, in all imports together.
        told: the diagnostics about identity, each as often as it comes.
        lost: how many questions are without their history, as one of these says.
    """

    name: str
    tell: Callable[[World], None]
    new: int = 0
    updated: int = 0
    told: str = ""
    lost: int = 0

    def measured(self, outcome: Outcome) -> tuple[int, int, str, int]:
        """The same of what came of it."""
        return outcome.new, outcome.updated, said(outcome), len(outcome.lost_told)

    @property
    def expected(self) -> tuple[int, int, str, int]:
        """What must come of it."""
        return self.new, self.updated, self.told, self.lost


def said(outcome: Outcome) -> str:
    """The diagnostics of a story, each with how often it came."""
    return ", ".join(
        f"{code} × {count}" if count > 1 else code for code, count in sorted(outcome.told.items())
    )


@dataclass(frozen=True)
class Edits:
    """A story of edits alone, each built and imported."""

    changes: tuple[Edit, ...]

    def __call__(self, world: World) -> None:
        """Do them one after the other."""
        for change in self.changes:
            world.edit(change)


def edits(*changes: Edit) -> Edits:
    """Tell of edits."""
    return Edits(changes)


def row(name: str, outcome: Outcome) -> str:
    """A row of the table: what came, what was said, and what went wrong without a word."""
    lost = str(len(outcome.lost))
    if outcome.lost_told:
        lost += f" (and {len(outcome.lost_told)} with a word)"
    tags = str(len(outcome.tags))
    if outcome.tags_told:
        tags += f" (and {len(outcome.tags_told)} as `plan` says)"
    counts = [str(len(getattr(outcome, each))) for each in SILENT[1:-1]]
    cells = [
        name,
        str(outcome.new),
        str(outcome.updated),
        said(outcome) or "–",
        lost,
        *counts,
        tags,
    ]
    return f"| {' | '.join(cells)} |"


HEAD = (
    "| what is done | new | updated | said | history lost | of another | doubled "
    "| needless updates | not updated | plan wrong | tags lost |\n"
    f"|---|{'---|' * 10}"
)


def table(rows: Sequence[str]) -> str:
    """The table, as it stands in `STORIES.md`."""
    return "\n".join([HEAD, *rows])
