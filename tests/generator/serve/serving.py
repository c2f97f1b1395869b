"""The real `diptych serve`, as a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Queue
from threading import Thread

GENERATOR = Path(__file__).parents[3] / "generator"
NEW_GROUP = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
LONGEST = 60


def _mind_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@dataclass
class Serving:
    """A server that runs, and what it printed so far."""

    process: subprocess.Popen[str]
    printed: list[str] = field(default_factory=list)
    lines: Queue[str | None] = field(default_factory=Queue)

    @property
    def address(self) -> str:
        """Where it serves, with a slash at the end."""
        return next(line.split()[1] for line in self.printed if line.startswith("Serving "))

    @property
    def port(self) -> int:
        """Which port it took."""
        return int(self.address.split(":")[2].split("/")[0])

    def wait_for(self, words: str) -> None:
        """Wait until a line with these words is printed."""
        while not any(words in line for line in self.printed):
            line = self.lines.get(timeout=LONGEST)
            assert line is not None, "".join(self.printed)
            self.printed.append(line)

    def end(self) -> tuple[int, str]:
        """Press Ctrl-C: the exit code, and all that was printed to either stream."""
        # Windows sends Ctrl-C to all processes of a console, but Ctrl-Break to a group.
        self.process.send_signal(getattr(signal, "CTRL_BREAK_EVENT", signal.SIGINT))
        code = self.process.wait(LONGEST)
        while (line := self.lines.get(timeout=LONGEST)) is not None:
            self.printed.append(line)
        return code, "".join(self.printed)


@contextmanager
def serving(
    path: Path, *options: str, port: int = 0, environment: dict[str, str] | None = None
) -> Iterator[Serving]:
    """Serve a notebook until the block ends."""
    started = subprocess.Popen(
        [sys.executable, "-m", "diptych", "serve", str(path), "--port", str(port), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        # A shell's background jobs ignore Ctrl-C, and so would all that they start.
        preexec_fn=None if os.name == "nt" else _mind_ctrl_c,
        text=True,
        encoding="utf-8",
        cwd=path if path.is_dir() else path.parent,
        env={**os.environ, "PYTHONPATH": str(GENERATOR), **(environment or {})},
        creationflags=NEW_GROUP,
    )
    server = Serving(started)
    reading = Thread(target=_gather, args=(server,), daemon=True)
    reading.start()
    try:
        server.wait_for("Serving ")
        yield server
    finally:
        if started.poll() is None:
            started.kill()
        started.wait(LONGEST)
        reading.join(LONGEST)
        assert started.stdout is not None
        started.stdout.close()


def _gather(server: Serving) -> None:
    assert server.process.stdout is not None
    for line in server.process.stdout:
        server.lines.put(line)
    server.lines.put(None)
