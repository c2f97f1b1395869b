"""Stories of words: questions and answers that are put otherwise, or replaced by others."""

from __future__ import annotations

import re
from dataclasses import replace

from diptych.cli import main
from tests.generator.identity.stories.book import TWIN, Book, Question
from tests.generator.identity.stories.registry import Edit, Story, edits
from tests.generator.identity.stories.world import World

BEIJING, SILK = "0a0", [f"0{chapter}{number}" for chapter in "ab" for number in range(4)]


def word(key: str, prompt: str = "", answer: str = "") -> Edit:
    return lambda book: book.change(key, prompt, answer)


def reworded(how: str, *keys: str) -> Edit:
    """Put questions otherwise; `{}` stands for what they said."""

    def edit(book: Book) -> Book:
        for key in keys:
            book = book.change(key, how.format(book[key].prompt, place=book[key].prompt[:2]))
        return book

    return edit


def all_reworded(how: str) -> Edit:
    """Put the questions of a file in other words, and their answers."""

    def edit(book: Book) -> Book:
        for key in SILK:
            prompt, answer = book[key].prompt, book[key].answer
            book = book.change(
                key, prompt.replace("在哪一年最贵？", how), answer.replace(" 年", " 年前后")
            )
        return book

    return edit


def instead(key: str, prompt: str, answer: str) -> Edit:
    return lambda book: book.become(key, Question(f"not {key}", prompt, answer))


def written(pattern: str, new: str) -> Edit:
    """Write all files otherwise."""
    return lambda book: replace(book, written=lambda text: re.sub(pattern, new, text, flags=re.M))


def split(book: Book) -> Book:
    """One question becomes two, of which one goes on in its place."""
    return book.add("0.md", 0, Question("half", "北京的丝绸在哪一季最贵？", "> 秋季"), 1)


def merged(book: Book) -> Book:
    return book.without("0a1").change(
        BEIJING, "北京和上海的丝绸在哪一年最贵？", "> 1500 年；上海是 1507 年"
    )


def exchanged(book: Book) -> Book:
    one, two = book["0a0"], book["0a1"]
    return book.change("0a0", answer=two.answer).change("0a1", answer=one.answer)


def said_to_be_the_same(world: World) -> None:
    old = world.ledger()
    (own,) = [e.id for e in old.entries.values() if e.prompt == world.book[BEIJING].prompt]
    world.edit(word(BEIJING, "When was silk dearest in Beijing?", "> In the first year"))
    assert main(["same", own, "When was silk dearest", str(world.root)]) == 0
    world.sync()


def said_to_be_different(world: World) -> None:
    own = next(
        e.id for e in world.ledger().entries.values() if e.prompt == world.book[BEIJING].prompt
    )
    world.write(word(BEIJING, "丝绸在北京哪一年卖得最贵？", "> 1500 年")(world.book))
    world.write(world.book.become(BEIJING, Question("other", "丝绸在北京哪一年卖得最贵？", "> 1500 年前后")))  # fmt: skip
    assert main(["different", own, "丝绸在北京哪一年卖得最贵", str(world.root)]) == 0
    world.sync()


def twins_edited(book: Book) -> Book:
    for part in range(6):
        key = f"{part}a{TWIN}"
        book = book.change(key, answer=book[key].answer.replace("最省钱", "最省钱，也最快"))
    return book


def four_siblings(book: Book) -> Book:
    for number, place in enumerate(("天津", "重庆", "苏州", "福州")):
        other = Question(f"new {number}", f"{place}的丝绸在哪一年最贵？", f"> {1711 + number} 年")
        book = book.become(f"0a{number}", other)
    return book


HELD = "> 欢迎在这里写下你的回答，下周一公布我们的。"


def moved_on(book: Book) -> Book:
    """A question moves on with an answer; another stands in its place, above the same words."""
    one = Question(BEIJING, book[BEIJING].prompt, "> 卖到一百两的那一年")
    book = book.become(BEIJING, Question("next", "运河上的货船一天走多远？", HELD))
    return book.add("0.md", 1, one)


def as_code(book: Book) -> Book:
    """Answer two questions with code alone."""
    book = book.change(BEIJING, answer="```\nprice(beijing).argmax()\n```")
    return book.change("0a1", answer="```\nprice(shanghai).argmax()\n```")


def translated(book: Book) -> Book:
    """Put both into another language."""
    book = book.change(BEIJING, "When was silk dearest in the capital?")
    return book.change("0a1", "And when at the coast?")


STORIES = [
    Story("nothing", edits(lambda book: book)),
    Story("an answer edited", edits(word(BEIJING, answer="> 先看 1500 年")), updated=1),
    Story("a typo in a question mended", edits(word(BEIJING, "北京的丝绸在哪一年最贵呢？")), updated=1),
    Story("ten questions reworded lightly", edits(reworded("请问，{}", *SILK, "1a0", "1a1")), updated=10),
    Story("ten questions reworded heavily, their answers kept", edits(reworded("{place}什么时候价钱最高？", *SILK[:4], *(f"1a{n}" for n in range(4)), "2a0", "2a1")), updated=10, told="D504 × 10"),
    Story("a short answer that is nobody else's, another question", edits(word(BEIJING, "丝绸的价钱何时在京城最高？")), updated=1, told="D504"),
    Story("a question and its answer reworded", edits(word(BEIJING, "北京的丝绸是在哪一年最贵的？", "> 1500 年前后")), updated=1),
    Story("eight questions and their answers reworded", edits(all_reworded("最贵是在哪一年？")), updated=8, told="D504 × 8"),
    Story("eight of both reworded so that little is left", edits(all_reworded("什么时候价钱最高？")), new=8, told="D505 × 8", lost=8),
    Story("reworded twice, in two builds", edits(word(BEIJING, "北京的丝绸在哪年最贵？"), word(BEIJING, "丝绸在北京哪年最贵？")), updated=2),
    Story("reworded and taken back", edits(word(BEIJING, "北京的丝绸哪年最贵？"), word(BEIJING, "北京的丝绸在哪一年最贵？")), updated=2),
    Story("translated, question and answer", edits(word(BEIJING, "When was silk dearest in Beijing?", "> In the first year")), new=1, told="D505", lost=1),
    Story("translated, then `diptych same`", said_to_be_the_same, new=1, updated=1, told="D505", lost=1),
    Story("another question in its place, then `diptych different`", said_to_be_different, new=1),
    Story("a sibling in its place", edits(instead(BEIJING, "天津的丝绸在哪一年最贵？", "> 1733 年")), new=1, told="D505"),
    Story("the opposite in its place", edits(instead(BEIJING, "北京的丝绸在哪一年最便宜？", "> 1490 年")), new=1, told="D505"),
    Story("four siblings in the places of a chapter", edits(four_siblings), new=4, told="D505 × 4"),
    Story("split in two", edits(split), new=1),
    Story("two merged into one", edits(merged), new=1, told="D505", lost=1),
    Story("what held an answer's place stays there, the question moves on", edits(word(BEIJING, answer=HELD), moved_on), new=1, updated=2, told="D504"),
    Story("two answers of code alone, then the questions translated", edits(as_code, translated), updated=4, told="D504 × 2"),
    Story("two answers exchanged", edits(exchanged), updated=2),
    Story("a twin's answer edited", edits(word(f"0a{TWIN}", answer="> 丝绸从北京走水路运到上海，第1季最省钱，也最快。")), updated=1),
    Story("the answers of six twins edited", edits(twins_edited), updated=6),
    Story("numbered", edits(written(r"^### ", "### 1. "))),
    Story("numbered, then renumbered", edits(written(r"^### ", "### 1. "), written(r"^### ", "### 7) "))),
    Story("a question mark of half width", edits(written("？$", "?")), updated=47),
    Story("words made bold", edits(written("^### 北京", "### **北京**")), updated=6),
]  # fmt: skip
