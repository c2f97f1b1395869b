"""Each question's lasting id and GUID, and when its card last changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose
from diptych.identity.ledger import Ledger, LedgerEntry
from diptych.identity.matching import asked, excerpt, match
from diptych.identity.slugs import free_slug, guid_of, slug_of
from diptych.model import Span
from diptych.syntax.cloze import deletions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from diptych.model import Diagnostic, Question


@dataclass(frozen=True, slots=True)
class Identity:
    """A question and who it is.

    Attributes:
        known: its entry, if the ledger knew it.
        alike: how alike it is to that entry, 0 to 1, where only that told; else None.
        unclear: the entries that it might be, too alike to tell; it counts as new.
    """

    question: Question
    id: str
    guid: str
    known: LedgerEntry | None
    alike: float | None = None
    unclear: tuple[LedgerEntry, ...] = ()


def identify(questions: Sequence[Question], ledger: Ledger, name: str) -> list[Identity]:
    """Give each question its id and GUID.

    A pinned id comes first, then the ledger: the same question (apart from case, white space and
    punctuation) in the same document, then anywhere, then one that is much alike. Who is still in
    the notes comes before who was retired. What matches nothing is new.

    Args:
        name: the notebook's lasting name, from which new GUIDs are derived.
    """
    matches = match(questions, ledger)
    # A new id must not be one that the ledger remembers for somebody else.
    taken = {known_id.casefold() for known_id in ledger.entries}
    taken |= {former.casefold() for entry in ledger.entries.values() for former in entry.former}
    taken |= {q.pinned.casefold() for q in questions if q.pinned}
    identities = []
    for number, question in enumerate(questions):
        known = matches.known.get(number)
        own = question.pinned or (known.id if known else free_slug(slug_of(question.prompt), taken))
        taken.add(own.casefold())
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
    """Report questions that were reworded, that may be another, or that are of another kind now."""
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
        if identity.known and identity.known.cloze != bool(deletions(question.tokens)):
            kinds = ("cloze", "basic") if identity.known.cloze else ("basic", "cloze")
            message = f"“{question.prompt}” was a {kinds[0]} note and is a {kinds[1]} one now"
            hint = (
                "Anki cannot turn one into the other: a new note comes, the old one stays as it is."
            )
            yield diagnose("D506", message, span, hint)


def stamp(
    identities: Sequence[Identity], hashes: Mapping[str, str], ledger: Ledger, now: int
) -> Ledger:
    """Bring the ledger up to date with this build.

    Args:
        hashes: a hash of what each question's card shows, by the question's GUID.
        now: seconds since the epoch. A change is never dated before an earlier one.
    """
    entries: dict[str, LedgerEntry] = {}
    for identity in identities:
        question, known, shown = identity.question, identity.known, hashes[identity.guid]
        entries[identity.id] = LedgerEntry(
            id=identity.id,
            guid=identity.guid,
            file=question.span.path,
            section=question.section,
            prompt=asked(question),
            answer=excerpt(question),
            shows=shown,
            changed=_changed(
                known.shows if known else None, shown, known.changed if known else 0, now
            ),
            former=_former(identity),
            cloze=bool(deletions(question.tokens)),
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


def _changed(before: str | None, after: str, since: int, now: int) -> int:
    if before == after:
        return since
    return max(now, since + 1)
