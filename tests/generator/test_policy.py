"""The content policy: nothing inline, and no browser that had to hold anything back."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from tests.browser import browser, reader
from tests.generator.test_site import Page
from tests.kinds import pages_of_each_kind

WATCH = "addEventListener('securitypolicyviolation', event => console.error('held back: ' + event.violatedDirective))"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        yield started


class Quiet(SimpleHTTPRequestHandler):
    """A server of plain files that keeps its peace."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture(scope="module")
def served(published: Path) -> Iterator[str]:
    """The address at which the site is served."""
    handler = functools.partial(Quiet, directory=str(published))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("scheme", ["file", "http"])
def test_no_page_has_anything_held_back(
    chromium: Browser, published: Path, served: str, scheme: str
) -> None:
    with reader(chromium) as reading:
        reading.page.add_init_script(WATCH)
        for kind, file in pages_of_each_kind(published).items():
            path = quote(file.relative_to(published).as_posix())
            reading.page.goto(file.as_uri() if scheme == "file" else served + path)
            reading.page.wait_for_load_state("networkidle")
            assert reading.complaints == [], kind
        own = published.as_uri() if scheme == "file" else served
        assert all(url.startswith((own, "data:")) for url in reading.requests)


def test_the_watch_sees_what_is_held_back(
    chromium: Browser, published: Path, tmp_path: Path
) -> None:
    text = (published / "index.html").read_text(encoding="utf-8")
    file = tmp_path / "index.html"
    file.write_text(
        text.replace("</body>", "<script>document.title = 'x'</script></body>"), "utf-8"
    )
    with reader(chromium) as reading:
        reading.page.add_init_script(WATCH)
        reading.open(file)
        assert any("script-src" in said for said in reading.complaints)
        assert reading.page.title() != "x"


def test_nothing_that_runs_or_styles_is_inline(published: Path) -> None:
    for file in published.rglob("*.html"):
        page = Page.read(file.read_bytes())
        (policy,) = [
            tag for tag in page.all("meta") if tag.get("http-equiv", "").endswith("Policy")
        ]
        rules = dict(rule.strip().partition(" ")[::2] for rule in policy["content"].split(";"))
        assert rules.pop("default-src") == "'none'", file.name
        assert set(" ".join(rules.values()).split()) <= {"'self'", "'none'", "data:"}, file.name
        assert not page.all("style"), file.name
        for script in page.all("script"):
            # Data for machines are no script: no browser runs them.
            assert "src" in script or script == {"type": "application/ld+json"}, file.name
        for _, attributes in page.tags:
            assert "style" not in attributes, file.name
            assert not any(name.startswith("on") for name in attributes), file.name
