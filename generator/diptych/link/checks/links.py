"""Do the links and inclusions of the notes lead somewhere?"""

from __future__ import annotations

import difflib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from diptych.compile.anchors import anchor_of
from diptych.diagnostics.codes import diagnose
from diptych.input.sources import MARKDOWN, MAX_FILE
from diptych.syntax.code_excerpt import definition, definitions
from diptych.syntax.references import LINKS, SCHEME, is_remote, picture_key
from diptych.syntax.svg_files import RUNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.link.checks.facts import Facts
    from diptych.model import Diagnostic
    from diptych.syntax.references import Reference

# What the sanitiser lets a link begin with.
_FEW = 5  # names of definitions that a hint lists

FOLLOWED = frozenset({"http:", "https:", "mailto:"})


def broken_links(facts: Facts) -> Iterator[Diagnostic]:
    """Links between notes that lead nowhere, and links to files that are not there."""
    for reference in facts.references:
        target = reference.target
        if reference.kind not in LINKS or is_remote(target.address):
            continue
        if facts.links.find(target) is not None:
            continue
        if target.name is not None:
            yield from _lost_name(facts, reference, target.name)
            continue
        document = facts.links.document(target)
        if document in facts.links.documents:
            near = _nearest(target.fragment, facts.links.anchors(document))
            message = f"`{document}` has no heading `#{target.fragment}`"
            hint = f"Did you mean `#{near}`?" if near else "Headings get ids by `{#id}`."
            yield diagnose("D404", message, reference.span, hint)
        elif target.path in facts.folders:
            message = f"no page shows the folder that `{target.written}` leads to"
            yield diagnose("D408", message, reference.span, "Link to a file in it.")
        elif target.path in facts.oversized:
            size = MAX_FILE // 2**20
            message = f"the link to `{target.written}` leads to a file larger than {size} MiB"
            yield diagnose("D408", message, reference.span, "Link to where it can be had.")
        elif PurePosixPath(target.path or "").suffix.lower() in RUNS and target.path in facts.files:
            message = f"`{target.written}` is a page that could run scripts; it is not taken along"
            hint = "Its text is shown without the link. Link to where it is published."
            yield diagnose("D408", message, reference.span, hint)
        elif target.path not in facts.files:
            is_note = PurePosixPath(target.path or "").suffix.lower() in MARKDOWN
            message = f"the link to `{target.written}` leads nowhere"
            hint = "Links are relative to the file that they stand in."
            yield diagnose("D404" if is_note else "D408", message, reference.span, hint)


def _defined(names: Sequence[str]) -> str:
    if not names:
        return "Define it there, on its top level."
    more = ", …" if len(names) > _FEW else ""
    return f"Known: {', '.join(names[:_FEW])}{more}"


def not_transcluded(facts: Facts) -> Iterator[Diagnostic]:
    """Links in whose place a note's text was to stand, which is there under another name."""
    for reference in facts.references:
        target = reference.target
        if reference.kind == "transclusion" and facts.links.find(target) is not None:
            message = f"`{target.written}` is not put in: a note is named by its file there"
            yield diagnose("D412", message, reference.span, "A link stands in its place.")


def links_to_programs(facts: Facts) -> Iterator[Diagnostic]:
    """Links that pages cannot follow, because a program on one machine must open them."""
    for reference in facts.references:
        address = reference.target.address
        scheme = SCHEME.match(address)
        if reference.kind == "link" and scheme and scheme[0].lower() not in FOLLOWED:
            message = f"`{address}` is for another program; its text is shown without the link"
            yield diagnose("D411", message, reference.span)


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


def _nearest(anchor: str, anchors: Sequence[str]) -> str:
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
            hint = "Put the file there, or mend the path."
            yield diagnose("D405", f"there is no file `{path}`", reference.span, hint)
        elif definition(facts.files[path], name) is None:
            known = definitions(facts.files[path])
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"Did you mean `#{near[0]}`?" if near else _defined(known)
            message = f"`{path}` defines no `{name}`"
            yield diagnose("D405", message, reference.span, hint)
