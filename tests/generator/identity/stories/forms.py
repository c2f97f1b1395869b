"""Stories of forms: how files are written, what kind of note a question is, what a card shows beside words."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace

from tests.generator.identity.stories.book import Book
from tests.generator.identity.stories.collection import read_collection
from tests.generator.identity.stories.registry import Edit, Story, edits
from tests.generator.identity.stories.words import word
from tests.generator.identity.stories.world import SETTINGS, World

BOTH_WAYS, CLOZE = "5a0", "5b0"
LONG = "> 船从北京出发，\n> 先到上海，再到广州，\n> *一路* 都走水路。\n>\n> - 一日行 60 里\n> - 夜里不行\n>\n> ```\n> a  b\n> ```"
ENGLISH = "> The boats leave Beijing in spring\n> and reach Canton, which is _far_ away,\n> in autumn.\n>\n> 1. sixty miles a day\n>    at most\n> 2. none at night"
PRETTIER = {
    # As `prettier --prose-wrap always` and `never` write what stands above.
    "0a0": "> 船从北京出发，先到上海，再到广州，_一路_ 都\n> 走水路。\n>\n> * 一日行 60 里\n> * 夜里不行\n>\n> ~~~\n> a  b\n> ~~~",
    "0a1": "> The boats leave Beijing in spring and reach\n> Canton, which is *far* away, in autumn.\n>\n> 1. sixty miles a day at most\n> 2. none at night",
}


def written(how: Callable[[str], str]) -> Edit:
    return lambda book: replace(book, written=how)


def reformatted(world: World) -> None:
    world.edit(lambda book: book.change("0a0", answer=LONG).change("0a1", answer=ENGLISH))
    world.edit(lambda book: book.change("0a0", answer=PRETTIER["0a0"]).change("0a1", answer=PRETTIER["0a1"]))  # fmt: skip


def rewrapped(one: str, other: str) -> Callable[[World], None]:
    """Tell of an answer that is written, then with its lines broken elsewhere."""
    return edits(word("0a0", answer=one), word("0a0", answer=other))


def one_way(book: Book) -> Book:
    return book.change(BOTH_WAYS, book[BOTH_WAYS].prompt.removesuffix(" {.reversed}"))


def both_ways(key: str) -> Edit:
    return lambda book: book.change(key, f"{book[key].prompt} {{.reversed}}")


def picture(world: World) -> None:
    """A picture comes, changes, and is called otherwise."""
    file = world.root / "notes/a.png"
    file.write_bytes(b"\x89PNG one")
    world.edit(word("0a0", answer="> ![图](a.png) 1500 年"))
    file.write_bytes(b"\x89PNG two")
    world.sync()
    file.rename(file.with_name("b.png"))
    world.edit(word("0a0", answer="> ![图](b.png) 1500 年"))
    with world.anki() as anki:
        assert anki.check_media().missing == ()


def highlighted(world: World) -> None:
    """Deletions are written without numbers, and change their places."""
    world.settings(f"{SETTINGS}highlights_hide = true\n")
    world.edit(word(CLOZE, answer="> 在 ==1850== 年，第 ==三== 季"))
    world.edit(word(CLOZE, answer="> ==广州==在 ==1850== 年，第 ==三== 季"))
    world.edit(word(CLOZE, answer="> 第 ==三== 季，==广州==在 ==1850== 年"))
    with world.anki() as anki:
        said = [
            note.shown["Text"]
            for note in read_collection(anki).notes.values()
            if "Text" in note.shown
        ]
    assert [text for text in said if "第 {{c2::三}} 季，{{c3::广州}}在 {{c1::1850}} 年" in text]


def base_url(world: World) -> None:
    world.settings(f'{SETTINGS}base_url = "https://notes.example"\n')
    world.sync()


STORIES = [
    Story("line ends of Windows", edits(written(lambda text: text.replace("\n", "\r\n")))),
    Story("letters decomposed, as macOS once did", edits(written(lambda text: unicodedata.normalize("NFD", text)))),
    Story("a byte order mark", edits(written(lambda text: f"\ufeff{text}"))),
    Story("blanks at the ends of lines, blank lines doubled", edits(written(lambda text: text.replace("\n\n", "\n\n\n").replace("？\n", "？ \n")))),
    Story("answers as paragraphs instead of quotations", edits(written(lambda text: text.replace("\n> ", "\n"))), updated=60),
    Story("two answers, then prettier", reformatted, updated=2),
    Story("Chinese lines broken elsewhere", rewrapped("> 船从北京出发，先到上海，\n> 再到广州。", "> 船从北京\n> 出发，先到上海，再\n> 到广州。"), updated=1),
    Story("Chinese and English lines broken elsewhere", rewrapped("> 船叫 Silk Road\n> 号，走 Grand\n> Canal 到广州。", "> 船叫 Silk\n> Road 号，走\n> Grand Canal\n> 到广州。"), updated=1),
    Story("Chinese lines broken after punctuation, before English", rewrapped("> 船从北京出发，Canton 是终点（Grand Canal）。", "> 船从北京出发，\n> Canton 是终点\n> （Grand Canal）。"), updated=1),
    Story("English lines broken elsewhere, after a comma and a link", rewrapped("> The boats, [see here](https://a.example), leave\n> Beijing.", "> The boats,\n> [see\n> here](https://a.example), leave Beijing."), updated=1),
    Story("lines of a list broken elsewhere", rewrapped("- 一日行 60 里，\n  夜里不行\n- two\n  words", "- 一日行 60\n  里，夜里不行\n- two words"), updated=1),
    Story("a list made loose", rewrapped("- 一日\n- 一夜", "- 一日\n\n- 一夜"), updated=2),
    Story("a table aligned", rewrapped("|a|b|\n|-|-|\n|1|2|", "| a   | b   |\n| --- | --- |\n| 1   | 2   |"), updated=1),
    Story("a formula broken into lines", rewrapped("> 价为 $a + b$。\n\n$$a + b$$", "> 价为\n> $a + b$。\n\n$$\na + b\n$$"), updated=1),
    Story("code indented otherwise", rewrapped("```\na b\n```", "```\na  b\n```"), updated=2),
    Story("turned into a cloze", edits(word("0a1", answer="> {{c1::1507}} 年")), new=1, told="D506", lost=1),
    Story("turned into a cloze, and back", edits(word("0a1", answer="> {{c1::1507}} 年"), word("0a1", answer="> 1507 年")), new=1, told="D506 × 2", lost=1),
    Story("turned into a cloze, and back with another answer", edits(word("0a1", answer="> {{c1::1507}} 年"), word("0a1", answer="> 1508 年")), new=1, updated=1, told="D506 × 2", lost=1),
    Story("turned into a cloze, and the cloze edited", edits(word("0a1", answer="> {{c1::1507}} 年"), word("0a1", answer="> {{c1::1508}} 年")), new=1, updated=1, told="D506", lost=1),
    Story("a cloze turned into a question", edits(word(CLOZE, answer="> 1850 年，第三季")), new=1, told="D506", lost=1),
    Story("a cloze turned into a question, then deleted", edits(word(CLOZE, answer="> 1850 年，第三季"), lambda book: book.without(CLOZE)), new=1, told="D506", lost=1),
    Story("a deletion more", edits(word(CLOZE, answer="> 在 {{c1::1850}} 年，第 {{c2::三}} {{c3::季}}")), updated=1),
    Story("a deletion less", edits(word(CLOZE, answer="> 在 {{c1::1850}} 年，第三季")), updated=1),
    Story("a deletion less, and back", edits(word(CLOZE, answer="> 在 {{c1::1850}} 年，第三季"), word(CLOZE, answer="> 在 {{c1::1850}} 年，第 {{c2::三}} 季")), updated=2),
    Story("deletions renumbered", edits(word(CLOZE, answer="> 在 {{c1::1850}} 年，第 {{c3::三}} 季")), updated=1, told="D521"),
    Story("deletions exchanged", edits(word(CLOZE, answer="> 在 {{c2::1850}} 年，第 {{c1::三}} 季")), updated=1, told="D521 × 2"),
    Story("a deletion put in front, all counted anew", edits(word(CLOZE, answer="> {{c1::广州}}在 {{c2::1850}} 年，第 {{c3::三}} 季")), updated=1, told="D521 × 3"),
    Story("deletions written as highlights, one put in front, two exchanged", highlighted, updated=2),
    Story("asked in one direction only", edits(one_way), updated=1),
    Story("asked in one direction only, and in both again", edits(one_way, both_ways(BOTH_WAYS)), updated=2),
    Story("asked in both directions", edits(both_ways("5a1")), updated=1),
    Story("a picture comes, changes, and is renamed", picture, updated=3),
    Story("the address of the site set", base_url, updated=60),
]  # fmt: skip
