"""``diptych pull``: bring what was corrected in Anki back into the notes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from diptych.commands.shared.answering import add_format
from diptych.commands.shared.common import (
    ERRORS,
    FINE,
    add_quiet,
    now,
    reader_language,
    refuse_part,
)
from diptych.commands.shared.from_anki import (
    add_source,
    client_of,
    exported,
    read_exported,
    settle_source,
    told_by_anki,
)
from diptych.input.config import load_config

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

    from diptych.commands.shared.answering import Answer
    from diptych.commands.shared.common import Subparsers
    from diptych.commands.with_anki.in_anki import InAnki
    from diptych.commands.with_anki.pulling import Pull
    from diptych.input.config import Config
    from diptych.model import Diagnostic

# A note that was edited in Anki before this deck came there would take the deck's words back.
_COMPARED = "What Anki says is compared with the last deck; if you did not import it yet, say no:"
_UNCLEAR = "questions of which Anki has more than one note; they are left out:"


KEYS = {
    "changes": "each file that changes: `file`, and `diff` in the unified format",
    "pictures": "the files that come to lie beside the notes",
    "left_out": "what is not taken, and why",
    "behind": "how many notes in Anki do not have the last deck's words yet",
    "unclear": "how many questions Anki has more than one note of; they are left out",
    "compared": "the deck that Anki is compared with where it is not known which it had before, "
    "else null",
    "written": "whether it was written",
}


def add(commands: Subparsers) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "pull", help="bring what was corrected in Anki back into the notes"
    )
    add_source(command)
    command.add_argument("-y", "--yes", action="store_true", help="write without asking")
    add_quiet(command)
    add_format(command, KEYS)
    command.set_defaults(run=run)


def run(options: argparse.Namespace, answer: Answer) -> int:
    """Show what would change in the notes, ask, and write it."""
    package = settle_source(options)
    config, wrong = load_config(options.path)
    refuse_part(config, "pull")
    answer.language = reader_language(config)
    work = partial(_pull, options, answer, config, wrong, package)
    return told_by_anki(work, answer)


def _pull(
    options: argparse.Namespace,
    answer: Answer,
    config: Config,
    wrong: Sequence[Diagnostic],
    package: Path | None,
) -> int:
    from diptych.commands.building.making import Made, make
    from diptych.commands.with_anki.in_anki import in_running
    from diptych.commands.with_anki.pulling import prepare_pull

    exported = _read(package) if package else None
    client = client_of(options)
    if exported is None:
        client.greet()
    with answer.progress() as progress:
        made = make(config, wrong, now(), progress)
        if not isinstance(made, Made):
            answer.report(made, verbose=options.verbose)
            return ERRORS
        if exported is None:
            progress("asking Anki", 0, 1)
        anki = exported or in_running(made, client, options.profile)
        pull = prepare_pull(made, anki)
    answer.put(**_as_data(pull, anki))
    _show(pull, anki, answer, agreed=options.yes)
    return _written(options, answer, config, pull, anki)


def _read(package: Path) -> InAnki:
    from diptych.commands.with_anki.in_anki import in_package

    with exported(package):
        return in_package(read_exported(package))


def _as_data(pull: Pull, anki: InAnki) -> dict[str, object]:
    return {
        "changes": [{"file": fix.name, "diff": fix.diff} for fix in pull.fixes],
        "pictures": [each.path for each in pull.pictures],
        "left_out": pull.told,
        "behind": pull.behind,
        "unclear": anki.unclear,
        "compared": pull.compared if pull.fixes and pull.unsure else None,
        "written": False,
    }


def _show(pull: Pull, anki: InAnki, answer: Answer, *, agreed: bool) -> None:
    """Say what would be written, and what stays out."""
    if pull.fixes and pull.unsure:
        answer.show(f"{_COMPARED} {pull.compared}", agreed=agreed)
    if pull.behind:
        answer.tell(
            f"notes in Anki that do not have the last deck's words yet: {pull.behind} (import the "
            "deck, or push)"
        )
    if anki.unclear:
        answer.tell(f"{_UNCLEAR} {anki.unclear}")
    for said in pull.told:
        answer.tell(said)
    for fix in pull.fixes:
        answer.show(fix.diff, agreed=agreed)
    for each in pull.pictures:
        answer.show(f"new file: {each.path} ({len(each.data)} bytes)", agreed=agreed)


def _written(
    options: argparse.Namespace, answer: Answer, config: Config, pull: Pull, anki: InAnki
) -> int:
    from diptych.commands.building.fixes import write_fixes
    from diptych.output.replacing import replace_file

    if not pull.fixes:
        answer.say("Nothing is to be written into the notes.")
    elif options.yes or answer.agreed("Write this into the notes? [y/N] "):
        for each in pull.pictures:
            replace_file(config.root / each.path, each.data)
        write_fixes(config, pull.fixes)
        anki.remember(pull.renamed)
        answer.put(written=True)
        answer.say("Written.")
    else:
        answer.tell("Nothing was written. --yes writes without asking.")
    return ERRORS if pull.told else FINE
