"""A sync server, a phone of the same account, and a small notebook to bring there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring

from diptych.commands.credentials import PASSWORD_VARIABLE, USER_VARIABLE
from diptych.commands.sync import URL_VARIABLE
from diptych.output.data_folder import VARIABLE
from tests.conftest import MakeNotebook
from tests.generator.connect.pushed import NOTES, SETTINGS
from tests.sync_server import PASSWORD, USER, Device, Server, serving


@pytest.fixture(autouse=True)
def around(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An environment that lets into the account; no keyring; data kept for this test only."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "data"))
    monkeypatch.setenv(USER_VARIABLE, USER)
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
    monkeypatch.delenv(URL_VARIABLE, raising=False)
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    yield
    keyring.set_keyring(before)


class KeyringOfTest(KeyringBackend):
    """A keyring that keeps what it is given in memory."""

    priority = 1.0  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def own_keyring(around: None) -> KeyringOfTest:
    """A keyring that works; the environment's own was put aside before."""
    ours = KeyringOfTest()
    keyring.set_keyring(ours)
    return ours


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Anki's sync server, with an account that has nothing yet."""
    with serving(tmp_path / "server") as server:
        yield server


@pytest.fixture
def phone(server: Server, tmp_path: Path) -> Iterator[Device]:
    """Another device of the account."""
    with Device(tmp_path / "phone", server) as phone:
        yield phone


@pytest.fixture
def root(make_notebook: MakeNotebook) -> Path:
    """A notebook of two decks, with notes of either kind and a picture."""
    notes = NOTES.replace("Long ago.", "Long ago. ![p](p.png)")
    return make_notebook({"diptych.toml": SETTINGS, "notes/a.md": notes, "notes/p.png": b"\x89PNG"})
