"""Which kind of note a question becomes in Anki."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.compile import CompiledQuestion
    from diptych.identity import LedgerEntry
    from diptych.model import NoteKind
    from diptych.model.book import Deletion


def kind_of(
    question: CompiledQuestion, deleted: Sequence[Deletion], known: LedgerEntry | None
) -> NoteKind:
    """Tell the kind of a question's note.

    A question with options that was a basic note stays one unless its author asks for another:
    Anki would begin its reviews anew.

    Args:
        deleted: the deletions on its card.
    """
    if deleted:
        return "cloze"
    if question.typed:
        return "typed"
    if question.choice is None:
        return "basic"
    if "choice" in question.classes:
        return "choice"
    stays = known is not None and not known.never_shown and known.kind == "basic"
    return "basic" if stays or "reversed" in question.classes else "choice"
