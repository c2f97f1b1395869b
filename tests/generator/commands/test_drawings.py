"""Drawings in Mermaid are pictures of both panels where the command is there that draws them."""

from __future__ import annotations

import os
import re
import sys
from base64 import b64encode
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from diptych.commands.building import drawings
from diptych.input.config import load_config
from diptych.output.cache_folder import VARIABLE
from diptych.output.write import read_manifest
from tests.anki_engine import Anki
from tests.conftest import MakeNotebook, build_folder, codes, is_fresh
from tests.pictures import png

DRAWN = png(160, 40)
NOTE = "## What happens?\n\n```mermaid\ngraph LR\n  {} --> b\n```\n\nwords\n"

# What stands in for the command: it notes down each call, and does what the drawing asks for.
STAND_IN = """
import base64, pathlib, subprocess, sys, time
given = dict(zip(sys.argv[1::2], sys.argv[2::2]))
said = pathlib.Path(given["--input"]).read_text(encoding="utf-8")
with open({calls!r}, "a") as calls:
    calls.write(said.split()[2] + " ")
if "fails" in said:
    sys.exit("\\n Parse error\\n on line 2")
if "sleeps" in said:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    open({calls!r}, "a").write(f"{{child.pid}} ")
    time.sleep(60)
data = b"<svg onload='alert(1)'/>" if "svg" in said else base64.b64decode({drawn!r})
if "nothing" not in said:
    pathlib.Path(given["--output"]).write_bytes(data)
"""


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that the stand-in writes to, which is first on the PATH."""
    folder, noted = tmp_path / "bin", tmp_path / "calls.txt"
    folder.mkdir()
    noted.write_text("")
    script = STAND_IN.format(calls=str(noted), drawn=b64encode(DRAWN).decode())
    (folder / "mmdc.py").write_text(script, encoding="utf-8")
    if sys.platform == "win32":
        line = f'@"{sys.executable}" "%~dp0mmdc.py" %*\r\n'
        (folder / "mmdc.cmd").write_text(line, encoding="utf-8")
    else:
        command = folder / "mmdc"
        command.write_text(f"#!/bin/sh\nexec '{sys.executable}' '{folder}/mmdc.py' \"$@\"\n")
        command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    return noted


@pytest.mark.usefixtures("calls")
def test_a_drawing_is_a_picture_on_page_and_card(
    make_notebook: MakeNotebook, tmp_path: Path, anki: Anki, chromium: Browser
) -> None:
    output = tmp_path / "site"
    built = build_folder(make_notebook({"a.md": NOTE.format("a")}), output)
    assert codes(built.report) == []
    (file,) = (output / "q").glob("*.html")
    (name,) = re.findall(r'<img src="\.\./media/([^"]+)"', file.read_text(encoding="utf-8"))
    assert (output / "media" / name).read_bytes() == DRAWN
    anki.import_apkg(next(output.glob("*.apkg")))
    (guid,) = anki.guids()
    assert f'<img src="{name}"' in anki.back(guid)
    assert anki.medium(name) == DRAWN
    page = chromium.new_page()
    page.goto(file.as_uri())
    image = page.locator(".answer img")
    assert image.evaluate("image => [image.naturalWidth, image.clientWidth]") == [160, 80]
    assert "graph LR" not in page.locator("main").inner_text()


def test_a_drawing_is_drawn_once(calls: Path, make_notebook: MakeNotebook, tmp_path: Path) -> None:
    root = make_notebook({"a.md": NOTE.format("a"), "b.md": NOTE.format("a").replace("What", "Y")})
    build_folder(root, tmp_path / "site")
    assert calls.read_text() == "a "
    (root / "a.md").write_text(NOTE.format("a") + "more\n", encoding="utf-8")
    (root / "b.md").write_text(NOTE.format("c"), encoding="utf-8")
    build_folder(root, tmp_path / "site")
    assert calls.read_text() == "a c "


@pytest.mark.usefixtures("calls")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fails", "`mmdc` says “Parse error”"),
        ("nothing", "`mmdc` wrote no picture"),
        ("svg", "`mmdc` wrote no picture"),
        ("x" * (drawings.LONGEST + 1), "it has more than"),
    ],
)
def test_what_cannot_be_drawn_is_shown_as_its_code_and_told(
    make_notebook: MakeNotebook, tmp_path: Path, text: str, said: str
) -> None:
    built = build_folder(make_notebook({"a.md": NOTE.format(text)}), tmp_path / "site")
    told = [each for each in built.report.diagnostics if each.code == "D317"]
    assert [(each.span and each.span.line, said in each.message) for each in told] == [(3, True)]
    (page,) = (each.read_text(encoding="utf-8") for each in (tmp_path / "site/q").glob("*.html"))
    assert "graph LR" in re.sub("<[^>]*>", "", page)
    assert "onload" not in page


def test_a_command_that_does_not_end_is_ended_with_what_it_started(
    calls: Path, make_notebook: MakeNotebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawings, "SECONDS", 2)
    built = build_folder(make_notebook({"a.md": NOTE.format("sleeps")}), tmp_path / "site")
    (told,) = (each for each in built.report.diagnostics if each.code == "D317")
    assert "took more than 2 seconds" in told.message
    child = int(calls.read_text().split()[-1])
    if sys.platform == "linux":
        state = Path(f"/proc/{child}/stat")
        assert not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z"


def test_all_drawings_together_are_bounded(
    calls: Path, make_notebook: MakeNotebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawings, "ALL_SECONDS", 0)
    built = build_folder(make_notebook({"a.md": NOTE.format("a")}), tmp_path / "site")
    (told,) = (each for each in built.report.diagnostics if each.code == "D317")
    assert "all drawings together" in told.message
    assert calls.read_text() == ""


@pytest.mark.usefixtures("calls")
def test_a_command_that_comes_is_seen_by_a_build_with_nothing_else_to_do(
    make_notebook: MakeNotebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, with_it = make_notebook({"a.md": NOTE.format("a")}), os.environ["PATH"]
    monkeypatch.setenv("PATH", with_it.partition(os.pathsep)[2])
    build_folder(root, tmp_path / "site")
    config, _ = load_config(root, tmp_path / "site")
    assert is_fresh(config, read_manifest(config.output))
    monkeypatch.setenv("PATH", with_it)
    assert not is_fresh(config, read_manifest(config.output))
