"""What becomes of 500 reviewed cards when their notes are edited: stories, told to the real engine.

In each, every card of a deck has been studied; some are flagged, some suspended. The notes are
edited, built and imported again with the dialog's defaults. Then no review may be lost, nothing be
there twice, and no note be touched but those whose cards show something else.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from diptych.commands.pipeline import Built
from tests.anki_engine import Anki, Imported
from tests.conftest import NOW, build_folder

pytestmark = pytest.mark.slow

Files = dict[str, str]
Edit = Callable[[Files], Files]

COUNT = 500
LATER = NOW + 1000
SYLLABLES = (
    "检测分割损失梯度网络卷积归一概率分布样本特征训练验证权重偏置激活池化步长"
    "候选阈值得分重叠尺度锚框塔式采样插值误差平方对数指数矩阵向量方差均值邻居"
)
WORDS = [SYLLABLES[place : place + 2] for place in range(0, len(SYLLABLES), 2)]


def original() -> Files:
    """Five documents of two sections of fifty questions; the same words come again and again."""
    pick = random.Random(7)
    files = {}
    for part in range(5):
        lines = [f"# 第{'一二三四五'[part]}部分\n"]
        for number in range(100):
            if number % 50 == 0:
                lines.append(f"\n## 小节{'甲乙'[number // 50]}\n")
            prompt = "".join(pick.choices(WORDS, k=4))
            answer = "".join(pick.choices(WORDS, k=40))
            lines.append(f"\n### {prompt}怎样影响{pick.choice(WORDS)}？\n\n> {answer}。\n")
        files[f"{part}.md"] = "".join(lines)
    return files


@dataclass(frozen=True)
class Told:
    """One build and its import."""

    built: Built
    imported: Imported


class Studied:
    """The notes, and a collection in which all of their cards have been studied."""

    def __init__(self, folder: Path) -> None:
        self.root, self.anki = folder / "book", folder / "anki"

    def copied(self, folder: Path) -> Studied:
        """The same notes and collection elsewhere, to be edited."""
        shutil.copytree(self.root.parent, folder)
        return Studied(folder)

    def read(self) -> Files:
        """The notes by file name."""
        notes = self.root / "notes"
        return {file.name: file.read_text(encoding="utf-8") for file in notes.glob("*.md")}

    def write(self, files: Files) -> None:
        """These notes and no others."""
        for file in (self.root / "notes").glob("*.md"):
            file.unlink()
        for name, text in files.items():
            (self.root / "notes" / name).write_bytes(text.encode())

    def build_and_import(self, now: int) -> Told:
        """What the user does after an edit."""
        output = self.root / "site"
        built = build_folder(self.root, output, now)
        assert built.summary is not None, built.report.diagnostics
        with Anki(self.anki) as anki:
            return Told(built, anki.import_apkg(output / built.summary.deck_file))

    def cards(self) -> dict[tuple[str | int, ...], list[str | int]]:
        """All that a learner would be sorry to lose, by GUID and template."""
        with Anki(self.anki) as anki:
            rows = anki.rows(
                "SELECT n.guid, c.ord, c.ivl, c.factor, c.reps, c.lapses, c.flags, c.queue, c.due,"
                " (SELECT count() FROM revlog r WHERE r.cid = c.id)"
                " FROM cards c JOIN notes n ON n.id = c.nid"
            )
        return {(row[0], row[1]): row[2:] for row in rows}


@pytest.fixture(scope="module")
def studied(tmp_path_factory: pytest.TempPathFactory) -> Studied:
    first = Studied(tmp_path_factory.mktemp("stories") / "first")
    (first.root / "notes").mkdir(parents=True)
    (first.root / "diptych.toml").write_text('title = "书"\nname = "book"\n', encoding="utf-8")
    first.write(original())
    told = first.build_and_import(NOW)
    assert told.imported.new == COUNT
    with Anki(first.anki) as anki:
        for number, guid in enumerate(sorted(anki.guids())):
            anki.study(guid)
            if number % 50 == 0:
                anki.suspend(guid)
            if number % 30 == 0:
                anki.flag(guid, 1 + number % 4)
    assert all(card[2] for card in first.cards().values())  # repetitions
    return first


@dataclass(frozen=True)
class Story:
    """An edit, and how many notes Anki must take as new and as updated because of it."""

    name: str
    edit: Edit
    new: int = 0
    updated: int = 0


def in_file(name: str, change: Callable[[str], str]) -> Edit:
    def edit(files: Files) -> Files:
        changed = change(files[name])
        assert changed != files[name]
        return {**files, name: changed}

    return edit


def questions(text: str) -> list[str]:
    """A document's questions, each with its answer."""
    return re.findall(r"^### .*?(?=^##|\Z)", text, re.MULTILINE | re.DOTALL)


def reworded(how: Callable[[str], str], places: range) -> Callable[[str], str]:
    def change(text: str) -> str:
        for question in [questions(text)[place] for place in places]:
            heading, _, rest = question.partition("\n")
            text = text.replace(question, f"### {how(heading[4:])}\n{rest}")
        return text

    return change


def numbered(text: str) -> str:
    headings = iter(range(1, 1000))
    return re.sub(r"^### ", lambda _: f"### {next(headings)}. ", text, flags=re.MULTILINE)


def reordered(text: str) -> str:
    first, second = text.split("## 小节乙")
    return f"{first}## 小节乙\n\n{''.join(reversed(questions(second)))}"


def moved(text: str) -> str:
    question = questions(text)[0]
    return f"{text.replace(question, '')}\n{question}"


def without(*places: int) -> Callable[[str], str]:
    def change(text: str) -> str:
        for question in [questions(text)[place] for place in places]:
            text = text.replace(question, "")
        return text

    return change


def to_other_file(files: Files) -> Files:
    question = questions(files["0.md"])[3]
    return {
        **files,
        "0.md": files["0.md"].replace(question, ""),
        "4.md": f"{files['4.md']}\n{question}",
    }


def split(files: Files) -> Files:
    first, second = files.pop("2.md").split("## 小节乙")
    return {**files, "2a.md": first, "2b.md": f"# 第三部分\n\n## 小节乙{second}"}


def merged(files: Files) -> Files:
    first, second = files.pop("0.md"), files.pop("1.md")
    return {**files, "all.md": f"{first}\n\n{second}"}


STORIES = [
    Story("nothing changed", lambda files: files),
    Story("an answer edited", in_file("0.md", lambda t: t.replace("> ", "> 先看", 1)), updated=1),
    Story(
        "ten questions reworded lightly",
        in_file("1.md", reworded(lambda q: f"请问，{q}", range(10))),
        updated=10,
    ),
    Story(
        "ten questions reworded heavily",
        in_file(
            "1.md", reworded(lambda q: f"换个说法，第{len(q)}类问题{q[0]}如何？", range(10, 20))
        ),
        updated=10,
    ),
    Story(
        "reworded, and the answer too",
        in_file(
            "3.md",
            lambda t: reworded(lambda q: f"为什么{q}", range(1))(t.replace("> ", "> 总之", 1)),
        ),
        updated=1,
    ),
    Story("renumbered", in_file("0.md", numbered)),
    Story("reordered", in_file("0.md", reordered)),
    Story(
        "a question inserted on top",
        in_file(
            "0.md", lambda t: t.replace("### ", "### 全新的一题？\n\n> 全新的答案。\n\n### ", 1)
        ),
        new=1,
    ),
    # Its section is on the card, and its tag: one update.
    Story("moved to another section", in_file("0.md", moved), updated=1),
    Story("moved to another file", to_other_file, updated=1),
    Story(
        "a file renamed", lambda files: {"z.md" if n == "3.md" else n: t for n, t in files.items()}
    ),
    Story("a file split", split),
    # Two first-level headings are sections, one is the document's title: cards name their sections.
    Story("two files merged", merged, updated=200),
    Story("questions deleted", in_file("4.md", without(0, 5, 99))),
    Story(
        "a question with nearly the words of another",
        in_file("0.md", lambda t: f"{t}\n{questions(t)[0].replace('怎样影响', '怎样影响了')}"),
        new=1,
    ),
    Story(
        "the very same question in another section",
        in_file("0.md", lambda t: f"{t}\n{questions(t)[0]}"),
        new=1,
    ),
    Story(
        "tags changed",
        in_file("2.md", lambda t: f"---\ntags: [exam]\n---\n\n{t}"),
        updated=100,
    ),
    Story("line ends changed by git", lambda f: {n: t.replace("\n", "\r\n") for n, t in f.items()}),
    Story(
        "composed and decomposed letters",
        lambda f: {n: unicodedata.normalize("NFD", t) for n, t in f.items()},
    ),
    Story("a byte order mark", lambda f: {n: f"\ufeff{t}" for n, t in f.items()}),
]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_no_review_is_lost(studied: Studied, tmp_path: Path, story: Story) -> None:
    here = studied.copied(tmp_path / "here")
    before = here.cards()
    here.write(story.edit(here.read()))
    told = here.build_and_import(LATER)
    assert (told.imported.new, told.imported.updated) == (story.new, story.updated)
    assert told.imported.conflicting == 0
    after = here.cards()
    assert {card: after.get(card) for card in before} == before
    assert len(after) == len(before) + story.new


def test_deleted_and_brought_back_months_later(studied: Studied, tmp_path: Path) -> None:
    here = studied.copied(tmp_path / "here")
    before, whole = here.cards(), here.read()
    here.write(in_file("0.md", without(0, 1, 2))(whole))
    here.build_and_import(LATER)
    here.write(whole)
    told = here.build_and_import(LATER + 1000)
    assert (told.imported.new, told.imported.updated) == (0, 0)
    assert here.cards() == before


@pytest.mark.parametrize("now", [NOW - 86_400, NOW + 86_400], ids=["back", "forward"])
def test_the_clock_was_set(studied: Studied, tmp_path: Path, now: int) -> None:
    here = studied.copied(tmp_path / "here")
    before = here.cards()
    here.write(in_file("0.md", lambda text: text.replace("> ", "> 先看", 1))(here.read()))
    told = here.build_and_import(now)
    assert (told.imported.new, told.imported.updated) == (0, 1)
    here.write(in_file("1.md", lambda text: text.replace("> ", "> 先看", 1))(here.read()))
    told = here.build_and_import(LATER)
    assert (told.imported.new, told.imported.updated) == (0, 1)
    assert here.cards() == before


def test_the_ledger_was_deleted(studied: Studied, tmp_path: Path) -> None:
    here = studied.copied(tmp_path / "here")
    before = here.cards()
    (here.root / "notes/identity.jsonl").unlink()
    told = here.build_and_import(LATER)
    assert told.imported.new == 0
    assert here.cards() == before


@pytest.mark.parametrize("style", ["--zdiff3", "--diff3", "--union", "--marker-size=7"])
def test_what_git_makes_of_two_branches_is_joined(
    studied: Studied, tmp_path: Path, style: str
) -> None:
    """Both edit one answer, both add a question, one deletes one."""
    base = (studied.root / "notes/identity.jsonl").read_bytes()
    one, two = studied.copied(tmp_path / "one"), studied.copied(tmp_path / "two")
    before, whole = one.cards(), one.read()
    answer, added = "> {0}，", "\n### 机器{0}的新题怎样？\n\n> 机器{0}的答案。\n"

    def edited(word: str, *, adding: str, gone: tuple[int, ...] = ()) -> Files:
        text = without(*gone)(whole["0.md"]).replace("> ", answer.format(word), 1)
        return {**whole, "0.md": text + "".join(added.format(each) for each in adding)}

    for time, (machine, files) in enumerate(
        ((one, edited("甲", adding="甲")), (two, edited("乙", adding="乙", gone=(5,))))
    ):
        machine.write(files)
        told = machine.build_and_import(LATER + time)
        assert (told.imported.new, told.imported.updated) == (1, 1)
    ledger = one.root / "notes/identity.jsonl"
    origin = tmp_path / "base.jsonl"
    origin.write_bytes(base)
    ledgers = (ledger, origin, two.root / "notes/identity.jsonl")
    merged = subprocess.run(
        ["git", "merge-file", "-p", style, *map(str, ledgers)],
        capture_output=True,
        check=False,
    )
    assert (b"<<<<<<<" in merged.stdout) is (style != "--union")
    ledger.write_bytes(merged.stdout)
    for machine, word in ((one, "乙"), (two, "甲")):
        (machine.root / "notes/identity.jsonl").write_bytes(merged.stdout)
        machine.write(edited(word, adding="甲乙", gone=(5,)))
        told = machine.build_and_import(LATER + 10)
        # Its own card is asked for, and the answer of the other machine comes to it.
        assert (told.imported.new, told.imported.updated) == (1, 1)
        assert "D507" in [each.code for each in told.built.report.diagnostics]
        assert told.built.summary is not None
        assert "two branches" in told.built.summary.as_text()
        after = machine.cards()
        assert {card: after[card] for card in before} == before
    lines = ledger.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1 + COUNT + 2
    assert all(line.startswith("{") for line in lines)


def test_two_machines_and_a_merge(studied: Studied, tmp_path: Path) -> None:
    one, two = studied.copied(tmp_path / "one"), studied.copied(tmp_path / "two")
    before = one.cards()
    added = "\n### 机器{0}的新题怎样？\n\n> 机器{0}的答案。\n"
    for machine, name, file in ((one, "甲", "0.md"), (two, "乙", "4.md")):
        machine.write(in_file(file, lambda text, n=name: text + added.format(n))(machine.read()))  # type: ignore[misc]
        machine.build_and_import(LATER)
    # What git makes of lines added at different places: all of them.
    ledgers = [(m.root / "notes/identity.jsonl").read_text(encoding="utf-8") for m in (one, two)]
    lines = dict.fromkeys(line for ledger in ledgers for line in ledger.splitlines())
    (one.root / "notes/identity.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    one.write({**one.read(), "4.md": two.read()["4.md"]})
    told = one.build_and_import(LATER + 10)
    assert (told.imported.new, told.imported.updated) == (1, 0)
    after = one.cards()
    assert {card: after[card] for card in before} == before


def test_what_the_learner_edited_in_anki_stays(studied: Studied, tmp_path: Path) -> None:
    here = studied.copied(tmp_path / "here")
    with Anki(here.anki) as anki:
        guid = sorted(anki.guids())[0]
        note = anki.note(guid)
        note["Short"] = "我自己的话"
        anki.collection.update_note(note)
        prompt = re.sub("<[^>]*>", "", note["Question"])
    files = here.read()
    name = next(name for name, text in files.items() if prompt not in text)
    here.write(in_file(name, lambda text: text.replace("> ", "> 先看", 1))(files))
    told = here.build_and_import(LATER)
    assert (told.imported.new, told.imported.updated) == (0, 1)
    with Anki(here.anki) as anki:
        assert anki.fields(guid)["Short"] == "我自己的话"


def test_the_deck_got_another_title(studied: Studied, tmp_path: Path) -> None:
    here = studied.copied(tmp_path / "here")
    before = here.cards()
    (here.root / "diptych.toml").write_text('title = "新书"\nname = "book"\n', encoding="utf-8")
    told = here.build_and_import(LATER)
    assert (told.imported.new, told.imported.updated) == (0, 0)
    assert here.cards() == before


def test_a_question_turned_cloze_and_back(studied: Studied, tmp_path: Path) -> None:
    here = studied.copied(tmp_path / "here")
    before, files = here.cards(), here.read()
    here.write(in_file("0.md", lambda text: text.replace("> ", "> {{c1::先}}看", 1))(files))
    told = here.build_and_import(LATER)
    assert (told.imported.new, told.imported.updated, told.imported.conflicting) == (1, 0, 0)
    assert [d.code for d in told.built.report.diagnostics] == ["D506"]
    here.write(files)
    told = here.build_and_import(LATER + 10)
    assert (told.imported.new, told.imported.conflicting) == (0, 0)
    after = here.cards()
    assert {card: after[card] for card in before} == before


def test_a_picture_changed_and_was_renamed(studied: Studied, tmp_path: Path) -> None:
    here = studied.copied(tmp_path / "here")
    picture = here.root / "notes/a.png"
    picture.write_bytes(b"\x89PNG one")
    here.write(in_file("0.md", lambda text: text.replace("> ", "> ![图](a.png)", 1))(here.read()))
    before = here.cards()
    for now, change in ((0, None), (10, b"\x89PNG two"), (20, b"\x89PNG two")):
        if change:
            picture.write_bytes(change)
        told = here.build_and_import(LATER + now)
        assert (told.imported.new, told.imported.updated) == (0, 0 if now == 20 else 1)
    picture.rename(picture.with_name("b.png"))
    here.write({n: text.replace("(a.png)", "(b.png)") for n, text in here.read().items()})
    told = here.build_and_import(LATER + 30)
    assert (told.imported.new, told.imported.updated) == (0, 1)
    assert here.cards() == before
    with Anki(here.anki) as anki:
        assert anki.check_media().missing == ()
