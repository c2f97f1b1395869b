"""What a note in Anki was before its learner changed it: the last deck's words, or older ones.

A deck that was built need not have been imported. A note that says what an older deck said was not
changed in Anki, it only is not up to date; and what was changed there is to be compared with the
deck that it came from, or the words of later ones would be taken back.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal

from diptych.connect.ownership import same
from diptych.connect.patching import tokens_of
from diptych.deck import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Standing = Literal["same", "older", "taken back", "changed"]


@dataclass(frozen=True, slots=True)
class Shipped:
    """What a note said in a deck of ours, or as it was pushed.

    Attributes:
        changed: the time that it bore, in seconds since the epoch; 0 if that is not known.
    """

    changed: int
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ancestry:
    """How a note in Anki stands to what it was sent.

    Attributes:
        standing: it says what we sent last; what we sent before that, and was not changed since;
            likewise, but was touched since; or something of its own.
        ancestors: what it may have been before; more than one where nothing decides.
    """

    standing: Standing
    ancestors: tuple[Shipped, ...]


def ancestry(there: Mapping[str, str], changed: int | None, shipped: Sequence[Shipped]) -> Ancestry:
    """Find out what a note in Anki was before it was changed there.

    An import never brings words that are older than what it finds, and gives the note the time of
    the deck: so what was changed before a deck's time did not come from that deck. Where times do
    not decide, the words do: it came from what it has most in common with.

    Args:
        there: what Anki says now.
        changed: when it last changed in Anki, in seconds since the epoch; None if that is not told.
        shipped: what it may have been, the latest first; at least one.
    """
    for place, each in enumerate(shipped):
        if all(same(name, value, each.fields.get(name, "")) for name, value in there.items()):
            if not place:
                return Ancestry("same", (each,))
            untouched = changed is not None and changed <= max(each.changed, shipped[0].changed - 1)
            return Ancestry("older" if untouched else "taken back", (each,))
    possible = [each for each in shipped if changed is None or each.changed <= changed]
    possible = possible or [shipped[-1]]
    if len(possible) > 1:
        far = [_distance(there, each.fields) for each in possible]
        nearest = min(far)
        possible = [each for each, d in zip(possible, far, strict=True) if d == nearest]
    return Ancestry("changed", tuple(possible))


def common_value(name: str, ancestors: Sequence[Shipped]) -> str | None:
    """Give what a field said in all of them; None where they differ."""
    first, *others = [each.fields.get(name, "") for each in ancestors]
    return first if all(same(name, first, other) for other in others) else None


def _distance(there: Mapping[str, str], fields: Mapping[str, str]) -> int:
    """Count the words and signs that were put in or taken out between two states of a note."""
    return sum(
        _apart(visible(value), visible(fields.get(name, ""))) for name, value in there.items()
    )


def _apart(one: str, other: str) -> int:
    if one == other:
        return 0
    matcher = SequenceMatcher(None, tokens_of(one), tokens_of(other), autojunk=False)
    return sum(
        max(e - s, last - first) if kind == "replace" else (e - s) + (last - first)
        for kind, s, e, first, last in matcher.get_opcodes()
        if kind != "equal"
    )
