"""Bring the notes into a running Anki: compare, build, send, remember."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, structs
from msgspec.structs import replace

from diptych.commands.building.former_decks import digest_of, former_decks, memory_name
from diptych.commands.building.last_deck import last_deck
from diptych.commands.building.making import Made, make
from diptych.commands.building.packages import media_of, part_of
from diptych.connect.client import AnkiError
from diptych.connect.collection import Collection, read_collection
from diptych.connect.merging import PushPlan, plan_push, settled
from diptych.connect.ownership import OwnNote
from diptych.connect.sending import Payload, send
from diptych.connect.sent import Sent, SentNote, read_sent, write_sent
from diptych.deck import (
    NOTETYPES,
    deck_name,
    field_values,
    note_guid,
    notetype_signature,
    picture_guid,
    placed_cards,
    read_package,
    shown_style,
)
from diptych.diagnostics.report import Report
from diptych.identity import read_ledger, write_ledger
from diptych.model import counter
from diptych.output.data_folder import data_folder
from diptych.output.locks import ledger_locked
from diptych.output.replacing import replace_file

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence
    from pathlib import Path

    from diptych.connect.client import AnkiActions
    from diptych.connect.merging import Retire
    from diptych.deck import AnkiNote
    from diptych.identity import LedgerEntry
    from diptych.input.config import Config
    from diptych.model import Diagnostic, NoteKind, Progress


class Push(Struct, frozen=True):
    """A push that is ready to be sent.

    Attributes:
        file: where it is remembered what was sent.
        sent: what was sent to this profile before.
    """

    made: Made
    plan: PushPlan
    file: Path
    sent: Sent


class PushOptions(Struct, frozen=True):
    """What the command line says of a push.

    Attributes:
        retire: what is done to notes that the notes no longer have.
        overwrite: whether the notes' words replace what was changed on both sides.
        profile: the one that is meant, if another was pushed to before.
    """

    retire: Retire = "keep"
    overwrite: bool = False
    profile: str = ""


def prepare_push(
    config: Config,
    told: Sequence[Diagnostic],
    now: int,
    progress: Progress,
    client: AnkiActions,
    chosen: PushOptions,
) -> Push | Report:
    """Compare the notes with a running Anki; write nothing. The report if the notes have errors.

    Args:
        told: what is wrong with the configuration; then nothing is read.
        now: seconds since the epoch, the time of what changed.

    Raises:
        AnkiError: Anki cannot be asked, or another profile is open than the one that is meant.
    """
    made = make(config, told, now, progress)
    if isinstance(made, Report):
        return made
    progress("asking Anki", 0, 1)
    collection = read_collection(client)
    file, sent = sent_to(made, collection.profile, chosen.profile)
    return compare(made, collection, file, sent, chosen)


def compare(
    made: Made, collection: Collection, file: Path, sent: Sent, chosen: PushOptions
) -> Push:
    """Compare the notes with a collection, and plan what is to be sent.

    Args:
        file: where it is to be remembered what was sent.
        sent: what was sent to this collection before.
    """
    plan = plan_push(
        list(own_notes(made)),
        sent.notes,
        of_last_deck(last_deck(made.notebook)),
        former_decks(made.notebook) or {},
        collection,
        top_deck(made),
        retire=chosen.retire,
        overwrite=chosen.overwrite,
        stale=_stale_kinds(collection, sent),
        options=bool(made.options_file),
    )
    return Push(made, plan, file, sent)


def send_push(push: Push, client: AnkiActions, progress: Progress) -> None:
    """Send what was planned, and remember what Anki has taken.

    Raises:
        AnkiError: Anki stopped answering, or refuses.
        OSError: what was sent cannot be remembered.
    """
    plan, made = push.plan, push.made
    memory = _Memory(push.file, push.sent)
    memory.add(settled(plan))
    written = {each.own.guid for each in plan.work if each.fields}
    media = media_of(made, [note for note in made.notes if note.guid in written])
    package = push.file.with_name("new.apkg") if plan.new or plan.style else None
    count = counter(progress, "sending", len(plan.work) + len(plan.new) + len(plan.gone))
    try:
        if package:
            new = {each.guid for each in plan.new}
            known = _for_style(made, plan)
            replace_file(package, part_of(made, new, known, preset=plan.options))
        send(client, plan, Payload(media, package, top_deck(made)), memory.add, count)
    finally:
        if package:
            package.unlink(missing_ok=True)
    memory.finish({each.own.guid for each in plan.gone} if plan.retire == "delete" else set())
    _forget_decks(made, {each.own.guid for each in plan.changes if each.placed})


class _Memory:
    """Writes what Anki has taken, as soon as it is known."""

    def __init__(self, file: Path, sent: Sent) -> None:
        self._file, self._sent = file, sent

    def add(self, taken: Mapping[str, SentNote]) -> None:
        """Remember some notes more."""
        self._write(replace(self._sent, notes={**self._sent.notes, **taken}))

    def finish(self, deleted: set[str]) -> None:
        """Remember that all was sent, and forget what was deleted."""
        notes = {guid: note for guid, note in self._sent.notes.items() if guid not in deleted}
        self._write(replace(self._sent, notes=notes, style=notetype_signature()))

    def _write(self, sent: Sent) -> None:
        self._sent = sent
        replace_file(self._file, write_sent(sent), 0o600, lasting=True)


def sent_to(made: Made, profile: str, meant: str) -> tuple[Path, Sent]:
    """Find what was sent to a profile before, and where that is remembered.

    Args:
        meant: the profile that is asked for; empty if none is.

    Raises:
        AnkiError: another profile is open than the one that is meant, or it cannot be read.
    """
    folder = data_folder() / "sent" / memory_name(made.notebook)
    file = folder / f"{digest_of(profile)}.json"
    _check_profile(folder, file, profile, meant)
    return file, remembered(file, profile)


def top_deck(made: Made) -> str:
    """Name the deck that holds all others."""
    return deck_name((made.notebook.deck,))


def _check_profile(folder: Path, file: Path, profile: str, meant: str) -> None:
    """Refuse a profile that these notes never went to, if they went to others.

    Raises:
        AnkiError: another profile is open than the one that is meant.
    """
    if meant and profile != meant:
        raise AnkiError(f"the profile “{profile}” is open in Anki, not “{meant}”. Switch to it")
    if meant or file.exists() or not folder.is_dir():
        return
    others = sorted(remembered(each, "").profile for each in folder.glob("*.json"))
    if others:
        raise AnkiError(
            f"the profile “{profile}” is open in Anki, but these notes went to “{others[0]}”. "
            f"Switch to it, or add --profile “{profile}”"
        )


def remembered(file: Path, profile: str) -> Sent:
    """Read what was sent before.

    Raises:
        AnkiError: it cannot be read.
    """
    try:
        return read_sent(file.read_bytes())
    except FileNotFoundError:
        return Sent(profile)
    except (OSError, ValueError) as error:
        raise AnkiError(
            f"what was sent last cannot be read from {file}: {error}. Delete the file, and what "
            "differs counts as changed on both sides"
        ) from error


def of_last_deck(file: Path) -> dict[str, SentNote]:
    """Read what the last build had, for what was imported by hand and never pushed."""
    try:
        package = file.read_bytes()
        placed = placed_cards(package)
        notes = read_package(package)
    except (OSError, ValueError):
        return {}
    return {
        note.guid: SentNote(0, note.fields, note.tags, placed[note.guid][min(placed[note.guid])])
        for note in notes
        if placed.get(note.guid)
    }


def own_notes(made: Made) -> Iterator[OwnNote]:
    """List the notes that there are, then those that the ledger knows from before."""
    for note in made.notes:
        yield _own_note(made, note)
    here = {note.guid for note in made.notes}
    for entry in made.ledger.entries.values():
        yield from _gone(entry, here)


def _own_note(made: Made, note: AnkiNote) -> OwnNote:
    entry = made.ledger.entries[note.identifier]
    return OwnNote(
        guid=note.guid,
        kind=note.kind,
        ids=(note.identifier, *entry.former),
        prompt=entry.prompt,
        fields=field_values(note, made.notebook.language),
        tags=note.tags,
        deck=deck_name(note.deck) or top_deck(made),
        picture=note.picture.name if note.picture else "",
        adopted=bool(entry.adopted) and not note.picture,
    )


def _gone(entry: LedgerEntry, here: Container[str]) -> Iterator[OwnNote]:
    """List the notes of a question that are no longer made: all, of other kinds, of pictures.

    Args:
        here: the GUIDs of the notes that are made.
    """
    kinds = (entry.kind, *(other.kind for other in entry.others))
    guids: list[tuple[str, NoteKind, str]] = [
        (note_guid(entry.guid, kind), kind, "") for kind in kinds
    ]
    pictures = [each.name for each in entry.pictures]
    guids += [(picture_guid(entry.guid, name), "occlusion", name) for name in pictures]
    ids = (entry.id, *entry.former)
    for guid, kind, picture in guids:
        if guid not in here:
            yield OwnNote(guid, kind, ids, entry.prompt, {}, picture=picture)


def _stale_kinds(collection: Collection, sent: Sent) -> set[NoteKind]:
    """List the kinds of notes whose cards look otherwise than they are to.

    None where the style was sent already: what differs then was changed in Anki, and stays.
    """
    if sent.style == notetype_signature():
        return set()
    ours = shown_style()
    kinds = {each.id: each.kind for each in NOTETYPES}
    return {kinds[number] for number, there in collection.style.items() if there != ours[number]}


def _for_style(made: Made, plan: PushPlan) -> set[str]:
    """Choose a note of each notetype that Anki has: with it, a package brings the style."""
    if not plan.style:
        return set()
    there = {each.own.guid for each in plan.changes}

    def weight(note: AnkiNote) -> int:
        return sum(len(asset.data) for asset in media_of(made, [note]))

    known = [note for note in made.notes if note.guid in there]
    kinds = {note.kind for note in known}
    return {min((n for n in known if n.kind == kind), key=weight).guid for kind in kinds}


def _forget_decks(made: Made, placed: set[str]) -> None:
    """Let the ledger know of the cards that lie where the notes put them now."""
    ledger_file = made.notebook.config.ledger
    if not ledger_file.is_file():
        return
    with ledger_locked(ledger_file):
        ledger, _ = read_ledger(ledger_file.read_bytes(), "")
        entries = {
            name: structs.replace(entry, deck="")
            for name, entry in ledger.entries.items()
            if entry.deck and note_guid(entry.guid, entry.kind) in placed
        }
        if entries:
            whole = structs.replace(ledger, entries={**ledger.entries, **entries})
            replace_file(ledger_file, write_ledger(whole), lasting=True)
