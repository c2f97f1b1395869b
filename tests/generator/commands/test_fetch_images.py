"""`diptych fetch-images`: copies of pictures on the network, by a network of the test's own."""

from __future__ import annotations

import argparse
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest

from diptych import cli
from diptych.commands import fetch_images
from diptych.commands.pictures import network
from diptych.commands.pictures.network import FetchError, Network, dial_securely, is_public
from diptych.commands.shared.answering import Answer
from diptych.syntax.data_images import ending_of_picture
from tests.conftest import MakeNotebook, check_folder
from tests.pictures import png

# Each speaks with servers.
pytestmark = pytest.mark.slow

Pages = dict[str, tuple[int, dict[str, str], bytes]]

PUBLIC = "93.184.215.14"
KITE, SHIP = png(4, 4), png(8, 4)


@dataclass
class Web:
    """A server that answers for all hosts, and what it was asked.

    Attributes:
        pages: path → (status, headers, bytes).
        hosts: host → its addresses; every other host is at a public one.
        called: the addresses that were called.
    """

    pages: Pages
    hosts: dict[str, list[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    called: list[str] = field(default_factory=list)
    port: int = 0
    release: Event = field(default_factory=Event)

    def network(self, seconds: float = 30) -> Network:
        """A network on which every address leads to this server."""
        return Network(self._resolve, self._dial, seconds)

    def _resolve(self, host: str, _port: int) -> Sequence[str]:
        return self.hosts.get(host, [PUBLIC])

    def _dial(self, address: str, _host: str, _port: int, seconds: float) -> socket.socket:
        self.called.append(address)
        return socket.create_connection(("127.0.0.1", self.port), seconds)


@contextmanager
def web(pages: Pages, **hosts: list[str]) -> Iterator[Web]:
    """Serve until the block ends."""
    found = Web(pages, {name.replace("_", "."): at for name, at in hosts.items()})

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

        def do_GET(self) -> None:
            found.asked.append(f"{self.headers['Host']}{self.path}")
            status, headers, data = found.pages.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)
            if "X-Slow" in headers:
                with suppress(OSError):  # the other side has hung up
                    while not found.release.wait(0.05):
                        self.wfile.write(b"and so on")

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found.port = server.server_port
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield found
        finally:
            found.release.set()
            server.shutdown()


def fetch(path: Path, through: Web, *, yes: bool = True) -> int:
    options = argparse.Namespace(
        command="fetch-images", keys=fetch_images.KEYS, path=path, yes=yes, verbose=False
    )
    return fetch_images.fetch_images(options, Answer.to(options), through.network())


OK = (200, {"Content-Type": "text/plain"}, KITE)


def test_only_the_address_of_a_picture_changes(
    make_notebook: MakeNotebook, capsys: pytest.CaptureFixture[str]
) -> None:
    address = "https://a.example/p/My%20Kite.png?x=1&y=2"
    text = (
        f'## A?\r\n\r\n[a link]({address}) ![kite]({address} "t") and `{address}`,\r'
        f"[![kite]({address})]({address})  \n"
        f'<img src="{address.replace("&", "&amp;")}" alt="kite" width="3">\u2028\n'
        f"![by name][k]\n\n[k]: {address}\n\n```\n![kite]({address})\n```\n"
    )
    notes = make_notebook({"a.md": "# Top\n", "deep/b.md": b"\xef\xbb\xbf" + text.encode()})
    with web({"/p/My%20Kite.png?x=1&y=2": OK}) as found:
        assert fetch(notes, found) == 0
    assert found.asked == ["a.example/p/My%20Kite.png?x=1&y=2"]
    (file,) = (notes / "assets").iterdir()
    assert file.read_bytes() == KITE
    new = f"../assets/{file.name}"
    expected = (
        f'## A?\r\n\r\n[a link]({address}) ![kite]({new} "t") and `{address}`,\r'
        f"[![kite]({new})]({address})  \n"
        f'<img src="{new}" alt="kite" width="3">\u2028\n'
        f"![by name][k]\n\n[k]: {new}\n\n```\n![kite]({address})\n```\n"
    )
    assert (notes / "deep/b.md").read_bytes() == b"\xef\xbb\xbf" + expected.encode()
    assert not [d for d in check_folder(notes).diagnostics if d.code == "D401"]
    shown = capsys.readouterr().out
    assert "+![by name][k]" not in shown
    assert "+[k]: ../assets/my-kite-….png" in shown


def test_nothing_is_asked_for_before_the_author_agrees(
    make_notebook: MakeNotebook, capsys: pytest.CaptureFixture[str]
) -> None:
    notes = make_notebook({"a.md": "## A?\n\n![x](https://a.example/x.png)\n"})
    before = (notes / "a.md").read_bytes()
    with web({"/x.png": OK}) as found:
        assert fetch(notes, found, yes=False) == 0
    assert found.asked == found.called == []
    assert (notes / "a.md").read_bytes() == before
    said = capsys.readouterr()
    assert "+![x](assets/x-….png)" in said.out
    assert "--yes" in said.err


def test_a_second_run_goes_on_where_the_first_stopped(
    make_notebook: MakeNotebook,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(fetch_images, "MOST", 2)
    lines = [f"![p{n}](https://a.example/{n}.png)" for n in range(3)]
    notes = make_notebook({"a.md": "## A?\n\n" + "\n".join(lines) + "\n"})
    pages: Pages = {f"/{n}.png": (200, {}, png(n + 1, 1)) for n in range(3)}
    with web({**pages, "/1.png": (503, {}, b"")}) as found:
        assert fetch(notes, found) == 1
        said = capsys.readouterr()
        assert "https://a.example/1.png: the server answers 503" in said.err
        assert "1 more picture" in said.out
        found.pages["/1.png"] = pages["/1.png"]
        assert fetch(notes, found) == 0
        assert fetch(notes, found) == 0
    assert found.asked == [f"a.example/{n}.png" for n in (0, 1, 1, 2)]
    assert "https" not in (notes / "a.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("page", "why"),
    [
        ((200, {}, b"<html>sorry</html>"), "no picture"),
        ((200, {}, b""), "no picture"),
        ((200, {"Content-Length": str(10**9)}, b""), "larger than"),
        ((200, {}, b"\x89PNG\r\n\x1a\n" + bytes(2000)), "larger than"),
        ((200, {"Content-Length": "500"}, KITE), "broke off"),
        ((404, {}, KITE), "404"),
        ((302, {"Location": "/x.png"}, b""), "redirected more than"),
        ((302, {"Location": "http://a.example/x.png"}, b""), "not an https address"),
        ((302, {"Location": "file:///etc/passwd"}, b""), "not an https address"),
        ((302, {"Location": "https://inside.example/x.png"}, b""), "no public address"),
        ((302, {"Location": "https://127.0.0.1/x.png"}, b""), "no public address"),
    ],
)
def test_what_cannot_be_had_is_told(
    monkeypatch: pytest.MonkeyPatch, page: tuple[int, dict[str, str], bytes], why: str
) -> None:
    monkeypatch.setattr(network, "LARGEST", 1000)
    private = {"inside_example": [PUBLIC, "10.0.0.7"], "127_0_0_1": ["127.0.0.1"]}
    with web({"/x.png": page}, **private) as found, pytest.raises(FetchError, match=why):
        found.network().fetch("https://a.example/x.png")
    assert set(found.called) == {PUBLIC}


def test_a_redirect_to_a_public_host_is_followed() -> None:
    pages = {"/x.png": (301, {"Location": "//b.example/y.png"}, b""), "/y.png": OK}
    with web(pages) as found:
        assert found.network().fetch("https://a.example/x.png").data == KITE
    assert found.asked == ["a.example/x.png", "b.example/y.png"]


def test_a_server_that_does_not_end_is_left() -> None:
    slow, why = (200, {"X-Slow": "1"}, KITE), r"longer than 0\.5 seconds"
    with web({"/x.png": slow}) as found, pytest.raises(FetchError, match=why):
        found.network(seconds=0.5).fetch("https://a.example/x.png")


def test_which_addresses_are_public() -> None:
    private = (
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1",
        "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "2001:db8::1",
    )  # fmt: skip
    assert [each for each in private if is_public(each)] == []
    assert all(map(is_public, (PUBLIC, "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808")))


def test_a_host_must_prove_who_it_is() -> None:
    with web({}) as found, pytest.raises((ssl.SSLError, OSError)):
        dial_securely("127.0.0.1", "localhost", found.port, 5)


def test_what_a_picture_is_its_bytes_say() -> None:
    kinds = {
        ".png": KITE,
        ".jpg": b"\xff\xd8\xff\xe0",
        ".gif": b"GIF89a",
        ".webp": b"RIFF\0\0\0\0WEBPVP8 ",
        ".avif": b"\0\0\0 ftypavif",
        ".bmp": b"BM\0\0\0\0\0\0\0\0",
        ".svg": b'<?xml version="1.0"?>\n<!-- x --><svg xmlns="http://www.w3.org/2000/svg"/>',
    }
    assert {ending_of_picture(data): data for data in kinds.values()} == kinds
    for other in (b"<html><svg></html>", b"", b"GIF", b"%PDF-", b"<?xml version='1.0'?><rss/>"):
        assert ending_of_picture(other) is None, other


def test_http_and_private_notes_are_left_alone(
    make_notebook: MakeNotebook, capsys: pytest.CaptureFixture[str]
) -> None:
    notes = make_notebook(
        {"a.md": "## A?\n\n![x](http://a.example/x.png) `![](https://b.c/x.png)`\n"}
    )
    assert cli.main(["fetch-images", str(notes)]) == 0
    assert capsys.readouterr().out == "No picture lies on the network.\n"
