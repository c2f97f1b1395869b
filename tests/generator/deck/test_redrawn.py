"""Figures whose code changed and whose picture did not: no note is changed by that."""

from __future__ import annotations

import pytest

from diptych.figures import svg
from tests.anki_engine import Anki, Imported
from tests.generator.deck.occluded_book import Book


def drawing(book: Book) -> str:
    return (book.root / "figures/rendered/blocks.svg").read_text("utf-8")


def test_other_code_that_draws_the_same_changes_no_note(book: Book, anki: Anki) -> None:
    anki.import_apkg(book.build("Encoder", "Head"))
    before, ledger = drawing(book), book.ledger.read_bytes()
    book.further_code = "\n\ndef unused():\n    return 1\n"
    again = book.build("Encoder", "Head")
    assert svg.code_of(drawing(book)) != svg.code_of(before)
    assert book.ledger.read_bytes() == ledger
    assert anki.import_apkg(again) == Imported(duplicate=2)
    assert anki.import_apkg(book.build("Encoder", "Heads")) == Imported(updated=2)
    assert anki.check_media().missing == ()


@pytest.mark.parametrize("code", ["", "\nFURTHER = 1\n"], ids=["same code", "other code"])
def test_what_was_hashed_while_pictures_told_the_code_is_not_changed(
    code: str, book: Book, anki: Anki, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(svg, "without_code", lambda drawing: drawing)  # as it was
        anki.import_apkg(book.build("Encoder", "Head"))
    ledger = book.ledger.read_bytes()
    book.further_code = code
    assert anki.import_apkg(book.build("Encoder", "Head")) == Imported(duplicate=2)
    hashed = book.ledger.read_bytes()
    assert hashed != ledger
    assert anki.import_apkg(book.build("Encoder", "Head")) == Imported(duplicate=2)
    assert book.ledger.read_bytes() == hashed
    assert anki.import_apkg(book.build("Encoder", "Heads")) == Imported(updated=2)
    assert anki.problems() == []
