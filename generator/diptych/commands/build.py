"""``diptych build``: make the site and the deck."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from diptych.commands.building.summary import Summary
from diptych.commands.shared.answering import add_format
from diptych.commands.shared.common import (
    ERRORS,
    FINE,
    add_path,
    add_quiet,
    add_trust,
    now,
    reader_language,
    refuse_part,
)
from diptych.input.config import load_config
from diptych.input.note_files import NoteFiles
from diptych.output.freshness import Comparison, compare
from diptych.output.known_texts import KnownTexts
from diptych.output.write import read_manifest

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from diptych.commands.shared.answering import Answer
    from diptych.commands.shared.common import Subparsers
    from diptych.input.config import Config


KEYS = {
    "questions": "every question: `id`, `prompt`, `file`, `line`, `answered`",
    "coverage": "how many words of each file are on cards, on pages only, and nowhere: `file`, "
    "`cards`, `pages`, `nowhere`",
    "built": "what was made: numbers of `questions`, `unanswered`, `cards`, `figures`, `warnings`, "
    "`remarks`, `recognised`, `written` files, `pages` of these, cards `changed`, `new` and "
    "`back`, questions `retired`, figures `redrawn`; `output`, `deck_file` in it, and `ledger`, "
    "what there is to say of it; files changed by hand and `edited` anew or `left`, where it is "
    "`kept` what they held; `forgotten`, why the last deck is not remembered; `fontless`, whether "
    "previews have no picture for want of a font; null if nothing was written",
}


def add(commands: Subparsers) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser("build", help="make the site and the deck")
    add_path(command)
    command.add_argument(
        "--output",
        type=Path,
        metavar="DIR",
        help="where to write (default: site, or as configured)",
    )
    command.add_argument(
        "--force",
        action="store_true",
        help="write there even if it holds other files, or another notebook",
    )
    add_quiet(command)
    add_format(command, KEYS)
    add_trust(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace, answer: Answer) -> int:
    """Build, or say again what the last build said if nothing has changed since."""
    config, wrong = load_config(options.path, options.output)
    config = replace(config, trusted=options.trust)
    refuse_part(config, "build")
    notes = NoteFiles(config, KnownTexts())
    answer.language = reader_language(config)
    manifest = read_manifest(config.output)
    last = Comparison(fresh=False)
    if not (wrong or answer.as_data):
        last = compare(config, manifest, notes)
    if last.fresh:
        _say_again(config, manifest, options, answer)
        return FINE
    # Markdown, genanki, jinja2: only for work
    from diptych.commands.building.pipeline import UnwrittenError, build
    from diptych.diagnostics.report import coverage_as_data, questions_as_data, tally

    try:
        with answer.progress() as progress:
            built = build(config, wrong, now(), progress, notes, last.seen, force=options.force)
    except UnwrittenError as error:
        answer.report(error.report, verbose=options.verbose, brief=True)
        raise
    answer.report(built.report, verbose=options.verbose, brief=True)
    if answer.as_data:
        questions, coverage = questions_as_data(built.report), coverage_as_data(built.report)
        answer.put(questions=questions, coverage=coverage)
    if built.summary is None:
        answer.warn(f"{tally(built.report)}. Nothing was written.")
        return ERRORS
    answer.warn("\n".join(built.summary.warnings_of_files()))
    answer.put(built={**built.summary.as_data(), "output": built.summary.output})
    answer.sum_up(built.summary.as_text())
    return FINE


def _say_again(
    config: Config, manifest: Mapping[str, Any], options: argparse.Namespace, answer: Answer
) -> None:
    """Repeat the last build's words."""
    answer.repeat(manifest["told_verbose" if options.verbose else "told"])
    made = manifest["summary"]
    answer.sum_up(Summary(str(config.output), str(config.root), **made).as_text())
