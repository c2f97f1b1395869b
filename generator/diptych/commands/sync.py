"""``diptych sync``: bring the notes into AnkiWeb or a sync server, with no desktop open."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct, to_builtins

from diptych.commands.push import KEYS as PUSHED
from diptych.commands.push import add_sending
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
from diptych.input.config import load_config
from diptych.model import UsageError

if TYPE_CHECKING:
    import argparse

    from anki.collection import Collection

    from diptych.commands.building.making import Made
    from diptych.commands.shared.answering import Answer
    from diptych.commands.shared.common import Subparsers
    from diptych.commands.with_anki.credentials import Credentials
    from diptych.commands.with_anki.pushing import Push
    from diptych.input.config import Config
    from diptych.sync.account import Account
    from diptych.sync.copy import CopyFiles

URL_VARIABLE = "DIPTYCH_SYNC_URL"
"""The environment variable that names the server where the command line names none."""

KEYS = {
    **PUSHED,
    "conflict": "what is lost where the account and this computer's copy cannot be joined: "
    "`by_download` of the copy, `by_upload` of the account; null if they can",
}

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def add(commands: Subparsers) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "sync", help="bring the notes into AnkiWeb or a sync server, with no Anki open"
    )
    command.add_argument(
        "url",
        nargs="?",
        default="",
        metavar="URL",
        help=f"a sync server of your own (default: {URL_VARIABLE}, else AnkiWeb)",
    )
    add_path(command)
    add_sending(command)
    command.add_argument(
        "--full-sync",
        choices=("download", "upload"),
        default="",
        help="where the account and this computer's copy of it cannot be joined: download replaces "
        "the copy, upload the account",
    )
    add_quiet(command)
    add_format(command, KEYS)
    command.set_defaults(run=run)


def run(options: argparse.Namespace, answer: Answer) -> int:
    """Bring the copy up to date, show what differs, ask, build, and send it."""
    from diptych.connect.client import AnkiError

    address, path = _places(options.url, options.path)
    if missing := [name for name in ("anki", "keyring") if find_spec(name) is None]:
        raise UsageError(
            f"syncing needs what is not installed: {', '.join(missing)}. Install it by: "
            'pip install "diptych[sync]"'
        )
    from diptych.commands.building.making import Made, make

    config, wrong = load_config(path)
    refuse_part(config, "sync")
    answer.language = reader_language(config)
    try:
        with answer.progress() as progress:
            made = make(config, wrong, now(), progress)
        if not isinstance(made, Made):
            answer.report(made, verbose=options.verbose)
            return ERRORS
        answer.report(made.report, verbose=options.verbose)
        return _Run(made, config, address, answer, options).sync()
    except (KeyboardInterrupt, EOFError):  # by the keys that stop, or that end what is typed
        answer.fail("stopped. Run the command again, and it completes")
    except (AnkiError, OSError) as error:  # also what keeps the copy
        answer.fail(str(error))
    return ERRORS


def _places(url: str, path: Path) -> tuple[str, Path]:
    """Tell the server's address from the notebook's path; the address is empty for AnkiWeb.

    Raises:
        UsageError: it is no address of a server, or holds a password, which others could read.
    """
    if url and "://" not in url:
        if path != Path():
            raise UsageError(f"`{url}` is no address of a sync server, which is like https://host/")
        url, path = "", Path(url)
    url = url or os.environ.get(URL_VARIABLE, "")
    if not url:
        return "", path
    if "@" in url:
        raise UsageError(
            "an address must not hold a user or a password: others can read them. "
            "Leave them out: the command asks for them"
        )
    if not _is_server(url):
        raise UsageError(f"`{url}` is no address of a sync server, which is like https://host/")
    return f"{url.rstrip('/')}/", path


def _is_server(url: str) -> bool:
    try:
        parts = urlsplit(url)
        whole = parts.hostname and parts.port != 0
    except ValueError:
        return False
    return bool(whole) and parts.scheme in {"http", "https"} and not parts.query + parts.fragment


class _Run(Struct, frozen=True):
    """One run of the command.

    Attributes:
        address: of the server; empty for AnkiWeb.
    """

    made: Made
    config: Config
    address: str
    answer: Answer
    options: argparse.Namespace

    def sync(self) -> int:
        """Log in and sync, while no other command syncs the same."""
        from diptych.commands.with_anki.credentials import find_credentials
        from diptych.commands.with_anki.syncing import files_of
        from diptych.output.locks import copy_locked
        from diptych.sync.account import ANKIWEB, opened
        from diptych.sync.copy import take_back

        where = self.address or ANKIWEB
        parts = urlsplit(where)
        if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            self.answer.warn(f"{where} is not encrypted: what is sent can be read on its way.")
        credentials = find_credentials(where, self.answer.language, ask=self.answer.can_ask)
        files = files_of(self.made, self.address, credentials.user)
        with copy_locked(files.folder):
            take_back(files)
            with opened(files.collection) as collection:
                account = self._logged_in(collection, credentials, where)
                if not self._up_to_date(account, files, where):
                    return ERRORS
                return self._send(account, files)

    def _logged_in(self, collection: Collection, credentials: Credentials, where: str) -> Account:
        """Log in if no key is kept, and keep one if the user wants that."""
        from diptych.commands.with_anki.credentials import keep_key
        from diptych.sync.account import Account, log_in

        name, password = credentials.user, credentials.password
        key = credentials.key or log_in(collection, self.address, name, password)
        question = "Keep a key of this account in the system's keyring (not the password)? [y/N] "
        wanted = credentials.typed and self.answer.agreed(question)
        if wanted and not keep_key(where, name, key):
            self.answer.warn("This system has no keyring that takes it; nothing is kept.")
        return Account.of(collection, self.address, key)

    def _up_to_date(self, account: Account, files: CopyFiles, where: str) -> bool:
        """Bring the copy up to date; False if it cannot be, or the user does not agree how."""
        from diptych.commands.with_anki.credentials import forget_key
        from diptych.commands.with_anki.sync_report import conflict_lines
        from diptych.commands.with_anki.syncing import bring_up_to_date, replace_side
        from diptych.sync.account import LoginError, make_backup

        make_backup(account.collection, files.backups)
        try:
            with self.answer.progress() as progress:
                conflict = bring_up_to_date(account, files, progress)
        except LoginError:
            forget_key(where)
            raise
        if account.said:
            self.answer.warn(f"{where} says: {account.said}")
        if conflict is None:
            return True
        side = self.options.full_sync
        self.answer.put(conflict=to_builtins(conflict), sent=False)
        self.answer.tell("\n".join(conflict_lines(conflict, files, side)))
        if not side or self.options.dry_run or not self._agreed("Replace it? [y/N] "):
            self.answer.tell("Nothing was replaced, and nothing was sent.")
            return False
        with self.answer.progress() as progress:
            replace_side(account, files, side, progress)
        return True

    def _send(self, account: Account, files: CopyFiles) -> int:
        """Show what differs, until the user agrees to what the account has by then; send it."""
        from diptych.commands.with_anki.push_report import (
            left_lines,
            plan_as_data,
            sent_lines,
            show_plan,
        )
        from diptych.commands.with_anki.pushing import PushOptions
        from diptych.commands.with_anki.sync_report import incomplete_lines
        from diptych.commands.with_anki.syncing import (
            CHANGED_MEANWHILE,
            bring_up_to_date,
            incomplete_in,
            plan_sync,
        )
        from diptych.connect.client import AnkiError

        chosen = PushOptions(self.options.retire, self.options.overwrite)
        shown: list[str] = []
        while True:
            push = plan_sync(account, files, self.made, chosen)
            incomplete = incomplete_in(account, push)
            more = "\n".join(incomplete_lines(incomplete))
            lines = [*sent_lines(push.plan), *left_lines(push.plan), more]
            if lines == shown:
                break
            self.answer.put(plan=plan_as_data(push.plan), sent=False)
            agreed = self.options.yes and not self.options.dry_run
            show_plan(push.plan, self.answer, agreed=agreed)
            self.answer.tell(more)
            if self.options.dry_run:
                return FINE
            if incomplete and self.options.full_sync != "upload":
                return ERRORS
            if push.plan.empty or self.options.yes:
                break
            if not self._agreed("Send this to the account? [y/N] "):
                self.answer.tell("Nothing was sent. --yes sends without asking.")
                return FINE if self.answer.can_ask else ERRORS
            shown = lines
            with self.answer.progress() as progress:
                if bring_up_to_date(account, files, progress):
                    raise AnkiError(CHANGED_MEANWHILE)
        return self._sent(account, files, push)

    def _sent(self, account: Account, files: CopyFiles, push: Push) -> int:
        """Build, so that no id is lost, then send."""
        from diptych.commands.building.pipeline import build
        from diptych.commands.with_anki.syncing import send_to_account

        with self.answer.progress() as progress:
            if not push.plan.empty:
                built = build(self.config, (), now(), progress)
                if built.summary is None:
                    self.answer.report(built.report, verbose=True)
                    return ERRORS
            send_to_account(account, files, push, self.options.full_sync, progress)
        empty = "The account has all that the notes say."
        self.answer.put(sent=not push.plan.empty)
        self.answer.say(empty if push.plan.empty else "Sent. Your devices get it when they sync.")
        return FINE

    def _agreed(self, question: str) -> bool:
        return bool(self.options.yes) or self.answer.agreed(question)
