"""Is each image there, and does it say in words what it shows?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose
from diptych.input.sources import MAX_FILE
from diptych.link.checks.figures import in_figure_folder
from diptych.link.lookup import is_picture
from diptych.render.embeds import remote
from diptych.syntax.data_images import LARGEST, data_image, is_data
from diptych.syntax.media import medium_of
from diptych.syntax.references import DRIVE, is_remote, picture_key, says_nothing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.link.checks.facts import Facts
    from diptych.model import Diagnostic
    from diptych.syntax.references import Reference

HINT = "Say in a few words what it shows: they are read aloud, and stand below it as its caption."


def dead_images(facts: Facts) -> Iterator[Diagnostic]:
    """Images that are not there, or that the site would have to fetch from elsewhere."""
    for reference in facts.references:
        if is_dead_image(facts, reference):
            message, hint = _why_dead(facts, reference)
            yield diagnose("D401", message, reference.span, hint)


def is_dead_image(facts: Facts, reference: Reference) -> bool:
    """Tell whether an image has no file; of those among the figures another rule speaks."""
    path = reference.target.path
    is_shown = reference.kind in {"image", "embed"}
    if not is_shown or path in facts.files or data_image(reference.target.address):
        return False
    if reference.kind == "image" and facts.remote_images and _is_shown(reference):
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
        is_shown = reference.kind in {"image", "embed"}
        if is_shown and target.path not in facts.files and key in moved:
            message = f"{_noun(reference)} found by its name: {target.written} → {moved[key]}"
            yield diagnose("D213", message, reference.span)


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
            message = f"{name} has no alternative text"
            if reference.label:
                message = f"{name} has no alternative text: “{reference.label}” says nothing"
            yield diagnose("D409", message, reference.span, HINT)


def _why_dead(facts: Facts, reference: Reference) -> tuple[str, str]:
    written = reference.target.written
    if not written:
        return f"{_noun(reference)} without an address", "Name a file."
    if is_data(reference.target.address):
        hint = f"Save it as a PNG, JPEG, GIF or WebP of at most {LARGEST // 2**20} MiB."
        return f"{_noun(reference)} `{written}`: what its address holds is no such picture", hint
    if reference.target.path in facts.oversized:
        message = f"{_noun(reference)} `{written}` is larger than {MAX_FILE // 2**20} MiB"
        return message, "Make it smaller, or link to where it can be seen."
    if several := facts.same_name.get(picture_key(reference.target)):
        message = f"{_noun(reference)} `{written}` is not there, and several have its name"
        return message, f"Write the path of one: {', '.join(f'`{path}`' for path in several)}."
    if is_remote(written) and not DRIVE.match(written[:2]) and not is_picture(reference.target):
        here = f"{_noun(reference)} `{written}` is on the network"
        message = f"{here}; pages and cards show a link to it instead"
        if reference.kind == "image":
            return message, "`diptych fetch-images` keeps a copy beside the notes."
        return message, "Save it beside the notes and refer to the file."
    if reference.target.path is None or written.startswith("/"):
        message = f"{_noun(reference)} `{written}` is a path of another machine"
        return message, "Put the file beside the notes and write its relative path."
    return f"{_noun(reference)} `{written}` is not there", "Put the file there, or mend the path."


def _is_shown(reference: Reference) -> bool:
    """Tell whether a browser may fetch a picture from the network, if the settings allow it."""
    where = remote(reference.target.address)
    return where is not None and where.is_safe


def _noun(reference: Reference) -> str:
    """Name what an image of the notes is."""
    if reference.kind == "image":
        return "image"
    return medium_of(reference.target.address, {})
