"""Does each image say in words what it shows?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose
from diptych.link.checks.links import in_figure_folder
from diptych.syntax.references import says_nothing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.link.checks.facts import Facts
    from diptych.model import Diagnostic

HINT = "Say in a few words what it shows: they are read aloud, and stand below it as its caption."


def without_alternative(facts: Facts) -> Iterator[Diagnostic]:
    """Images whose alternative text is missing or says nothing; figures bring their own.

    Images that are not there count too: their words are then all that a reader sees.
    """
    for reference in facts.references:
        path = reference.target.path
        if reference.kind != "image" or (path is not None and in_figure_folder(facts, path)):
            continue
        if says_nothing(reference.label, reference.target):
            name = f"image `{reference.target.written}`"
            said = f": “{reference.label}” says nothing" if reference.label else ""
            message = f"{name} has no alternative text{said}"
            yield diagnose("D409", message, reference.span, HINT)
