"""``diptych pull``: bring what was corrected in Anki back into the notes."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from diptych.commands.common import (
    ERRORS,
    FINE,
    agreed,
    in_words_of,
    now,
    print_text,
    reader_language,
    refuse_part,
)
from diptych.commands.from_anki import add_source, client_of, settle_source, told_by_anki
from diptych.commands.terminal import progress_on
from diptych.input.config import load_config
from diptych.model import UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from diptych.commands.common import Subparsers
    from diptych.commands.in_anki import InAnki
    from diptych.commands.pulling import Pull
    from diptych.input.config import Config
    from diptych.model import Diagnostic

# A note that was edited in Anki before this deck came there would take the deck's words back.
_COMPARED = "What Anki says is compared with the last deck; if you did not import it yet, say no:"
_UNCLEAR = "questions of which Anki has more than one note; they are left out:"


def add(commands: Subparsers) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "pull", help="bring what was corrected in Anki back into the notes"
    )
    add_source(command)
    command.add_argument("-y", "--yes", action="store_true", help="write without asking")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Show what would change in the notes, ask, and write it."""
    package = settle_source(options)
    config, wrong = load_config(options.path)
    refuse_part(config, "pull")
    work = partial(_pull, options, config, wrong, package)
    return told_by_anki(work, reader_language(config))


def _pull(
    options: argparse.Namespace, config: Config, wrong: Sequence[Diagnostic], package: Path | None
) -> int:
    from diptych.commands.in_anki import in_running
    from diptych.commands.making import Made, make
    from diptych.commands.pulling import prepare_pull

    language = reader_language(config)
    exported = _read(package) if package else None
    client = client_of(options)
    if exported is None:
        client.greet()
    with progress_on(sys.stderr, language) as progress:
        made = make(config, wrong, now(), progress)
        if not isinstance(made, Made):
            print_text(made, language, verbose=options.verbose)
            return ERRORS
        if exported is None:
            progress("asking Anki", 0, 1)
        anki = exported or in_running(made, client, options.profile)
        pull = prepare_pull(made, anki)
    for line in _lines(pull, anki):
        print(in_words_of(line, language))
    return _written(options, config, pull, anki, language)


def _read(package: Path) -> InAnki:
    from diptych.commands.in_anki import in_package

    try:
        return in_package(package.read_bytes())
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read {package}: {error}") from error


def _lines(pull: Pull, anki: InAnki) -> Iterator[str]:
    """Say what would be written, and what stays out."""
    if pull.fixes and pull.unsure:
        yield f"{_COMPARED} {pull.compared}"
    if pull.behind:
        yield (
            f"notes in Anki that do not have the last deck's words yet: {pull.behind} (import the "
            "deck, or push)"
        )
    if anki.unclear:
        yield f"{_UNCLEAR} {anki.unclear}"
    yield from pull.told
    yield from (fix.diff for fix in pull.fixes)
    for each in pull.pictures:
        yield f"new file: {each.path} ({len(each.data)} bytes)"


def _written(
    options: argparse.Namespace, config: Config, pull: Pull, anki: InAnki, language: str
) -> int:
    from diptych.commands.fixes import write_fixes
    from diptych.output.replacing import replace_file

    if not pull.fixes:
        print(in_words_of("Nothing is to be written into the notes.", language))
    elif options.yes or agreed("Write this into the notes? [y/N] "):
        for each in pull.pictures:
            replace_file(config.root / each.path, each.data)
        write_fixes(config, pull.fixes)
        anki.remember(pull.renamed)
        print(in_words_of("Written.", language))
    else:
        print(in_words_of("Nothing was written. --yes writes without asking.", language))
    return ERRORS if pull.told else FINE
