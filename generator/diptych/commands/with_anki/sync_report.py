"""What a sync is going to do, and what is lost where one side replaces the other, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.commands.with_anki.syncing import ALLOW_UPLOAD
from diptych.diagnostics.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.commands.with_anki.syncing import Conflict, Side
    from diptych.sync.copy import CopyFiles
    from diptych.sync.difference import Lost


def incomplete_lines(incomplete: Sequence[str]) -> Iterator[str]:
    """Say whether sending needs a full one-way sync.

    Args:
        incomplete: our notetypes that lost a field or a template in the account.
    """
    if incomplete:
        yield (
            f"needs a full one-way sync: in Anki, {', '.join(incomplete)} lost a field or a "
            "template, which comes back"
        )
        yield f"  {ALLOW_UPLOAD}"


def conflict_lines(conflict: Conflict, files: CopyFiles, side: Side) -> Iterator[str]:
    """Say what each side would lose, or, where one was chosen, what is lost."""
    yield (
        "The account and this computer's copy of it cannot be joined: on one of them, fields or "
        "templates of a notetype were changed, or the whole collection was replaced or emptied."
    )
    if side != "upload":
        lost = _lost(conflict.by_download)
        yield f"  --full-sync download: the account replaces the copy; {lost}"
    if side != "download":
        lost = _lost(conflict.by_upload)
        yield f"  --full-sync upload: the copy replaces the account; {lost}"
        yield f"    {ALLOW_UPLOAD}"
    yield f"  Backups of both, which Anki opens (File → Import), lie in {files.folder}"


def _lost(lost: Lost) -> str:
    if not (lost.reviews or lost.notes or lost.changed):
        return "no note and no review is lost"
    reviews, notes = counted(lost.reviews, "review"), counted(lost.notes, "note")
    return f"lost are {reviews}, {notes}, and what {counted(lost.changed, 'other note')} say"
