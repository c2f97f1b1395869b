"""A learner of the real engine whose days pass as fast as one likes."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import anki.collection
from anki.cards import CardId
from anki.scheduler.v3 import CardAnswer

from tests.anki_connect import package_of
from tests.anki_engine import Anki
from tests.conftest import build_folder

DAY = 86_400
AGAIN, GOOD = CardAnswer.AGAIN, CardAnswer.GOOD


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody who studies a notebook's deck.

    Attributes:
        fsrs: whether the collection is scheduled by it.
    """

    anki: Anki
    fsrs: bool

    @classmethod
    def of(cls, root: Path, anki_: Anki, *, fsrs: bool) -> Learner:
        """Let somebody import the deck of a notebook."""
        assert build_folder(root, root / "site").summary is not None
        anki_.import_apkg(package_of(root / "site"))
        anki_.collection.set_config("fsrs", fsrs)
        # Far from now: a card that is learned across the hour in which Anki's day begins, four in
        # the morning otherwise, comes back on the next one.
        anki_.collection.set_config("rollover", (time.localtime().tm_hour + 12) % 24)
        return cls(anki_, fsrs)

    def guid(self, name: str, kind: str = "") -> str:
        """The GUID of a question's own note, or of that of its picture."""
        (guid,) = (
            guid
            for guid in self.anki.guids()
            if self.anki.fields(guid)["Id"] == name
            and ("Occlusion" in self.anki.fields(guid)) == (kind == "occlusion")
        )
        return guid

    def strength(self, guid: str) -> float:
        """For how many days a card is known, as the engine says: by FSRS, else its interval."""
        card = self.anki.card(guid)
        return card.memory_state.stability if card.memory_state else card.ivl

    def learn(
        self, guid: str, answers: Iterable[bool], *, template: int = 0, seconds: float = 5
    ) -> None:
        """Learn a card, then answer it each time it is due: whether it was known."""
        self._graduate(self.anki.card(guid, template).id)
        self.go_on(guid, answers, template=template, seconds=seconds)

    def go_on(
        self, guid: str, answers: Iterable[bool], *, template: int = 0, seconds: float = 5
    ) -> None:
        """Answer a card that was learned each time it is due."""
        number = self.anki.card(guid, template).id
        for known in answers:
            self.wait(max(1, self.anki.collection.get_card(number).ivl))
            self.answer(number, GOOD if known else AGAIN, seconds)
            self._graduate(number)

    def _graduate(self, number: CardId) -> None:
        """Answer a card until it comes back on another day."""
        while self.anki.collection.get_card(number).type != 2:
            self.answer(number, GOOD, 3)

    def answer(self, number: CardId, rating: CardAnswer.Rating.V, seconds: float) -> None:
        """Answer a card now."""
        card = self.anki.collection.get_card(number)
        card.timer_started = time.time() - seconds
        states = self.anki.collection._backend.get_scheduling_states(number)
        scheduler = self.anki._scheduler()
        scheduler.answer_card(scheduler.build_answer(card=card, states=states, rating=rating))

    def wait(self, days: int) -> None:
        """Let days pass: all that was moves into the past."""
        database = self.anki.collection.db
        assert database is not None
        moved = days * DAY
        database.execute("UPDATE col SET crt = crt - ?", moved)
        database.execute("UPDATE revlog SET id = -(id - ?)", moved * 1000)
        database.execute("UPDATE revlog SET id = -id")
        database.execute("UPDATE cards SET due = due - ? WHERE queue = 1", moved)
        database.execute(
            "UPDATE cards SET data = json_set(data, '$.lrt', json_extract(data, '$.lrt') - ?) "
            "WHERE json_extract(data, '$.lrt') IS NOT NULL",
            moved,
        )
        self.anki.collection.close()
        self.anki.collection = anki.collection.Collection(
            str(self.anki.folder / "collection.anki2")
        )

    def export(self, name: str, *, legacy: bool = False, scheduling: bool = True) -> Path:
        """Export the deck (.apkg), or the collection (.colpkg)."""
        file = self.anki.folder / name
        if file.suffix == ".colpkg":
            self.anki.collection.export_collection_package(
                str(file), include_media=False, legacy=legacy
            )
            path = str(self.anki.folder / "collection.anki2")
            self.anki.collection = anki.collection.Collection(path)
            return file
        options = anki.collection.ExportAnkiPackageOptions(
            with_scheduling=scheduling, with_deck_configs=True, with_media=False, legacy=legacy
        )
        self.anki.collection.export_anki_package(out_path=str(file), options=options, limit=None)
        return file
