"""What an author says of two questions: that they are the same, or that they are not."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from diptych.identity.evidence import digest_of
from diptych.identity.naming import guid_of
from diptych.identity.records import Ledger, LedgerEntry
from diptych.identity.words import normal
from diptych.syntax.slugs import FreeSlugs, slug_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from diptych.identity.records import Identity

_NEAR = 3


class UndecidableError(Exception):
    """Two questions were named that cannot be decided about; the text says why."""


class Undecided(Struct, frozen=True):
    """A question of the notes, and an entry that it is taken for or that it may be.

    Attributes:
        taken: whether it is taken for it, by its likeness.
    """

    new: Identity
    old: LedgerEntry
    taken: bool


def undecided(identities: Sequence[Identity], ledger: Ledger) -> Iterator[Undecided]:
    """List the pairs that only likeness told, and those that are unclear since some build."""
    by_guid = {entry.guid: entry for entry in ledger.entries.values()}
    here = {identity.guid for identity in identities}
    for each in identities:
        if each.likely and each.known is not None:
            yield Undecided(each, each.known, taken=True)
        waiting = [by_guid.get(guid) for guid in each.known.maybe] if each.known else []
        for old in (*each.unclear, *waiting):
            if old is not None and old.guid not in here:
                yield Undecided(each, old, taken=False)


def find_old(text: str, ledger: Ledger) -> LedgerEntry:
    """Find the entry that a text names: by its id or its words, or the beginning of either.

    Raises:
        UndecidableError: it names none, or more than one.
    """
    named = {
        entry.id: (entry.id, *entry.former, entry.prompt, entry.guid)
        for entry in ledger.entries.values()
        if not entry.became
    }
    return ledger.entries[_one_of(text, named, "the ledger")]


def find_new(text: str, identities: Sequence[Identity]) -> Identity:
    """Find the question of the notes that a text names, likewise.

    Raises:
        UndecidableError: it names none, or more than one.
    """
    by_id = {each.id: each for each in identities}
    named = {
        each.id: (slug_of(each.question.prompt), each.question.prompt, each.id, each.guid)
        for each in identities
    }
    return by_id[_one_of(text, named, "the notes")]


def _one_of(text: str, named: Mapping[str, Sequence[str]], where: str) -> str:
    """Find the only one with a name; by the whole name, else by its beginning."""
    wanted = normal(text)
    names = {own: [normal(name) for name in each] for own, each in named.items()}
    exact = [own for own in names if own == text]
    whole = exact or [own for own, each in names.items() if wanted in each]
    found = whole or [
        own for own, each in names.items() if any(name.startswith(wanted) for name in each)
    ]
    if len(found) == 1 and wanted:
        return found[0]
    if found and wanted:
        raise UndecidableError(
            f"`{text}` is more than one question of {where}: {_listed(found)}. Write one of these"
        )
    near = get_close_matches(text, [name for each in named.values() for name in each], _NEAR)
    hint = f"near it: {_listed(near)}" if near else "`diptych plan` lists those that may be others"
    raise UndecidableError(f"`{text}` is no question of {where}; {hint}")


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NEAR} more" if len(names) > _NEAR else ""
    return ", ".join(f"`{name}`" for name in names[:_NEAR]) + more


def declare_same(
    ledger: Ledger, old: LedgerEntry, new: Identity, identities: Sequence[Identity], now: int
) -> Ledger:
    """Give a question the history of an entry: from now on that entry says what it says.

    If it had a card of its own already, that one is retired for good.

    Raises:
        UndecidableError: they are one already, or the entry is another question's for certain.
    """
    question, own = new.question, new.known
    for each in identities:
        if each.guid == old.guid and not each.likely:
            raise UndecidableError(
                f"`{old.id}` is “{each.question.prompt}” already. If it is not, "
                "say so first: diptych different"
            )
    entries = dict(ledger.entries)
    joined = replace(
        old,
        file=question.span.path,
        section=question.section,
        prompt=question.asked,
        answer=question.excerpt,
        digest=digest_of(question),
        # Newer than what another branch remembers of it.
        changed=max(now, old.changed + 1),
        was=(),
        maybe=(),
    )
    if own is not None and own.guid != old.guid:
        # A pinned id goes with the question.
        name = FreeSlugs(entries).take(own.id) if question.pinned else own.id
        del entries[own.id]
        entries[name] = replace(own, id=name, retired=now, became=old.guid, maybe=())
        former = dict.fromkeys((*joined.former, own.id))
        apart = tuple(guid for guid in old.apart if guid != own.guid)
        joined = replace(joined, former=tuple(former), apart=apart)
    entries[old.id] = joined
    return replace(ledger, entries=entries)


def declare_different(
    ledger: Ledger, old: LedgerEntry, new: Identity, name: str, now: int
) -> Ledger:
    """Keep a question apart from an entry, in the next build and all later ones.

    Args:
        name: the notebook's lasting name, from which a new GUID is derived.

    Raises:
        UndecidableError: both are one by the id that the author pinned.
    """
    entries, known = dict(ledger.entries), new.known
    if known is not None and known.guid != old.guid:
        rest = tuple(guid for guid in known.maybe if guid != old.guid)
        apart = dict.fromkeys((*known.apart, old.guid))
        entries[known.id] = replace(known, maybe=rest, apart=tuple(apart))
        return replace(ledger, entries=entries)
    if known is not None and new.question.pinned == old.id:
        raise UndecidableError(f"the notes pin the id `{old.id}`; pin another one there")
    if known is not None and known.prompt == new.question.asked:
        entries[old.id] = _before_it_was_taken(old, now)
    own = _born(new, ledger, name)
    entries[own.id] = replace(own, apart=(old.guid,))
    return replace(ledger, entries=entries)


def _before_it_was_taken(old: LedgerEntry, now: int) -> LedgerEntry:
    """Give an entry the words back that it had before a question was taken for it."""
    prompt, answer = old.was or (old.prompt, old.answer)
    return replace(old, prompt=prompt, answer=answer, digest="", was=(), retired=now)


def _born(new: Identity, ledger: Ledger, name: str) -> LedgerEntry:
    """Make the entry of a question that is new; its card has not been shown yet."""
    question, own, guid = new.question, new.id, new.guid
    if new.known is not None:
        former = [each for entry in ledger.entries.values() for each in entry.former]
        free = FreeSlugs([*ledger.entries, *former])
        own = question.pinned or free.take(slug_of(question.prompt))
        guid = guid_of(name, own)
    return LedgerEntry(
        id=own,
        guid=guid,
        file=question.span.path,
        section=question.section,
        prompt=question.asked,
        answer=question.excerpt,
        shows="",
        changed=1,
        kind="cloze" if question.hides else "basic",
        digest=digest_of(question),
    )
