"""When the last build's output is still what a build would make."""

from __future__ import annotations

from pathlib import Path

import pytest

from diptych.input.config import load_config
from diptych.output import versions
from diptych.output.write import read_manifest
from tests.conftest import MakeNotebook, build_folder, is_fresh


def test_another_library_makes_another_build(
    make_notebook: MakeNotebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A renderer that was updated makes other pages of the same notes."""
    installed = tmp_path / "site-packages"
    (installed / "markdown-1.0.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(str(installed))
    root = make_notebook({"a.md": "## A?\n\na\n"})
    build_folder(root, root / "site")

    def fresh() -> bool:
        return is_fresh(load_config(root, root / "site")[0], read_manifest(root / "site"))

    assert fresh()
    (installed / "notes.txt").write_text("no library", encoding="utf-8")
    assert fresh()
    (installed / "markdown-1.0.dist-info").rename(installed / "markdown-1.1.dist-info")
    assert not fresh()
    (installed / "markdown-1.1.dist-info").rename(installed / "markdown-1.0.dist-info")
    assert fresh()


def test_another_engine_makes_another_build(
    make_notebook: MakeNotebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = tmp_path / "engine"
    engine.mkdir()
    (engine / "page.py").write_text("one", encoding="utf-8")
    monkeypatch.setattr(versions, "ENGINE", engine)
    root = make_notebook({"a.md": "## A?\n\na\n"})
    build_folder(root, root / "site")
    assert is_fresh(load_config(root, root / "site")[0], read_manifest(root / "site"))
    (engine / "page.py").write_text("two", encoding="utf-8")
    versions.digest_of.cache_clear()
    assert not is_fresh(load_config(root, root / "site")[0], read_manifest(root / "site"))
