"""``diptych same``, ``different`` and ``plan --ask``: the author says who is who, and Anki follows."""

from __future__ import annotations

import builtins
import sys
from pathlib import Path

import pytest

from diptych.cli import main
from diptych.identity import LedgerEntry, read_ledger
from tests.anki_engine import Anki
from tests.conftest import NOW, MakeNotebook, build_folder

BEFORE = ("阴离子间隙怎样计算？", "钠减去氯与碳酸氢根之和。")
TRANSLATED = ("Formula of the anion gap?", "Sodium minus both.")
BESIDE = [("什么是脏读？", "读到未提交的数据。"), ("什么是幻读？", "多读出几行。")]


def notes(*questions: tuple[str, str]) -> str:
    return "# 书\n\n" + "".join(f"### {prompt}\n\n> {answer}\n\n" for prompt, answer in questions)


class Learner:
    """A notebook that is built and imported, and whose cards are studied."""

    def __init__(self, root: Path, anki: Anki) -> None:
        self.root, self.anki, self.now = root, anki, NOW
        self.ledger = root / "notes/identity.jsonl"

    def write(self, *questions: tuple[str, str]) -> None:
        """Replace the notes."""
        (self.root / "notes/a.md").write_text(notes(*questions), encoding="utf-8")

    def build(self) -> str:
        """Build later than the last time; the ledger as it is then."""
        self.now += 1000
        build_folder(self.root, self.root / "site", self.now)
        return self.ledger.read_text("utf-8")

    def import_it(self) -> tuple[int, int]:
        """Import the deck; how many notes were new, and how many were updated."""
        told = self.anki.import_apkg(self.root / "site/书.apkg")
        return told.new, told.updated

    def entry(self, prompt: str) -> LedgerEntry:
        """Look up what the ledger says of a question."""
        ledger, _ = read_ledger(self.ledger.read_bytes(), "x")
        asked = [each for each in ledger.entries.values() if each.prompt == prompt]
        (found,) = (each for each in asked if not each.became)
        return found

    def run(self, *arguments: str) -> int:
        """Run a command on the notebook."""
        return main([*arguments, str(self.root)])


@pytest.fixture
def learner(make_notebook: MakeNotebook, anki: Anki) -> Learner:
    root = make_notebook({"diptych.toml": 'title = "书"\nname = "b"\n', "notes/a.md": ""})
    learner = Learner(root, anki)
    learner.write(BESIDE[0], BEFORE, BESIDE[1])
    learner.build()
    assert learner.import_it() == (3, 0)
    for guid in anki.guids():
        anki.study(guid)
    return learner


OLD, NEW = "阴离子间隙怎样计算", "formula-of-the-anion-gap"


def test_same_before_a_build_keeps_the_card(
    learner: Learner, capsys: pytest.CaptureFixture[str]
) -> None:
    guid = learner.entry(BEFORE[0]).guid
    before = learner.anki.state(guid)
    learner.write(BESIDE[0], TRANSLATED, BESIDE[1])
    assert learner.run("same", "阴离子", "Formula") == 0
    assert "reviews stay" in capsys.readouterr().out
    learner.build()
    assert learner.import_it() == (0, 1)
    assert learner.anki.state(guid) == before
    assert learner.anki.fields(guid)["Question"] == TRANSLATED[0]


def test_same_after_an_import_gives_the_old_card_back_and_names_the_one_to_delete(
    learner: Learner, capsys: pytest.CaptureFixture[str]
) -> None:
    guid = learner.entry(BEFORE[0]).guid
    before = learner.anki.state(guid)
    learner.write(BESIDE[0], TRANSLATED, BESIDE[1])
    learner.build()
    assert learner.import_it() == (1, 0)
    assert learner.run("same", OLD, NEW) == 0
    said = capsys.readouterr().out
    written = learner.build()
    assert learner.import_it() == (0, 1)
    assert learner.anki.state(guid) == before
    assert learner.anki.fields(guid)["Question"] == TRANSLATED[0]
    # What the command says finds the card that is left over, and only that.
    search = said[said.index('"Id:') :].splitlines()[0].split("  ")[0]
    (note,) = learner.anki.collection.find_notes(search)
    assert learner.anki.collection.get_note(note).guid != guid
    # It survives further builds and edits.
    assert learner.build() == written
    learner.write(BESIDE[0], (f"{TRANSLATED[0]} How?", TRANSLATED[1]), BESIDE[1])
    learner.build()
    assert learner.import_it() == (0, 1)
    assert learner.anki.state(guid) == before


def test_what_was_decided_in_one_branch_holds_after_a_merge(learner: Learner) -> None:
    guid = learner.entry(BEFORE[0]).guid
    learner.write(BESIDE[0], TRANSLATED, BESIDE[1])
    theirs = learner.build()
    assert learner.run("same", OLD, NEW) == 0
    ours = learner.ledger.read_text("utf-8")
    for both in (ours + theirs, theirs + ours):
        learner.ledger.write_text(both, encoding="utf-8")
        learner.build()
        assert learner.entry(TRANSLATED[0]).guid == guid
    assert learner.import_it() == (0, 1)


def test_a_likely_pair_is_told_and_different_undoes_it_after_the_build(
    learner: Learner, capsys: pytest.CaptureFixture[str]
) -> None:
    old = learner.entry(BEFORE[0])
    reworded = ("讲讲阴离子间隙的计算公式", f"{BEFORE[1][:-1]}，正常值约为十二。")
    learner.write(BESIDE[0], reworded, BESIDE[1])
    assert learner.run("build") == 0
    (line,) = (each for each in capsys.readouterr().out.splitlines() if "D504" in each)
    command = line.split("diptych ")[1].split()
    assert learner.entry(reworded[0]).guid == old.guid
    assert learner.run(*command) == 0
    written = learner.build()
    assert learner.entry(reworded[0]).guid != old.guid
    assert learner.entry(BEFORE[0]).retired is not None
    assert learner.build() == written
    assert learner.import_it() == (1, 0)
    assert learner.anki.fields(old.guid)["Question"] == BEFORE[0]
    # The old one comes back beside it, and both are who they are.
    learner.write(BESIDE[0], BEFORE, reworded, BESIDE[1])
    learner.build()
    assert learner.entry(BEFORE[0]).guid == old.guid
    # Its words are sent again: a deck with the others may have been imported in between.
    assert learner.import_it() == (0, 1)


def test_different_before_a_build_makes_it_new_for_good(learner: Learner) -> None:
    old = learner.entry(BEFORE[0])
    reworded = ("讲讲阴离子间隙的计算公式", f"{BEFORE[1][:-1]}，正常值约为十二。")
    learner.write(BESIDE[0], reworded, BESIDE[1])
    assert learner.run("different", OLD, reworded[0]) == 0
    learner.build()
    assert learner.entry(reworded[0]).guid != old.guid
    assert learner.entry(reworded[0]).apart == (old.guid,)
    assert learner.import_it() == (1, 0)


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (("阴离子间歇怎样计算", NEW), "no question of the ledger; near it: `阴离子间隙怎样计算"),
        (("什么是", NEW), "more than one question of the ledger"),
        ((OLD, "formula-of-an-ion"), "no question of the notes; near it: `formula-of-the-anion"),
        (("什么是脏读", NEW), "is “什么是脏读？” already"),
        (("", NEW), "no question of the ledger"),
    ],
)
def test_what_cannot_be_decided_is_refused_with_what_is_near(
    learner: Learner,
    capsys: pytest.CaptureFixture[str],
    names: tuple[str, str],
    message: str,
) -> None:
    learner.write(BESIDE[0], TRANSLATED, BESIDE[1])
    before = learner.ledger.read_bytes()
    assert learner.run("same", *names) == 2
    assert message in capsys.readouterr().err
    assert learner.ledger.read_bytes() == before


def test_an_unclear_pair_is_planned_until_it_is_decided(
    learner: Learner, capsys: pytest.CaptureFixture[str]
) -> None:
    learner.write(BESIDE[0], TRANSLATED, BESIDE[1])
    for _ in range(2):
        assert learner.run("plan") == 0
        said = capsys.readouterr().out
        assert f"may be {BEFORE[0]}; if so: diptych same {OLD} {NEW}" in said
        learner.build()
    assert learner.run("different", OLD, NEW) == 0
    capsys.readouterr()
    assert learner.run("plan") == 0
    assert "may be" not in capsys.readouterr().out


def answering(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Sit at a terminal and answer; the answers that are left."""
    left = list(answers)
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(builtins, "input", lambda _: left.pop(0))
    return left


@pytest.mark.parametrize(("answer", "kept"), [("y", True), ("n", False), ("s", None), ("q", None)])
def test_ask_shows_both_texts_and_remembers_the_answer(
    learner: Learner,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    kept: bool | None,
) -> None:
    old = learner.entry(BEFORE[0])
    learner.write(BESIDE[0], TRANSLATED, BESIDE[1])
    learner.build()
    left = answering(monkeypatch, "what?", answer)
    assert learner.run("plan", "--ask") == 0
    said = capsys.readouterr().out
    assert all(text in said for text in (*BEFORE, *TRANSLATED))
    assert not left
    learner.build()
    assert (learner.entry(TRANSLATED[0]).guid == old.guid) is (kept is True)
    left = answering(monkeypatch, "q")
    assert learner.run("plan", "--ask") == 0
    # What was decided is not asked again.
    assert bool(left) is (kept is not None)


def test_ask_needs_a_terminal(learner: Learner, capsys: pytest.CaptureFixture[str]) -> None:
    assert learner.run("plan", "--ask") == 2
    assert "needs a terminal" in capsys.readouterr().err


def test_a_build_tells_ten_pairs_and_how_many_more(
    make_notebook: MakeNotebook, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [chr(ord("A") + n) * 3 for n in range(14)]
    first = notes(
        *((f"What is {name}?", f"It is number {n} of all.") for n, name in enumerate(names))
    )
    second = notes(*((f"{n} 号是谁？", f"第 {n} 个，没有别的。") for n, name in enumerate(names)))
    root = make_notebook({"diptych.toml": "", "notes/a.md": first})
    assert main(["build", str(root)]) == 0
    (root / "notes/a.md").write_text(second, encoding="utf-8")
    capsys.readouterr()
    assert main(["build", str(root)]) == 0
    told = [
        line
        for line in capsys.readouterr().out.splitlines()
        if " D505: " in line or " D504: " in line
    ]
    assert len(told) == 11
    assert "4 more" in told[-1]
    assert "diptych plan" in told[-1]
