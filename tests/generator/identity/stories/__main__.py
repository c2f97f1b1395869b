"""Print the table of all stories: ``python -m tests.generator.identity.stories``."""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
from pathlib import Path

from tests.generator.identity.stories import STORIES
from tests.generator.identity.stories.registry import row, table
from tests.generator.identity.stories.world import begin, told


def main() -> None:
    """Tell all stories to the engine, and print what came of each."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        base = begin(Path(folder) / "base")
        for number, story in enumerate(STORIES):
            with contextlib.redirect_stdout(io.StringIO()):
                outcome = told(story.tell, base, Path(folder) / f"story {number}")
            rows.append(row(story.name, outcome))
    sys.stdout.buffer.write(f"{table(rows)}\n".encode())


if __name__ == "__main__":
    main()
