"""``diptych check``: say what is found and wrong; with ``--fix``, write the safe repairs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from diptych.commands.shared.answering import add_format
from diptych.commands.shared.common import (
    ERRORS,
    FINE,
    add_path,
    add_quiet,
    reader_language,
)
from diptych.input.config import load_config
from diptych.model import UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from diptych.commands.shared.answering import Answer
    from diptych.commands.shared.common import Subparsers
    from diptych.diagnostics.report import Report
    from diptych.input.config import Config
    from diptych.model import Diagnostic


KEYS = {
    "questions": "every question: `id`, `prompt`, `file`, `line`, `answered`",
    "coverage": "how many words of each file are on cards, on pages only, and nowhere: `file`, "
    "`cards`, `pages`, `nowhere`",
    "fixes": "with --fix, each file that the repairs change: `file`, and `diff` in the unified "
    "format; then `questions` and `coverage` are null",
    "written": "with --fix, whether they were written",
}


def add(commands: Subparsers) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser("check", help="say what is found and what is wrong")
    add_path(command)
    add_quiet(command)
    add_format(command, KEYS, "github")
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


def run(options: argparse.Namespace, answer: Answer) -> int:
    """Read and check the notes, and print what is to be said."""
    if options.fix:
        return _fix(options, answer)
    if options.yes:
        raise UsageError("--yes goes with --fix")
    from diptych.diagnostics.report import (
        as_github,
        coverage_as_data,
        covered,
        questions_as_data,
        tally,
    )

    config, wrong = load_config(options.path)
    answer.language = reader_language(config)
    report = _checked(config, wrong, options.reviews)
    if options.format == "github":
        print(as_github(report))
        return ERRORS if report.failed else FINE
    answer.report(report, verbose=options.verbose)
    answer.put(questions=questions_as_data(report), coverage=coverage_as_data(report))
    for line in covered(report, verbose=options.verbose):
        answer.sum_up(line)
    answer.sum_up(f"{tally(report)}.")
    return ERRORS if report.failed else FINE


def _checked(config: Config, wrong: Sequence[Diagnostic], reviews: Path | None) -> Report:
    if reviews is None:
        from diptych.commands.building.pipeline import check_notes

        return check_notes(config, wrong)
    from diptych.commands.with_anki.studying import study

    return study(config, wrong, reviews).report


def _fix(options: argparse.Namespace, answer: Answer) -> int:
    from diptych.commands.building.fixes import find_fixes, write_fixes
    from diptych.diagnostics.report import Report
    from diptych.diagnostics.wording import counted

    if options.format == "github":
        raise UsageError("--fix shows a diff; it has no --format github")
    if options.reviews:
        raise UsageError("--fix repairs what is written; it has no --reviews")
    config, wrong = load_config(options.path)
    answer.language = reader_language(config)
    if wrong:
        return answer.refuse(wrong)
    fixes, problems = find_fixes(config)
    unread = Report(tuple(problems))
    answer.report(unread, verbose=options.verbose)
    files = counted(len(fixes), "file")
    answer.put(fixes=[{"file": fix.name, "diff": fix.diff} for fix in fixes], written=False)
    for fix in fixes:
        answer.show(fix.diff, agreed=options.yes)
    if not fixes:
        answer.say("Nothing to fix.")
    elif options.yes or answer.agreed(f"Write these changes to {files}? [y/N] "):
        write_fixes(config, fixes)
        answer.put(written=True)
        repairs = counted(sum(fix.changes for fix in fixes), "repair")
        answer.sum_up(f"{repairs} written to {files}.")
    elif not answer.can_ask:
        answer.warn("Nothing was written; add --yes to write these changes.")
    else:
        answer.say("Nothing was written.")
    return ERRORS if unread.failed else FINE
