"""Each question's lasting id and GUID, and when its card last changed."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.diagnostics.codes import diagnose
from diptych.identity.deletions import remembered_deletions
from diptych.identity.evidence import digest_of
from diptych.identity.matching import match
from diptych.identity.pictures import stamp_pictures
from diptych.identity.places import place_of
from diptych.identity.records import CardState, Identity, Ledger, LedgerEntry
from diptych.model import Span
from diptych.syntax.slugs import FreeSlugs, slug_of

if TYPE_CHECKING:
    from collections.abc import Container, Hashable, Iterable, Iterator, Mapping, Sequence

    from diptych.compile import CompiledQuestion
    from diptych.model import Diagnostic, NoteKind


def guid_of(name: str, born_as: str) -> str:
    """Derive the GUID of a new question: 96 bits of a hash of the notebook's name and its id."""
    digest = hashlib.sha256(f"diptych\0{name}\0{born_as}".encode()).digest()
    return base64.urlsafe_b64encode(digest[:12]).decode()


def identify(questions: Sequence[CompiledQuestion], ledger: Ledger, name: str) -> list[Identity]:
    """Give each question its id and GUID.

    A pinned id comes first, then what the ledger tells. What matches nothing is new.

    Args:
        name: the notebook's lasting name, from which new GUIDs are derived.
    """
    matches = match(questions, ledger)
    free = _free_ids(questions, ledger) if len(matches.known) < len(questions) else FreeSlugs()
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
                likely=number in matches.likely,
                unclear=matches.unclear.get(number, ()),
            )
        )
    return _twins_in_order(identities)


def _free_ids(questions: Sequence[CompiledQuestion], ledger: Ledger) -> FreeSlugs:
    """Give out new ids, but for those that the ledger remembers for somebody else."""
    former = [old for entry in ledger.entries.values() for old in entry.former]
    return FreeSlugs([*ledger.entries, *former, *(q.pinned for q in questions if q.pinned)])


def _twins_in_order(identities: list[Identity]) -> list[Identity]:
    """Let questions that say the same at the same place be who they are in the order of their ids.

    So will the next build tell them apart, and must find no other order than this one left.
    """
    asked = [None if each.question.pinned else each.question.asked for each in identities]
    count = Counter(asked)
    alike: defaultdict[Hashable, list[int]] = defaultdict(list)
    for number, prompt in enumerate(asked):
        if prompt is not None and count[prompt] > 1:
            question = identities[number].question
            alike[(*place_of(question), prompt, question.excerpt)].append(number)
    twins: defaultdict[Hashable, list[int]] = defaultdict(list)
    for first, *others in alike.values():
        for number in (first, *others) if others else ():
            twins[first, digest_of(identities[number].question)].append(number)
    for numbers in twins.values():
        who = sorted((identities[each] for each in numbers), key=_by_id)
        for number, identity in zip(numbers, who, strict=True):
            identities[number] = replace(identity, question=identities[number].question)
    return identities


def _by_id(identity: Identity) -> tuple[int, str]:
    return len(identity.id), identity.id


def identity_diagnostics(identities: Iterable[Identity]) -> Iterator[Diagnostic]:
    """Report questions that were taken for others, and those that may be others."""
    for identity in identities:
        question = identity.question
        span = Span(question.span.path, question.span.line, question.span.line)
        if identity.likely and identity.known is not None:
            old = identity.known
            message = f"“{question.prompt}” is taken for “{old.prompt}”, reworded"
            if question.asked == old.prompt:
                message = f"“{question.prompt}” is taken for the one of before, answered otherwise"
            called = slug_of(question.prompt)
            hint = f"If it is another question: diptych different {old.id} {called}"
            yield diagnose("D504", message, span, hint)
        elif identity.unclear:
            candidates = " or ".join(f"“{entry.prompt}”" for entry in identity.unclear)
            message = f"“{question.prompt}” is new, but may be what was {candidates}"
            hint = f"If it is: diptych same {identity.unclear[0].id} {identity.id}"
            yield diagnose("D505", message, span, hint)


def kind_diagnostics(kinds: Iterable[tuple[Identity, NoteKind]]) -> Iterator[Diagnostic]:
    """Report questions whose note is of another kind than it was.

    Args:
        kinds: each question with the kind of its note now.
    """
    for identity, kind in kinds:
        known = identity.known
        if known and known.kind != kind and not known.never_shown:
            question, before = identity.question, known.kind
            span = Span(question.span.path, question.span.line, question.span.line)
            message = f"“{question.prompt}” was a {before} note and is a {kind} one now"
            back = known.other(kind)
            comes = "its former one comes back" if back else "a new one comes"
            hint = f"Anki cannot turn one into the other: {comes}, this one stays with its reviews."
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
    before = _before(identities)
    here = {identity.guid for identity in identities}
    for identity in identities:
        card, known = cards[identity.guid], identity.known
        if known and _is_unchanged(identity, known, card):
            entries[identity.id] = replace(known, deck=_deck(known, card))
            continue
        entry = _entry(identity, card, here, now)
        if known and known.deck != entry.deck:
            known = replace(known, deck=entry.deck)
        if entry != known:
            # An unchanged line stays as it is, though the question before it may be another now.
            told = (identity.known.prompt, identity.known.answer) if identity.known else ()
            entry = replace(
                entry,
                after=before[identity.guid],
                digest=digest_of(identity.question),
                was=told if identity.likely else (),
            )
        entries[identity.id] = entry
    for entry in ledger.entries.values():
        if entry.guid not in here:
            gone = entry.retired if entry.retired is not None else now
            entries[entry.id] = replace(entry, retired=gone)
    return Ledger(entries)


def _is_unchanged(identity: Identity, known: LedgerEntry, card: CardState) -> bool:
    """Tell whether an entry stays what it is, the deck apart, as nearly all do."""
    question = identity.question
    more = (known.maybe, known.pictures, known.deletions, card.pictures, card.deletions)
    return (
        known.retired is None
        and not known.became
        and not any(more)
        and known.id == identity.id
        and known.id not in known.former
        and known.shows == card.content_hash
        and known.kind == card.kind
        and known.answer == question.excerpt
        and known.prompt == question.asked
        and known.section == question.section
        and known.file == question.span.path
    )


def _deck(known: LedgerEntry, card: CardState) -> str:
    """Remember the deck that a card came to, if the notes would put it into another one now."""
    return known.deck if card.keeps_deck or known.deck != card.deck else ""


def _entry(identity: Identity, card: CardState, here: Container[str], now: int) -> LedgerEntry:
    """Make the entry of a question; what concerns identity alone is what the ledger knows of it."""
    question, known = identity.question, identity.known
    may_be = known.maybe if known else tuple(each.guid for each in identity.unclear)
    if known:
        known = known.turned(card.kind)
    return LedgerEntry(
        id=identity.id,
        guid=identity.guid,
        file=question.span.path,
        section=question.section,
        prompt=question.asked,
        answer=question.excerpt,
        shows=card.content_hash,
        changed=_changed(known, card.content_hash, now),
        former=_former(identity),
        kind=card.kind,
        after=known.after if known else "",
        digest=known.digest if known else "",
        was=known.was if known else (),
        maybe=tuple(guid for guid in may_be if guid not in here),
        apart=known.apart if known else (),
        others=known.others if known else (),
        deck=_deck(known, card) if known else "",
        adopted=known.adopted if known else "",
        tags=known.tags if known else (),
        pictures=stamp_pictures(known.pictures if known else (), card.pictures, now),
        deletions=remembered_deletions(known.deletions if known else (), card.deletions),
    )


def _former(identity: Identity) -> tuple[str, ...]:
    known = identity.known
    ids = dict.fromkeys((*known.former, known.id) if known else ())
    return tuple(each for each in ids if each != identity.id)


def _changed(known: LedgerEntry | None, content_hash: str, now: int) -> int:
    """Date what a card shows: now if it is new or shows something else, and never back in time."""
    if known is None:
        return max(now, 1)
    return known.changed if known.shows == content_hash else max(now, known.changed + 1)


def _before(identities: Sequence[Identity]) -> dict[str, str]:
    """For each question, the GUID of the one before it in its document."""
    before = {}
    last = ("", "")
    for identity in identities:
        path = identity.question.span.path
        before[identity.guid] = last[1] if last[0] == path else ""
        last = (path, identity.guid)
    return before
