"""What lets one into an account: from the environment, the system's keyring, or a prompt.

A password is used once, to log in, and is written nowhere; the key that the server gives for it can
be kept in the keyring. Neither is ever shown.
"""

from __future__ import annotations

import getpass
import json
import os
from dataclasses import dataclass, field

import keyring
from keyring.errors import KeyringError

from diptych.commands.shared.common import in_words_of
from diptych.model import UsageError

USER_VARIABLE = "DIPTYCH_SYNC_USER"
PASSWORD_VARIABLE = "DIPTYCH_SYNC_PASSWORD"
"""The environment variables that hold who logs in, and by which password."""

_SERVICE = "diptych sync"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who logs in, and by what.

    Attributes:
        key: what a server gave for the password before; empty if there is none.
        typed: whether they were asked for, and may be kept.
    """

    user: str
    password: str = field(default="", repr=False)
    key: str = field(default="", repr=False)
    typed: bool = False


def find_credentials(address: str, language: str, *, ask: bool) -> Credentials:
    """Find what lets one into the account at an address.

    Args:
        ask: whether somebody is there who can be asked.

    Raises:
        UsageError: nothing does, and nobody can be asked.
    """
    user = os.environ.get(USER_VARIABLE, "")
    password = os.environ.get(PASSWORD_VARIABLE, "")
    if user and password:
        return Credentials(user, password)
    kept = _kept(address)
    if kept and user in {"", kept.user}:
        return kept
    if not ask:
        raise UsageError(
            f"who logs in at {address} is not known, and nobody can be asked. Set {USER_VARIABLE} "
            f"and {PASSWORD_VARIABLE}, or run the command in a terminal once and keep the key"
        )
    user = user or input(in_words_of(f"User at {address}: ", language)).strip()
    password = getpass.getpass(in_words_of(f"Password of {user}: ", language))
    return Credentials(user, password, typed=True)


def _kept(address: str) -> Credentials | None:
    try:
        kept = keyring.get_password(_SERVICE, address)
        table = json.loads(kept) if kept else {}
        return Credentials(table["user"], key=table["key"]) if table else None
    except (KeyringError, ValueError, KeyError, TypeError, RecursionError):
        return (
            None  # there is no keyring here, or something else wrote into it: as if none was kept
        )


def keep_key(address: str, user: str, key: str) -> bool:
    """Keep a key in the keyring; tell whether there is one that takes it."""
    try:
        keyring.set_password(_SERVICE, address, json.dumps({"user": user, "key": key}))
    except KeyringError:
        return False
    return True


def forget_key(address: str) -> None:
    """Take a key out of the keyring that is no longer accepted."""
    try:
        keyring.delete_password(_SERVICE, address)
    except KeyringError:
        return
