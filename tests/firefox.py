"""Firefox, driven by WebDriver BiDi: the driver of the Chromiums cannot drive an installed one."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.conftest import missing

# It asks nobody anything, and shows what a page's author meant and not what its owner set.
PREFERENCES = {
    "app.update.disabledForTesting": True,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}
DARK, LIGHT = 0, 1


class Firefox:
    """A window of a Firefox that is open."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._numbers = count(1)
        self._ask("session.new", {"capabilities": {}})
        (window, *_) = self._ask("browsingContext.getTree", {})["contexts"]
        self._window: str = window["context"]

    def open(self, address: str) -> None:
        """Open an address, and wait until it is loaded."""
        self._ask(
            "browsingContext.navigate",
            {"context": self._window, "url": address, "wait": "complete"},
        )

    def resize(self, width: int, height: int) -> None:
        """Make the window that wide, whatever a desktop would allow."""
        size = {"width": width, "height": height}
        self._ask("browsingContext.setViewport", {"context": self._window, "viewport": size})

    def evaluate(self, script: str) -> Any:
        """Say what an expression gives on the page; it must be one that JSON can hold."""
        done = self._ask(
            "script.evaluate",
            {
                "expression": f"(async () => JSON.stringify(await ({script})))()",
                "target": {"context": self._window},
                "awaitPromise": True,
            },
        )
        assert done["type"] == "success", done
        return json.loads(done["result"].get("value", "null"))

    def screenshot(self) -> bytes:
        """Take a picture of what is seen, as PNG."""
        taken = self._ask("browsingContext.captureScreenshot", {"context": self._window})
        return base64.b64decode(taken["data"])

    def _ask(self, method: str, parameters: dict[str, Any]) -> dict[str, Any]:
        number = next(self._numbers)
        self._connection.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            said = json.loads(self._connection.recv(timeout=60))
            if said.get("id") == number:
                assert said["type"] == "success", said
                result: dict[str, Any] = said["result"]
                return result


@contextmanager
def firefox(profile: Path, *, dark: bool = False) -> Iterator[Firefox]:
    """A Firefox ESR with a fresh profile, as wide as a phone."""
    executable = shutil.which("firefox-esr") or missing("Firefox ESR (Debian's firefox-esr)")
    wanted = {
        **PREFERENCES,
        "layout.css.prefers-color-scheme.content-override": DARK if dark else LIGHT,
    }
    lines = [
        f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in wanted.items()
    ]
    (profile / "user.js").write_text("".join(lines), encoding="utf-8")
    command = [executable, "--headless", "--no-remote", "--profile", str(profile)]
    with subprocess.Popen(
        [*command, "--remote-debugging-port=0", "about:blank"],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    ) as running:
        try:
            assert running.stderr is not None
            found = (re.search(r"listening on (ws://\S+)", line) for line in running.stderr)
            address = next(filter(None, found))[1]
            with connect(f"{address}/session", max_size=None) as connection:
                window = Firefox(connection)
                window.resize(390, 900)
                yield window
        finally:
            running.kill()
