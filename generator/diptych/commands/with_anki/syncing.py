"""Bring the notes into an account: sync a copy of its collection, compare, send, sync again."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from diptych.commands.building.former_decks import digest_of, memory_name
from diptych.commands.with_anki.pushing import compare, remembered, send_push
from diptych.connect.client import AnkiError
from diptych.connect.collection import read_collection
from diptych.connect.merging import RETIRED
from diptych.connect.sent import write_sent
from diptych.output.data_folder import data_folder
from diptych.output.replacing import replace_file
from diptych.sync.account import Account, make_backup, opened
from diptych.sync.actions import CollectionActions
from diptych.sync.copy import CopyFiles, account_has_it, keep_before
from diptych.sync.difference import Lost, incomplete_notetypes, lost_without, never_synced

if TYPE_CHECKING:
    from diptych.commands.building.making import Made
    from diptych.commands.with_anki.pushing import Push, PushOptions
    from diptych.connect.collection import Collection
    from diptych.connect.sent import Sent
    from diptych.model import Progress

Side = Literal["", "download", "upload"]
"""Which side replaces the other where they cannot be joined; empty if neither may."""

ALLOW_UPLOAD = (
    "It replaces the account's collection, and every device then downloads that: sync all of them "
    "first, for what they did not sync yet is lost. Then add --full-sync upload"
)
"""What a full one-way sync means, and how it is allowed."""

CHANGED_MEANWHILE = (
    "the account was replaced or changed its notetypes meanwhile; nothing of it was touched. Run "
    "the command again"
)


class Conflict(Struct, frozen=True):
    """An account and the copy that can only be replaced one by the other.

    Attributes:
        by_download: what the copy loses if the account's collection replaces it.
        by_upload: what the account loses if the copy replaces its collection.
    """

    by_download: Lost
    by_upload: Lost


def files_of(made: Made, address: str, user: str) -> CopyFiles:
    """Say where the copy lies that belongs to a notebook and an account."""
    folder = data_folder() / "sync" / memory_name(made.notebook)
    return CopyFiles(folder / digest_of(f"{address}\n{user}"))


def bring_up_to_date(account: Account, files: CopyFiles, progress: Progress) -> Conflict | None:
    """Bring into the copy what the account has; the conflict if they cannot be joined.

    Raises:
        AnkiError: the server cannot be reached, or refuses.
    """
    new = never_synced(account.collection)
    outcome = account.sync(progress)
    if outcome == "synced":
        return None
    if outcome == "download" or (new and outcome == "either"):  # the copy has no card
        account.replace_one(progress, upload=False)
        return None
    return _conflict(account, files, progress)


def _conflict(account: Account, files: CopyFiles, progress: Progress) -> Conflict:
    """Download the account beside the copy, keep a backup of it, and count what differs."""
    shutil.rmtree(files.account, ignore_errors=True)
    files.account.mkdir()
    try:
        with opened(files.account / "collection.anki2") as collection:
            beside = account.beside(collection)
            if beside.sync(progress) != "synced":
                beside.replace_one(progress, upload=False)
            make_backup(collection, files.account_backups)
            return Conflict(
                by_download=lost_without(collection, account.collection),
                by_upload=lost_without(account.collection, collection),
            )
    finally:
        shutil.rmtree(files.account, ignore_errors=True)


def replace_side(account: Account, files: CopyFiles, side: Side, progress: Progress) -> None:
    """Let the chosen side of a conflict replace the other.

    What an account says that replaced the copy may be older than what it was sent, as after a
    backup was restored: of what differs then, nobody knows whose words they are. So it is told as
    changed on both sides, not taken for the learner's own.

    Raises:
        AnkiError: the server cannot be reached, or refuses; then nothing is replaced.
        OSError: the memory of what was sent cannot be written.
    """
    if side == "download" and files.sent.exists():
        sent = remembered(files.sent, "")
        notes = {guid: replace(note, fields={}, deck="") for guid, note in sent.notes.items()}
        replace_file(files.sent, write_sent(replace(sent, notes=notes)), 0o600, lasting=True)
    account.replace_one(progress, upload=side == "upload")


def plan_sync(account: Account, files: CopyFiles, made: Made, chosen: PushOptions) -> Push:
    """Compare the notes with the copy, which is up to date.

    Raises:
        AnkiError: what was sent last cannot be read.
    """
    there = read_collection(CollectionActions(account.collection))
    sent = remembered(files.sent, "")
    if files.pending.exists():
        sent = _with_suspended(sent, remembered(files.pending, ""), there)
    return compare(made, there, files.pending, sent, chosen)


def _with_suspended(sent: Sent, pending: Sent, there: Collection) -> Sent:
    """Take from an interrupted sync's memory which cards it suspended, if the account has that.

    All else is seen by comparing the notes with the account.
    """
    retired = {note.number for note in there.notes if RETIRED in note.tags}
    more = {
        guid: replace(sent.notes.get(guid, note), suspended=note.suspended)
        for guid, note in pending.notes.items()
        if note.number in retired
    }
    return replace(sent, notes={**sent.notes, **more})


def incomplete_in(account: Account, push: Push) -> list[str]:
    """Name our notetypes that the account has incomplete, and that a push would make whole."""
    known = push.plan.changes if push.plan.style else ()
    kinds = {each.kind for each in (*push.plan.new, *(change.own for change in known))}
    return incomplete_notetypes(account.collection, kinds)


def send_to_account(
    account: Account, files: CopyFiles, push: Push, side: Side, progress: Progress
) -> None:
    """Bring what was planned into the copy, and the copy's changes into the account.

    Wherever it is interrupted, the copy is taken back before the next sync, which completes it.

    Raises:
        AnkiError: the server cannot be reached, refuses, or needs a full sync that is not allowed.
        OSError: the disk is full, or the like.
    """
    collection = account.collection
    new = never_synced(collection)
    if not push.plan.empty:
        make_backup(collection, files.backups)
        collection.close()
        keep_before(files)
        collection.reopen()
    send_push(push, CollectionActions(collection), progress)
    if not push.plan.empty:
        replaces = collection.schema_changed() and not new
        if replaces and side != "upload":
            raise AnkiError(
                "bringing the notes into this collection changes a notetype's fields or templates, "
                f"which needs a full one-way sync. Nothing was sent. {ALLOW_UPLOAD}"
            )
        outcome = account.sync(progress)
        if outcome == "upload" if new else outcome != "synced" and replaces:
            account.replace_one(progress, upload=True)
        elif outcome != "synced":
            raise AnkiError(CHANGED_MEANWHILE)
    account_has_it(files)
    account.sync_media(progress)
