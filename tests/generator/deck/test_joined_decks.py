"""A file of its own for each question: the folders are decks, and cards that lie elsewhere stay."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.anki_engine import Anki
from tests.conftest import NOW, MakeNotebook, build_folder

FEW, MANY = 29, 40


def files(count: int, changed: str = "") -> dict[str, str]:
    """Write a question a file, in two folders and a folder within one."""
    folders = ("sorting", "graphs", "graphs/trees")
    return {
        f"{folders[n % 3]}/n{n}.md": f"# What is number {n}?\n\nIt is {n}{changed}.\n"
        for n in range(count)
    }


def decks_of(anki: Anki) -> Counter[str]:
    """Count the cards of each deck."""
    return Counter(anki.state(guid).deck.partition("::")[2] for guid in anki.guids())


def test_folders_are_the_decks_of_many_files_of_one_question(
    make_notebook: MakeNotebook, tmp_path: Path, anki: Anki
) -> None:
    assert build_folder(make_notebook(files(MANY)), tmp_path / "site").summary
    anki.import_apkg(deck_in(tmp_path / "site"))
    assert decks_of(anki) == {"sorting": 14, "graphs": 13, "graphs::trees": 13}


def test_a_few_files_are_a_deck_each(
    make_notebook: MakeNotebook, tmp_path: Path, anki: Anki
) -> None:
    assert build_folder(make_notebook(files(FEW)), tmp_path / "site").summary
    anki.import_apkg(deck_in(tmp_path / "site"))
    assert decks_of(anki) == {f"n{n}": 1 for n in range(FEW)}


@pytest.mark.parametrize("lost", [False, True], ids=["deck kept", "deck lost"])
def test_cards_that_came_to_decks_of_their_own_stay_there_in_all_later_decks(
    make_notebook: MakeNotebook, tmp_path: Path, anki: Anki, *, lost: bool
) -> None:
    root = make_notebook(files(FEW))
    assert build_folder(root, tmp_path / "site").summary
    anki.import_apkg(deck_in(tmp_path / "site"))
    for count, time in ((MANY, 1), (MANY + 2, 2)):
        make_notebook(files(count, f" in edition {time}"))
        assert build_folder(root, tmp_path / "site", NOW + time).summary
        package = deck_in(tmp_path / "site")
        if lost:  # what is left is the ledger, as in a fresh clone
            next((tmp_path / "site").glob("*.apkg")).unlink()
    own = {f"n{n}": 1 for n in range(FEW)}
    expected = Counter(own) + Counter({"sorting": 4, "graphs": 4, "graphs::trees": 5})
    with Anki(tmp_path / "fresh") as fresh:
        fresh.import_apkg(package)
        assert decks_of(fresh) == expected
    anki.import_apkg(package)
    assert decks_of(anki) == expected


def deck_in(site: Path) -> bytes:
    """Read the deck of a site."""
    (found,) = site.glob("*.apkg")
    return found.read_bytes()
