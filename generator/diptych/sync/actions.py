"""The actions of AnkiConnect, done by the engine on a collection that is open here.

Only those that a push asks for, as the add-on documents them; notes also tell their GUID.
"""

from __future__ import annotations

import base64
import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any

# First: anki's modules import each other in a circle, and this is where it may be entered.
import anki.collection
from anki.cards import CardId
from anki.errors import AnkiException
from anki.models import NotetypeId
from anki.notes import NoteId
from msgspec import Struct

from diptych.connect.client import AnkiError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from anki.collection import Collection

    from diptych.connect.client import Action


class CollectionActions(Struct, frozen=True):
    """Does what AnkiConnect is asked for, on an open collection."""

    collection: Collection

    def ask(self, action: str, **parameters: Any) -> Any:
        """Do one action, and give its result.

        Raises:
            AnkiError: the engine refuses it.
        """
        try:
            return _ACTIONS[action](self.collection, **parameters)
        except AnkiException as error:
            raise AnkiError(
                f"Anki refuses {action}: {error}. Run the command again: it goes on where it "
                "stopped"
            ) from error

    def ask_all(self, actions: Sequence[Action]) -> list[Any]:
        """Do several actions, one after the other.

        Raises:
            AnkiError: the engine refuses one of them; those before it are done.
        """
        return [self.ask(action, **parameters) for action, parameters in actions]


def _notetype_names(collection: Collection) -> dict[str, int]:
    return {each.name: each.id for each in collection.models.all_names_and_ids()}


def _notetype(collection: Collection, name: str) -> Any:
    number = collection.models.id_for_name(name)
    found = collection.models.get(NotetypeId(number)) if number else None
    if found is None:
        raise AnkiError(
            f"there is no notetype “{name}” in the collection. Run the command again: it brings it"
        )
    return found


def _style(collection: Collection, name: str) -> dict[str, str]:
    return {"css": _notetype(collection, name)["css"]}


def _templates(collection: Collection, name: str) -> dict[str, dict[str, str]]:
    templates = _notetype(collection, name)["tmpls"]
    return {each["name"]: {"Front": each["qfmt"], "Back": each["afmt"]} for each in templates}


def _notes(collection: Collection, notes: Sequence[int]) -> list[dict[str, Any]]:
    return [_note(collection, number) for number in notes]


def _note(collection: Collection, number: int) -> dict[str, Any]:
    note = collection.get_note(NoteId(number))
    return {
        "noteId": note.id,
        "guid": note.guid,
        "mod": note.mod,
        "tags": note.tags,
        "fields": {name: {"value": value} for name, value in note.items()},
        "cards": list(note.card_ids()),  # in the order of their templates
    }


def _decks(collection: Collection, cards: Sequence[int]) -> dict[str, list[int]]:
    decks: dict[str, list[int]] = {}
    for number in cards:
        deck = collection.get_card(CardId(number)).did
        decks.setdefault(collection.decks.name(deck), []).append(number)
    return decks


def _change_deck(collection: Collection, cards: Sequence[int], deck: str) -> None:
    number = collection.decks.id(deck)  # made if it is not there
    if number is not None:
        collection.set_deck([CardId(card) for card in cards], number)


def _update(collection: Collection, note: Mapping[str, Any]) -> None:
    changed = collection.get_note(NoteId(note["id"]))
    for name, value in note["fields"].items():
        changed[name] = value
    collection.update_note(changed)


def _media_names(collection: Collection, pattern: str) -> list[str]:
    folder = Path(collection.media.dir())
    return [each.name for each in folder.iterdir() if fnmatch.fnmatch(each.name, pattern)]


def _import(collection: Collection, path: str) -> bool:
    # The options that Anki itself takes when the add-on hands it a package.
    options = anki.collection.ImportAnkiPackageOptions(
        merge_notetypes=True, with_scheduling=True, with_deck_configs=True
    )
    request = anki.collection.ImportAnkiPackageRequest(package_path=path, options=options)
    collection.import_anki_package(request)
    return True


def _note_ids(numbers: Sequence[int]) -> list[NoteId]:
    return [NoteId(number) for number in numbers]


def _card_ids(numbers: Sequence[int]) -> list[CardId]:
    return [CardId(number) for number in numbers]


_ACTIONS: dict[str, Callable[..., Any]] = {
    "addTags": lambda c, notes, tags: c.tags.bulk_add(_note_ids(notes), tags),
    "changeDeck": _change_deck,
    "deckNames": lambda c: [each.name for each in c.decks.all_names_and_ids()],
    "deleteNotes": lambda c, notes: c.remove_notes(_note_ids(notes)),
    "findCards": lambda c, query: list(c.find_cards(query)),
    "findNotes": lambda c, query: list(c.find_notes(query)),
    "getActiveProfile": lambda _: "",
    "getDecks": _decks,
    "getMediaFilesNames": _media_names,
    "importPackage": _import,
    "modelNamesAndIds": _notetype_names,
    "modelStyling": lambda c, **asked: _style(c, asked["modelName"]),
    "modelTemplates": lambda c, **asked: _templates(c, asked["modelName"]),
    "notesInfo": _notes,
    "removeTags": lambda c, notes, tags: c.tags.bulk_remove(_note_ids(notes), tags),
    "storeMediaFile": lambda c, filename, data: c.media.write_data(
        filename, base64.b64decode(data)
    ),
    "suspend": lambda c, cards: c.sched.suspend_cards(_card_ids(cards)),
    "unsuspend": lambda c, cards: c.sched.unsuspend_cards(_card_ids(cards)),
    "updateNoteFields": _update,
}
