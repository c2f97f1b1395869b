"""One ledger of what several builds remember of the same notebook, in two branches or two places.

An entry is its GUID: that is what Anki knows it by. So nothing that stands on either side is lost,
and it does not matter which side is read first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from diptych.identity.pictures import join_pictures
from diptych.syntax.slugs import FreeSlugs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from diptych.identity.records import LedgerEntry


def join_entries(entries: Iterable[LedgerEntry]) -> dict[str, LedgerEntry]:
    """Join the entries of each GUID, the newest before the others; the result is by id.

    Two GUIDs with one id are two questions, which two branches gave the same name: the newer keeps
    it, the other gets a free one.
    """
    by_guid: dict[str, list[LedgerEntry]] = {}
    for entry in entries:
        by_guid.setdefault(entry.guid, []).append(entry)
    joined = [*map(_joined, by_guid.values())]
    by_id = {entry.id: entry for entry in joined}
    if len(by_id) < len(joined):
        by_id = _with_names_of_their_own(joined)
    # In the order of the file: of entries with the same words it must not matter which is newer, or
    # an edit of one answer would give its history to the other.
    return dict(sorted(by_id.items()))


def _with_names_of_their_own(entries: Iterable[LedgerEntry]) -> dict[str, LedgerEntry]:
    """Let the newest of several entries with one id keep it."""
    ordered = sorted(entries, key=_newness, reverse=True)
    free = FreeSlugs(entry.id for entry in ordered)
    by_id: dict[str, LedgerEntry] = {}
    for entry in ordered:
        own = entry.id
        if own in by_id:
            own = free.take(entry.id)
        by_id[own] = entry if own == entry.id else replace(entry, id=own)
    return by_id


def _joined(entries: Sequence[LedgerEntry]) -> LedgerEntry:
    if len(entries) == 1 and not entries[0].apart and not entries[0].pictures:
        return entries[0]  # as nearly all are
    newest = max(entries, key=_newness)
    ids = sorted({name for each in entries for name in (*each.former, each.id)} - {newest.id})
    rest = [name for name in ids if name not in newest.former]
    # Changed twice in one second: one collection shows this, the other that. Who is told of both
    # as of nothing that was ever shown is dated anew, and so reaches both.
    said = {each.shows for each in entries if each.changed == newest.changed}
    return replace(
        newest,
        former=(*newest.former, *rest),
        shows=newest.shows if len(said) == 1 else "",
        # What the author decided in one branch holds in both.
        apart=tuple(sorted({guid for each in entries for guid in each.apart})),
        became=max(each.became for each in entries),
        pictures=join_pictures(each.pictures for each in entries),
    )


def _newness(entry: LedgerEntry) -> tuple[Any, ...]:
    """Order entries by their last change; of two of one time, who is still there is the newer."""
    times = (entry.changed, entry.retired is None, entry.retired or 0)
    said = (entry.file, entry.section, entry.prompt, entry.answer, entry.shows, entry.kind)
    rest = (entry.after, entry.digest, entry.was, entry.maybe, entry.apart, entry.became)
    other = (entry.others, entry.deck, entry.adopted, entry.tags, entry.pictures, entry.deletions)
    return (*times, *said, entry.id, entry.guid, entry.former, *rest, *other)
