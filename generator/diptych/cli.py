"""The command line. Exit 0: fine; 1: the notes have errors; 2: wrong usage."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from diptych import __version__
from diptych.commands.summary import Summary
from diptych.commands.terminal import progress_on
from diptych.diagnostics.report import FORMATS, Report, as_github, as_json, as_text, tally
from diptych.diagnostics.wording import counted
from diptych.input.config import load_config
from diptych.model import UsageError
from diptych.output.freshness import is_fresh
from diptych.output.write import WriteError, read_manifest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.input.config import Config
    from diptych.model import Diagnostic

FINE, ERRORS, USAGE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    _speak_utf8(sys.stdout)
    _speak_utf8(sys.stderr)
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except (UsageError, WriteError) as error:
        print(f"diptych: {error}", file=sys.stderr)
        return USAGE if isinstance(error, UsageError) else ERRORS
    except BrokenPipeError:  # `diptych check | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="diptych",
        description="Markdown notes in; an Anki deck and a static site out.",
        epilog="Exit codes: 0 fine, 1 the notes have errors (nothing is written), 2 wrong usage.",
    )
    parser.add_argument("--version", action="version", version=f"diptych {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    build = commands.add_parser("build", help="make the site and the deck")
    _add_path(build)
    build.add_argument(
        "--output",
        type=Path,
        metavar="DIR",
        help="where to write (default: site, or as configured)",
    )
    build.set_defaults(run=_build)

    check = commands.add_parser("check", help="say what is found and what is wrong")
    _add_path(check)
    check.add_argument("--format", choices=FORMATS, default="text", help="how (default: text)")
    check.add_argument(
        "--fix", action="store_true", help="show what the safe repairs change, then ask to write it"
    )
    check.add_argument("--yes", action="store_true", help="with --fix: write without asking")
    check.set_defaults(run=_check)

    plan = commands.add_parser(
        "plan",
        help="say what importing the next build will do to the deck of the last; write nothing",
    )
    _add_path(plan)
    plan.add_argument("--format", choices=("text", "json"), default="text", help="(default: text)")
    plan.set_defaults(run=_plan)

    adopt = commands.add_parser(
        "adopt", help="let your questions take over the cards of a deck that you already study"
    )
    adopt.add_argument("package", type=Path, metavar="FILE.apkg", help="exported from Anki")
    _add_path(adopt)
    adopt.set_defaults(run=_adopt)

    explain = commands.add_parser("explain", help="say what a code means; without one, list them")
    explain.add_argument("code", nargs="?", metavar="CODE", help="such as D401")
    explain.set_defaults(run=_explain)

    figures = commands.add_parser("figures", help="draw figures: those named, or all stale ones")
    figures.add_argument("names", nargs="*", metavar="NAME", help="a figure's name")
    figures.add_argument(
        "--notebook", type=Path, default=Path(), metavar="DIR", help="the notebook (default: here)"
    )
    figures.add_argument("--fresh", action="store_true", help="draw all, stale or not")
    figures.set_defaults(run=_figures)
    return parser


def _add_path(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "path",
        nargs="?",
        type=Path,
        default=Path(),
        metavar="PATH",
        help="a notebook, or any folder or file of Markdown (default: here)",
    )
    command.add_argument(
        "-v", "--verbose", action="store_true", help="also say how notes were read and repaired"
    )


def _build(options: argparse.Namespace) -> int:
    config, told = load_config(options.path, options.output)
    if config.only != config.notes:
        whole = config.file.parent if config.file else config.notes
        raise UsageError(f"{options.path} is a part of a notebook; build the whole: {whole}")
    if not told and _say_again(config, verbose=options.verbose):
        return FINE
    from diptych.commands.build import build  # Markdown, genanki, jinja2: only when there is work

    with progress_on(sys.stderr) as progress:
        built = build(config, told, _now(), progress)
    _print_text(built.report, verbose=options.verbose)
    if built.summary is None:
        print(f"{tally(built.report)}. Nothing was written.", file=sys.stderr)
        return ERRORS
    print(built.summary.as_text())
    return FINE


def _say_again(config: Config, *, verbose: bool) -> bool:
    """If the last build still stands, repeat its last words."""
    manifest = read_manifest(config.output)
    if not is_fresh(config, manifest):
        return False
    if told := manifest["told_verbose" if verbose else "told"]:
        print(told)
    print(Summary(output=str(config.output), **manifest["summary"]).as_text())
    return True


def _check(options: argparse.Namespace) -> int:
    if options.fix:
        return _fix(options)
    if options.yes:
        raise UsageError("--yes goes with --fix")
    from diptych.commands.build import check_notes

    report = check_notes(*load_config(options.path))
    if options.format == "json":
        print(as_json(report))
    elif options.format == "github":
        print(as_github(report))
    else:
        _print_text(report, verbose=options.verbose)
        print(f"{tally(report)}.")
    return ERRORS if report.failed else FINE


def _fix(options: argparse.Namespace) -> int:
    from diptych.commands.fix import find_fixes, write_fixes

    if options.format != "text":
        raise UsageError("--fix shows a diff; it has no --format")
    config, told = load_config(options.path)
    if told:
        return _refuse(told)
    fixes, problems = find_fixes(config)
    unread = Report(tuple(problems))
    _print_text(unread, verbose=options.verbose)
    for fix in fixes:
        print(fix.diff)
    if not fixes:
        print("Nothing to fix.")
    elif options.yes or _agreed(f"Write these changes to {counted(len(fixes), 'file')}? [y/N] "):
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


def _agreed(question: str) -> bool:
    """Ask on a terminal; where there is none, nobody agrees."""
    if not sys.stdin.isatty():
        return False
    try:
        return input(question).strip().lower() in {"y", "yes"}
    except EOFError:
        return False


def _plan(options: argparse.Namespace) -> int:
    from diptych.commands.build import plan_notes

    with progress_on(sys.stderr) as progress:
        report, plan = plan_notes(*load_config(options.path), progress)
    if plan is None:
        _print_text(report, verbose=options.verbose)
        return ERRORS
    if options.format == "json":
        print(plan.as_json())
    else:
        _print_text(report, verbose=options.verbose)
        print(plan.as_text())
    return FINE


def _adopt(options: argparse.Namespace) -> int:
    from diptych.commands.build import adopt_cards

    try:
        package = options.package.read_bytes()
        report, adopted = adopt_cards(*load_config(options.path), package)
    except (OSError, ValueError) as error:
        raise UsageError(f"{options.package}: {error}") from error
    if adopted is None:
        _print_text(report, verbose=options.verbose)
        return ERRORS
    print(adopted.as_text())
    return FINE


def _explain(options: argparse.Namespace) -> int:
    from diptych.diagnostics.explain import all_codes, explain

    print(explain(options.code) if options.code else all_codes())
    return FINE


def _figures(options: argparse.Namespace) -> int:
    from diptych.commands.figures import redraw

    config, told = load_config(options.notebook)
    if told:
        return _refuse(told)
    with progress_on(sys.stderr) as progress:
        drawn, troubles = redraw(config, options.names, progress, fresh=options.fresh)
    if troubles:
        return _refuse(troubles)
    for path, changed in drawn.items():
        print(f"{path}: {'drawn' if changed else 'drawn, the same as before'}")
    if not drawn:
        print("No figure is stale; --fresh draws them all.")
    return FINE


def _refuse(diagnostics: Sequence[Diagnostic]) -> int:
    _print_text(Report(tuple(diagnostics)), verbose=True)
    return ERRORS


def _print_text(report: Report, *, verbose: bool) -> None:
    if text := as_text(report, verbose=verbose):
        print(text)


def _now() -> int:
    """Read the clock, or what reproducible builds set in its place."""
    return int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())


def _speak_utf8(stream: TextIO) -> None:
    """Chinese must come through a pipe on Windows, where the default is the locale's encoding."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None and not stream.isatty():
        reconfigure(encoding="utf-8", newline="\n")
    elif reconfigure is not None:
        reconfigure(errors="replace")
