"""``diptych serve``: show the site in a browser while its notes are written."""

from __future__ import annotations

import signal
import time
import webbrowser
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from diptych.commands.shared.common import ERRORS, FINE, add_path, now, reader_language, refuse_part
from diptych.diagnostics.report import tally

if TYPE_CHECKING:
    import argparse
    from pathlib import Path
    from typing import NoReturn

    from diptych.commands.building.preview import Preview
    from diptych.commands.shared.answering import Answer
    from diptych.commands.shared.common import Subparsers
    from diptych.serve.server import PreviewServer
    from diptych.serve.session import Session
    from diptych.serve.watcher import Watcher

PORT = 8000

# So long after an edit the browser has loaded its page, and the author most often goes on writing.
_LEAST_SECONDS_OF_PEACE = 0.4

# Ctrl-C reaches a thread that waits on Windows only between two waits.
_SECONDS_OF_WAITING = 0.5


def add(commands: Subparsers) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "serve", help="show the site in a browser while the notes are written; write nothing"
    )
    add_path(command)
    command.add_argument(
        "--port", type=_port, default=PORT, metavar="N", help=f"which port (default: {PORT})"
    )
    command.add_argument("--open", action="store_true", help="open the site in the browser")
    command.set_defaults(run=run)


def run(options: argparse.Namespace, answer: Answer) -> int:
    """Serve until Ctrl-C."""
    from diptych.commands.building.preview import Preview
    from diptych.serve.session import Session
    from diptych.serve.watcher import Watcher

    _end_cleanly_when_told_to()
    session = Session()
    preview = Preview(options.path, now(), session)
    refuse_part(preview.config, "serve")
    watcher = Watcher(preview.matters)
    try:
        with _open(options.port, session, preview, answer) as server:
            watcher.watch(preview.places)
            preview.refresh(frozenset())
            Thread(target=server.serve_forever, daemon=True).start()
            answer.language = reader_language(preview.config)
            answer.say(f"Serving {server.address} (Ctrl-C ends it)")
            _say(preview, answer)
            if options.open:
                webbrowser.open(server.address)
            _follow(preview, watcher, answer)
    except KeyboardInterrupt:
        answer.say("Stopped.")
    except OSError as error:
        answer.fail(str(error))
        return ERRORS
    finally:
        session.close()
        watcher.stop()
    return FINE


def _end_cleanly_when_told_to() -> None:
    """Let what ends a process end this one as Ctrl-C does."""
    for name in ("SIGTERM", "SIGBREAK"):  # the latter is what Windows knows
        if number := getattr(signal, name, None):
            signal.signal(number, signal.default_int_handler)


def _open(port: int, session: Session, preview: Preview, answer: Answer) -> PreviewServer:
    """Open the server on a free port, below the path at which the site is published."""
    from diptych.serve.server import open_server

    def busy(taken: int) -> None:
        answer.say(f"Port {taken} is busy; trying {taken + 1}.")

    mount = f"{urlsplit(preview.config.base_url).path.rstrip('/')}/"
    return open_server(port, session, mount, preview.explain, busy)


def _follow(preview: Preview, watcher: Watcher, answer: Answer) -> NoReturn:
    """Show each change: an edit at once, and what the whole notebook says of it a little later."""
    shown: frozenset[Path] = frozenset()
    peace = _LEAST_SECONDS_OF_PEACE
    while True:
        # What other folders are looked into now may have changed before they were watched.
        if watcher.watch(preview.places):
            preview.refresh(frozenset())
        changed = watcher.wait(peace if shown else _SECONDS_OF_WAITING)
        if changed and preview.show_edit(changed):
            shown |= changed
        elif changed or shown:
            begun = time.monotonic()
            preview.refresh(shown | changed)
            # The next edit has to wait for as long if it comes in between.
            peace = max(_LEAST_SECONDS_OF_PEACE, time.monotonic() - begun)
            shown = frozenset()
            _say(preview, answer)


def _say(preview: Preview, answer: Answer) -> None:
    answer.language = reader_language(preview.config)
    answer.report(preview.report)
    answer.sum_up(f"{tally(preview.report)}.")


def _port(text: str) -> int:
    """Read a port's number; 0 means any that is free."""
    port = int(text)
    if not 0 <= port <= 65535:
        raise ValueError(text)
    return port
