"""What another tool does on our stories of edits: ``python -m tests.peers MDANKIDECK``.

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
from tests.generator.identity.stories import STORIES
from tests.generator.identity.stories.book import COUNT, Files, original
from tests.generator.identity.stories.registry import Edits


def main(command: str) -> None:
    """Print how many notes come anew and how many are touched: of each story, and of all."""
    with tempfile.TemporaryDirectory() as scratch:
        base = Path(scratch) / "base"
        decks = convert(original().files(), base, command)
        with Anki(base / "anki") as anki:
            import_all(anki, decks)
        print(f"{'what is done':64} {'new':>5} {'updated':>8}   ours")
        sums = [0, 0, 0, 0]
        stories = [each for each in STORIES if isinstance(each.tell, Edits)]
        for number, story in enumerate(stories):
            here = Path(scratch) / str(number)
            shutil.copytree(base / "anki", here / "anki")
            told = Imported()
            book = original()
            for part, change in enumerate(
                story.tell.changes if isinstance(story.tell, Edits) else ()
            ):
                book = change(book)
                edited = convert(book.files(), here / str(part), command)
                with Anki(here / "anki") as anki:
                    more = import_all(anki, edited)
                told = Imported(told.new + more.new, told.updated + more.updated)
            row = (told.new, told.updated, story.new, story.updated)
            sums = [one + two for one, two in zip(sums, row, strict=True)]
            print(f"{story.name:64} {told.new:5} {told.updated:8}   {story.new}, {story.updated}")
        print(
            f"{len(stories)} stories of {COUNT} notes: {sums[0]} {sums[1]}   {sums[2]}, {sums[3]}"
        )


def convert(files: Files, folder: Path, command: str) -> list[Path]:
    """The peer's decks of some notes: it wants questions at the second level, without sections."""
    source, output = folder / "in", folder / "out"
    source.mkdir(parents=True)
    output.mkdir()
    for name, text in files.items():
        (source / name).parent.mkdir(exist_ok=True)
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
