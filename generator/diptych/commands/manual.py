"""``diptych manual``: build this program's own manual, and open it."""

from __future__ import annotations

import argparse
import os
import sys
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

from diptych import __version__
from diptych.commands import build
from diptych.commands.shared.answering import add_format
from diptych.commands.shared.common import FINE, add_quiet, language_around
from diptych.model import UsageError
from diptych.output.cache_folder import VARIABLE, cache_folder

if TYPE_CHECKING:
    from diptych.commands.shared.answering import Answer
    from diptych.commands.shared.common import Subparsers

LANGUAGES = ("en", "zh")

PACKAGE = Path(__file__).parents[1]


def add(commands: Subparsers) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser("manual", help="build the manual, and open it in the browser")
    command.add_argument(
        "--lang", choices=LANGUAGES, help="in which language (default: as the command line speaks)"
    )
    command.add_argument(
        "--output", type=Path, metavar="DIR", help="where to write (default: your cache folder)"
    )
    command.add_argument(
        "--no-open", action="store_true", help="only say where it is; do not open a browser"
    )
    add_quiet(command)
    add_format(command, build.KEYS)
    command.set_defaults(run=run)


def run(options: argparse.Namespace, answer: Answer) -> int:
    """Build the manual as any notebook is built, say where it is, and open it."""
    language = options.lang or ("zh" if language_around().startswith("zh") else "en")
    output = (options.output or _in_cache(language)).absolute()
    # What lies in the cache is ours, whichever installation of this version wrote it.
    force = [] if options.output else ["--force"]
    code = _build(answer, "build", str(manual_folder() / language), "--output", str(output), *force)
    if code == FINE and not options.no_open and _has_display():
        webbrowser.open((output / "index.html").as_uri())
    return code


def _build(answer: Answer, *arguments: str) -> int:
    """Do what `diptych build` does with these arguments."""
    parser = argparse.ArgumentParser()
    build.add(parser.add_subparsers())
    options = parser.parse_args(arguments)
    code: int = options.run(options, answer)
    return code


def manual_folder() -> Path:
    """Find the manual's notes: in the package that is installed, else beside it in a checkout.

    Raises:
        UsageError: they are in neither.
    """
    for folder in (PACKAGE / "manual", PACKAGE.parent / "manual"):
        if folder.is_dir():
            return folder
    raise UsageError("this installation has no manual; install diptych anew")


def _in_cache(language: str) -> Path:
    """Name the folder that keeps the manual of this version.

    Raises:
        UsageError: nothing is kept in a cache.
    """
    cache = cache_folder()
    if cache is None:
        raise UsageError(f"{VARIABLE} is off; say where to write: diptych manual --output DIR")
    return cache / "manual" / __version__ / language


def _has_display() -> bool:
    """Tell whether a browser can show anything; elsewhere one would run in the terminal."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
