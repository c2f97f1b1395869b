"""The media of a deck: each named in a field, each named image there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from diptych.characters import lazy
from diptych.deck.names import check_media_name
from diptych.model.book import Asset
from diptych.syntax.html import opening_tags

# What names no medium holds none of these, and its tags need not be read. Both patterns begin with
# one sign, in whatever case the rest is: Python finds that three times as fast as one of several.
_SHOWN = lazy(r"<(?i:img|audio|video|source|object)")
_PLAYED = lazy(r"\[(?i:sound):([^\]]+)\]")
_MAY_PLAY = lazy(r"\[(?i:sound):")
_ELSEWHERE = lazy(r"(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


def collect_media(media: Sequence[Asset], notes: Iterable[Sequence[str]]) -> dict[str, bytes]:
    """Collect the media by name, in the order of their names.

    Args:
        notes: the fields of each.

    Raises:
        ValueError: a name that Anki would not keep, two media of one name, a medium that no
            field names (the importer would leave it out), or a named one that isn't there.
    """
    collected: dict[str, bytes] = {}
    for asset in media:
        data = collected.setdefault(check_media_name(asset.name), asset.data)
        if data != asset.data:
            raise ValueError(f"two media are named {asset.name!r}")
    _check_folded(collected)
    _check_used(set(collected), notes)
    return dict(sorted(collected.items()))


def named_media(media: Iterable[Asset], notes: Iterable[Sequence[str]]) -> list[Asset]:
    """Choose the media that the fields of some notes name."""
    named = {name for fields in notes for name in _names_in(fields)}
    return [asset for asset in media if asset.name in named]


def _check_folded(names: Iterable[str]) -> None:
    """Refuse names that differ only in case: most disks take them for one file."""
    seen: dict[str, str] = {}
    for name in names:
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            raise ValueError(f"two media differ only in case: {other!r} and {name!r}")


def _check_used(given: set[str], notes: Iterable[Sequence[str]]) -> None:
    named = {name for fields in notes for name in _names_in(fields)}
    if missing := sorted(named - given):
        raise ValueError(f"named in a note, but not among the media: {missing[0]!r}")
    if unused := sorted(given - named):
        raise ValueError(f"among the media, but named in no note: {unused[0]!r}")


def _names_in(fields: Sequence[str]) -> list[str]:
    """Find the media that the fields of a note name; most notes name none, as one look tells."""
    whole = "".join(fields)
    if not (_SHOWN.search(whole) or _MAY_PLAY.search(whole)):
        return []
    return [name for field in fields for name in _local_names(field)]


def _local_names(field: str) -> Iterator[str]:
    """Find the media that a field names: those that Anki looks for in it."""
    if _SHOWN.search(field):
        for tag in opening_tags(field, "img", "audio", "video", "source", "object"):
            named = (tag.attributes.get(each) for each in ("src", "data"))
            yield from (name for name in named if name and not _ELSEWHERE.match(name))
    yield from _PLAYED.findall(field)
