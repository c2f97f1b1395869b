"""The process and its server: what they print, whom they answer, what they leave behind."""

from __future__ import annotations

import http.client
import re
import socket
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import active_count
from threading import enumerate as all_threads
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from diptych.cli import main
from diptych.model.book import PlannedFile
from diptych.output.locks import LOCK
from diptych.output.write import MANIFEST
from diptych.serve.server import PreviewServer, open_server
from diptych.serve.session import Session
from diptych.serve.site import Site
from tests.anki_engine import Anki
from tests.conftest import MakeNotebook, build_folder, files_below
from tests.generator.serve.serving import LONGEST, serving

NOTE = "## What is IoU? {#iou}\n\nOverlap over union.\n"
OWN = "@diptych/"


def answer(
    address: str, path: str, *, method: str = "GET", host: str | None = None
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of what a server says to a request that is sent as it is."""
    name = re.sub("^http://|/.*", "", address)
    connection = http.client.HTTPConnection(name, timeout=LONGEST)
    connection.putrequest(method, path, skip_host=True)
    if host != "":
        connection.putheader("Host", host or name)
    connection.endheaders()
    got = connection.getresponse()
    body = got.read()
    connection.close()
    return got.status, dict(got.getheaders()), body


@pytest.mark.slow  # starts a process
def test_ctrl_c_ends_it_without_a_traceback_and_nothing_is_left_behind(
    make_notebook: MakeNotebook,
) -> None:
    root = make_notebook({"diptych.toml": 'title = "CV"', "notes/a.md": NOTE})
    before = files_below(root)
    with serving(root) as server:
        with urlopen(server.address) as page:
            assert b"CV" in page.read()
        with urlopen(f"{server.address}cv.apkg") as deck:
            assert deck.read(2) == b"PK"
        code, printed = server.end()
    assert code == 0
    assert "Traceback" not in printed
    assert "Stopped." in printed
    assert files_below(root) == before


@pytest.mark.slow  # starts a process
def test_it_ends_at_once_though_a_browser_listens(make_notebook: MakeNotebook) -> None:
    root = make_notebook({"a.md": NOTE})
    with serving(root) as server, urlopen(f"{server.address}{OWN}changes") as stream:
        assert stream.readline().startswith(b"data: ")
        code, printed = server.end()
    assert (code, "Traceback" in printed) == (0, False)


@pytest.mark.slow  # starts a process
def test_a_busy_port_is_told_and_the_next_is_taken(make_notebook: MakeNotebook) -> None:
    root = make_notebook({"a.md": NOTE})
    with serving(root) as first, serving(root, port=first.port) as second:
        assert second.port > first.port
        second.wait_for(f"Port {first.port} is busy")
        assert answer(second.address, "/")[0] == 200


@pytest.mark.slow  # starts a process
def test_what_is_wrong_is_printed_too(make_notebook: MakeNotebook) -> None:
    root = make_notebook({"a.md": NOTE})
    with serving(root) as server:
        server.wait_for("1 question; 0 errors")
        (root / "b.md").write_text("## Why?\n\n[here](nowhere.md)\n", encoding="utf-8")
        server.wait_for("b.md:3:8: warning D404")


@pytest.mark.slow  # starts a process
def test_the_site_is_the_one_that_a_build_writes_but_for_one_script(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    """Nothing of the server is in a written site; all else is the same."""
    root = make_notebook(
        {"diptych.toml": 'title = "CV"', "notes/a.md": NOTE, "notes/数.md": "## 数？\n\n$x^2$\n"}
    )
    with serving(root, environment={"SOURCE_DATE_EPOCH": "1790000000"}) as server:
        output = tmp_path / "written"
        assert build_folder(root, output).summary is not None
        written = files_below(output, {LOCK, MANIFEST})
        assert len(written) > 10
        for name, data in written.items():
            with urlopen(server.address + quote(name)) as page:
                served = page.read()
            if name.endswith(".html"):
                served, added = re.subn(rb"<script [^>]*@diptych[^>]*></script>", b"", served)
                assert added == 1, name
            assert served == data, name
            assert b"@diptych" not in data


@pytest.mark.slow  # starts a process
def test_the_deck_that_is_served_can_be_imported(make_notebook: MakeNotebook, anki: Anki) -> None:
    root = make_notebook({"diptych.toml": 'title = "CV"', "notes/a.md": NOTE})
    with serving(root) as server, urlopen(f"{server.address}cv.apkg") as deck:
        anki.import_apkg(deck.read())
    assert len(anki.guids()) == 1


@pytest.mark.slow  # starts a process
def test_it_is_served_below_the_path_where_it_is_published(make_notebook: MakeNotebook) -> None:
    root = make_notebook(
        {"diptych.toml": 'base_url = "https://notes.example/cv/"', "notes/a.md": NOTE}
    )
    with serving(root) as server:
        assert server.address.endswith("/cv/")
        assert answer(server.address, "/cv/q/iou.html")[0] == 200
        status, headers, _ = answer(server.address, "/")
        assert (status, headers["Location"]) == (302, "/cv/")


@pytest.mark.parametrize("what", ["nowhere", "notes/a.md"])
def test_what_cannot_be_served_is_wrong_usage(
    make_notebook: MakeNotebook, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_notebook({"diptych.toml": 'title = "CV"', "notes/a.md": NOTE, "notes/b.md": NOTE})
    assert main(["serve", str(root / what), "--port", "0"]) == 2
    assert capsys.readouterr().err


# ---- The server alone


def site(words: str) -> Site:
    """A site of two pages, of which one says what its key is."""
    pages = {"index.html": words, "404.html": "none"}
    return Site(
        PlannedFile(path, text, partial(bytes, f"<head></head>{text}".encode()))
        for path, text in pages.items()
    )


@pytest.fixture
def session() -> Session:
    session = Session()
    session.show(site("one"), {})
    return session


@pytest.fixture
def server(session: Session) -> Iterator[PreviewServer]:
    from threading import Thread

    with open_server(0, session, "/", lambda _: {}, lambda _: None) as opened:
        Thread(target=opened.serve_forever, daemon=True).start()
        yield opened
        session.close()
        opened.shutdown()


@pytest.mark.parametrize(
    "host", ["", "evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1.evil.example"]
)
@pytest.mark.parametrize("path", ["/", f"/{OWN}changes", f"/{OWN}client.js"])
def test_another_host_s_name_is_refused(server: PreviewServer, host: str, path: str) -> None:
    status, _, body = answer(server.address, path, host=host)
    assert status == 403
    assert b"one" not in body


def test_this_machine_s_names_are_answered(server: PreviewServer) -> None:
    for host in (f"127.0.0.1:{server.server_port}", f"LocalHost:{server.server_port}"):
        assert answer(server.address, "/", host=host)[0] == 200


def test_only_this_machine_is_listened_to(server: PreviewServer) -> None:
    assert server.socket.getsockname()[0] == "127.0.0.1"


@pytest.mark.parametrize(
    "path",
    [
        "/../pyproject.toml",
        "/../../../../../../etc/passwd",
        "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "//etc/passwd",
        "/..%5c..%5cwindows%5cwin.ini",
        "/C:/windows/win.ini",
        f"/{OWN}../session.py",
        f"/{OWN}session.py",
        f"/{OWN}%2e%2e/session.py",
        "/q/%00",
        "/%ff",
    ],
)
def test_no_path_leads_to_the_disk(server: PreviewServer, path: str) -> None:
    status, _, body = answer(server.address, path)
    assert status == 404
    assert body in {b"Not found.\n", answer(server.address, "/q/none.html")[2]}


def test_no_page_from_elsewhere_may_load_what_is_served(server: PreviewServer) -> None:
    for path in ("/", f"/{OWN}client.js", "/none"):
        _, headers, _ = answer(server.address, path)
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_head_gives_the_headers_only(server: PreviewServer) -> None:
    full = answer(server.address, "/")
    status, headers, body = answer(server.address, "/", method="HEAD")
    assert (status, body) == (200, b"")
    assert headers["Content-Length"] == full[1]["Content-Length"] == str(len(full[2]))


def test_writing_is_no_method_of_it(server: PreviewServer) -> None:
    assert answer(server.address, "/", method="POST")[0] == 501


def test_a_tab_that_is_closed_leaves_no_thread_behind(server: PreviewServer) -> None:
    before = active_count()
    tabs = [urlopen(f"{server.address}{OWN}changes") for _ in range(5)]
    for tab in tabs:
        assert tab.readline().startswith(b"data: ")
    assert active_count() == before + 5
    for tab in tabs:
        tab.close()
    last = time.monotonic() + LONGEST
    while active_count() > before and time.monotonic() < last:
        time.sleep(0.05)
    assert active_count() == before, all_threads()


def test_all_who_listen_hear_of_a_change(server: PreviewServer, session: Session) -> None:
    tabs = [urlopen(f"{server.address}{OWN}changes") for _ in range(3)]
    assert all(b'"version": "one.' in tab.readline() for tab in tabs)
    session.show(site("two"), {"errors": 0})
    for tab in tabs:
        tab.readline()
        assert b'"version": "two.' in tab.readline()
        tab.close()


def test_each_busy_port_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told: list[int] = []
        with open_server(port, Session(), "/", lambda _: {}, told.append) as opened:
            assert told[0] == port
            assert opened.server_port == told[-1] + 1
