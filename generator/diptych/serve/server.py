"""The HTTP server: this machine's browsers only, from memory only."""

from __future__ import annotations

import json
import mimetypes
import select
import socket
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import PurePosixPath
from socketserver import TCPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from diptych.characters import lazy
from diptych.serve.site import LOST
from diptych.site import ThemeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from diptych.model import Diagnostic
    from diptych.serve.session import Session
    from diptych.serve.site import Site

HOST = "127.0.0.1"
OWN = "/@diptych/"
"""Below it lies what is the server's own; no file of a site begins so."""

# What is sent of our own: path below ``OWN`` → file beside this module.
_OWN_FILES = {"client.js": "client.js", "overlay.css": "overlay.css"}

# So long a browser that has gone is taken for one that still listens.
_SECONDS_BETWEEN_LOOKS = 1.0
_PORTS_TRIED = 20
_RANGE = lazy(r"bytes=(\d{0,18})-(\d{0,18})")

# Explicitly, because on Windows the registry decides, and may say that a script is plain text.
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml",
    ".woff2": "font/woff2",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".aac": "audio/aac",
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
    ".flac": "audio/flac",
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".webm": "video/webm",
    ".ogv": "video/ogg",
    ".mov": "video/quicktime",
    ".mkv": "video/x-matroska",
    ".3gp": "video/3gpp",
    ".pdf": "application/pdf",
    ".apkg": "application/octet-stream",
}


class PreviewServer(ThreadingHTTPServer):
    """Serves what a session shows.

    Args:
        mount: the path that the site lies below, with slashes around it.
        explain: turns a diagnostic that a page gave into what the overlay says.
    """

    daemon_threads = True
    # On Windows, it would let two servers share a port.
    allow_reuse_address = sys.platform != "win32"

    def __init__(
        self,
        port: int,
        session: Session,
        mount: str,
        explain: Callable[[Diagnostic], Mapping[str, Any]],
    ) -> None:
        self.session = session
        self.mount = mount
        self.explain = explain
        super().__init__((HOST, port), _Handler)

    @property
    def address(self) -> str:
        """Where a browser finds the site."""
        return f"http://{HOST}:{self.server_port}{self.mount}"

    def server_bind(self) -> None:
        """Bind without asking the network for this machine's name, as the base class does."""
        if sys.platform == "win32":
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that went away in the middle; tell all else."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def open_server(
    port: int,
    session: Session,
    mount: str,
    explain: Callable[[Diagnostic], Mapping[str, Any]],
    busy: Callable[[int], None],
) -> PreviewServer:
    """Take a port, or the first free one behind it.

    Args:
        busy: called with each port that is not free.

    Raises:
        OSError: none of them is free.
    """
    last = port + _PORTS_TRIED
    while True:
        try:
            return PreviewServer(port, session, mount, explain)
        except OSError:
            if port >= min(last, 65535) or port == 0:
                raise
            busy(port)
            port += 1


class _Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    server: PreviewServer

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Keep the terminal for what is said of the notes."""

    def version_string(self) -> str:
        """Name the server without the versions of its parts."""
        return "diptych"

    def do_GET(self) -> None:
        """Answer with a file, or with the stream of changes."""
        if not self._is_for_us():
            return
        address = urlsplit(self.path)
        path = unquote(address.path)
        if path == f"{OWN}changes":
            page = parse_qs(address.query).get("page", [""])[0]
            self._stream(self._file_of(page))
        elif path.startswith(OWN):
            self._send_own(path.removeprefix(OWN))
        elif path.startswith(self.server.mount):
            self._send_page(self._file_of(path))
        else:
            self._lead_to(self.server.mount)

    def do_HEAD(self) -> None:
        """Answer without the file."""
        self.do_GET()

    def _is_for_us(self) -> bool:
        """Refuse whoever came by another name: a foreign page may let its name lead here."""
        port = self.server.server_port
        host = self.headers.get("Host", "").lower()
        if host in {f"{HOST}:{port}", f"localhost:{port}"}:
            return True
        text = f"This server answers only as {HOST}:{port} or localhost:{port}.\n"
        self._send(HTTPStatus.FORBIDDEN, ".txt", text.encode())
        return False

    def _send_own(self, name: str) -> None:
        if name not in _OWN_FILES:
            self._send(HTTPStatus.NOT_FOUND, ".txt", b"Not found.\n")
            return
        data = (files(__package__) / _OWN_FILES[name]).read_bytes()
        self._send(HTTPStatus.OK, PurePosixPath(name).suffix, data)

    def _send_page(self, path: str) -> None:
        shown = self.server.session.shown
        site = shown.site
        if site is None:
            waiting = (files(__package__) / "waiting.html").read_bytes()
            self._send(HTTPStatus.SERVICE_UNAVAILABLE, ".html", _with_script(waiting, ""))
            return
        found, site = self._read(path, site)
        if found is None and path in site.moved:
            self._lead_to(self.server.mount + quote(site.moved[path]))
            return
        status, shown_as = HTTPStatus.OK, path
        if found is None:
            status, shown_as = HTTPStatus.NOT_FOUND, LOST
            found, site = self._read(LOST, site)
            # It is made for the top of the site, and stands for any address.
            base = f'<base href="{self.server.mount}">'.encode()
            found = (found or b"<head>").replace(b"<head>", b"<head>" + base, 1)
        suffix = PurePosixPath(shown_as).suffix
        if suffix == ".html":
            found = _with_script(found, site.version_of(path))
        self._send(status, suffix, found)

    def _read(self, path: str, site: Site) -> tuple[bytes | None, Site]:
        """Make a file; when the notebook's theme cannot, as it was in the site before."""
        try:
            return site.read(path), site
        except ThemeError as error:
            problems = self.server.explain(error.diagnostic)
            before = self.server.session.withdraw(site, problems)
            if before is None or before is site:
                return (files(__package__) / "waiting.html").read_bytes(), site
            return self._read(path, before)

    def _lead_to(self, address: str) -> None:
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", address)
        self.end_headers()

    def _send(self, status: HTTPStatus, suffix: str, data: bytes) -> None:
        kind = _TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")
        part = _part(self.headers.get("Range", ""), len(data)) if status == HTTPStatus.OK else None
        self._begin(HTTPStatus.PARTIAL_CONTENT if part else status, kind)
        if part:
            said = f"bytes {part.start}-{part.stop - 1}/{len(data)}"
            self.send_header("Content-Range", said)
            data = data[part.start : part.stop]
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _begin(self, status: HTTPStatus, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        # No page from elsewhere may load what the notes say.
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")

    def _file_of(self, path: str) -> str:
        """Find the file that an address means, below the site's root."""
        path = path.removeprefix(self.server.mount)
        return f"{path}index.html" if not path or path.endswith("/") else path

    def _stream(self, page: str) -> None:
        """Tell what is shown, now and whenever it changes, until the browser has gone."""
        self._begin(HTTPStatus.OK, "text/event-stream; charset=utf-8")
        self.end_headers()
        session, seen = self.server.session, 0
        while not session.closed:
            shown = session.wait(seen, _SECONDS_BETWEEN_LOOKS)
            if _has_gone(self.connection):
                return
            if shown.serial != seen:
                seen = shown.serial
                data = json.dumps(shown.as_data(page), ensure_ascii=False)
                self.wfile.write(f"data: {data}\n\n".encode())


def _has_gone(connection: socket.socket) -> bool:
    """Tell whether the other side hung up: a browser that listens sends nothing more."""
    readable, _, _ = select.select([connection], [], [], 0)
    return bool(readable)


def _part(wanted: str, size: int) -> range | None:
    """Read which part of a file is asked for, as players do to seek in it; None for all of it."""
    found = _RANGE.fullmatch(wanted.strip())
    if found is None:
        return None
    first, last = found.groups()
    if not first:  # so many at the end
        return range(max(0, size - int(last or 0)), size) if int(last or 0) and size else None
    stop = min(size, int(last) + 1) if last else size
    return range(int(first), stop) if int(first) < stop else None


def _with_script(page: bytes, version: str) -> bytes:
    """Add our script to a page, which says of which site it is."""
    script = f'<script src="{OWN}client.js" data-version="{version}" defer></script>'.encode()
    head, end, rest = page.partition(b"</head>")
    return head + script + end + rest
