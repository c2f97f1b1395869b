"""Wherever a sync is interrupted, the next one completes it, and nothing of the learner's is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from diptych.connect.client import AnkiError
from diptych.model import Progress
from diptych.sync.account import Account, Outcome
from tests.anki_engine import CardState
from tests.conftest import of
from tests.generator.connect.pushed import back, edit, gone, guid
from tests.generator.sync.synced import copies, sync
from tests.sync_server import Device, Server, connected

KILLED = 9

# Dies before the call of the engine with that number, or behind it: as a kill or a power cut would.
DYING = """
import os, sys
from anki._backend import RustBackend
from diptych.cli import main
at, late = int(sys.argv[1]), sys.argv[2] == "late"
calls, call = 0, RustBackend._run_command
def dying(*arguments):
    global calls
    if sys._getframe(1).f_code.co_name.startswith(("latest_progress", "media_sync_status")):
        return call(*arguments)  # of which there are as many as there is time
    calls += 1
    if calls == at and not late:
        os._exit(9)
    result = call(*arguments)
    if calls == at:
        os._exit(9)
    return result
RustBackend._run_command = dying
code = main(sys.argv[3:])
print("calls", calls)
sys.exit(code)
"""


class Story:
    """An account with reviews, and edits of the notes that are on their way there."""

    def __init__(self, root: Path, server: Server, phone: Device) -> None:
        self.root, self.phone, self.section = root, phone, "Locks"
        assert sync(root, server) == 0
        phone.sync()
        self.lock = guid(phone, "what-is-a-lock")
        self.fence = guid(phone, "what-is-a-fence")
        phone.study(self.lock, times=3)
        phone.edit(self.fence, Short="<p>Mine.</p>")
        phone.sync()
        self.state = phone.state(self.lock)

    def goes_on(self, word: str) -> None:
        """Edit, move and add, so that there is each time something of each to be sent."""
        edit(self.root, "Long ago.", f"{word}. Long ago. ![p]({word}.png)")
        edit(self.root, "# Keys", f"## What is {word}?\n\nA word.\n\n# Keys")
        edit(self.root, f"# {self.section}", f"# {word} Locks")
        self.section = f"{word} Locks"
        (self.root / "notes" / f"{word}.png").write_bytes(word.encode())

    def check(self, word: str) -> None:
        """Look whether the phone has all of it, and lost nothing."""
        assert self.phone.sync() == "NO_CHANGES"
        now = self.phone.state(self.lock)
        assert word in self.phone.fields(self.lock)["Answer"]
        assert word in now.deck
        assert guid(self.phone, f"what-is-{word.lower()}")
        assert CardState(self.state.deck, *_without_deck(now)) == self.state
        assert self.phone.fields(self.fence)["Short"] == "<p>Mine.</p>"
        assert self.phone.check_media().missing == ()
        assert self.phone.problems() == []


def _without_deck(state: CardState) -> tuple[int, int, int, int, int, bool]:
    return (
        state.due,
        state.interval,
        state.repetitions,
        state.reviews,
        state.flag,
        state.suspended,
    )


@pytest.mark.slow
def test_wherever_the_connection_breaks_the_next_sync_completes(
    root: Path, server: Server, phone: Device, tmp_path: Path
) -> None:
    with connected(server) as connection:
        story = Story(root, Server(connection.address, server.folder), phone)
        for breaking in range(1, 60):
            word = f"W{breaking}"
            story.goes_on(word)
            # Before the server hears of it, or before its answer comes, which is the worse.
            connection.breaks_at(breaking, late=breaking % 3 != 0)
            code = sync(root, connection)
            connection.breaks_at(0, late=False)
            if code == 0:
                break
            with of(f"request {breaking}"):
                assert code == 1
                assert sync(root, connection) == 0
                story.check(word)
        story.check(word)
        before = phone.marks()
        assert sync(root, connection) == 0
        phone.sync()
        assert phone.marks() == before
    assert breaking > 15
    assert not (copies(tmp_path) / "before.anki2").exists()


@pytest.mark.slow
def test_wherever_it_is_killed_the_next_sync_completes(
    root: Path, server: Server, phone: Device
) -> None:
    story = Story(root, server, phone)
    arguments = ["sync", server.address, str(root), "--yes"]
    story.goes_on("Whole")
    whole = _run(10**6, "early", arguments)
    assert whole.returncode == 0
    calls = int(whole.stdout.rpartition("calls ")[2])
    # From the last call, which closes the copy, back to where notes are brought in.
    for number, at in enumerate(
        (calls, calls - 1, calls - 2, calls - 3, calls - 8, calls - 16, calls // 2)
    ):
        word, late = f"K{number}", "late" if number % 2 else "early"
        with of(f"call {at}, {late}"):
            story.goes_on(word)
            assert _run(at, late, arguments).returncode == KILLED
            assert sync(root, server) == 0
            story.check(word)


def _run(at: int, late: str, arguments: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", DYING, str(at), late, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


def test_what_is_stopped_by_hand_says_how_it_goes_on(
    root: Path,
    server: Server,
    phone: Device,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as stopping:
        stopping.setattr("diptych.sync.account.Account._show", stopped)
        stopping.setattr("diptych.sync.account._SECONDS", 0.0001)
        assert sync(root, server) == 1
    assert "Run the command again" in capsys.readouterr().err
    assert sync(root, server) == 0
    phone.sync()
    assert len(phone.guids()) == 3


def test_what_was_brought_in_and_never_sent_is_compared_with_the_account_again(
    root: Path, server: Server, phone: Device, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = Story(root, server, phone)
    edit(root, "Long ago.", "Not long ago.")
    edit(root, "None passes.", "Nobody passes.")
    phone.edit(story.fence, Answer="<p>The learner's.</p>")  # which is older than ours, in the copy
    with monkeypatch.context() as breaking:
        sync_twice = Account.sync

        def broken(account: Account, progress: Progress) -> Outcome:
            if (copies(tmp_path) / "before.anki2").exists():
                raise AnkiError("the network is gone")
            return sync_twice(account, progress)

        breaking.setattr(Account, "sync", broken)
        assert sync(root, server) == 1
    assert (copies(tmp_path) / "pending.json").exists()
    assert phone.sync() == "NO_CHANGES"
    assert "Not long" not in phone.fields(story.lock)["Answer"]
    assert sync(root, server) == 0
    phone.sync()
    assert "Not long ago." in phone.fields(story.lock)["Answer"]
    assert phone.fields(story.fence)["Answer"] == "<p>The learner's.</p>"


def test_cards_that_an_interrupted_sync_suspended_come_back_with_their_question(
    root: Path, server: Server, phone: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sync(root, server) == 0
    gone(root)
    with monkeypatch.context() as breaking:

        def killed(*_: object) -> None:
            raise KeyboardInterrupt

        breaking.setattr("diptych.commands.with_anki.syncing.account_has_it", killed)
        assert sync(root, server, "--retire", "suspend") == 1
    phone.sync()
    fence = guid(phone, "what-is-a-fence")
    assert phone.state(fence).suspended
    assert sync(root, server, "--retire", "suspend") == 0
    back(root)
    assert sync(root, server) == 0
    phone.sync()
    assert not phone.state(fence).suspended
