"""The real Anki engine, as the tests need it: one collection, and what a learner does with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

# First: anki's modules import each other in a circle, and this is where it may be entered.
import anki.collection
from anki.cards import Card, CardId
from anki.consts import QUEUE_TYPE_SUSPENDED
from anki.decks import DeckId
from anki.import_export_pb2 import ImportAnkiPackageUpdateCondition
from anki.notes import Note, NoteId
from anki.scheduler.v3 import CardAnswer, Scheduler
from anki.sound import AVTag

Update = Literal["if_newer", "always", "never"]

_CONDITIONS = {
    "if_newer": ImportAnkiPackageUpdateCondition.IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_IF_NEWER,
    "always": ImportAnkiPackageUpdateCondition.IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_ALWAYS,
    "never": ImportAnkiPackageUpdateCondition.IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_NEVER,
}


@dataclass(frozen=True, slots=True)
class Imported:
    """How many notes an import added, changed, left alone, or could not match."""

    new: int = 0
    updated: int = 0
    duplicate: int = 0
    conflicting: int = 0


@dataclass(frozen=True, slots=True)
class CardState:
    """What a learner would be sorry to lose, and where the card stands.

    Attributes:
        reviews: how many lines the review log has on the card.
    """

    deck: str
    due: int
    interval: int
    repetitions: int
    reviews: int
    flag: int
    suspended: bool


@dataclass(frozen=True, slots=True)
class MediaCheck:
    """What Anki's "Check Media" finds."""

    missing: tuple[str, ...]
    unused: tuple[str, ...]


class Anki:
    """A fresh collection in a folder of its own. Use it in a ``with`` statement."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.collection = anki.collection.Collection(str(folder / "collection.anki2"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.collection.close()

    def import_apkg(
        self,
        package: bytes | Path,
        *,
        update: Update = "if_newer",
        update_notetypes: Update = "if_newer",
        merge: bool = False,
        scheduling: bool = False,
        presets: bool = False,
    ) -> Imported:
        """Import a package; without options, as the dialog does before anybody touches it."""
        path = self._as_file(package) if isinstance(package, bytes) else package
        options = anki.collection.ImportAnkiPackageOptions(
            merge_notetypes=merge,
            update_notes=_CONDITIONS[update],
            update_notetypes=_CONDITIONS[update_notetypes],
            with_scheduling=scheduling,
            with_deck_configs=presets,
        )
        request = anki.collection.ImportAnkiPackageRequest(package_path=str(path), options=options)
        log = self.collection.import_anki_package(request).log
        return Imported(len(log.new), len(log.updated), len(log.duplicate), len(log.conflicting))

    def _as_file(self, package: bytes) -> Path:
        path = self.folder / "package.apkg"
        path.write_bytes(package)
        return path

    def rows(self, query: str, *arguments: str | int) -> list[list[str | int]]:
        """The rows of an SQL query."""
        assert self.collection.db is not None
        return [list(row) for row in self.collection.db.all(query, *arguments)]

    def note(self, guid: str) -> Note:
        """The note of that GUID."""
        ((number,),) = self.rows("SELECT id FROM notes WHERE guid = ?", guid)
        return self.collection.get_note(NoteId(int(number)))

    def fields(self, guid: str) -> dict[str, str]:
        """The note's fields by name."""
        return dict(self.note(guid).items())

    def guids(self) -> set[str]:
        """The GUIDs of all notes."""
        return {str(guid) for (guid,) in self.rows("SELECT guid FROM notes")}

    def cards(self, guid: str) -> list[Card]:
        """The note's cards, in the order of the templates."""
        return sorted(self.note(guid).cards(), key=lambda card: card.ord)

    def card(self, guid: str, template: int = 0) -> Card:
        """The note's card by that template."""
        (card,) = (card for card in self.cards(guid) if card.ord == template)
        return card

    def state(self, guid: str, template: int = 0) -> CardState:
        """Where the card stands."""
        card = self.card(guid, template)
        ((reviews,),) = self.rows("SELECT count() FROM revlog WHERE cid = ?", card.id)
        return CardState(
            deck=self.collection.decks.name(card.did),
            due=card.due,
            interval=card.ivl,
            repetitions=card.reps,
            reviews=int(reviews),
            flag=card.user_flag(),
            suspended=card.queue == QUEUE_TYPE_SUSPENDED,
        )

    def decks(self) -> set[str]:
        """The names of all decks but Anki's own."""
        return {deck.name for deck in self.collection.decks.all_names_and_ids() if deck.id != 1}

    def study(self, guid: str, template: int = 0, *, times: int = 2) -> None:
        """Review a card some times, each time with "Easy"."""
        for _ in range(times):
            card = self.card(guid, template)
            card.start_timer()
            states = self.collection._backend.get_scheduling_states(card.id)
            scheduler = self._scheduler()
            answer = scheduler.build_answer(card=card, states=states, rating=CardAnswer.EASY)
            scheduler.answer_card(answer)
            self._same_second(card.id)

    def _same_second(self, card: int) -> None:
        """Date a card's last review as its log has it.

        The engine asks the clock twice, and "Check Database" finds fault where a second ends between.
        """
        when = "(SELECT max(id) / 1000 FROM revlog WHERE cid = cards.id)"
        database = self.collection.db
        assert database is not None
        database.execute(
            f"UPDATE cards SET data = json_set(data, '$.lrt', {when}) WHERE id = ?", card
        )

    def suspend(self, guid: str, template: int = 0) -> None:
        """Suspend a card."""
        self._scheduler().suspend_cards([self.card(guid, template).id])

    def flag(self, guid: str, colour: int, template: int = 0) -> None:
        """Flag a card with one of Anki's colours."""
        self.collection.set_user_flag_for_cards(colour, [self.card(guid, template).id])

    def queue(self, deck: str, most: int = 100) -> list[str]:
        """The GUIDs of the cards that Anki would show next from a deck and its subdecks."""
        number = self.collection.decks.id_for_name(deck)
        assert number is not None
        self.collection.decks.set_current(number)
        queued = self._scheduler().get_queued_cards(fetch_limit=most).cards
        # Leaving the deck drops its queue, from which only the first card could be answered.
        self.collection.decks.set_current(DeckId(1))
        cards = (self.collection.get_card(CardId(entry.card.id)) for entry in queued)
        return [card.note().guid for card in cards]

    def _scheduler(self) -> Scheduler:
        scheduler = self.collection.sched
        assert isinstance(scheduler, Scheduler)
        return scheduler

    def front(self, guid: str, template: int = 0) -> str:
        """The HTML of a card's front, with its style."""
        return self.card(guid, template).question()

    def back(self, guid: str, template: int = 0) -> str:
        """The HTML of a card's back, with its style."""
        return self.card(guid, template).answer()

    def played(self, guid: str, template: int = 0) -> list[AVTag]:
        """The sounds and voices that Anki would play on either side."""
        card = self.card(guid, template)
        return [*card.question_av_tags(), *card.answer_av_tags()]

    def media(self) -> set[str]:
        """The names of the files in the media folder."""
        return {path.name for path in Path(self.collection.media.dir()).iterdir()}

    def medium(self, name: str) -> bytes:
        """A file of the media folder."""
        return (Path(self.collection.media.dir()) / name).read_bytes()

    def check_media(self) -> MediaCheck:
        """Run "Check Media"."""
        found = self.collection.media.check()
        return MediaCheck(tuple(found.missing), tuple(found.unused))

    def problems(self) -> list[str]:
        """Run "Check Database"; what was wrong, a sentence each."""
        return list(self.collection._backend.check_database())
