"""``diptych check``: say what is found and wrong; with ``--fix``, write the safe repairs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from diptych.commands.common import (
    ERRORS,
    FINE,
    add_path,
    add_quiet,
    agreed,
    print_text,
    reader_language,
    refuse,
    say,
)
from diptych.input.config import load_config
from diptych.model import UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from diptych.commands.common import Subparsers
    from diptych.diagnostics.report import Report
    from diptych.input.config import Config
    from diptych.model import Diagnostic


FORMATS = ("text", "json", "github")


def add(commands: Subparsers) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser("check", help="say what is found and what is wrong")
    add_path(command)
    add_quiet(command)
    command.add_argument("--format", choices=FORMATS, default="text", help="how (default: text)")
    command.add_argument(
        "--fix", action="store_true", help="show what the safe repairs change, then ask to write it"
    )
    command.add_argument("--yes", action="store_true", help="with --fix: write without asking")
    command.add_argument(
        "--reviews",
        type=Path,
        metavar="FILE",
        help="also say what is forgotten again and again, by an export from Anki (.colpkg, .apkg)",
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read and check the notes, and print what is to be said."""
    if options.fix:
        return _fix(options)
    if options.yes:
        raise UsageError("--yes goes with --fix")
    from diptych.diagnostics.report import as_github, as_json, covered, tally

    config, wrong = load_config(options.path)
    report = _checked(config, wrong, options.reviews)
    if options.format == "json":
        print(as_json(report))
    elif options.format == "github":
        print(as_github(report))
    else:
        language = reader_language(config)
        print_text(report, language, verbose=options.verbose)
        if not options.quiet:
            for line in covered(report, verbose=options.verbose):
                say(line, language)
            say(f"{tally(report)}.", language)
    return ERRORS if report.failed else FINE


def _checked(config: Config, wrong: Sequence[Diagnostic], reviews: Path | None) -> Report:
    if reviews is None:
        from diptych.commands.pipeline import check_notes

        return check_notes(config, wrong)
    from diptych.commands.studying import study

    return study(config, wrong, reviews).report


def _fix(options: argparse.Namespace) -> int:
    from diptych.commands.fixes import find_fixes, write_fixes
    from diptych.diagnostics.report import Report
    from diptych.diagnostics.wording import counted

    if options.format != "text":
        raise UsageError("--fix shows a diff; it has no --format")
    if options.reviews:
        raise UsageError("--fix repairs what is written; it has no --reviews")
    config, wrong = load_config(options.path)
    if wrong:
        return refuse(wrong, reader_language(config))
    fixes, problems = find_fixes(config)
    unread = Report(tuple(problems))
    language = reader_language(config)
    print_text(unread, language, verbose=options.verbose)
    for fix in fixes:
        print(fix.diff)
    if not fixes:
        say("Nothing to fix.", language)
    elif options.yes or agreed(f"Write these changes to {counted(len(fixes), 'file')}? [y/N] "):
        write_fixes(config, fixes)
        print(
            f"{counted(sum(fix.changes for fix in fixes), 'repair')} written to "
            f"{counted(len(fixes), 'file')}."
        )
    elif not sys.stdin.isatty():
        print("Nothing was written; add --yes to write these changes.", file=sys.stderr)
    else:
        print("Nothing was written.")
    return ERRORS if unread.failed else FINE
