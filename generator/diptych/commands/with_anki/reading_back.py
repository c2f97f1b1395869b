"""Whether notes that are about to be written say what they are meant to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, structs
from msgspec.structs import replace

from diptych.compile import compile_source
from diptych.connect.blocks import keys_of, texts_of
from diptych.connect.parts import deletes, parts_of
from diptych.deck import AnkiNote, all_fields, anki_notes
from diptych.input.encoding import with_line_feeds
from diptych.link.entries import link_question
from diptych.link.notebook import compile_settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from diptych.commands.building.making import Made
    from diptych.compile import CompiledQuestion
    from diptych.link.entries import Entry


class Wanted(Struct, frozen=True):
    """A note of ours, and what its parts are to show.

    Attributes:
        keys: of each part, block by block.
    """

    note: AnkiNote
    keys: Mapping[str, tuple[str, ...]]


def reads_back(
    made: Made, wanted: Mapping[int, Wanted], path: str, text: str, files: Mapping[str, bytes]
) -> bool:
    """Tell whether a file's new text has its questions as before, but for what is wanted.

    Args:
        wanted: by the line on which the question begins today.
        text: what the file would hold.
        files: the bytes of the pictures that would come with it, by path.
    """
    notebook = made.notebook
    (before,) = (each for each in notebook.documents if each.path == path)
    (source,) = (each for each in notebook.sources if each.path == path)
    again = replace(source, text=with_line_feeds(text))
    after = compile_source(again, compile_settings(notebook.config))
    if len(before.questions) != len(after.questions):
        return False
    entries = {e.question.span.line: e for e in made.linked.entries if e.question.span.path == path}
    for was, now in zip(before.questions, after.questions, strict=True):
        one = wanted.get(was.span.line)
        if one is None:
            if _said(was) != _said(now):
                return False
        elif not _is_as_wanted(made, entries[was.span.line], now, one, files):
            return False
    return True


def _said(question: CompiledQuestion) -> tuple[object, ...]:
    """Take of a question all that must stay where nothing of it is edited."""
    shown = (question.card, question.card_parts, question.choice)
    return (question.asked, question.text, *shown, *_marks(question))


def _marks(question: CompiledQuestion) -> tuple[object, ...]:
    """Take what its author said about it."""
    said = (question.pinned, question.classes, question.tags, question.section)
    return (*said, question.subdeck, question.answered)


def _is_as_wanted(
    made: Made, entry: Entry, now: CompiledQuestion, wanted: Wanted, files: Mapping[str, bytes]
) -> bool:
    context = made.linked.context
    context = structs.replace(context, files={**context.files, **files})
    slugs = [each.slug for each in made.linked.entries]
    linked = link_question(entry.number, now, entry.identity, slugs, context, joined=entry.joined)
    if linked.kind != entry.kind or _marks(now) != _marks(entry.question):
        return False
    note, *_ = anki_notes(made.notebook, [linked])
    shown = parts_of(note.kind, all_fields(note, made.notebook.language))
    return all(
        keys_of(texts_of(name, shown.get(name, ""), deletes=deletes(note.kind))) == keys
        for name, keys in wanted.keys.items()
    )
