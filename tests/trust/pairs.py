"""Two commands at once, edits while a build runs, a build that stands still: nothing is lost."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

from diptych.output import locks
from tests.pictures import png
from tests.trust import judging
from tests.trust.calls import at_call, count_calls, listening
from tests.trust.judging import Row
from tests.trust.scene import Files, Scene, command, guids

ADDED = "\n## Does what was added in between count?\n\nIt does.\n"
SECONDS = 60
# A card that two decks have shown otherwise was changed after the first of them.
_DATE = re.compile(rb"20\d\d-\d\d-\d\d(?:T[\d:]+Z?)?")


def try_pairs(folder: Path, most: int) -> list[Row]:
    """Run commands beside each other.

    Args:
        most: how often each.
    """
    scene = Scene.make(folder)
    return [_pairs(scene, most), _edits(scene, most), _stopped(scene, max(2, most // 5))]


def _pairs(scene: Scene, most: int) -> Row:
    row = Row("two commands at once: no id lost, no traceback, the next build is whole")
    notebook = str(scene.folder / "notebook")
    deck = scene.folder / "before.apkg"
    others: list[Callable[[], object]] = [
        scene.build,
        lambda: command("adopt", str(deck), notebook),
        lambda: command("different", "Who wrote the first dictionary?", "What leads?", notebook),
        lambda: command("check", notebook),
    ]
    for number in range(most):
        scene.put(scene.edited | {"before.apkg": scene.before["notebook/site/trust.apkg"]})
        second = others[number % len(others)]
        children = [_forked(scene.build), _forked(second)]
        problems = [each for child in children for each in _ended(child)]
        problems += judging.of_ids(scene.files(), guids(scene.before))
        deck.unlink()
        done = scene.build()
        after = scene.files()
        problems += judging.of_words(done) + judging.of_ids(after, guids(scene.after))
        if number % len(others) in (0, 3):
            problems += judging.of_next(scene, done, after)
        row.add(f"pair {number}", problems)
    return row


def _edits(scene: Scene, most: int) -> Row:
    """Edit a note, a picture or the settings at a call of a build, and build again."""
    row = Row("an edit while a build runs: the next build shows it")
    edits: list[Files] = [
        {"notebook/notes/b.md": scene.edited["notebook/notes/b.md"] + ADDED.encode()},
        {"notebook/notes/q.png": png(5, 5)},
        {"notebook/diptych.toml": b'title = "Other"\nname = "trust"\n'},
    ]
    scene.put(scene.edited)
    count = len(count_calls(str(scene.folder), scene.build))
    for place, edit in enumerate(edits):
        scene.put(scene.edited | edit)
        scene.build()
        wanted = scene.files()
        for number in range(place * count // most // 3, count, max(1, 3 * count // most)):
            scene.put(scene.edited)

            def change(*_: str, edit: Files = edit) -> None:
                for name, data in edit.items():
                    (scene.folder / name).write_bytes(data)

            with listening(str(scene.folder), at_call(number, change)):
                first = scene.build()
            done = scene.build()
            problems = judging.of_words(first) + judging.of_words(done)
            if shown(scene.files()) != shown(wanted):
                problems.append(f"the edit of {', '.join(edit)} is not shown by the next build")
            row.add(f"call {number} of {count}", problems)
    return row


def shown(files: Files) -> Files:
    """What readers see of a scene: its pages and what they load, whenever they were changed."""
    hidden = (".apkg", ".json", ".jsonl", ".xml", "llms.txt")
    return {
        name: _DATE.sub(b"", data) if name.endswith(".html") else data
        for name, data in files.items()
        if not name.endswith(hidden)
    }


def _stopped(scene: Scene, most: int) -> Row:
    """Let a build stand still at a call: another one says so, and when it goes on all is whole."""
    row = Row("a build that stands still: another one waits and says so, no id is lost")
    scene.put(scene.edited)
    count = len(count_calls(str(scene.folder), scene.build))
    for place in range(most):
        scene.put(scene.edited)
        number = place * count // most
        stop = at_call(number, lambda *_: os.kill(os.getpid(), signal.SIGSTOP))

        def build(stop: Callable[[str, str], None] = stop) -> object:
            with listening(str(scene.folder), stop):
                return scene.build()

        child = _forked(build)
        os.waitpid(child, os.WUNTRACED)
        before = scene.files()
        usual = locks.LEDGER_SECONDS, locks.LOCK_SECONDS
        locks.LEDGER_SECONDS, locks.LOCK_SECONDS = 1, 1
        done = scene.build()
        locks.LEDGER_SECONDS, locks.LOCK_SECONDS = usual
        problems = judging.of_words(done)
        if done.code == 1 and scene.files() != before:
            problems.append("the second build failed and wrote")
        os.kill(child, signal.SIGCONT)
        problems += _ended(child)
        problems += judging.of_next(scene, scene.build(), scene.files())
        row.add(f"call {number} of {count}", problems)
    return row


def _forked(work: Callable[[], object]) -> int:
    """Do some work in a process of its own, whose exit code tells whether it raised."""
    child = os.fork()
    if child == 0:
        code = 70
        try:
            done = work()
            code = 71 if getattr(done, "fell", "") else int(getattr(done, "code", 0))
        finally:
            os._exit(code)
    return child


def _ended(child: int) -> list[str]:
    """Wait for a process; what is wrong with its end."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            code = os.waitstatus_to_exitcode(status)
            return [] if code in (0, 1) else [f"a command ended with {code}"]
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return ["a command did not end"]
