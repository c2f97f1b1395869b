"""A build's last words: what was made, and what to do next."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from diptych.diagnostics.wording import counted


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build made.

    Attributes:
        recognised: how many questions were taken for old ones by their likeness.
        written: how many files were new or different.
        pages: how many of these are pages.
        changed, new, back: how many cards say something else, are new, or are back again.
        retired: how many questions went.
        redrawn: how many figures were drawn anew.
        fontless: whether pages have no preview pictures for want of a font.
        ledger: what there is to say of the identity ledger, its path first; mostly nothing.
    """

    output: str
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
    fontless: bool = False

    def as_data(self) -> dict[str, Any]:
        """Plain data, for the next build to say it again; without the place, which may change."""
        return {name: value for name, value in asdict(self).items() if name != "output"}

    def as_text(self) -> str:
        """For people, a few lines."""
        return "\n".join(self._lines())

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
        if self.unanswered:
            questions += f" ({self.unanswered} without an answer)"
        if self.recognised:
            questions += f" ({self.recognised} recognised by likeness)"
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
            lines.append(f"  commit  {self.ledger}")
        if self.fontless:
            lines.append("Links to Chinese questions show no picture: no Chinese font was found.")
        return lines
