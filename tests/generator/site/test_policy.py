"""The content policy: nothing inline, and no browser that had to hold anything back."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from tests.browser import reader
from tests.generator.site.books import Page
from tests.kinds import pages_of_each_kind

WATCH = "addEventListener('securitypolicyviolation', event => console.error('held back: ' + event.violatedDirective))"


@pytest.fixture(scope="module")
def site(published: Path) -> Path:
    return published


@pytest.mark.slow
def test_no_page_has_anything_held_back(chromium: Browser, site: Path, address: str) -> None:
    with reader(chromium) as reading:
        reading.page.add_init_script(WATCH)
        for kind, file in pages_of_each_kind(site).items():
            path = quote(file.relative_to(site).as_posix())
            reading.page.goto(f"{address}/{path}")
            reading.page.wait_for_load_state("networkidle")
            assert reading.complaints == [], kind
        assert all(url.startswith((address, "data:")) for url in reading.requests)


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
    assert_nothing_is_inline(published)


def assert_nothing_is_inline(site: Path) -> None:
    for file in site.rglob("*.html"):
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
