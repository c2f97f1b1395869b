"""What there is to say of a notebook that was read and, where it has no errors, linked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from diptych.diagnostics.report import Found, Report, in_order
from diptych.identity import (
    Identity,
    deletion_diagnostics,
    identity_diagnostics,
    kind_diagnostics,
    label_diagnostics,
)
from diptych.input.sources import SourceLines
from diptych.link.entries import Linked, identities_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.link.notebook import Notebook
    from diptych.model import Diagnostic


def report_on(
    notebook: Notebook,
    linked: Linked | None = None,
    identities: Sequence[Identity] | None = None,
) -> Report:
    """Report on the part of the notes that was asked for.

    Args:
        identities: of a notebook that is not linked, what `identities_of` says of it, where it
            was asked already.
    """
    config = notebook.config
    if linked:
        identities = linked_identities(linked)
    elif identities is None:
        identities = identities_of(notebook)
    lines = SourceLines(
        {**{each.path: each.text for each in notebook.sources}, **notebook.theme.texts}
    )
    further = [*identity_diagnostics(identities)]
    if linked:
        further += linked.diagnostics
        further += kind_diagnostics((entry.identity, entry.kind) for entry in linked.entries)
        further += label_diagnostics(
            (entry.identity, entry.occluded.pictures) for entry in linked.entries
        )
        further += deletion_diagnostics(
            ((entry.identity, entry.deletions) for entry in linked.entries), lines
        )
    diagnostics = notebook.told(further, complete=linked is not None)
    part = config.relative(config.only) if config.only != config.notes else ""

    def asked_for(path: str) -> bool:
        return not part or path == part or path.startswith(f"{part}/")

    asked = in_order([d for d in diagnostics if not d.span or asked_for(d.span.path)])
    told_as_left_out = {each.span.path for each in asked if each.code == "D109" and each.span}
    return Report(
        diagnostics=asked,
        questions=tuple(
            Found(each.id, q.prompt, q.span.path, q.span.line, q.answered)
            for each in identities
            if asked_for((q := each.question).span.path)
        ),
        understood=tuple((d.path, d.understood) for d in notebook.documents if asked_for(d.path)),
        lines=lines,
        aside=notebook.aside,
        coverage=tuple((d.path, d.coverage) for d in notebook.documents if asked_for(d.path)),
        left_out=tuple(each for each in notebook.left_out if each.path in told_as_left_out),
    )


def with_diagnostics(notebook: Notebook, further: Sequence[Diagnostic]) -> Notebook:
    """Add what was found after the notebook was read."""
    return structs.replace(notebook, diagnostics=(*notebook.diagnostics, *further))


def linked_identities(linked: Linked) -> list[Identity]:
    """List who each question is, in order."""
    return [entry.identity for entry in linked.entries]
