"""Notebooks of thousands of questions: no page of the site grows with them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser

from diptych.model.book import SectionPage
from tests.browser import reader
from tests.conftest import build_folder
from tests.generator.site.books import book, question
from tests.searching import written

COUNT = 3_000
KB = 1024
# What one page may weigh, whatever the notebook.
PAGE = 150 * KB
# All questions are on one page up to a size, and in parts beyond it.
WHOLE, PART = 4_000 * KB, 1_500 * KB


def one_section() -> Iterator[tuple[str, str]]:
    yield "notes.md", "# All\n\n" + "\n".join(asked(n, "### ") for n in range(COUNT))


def many_sections() -> Iterator[tuple[str, str]]:
    said = (("" if n % 20 else f"## Section {n}\n\n") + asked(n, "### ") for n in range(COUNT))
    yield "notes.md", "# All\n\n" + "\n".join(said)


def a_file_each() -> Iterator[tuple[str, str]]:
    for n in range(COUNT):
        yield f"{n:04}.md", asked(n, "# ")


def a_file_each_in_folders() -> Iterator[tuple[str, str]]:
    for n in range(COUNT):
        yield f"part{n % 12:02}/{n:04}.md", asked(n, "# ")


def a_tag_each() -> Iterator[tuple[str, str]]:
    for n in range(COUNT):
        yield f"{n:04}.md", f"---\ntags: [everywhere, tag{n}]\n---\n{asked(n, '# ')}"


def asked(n: int, level: str) -> str:
    return f"{level}What is thing number {n} good for?\n\nIt is good for {n} purposes.\n"


SHAPES = [one_section, many_sections, a_file_each, a_file_each_in_folders, a_tag_each]


@pytest.mark.slow
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_no_page_grows_with_the_notebook(shape, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for name, text in shape():
        (tmp_path / "notes" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "notes" / name).write_text(text, "utf-8")
    site = tmp_path / "site"
    assert build_folder(tmp_path / "notes", site).summary is not None
    sizes = {
        page.relative_to(site).as_posix(): page.stat().st_size for page in site.rglob("*.html")
    }
    assert len([path for path in sizes if path.startswith("q/")]) == COUNT
    assert {path: size for path, size in sizes.items() if size > limit(path)} == {}
    shutil.rmtree(site)


def limit(path: str) -> int:
    if path == "all.html":
        return WHOLE
    return PART if path.startswith("all/") else PAGE


def make_parts(folder: Path) -> Path:
    """Write a site whose questions need several pages, with a tag that many bear."""
    sections = []
    for n in range(5):
        inside = [question(100 * n + each, tags=("t",)) for each in range(100)]
        said = ("<p>", "word " * 200_000, "</p>")
        inside[0] = replace(inside[0], body=replace(inside[0].body, answer=said))
        path = ("A", f"B{n}") if n < 2 else (f"C{n}",)
        sections.append(SectionPage(f"s{n}", path, (), tuple(inside)))
    return written(book(*sections), folder).parent


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_parts(tmp_path_factory.mktemp("parts"))


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("#s-s1", "all/s1.html#s-s1"),
        ("#c-s0", "all.html#c-s0"),
        ("", "all.html"),
        ("#x", "all.html#x"),
    ],
)
def test_an_address_of_a_section_leads_on_to_its_part(
    chromium: Browser, parts: Path, address: str, leads_to: str
) -> None:
    with reader(chromium) as reading:
        reading.page.goto(f"{(parts / 'all.html').as_uri()}{address}")
        reading.page.wait_for_url(f"{parts.as_uri()}/{leads_to}")
        assert reading.complaints == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 768, 1280])
def test_lists_in_parts_fit_the_window_and_lead_to_each_other(
    chromium: Browser, parts: Path, width: int, dark: bool
) -> None:
    with reader(chromium, width=width, dark=dark) as reading:
        for name in ("all.html", "index.html", "t/t.html", "t/t.2.html"):
            reading.open(parts / name)
            there = "document.documentElement.scrollWidth <= innerWidth"
            assert reading.page.evaluate(there), name
        here = reading.page.locator(".pages [aria-current=page]")
        assert here.all_inner_texts() == ["2"]
        reading.page.locator(".pages a").first.click()
        reading.page.wait_for_url("**/t/t.html")
        assert reading.complaints == []
