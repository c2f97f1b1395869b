"""Each question's lasting id and GUID, and when its card last changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose
from diptych.identity.ledger import Ledger, LedgerEntry
from diptych.identity.matching import match
from diptych.identity.slugs import FreeSlugs, guid_of, slug_of
from diptych.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from diptych.compile import CompiledQuestion
    from diptych.model import Diagnostic


@dataclass(frozen=True, slots=True)
class Identity:
    """A question and who it is.

    Attributes:
        known: its entry, if the ledger knew it.
        alike: how alike it is to that entry, 0 to 1, where only that told; else None.
        unclear: the entries that it might be, too alike to tell; it counts as new.
    """

    question: CompiledQuestion
    id: str
    guid: str
    known: LedgerEntry | None
    alike: float | None = None
    unclear: tuple[LedgerEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class CardState:
    """What a question's card shows, as far as the ledger remembers it.

    Attributes:
        content_hash: a hash of all that the card shows.
        is_cloze: whether its note is a cloze note.
    """

    content_hash: str
    is_cloze: bool = False


def identify(questions: Sequence[CompiledQuestion], ledger: Ledger, name: str) -> list[Identity]:
    """Give each question its id and GUID.

    A pinned id comes first, then the ledger: the same question (apart from case, white space and
    punctuation) in the same document, then anywhere, then one that is much alike. Who is still in
    the notes comes before who was retired. What matches nothing is new.

    Args:
        name: the notebook's lasting name, from which new GUIDs are derived.
    """
    matches = match(questions, ledger)
    # A new id must not be one that the ledger remembers for somebody else.
    former = [old for entry in ledger.entries.values() for old in entry.former]
    free = FreeSlugs([*ledger.entries, *former, *(q.pinned for q in questions if q.pinned)])
    identities = []
    for number, question in enumerate(questions):
        known = matches.known.get(number)
        own = question.pinned or (known.id if known else free.take(slug_of(question.prompt)))
        identities.append(
            Identity(
                question=question,
                id=own,
                guid=known.guid if known else guid_of(name, own),
                known=known,
                alike=matches.alike.get(number),
                unclear=matches.unclear.get(number, ()),
            )
        )
    return identities


def identity_diagnostics(identities: Iterable[Identity]) -> Iterator[Diagnostic]:
    """Report questions that were reworded, and those that may be one of several."""
    for identity in identities:
        question = identity.question
        span = Span(question.span.path, question.span.line, question.span.line)
        if identity.alike is not None and identity.known is not None:
            was = identity.known.prompt
            message = (
                f"“{question.prompt}” is taken for “{was}”, reworded ({identity.alike:.0%} alike)"
            )
            hint = "Its card keeps its history. If it is another question, pin it: `{#another-id}`."
            yield diagnose("D504", message, span, hint)
        elif identity.unclear:
            candidates = " or ".join(f"“{entry.prompt}”" for entry in identity.unclear)
            message = (
                f"“{question.prompt}” may be what was {candidates}: too alike to tell, so it is new"
            )
            hint = f"If it is, pin the old id before you import: `{{#{identity.unclear[0].id}}}`."
            yield diagnose("D505", message, span, hint)


def kind_diagnostics(kinds: Iterable[tuple[Identity, bool]]) -> Iterator[Diagnostic]:
    """Report questions whose note is of another kind than it was.

    Args:
        kinds: each question with whether its note is a cloze note now.
    """
    for identity, is_cloze in kinds:
        if identity.known and identity.known.cloze != is_cloze:
            question = identity.question
            span = Span(question.span.path, question.span.line, question.span.line)
            before, after = ("cloze", "basic") if identity.known.cloze else ("basic", "cloze")
            message = f"“{question.prompt}” was a {before} note and is a {after} one now"
            hint = (
                "Anki cannot turn one into the other: a new note comes, the old one stays as it is."
            )
            yield diagnose("D506", message, span, hint)


def stamp(
    identities: Sequence[Identity], cards: Mapping[str, CardState], ledger: Ledger, now: int
) -> Ledger:
    """Bring the ledger up to date with this build.

    Args:
        cards: what each question's card shows, by the question's GUID.
        now: seconds since the epoch. A change is never dated before an earlier one.
    """
    entries: dict[str, LedgerEntry] = {}
    for identity in identities:
        question, known, card = identity.question, identity.known, cards[identity.guid]
        entries[identity.id] = LedgerEntry(
            id=identity.id,
            guid=identity.guid,
            file=question.span.path,
            section=question.section,
            prompt=question.asked,
            answer=question.excerpt,
            shows=card.content_hash,
            changed=_changed(known, card.content_hash, now),
            former=_former(identity),
            cloze=card.is_cloze,
        )
    here = {identity.guid for identity in identities}
    for entry in ledger.entries.values():
        if entry.guid not in here:
            gone = entry.retired if entry.retired is not None else now
            entries[entry.id] = replace(entry, retired=gone)
    return Ledger(entries)


def _former(identity: Identity) -> tuple[str, ...]:
    known = identity.known
    ids = dict.fromkeys((*known.former, known.id) if known else ())
    return tuple(each for each in ids if each != identity.id)


def _changed(known: LedgerEntry | None, content_hash: str, now: int) -> int:
    """Date what a card shows: now if it is new or shows something else, and never back in time."""
    if known is None:
        return max(now, 1)
    return known.changed if known.shows == content_hash else max(now, known.changed + 1)
