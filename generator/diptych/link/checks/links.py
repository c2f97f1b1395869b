"""Does what the notes refer to exist?"""

from __future__ import annotations

import difflib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from diptych.compile.anchors import anchor_of
from diptych.diagnostics.codes import diagnose
from diptych.input.sources import MARKDOWN
from diptych.link.lookup import is_picture
from diptych.syntax.code_excerpt import definition, definitions
from diptych.syntax.references import DRIVE, is_remote, picture_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.link.checks.facts import Facts
    from diptych.model import Diagnostic
    from diptych.syntax.references import Reference


def dead_images(facts: Facts) -> Iterator[Diagnostic]:
    """Images that are not there, or that the site would have to fetch from elsewhere."""
    for reference in facts.references:
        if is_dead_image(facts, reference):
            message, hint = _why_dead(facts, reference)
            yield diagnose("D401", message, reference.span, hint)


def is_dead_image(facts: Facts, reference: Reference) -> bool:
    """Tell whether an image has no file; of those among the figures another rule speaks."""
    path = reference.target.path
    if reference.kind != "image" or path in facts.files:
        return False
    if len(facts.same_name.get(picture_key(reference.target), ())) == 1:
        return False
    return path is None or not in_figure_folder(facts, path)


def moved_images(facts: Facts) -> Iterator[Diagnostic]:
    """Pictures that are not where they should be, and were found elsewhere by their name."""
    moved = facts.moved
    for reference in facts.references:
        target = reference.target
        key = picture_key(target)
        if reference.kind == "image" and target.path not in facts.files and key in moved:
            message = f"image found by its name: {target.written} → {moved[key]}"
            yield diagnose("D213", message, reference.span)


def _why_dead(facts: Facts, reference: Reference) -> tuple[str, str]:
    written = reference.target.written
    if not written:
        return "image without an address", "Name a file."
    if several := facts.same_name.get(picture_key(reference.target)):
        message = f"image `{written}` is not there, and several have its name"
        return message, f"Write the path of one: {', '.join(f'`{path}`' for path in several)}."
    if is_remote(written) and not DRIVE.match(written[:2]) and not is_picture(reference.target):
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
        if target.name is not None:
            yield from _lost_name(facts, reference, target.name)
            continue
        if target.path in facts.links.documents:
            anchors = facts.links.anchors(target.path)
            near = _nearest(target.fragment, anchors)
            message = f"`{target.path}` has no heading `#{target.fragment}`"
            hint = f"Did you mean `#{near}`?" if near else "Headings get ids by `{#id}`."
            yield diagnose("D404", message, reference.span, hint)
        elif target.path not in facts.files:
            is_note = PurePosixPath(target.path or "").suffix.lower() in MARKDOWN
            message = f"the link to `{target.written}` leads nowhere"
            hint = "Links are relative to the file that they stand in."
            yield diagnose("D404" if is_note else "D408", message, reference.span, hint)


def _lost_name(facts: Facts, reference: Reference, name: str) -> Iterator[Diagnostic]:
    """Why a wiki link leads nowhere; it may also lead to a file that is no note."""
    target = reference.target
    if name and (target.path in facts.files or picture_key(target) in facts.moved):
        return
    found = facts.links.names.find(name) if name else (reference.span.path,)
    if len(found) > 1:
        message = f"`{target.written}` may be one of several notes"
        hint = f"Write more of its path: {', '.join(f'`{path}`' for path in found)}."
    elif found:
        anchors = facts.links.anchors(found[0])
        near = _nearest(anchor_of(target.fragment), anchors)
        message = f"`{target.written}`: `{found[0]}` has no such heading or block"
        hint = f"Did you mean `#{near}`?" if near else "Its text is shown without a link."
    else:
        names_near = facts.links.names.near(name)
        message = f"`{target.written}`: there is no note of that name"
        names = ", ".join(f"`[[{each}]]`" for each in names_near)
        hint = f"Did you mean {names}?" if names_near else "Its text is shown without a link."
    yield diagnose("D410", message, reference.span, hint)


def _nearest(anchor: str, anchors: list[str]) -> str:
    """Find the anchor that was probably meant; empty when none comes near."""
    # Of hundreds of dead links into a long document, difflib would take a second each.
    from rapidfuzz import fuzz, process

    found = process.extractOne(anchor, anchors, scorer=fuzz.ratio, score_cutoff=60)
    return found[0] if found else ""


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
    """Tell whether a path lies where the figures' drawings are."""
    figures = facts.gallery.figures.values()
    return any(path.rpartition("/")[0] == figure.path.rpartition("/")[0] for figure in figures)
