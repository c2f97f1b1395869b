"""A sync server, a phone of the same account, and a small notebook to bring there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import NoKeyringError

from diptych.commands.sync import URL_VARIABLE
from diptych.commands.with_anki.credentials import PASSWORD_VARIABLE, USER_VARIABLE
from diptych.output.data_folder import VARIABLE
from tests.conftest import MakeNotebook
from tests.generator.connect.pushed import NOTES, SETTINGS
from tests.sync_server import PASSWORD, USER, Device, Server, serving


class KeyringOfTest(KeyringBackend):
    """A keyring that keeps what it is given in memory, if it works at all."""

    def __init__(self, *, works: bool) -> None:
        self.works = works
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """Look up what was kept."""
        self._refuse()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it."""
        self._refuse()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget it."""
        self._refuse()
        del self.kept[service, username]

    def _refuse(self) -> None:
        if not self.works:
            raise NoKeyringError("no keyring here")


@pytest.fixture(autouse=True)
def own_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KeyringOfTest]:
    """An environment that lets into the account; data kept for this test only; no keyring works."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "data"))
    monkeypatch.setenv(USER_VARIABLE, USER)
    monkeypatch.setenv(PASSWORD_VARIABLE, PASSWORD)
    monkeypatch.delenv(URL_VARIABLE, raising=False)
    before, ours = keyring.get_keyring(), KeyringOfTest(works=False)
    keyring.set_keyring(ours)
    yield ours
    keyring.set_keyring(before)


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
