"""The deck of the last build is read for what the ledger may lack, and only where it may."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from diptych.commands.building import last_deck
from diptych.commands.building.last_deck import read_last_deck, with_last_deck
from diptych.deck import remembered_entries
from diptych.identity import LedgerEntry
from diptych.input.config import Config, load_config
from diptych.link.notebook import Notebook, read_notebook
from tests.conftest import NOW, MakeNotebook, build_folder
from tests.generator.deck.occluded_book import PACKAGE, figure

# Of each kind one, and one that is retired by the second build.
NOTES = """# Nets

## What are the blocks? {#blocks}

They follow one another.

![](figures/rendered/blocks.svg){.occlude}

## Pi is about {{c1::3.14159}}, and e about {{c2::2.71828}}

So they say.

## What is a layer? {.reversed}

Some neurons.

## What is a neuron? {.typed}

A cell
"""
RETIRED = "\n## What is gone?\n\nThis.\n"


@pytest.fixture
def root(make_notebook: MakeNotebook) -> Path:
    made = make_notebook(
        {
            "diptych.toml": 'notes = "notes.md"\nfigures = "figures"\n',
            "notes.md": NOTES + RETIRED,
            "figures/__init__.py": PACKAGE,
            "figures/plots/__init__.py": "",
            "figures/plots/blocks.py": figure("convolution", "pooling"),
        }
    )
    for edited, time in ((NOTES + RETIRED, NOW), (NOTES, NOW + 86_400)):
        (made / "notes.md").write_text(edited, encoding="utf-8")
        built = build_folder(made, made / "site", time)
        assert built.summary, built.report.diagnostics
    return made


def _notebook(root: Path) -> Notebook:
    return read_notebook(replace(_config(root), trusted=True))


def _config(root: Path) -> Config:
    return load_config(root, root / "site")[0]


def test_a_deck_says_nothing_new_to_the_ledger_that_was_written_with_it(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = _notebook(root)
    kinds = {entry.kind for entry in notebook.ledger.entries.values()}
    assert {"basic", "cloze"} < kinds
    assert any(entry.pictures for entry in notebook.ledger.entries.values())
    assert any(entry.retired for entry in notebook.ledger.entries.values())
    together = with_last_deck(notebook)
    monkeypatch.setattr(last_deck, "_were_written_together", lambda *_: False)
    read = with_last_deck(notebook)
    assert together.ledger == read.ledger
    assert together.diagnostics == read.diagnostics


def _is_read(notebook: Notebook, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Tell whether it is looked up what the last deck says of questions."""
    asked: list[bytes] = []

    def reading(package: bytes, known: Mapping[str, int]) -> list[LedgerEntry]:
        asked.append(package)
        return remembered_entries(package, known)

    monkeypatch.setattr(last_deck, "remembered_entries", reading)
    assert read_last_deck(notebook) is not None
    return bool(asked)


def test_a_deck_is_not_read_beside_the_ledger_that_was_written_with_it(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not _is_read(_notebook(root), monkeypatch)


@pytest.mark.parametrize("what", ["ledger", "deck", "manifest", "engine"])
def test_a_deck_is_read_beside_another_ledger(
    root: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    site, ledger = root / "site", _config(root).ledger
    if what == "ledger":
        ledger.write_bytes(ledger.read_bytes().replace(b"neuron", b"cell"))
    elif what == "deck":
        before = {file: file.read_bytes() for file in (ledger, site / ".diptych.json")}
        (root / "notes.md").write_text(NOTES.replace("Some", "Many"), encoding="utf-8")
        build_folder(root, site, NOW + 2 * 86_400)
        for file, data in before.items():
            file.write_bytes(data)
    elif what == "manifest":
        (site / ".diptych.json").unlink()
    else:
        monkeypatch.setattr(last_deck, "engine_digest", lambda: "another")
    assert _is_read(_notebook(root), monkeypatch)
