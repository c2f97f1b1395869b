"""An editor that minds no rules: it writes to `diptych lsp` whatever it likes, byte for byte."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import IO, Any

from tests.generator.lsp.editor import GENERATOR, LONGEST


class Raw:
    """A server as a process, and what it said.

    Attributes:
        heard: all messages but answers, in order.
    """

    def __init__(self, root: Path, errors: IO[bytes]) -> None:
        environment = {**os.environ, "PYTHONPATH": str(GENERATOR), "DIPTYCH_CACHE": "off"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "diptych", "lsp"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=root,
            env=environment,
        )
        self.heard: list[dict[str, Any]] = []
        self._number = 0

    def write(self, body: bytes) -> None:
        """Write a message of these bytes."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def tell(self, method: str, params: object = None) -> None:
        """Tell something that has no answer."""
        self._send({"method": method, "params": params})

    def ask(self, method: str, params: object = None) -> Any:
        """Ask something: the result, or the code of the error."""
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        while (said := self.hear()).get("id") != self._number or "method" in said:
            self.heard.append(said)
        return said["error"]["code"] if "error" in said else said["result"]

    def shown(self) -> str:
        """Wait for a message that the reader is shown."""
        while (said := self.hear())["method"] != "window/showMessage":
            self.heard.append(said)
        return str(said["params"]["message"])

    def codes(self, uri: str) -> list[str]:
        """Wait for the next diagnostics of a file: their codes."""
        while (said := self.hear()).get("method") != "textDocument/publishDiagnostics" or (
            said["params"]["uri"] != uri
        ):
            self.heard.append(said)
        return [each["code"] for each in said["params"]["diagnostics"]]

    def hear(self) -> dict[str, Any]:
        """Read the next message."""
        assert self.process.stdout is not None
        header = self.process.stdout.readline()
        assert header, "the server has ended, or said nothing for too long"
        while self.process.stdout.readline().strip():
            pass
        said = json.loads(self.process.stdout.read(int(header.partition(b":")[2])))
        assert isinstance(said, dict)
        return said

    def _send(self, message: dict[str, object]) -> None:
        self.write(json.dumps({"jsonrpc": "2.0", **message}).encode())


@contextmanager
def odd_editor(root: Path, errors: Path) -> Iterator[Raw]:
    """Start a server; one that hangs is killed, which the next reading sees."""
    with errors.open("wb") as file:
        raw = Raw(root, file)
        guard = Timer(LONGEST, raw.process.kill)
        guard.start()
        try:
            yield raw
        finally:
            guard.cancel()
            raw.process.kill()
            raw.process.communicate()
