"""``diptych reviews``: say which questions are forgotten, and how well each section is known."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.commands.shared.answering import add_format
from diptych.commands.shared.common import (
    ERRORS,
    FINE,
    add_quiet,
    now,
    reader_language,
    refuse_part,
)
from diptych.commands.shared.from_anki import add_source, client_of, settle_source, told_by_anki
from diptych.input.config import load_config
from diptych.model import UsageError
from diptych.output.replacing import replace_file

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from diptych.commands.shared.answering import Answer
    from diptych.commands.shared.common import Subparsers
    from diptych.input.config import Config
    from diptych.model import Diagnostic

_DAY = 86_400


KEYS = {
    "exam": "the day of the exam, if one was given, else null",
    "sections": "how well each section is known: `file`, `section`, `cards`, `new`, `learned`, "
    "`reviews`, `lapses`, `seconds`, `known_today`, `known_then`, `estimated`, `unknown`",
    "total": "the same of all sections together",
    "cards": "each card: `id`, `card`, `file`, `line`, `new`, `reviews`, `lapses`, `seconds`, "
    "`interval`, `stability`, `difficulty`",
}


def add(commands: Subparsers) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "reviews", help="say which questions are forgotten, and how well each section is known"
    )
    add_source(command)
    command.add_argument(
        "--exam", default="", metavar="DATE", help="also for this day, such as 2027-03-01"
    )
    command.add_argument(
        "--marks",
        type=Path,
        metavar="FILE",
        help="also write the marks of questions there, for your browser to import",
    )
    add_quiet(command)
    add_format(command, KEYS)
    command.set_defaults(run=run)


def run(options: argparse.Namespace, answer: Answer) -> int:
    """Read the notes and the reviews, and print what they say of each other."""
    file = settle_source(options)
    moment = now()
    exam = _exam(options.exam, moment) if options.exam else None
    config, wrong = load_config(options.path)
    refuse_part(config, "reviews")
    answer.language = reader_language(config)
    work = partial(_reviews, options, answer, config, wrong, file, moment, exam)
    return told_by_anki(work, answer)


def _reviews(
    options: argparse.Namespace,
    answer: Answer,
    config: Config,
    wrong: Sequence[Diagnostic],
    file: Path | None,
    moment: int,
    exam: date | None,
) -> int:
    from diptych.commands.with_anki.studying import study, study_running
    from diptych.reviews import marks_json, reviews_as_data, section_rows, table_lines

    then = moment + _DAY * (exam - date.fromtimestamp(moment)).days if exam else None
    if file:
        report, cards, notebook = study(config, wrong, file)
    else:
        client = client_of(options)
        client.greet()
        with answer.progress() as progress:
            report, cards, notebook = study_running(
                config, wrong, moment, progress, client, options.profile
            )
    if not cards:
        answer.report(report, verbose=options.verbose)
        return ERRORS
    if options.marks:
        _write_marks(options.marks, marks_json(cards, notebook, moment))
    told = tuple(each for each in report.diagnostics if each.code.startswith("D7"))
    report = replace(report, diagnostics=told, understood=(), left_out=())
    rows = section_rows(cards, moment, then)
    answer.report(report, verbose=options.verbose)
    answer.put(**reviews_as_data(cards, rows, exam))
    answer.say("\n".join(table_lines(rows, exam)))
    if options.marks:
        answer.say(f"{options.marks}: on the site, rehearsal reads it in: “Import marks”.")
    return ERRORS if report.failed else FINE


def _write_marks(file: Path, text: str) -> None:
    """Write a file of marks, over nothing that is none.

    Raises:
        UsageError: it cannot be written, or holds something else.
    """
    from diptych.reviews import are_marks

    try:
        if file.exists() and not are_marks(file.read_text("utf-8", errors="replace")):
            raise UsageError(f"{file}: it holds something else than marks; name another file")
        replace_file(file, text.encode())
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror or error}") from error


def _exam(day: str, moment: int) -> date:
    """Read a date.

    Raises:
        UsageError: it is none, or past.
    """
    try:
        exam = date.fromisoformat(day)
    except ValueError as error:
        raise UsageError(f"--exam {day}: write a date such as 2027-03-01") from error
    if exam < date.fromtimestamp(moment):
        raise UsageError(f"--exam {day}: that day is past. Write one that is to come")
    return exam
