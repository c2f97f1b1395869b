"""Stories of places: questions, chapters and files that move, and others that come or go."""

from __future__ import annotations

from dataclasses import replace

from tests.generator.identity.stories.book import TWIN, Book, Document, Question, Section
from tests.generator.identity.stories.registry import Story, edits
from tests.generator.identity.stories.words import word
from tests.generator.identity.stories.world import SETTINGS, World

TAG = "---\ntags: [exam]\n---\n\n"
NEW = Question("new", "为什么要在冬天运货？", "> 因为河面结冰，雪橇走得快。")


def titled(title: str) -> str:
    return SETTINGS.replace('"书"', f'"{title}"')


def reversed_order(book: Book) -> Book:
    return book.each_section(lambda each: replace(each, questions=each.questions[::-1]), "0.md")


def chapters_exchanged(book: Book) -> Book:
    return book.with_sections("0.md", lambda sections: sections[::-1])


def chapter_titles_exchanged(book: Book) -> Book:
    def exchanged(sections: tuple[Section, ...]) -> tuple[Section, ...]:
        one, two = sections
        return replace(one, title=two.title), replace(two, title=one.title)

    return book.with_sections("1.md", exchanged)


def split(book: Book) -> Book:
    document = book.documents["2.md"]
    parts = {f"2{each}.md": part for each, part in zip("ab", document.sections, strict=True)}
    book = book.without_document("2.md")
    for name, part in parts.items():
        book = book.with_document(name, replace(document, sections=(part,)))
    return book


def merged(book: Book) -> Book:
    """A file takes in the chapters of another."""
    chapters = book.documents["1.md"].sections
    book = book.without_document("1.md")
    return book.with_sections("0.md", lambda sections: (*sections, *chapters))


def chapter_moved(book: Book) -> Book:
    chapter = book.documents["0.md"].sections[1]
    book = book.with_sections("0.md", lambda sections: sections[:1])
    return book.with_sections("3.md", lambda sections: (*sections, chapter))


def chapters_renamed(book: Book) -> Book:
    """All chapters of three files get other names, and a new one with a twin comes first."""
    for number, name in enumerate(("0.md", "1.md", "2.md")):
        intro = Question(f"intro {number}", "优点", "> 这里讲的事情别处都没有。")

        def renamed(each: Section) -> Section:
            return replace(
                each, title=each.title.replace("第一章", "上篇").replace("第二章", "下篇")
            )

        def longer(sections: tuple[Section, ...], intro: Question = intro) -> tuple[Section, ...]:
            return (Section("引子", (intro,)), *sections)

        book = book.each_section(renamed, name).with_sections(name, longer)
    return book


def without_chapters(book: Book) -> Book:
    """All questions of a file stand right below its title."""

    def joined(sections: tuple[Section, ...]) -> tuple[Section, ...]:
        every = tuple(question for each in sections for question in each.questions)
        return (replace(sections[0], questions=every),)

    return book.with_sections("0.md", joined)


def new_twin_first(book: Book) -> Book:
    twin = Question("new twin", "优点", "> 全新的内容，讲的是背压。")
    return book.with_sections("0.md", lambda sections: (Section("序", (twin,)), *sections))


def same_elsewhere(book: Book) -> Book:
    return book.add("0.md", 1, replace(book["0a0"], key="the same"))


def nearly_the_same(book: Book) -> Book:
    prompt = book["0a0"].prompt.replace("最贵", "最贵了")
    return book.add("0.md", 0, Question("nearly", prompt, "> 见上文，不再重复。"))


def file_away(world: World) -> None:
    """A file is missing in one build, and comes back with one question reworded."""
    whole = world.book
    world.edit(lambda book: book.without_document("3.md"))
    world.write(word("3a0", "药材的价钱何时在京城最高？")(whole))
    world.sync()


def excluded(world: World) -> None:
    whole = world.book
    world.settings(f'{SETTINGS}exclude = ["notes/3.md"]\n')
    world.book = whole.without_document("3.md")
    world.sync()
    world.settings(SETTINGS)
    world.book = whole
    world.sync()


def deleted_and_back(world: World) -> None:
    whole = world.book
    world.edit(lambda book: book.without("0a0", "0a1", "0a2"))
    world.write(whole)
    world.now += 90 * 86_400
    world.sync()


def words_of_one_gone(world: World) -> None:
    """The words of a question that is gone come again elsewhere, for something else."""
    gone = [f"{part}{chapter}{TWIN}" for part in range(6) for chapter in "ab"]
    world.edit(lambda book: book.without(*gone))
    world.edit(
        lambda book: book.with_document(
            "9.md",
            Document("别的", (Section("别的", (Question("q", "优点", "> 省电，也不怕水。"),)),)),
        )
    )


def retitled(*titles: str) -> Story:
    def tell(world: World) -> None:
        for title in titles:
            world.settings(titled(title))
            world.sync()

    name = "the deck renamed" if len(titles) == 1 else "the deck renamed, and back"
    return Story(name, tell)


def deck_renamed_and_more(world: World) -> None:
    world.settings(titled("新书"))
    world.edit(lambda book: book.add("0.md", 0, NEW, 0))


def into_folder(book: Book) -> Book:
    return replace(book, documents={f"卷一/{n}": each for n, each in book.documents.items()})


STORIES = [
    Story("questions reordered", edits(reversed_order)),
    Story("a question inserted on top", edits(lambda book: book.add("0.md", 0, NEW, 0)), new=1),
    Story("a question inserted in the middle, its neighbours reworded", edits(lambda book: word("0a2", "广州丝绸在哪一年最贵呢？")(word("0a1", "上海丝绸在哪一年最贵呢？")(book)).add("0.md", 0, NEW, 2)), new=1, updated=2),
    Story("chapters exchanged", edits(chapters_exchanged)),
    Story("the titles of two chapters exchanged", edits(chapter_titles_exchanged), updated=10),
    Story("moved to another chapter", edits(lambda book: book.move("0a1", "0.md", 1)), updated=1),
    Story("moved to another file", edits(lambda book: book.move("0a0", "4.md", 0)), updated=1),
    Story("moved to another file and reworded", edits(lambda book: word("0a0", "北京丝绸在哪一年最贵呢？")(book).move("0a0", "4.md", 0)), updated=1),
    Story("a file renamed", edits(lambda book: book.renamed("3.md", "z.md"))),
    Story("a file renamed, one question reworded", edits(lambda book: word("2a0", "北京的瓷器哪一年最贵？")(book).renamed("2.md", "z.md")), updated=1),
    Story("all files into a folder", edits(into_folder)),
    Story("a file's title changed", edits(lambda book: book.titled("0.md", "绸缎")), updated=10),
    Story("a file split", edits(split)),
    Story("two files merged", edits(merged), updated=10),
    Story("a chapter moved to another file", edits(chapter_moved), updated=5),
    Story("a chapter's title changed", edits(lambda book: book.with_sections("0.md", lambda s: (replace(s[0], title="丝绸上篇"), *s[1:]))), updated=5),
    Story("six chapters renamed, a new one with a twin before them", edits(chapters_renamed), new=3, updated=30),
    Story("two chapters joined", edits(without_chapters), updated=5),
    Story("a new twin before the old one", edits(new_twin_first), new=1),
    Story("the very same question in another chapter", edits(same_elsewhere), new=1),
    Story("a question with nearly the words of another", edits(nearly_the_same), new=1),
    Story("three questions deleted", edits(lambda book: book.without("4a0", "4a3", "4b1"))),
    Story("three deleted, and brought back after months", deleted_and_back),
    Story("a file deleted", edits(lambda book: book.without_document("4.md"))),
    Story("a file away for one build, back with a question reworded", file_away, updated=1, told="D504"),
    Story("a file excluded by the settings, and back", excluded),
    Story("the words of a question that is gone, for another one", words_of_one_gone, new=1, told="D505"),
    retitled("新书"),
    retitled("新书", "书"),
    Story("the deck renamed, and a new question", deck_renamed_and_more, new=1),
    Story("a tag for a whole file", edits(lambda book: book.headed(TAG, "2.md")), updated=10),
    Story("a tag for a whole file, and away again", edits(lambda book: book.headed(TAG, "2.md"), lambda book: book.headed("", "2.md")), updated=20),
    Story("an id pinned", edits(word("0a0", "北京的丝绸在哪一年最贵？ {#beijing}"))),
    Story("an id pinned, then everything reworded", edits(word("0a0", "北京的丝绸在哪一年最贵？ {#beijing}"), word("0a0", "When was it dearest? {#beijing}", "> Long ago")), updated=1),
    Story("an id pinned, then deleted", edits(word("0a0", "北京的丝绸在哪一年最贵？ {#bei_jing}"), lambda book: book.without("0a0"))),
    Story("an id pinned, then taken away", edits(word("0a0", "北京的丝绸在哪一年最贵？ {#beijing}"), word("0a0", "北京的丝绸在哪一年最贵？"))),
]  # fmt: skip
