"""How a test syncs a notebook, and where its copy of the account lies."""

from __future__ import annotations

from pathlib import Path

from diptych.cli import main
from tests.sync_server import Connection, Server


def sync(root: Path, to: Server | Connection, *arguments: str, yes: bool = True) -> int:
    """Sync a notebook; the exit code."""
    more = ("--yes",) if yes else ()
    return main(["sync", to.address, str(root), *more, *arguments])


def copies(tmp_path: Path) -> Path:
    """The folder of the only copy of an account."""
    (folder,) = (tmp_path / "data/sync").glob("*/*")
    return folder
