"""What is uploaded: the wheel and the source distribution, built here and looked into."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import zipfile
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

import diptych

ROOT = Path(__file__).parents[1]
ENGINE = ROOT / "generator" / "diptych"


def run(*arguments: str | Path, cwd: Path = ROOT) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source distribution."""
    folder = tmp_path_factory.mktemp("dist")
    run("hatchling", "build", "-d", folder)
    return folder


def names_in_wheel(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {*archive.namelist()}


def metadata(built: Path) -> Message:
    (wheel,) = built.glob("*.whl")
    (name,) = (each for each in names_in_wheel(wheel) if each.endswith("/METADATA"))
    with zipfile.ZipFile(wheel) as archive:
        return message_from_bytes(archive.read(name))


def files_of(folder: Path, place: str) -> set[str]:
    """The names of a folder's files, as they lie in a wheel at a place."""
    return {
        f"{place}/{file.relative_to(folder).as_posix()}"
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }


def test_the_wheel_holds_the_engine_and_its_manual_and_nothing_else(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    engine = files_of(ENGINE, "diptych")
    manual = files_of(ENGINE.parent / "manual", "diptych/manual")
    assert {"diptych/manual/en/01-start.md", "diptych/manual/zh/identity.jsonl"} < manual
    names = names_in_wheel(wheel)
    assert {each for each in names if ".dist-info/" not in each} == engine | manual
    for kind in (".html", ".css", ".js", ".toml", ".md", "py.typed"):
        assert any(each.endswith(kind) for each in engine), kind
    assert any(each.endswith("/licenses/LICENSE") for each in names)
    assert wheel.name == f"diptych-{diptych.__version__}-py3-none-any.whl"


def test_the_source_gives_the_same_wheel_and_holds_no_notebook(built: Path, tmp_path: Path) -> None:
    (source,) = built.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.iterdir()
    tops = {each.name for each in unpacked.iterdir()}
    assert tops.isdisjoint({"notes", "figures", "site", "tests", ".ci", ".venv"})
    assert {"LICENSE", "README.md", "README.zh.md", "CHANGELOG.md", "generator"} < tops
    run("hatchling", "build", "-t", "wheel", "-d", tmp_path, cwd=unpacked)
    (again,), (wheel,) = tmp_path.glob("*.whl"), built.glob("*.whl")
    assert names_in_wheel(again) == names_in_wheel(wheel)


def test_the_page_on_pypi_is_shown_and_leads_nowhere_that_is_not_there(built: Path) -> None:
    run("twine", "check", "--strict", *built.iterdir())
    about = metadata(built)
    page = str(about.get_payload())
    assert page.startswith("# Diptych")
    inline = [child for token in MarkdownIt().parse(page) for child in token.children or ()]
    led_to = [str(each.attrGet("href") or each.attrGet("src") or "#") for each in inline]
    assert [each for each in led_to if not each.startswith(("https://", "#"))] == []


def test_no_library_of_figures_is_installed_without_being_asked_for(built: Path) -> None:
    required = metadata(built).get_all("Requires-Dist") or []
    core = {re.split(r"[<>=; ]", each)[0] for each in required if "extra ==" not in each}
    figures = {re.split(r"[<>=; ]", each)[0] for each in required if each.endswith("'figures'")}
    assert figures == {"matplotlib", "numpy", "resvg-py"}
    assert "genanki" in core
    assert core.isdisjoint(figures)
