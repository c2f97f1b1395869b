"""``diptych fetch-images``: keep copies of pictures on the network beside the notes."""

from __future__ import annotations

import difflib
import hashlib
import posixpath
from typing import TYPE_CHECKING

from diptych.commands.shared.answering import add_format
from diptych.commands.shared.common import ERRORS, FINE, add_path, add_quiet, reader_language
from diptych.input.config import load_config

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from diptych.commands.pictures.network import Network
    from diptych.commands.pictures.remote_images import NoteWithImages
    from diptych.commands.shared.answering import Answer
    from diptych.commands.shared.common import Subparsers
    from diptych.input.config import Config

FOLDER = "assets"
MOST = 200
"""Pictures of one run; the next one goes on."""

MOST_BYTES = 200 * 2**20
"""Bytes of them all."""


KEYS = {
    "found": "the addresses of pictures on the network",
    "fetched": "the files that they became, by address",
    "failed": "why others could not be had, by address",
    "further": "how many are left for the next run",
}


def add(commands: Subparsers) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "fetch-images", help="keep pictures that lie on the network beside the notes"
    )
    add_path(command)
    command.add_argument("--yes", action="store_true", help="fetch and write without asking")
    add_quiet(command)
    add_format(command, KEYS)
    command.set_defaults(run=run)


def run(options: argparse.Namespace, answer: Answer) -> int:
    """Show what would change, ask, fetch, and write the new addresses into the notes."""
    from diptych.commands.pictures.network import Network

    return fetch_images(options, answer, Network())


def fetch_images(options: argparse.Namespace, answer: Answer, network: Network) -> int:
    """Do it by a network."""
    from diptych.commands.pictures.remote_images import find_remote
    from diptych.diagnostics.report import Report
    from diptych.diagnostics.wording import counted

    config, wrong = load_config(options.path)
    answer.language = reader_language(config)
    if wrong:
        return answer.refuse(wrong)
    notes, problems = find_remote(config)
    unread = Report(tuple(problems))
    answer.report(unread, verbose=options.verbose)
    addresses = list(dict.fromkeys(each for note in notes for each in note.addresses.values()))
    answer.put(found=addresses, fetched={}, failed={}, further=len(addresses))
    if not addresses:
        answer.say("No picture lies on the network.")
        return ERRORS if unread.failed else FINE
    chosen = addresses[:MOST]
    for note in notes:
        diff = _diff(config, note, {each: _to_be(config, each) for each in chosen})
        answer.show(diff, agreed=options.yes)
    many = counted(len(chosen), "picture")
    if not options.yes and not answer.agreed(f"Fetch {many} and write these changes? [y/N] "):
        if answer.can_ask:
            answer.say("Nothing was fetched.")
        else:
            answer.warn("Nothing was fetched; add --yes to do it.")
        return FINE
    fetched, failed = _fetch_all(config, notes, chosen, network)
    for address, why in failed.items():
        answer.warn(f"{address}: {why}")
    if failed:
        answer.warn("Mend these addresses, or save the pictures beside the notes by hand.")
    where = config.relative(picture_folder(config))
    answer.say(f"{counted(len(fetched), 'picture')} fetched to {where}.")
    further = len(addresses) - len(chosen)
    if further:
        answer.tell(f"{counted(further, 'more picture')} to fetch: run it again.")
    answer.put(fetched=fetched, failed=failed, further=further)
    return ERRORS if failed or unread.failed else FINE


def _fetch_all(
    config: Config, notes: Sequence[NoteWithImages], chosen: Sequence[str], network: Network
) -> tuple[dict[str, str], dict[str, str]]:
    """Fetch pictures note by note, and write each note as soon as its own are there.

    Returns:
        the files that they became, and why others could not be had, by address.
    """
    from diptych.commands.pictures.network import FetchError

    fetched: dict[str, str] = {}
    failed: dict[str, str] = {}
    size = 0
    for note in notes:
        for address in note.addresses.values():
            if address not in chosen or address in fetched or address in failed:
                continue
            if size > MOST_BYTES:
                failed[address] = f"more than {MOST_BYTES // 2**20} MiB in one run: run it again"
            else:
                try:
                    picture = network.fetch(address)
                except FetchError as error:
                    failed[address] = str(error)
                else:
                    size += len(picture.data)
                    fetched[address] = _keep(config, address, picture.data, picture.ending)
        _write(config, note, fetched)
    return fetched, failed


def _keep(config: Config, address: str, data: bytes, ending: str) -> str:
    """Write a picture, named by its content: its path relative to the notebook's root."""
    from diptych.commands.pictures.remote_images import name_of
    from diptych.output.locks import WriteError
    from diptych.output.replacing import replace_file

    name = f"{name_of(address)}-{hashlib.sha256(data).hexdigest()[:10]}{ending}"
    file = picture_folder(config) / name
    try:
        if not file.exists() or file.read_bytes() != data:
            replace_file(file, data)
    except OSError as error:
        raise WriteError.of(file, error) from error
    return config.relative(file)


def _write(config: Config, note: NoteWithImages, fetched: Mapping[str, str]) -> None:
    """Write the new addresses of one note."""
    from diptych.commands.building.fixes import Fix, write_fixes
    from diptych.output.locks import WriteError

    text = _changed(config, note, fetched)
    if text == note.text:
        return
    after = note.as_bytes(text)
    if after is None:
        raise WriteError(f"{note.note.name} cannot be written as it is encoded; save it as UTF-8")
    write_fixes(config, [Fix(note.note.name, note.note.path, note.note.data, after, 1, "")])


def _changed(config: Config, note: NoteWithImages, paths: Mapping[str, str]) -> str:
    """Write a note's text with the paths of pictures in the place of addresses."""
    from diptych.commands.pictures.remote_images import with_addresses
    from diptych.link.notebook import compile_settings

    here = posixpath.dirname(note.note.name) or "."
    new = {
        old: posixpath.relpath(paths[asked], here)
        for old, asked in note.addresses.items()
        if asked in paths
    }
    return with_addresses(note, new, compile_settings(config))


def _diff(config: Config, note: NoteWithImages, paths: Mapping[str, str]) -> str:
    text, name = _changed(config, note, paths), note.note.name
    lines = difflib.unified_diff(
        note.text.split("\n"), text.split("\n"), f"a/{name}", f"b/{name}", lineterm=""
    )
    return "\n".join(lines)


def _to_be(config: Config, address: str) -> str:
    """Name a picture before it is fetched: what only its bytes tell is left open."""
    from diptych.commands.pictures.remote_images import name_of

    return f"{config.relative(picture_folder(config))}/{name_of(address)}-….png"


def picture_folder(config: Config) -> Path:
    """Find the folder of pictures: in that of the notes, or beside a single file."""
    return (config.notes if config.notes.is_dir() else config.notes.parent) / FOLDER
