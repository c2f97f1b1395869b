"""``diptych build``: make the site and the deck."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from diptych.commands.common import (
    ERRORS,
    FINE,
    add_path,
    add_quiet,
    add_trust,
    now,
    print_text,
    reader_language,
    refuse_part,
    say,
)
from diptych.commands.summary import Summary
from diptych.commands.terminal import progress_on
from diptych.input.config import load_config
from diptych.input.note_files import NoteFiles
from diptych.output.freshness import is_fresh
from diptych.output.write import read_manifest

if TYPE_CHECKING:
    import argparse

    from diptych.commands.common import Subparsers
    from diptych.diagnostics.report import Report
    from diptych.input.config import Config


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
    command.add_argument(
        "--format", choices=("text", "json"), default="text", help="(default: text)"
    )
    add_trust(command)
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Build, or say again what the last build said if nothing has changed since."""
    config, wrong = load_config(options.path, options.output)
    config = replace(config, trusted=options.trust)
    refuse_part(config, "build")
    notes = NoteFiles(config)
    as_data = options.format == "json"
    if not (wrong or as_data) and _say_again(config, notes, options):
        return FINE
    # Markdown, genanki, jinja2: only for work
    from diptych.commands.pipeline import UnwrittenError, build
    from diptych.diagnostics.report import as_json, tally

    language = reader_language(config)
    try:
        with progress_on(sys.stderr, language) as progress:
            built = build(config, wrong, now(), progress, notes, force=options.force)
    except UnwrittenError as error:
        _tell(error.report, language, verbose=options.verbose)
        raise
    if as_data:
        made = built.summary and {**built.summary.as_data(), "output": built.summary.output}
        print(as_json(built.report, built=made))
        return ERRORS if made is None else FINE
    _tell(built.report, language, verbose=options.verbose)
    if built.summary is None:
        say(f"{tally(built.report)}. Nothing was written.", language, sys.stderr)
        return ERRORS
    say("\n".join(built.summary.warnings_of_files()), language, sys.stderr)
    if not options.quiet:
        say(built.summary.as_text(), language)
    return FINE


def _tell(report: Report, language: str, *, verbose: bool) -> None:
    from diptych.diagnostics.report import as_brief_text

    if verbose:
        print_text(report, language, verbose=True)
    else:
        say(as_brief_text(report), language)


def _say_again(config: Config, notes: NoteFiles, options: argparse.Namespace) -> bool:
    """Repeat the last build's words if it still stands."""
    manifest = read_manifest(config.output)
    if not is_fresh(config, manifest, notes):
        return False
    language = reader_language(config)
    say(manifest["told_verbose" if options.verbose else "told"], language)
    if not options.quiet:
        say(Summary(output=str(config.output), **manifest["summary"]).as_text(), language)
    return True
