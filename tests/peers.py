"""What another tool does on the stories of ``test_stories.py``: ``python -m tests.peers MDANKIDECK``.

The peer is markdown-anki-decks 1.1.1, which makes decks from plain Markdown as well. It needs an
environment of its own:

    python -m venv peer && peer/bin/pip install markdown-anki-decks 'typer<0.12' 'click<8.1.8'
    python -m tests.peers peer/bin/mdankideck
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.anki_engine import Anki, Imported
from tests.generator.identity.test_stories import STORIES, Files, original


def main(command: str) -> None:
    """Print, story by story, how many notes come anew and how many are touched."""
    with tempfile.TemporaryDirectory() as scratch:
        base = Path(scratch) / "base"
        decks = convert(original(), base, command)
        with Anki(base / "anki") as anki:
            import_all(anki, decks)
            for guid in anki.guids():
                anki.study(guid)
        print(f"{'edit':46} {'new':>5} {'updated':>8}   ours")
        for number, story in enumerate(STORIES):
            here = Path(scratch) / str(number)
            shutil.copytree(base / "anki", here / "anki")
            edited = convert(story.edit(original()), here, command)
            with Anki(here / "anki") as anki:
                told = import_all(anki, edited)
            ours = f"{story.new}, {story.updated}"
            print(f"{story.name:46} {told.new:5} {told.updated:8}   {ours}")


def convert(files: Files, folder: Path, command: str) -> list[Path]:
    """The peer's decks of some notes: it wants questions at the second level, without sections."""
    source, output = folder / "in", folder / "out"
    source.mkdir(parents=True)
    output.mkdir()
    for name, text in files.items():
        flat = re.sub(r"^## .*\n", "", text, flags=re.MULTILINE)
        plain = re.sub(r"^> ", "", re.sub(r"^### ", "## ", flat, flags=re.MULTILINE), flags=re.M)
        (source / name).write_bytes(plain.encode())
    subprocess.run([command, str(source), str(output)], check=True, capture_output=True)
    return sorted(output.rglob("*.apkg"))


def import_all(anki: Anki, decks: list[Path]) -> Imported:
    """All decks, as the dialog does; the sum of what became of their notes."""
    told = [anki.import_apkg(deck) for deck in decks]
    return Imported(sum(each.new for each in told), sum(each.updated for each in told))


if __name__ == "__main__":
    main(sys.argv[1])
