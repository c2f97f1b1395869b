"""Reading: encodings, line ends, order, and what lies outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import source
from generator.model import Diagnostic, Source
from generator.source import list_notes, read_files, read_sources
from tests.conftest import MakeNotebook, missing


def read(root: Path) -> tuple[list[Source], list[Diagnostic]]:
    return read_sources(root, list_notes(root, root / "site"))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_marks_make_no_difference(
    make_notebook: MakeNotebook, end: str, mark: bytes
) -> None:
    text = "# 一\n\n二\n"
    root = make_notebook({"a.md": mark + text.replace("\n", end).encode()})
    sources, diagnostics = read(root)
    assert [each.text for each in sources] == [text]
    assert diagnostics == []


def test_other_encodings_are_told_with_their_line(make_notebook: MakeNotebook) -> None:
    root = make_notebook({"a.md": "# first\n\n第二\n".encode("gb18030"), "b.md": "# fine\n"})
    sources, (told,) = read(root)
    assert [each.path for each in sources] == ["b.md"]
    assert told.code == "D103"
    assert told.span is not None
    assert (told.span.path, told.span.line) == ("a.md", 3)


def test_files_come_in_natural_order_without_what_is_hidden(make_notebook: MakeNotebook) -> None:
    names = [
        "b/2.md",
        "b/10.md",
        "a.markdown",
        ".git/x.md",
        "site/y.md",
        "c.txt",
        "node_modules/z.md",
    ]
    root = make_notebook(dict.fromkeys(names, "# x\n"))
    sources, _ = read(root)
    assert [each.path for each in sources] == ["a.markdown", "b/2.md", "b/10.md"]


def test_too_large_a_file_is_refused(
    make_notebook: MakeNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "MAX_TEXT", 10)
    sources, (told,) = read(make_notebook({"a.md": "x" * 11}))
    assert (sources, told.code) == ([], "D104")


def test_a_file_that_cannot_be_opened_is_told(
    make_notebook: MakeNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_notebook({"a.md": "# x\n"})

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    sources, (told,) = read(root)
    assert (sources, told.code, told.message) == (
        [],
        "D107",
        "`a.md` cannot be opened: Permission denied",
    )


def test_noncharacters_cannot_reach_the_renderer(make_notebook: MakeNotebook) -> None:
    (one,), (told,) = read(make_notebook({"a.md": "# x\n\n\ufdd00\ufdd1\n"}))
    assert one.text == "# x\n\n\ufffd0\ufffd\n"
    assert told.code == "D106"
    assert told.span is not None
    assert told.span.line == 3


def test_nothing_outside_the_notebook_is_read(make_notebook: MakeNotebook, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("# secret\n")
    root = make_notebook({"a.md": "# x\n", "image/a.png": b"png"})
    try:
        (root / "link.md").symlink_to(tmp_path / "secret.md")
    except OSError:
        missing("the right to make links (Windows grants it to developers)")
    sources, (told,) = read(root)
    assert [each.path for each in sources] == ["a.md"]
    assert told.code == "D105"
    found = read_files(root, ["image/a.png", "link.md", "../secret.md", "gone.png", "a\0b"])
    assert found == {"image/a.png": b"png"}
