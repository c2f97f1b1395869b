"""Does what the notes refer to exist?"""

from __future__ import annotations

import difflib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from generator.codes import diagnose
from generator.listing import definition, definitions
from generator.references import DRIVE, is_remote
from generator.source import MARKDOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.check.facts import Facts
    from generator.model import Diagnostic
    from generator.references import Reference


def dead_images(facts: Facts) -> Iterator[Diagnostic]:
    """Images that are not there, or that the site would have to fetch from elsewhere."""
    for reference in facts.references:
        if is_dead_image(facts, reference):
            message, hint = _why_dead(reference)
            yield diagnose("D401", message, reference.span, hint)


def is_dead_image(facts: Facts, reference: Reference) -> bool:
    """Whether an image has no file; of those among the figures another rule speaks."""
    path = reference.target.path
    if reference.kind != "image" or path in facts.files:
        return False
    return path is None or not in_figure_folder(facts, path)


def _why_dead(reference: Reference) -> tuple[str, str]:
    written = reference.target.written
    if not written:
        return "image without an address", "Name a file."
    if is_remote(written) and not DRIVE.match(written[:2]):
        message = f"image `{written}` is on the network; the site shows a link to it instead"
        return message, "Save it beside the notes and refer to the file."
    if reference.target.path is None:
        message = f"image `{written}` is a path of another machine"
        return message, "Put the file beside the notes and write its relative path."
    return f"image `{written}` is not there", "Put the file there, or mend the path."


def broken_links(facts: Facts) -> Iterator[Diagnostic]:
    """Links between notes that lead nowhere, and links to files that are not there."""
    for reference in facts.references:
        target = reference.target
        if reference.kind != "link" or is_remote(target.address):
            continue
        if facts.links.find(target) is not None:
            continue
        if target.path in facts.links.documents:
            anchors = facts.links.anchors(target.path)
            near = difflib.get_close_matches(target.fragment, anchors, n=1)
            message = f"`{target.path}` has no heading `#{target.fragment}`"
            hint = f"Did you mean `#{near[0]}`?" if near else "Headings get ids by `{#id}`."
            yield diagnose("D404", message, reference.span, hint)
        elif target.path not in facts.files:
            is_note = PurePosixPath(target.path or "").suffix.lower() in MARKDOWN
            message = f"the link to `{target.written}` leads nowhere"
            hint = "Links are relative to the file that they stand in."
            yield diagnose("D404" if is_note else "D408", message, reference.span, hint)


def missing_code(facts: Facts) -> Iterator[Diagnostic]:
    """Definitions that a note includes and that are not there."""
    for reference in facts.references:
        path, name = reference.target.path, reference.target.fragment
        if reference.kind != "code" or path is None:
            continue
        if path not in facts.files:
            yield diagnose("D405", f"there is no file `{path}`", reference.span)
        elif definition(facts.files[path], name) is None:
            near = difflib.get_close_matches(name, definitions(facts.files[path]), n=1)
            hint = f"Did you mean `#{near[0]}`?" if near else ""
            message = f"`{path}` defines no `{name}`"
            yield diagnose("D405", message, reference.span, hint)


def in_figure_folder(facts: Facts, path: str) -> bool:
    """Whether a path lies where the figures' drawings are."""
    figures = facts.gallery.figures.values()
    return any(path.rpartition("/")[0] == figure.path.rpartition("/")[0] for figure in figures)
