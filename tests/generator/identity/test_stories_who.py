"""Stories of who is who, told to the real engine: each card keeps its own history, or is asked for.

Sixty notes with all that a learner's collection holds: intervals, lapses, FSRS memory, flags,
suspended and buried cards, and cards moved to another deck.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from anki.decks import DeckId

from tests.anki_engine import Anki
from tests.conftest import NOW
from tests.generator.identity.test_stories import LATER, Files, Studied

pytestmark = pytest.mark.slow

PLACES = ["北京", "上海", "广州", "成都", "西安", "武汉", "南京", "杭州", "长沙", "昆明"]
GOODS = ["丝绸", "茶叶", "瓷器", "药材", "木料", "铁器"]


def original() -> Files:
    """Six documents of two chapters; each has twins: an advantage, and a summary."""
    files = {}
    for part, goods in enumerate(GOODS):
        lines = [f"# {goods}\n"]
        for half, places in enumerate((PLACES[:4], PLACES[4:8])):
            lines.append(f"\n## {goods}第{'一二'[half]}章\n")
            for number, place in enumerate(places):
                lines.append(
                    f"\n### {place}的{goods}在哪一年最贵？\n\n> {1500 + 40 * part + 7 * number + 150 * half} 年\n"
                )
            lines.append(
                f"\n### 优点\n\n> {goods}从{places[0]}走水路运到{places[1]}，第{half + 1}季最省钱。\n"
            )
        files[f"{part}.md"] = "".join(lines)
    return files


COUNT = 60


@pytest.fixture(scope="module")
def studied(tmp_path_factory: pytest.TempPathFactory) -> Studied:
    first = Studied(tmp_path_factory.mktemp("who") / "first")
    (first.root / "notes").mkdir(parents=True)
    (first.root / "diptych.toml").write_text(
        'title = "书"\nname = "book"\nquestion_level = 3\n', encoding="utf-8"
    )
    first.write(original())
    assert first.build_and_import(NOW).imported.new == COUNT
    with Anki(first.anki) as anki:
        _live(anki)
    return first


def _live(anki: Anki) -> None:
    """Do with a deck what a learner does."""
    collection = anki.collection
    collection.set_config("fsrs", True)
    other = DeckId(collection.decks.id("我的") or 1)
    for number, guid in enumerate(sorted(anki.guids())):
        anki.study(guid, times=1 + number % 3)
        card = anki.card(guid)
        if number % 5 == 0:
            anki.suspend(guid)
        if number % 5 == 1:
            anki.flag(guid, 1 + number % 7)
        if number % 5 == 2:
            collection.sched.bury_cards([card.id])
        if number % 5 == 3:
            collection.set_deck([card.id], other)
        collection.db.execute(  # type: ignore[union-attr]
            "update cards set data = ?, lapses = ? where id = ?",
            json.dumps({"s": 10.5 + number, "d": 5.5}),
            number % 4,
            card.id,
        )


@dataclass(frozen=True)
class Story:
    """An edit, and what must come of it.

    Attributes:
        new: how many notes come; asked: how many old ones are named with a command.
        updated: how many notes are touched.
    """

    name: str
    edit: Callable[[Files], Files]
    new: int = 0
    updated: int = 0
    asked: int = 0
    away: tuple[str, ...] = ()


def put(name: str, *pairs: tuple[str, str]) -> Callable[[Files], Files]:
    def edit(files: Files) -> Files:
        text = files[name]
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new, 1)
        return {**files, name: text}

    return edit


def all_reworded(how: str) -> Callable[[Files], Files]:
    """Put the questions of a file in other words, and their answers."""

    def edit(files: Files) -> Files:
        text = files["0.md"].replace("在哪一年最贵？", how).replace(" 年\n", " 年前后\n")
        return {**files, "0.md": text}

    return edit


def chapters_renamed(files: Files) -> Files:
    """All chapters of three files get other names, and a new one with a twin comes first."""
    new = "\n## 引子\n\n### 优点\n\n> 这里讲的事情别处都没有。\n"
    changed = {
        name: text.replace("第一章", "上篇")
        .replace("第二章", "下篇")
        .replace("\n\n## ", f"\n{new}\n## ", 1)
        for name, text in files.items()
        if name in {"0.md", "1.md", "2.md"}
    }
    return {**files, **changed}


STORIES = [
    Story("a new twin before the old one", put("0.md", ("\n## ", "\n## 序\n\n### 优点\n\n> 全新的内容，讲的是背压。\n\n## ")), new=1),
    Story("three files of renamed chapters, a new one first", chapters_renamed, new=3, updated=30),
    Story("a short answer that is nobody else's", put("0.md", ("北京的丝绸在哪一年最贵？", "丝绸的价钱何时在京城最高？")), updated=1),
    Story("away for one build, back reworded", put("3.md", ("北京的药材在哪一年最贵？", "药材的价钱何时在京城最高？")), updated=1, away=("3.md",)),
    Story("a sibling in its place", put("0.md", ("北京的丝绸在哪一年最贵？\n\n> 1500 年", "天津的丝绸在哪一年最贵？\n\n> 1733 年")), new=1, asked=1),
    Story("the opposite in its place", put("0.md", ("北京的丝绸在哪一年最贵？\n\n> 1500 年", "北京的丝绸在哪一年最便宜？\n\n> 1490 年")), new=1, asked=1),
    Story("translated", put("0.md", ("北京的丝绸在哪一年最贵？\n\n> 1500 年", "When was silk dearest in Beijing?\n\n> In the first year")), new=1, asked=1),
    Story("a file renamed, one question reworded", lambda f: {("z.md" if n == "2.md" else n): t.replace("北京的瓷器在哪一年最贵？", "北京的瓷器哪一年最贵？") for n, t in f.items()}, updated=1),
    Story("two answers change places with their chapters", lambda f: {**f, "1.md": f["1.md"].replace("第一章", "第零章").replace("第二章", "第一章").replace("第零章", "第二章")}, updated=10),
    Story("numbered", lambda f: {n: t.replace("### ", "### 1. ") for n, t in f.items()}),
    Story("a twin's answer edited", put("0.md", ("第1季最省钱", "第1季最省钱，也最快")), updated=1),
    Story("questions and their answers reworded", all_reworded("最贵是在哪一年？"), updated=8),
    Story("both reworded so that little is left", all_reworded("什么时候价钱最高？"), new=8, asked=8),
]  # fmt: skip


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_each_card_keeps_its_own_history(studied: Studied, tmp_path: Path, story: Story) -> None:
    here = studied.copied(tmp_path / "here")
    before, whole = here.cards(), here.read()
    guid_of = _guids(here)
    if story.away:
        here.write({name: text for name, text in whole.items() if name not in story.away})
        here.build_and_import(LATER - 500)
    here.write(story.edit(whole))
    told = here.build_and_import(LATER)
    found = [each for each in told.built.report.diagnostics if each.code in {"D504", "D505"}]
    named = [each for each in found if each.code == "D505"]
    assert (told.imported.new, told.imported.updated, len(named)) == (
        story.new,
        story.updated,
        story.asked,
    ), found
    assert all("diptych same" in each.hint for each in named)
    after = here.cards()
    assert {card: after.get(card) for card in before} == before
    assert len(after) == COUNT + story.new
    # Whose words stayed is who it was.
    assert not [
        said for said, guid in _guids(here).items() if said in guid_of and guid != guid_of[said]
    ]
    assert here.build_and_import(LATER + 500).imported.updated == 0


def _guids(studied: Studied) -> dict[tuple[str, str], str]:
    with Anki(studied.anki) as anki:
        return {
            (fields["Question"], fields["Short"]): guid
            for guid in anki.guids()
            for fields in [anki.fields(guid)]
        }
