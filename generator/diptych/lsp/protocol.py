"""What an editor sends that is out of turn, or that nobody can read, gets its answer in words."""

from __future__ import annotations

from typing import Any

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import LanguageServerProtocol


class NotesProtocol(LanguageServerProtocol):
    """Answers each request, also one that cannot be answered: editors wait for it."""

    _is_open = False

    def structure_message(self, data: dict[str, Any]) -> Any:
        """Make a message of what was sent; None of a request that was refused.

        Raises:
            JsonRpcException: a notification cannot be read.
        """
        try:
            return super().structure_message(data)
        except JsonRpcException:
            if not ("id" in data and "method" in data):
                raise
            message = f"the parameters of {data['method']} cannot be read"
            self._refuse(data["id"], JsonRpcInvalidParams(message))
            return None

    def handle_message(self, message: Any) -> None:
        """Give a message to its handler, if it comes in turn.

        Raises:
            JsonRpcException: it is no message.
        """
        if message is None:
            return
        if not hasattr(message, "jsonrpc"):
            raise JsonRpcInvalidRequest("what was sent is no message of JSON-RPC 2.0")
        method, number = getattr(message, "method", ""), getattr(message, "id", None)
        wrong = self._wrong_turn(method)
        if wrong is None:
            self._is_open = self._is_open or method == types.INITIALIZE
            super().handle_message(message)
        elif number is not None:
            self._refuse(number, wrong)

    def _wrong_turn(self, method: str) -> JsonRpcException | None:
        """Say why a message comes too early or too late; None when it does not."""
        if method in {"", types.EXIT}:
            return None
        if self._shutdown:
            return JsonRpcInvalidRequest("the server was shut down")
        if not self._is_open and method != types.INITIALIZE:
            return JsonRpcServerNotInitialized("`initialize` comes first")
        if self._is_open and method == types.INITIALIZE:
            return JsonRpcInvalidRequest("`initialize` came before")
        return None

    def _refuse(self, number: int | str, error: JsonRpcException) -> None:
        self._send_response(number, error=error.to_response_error())
