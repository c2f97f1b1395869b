"""AnkiConnect's documented actions over the real engine: a server that a test can ask and close.

It answers as the add-on's documentation says, by what a real collection says and does. The add-on
itself runs only inside of Anki's window.
"""

from __future__ import annotations

import base64
import fnmatch
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import RLock, Thread
from typing import Any

# First: anki's modules import each other in a circle, and this is where it may be entered.
import anki.collection
from anki.cards import Card, CardId
from anki.notes import Note, NoteId

from tests.anki_engine import Anki


def _in_python(name: str) -> str:
    """Write a name of the protocol as Python does."""
    return re.sub("([A-Z])", lambda capital: f"_{capital[1].lower()}", name)


class ClosedError(Exception):
    """Anki is closed while it is asked."""


@dataclass
class AnkiConnect:
    """The add-on, with its settings.

    Attributes:
        key: what it is set to ask for; empty if it is not.
        asked: the actions that were asked for, those within `multi` too.
        tells_cards: whether `notesInfo` tells the cards of notes, as all but old ones do.
        tells_times: whether it tells when notes last changed, likewise.
        closing: the number of the action, from 1, at which Anki closes, or its name; 0 for never.
        closes_late: whether that action is done, and only its answer never comes.
    """

    anki: Anki
    profile: str = "User 1"
    permission: str = "granted"
    version: int = 6
    key: str = ""
    asked: list[str] = field(default_factory=list)
    tells_cards: bool = True
    tells_times: bool = True
    closing: int | str = 0
    closes_late: bool = False
    address: str = ""
    _lock: RLock = field(default_factory=RLock)

    def handle(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Answer one request as the add-on does."""
        action = str(request.get("action", ""))
        with self._lock:
            try:
                if action != "requestPermission" and request.get("key", "") != self.key:
                    raise ValueError("valid api key must be provided")
                return {"result": self._done(action, request.get("params", {})), "error": None}
            except ClosedError:
                raise
            except Exception as error:  # the add-on tells whatever went wrong
                return {"result": None, "error": str(error)}

    def _done(self, action: str, parameters: Mapping[str, Any]) -> Any:
        if action == "multi":
            return [self.handle(each) for each in parameters["actions"]]
        closes = self._closes_at(action)
        if closes and not self.closes_late:
            raise ClosedError
        self.asked.append(action)
        do: Callable[..., Any] | None = getattr(self, f"_do_{_in_python(action)}", None)
        if do is None:
            raise ValueError("unsupported action")
        result = do(**{_in_python(name): value for name, value in parameters.items()})
        if closes:
            raise ClosedError
        return result

    def _closes_at(self, action: str) -> bool:
        if isinstance(self.closing, str):
            return action == self.closing
        return 0 < self.closing <= len(self.asked) + 1

    # Each action as it is documented, by its name in Python.

    def _do_request_permission(self) -> dict[str, Any]:
        if self.permission != "granted":
            return {"permission": self.permission}
        asks = bool(self.key)
        return {"permission": "granted", "requireApiKey": asks, "version": self.version}

    def _do_version(self) -> int:
        return self.version

    def _do_get_active_profile(self) -> str:
        return self.profile

    def _do_model_names_and_ids(self) -> dict[str, int]:
        models = self.anki.collection.models.all_names_and_ids()
        return {model.name: model.id for model in models}

    def _do_model_field_names(self, model_name: str) -> list[str]:
        return self.anki.collection.models.field_names(self._model(model_name))

    def _do_model_styling(self, model_name: str) -> dict[str, str]:
        return {"css": str(self._model(model_name)["css"])}

    def _do_model_templates(self, model_name: str) -> dict[str, dict[str, str]]:
        templates = self._model(model_name)["tmpls"]
        return {each["name"]: {"Front": each["qfmt"], "Back": each["afmt"]} for each in templates}

    def _model(self, name: str) -> Any:
        model = self.anki.collection.models.by_name(name)
        if model is None:
            raise ValueError(f"model was not found: {name}")
        return model

    def _do_find_notes(self, query: str) -> list[int]:
        return [int(number) for number in self.anki.collection.find_notes(query)]

    def _do_find_cards(self, query: str) -> list[int]:
        return [int(number) for number in self.anki.collection.find_cards(query)]

    def _do_notes_info(self, notes: Sequence[int]) -> list[dict[str, Any]]:
        return [self._note(number) for number in notes]

    def _note(self, number: int) -> dict[str, Any]:
        note = self.anki.collection.get_note(NoteId(number))
        model = note.note_type()
        assert model is not None
        return {
            "noteId": note.id,
            "modelName": model["name"],
            "tags": note.tags,
            **({"mod": note.mod} if self.tells_times else {}),
            "fields": {
                name: {"value": value, "order": order}
                for order, (name, value) in enumerate(note.items())
            },
            **({"cards": [int(card.id) for card in self._cards(note)]} if self.tells_cards else {}),
        }

    def _cards(self, note: Note) -> list[Card]:
        return sorted(note.cards(), key=lambda card: card.ord)

    def _do_cards_info(self, cards: Sequence[int]) -> list[dict[str, Any]]:
        found = [self.anki.collection.get_card(CardId(card)) for card in cards]
        return [
            {
                "cardId": int(c.id),
                "note": int(c.nid),
                "ord": c.ord,
                "type": c.type,
                "queue": c.queue,
                "interval": c.ivl,
                "reps": c.reps,
                "lapses": c.lapses,
            }
            for c in found
        ]

    def _do_get_reviews_of_cards(self, cards: Sequence[int]) -> dict[str, list[dict[str, int]]]:
        columns = ("id", "usn", "ease", "ivl", "lastIvl", "factor", "time", "type")
        query = f"SELECT {', '.join(columns)} FROM revlog WHERE cid = ?"
        return {
            str(card): [
                {name: int(value) for name, value in zip(columns, row, strict=True)}
                for row in self.anki.rows(query, card)
            ]
            for card in cards
        }

    def _do_retrieve_media_file(self, filename: str) -> str | bool:
        if filename not in self.anki.media():
            return False
        return base64.b64encode(self.anki.medium(filename)).decode()

    def _do_get_decks(self, cards: Sequence[int]) -> dict[str, list[int]]:
        decks: dict[str, list[int]] = {}
        for number in cards:
            card = self.anki.collection.get_card(CardId(number))
            decks.setdefault(self.anki.collection.decks.name(card.did), []).append(number)
        return decks

    def _do_deck_names(self) -> list[str]:
        return sorted(each.name for each in self.anki.collection.decks.all_names_and_ids())

    def _do_change_deck(self, cards: Sequence[int], deck: str) -> None:
        number = self.anki.collection.decks.id(deck)
        assert number is not None
        self.anki.collection.set_deck([CardId(card) for card in cards], number)

    def _do_update_note_fields(self, note: Mapping[str, Any]) -> None:
        changed = self.anki.collection.get_note(NoteId(note["id"]))
        for name, value in note["fields"].items():
            if name in changed:
                changed[name] = value
        self.anki.collection.update_note(changed)

    def _do_add_tags(self, notes: Sequence[int], tags: str) -> None:
        self.anki.collection.tags.bulk_add([NoteId(each) for each in notes], tags)

    def _do_remove_tags(self, notes: Sequence[int], tags: str) -> None:
        self.anki.collection.tags.bulk_remove([NoteId(each) for each in notes], tags)

    def _do_delete_notes(self, notes: Sequence[int]) -> None:
        self.anki.collection.remove_notes([NoteId(each) for each in notes])

    def _do_suspend(self, cards: Sequence[int]) -> bool:
        self.anki.collection.sched.suspend_cards([CardId(card) for card in cards])
        return True

    def _do_unsuspend(self, cards: Sequence[int]) -> bool:
        self.anki.collection.sched.unsuspend_cards([CardId(card) for card in cards])
        return True

    def _do_get_media_files_names(self, pattern: str = "*") -> list[str]:
        return [name for name in self.anki.media() if fnmatch.fnmatch(name, pattern)]

    def _do_store_media_file(self, filename: str, data: str) -> str:
        return self.anki.collection.media.write_data(filename, base64.b64decode(data))

    def _do_import_package(self, path: str) -> bool:
        # As the importer asks that Anki keeps for the add-on, `anki.importing.AnkiPackageImporter`.
        options = anki.collection.ImportAnkiPackageOptions(
            merge_notetypes=True, with_scheduling=True, with_deck_configs=True
        )
        request = anki.collection.ImportAnkiPackageRequest(package_path=path, options=options)
        self.anki.collection.import_anki_package(request)
        return True

    # How a learner changes a note in Anki.

    def edit(self, guid: str, **fields: str) -> Note:
        """Write into fields of a note."""
        note = self.anki.note(guid)
        for name, value in fields.items():
            note[name] = value
        self.anki.collection.update_note(note)
        return note


@contextmanager
def listening(anki: Anki) -> Iterator[AnkiConnect]:
    """Let the add-on answer at an address of its own."""
    add_on = AnkiConnect(anki)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            try:
                body = json.dumps(add_on.handle(json.loads(self.rfile.read(size)))).encode()
            except ClosedError:
                self.close_connection = True
                return  # and the one who asked hears nothing more
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    add_on.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield add_on
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def package_of(folder: Path) -> Path:
    """The deck in an output folder."""
    (package,) = folder.glob("*.apkg")
    return package
