"""``diptych push``: bring the notes into a running Anki, where an import cannot follow them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from diptych.commands.shared.answering import add_format
from diptych.commands.shared.common import (
    ERRORS,
    FINE,
    add_path,
    add_quiet,
    now,
    reader_language,
    refuse_part,
)
from diptych.commands.shared.from_anki import add_anki, client_of, told_by_anki
from diptych.input.config import load_config

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from diptych.commands.shared.answering import Answer
    from diptych.commands.shared.common import Subparsers
    from diptych.commands.with_anki.pushing import Push
    from diptych.connect.client import Client
    from diptych.input.config import Config
    from diptych.model import Diagnostic


KEYS = {
    "plan": "what is to be done: lists of `new`, `changed`, `moved`, `gone`, `conflicts`, "
    "`unclear` and `adopted` notes, each with `id` and `prompt`; `style`, whether cards look "
    "otherwise than they are to; `untouched`, how many notes stay as they are",
    "sent": "whether it was sent",
}


def add(commands: Subparsers) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "push", help="bring the notes into a running Anki, by its add-on AnkiConnect"
    )
    add_path(command)
    add_sending(command)
    add_anki(command)
    add_quiet(command)
    add_format(command, KEYS)
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


def run(options: argparse.Namespace, answer: Answer) -> int:
    """Show what differs, ask, build, and send it."""
    config, wrong = load_config(options.path)
    refuse_part(config, "push")
    answer.language = reader_language(config)
    work = partial(_push, options, answer, config, wrong, client_of(options))
    return told_by_anki(work, answer)


def _push(
    options: argparse.Namespace,
    answer: Answer,
    config: Config,
    wrong: Sequence[Diagnostic],
    client: Client,
) -> int:
    from diptych.commands.with_anki.push_report import plan_as_data, show_plan
    from diptych.commands.with_anki.pushing import Push, PushOptions, prepare_push

    client.greet()
    chosen = PushOptions(options.retire, options.overwrite, options.profile)
    moment = now()
    with answer.progress() as progress:
        push = prepare_push(config, wrong, moment, progress, client, chosen)
    if not isinstance(push, Push):
        answer.report(push, verbose=options.verbose)
        return ERRORS
    answer.report(push.made.report, verbose=options.verbose)
    answer.put(plan=plan_as_data(push.plan), sent=False)
    show_plan(push.plan, answer, agreed=options.yes and not options.dry_run)
    if options.dry_run:
        return FINE
    if not push.plan.empty and not options.yes and not answer.agreed("Send this to Anki? [y/N] "):
        answer.tell("Nothing was sent. --yes sends without asking.")
        return FINE if answer.can_ask else ERRORS
    return _sent(push, answer, config, moment, client)


def _sent(push: Push, answer: Answer, config: Config, moment: int, client: Client) -> int:
    """Build, so that no id is lost, then send."""
    from diptych.commands.building.pipeline import build
    from diptych.commands.with_anki.pushing import send_push

    with answer.progress() as progress:
        if not push.plan.empty:
            built = build(config, (), moment, progress)
            if built.summary is None:
                answer.report(built.report, verbose=True)
                return ERRORS
        send_push(push, client, progress)
    if push.plan.empty:
        answer.say("Anki has all that the notes say.")
        return FINE
    answer.put(sent=True)
    answer.say("Sent. Synchronise in Anki to bring it to your other devices.")
    return FINE
