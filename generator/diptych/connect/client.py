"""Ask a running Anki, by the protocol of its add-on AnkiConnect: JSON over HTTP, version 6."""

from __future__ import annotations

import json
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from msgspec import Struct

from diptych.connect import ADDRESS
from diptych.model import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

KEY_VARIABLE = "DIPTYCH_ANKI_KEY"
"""The environment variable that holds the key, where AnkiConnect is set to ask for one."""

VERSION = 6
BATCH = 100
"""So many actions are asked for at once: Anki does not answer anybody else meanwhile."""

_SECONDS = 300.0  # an import of many pictures takes its time
UPDATE = "Update it in Anki: Tools → Add-ons → Check for Updates"
"""What to do where the add-on is too old."""

_ADD_ON = "add-on AnkiConnect (Tools → Add-ons → Get Add-ons…, code 2055492159)"

Action = tuple[str, "Mapping[str, Any]"]
"""What is asked for, and by which parameters."""


class AnkiError(Exception):
    """Anki cannot be asked, or refuses; says why and what to do."""


class AnkiActions(Protocol):
    """Does AnkiConnect's actions: a running Anki, or the engine on a collection of its own."""

    def ask(self, action: str, **parameters: Any) -> Any:
        """Ask for one action, and give its result.

        Raises:
            AnkiError: it is refused, or nobody answers.
        """

    def ask_all(self, actions: Sequence[Action]) -> list[Any]:
        """Ask for several actions at once.

        Raises:
            AnkiError: one of them is refused; those before it are done.
        """


class Client(Struct, frozen=True):
    """Asks one Anki.

    Attributes:
        key: as AnkiConnect is set to ask for; empty if it is not.
    """

    host: str
    port: int
    key: str = ""

    @classmethod
    def at(cls, address: str, key: str) -> Client:
        """Make a client of an address.

        Raises:
            UsageError: it is none.
        """
        try:
            parts = urlsplit(address)
            host, port = parts.hostname, parts.port or 80
        except ValueError as error:
            raise UsageError(
                f"`{address}` is no address: {error}. Write one like {ADDRESS}"
            ) from error
        if parts.scheme != "http" or not host:
            raise UsageError(f"`{address}` is no address of AnkiConnect, which is like {ADDRESS}")
        return cls(host, port, key)

    def greet(self) -> None:
        """Find out whether Anki answers, and may be asked.

        Raises:
            AnkiError: it does not, or may not.
        """
        answer = self.ask("requestPermission")
        if not isinstance(answer, dict) or answer.get("permission") != "granted":
            raise AnkiError(
                "Anki does not let Diptych in. Answer its question with Yes, or take this computer "
                "out of `ignoreOriginList` in the settings of AnkiConnect"
            )
        if int(answer.get("version", 0)) < VERSION:
            raise AnkiError(
                f"AnkiConnect is too old: it speaks version {answer.get('version', 0)}, and "
                f"{VERSION} is needed. {UPDATE}"
            )
        needs_key = answer.get("requireApiKey") or answer.get("requireApikey")
        if needs_key and not self.key:
            raise AnkiError(f"AnkiConnect asks for a key. Put it into {KEY_VARIABLE}")

    def ask(self, action: str, **parameters: Any) -> Any:
        """Ask for one action, and give its result.

        Raises:
            AnkiError: it is refused, or nobody answers.
        """
        return _result(action, self._post(self._request(action, parameters)))

    def ask_all(self, actions: Sequence[Action]) -> list[Any]:
        """Ask for several actions at once.

        Raises:
            AnkiError: one of them is refused; those before it are done.
        """
        asked = [self._request(action, parameters) for action, parameters in actions]
        answers = self.ask("multi", actions=asked)
        return [
            _result(action, answer) for (action, _), answer in zip(actions, answers, strict=True)
        ]

    def _request(self, action: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        key = {"key": self.key} if self.key else {}
        return {"action": action, "version": VERSION, "params": parameters, **key}

    def _post(self, request: Mapping[str, Any]) -> Any:
        # Not urllib.request, which would ask a proxy for what lies on this machine.
        connection = HTTPConnection(self.host, self.port, timeout=_SECONDS)
        try:
            body = json.dumps(request).encode()
            connection.request("POST", "/", body, {"Content-Type": "application/json"})
            data = connection.getresponse().read()
        except ConnectionRefusedError as error:
            raise AnkiError(
                f"nobody answers at {self._where}. Start Anki, and install its {_ADD_ON} if it is "
                "not there"
            ) from error
        except (OSError, HTTPException) as error:
            why = str(error) or type(error).__name__
            raise AnkiError(
                f"Anki at {self._where} stopped answering ({why}). Start it, and run the command "
                "again: it goes on where it stopped"
            ) from error
        finally:
            connection.close()
        try:
            return json.loads(data)
        except (ValueError, RecursionError) as error:
            raise AnkiError(
                f"what answers at {self._where} is not AnkiConnect. Look which port its settings "
                "name, and give it by --anki"
            ) from error

    @property
    def _where(self) -> str:
        return f"http://{self.host}:{self.port}"


def _result(action: str, answer: Any) -> Any:
    if not isinstance(answer, dict) or answer.keys() != {"result", "error"}:
        raise AnkiError(f"AnkiConnect answers {action} in a way of its own. {UPDATE}")
    error = answer["error"]
    if error is None:
        return answer["result"]
    if "api key" in str(error):
        raise AnkiError(
            f"AnkiConnect refuses the key in {KEY_VARIABLE}: it is set to another. "
            "Copy it from the settings of the add-on"
        )
    if "collection is not available" in str(error):
        raise AnkiError("no profile is open in Anki. Open yours, and run the command again")
    raise AnkiError(
        f"Anki refuses {action}: {error}. Mend that in Anki, and run the command again: it goes on "
        "where it stopped"
    )


def batches(actions: Sequence[Action], size: int = BATCH) -> Iterator[Sequence[Action]]:
    """Part actions into as many as are asked for at once."""
    for start in range(0, len(actions), size):
        yield actions[start : start + size]
