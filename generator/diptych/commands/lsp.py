"""``diptych lsp``: answer an editor about the notes that are written in it."""

from __future__ import annotations

import logging
import sys
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from diptych.commands.shared.common import FINE, reader_language
from diptych.model import UsageError

if TYPE_CHECKING:
    import argparse

    from diptych.commands.shared.answering import Answer
    from diptych.commands.shared.common import Subparsers


def add(commands: Subparsers) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "lsp", help="answer an editor while notes are written, as a language server on stdio"
    )
    command.add_argument(
        "--reviews",
        type=Path,
        metavar="FILE",
        help="also show how often each question was reviewed, by an export from Anki",
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace, _answer: Answer) -> int:
    """Serve until the editor ends it.

    Raises:
        UsageError: the libraries that it needs are not installed.
    """
    if find_spec("pygls") is None:
        raise UsageError("`diptych lsp` needs the extra `lsp`: pip install 'diptych[lsp]'")
    from diptych.commands.building.editing import EditedNotebook, notebook_of
    from diptych.lsp.features import make_server

    # What went wrong goes to standard error, which editors keep; the library tells it all twice.
    logging.basicConfig(stream=sys.stderr, level=logging.ERROR)
    logging.getLogger("pygls").setLevel(logging.CRITICAL)
    open_notebook = partial(EditedNotebook, reviews=options.reviews)
    server = make_server(notebook_of, open_notebook, reader_language)
    # What a figure package prints must not come between the messages.
    out, sys.stdout = sys.stdout.buffer, sys.stderr
    server.start_io(sys.stdin.buffer, out)
    return FINE
