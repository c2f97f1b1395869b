"""A build's last words: what was made, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from diptych.diagnostics.wording import counted

PLACES = frozenset({"output", "root"})


class Summary(Struct, frozen=True):
    """What a build made.

    Attributes:
        recognised: how many questions were taken for old ones by their likeness.
        written: how many files were new or different.
        pages: how many of these are pages.
        changed, new, back: how many cards say something else, are new, or are back again.
        retired: how many questions went.
        redrawn: how many figures were drawn anew.
        root: the notebook's, in which the ledger lies.
        fontless: whether pages have no preview pictures for want of a font.
        ledger: what there is to say of the identity ledger, its path first; mostly nothing.
        edited: files that were changed by hand, and are made anew.
        kept: the folder where what these held is kept.
        left: files that were changed by hand, and that no note asks for any more.
        forgotten: why it cannot be kept what the last deck said of notes that changed.
    """

    output: str
    root: str
    deck_file: str
    questions: int
    unanswered: int
    cards: int
    figures: int
    warnings: int
    remarks: int
    recognised: int = 0
    written: int = 0
    pages: int = 0
    changed: int = 0
    new: int = 0
    back: int = 0
    retired: int = 0
    redrawn: int = 0
    ledger: str = ""
    edited: tuple[str, ...] = ()
    kept: str = ""
    left: tuple[str, ...] = ()
    forgotten: str = ""
    fontless: bool = False

    def as_data(self) -> dict[str, Any]:
        """Plain data, for the next build to say it again; without places, which may change."""
        return {name: value for name, value in asdict(self).items() if name not in PLACES}

    def as_text(self) -> str:
        """For people, a few lines."""
        return "\n".join(self._lines())

    def warnings_of_files(self) -> Iterator[str]:
        """Tell which files somebody had changed by hand, and what cannot be remembered."""
        if self.edited:
            yield f"warning: changed by hand since the last build, made anew: {_some(self.edited)}"
            yield f"  what they held is kept in {self.kept}"
            yield "  What pages say is written in the notes, how they look in a theme."
        if self.left:
            yield f"warning: changed by hand, left though no note asks for it: {_some(self.left)}"
        if self.forgotten:
            yield f"warning: what the last deck said cannot be kept: {self.forgotten}"
            yield "  A later `diptych pull` may have to ask which side changed."

    def _changed(self) -> str:
        """Say what is not as the last build left it."""
        cards = {"changed": self.changed, "new": self.new, "back": self.back}
        said = [f"{counted(number, 'card')} {what}" for what, number in cards.items() if number]
        if self.retired:
            said.append(f"{counted(self.retired, 'question')} retired")
        if self.pages:
            said.append(f"{counted(self.pages, 'page')} written")
        elif self.written:
            said.append(f"{counted(self.written, 'file')} written")
        return ", ".join(said) or "nothing changed"

    def _lines(self) -> list[str]:
        questions = counted(self.questions, "question")
        of_these = {
            "without an answer": self.unanswered,
            "recognised by likeness": self.recognised,
        }
        if said := [f"{number} {what}" for what, number in of_these.items() if number]:
            questions += f" ({', '.join(said)})"
        made = [questions, counted(self.cards, "card"), counted(self.figures, "figure")]
        if self.redrawn:
            made[-1] += f" ({self.redrawn} drawn anew)"
        made.append(counted(self.warnings, "warning"))
        if self.remarks:
            made[-1] += f" and {counted(self.remarks, 'remark')} (-v shows them)"
        index, deck = Path(self.output) / "index.html", Path(self.output) / self.deck_file
        lines = [
            f"{', '.join(made)}; {self._changed()}.",
            f"  read    {index}",
            f"  import  {deck}",
        ]
        if self.ledger:
            lines.append(f"  commit  {Path(self.root, self.ledger)}")
        if self.fontless:
            lines.append("Links to Chinese questions show no picture: no Chinese font was found.")
        return lines


_NAMED = 3


def _some(names: Sequence[str]) -> str:
    """Name the first of some files, and say how many more there are."""
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {counted(more, 'file')} more" if more > 0 else "")
