"""Link anew what changed within a few documents, when nothing that others see of them did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from diptych.link.entries import Linked, link_question, once
from diptych.link.unasked import unasked
from diptych.render import PageTarget, assets_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from diptych.compile import Compiled
    from diptych.link.entries import Entry, LinkedSection
    from diptych.model import Diagnostic
    from diptych.model.book import Asset


def same_from_outside(before: Compiled, after: Compiled) -> bool:
    """Tell whether two versions of a document are one to all other documents.

    Names of pages, places that links lead to, order and tags are then what they were.
    """
    return _outside(before) == _outside(after) and _words(before) == _words(after)


def is_reworded(before: Compiled, after: Compiled) -> bool:
    """Tell whether one question of a document asks with other words, and all else is the same.

    Whether it is still the same question, only the whole notebook can say, and what other pages
    call it is out of date until that was asked.
    """
    prompts = zip(before.questions, after.questions, strict=False)
    others = sum(one.prompt != other.prompt for one, other in prompts)
    return others == 1 and _outside(before) == _outside(after)


def _outside(document: Compiled) -> tuple[Hashable, ...]:
    """Gather what others see of a document but for the words of its headings."""
    return (
        document.path,
        document.aliases,
        len(document.anchors),
        tuple((each.title, each.path, bool(each.intro)) for each in document.sections),
        tuple(
            (each.pinned, each.section, each.subdeck, each.tags, each.language)
            for each in document.questions
        ),
    )


def _words(document: Compiled) -> tuple[Hashable, ...]:
    return (document.title, document.anchors, tuple(each.prompt for each in document.questions))


def relink(linked: Linked, changed: Mapping[str, Compiled], files: Mapping[str, bytes]) -> Linked:
    """Replace what was made of some documents; all else stays what it is.

    Args:
        changed: path → the document as it is now: the same from outside, or with one question
            reworded, which is then taken for the same question.
        files: the bytes of what all documents refer to, by path.
    """
    context = structs.replace(linked.context, files=files)
    slugs = [entry.slug for entry in linked.entries]
    waiting = {path: iter(document.questions) for path, document in changed.items()}
    anew: dict[int, Entry] = {}
    for entry in linked.entries:
        path = entry.question.span.path
        if path in waiting:
            # Of two equal pinned ids the second has been dropped.
            question = structs.replace(next(waiting[path]), pinned=entry.question.pinned)
            identity = structs.replace(entry.identity, question=question)
            anew[entry.number] = link_question(
                entry.number, question, identity, slugs, context, joined=entry.joined
            )
    entries = tuple([anew.get(entry.number, entry) for entry in linked.entries])
    page = PageTarget.own(context)
    assets: list[Asset] = [*linked.assets]
    diagnostics: list[Diagnostic] = [
        each for each in linked.diagnostics if each.span is None or each.span.path not in changed
    ]
    for path, document in changed.items():
        of_document = [each for each in anew.values() if each.question.span.path == path]
        assets += assets_of([each.intro for each in document.sections], page)
        for entry in of_document:
            assets += assets_of(entry.question.page_parts, page)
        diagnostics += unasked(document, [each.deleted for each in of_document])
        diagnostics += [told for each in of_document for told in each.occluded.diagnostics]
    return structs.replace(
        linked,
        entries=entries,
        sections=_sections(linked.sections, changed, anew),
        context=context,
        assets=tuple(once(assets)),
        diagnostics=tuple(diagnostics),
    )


def _sections(
    sections: Sequence[LinkedSection], changed: Mapping[str, Compiled], anew: Mapping[int, Entry]
) -> tuple[LinkedSection, ...]:
    waiting = {path: iter(document.sections) for path, document in changed.items()}
    return tuple(
        [
            each
            if each.section.span.path not in waiting
            else structs.replace(
                each,
                section=next(waiting[each.section.span.path]),
                entries=tuple(anew.get(entry.number, entry) for entry in each.entries),
            )
            for each in sections
        ]
    )
