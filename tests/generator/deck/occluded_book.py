"""A notebook with a figure that is drawn again and again, its labels asked for by cards."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from diptych.figures.registry import forget_package
from tests.anki_engine import Anki
from tests.conftest import build_folder

FIGURE = """
from matplotlib.figure import Figure

CAPTION = "Two blocks."
ALT = "Two blocks side by side."


def compute():
    return LABELS


def draw(labels):
    canvas = Figure(figsize=(5, 3))
    for place, text in enumerate(labels):
        canvas.text(0.1, 0.1 + 0.2 * place, text, fontsize=12, color="#111111")
    return canvas
"""
PACKAGE = 'FIGURES = ("blocks",)\nPALETTE = {"ink": ("#111111", "#eeeeee")}\n'
NOTES = "# Nets\n\n## What are the blocks? {#blocks}\n\nThey follow one another.\n\n![](figures/rendered/blocks.svg){.occlude}\n"
NOW = 1_700_000_000


def figure(*labels: str) -> str:
    return f"LABELS = {list(labels)!r}\n{FIGURE}"


def photo() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (200, 100), "white").save(buffer, "PNG")
    return buffer.getvalue()


class Book:
    """A notebook with one figure, built again and again."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.time = NOW
        self.further_code = ""

    def build(self, *labels: str, notes: str = NOTES) -> bytes:
        """Build it a day later, its figure drawn with these labels; the deck."""
        self.write(*labels, notes=notes)
        self.time += 86_400
        self.built = build_folder(self.root, self.root / "site", self.time)
        assert self.built.summary is not None, self.built.report
        (package,) = (self.root / "site").glob("*.apkg")
        return package.read_bytes()

    def write(self, *labels: str, notes: str) -> None:
        """Write its notes, and a figure with these labels."""
        code = figure(*labels) + self.further_code
        (self.root / "figures/plots/blocks.py").write_text(code, encoding="utf-8")
        (self.root / "a.md").write_text(notes, encoding="utf-8")
        forget_package(self.root / "figures")

    @property
    def ledger(self) -> Path:
        """Its identity ledger."""
        (file,) = self.root.glob("*identity.jsonl")
        return file

    def told(self, code: str) -> list[str]:
        """The messages of a code at the last build."""
        return [each.message for each in self.built.report.diagnostics if each.code == code]


FILES: dict[str, str | bytes] = {
    "diptych.toml": 'title = "Nets"\nlanguage = "en"\nnotes = "a.md"\nfigures = "figures"\n',
    "a.md": NOTES,
    "figures/__init__.py": PACKAGE,
    "figures/plots/__init__.py": "",
    "figures/plots/blocks.py": figure("Encoder"),
    "photo.png": photo(),
}


def picture_note(anki: Anki) -> str:
    """The GUID of the only note that asks for labels."""
    notes = anki.collection.find_notes('"note:Diptych Occlusion"')
    (guid,) = {anki.collection.get_note(number).guid for number in notes}
    return guid
