"""What lets into the account comes from few places, is asked for once, and is written nowhere."""

from __future__ import annotations

import base64
import subprocess
import sys
from pathlib import Path

import pytest

from diptych.cli import main
from diptych.commands.sync import URL_VARIABLE
from diptych.commands.with_anki.credentials import PASSWORD_VARIABLE, USER_VARIABLE
from tests.conftest import files_below
from tests.generator.connect.pushed import edit
from tests.generator.sync.conftest import KeyringOfTest
from tests.generator.sync.synced import sync
from tests.sync_server import PASSWORD, USER, Device, Server, connected

Typed = list[str]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Typed:
    """A terminal, at which the right user and password are typed, and yes; what was asked for."""
    asked: Typed = []

    def answer(question: str, said: str) -> str:
        asked.append(question)
        return said

    for name in (USER_VARIABLE, PASSWORD_VARIABLE):
        monkeypatch.delenv(name)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda question: answer(question, PASSWORD))
    monkeypatch.setattr(
        "builtins.input", lambda question: answer(question, USER if "User" in question else "y")
    )
    return asked


@pytest.mark.usefixtures("typed")
def test_neither_password_nor_key_is_in_any_file_or_output(
    root: Path,
    server: Server,
    tmp_path: Path,
    own_keyring: KeyringOfTest,
    capfd: pytest.CaptureFixture[str],
) -> None:
    own_keyring.works = True
    assert sync(root, server, "-v") == 0
    edit(root, "Long ago.", "Not long ago.")
    assert sync(root, server, "-v") == 0
    with connected(server) as connection:
        connection.breaks_at(1, late=False)
        assert sync(root, connection, "-v") == 1
    ((_, kept),) = own_keyring.kept.items()
    assert PASSWORD not in kept
    with Device(tmp_path / "other", server) as other:
        key = other.auth.hkey
    assert key in kept
    shown = "".join(capfd.readouterr()).encode()
    own = [tmp_path / "data", root]
    written = [shown, *(data for folder in own for data in files_below(folder).values())]
    assert len(written) > 10
    for secret in (PASSWORD.encode(), base64.b64encode(PASSWORD.encode()), key.encode()):
        assert not any(secret in each for each in written)


def test_a_password_is_typed_once_where_a_keyring_keeps_the_key(
    root: Path, server: Server, typed: Typed, own_keyring: KeyringOfTest
) -> None:
    own_keyring.works = True
    assert sync(root, server) == 0
    assert [each.split()[0] for each in typed] == ["User", "Password", "Keep"]
    typed.clear()
    assert sync(root, server) == 0
    assert typed == []


def test_without_a_keyring_it_says_so_and_goes_on(
    root: Path, server: Server, typed: Typed, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sync(root, server) == 0
    assert "no keyring that takes it" in capsys.readouterr().err
    assert sync(root, server) == 0
    assert [each.split()[0] for each in typed] == ["User", "Password", "Keep"] * 2


@pytest.mark.usefixtures("typed")
def test_a_key_that_is_no_longer_accepted_is_forgotten(
    root: Path,
    server: Server,
    own_keyring: KeyringOfTest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    own_keyring.works = True
    assert sync(root, server) == 0
    ((place, kept),) = own_keyring.kept.items()
    own_keyring.kept[place] = kept[:-10] + kept[-8:-2].upper() + "0000" + kept[-2:]
    assert sync(root, server) == 1
    assert "refuses the user or the password" in capsys.readouterr().err
    assert own_keyring.kept == {}
    assert sync(root, server) == 0


def test_the_environment_is_asked_before_the_keyring(
    root: Path, server: Server, own_keyring: KeyringOfTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_keyring.works = True
    own_keyring.kept["diptych sync", server.address] = "what something else wrote"
    monkeypatch.setenv(URL_VARIABLE, server.address)
    monkeypatch.chdir(root)
    assert main(["sync", "--yes"]) == 0
    assert main(["sync", str(root), "--yes"]) == 0


@pytest.mark.usefixtures("typed")
def test_who_ends_what_is_typed_is_told_how_it_goes_on(
    root: Path, server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def ends(_: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", ends)
    assert sync(root, server) == 1
    assert "stopped" in capsys.readouterr().err


def test_where_nobody_can_be_asked_it_says_which_variables(
    root: Path, server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(PASSWORD_VARIABLE)
    assert sync(root, server) == 2
    assert PASSWORD_VARIABLE in capsys.readouterr().err


def test_an_address_with_a_password_and_what_is_no_address_are_refused(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for address, why in (
        ("https://me:s3cret@host/", "must not hold a user"),
        ("ftp://host/", "is no address"),
        ("https://", "is no address"),
        ("https://host:x/", "is no address"),
        ("https://[host", "is no address"),
        ("https://me:s3cret@[host", "must not hold a user"),
        ("nowhere", "is no address"),
    ):
        assert main(["sync", address, str(root), "--yes"]) == 2
        said = capsys.readouterr().err
        assert why in said
        assert "s3cret" not in said


def test_no_argument_takes_a_secret() -> None:
    """What stands on a command line is read by everybody, in the list of what runs."""
    shown = subprocess.run(
        [sys.executable, "-m", "diptych", "sync", "--help"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.lower()
    assert "--full-sync" in shown
    assert "password" not in shown
    assert "--user" not in shown
