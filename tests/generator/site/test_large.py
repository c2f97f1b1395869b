"""Notebooks of thousands of questions: no page of the site grows with them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import build_folder

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
