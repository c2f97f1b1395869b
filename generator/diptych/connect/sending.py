"""Send what was planned, a batch at a time: what Anki has taken is remembered at once.

Whenever Anki stops in between, the next plan finds what is done, and goes on with the rest.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from diptych.connect.client import BATCH, AnkiError, batches
from diptych.connect.collection import read_collection
from diptych.connect.merging import RETIRED
from diptych.connect.ownership import find_own
from diptych.connect.sent import SentNote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from diptych.connect.client import Action, AnkiActions
    from diptych.connect.merging import Change, Gone, PushPlan
    from diptych.connect.ownership import OwnNote
    from diptych.model.book import Asset

T = TypeVar("T")


class Payload(Struct, frozen=True):
    """What goes along with the notes.

    Attributes:
        media: what the notes show that are changed.
        package: the file of the package that brings new notes and the style; None if none do.
        deck: the one that holds all others.
    """

    media: Sequence[Asset]
    package: Path | None
    deck: str


def send(
    client: AnkiActions,
    plan: PushPlan,
    payload: Payload,
    remember: Callable[[Mapping[str, SentNote]], None],
    done: Callable[[], None],
) -> None:
    """Do what was planned.

    Args:
        remember: is told what Anki has taken, by GUID.
        done: is called once for each note that is done.

    Raises:
        AnkiError: Anki stopped answering, or refuses.
    """
    _upload(client, payload.media)
    for some in _parts(plan.work):
        _edit(client, some)
        _move(client, some)
        remember({each.own.guid: each.after for each in some})
        for _ in some:
            done()
    for gone in _parts(plan.gone):
        # Before it is done: else a kill in between would leave cards suspended for good.
        remember({each.own.guid: each.after for each in gone})
        _retire(client, gone, plan)
        for _ in gone:
            done()
    if payload.package:
        _import(client, payload.package)
        remember(_arrived(client, plan.new, payload.deck))
        for _ in plan.new:
            done()


def _parts(each: Sequence[T]) -> Iterator[Sequence[T]]:
    yield from (each[start : start + BATCH] for start in range(0, len(each), BATCH))


def _upload(client: AnkiActions, media: Sequence[Asset]) -> None:
    """Upload what Anki lacks: the name of a medium tells its content."""
    if not media:
        return
    there = set(client.ask("getMediaFilesNames", pattern="*"))
    for asset in media:
        if asset.name not in there:
            data = base64.b64encode(asset.data).decode()
            client.ask("storeMediaFile", filename=asset.name, data=data)


def _edit(client: AnkiActions, changes: Sequence[Change]) -> None:
    actions: list[Action] = [
        ("updateNoteFields", {"note": {"id": each.there.number, "fields": dict(each.fields)}})
        for each in changes
        if each.fields
    ]
    actions += _tagging("addTags", [(each.there.number, each.add) for each in changes])
    actions += _tagging("removeTags", [(each.there.number, each.remove) for each in changes])
    if cards := [card for each in changes for card in each.unsuspend]:
        actions.append(("unsuspend", {"cards": cards}))
    for some in batches(actions):
        client.ask_all(some)


def _tagging(action: str, tagged: Iterable[tuple[int, Sequence[str]]]) -> Iterator[Action]:
    """Give or take each tag at once, to or from all notes that it is for."""
    notes: dict[str, list[int]] = {}
    for number, tags in tagged:
        for tag in tags:
            notes.setdefault(tag, []).append(number)
    for tag, numbers in notes.items():
        yield action, {"notes": numbers, "tags": tag}


def _move(client: AnkiActions, changes: Sequence[Change]) -> None:
    moves: dict[str, list[int]] = {}
    for each in changes:
        if each.move:
            moves.setdefault(each.own.deck, []).extend(each.move)
    for deck, cards in moves.items():
        client.ask("changeDeck", cards=cards, deck=deck)


def _import(client: AnkiActions, package: Path) -> None:
    try:
        taken = client.ask("importPackage", path=str(package))
    except AnkiError as error:
        raise AnkiError(
            f"{error}. All but the new notes is sent. Import the deck that was built once by hand "
            "(File → Import): it brings them, and the next push knows them"
        ) from error
    if not taken:
        raise AnkiError(
            f"Anki could not read {package}. Import it by hand (File → Import): Anki says there why"
        )


def _arrived(client: AnkiActions, new: Sequence[OwnNote], deck: str) -> dict[str, SentNote]:
    """Find the numbers of the notes that were imported."""
    found = find_own(new, {}, read_collection(client), deck)
    if missing := [each.prompt for each in new if each.guid not in found.notes]:
        raise AnkiError(
            f"Anki imported the package, but of {len(missing)} notes it had some of its own that "
            f"say something else, such as “{missing[0]}”. Nothing was done to those: delete them "
            "in Anki, or bring their words into the notes, and push again"
        )
    return {
        each.guid: SentNote(found.notes[each.guid].number, each.fields, each.tags, each.deck)
        for each in new
    }


def _retire(client: AnkiActions, gone: Sequence[Gone], plan: PushPlan) -> None:
    numbers = [each.there.number for each in gone]
    if plan.retire == "delete":
        client.ask("deleteNotes", notes=numbers)
        return
    client.ask("addTags", notes=numbers, tags=RETIRED)
    if cards := [card for each in gone for card in each.suspend]:
        client.ask("suspend", cards=cards)
