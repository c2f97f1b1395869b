"""What a running Anki holds of ours: notes of our notetypes, where their cards lie, media."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from diptych.connect.client import BATCH, UPDATE, AnkiError
from diptych.deck import NOTETYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from diptych.connect.client import AnkiActions
    from diptych.deck import Answer
    from diptych.model import NoteKind

_KINDS: dict[int, NoteKind] = {each.id: each.kind for each in NOTETYPES}
_AT_ONCE = 500  # notes


class NoteInAnki(Struct, frozen=True):
    """A note of one of our notetypes, perhaps of another notebook.

    Attributes:
        number: by which Anki knows it in this collection.
        cards: the numbers of its cards, in the order of the templates or the deletions.
        guid: empty where it is AnkiConnect that tells of the note, which does not tell it.
        changed: when it last changed, in seconds since the epoch; None where AnkiConnect is too old
            to tell.
    """

    number: int
    kind: NoteKind
    fields: Mapping[str, str]
    tags: tuple[str, ...]
    cards: tuple[int, ...]
    guid: str = ""
    changed: int | None = None


class Collection(Struct, frozen=True):
    """What there is to know of an open collection.

    Attributes:
        profile: whose it is; empty where AnkiConnect does not tell.
        deck_names: of all decks, empty ones too.
        decks: where each card of these notes lies.
        filtered: cards that lie in a filtered deck for a while.
        suspended: cards that are.
        style: of each of our notetypes that there is: style, then each front and back.
    """

    profile: str
    notes: tuple[NoteInAnki, ...]
    deck_names: frozenset[str]
    decks: Mapping[int, str]
    filtered: frozenset[int]
    suspended: frozenset[int]
    style: Mapping[int, tuple[str, ...]]


class ReviewedCard(Struct, frozen=True):
    """How a card was answered.

    Attributes:
        number: by which Anki knows it in this collection.
        ordinal: its number among the cards of its note, from 0.
        state: as Anki numbers it: 0 is new.
        interval: days, or seconds below 0.
        log: in the order of time.
    """

    number: int
    ordinal: int
    state: int
    interval: int
    log: tuple[Answer, ...]


def read_reviews(client: AnkiActions, cards: Sequence[int]) -> list[ReviewedCard]:
    """Read how cards were answered.

    Raises:
        AnkiError: Anki stops answering, refuses, or answers otherwise than is documented.
    """
    found: list[ReviewedCard] = []
    for start in range(0, len(cards), BATCH):
        some = list(cards[start : start + BATCH])
        with _as_documented():
            logs = client.ask("getReviewsOfCards", cards=some)
            told = [each for each in client.ask("cardsInfo", cards=some) if each]
            found += [_reviewed(each, logs.get(str(each["cardId"]), [])) for each in told]
    return found


def _reviewed(told: Mapping[str, Any], log: Iterable[Mapping[str, Any]]) -> ReviewedCard:
    number = int(told["cardId"])
    answers = sorted(_answer(number, each) for each in log)
    return ReviewedCard(
        number, int(told["ord"]), int(told["type"]), int(told["interval"]), tuple(answers)
    )


def _answer(card: int, told: Mapping[str, Any]) -> Answer:
    button, interval, factor = int(told["ease"]), int(told["lastIvl"]), int(told["factor"])
    return int(told["id"]), card, button, interval, factor, int(told["time"]), int(told["type"])


@contextmanager
def _as_documented() -> Iterator[None]:
    try:
        yield
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise AnkiError(
            f"AnkiConnect answers otherwise than its documentation says ({error!r}). {UPDATE}"
        ) from error


def read_collection(client: AnkiActions) -> Collection:
    """Read all that planning needs.

    Raises:
        AnkiError: Anki stops answering, refuses, or answers otherwise than is documented.
    """
    with _as_documented():
        return _read(client)


def _read(client: AnkiActions) -> Collection:
    names = {
        number: str(name)
        for name, number in client.ask("modelNamesAndIds").items()
        if number in _KINDS
    }
    notes: list[NoteInAnki] = []
    for number, name in names.items():
        notes += _notes(client, name, _KINDS[number])
    cards = [card for note in notes for card in note.cards]
    return Collection(
        profile=active_profile(client),
        notes=tuple(notes),
        deck_names=frozenset(client.ask("deckNames")),
        decks=_decks(client, cards),
        filtered=frozenset(client.ask("findCards", query="deck:filtered")),
        suspended=frozenset(client.ask("findCards", query="is:suspended")),
        style={number: _style(client, name) for number, name in names.items()},
    )


def active_profile(client: AnkiActions) -> str:
    """Name the profile that is open; empty where AnkiConnect is too old to tell."""
    try:
        return str(client.ask("getActiveProfile"))
    except AnkiError:
        return ""


def _notes(client: AnkiActions, notetype: str, kind: NoteKind) -> list[NoteInAnki]:
    escaped = notetype.replace("\\", "\\\\").replace('"', '\\"').replace("*", "\\*")
    escaped = escaped.replace("_", "\\_")
    numbers = client.ask("findNotes", query=f'"note:{escaped}"')
    found: list[Any] = []
    for start in range(0, len(numbers), _AT_ONCE):
        found += client.ask("notesInfo", notes=numbers[start : start + _AT_ONCE])
    known = [each for each in found if each]
    if any("cards" not in each for each in known):
        cards = _cards(client, f'"note:{escaped}"')
        known = [{**each, "cards": cards.get(each["noteId"], [])} for each in known]
    return [_note(each, kind) for each in known]


def _cards(client: AnkiActions, query: str) -> dict[int, list[int]]:
    """List the cards of each note, from those who do not tell them with the notes."""
    numbers = client.ask("findCards", query=query)
    told: list[Any] = []
    for start in range(0, len(numbers), _AT_ONCE):
        told += client.ask("cardsInfo", cards=numbers[start : start + _AT_ONCE])
    cards: dict[int, list[int]] = {}
    for each in sorted((each for each in told if each), key=lambda card: card["ord"]):
        cards.setdefault(each["note"], []).append(each["cardId"])
    return cards


def _note(told: Mapping[str, Any], kind: NoteKind) -> NoteInAnki:
    return NoteInAnki(
        number=int(told["noteId"]),
        kind=kind,
        fields={name: str(field["value"]) for name, field in told["fields"].items()},
        tags=tuple(told["tags"]),
        cards=tuple(told["cards"]),
        guid=str(told.get("guid", "")),
        changed=int(told["mod"]) if "mod" in told else None,
    )


def _decks(client: AnkiActions, cards: Sequence[int]) -> dict[int, str]:
    decks: dict[int, str] = {}
    for start in range(0, len(cards), 4 * _AT_ONCE):
        some = client.ask("getDecks", cards=list(cards[start : start + 4 * _AT_ONCE]))
        decks |= {int(card): str(deck) for deck, lying in some.items() for card in lying}
    return decks


def _style(client: AnkiActions, notetype: str) -> tuple[str, ...]:
    css = client.ask("modelStyling", modelName=notetype)["css"]
    return (str(css), *_sides(client.ask("modelTemplates", modelName=notetype).values()))


def _sides(templates: Iterable[Mapping[str, str]]) -> list[str]:
    return [each[side] for each in templates for side in ("Front", "Back")]
