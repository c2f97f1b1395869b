"""What a note in Anki was before its learner changed it: the last deck's words, or older ones.

A deck that was built need not have been imported. A note that says what an older deck said was not
changed in Anki, it only is not up to date; and what was changed there is to be compared with the
deck that it came from, or the words of later ones would be taken back.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from diptych.connect.blocks import agree
from diptych.connect.ownership import same
from diptych.connect.patching import matched, tokens_of
from diptych.connect.shipped import Shipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_APART = 3  # words between two changes that are told apart

Standing = Literal["same", "older", "taken back", "changed"]


class Ancestry(Struct, frozen=True):
    """How a note in Anki stands to what it was sent.

    Attributes:
        standing: it says what we sent last; what we sent before that, and was not changed since;
            likewise, but was touched since; or something of its own.
        ancestors: what it may have been before; more than one where nothing decides.
    """

    standing: Standing
    ancestors: tuple[Shipped, ...]


def ancestry(
    there: Mapping[str, str],
    changed: int | None,
    shipped: Sequence[Shipped],
    *,
    deletes: bool = False,
    never: int | None = None,
) -> Ancestry:
    """Find out what a note in Anki was before it was changed there.

    An import never brings words that are older than what it finds, and gives the note the time of
    the deck: so what was changed before a deck's time did not come from that deck. Where times do
    not decide, words may: those that only one deck had.

    Args:
        there: what Anki says now.
        changed: when it last changed in Anki, in seconds since the epoch; None if that is not told.
        shipped: what it may have been, the latest first; at least one.
        deletes: whether ``{{c1::…}}`` hides something.
        never: the time from which on no deck has come to Anki.
    """
    for place, each in enumerate(shipped):
        if agree(there, each.fields, deletes=deletes):
            if not place:
                return Ancestry("same", (each,))
            latest = max(each.changed, shipped[0].changed - 1)
            untouched = each.pushed or (changed is not None and changed <= latest)
            return Ancestry("older" if untouched else "taken back", (each,))
    latest = min(
        changed if changed is not None else shipped[0].changed,
        never - 1 if never is not None else shipped[0].changed,
    )
    possible = [each for each in shipped if each.changed <= latest]
    possible = possible or [shipped[-1]]
    sure = [each for each in possible if all(_came_from(there, each, o) for o in possible)]
    return Ancestry("changed", tuple(sure or possible))


def never_came(
    there: Mapping[str, int | None], shipped: Mapping[str, Sequence[Shipped]]
) -> int | None:
    """Find the time from which on no deck has come to Anki; None if nothing tells.

    A deck that is imported brings all of its notes: if one is older than that, no deck came since.

    Args:
        there: when each note last changed in Anki, by GUID; None if that is not told.
        shipped: what each may have been.
    """
    missing = (
        each.changed
        for guid, changed in there.items()
        for each in shipped.get(guid, ())
        if changed is not None and each.changed > changed
    )
    return min(missing, default=None)


def common_value(name: str, ancestors: Sequence[Shipped]) -> str | None:
    """Give what a field said in all of them; None where they differ."""
    first, *others = [each.fields.get(name, "") for each in ancestors]
    return first if all(same(name, first, other) for other in others) else None


def _came_from(there: Mapping[str, str], one: Shipped, other: Shipped) -> bool:
    """Tell whether a note surely came from one deck and not from another.

    It did if it has words that only that one had, where it had them, and none of the other's.
    """
    if one is other:
        return True
    now, ours, theirs = (_tokens(e, there) for e in (there, one.fields, other.fields))
    kept = _places(ours, now), _places(theirs, now)
    told = [
        (_stays(kept[0], start, end), _stays(kept[1], first, last))
        for start, end, first, last in _changes(ours, theirs)
    ]
    return not told or (any(mine for mine, _ in told) and not any(his for _, his in told))


def _changes(ours: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Find what differs between two decks; what hardly a word parts is one change."""
    found: list[tuple[int, int, int, int]] = []
    for kind, *span in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        start, end, first, last = span
        if kind == "equal":
            continue
        words = sum(map(str.isalnum, ours[found[-1][1] : start])) if found else _APART
        if words < _APART:
            start, first = found[-1][0], found[-1][2]
            found.pop()
        found.append((start, end, first, last))
    return found


def _tokens(fields: Mapping[str, str], names: Iterable[str]) -> list[str]:
    """Write the fields of a note one behind the other, with a sign around each."""
    return [token for name in names for token in ("\x1f", *tokens_of(fields.get(name, "")), "\x1e")]


def _places(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    return matched(SequenceMatcher(None, before, after, autojunk=False))


def _stays(places: Mapping[int, int], start: int, end: int) -> bool:
    """Tell whether some words, with their neighbours, are in one piece in another text."""
    found = [places.get(each) for each in range(start - 1, end + 1)]
    first = found[0]
    return first is not None and found == [*range(first, first + len(found))]
