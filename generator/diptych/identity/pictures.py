"""What is remembered of pictures whose labels cards ask for: which card is which label's.

A card is known by a number, and a label keeps its number for good: it is its place among all labels
that the picture ever had. So a picture may be drawn anew, in another order and with more labels,
and each card keeps the history of its label.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from diptych.diagnostics.codes import diagnose
from diptych.identity.records import RememberedPicture

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from diptych.identity.records import Identity
    from diptych.model import Diagnostic
    from diptych.render import OccludedPicture


def picture_rows(pictures: Iterable[RememberedPicture]) -> list[list[Any]]:
    """Write pictures as the ledger has them."""
    rows = ([each.name, each.shows, each.changed, each.labels, each.gone] for each in pictures)
    return [row if row[-1] else row[:-1] for row in rows]


def read_pictures(rows: Iterable[Any]) -> tuple[RememberedPicture, ...]:
    """Read pictures as the ledger has them.

    Raises:
        ValueError, TypeError: they say something else.
    """
    found = []
    for name, shows, changed, labels, *gone in rows:
        lists = tuple(labels), tuple(*gone)
        texts = (name, shows, *lists[0], *lists[1])
        if type(changed) is not int or not all(type(each) is str for each in texts):
            raise TypeError("what a picture showed must be text, and a time a number")
        found.append(RememberedPicture(name, shows, changed, *lists))
    return tuple(found)


def numbered(
    known: tuple[RememberedPicture, ...], name: str, labels: Iterable[str]
) -> tuple[str, ...]:
    """List the labels that a picture ever had, new ones behind those that it is known by."""
    before = next((each.labels for each in known if each.name == name), ())
    return tuple(dict.fromkeys((*before, *labels)))


def stamp_pictures(
    known: Iterable[RememberedPicture], shown: Iterable[RememberedPicture], now: int
) -> tuple[RememberedPicture, ...]:
    """Date what each picture shows: now if it is new or shows something else, never back in time.

    Args:
        shown: as they are in this build, without times.
        now: seconds since the epoch.
    """
    left = {each.name: each for each in known}
    dated = []
    for each in shown:
        old = left.pop(each.name, None)
        changed = max(now, old.changed + 1) if old else max(now, 1)
        same = old is not None and old.shows == each.shows
        dated.append(replace(each, changed=old.changed if old and same else changed))
    gone = (replace(each, gone=each.labels) for each in left.values())
    return tuple(sorted((*dated, *gone)))


def join_pictures(
    several: Iterable[tuple[RememberedPicture, ...]],
) -> tuple[RememberedPicture, ...]:
    """Join what several builds remember: the newest of each picture, and all labels."""
    by_name: dict[str, list[RememberedPicture]] = {}
    for pictures in several:
        for each in pictures:
            by_name.setdefault(each.name, []).append(each)
    return tuple(sorted(map(_joined, by_name.values())))


def _joined(pictures: list[RememberedPicture]) -> RememberedPicture:
    newest, *others = sorted(pictures, key=lambda each: (each.changed, each), reverse=True)
    labels = tuple(dict.fromkeys(text for each in (newest, *others) for text in each.labels))
    # Who showed two things at one time is dated anew, as a question is.
    said = {each.shows for each in pictures if each.changed == newest.changed}
    own = labels[: len(newest.labels)]
    return replace(
        newest,
        labels=labels,
        gone=tuple(text for text in labels if text in newest.gone or text not in own),
        shows=newest.shows if len(said) == 1 else "",
    )


def label_diagnostics(
    questions: Iterable[tuple[Identity, tuple[OccludedPicture, ...]]],
) -> Iterator[Diagnostic]:
    """Report labels that a picture had at the last build and has no more.

    Args:
        questions: each with its pictures whose labels cards ask for.
    """
    for identity, pictures in questions:
        known = identity.known.pictures if identity.known else ()
        if not known:
            continue
        here = {each.name: {label.text for label in each.labels} for each in pictures}
        for each in known:
            labels = {*each.labels} - {*each.gone} - here.get(each.name, set())
            if labels:
                said = ", ".join(f"“{text}”" for text in each.labels if text in labels)
                message = f"the picture `{each.name}` has no longer the labels {said}"
                span = identity.question.span.first_line
                yield diagnose("D520", f"{message}; their cards stay in Anki", span, _HINT)


_HINT = "If one returns, so does its card's history. Tools → Empty Cards removes what is blank."
