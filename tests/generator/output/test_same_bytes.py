"""The same notes are the same bytes, whatever the clock says, where its time is set."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from diptych.output.locks import LOCK
from tests.conftest import MakeNotebook, Run, files_below
from tests.pictures import png

NOTES: dict[str, str | bytes] = {
    "diptych.toml": 'title = "T"\nname = "t"\nbase_url = "https://example.org/"\n',
    "notes/a.md": "# A\n\n## What is one?\n\n> $x^2$\n\n![one](p.png)\n\n## What is two?\n\nb\n",
    "notes/p.png": png(2, 2),
}
YEARS = 3 * 365 * 86_400


def test_a_clock_that_was_moved_changes_no_byte(
    make_notebook: MakeNotebook, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_notebook(NOTES)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    assert run("build", "--output", "one", cwd=root).returncode == 0
    (root / "notes/identity.jsonl").rename(root / "first.jsonl")
    now, exactly, zone = time.time, time.time_ns, time.gmtime
    monkeypatch.setattr(time, "time", lambda: now() + YEARS)
    monkeypatch.setattr(time, "time_ns", lambda: exactly() + YEARS * 10**9)
    monkeypatch.setattr(time, "gmtime", lambda at=None: zone(now() + YEARS if at is None else at))
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    for file in root.rglob("*"):
        os.utime(file, (1, 1))
    assert run("build", "--output", "two", cwd=root).returncode == 0
    assert _files(root / "one") == _files(root / "two")
    first, second = (root / name for name in ("first.jsonl", "notes/identity.jsonl"))
    assert first.read_bytes() == second.read_bytes()


def _files(output: Path) -> dict[str, bytes]:
    files = files_below(output, {LOCK})
    assert "index.html" in files
    return files
