"""Cloze cards are known by number: which deletion has which number, and whose history that is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from diptych.deck import read_package
from diptych.model import Diagnostic
from tests.conftest import NOW, build_folder

HIGHLIGHTS = "highlights_hide = true\n"
AROUND = "Measured again and again, these are what a sensor loses: "
OWN = "Cards are known by numbers. To keep its own:"


def built(root: Path, text: str, number: int = 1) -> list[Diagnostic]:
    """Build a notebook of one text; what is said of its deletions."""
    (root / "notes").mkdir(exist_ok=True)
    (root / "diptych.toml").write_text(HIGHLIGHTS)
    (root / "notes/a.md").write_text(f"# A\n\n{AROUND}{text}\n")
    report = build_folder(root, root / "site", NOW + 1000 * number).report
    return [each for each in report.diagnostics if each.code == "D521"]


def told(root: Path, *texts: str) -> list[str]:
    """Build one text after the other; what is said of the last."""
    found: list[Diagnostic] = []
    for number, text in enumerate(texts):
        assert found == []
        found = built(root, text, number)
    assert {each.span.line for each in found if each.span} <= {3}
    return [f"{each.message} | {each.hint}" for each in found]


def card(root: Path) -> str:
    """What the only note of the deck says."""
    (file,) = (root / "site").glob("*.apkg")
    (note,) = read_package(file.read_bytes())
    return (
        note.fields["Text"].removeprefix(f'<div class="question">{AROUND}').partition("</div>")[0]
    )


def test_exchanged_numbers_are_told_once(tmp_path: Path) -> None:
    assert told(tmp_path, "{{c1::x}} and {{c2::y}}", "{{c2::x}} and {{c1::y}}") == [
        f"“x” was deletion 1 and is 2 now: its card has the history of “y” | {OWN} {{{{c1::x}}}}",
        f"“y” was deletion 2 and is 1 now: its card has the history of “x” | {OWN} {{{{c2::y}}}}",
    ]
    assert built(tmp_path, "{{c2::x}} and {{c1::y}}, again", 9) == []


def test_each_is_told_in_its_own_line(tmp_path: Path) -> None:
    built(tmp_path, "x\nand {{c1::x}},\nwith {{c2::y}}")
    found = built(tmp_path, "x\nand {{c2::x}},\nwith {{c1::y}}", 2)
    spans = [each.span for each in found if each.span]
    assert [(each.line, each.column) for each in spans] == [(4, 11), (5, 12)]


def test_a_deletion_put_in_front_with_all_counted_anew_is_told(tmp_path: Path) -> None:
    assert told(tmp_path, "{{c1::x}} and {{c2::y}}", "{{c1::w}}, {{c2::x}} and {{c3::y}}") == [
        "“w” is new as deletion 1: its card has the history of “x” | "
        "For a card of its own: {{c4::w}}",
        f"“x” was deletion 1 and is 2 now: its card has the history of “y” | {OWN} {{{{c1::x}}}}",
        f"“y” was deletion 2 and is 3 now: its card is a new one | {OWN} {{{{c2::y}}}}",
    ]


def test_what_a_ledger_does_not_know_yet_is_read_from_the_last_deck(tmp_path: Path) -> None:
    built(tmp_path, "{{c1::x}} and {{c2::$y$}}")
    ledger = tmp_path / "notes/identity.jsonl"
    head, line = map(json.loads, ledger.read_text().splitlines())
    assert line.pop("deletions") == [[1, "x"], [2, r"\(y\)"]]
    ledger.write_text(f"{json.dumps(head)}\n{json.dumps(line)}\n")
    assert len(built(tmp_path, "{{c2::x}} and {{c1::$y$}}", 2)) == 2


def test_a_number_of_one_that_is_gone_is_told(tmp_path: Path) -> None:
    texts = ("{{c1::x}} and {{c2::y}}", "x and {{c2::y}}", "{{c1::w}}, x and {{c2::y}}")
    assert told(tmp_path, *texts) == [
        "“w” is new as deletion 1: its card has the history of “x” | "
        "For a card of its own: {{c3::w}}",
    ]


def test_one_that_returns_with_its_number_is_not_told(tmp_path: Path) -> None:
    texts = ("{{c1::x}} and {{c2::y}}", "x and {{c2::y}}", "{{c1::x}} and {{c2::y}}")
    assert told(tmp_path, *texts) == []


@pytest.mark.parametrize(
    "after",
    [
        "{{c2::y}} and {{c1::x}}",
        "{{c3::w}}, {{c1::x}} and {{c2::y}}",
        "{{c1::x, reworded}} and {{c2::y}}",
        "{{c1::x}} and y",
        "{{c1::x}} and {{c1::z}} and {{c2::y}}",
        "{{c1::x::a hint}} and **{{c2::y}}**",
    ],
)
def test_nothing_is_said_where_each_keeps_its_own(tmp_path: Path, after: str) -> None:
    assert told(tmp_path, "{{c1::x}} and {{c2::y}}", after) == []


@pytest.mark.parametrize(
    ("after", "shown"),
    [
        ("==w==, ==x== and ==y==", "{{c3::w}}, {{c1::x}} and {{c2::y}}"),
        ("==y== and ==x==", "{{c2::y}} and {{c1::x}}"),
        ("x and ==y==", "x and {{c2::y}}"),
        ("==x, reworded== and ==y==", "{{c1::x, reworded}} and {{c2::y}}"),
        ("==w==, ==x== and ==y, reworded==", "{{c3::w}}, {{c1::x}} and {{c2::y, reworded}}"),
        ("{{c1::x}} and ==y==", "{{c1::x}} and {{c2::y}}"),
        ("==x== and ==y== and {{c3::z}}", "{{c1::x}} and {{c2::y}} and {{c3::z}}"),
    ],
)
def test_deletions_without_numbers_keep_theirs(tmp_path: Path, after: str, shown: str) -> None:
    assert told(tmp_path, "==x== and ==y==", after) == []
    assert card(tmp_path) == shown


def test_a_deletion_that_returns_has_its_number_again(tmp_path: Path) -> None:
    texts = ("==x== and ==y==", "x and ==y==", "==w==, x and ==y==", "==w==, ==x== and ==y==")
    assert told(tmp_path, *texts) == []
    assert card(tmp_path) == "{{c3::w}}, {{c1::x}} and {{c2::y}}"


def test_a_number_that_the_author_takes_is_told(tmp_path: Path) -> None:
    assert told(tmp_path, "==x== and ==y==", "{{c1::w}}, ==x== and ==y==") == [
        "“w” is new as deletion 1: its card has the history of “x” | "
        "For a card of its own: {{c4::w}}",
        f"“x” was deletion 1 and is 3 now: its card is a new one | {OWN} {{{{c1::x}}}}",
    ]
    assert card(tmp_path) == "{{c1::w}}, {{c3::x}} and {{c2::y}}"


def test_no_number_is_above_those_that_anki_knows(tmp_path: Path) -> None:
    assert told(tmp_path, "==x== and {{c500::y}}", "==w==, ==x== and {{c500::y}}") == []
    assert built(tmp_path, "==v==, ==w==, ==x== and {{c500::y}}", 9) == []
    assert "501" not in card(tmp_path)


def test_numbers_of_what_is_gone_are_used_again_where_there_are_no_more(tmp_path: Path) -> None:
    for number, first in enumerate((0, 20, 40)):
        lost = " ".join(f"=={n}==" for n in range(first, first + 490))
        found = built(tmp_path, f"\n\n## What is lost?\n\n{lost}", number)
    assert {each.hint for each in found} == {"Anki has no number above 500, and all were used."}
    ledger = (tmp_path / "notes/identity.jsonl").read_text().splitlines()
    (entry,) = [row for row in map(json.loads, ledger) if row.get("prompt") == "What is lost?"]
    numbers = [number for number, _, *gone in entry["deletions"] if not gone]
    assert numbers[:2] == [41, 42]
    assert len(set(numbers)) == len(numbers) == 490
    assert max(numbers) == 500


def test_a_number_below_the_last_is_proposed_where_it_was_never_used(tmp_path: Path) -> None:
    texts = ("{{c500::x}} and {{c2::y}}", "{{c500::w}}, {{c3::x}} and {{c2::y}}")
    assert told(tmp_path, *texts)[0] == (
        "“w” is new as deletion 500: its card has the history of “x” | "
        "For a card of its own: {{c1::w}}"
    )
