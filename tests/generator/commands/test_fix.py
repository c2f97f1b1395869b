"""`diptych check --fix`: a diff first, then only what it said, byte for byte."""

from __future__ import annotations

import io
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diptych.cli import main
from diptych.commands.building.fixes import find_fixes, write_fixes
from diptych.input.config import load_config
from diptych.input.encoding import split_lines
from diptych.output.locks import WriteError
from tests.conftest import MakeNotebook, missing

WOUND, MENDED = "##标题的问题\n", "## 标题的问题\n"


class Terminal(io.StringIO):
    """A keyboard at which somebody has typed."""

    def isatty(self) -> bool:
        """Always."""
        return True


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> type[Terminal]:
    class Typed(Terminal):
        def __init__(self, text: str) -> None:
            super().__init__(text)
            monkeypatch.setattr("sys.stdin", self)

    return Typed


def test_without_a_terminal_only_the_diff_is_shown(
    make_notebook: MakeNotebook, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    root = make_notebook({"a.md": WOUND, "b.md": "## 好\n"})
    assert main(["check", "--fix", str(root)]) == 0
    said = capsys.readouterr()
    assert said.out == "--- a/a.md\n+++ b/a.md\n@@ -1,2 +1,2 @@\n-##标题的问题\n+## 标题的问题\n \n"
    assert "--yes" in said.err
    assert (root / "a.md").read_text(encoding="utf-8") == WOUND


@pytest.mark.parametrize(
    ("answer", "written"),
    [("y\n", True), ("YES\n", True), ("n\n", False), ("\n", False), ("", False)],
)
def test_on_a_terminal_it_asks(
    make_notebook: MakeNotebook,
    capsys: pytest.CaptureFixture[str],
    typed: type[Terminal],
    answer: str,
    written: bool,
) -> None:
    root = make_notebook({"a.md": WOUND})
    typed(answer)
    assert main(["check", "--fix", str(root)]) == 0
    said = capsys.readouterr().out
    assert "Write these changes to 1 file? [y/N]" in said
    assert ("1 repair written to 1 file." in said) == written
    assert (root / "a.md").read_text(encoding="utf-8") == (MENDED if written else WOUND)


def test_a_second_time_there_is_nothing_to_do(
    make_notebook: MakeNotebook, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_notebook({"a.md": WOUND + "\n一行\n又一行\n---\n\n\t这一段话，说到这里，完了。\n"})
    assert main(["check", "--fix", "--yes", str(root)]) == 0
    once = (root / "a.md").read_bytes()
    capsys.readouterr()
    assert main(["check", "--fix", "--yes", str(root)]) == 0
    assert capsys.readouterr().out == "Nothing to fix.\n"
    assert (root / "a.md").read_bytes() == once


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-32"])
def test_all_else_stays_byte_for_byte(make_notebook: MakeNotebook, codec: str) -> None:
    text = f"{WOUND[:-1]}\r\n第一行  \r又\t一行\n---\r\n\r\n末尾\n\r\t"
    after = f"{MENDED[:-1]}\r\n第一行  \r又\t一行\n***\r\n\r\n末尾\n\r\t"
    root = make_notebook({"a.md": text.encode(codec)})
    assert main(["check", "--fix", "--yes", str(root)]) == 0
    assert (root / "a.md").read_bytes() == after.encode(codec)


@given(st.lists(st.sampled_from(["##题", "一行", "---", "", "　　段", "```", "a\u200b", "\ufdd0", "\0"])),
       st.lists(st.sampled_from(["\n", "\r\n", "\r"]), min_size=30, max_size=30))  # fmt: skip
def test_no_line_end_changes(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], ends: list[str]
) -> None:
    root = tmp_path_factory.mktemp("notes")
    text = "".join(line + end for line, end in zip(lines, ends, strict=False))
    (root / "a.md").write_bytes(text.encode())
    config, _ = load_config(root)
    fixes, problems = find_fixes(config)
    write_fixes(config, fixes)
    after = (root / "a.md").read_bytes().decode()
    assert split_lines(after)[1] == split_lines(text)[1]
    assert not problems
    assert find_fixes(config) == ([], [])


def test_what_is_not_safe_is_not_written(make_notebook: MakeNotebook) -> None:
    notes = "## NMS\n\n```\nNMS\n```\n\ntext\n"
    root = make_notebook({"a.md": notes})
    assert main(["check", "--fix", "--yes", str(root)]) == 0
    assert (root / "a.md").read_text(encoding="utf-8") == notes


def test_a_part_of_a_notebook(make_notebook: MakeNotebook) -> None:
    root = make_notebook(
        {"diptych.toml": "", "notes/a.md": WOUND, "notes/b.md": WOUND, "c.md": WOUND}
    )
    assert main(["check", "--fix", "--yes", str(root / "notes/a.md")]) == 0
    assert [(root / name).read_text(encoding="utf-8") for name in ("notes/a.md", "notes/b.md", "c.md")] == [
        MENDED, WOUND, WOUND,
    ]  # fmt: skip


def test_a_read_only_file_stops_all(
    make_notebook: MakeNotebook, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_notebook({"a.md": WOUND, "b.md": WOUND})
    (root / "b.md").chmod(stat.S_IREAD)
    assert main(["check", "--fix", "--yes", str(root)]) == 1
    assert "b.md is read-only; nothing was written" in capsys.readouterr().err
    assert (root / "a.md").read_text(encoding="utf-8") == WOUND
    (root / "b.md").chmod(stat.S_IREAD | stat.S_IWRITE)


@pytest.mark.parametrize("gone", [False, True])
def test_a_file_that_changed_since_stops_all(make_notebook: MakeNotebook, gone: bool) -> None:
    root = make_notebook({"a.md": WOUND, "b.md": WOUND})
    config, _ = load_config(root)
    fixes, _ = find_fixes(config)
    (root / "b.md").write_bytes(b"## new\n")
    if gone:
        (root / "b.md").unlink()
    with pytest.raises(WriteError, match=r"b\.md has changed"):
        write_fixes(config, fixes)
    assert (root / "a.md").read_text(encoding="utf-8") == WOUND


def test_links_and_rights_stay(make_notebook: MakeNotebook, tmp_path: Path) -> None:
    (tmp_path / "outside.md").write_text(WOUND, encoding="utf-8")
    root = make_notebook({"a.md": WOUND})
    (root / "a.md").chmod(0o640)
    mode = (root / "a.md").stat().st_mode
    try:
        (root / "link.md").symlink_to("a.md")
        (root / "out.md").symlink_to(tmp_path / "outside.md")
    except OSError:
        missing("the right to make links (Windows grants it to developers)")
    assert main(["check", "--fix", "--yes", str(root)]) == 0
    assert (root / "link.md").is_symlink()
    assert (root / "a.md").read_text(encoding="utf-8") == MENDED
    assert (root / "a.md").stat().st_mode == mode
    assert (tmp_path / "outside.md").read_text(encoding="utf-8") == WOUND


def test_a_character_that_the_encoding_lacks(
    make_notebook: MakeNotebook, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "這個問題問的是機器學習裡的過擬合：模型在訓練資料上很好，在沒有見過的資料上不行。\n"
    data = (text + "![x](https://a.example/?tex=%E2%84%9D%C3%A9)\n").encode("big5")
    root = make_notebook({"a.md": data})
    assert main(["check", "--fix", "--yes", str(root)]) == 0
    assert "D230: `a.md` cannot be mended as Big5" in capsys.readouterr().out
    assert (root / "a.md").read_bytes() == data


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--yes"], "--yes goes with --fix"), (["--fix", "--format", "github"], "no --format")],
)
def test_wrong_usage(
    make_notebook: MakeNotebook,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    assert main(["check", *arguments, str(make_notebook({"a.md": WOUND}))]) == 2
    assert said in capsys.readouterr().err
