"""``diptych push``: bring the notes into a running Anki, where an import cannot follow them."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from diptych.commands.common import (
    ERRORS,
    FINE,
    add_path,
    agreed,
    in_words_of,
    now,
    print_text,
    reader_language,
    refuse_part,
)
from diptych.commands.from_anki import add_anki, client_of, told_by_anki
from diptych.commands.terminal import progress_on
from diptych.input.config import load_config

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from diptych.commands.common import Subparsers
    from diptych.commands.pushing import Push
    from diptych.connect.client import Client
    from diptych.input.config import Config
    from diptych.model import Diagnostic


def add(commands: Subparsers) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "push", help="bring the notes into a running Anki, by its add-on AnkiConnect"
    )
    add_path(command)
    add_sending(command)
    add_anki(command)
    command.set_defaults(run=run)


def add_sending(command: argparse.ArgumentParser) -> None:
    """Let a command say what it may do to the notes in Anki."""
    command.add_argument("--dry-run", action="store_true", help="say what would be sent, and stop")
    command.add_argument("-y", "--yes", action="store_true", help="send without asking")
    command.add_argument(
        "--retire",
        choices=("keep", "suspend", "delete"),
        default="keep",
        help="what to do with notes whose question is gone, beside tagging them (default: keep)",
    )
    command.add_argument(
        "--overwrite",
        action="store_true",
        help="send what the notes say also where it was changed in Anki as well",
    )


def run(options: argparse.Namespace) -> int:
    """Show what differs, ask, build, and send it."""
    config, wrong = load_config(options.path)
    refuse_part(config, "push")
    work = partial(_push, options, config, wrong, client_of(options))
    return told_by_anki(work, reader_language(config))


def _push(
    options: argparse.Namespace, config: Config, wrong: Sequence[Diagnostic], client: Client
) -> int:
    from diptych.commands.push_report import push_lines
    from diptych.commands.pushing import Push, PushOptions, prepare_push

    language = reader_language(config)
    client.greet()
    chosen = PushOptions(options.retire, options.overwrite, options.profile)
    moment = now()
    with progress_on(sys.stderr, language) as progress:
        push = prepare_push(config, wrong, moment, progress, client, chosen)
    if not isinstance(push, Push):
        print_text(push, language, verbose=options.verbose)
        return ERRORS
    print_text(push.made.report, language, verbose=options.verbose)
    print(in_words_of("\n".join(push_lines(push.plan)), language))
    if options.dry_run:
        return FINE
    if not push.plan.empty and not options.yes and not agreed("Send this to Anki? [y/N] "):
        print(in_words_of("Nothing was sent. --yes sends without asking.", language))
        return FINE if sys.stdin.isatty() else ERRORS
    return _sent(push, config, moment, client)


def _sent(push: Push, config: Config, moment: int, client: Client) -> int:
    """Build, so that no id is lost, then send."""
    from diptych.commands.pipeline import build
    from diptych.commands.pushing import send_push

    language = reader_language(config)
    with progress_on(sys.stderr, language) as progress:
        if not push.plan.empty:
            built = build(config, (), moment, progress)
            if built.summary is None:
                print_text(built.report, language, verbose=True)
                return ERRORS
        send_push(push, client, progress)
    if push.plan.empty:
        print(in_words_of("Anki has all that the notes say.", language))
        return FINE
    print(in_words_of("Sent. Synchronise in Anki to bring it to your other devices.", language))
    return FINE
