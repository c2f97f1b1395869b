"""Stories of the ledger, of several machines, of clocks, and of what the learner does in Anki."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable

from diptych.cli import main
from tests.generator.identity.stories.book import Book, Question
from tests.generator.identity.stories.places import NEW, titled
from tests.generator.identity.stories.registry import Edit, Story
from tests.generator.identity.stories.words import word
from tests.generator.identity.stories.world import SETTINGS, World

ASKED_OTHERWISE = word("0a0", "北京的丝绸在哪一年最贵呢？")


def with_ledger(damage: Callable[[bytes], bytes], change: Edit = ASKED_OTHERWISE) -> Callable[[World], None]:  # fmt: skip
    """Tell what becomes of a ledger that something happened to, while a question is reworded."""

    def tell(world: World) -> None:
        world.ledger_file.write_bytes(damage(world.ledger_file.read_bytes()))
        world.edit(change)

    return tell


def half(data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    return b"".join(lines[: len(lines) // 2])


def lost(world: World) -> None:
    world.ledger_file.unlink()
    world.edit(ASKED_OTHERWISE)


def lost_and_renamed(world: World) -> None:
    world.ledger_file.unlink()
    world.settings(titled("新书"))
    world.edit(ASKED_OTHERWISE)


def output_deleted(world: World) -> None:
    shutil.rmtree(world.root / "site")
    world.edit(ASKED_OTHERWISE)


def taken_back(world: World) -> None:
    """An edit is built and imported, then notes and ledger are taken back by git."""
    ledger, book = world.ledger_file.read_bytes(), world.book
    world.edit(word("0a0", answer="> 先看 1500 年"))
    world.ledger_file.write_bytes(ledger)
    world.write(book)
    world.sync()


def taken_back_to_another_kind(world: World) -> None:
    ledger, book = world.ledger_file.read_bytes(), world.book
    world.edit(word("0a1", answer="> {{c1::1507}} 年"))
    world.ledger_file.write_bytes(ledger)
    world.write(book)
    world.sync()


def ledger_only_taken_back(world: World) -> None:
    """The notes stay as they were edited; the ledger is one from before."""
    ledger = world.ledger_file.read_bytes()
    world.edit(lambda book: ASKED_OTHERWISE(book).add("0.md", 0, NEW))
    world.ledger_file.write_bytes(ledger)
    world.sync()


def branches(world: World) -> None:
    """Another branch is looked at for one build, in which a question is not there yet."""
    ledger, book = world.ledger_file.read_bytes(), world.book
    world.edit(lambda book: word("0a1", answer="> 1508 年")(book).add("0.md", 0, NEW))
    ours = world.ledger_file.read_bytes(), world.book
    world.ledger_file.write_bytes(ledger)
    world.write(book)
    world.sync()
    world.ledger_file.write_bytes(ours[0])
    world.write(ours[1])
    world.build()
    world.take()  # without a plan: the last deck does not tell that Anki has the new question


def twice(world: World) -> None:
    """Two builds, of which only the second is imported; then the same deck once more."""
    world.write(ASKED_OTHERWISE(world.book))
    world.build()
    world.write(word("0a1", answer="> 1508 年")(world.book))
    world.build()
    world.take()
    world.take()


def clock(by: int) -> Callable[[World], None]:
    def tell(world: World) -> None:
        world.now += by
        world.edit(word("0a0", answer="> 先看 1500 年"))
        world.now -= by
        world.edit(word("1a0", answer="> 先看 1540 年"))

    return tell


def _branch(book: Book, word_: str, *gone: str) -> Book:
    question = Question(f"new {word_}", f"机器{word_}的新题怎样？", f"> 机器{word_}的答案。")
    return word("0a0", answer=f"> {word_}，1500 年")(book).add("0.md", 0, question).without(*gone)


def merged_by_git(style: str) -> Callable[[World], None]:
    """Two machines edit one answer and add a question each; one deletes one; git merges."""

    def tell(one: World) -> None:
        base, two = one.folder / "base.jsonl", one.copied("two")
        base.write_bytes(one.ledger_file.read_bytes())
        whole = one.book
        one.edit(lambda book: _branch(book, "甲"))
        two.edit(lambda book: _branch(book, "乙", "0b2"))
        files = map(str, (one.ledger_file, base, two.ledger_file))
        command = ["git", "merge-file", "-p", style, *files]
        merged = subprocess.run(command, capture_output=True, check=False).stdout
        assert (b"<<<<<<<" in merged) is (style != "--union")
        ours, theirs = one.book["new 甲"], two.book["new 乙"]
        for machine, answer in ((one, "乙"), (two, "甲")):
            machine.ledger_file.write_bytes(merged)
            machine.write(_branch(whole, answer, "0b2").without(f"new {answer}"))
            machine.edit(lambda book: book.add("0.md", 0, ours).add("0.md", 0, theirs))

    return tell


def ours_kept(one: World) -> None:
    """Of a merge, only the lines of this side are kept; the other machine's question has none."""
    two = one.copied("two")
    one.edit(lambda book: _branch(book, "甲"))
    two.edit(lambda book: book.add("1.md", 0, NEW))
    two.ledger_file.write_bytes(one.ledger_file.read_bytes())
    theirs = one.book["new 甲"]
    two.now += 2000
    two.edit(lambda book: book.change("0a0", answer="> 甲，1500 年").add("0.md", 0, theirs))


def edited_in_anki(world: World) -> None:
    with world.anki() as anki:
        note = anki.note(next(guid for guid, key in world.owner.items() if key == "0a1"))
        note["Extra"] = "我自己的话"
        anki.collection.update_note(note)
    world.edit(word("0a0", answer="> 先看 1500 年"))
    with world.anki() as anki:
        assert anki.fields(note.guid)["Extra"] == "我自己的话"


def moved_in_anki(world: World) -> None:
    with world.anki() as anki:
        deck = anki.collection.decks.id("别处")
        guid = next(guid for guid, key in world.owner.items() if key == "0a1")
        assert deck is not None
        anki.collection.set_deck([anki.card(guid).id], deck)
    world.edit(word("0a1", answer="> 先看 1507 年"))


def deck_renamed_in_anki(world: World) -> None:
    """The title changes, and the learner renames the deck before the import, as `plan` says."""
    world.settings(titled("新书"))
    world.build()
    with world.anki() as anki:
        number = anki.collection.decks.id_for_name("书")
        assert number is not None
        anki.collection.decks.rename(number, "新书")
    world.take()
    with world.anki() as anki:
        assert "书" not in anki.decks()


def name_came_later(world: World) -> None:
    world.settings(SETTINGS.replace('name = "book"\n', ""))
    world.edit(ASKED_OTHERWISE)


def all_at_once(world: World) -> None:
    world.settings(titled("新书"))
    world.write(world.book.move("0a1", "4.md", 0).renamed("3.md", "z.md").titled("1.md", "茶"))
    world.edit(lambda book: ASKED_OTHERWISE(book).add("2.md", 0, NEW, 0).without("5a2"))
    world.sync()


def same_then_edited(world: World) -> None:
    """The author says who a question is before any build, and goes on editing."""
    entries = world.ledger().entries.values()
    (own,) = [each.id for each in entries if each.prompt == world.book["0a0"].prompt]
    world.write(word("0a0", "When did silk cost most?", "> Long ago")(world.book))
    assert main(["same", own, "When did silk", str(world.root)]) == 0
    world.edit(word("0a0", "When did silk cost the most money?", "> A long time ago"))


def edited_and_taken_back_twice(world: World) -> None:
    ledger, book = world.ledger_file.read_bytes(), world.book
    for answer in ("> 1 年", "> 2 年"):
        world.edit(word("0a0", answer=answer))
        world.ledger_file.write_bytes(ledger)
        world.write(book)
        world.sync()


STORIES = [
    Story("moved, renamed, retitled, reworded, one new and one deleted at once", all_at_once, new=1, updated=12),
    Story("`diptych same` before a build, then edited again", same_then_edited, updated=1),
    Story("edited and taken back with its ledger, twice", edited_and_taken_back_twice, updated=4),
    Story("the ledger with line ends of Windows", with_ledger(lambda data: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n")), updated=1),
    Story("each line of the ledger twice", with_ledger(lambda data: data * 2), updated=1, told="D507"),
    Story("all but the head of the ledger gone", with_ledger(lambda data: data.splitlines(keepends=True)[0]), updated=1, told="D509"),
    Story("the ledger lost, a question reworded", lost, updated=1, told="D509"),
    Story("the ledger lost, the deck renamed, a question reworded", lost_and_renamed, updated=1, told="D509"),
    Story("the ledger emptied, a question reworded", with_ledger(lambda _: b""), updated=1, told="D509"),
    Story("the ledger cut off within a line, a question reworded", with_ledger(lambda data: data[: len(data) // 2]), updated=1, told="D509"),
    Story("the ledger cut off between lines, a question reworded", with_ledger(half), updated=1, told="D509"),
    Story("a line of the ledger damaged", with_ledger(lambda data: data.replace(b'"guid"', b'"gu', 1)), updated=1, told="D509"),
    Story("noughts for the ledger, as after a crash", with_ledger(lambda data: bytes(len(data))), updated=1, told="D509"),
    Story("the output deleted, a question reworded", output_deleted, updated=1),
    Story("an edit taken back with its ledger", taken_back, updated=2),
    Story("a cloze taken back with its ledger", taken_back_to_another_kind, new=1, told="D506 × 2", lost=1),
    Story("the ledger alone taken back", ledger_only_taken_back, new=1, updated=1, told="D509"),
    Story("another branch for one build, and back", branches, new=1, updated=3),
    Story("two builds and one import, then the same again", twice, updated=2),
    Story("the clock set back, an edit, set right, an edit", clock(-86_400), updated=2),
    Story("the clock set forward, an edit, set right, an edit", clock(86_400), updated=2),
    Story("two machines, merged by git with zdiff3", merged_by_git("--zdiff3"), new=4, updated=4, told="D507 × 2"),
    Story("two machines, merged by git with diff3", merged_by_git("--diff3"), new=4, updated=4, told="D507 × 2"),
    Story("two machines, merged by git with union", merged_by_git("--union"), new=4, updated=4, told="D507 × 2"),
    Story("two machines, of whose ledgers one is kept", ours_kept, new=3, updated=2, told="D509"),
    Story("another note edited in Anki", edited_in_anki, updated=1),
    Story("a card moved in Anki, its question edited", moved_in_anki, updated=1),
    Story("the deck renamed in the notes and in Anki", deck_renamed_in_anki),
    Story("the notebook's name taken away", name_came_later, updated=1),
]  # fmt: skip
