"""Questions of the same words keep who they are, whichever of them was edited last."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import MakeNotebook, build_folder

NOW = 1_790_000_000


def notes(answers: tuple[str, ...]) -> str:
    return "# Part\n\n" + "".join(f"## Why does it hold?\n\n{each}\n\n" for each in answers)


def entries(ledger: Path) -> list[str]:
    return sorted(ledger.read_text("utf-8").splitlines()[1:])


@pytest.mark.parametrize("edited", range(3))
def test_a_build_after_an_edit_of_one_of_them_changes_no_other(
    make_notebook: MakeNotebook, tmp_path: Path, edited: int
) -> None:
    answers = ["First.", "Second.", "Third."]
    root = make_notebook({"a.md": notes(tuple(answers))})
    build_folder(root, tmp_path / "out", NOW)
    (ledger,) = root.glob("*.jsonl")
    before = entries(ledger)
    answers[edited] = "Another one."
    (root / "a.md").write_text(notes(tuple(answers)), encoding="utf-8")
    build_folder(root, tmp_path / "out", NOW + 1)
    after = entries(ledger)
    assert len({*before} & {*after}) == 2
    # From nothing, with this ledger, each is the same again.
    build_folder(root, tmp_path / "elsewhere", NOW + 2)
    assert entries(ledger) == after


def test_each_keeps_who_it_is_when_their_order_changes(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    root = make_notebook({"a.md": notes(("First.", "Second.", "Third."))})
    build_folder(root, tmp_path / "out", NOW)
    (ledger,) = root.glob("*.jsonl")
    before = entries(ledger)
    (root / "a.md").write_text(notes(("Third.", "First.", "Second.")), encoding="utf-8")
    build_folder(root, tmp_path / "out", NOW + 1)
    assert entries(ledger) == before
