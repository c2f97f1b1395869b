"""The notes that stories are about, as data: who each question is, is known whatever its words say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

Files = dict[str, str]

PLACES = ["北京", "上海", "广州", "成都", "西安", "武汉", "南京", "杭州"]
GOODS = ["丝绸", "茶叶", "瓷器", "药材", "木料", "铁器"]
TWIN = "优"
"""How the key of an advantage ends, which each chapter asks for in the same words."""


@dataclass(frozen=True)
class Question:
    """A question and what nobody but the test knows: which one it is."""

    key: str
    prompt: str
    answer: str

    def text(self) -> str:
        """Write it as Markdown."""
        return f"\n### {self.prompt}\n\n{self.answer}\n"


@dataclass(frozen=True)
class Section:
    """A chapter."""

    title: str
    questions: tuple[Question, ...]

    def text(self) -> str:
        """Write it as Markdown."""
        return f"\n## {self.title}\n" + "".join(each.text() for each in self.questions)


@dataclass(frozen=True)
class Document:
    """A file of chapters, with what stands above its title."""

    title: str
    sections: tuple[Section, ...]
    above: str = ""

    def text(self) -> str:
        """Write it as Markdown."""
        return f"{self.above}# {self.title}\n" + "".join(each.text() for each in self.sections)


@dataclass(frozen=True)
class Book:
    """Documents by file name, in the order of the names.

    Attributes:
        written: what is done to the text of each file before it is saved.
    """

    documents: Mapping[str, Document]
    written: Callable[[str], str] = field(default=str)

    def files(self) -> Files:
        """The text of each file."""
        return {name: self.written(each.text()) for name, each in self.documents.items()}

    def keys(self) -> list[str]:
        """Who the questions are, in the order of the notes."""
        return [each.key for _, each in self._all()]

    def _all(self) -> Iterator[tuple[str, Question]]:
        for name, document in sorted(self.documents.items()):
            for section in document.sections:
                for question in section.questions:
                    yield name, question

    def __getitem__(self, key: str) -> Question:
        (found,) = [each for _, each in self._all() if each.key == key]
        return found

    def with_document(self, name: str, document: Document) -> Book:
        """Put a file in, or another in its place."""
        return replace(self, documents={**self.documents, name: document})

    def without_document(self, name: str) -> Book:
        """Take a file away."""
        kept = {each: document for each, document in self.documents.items() if each != name}
        return replace(self, documents=kept)

    def renamed(self, old: str, new: str) -> Book:
        """Rename a file."""
        return self.without_document(old).with_document(new, self.documents[old])

    def titled(self, name: str, title: str) -> Book:
        """Give a file another title."""
        return self.with_document(name, replace(self.documents[name], title=title))

    def headed(self, above: str, *names: str) -> Book:
        """Put something above the titles of some files, or of all."""
        book = self
        for name in names or tuple(self.documents):
            book = book.with_document(name, replace(book.documents[name], above=above))
        return book

    def with_sections(self, name: str, change: Callable[[tuple[Section, ...]], tuple[Section, ...]]) -> Book:  # fmt: skip
        """Change the chapters of a file."""
        document = self.documents[name]
        return self.with_document(name, replace(document, sections=change(document.sections)))

    def each_section(self, change: Callable[[Section], Section], *names: str) -> Book:
        """Change each chapter of some files, or of all."""
        book = self
        for name in names or tuple(self.documents):
            book = book.with_sections(name, lambda sections: tuple(map(change, sections)))
        return book

    def change(self, key: str, prompt: str = "", answer: str = "") -> Book:
        """Write other words for a question, an answer or both."""
        old = self[key]
        new = replace(old, prompt=prompt or old.prompt, answer=answer or old.answer)
        assert new != old
        return self.each_question(lambda each: new if each.key == key else each)

    def become(self, key: str, other: Question) -> Book:
        """Put another question in the place of one."""
        self[key]
        return self.each_question(lambda each: other if each.key == key else each)

    def each_question(self, change: Callable[[Question], Question]) -> Book:
        """Change each question."""

        def changed(section: Section) -> Section:
            return replace(section, questions=tuple(map(change, section.questions)))

        return self.each_section(changed)

    def without(self, *keys: str) -> Book:
        """Delete questions."""
        for key in keys:
            self[key]

        def left(section: Section) -> Section:
            kept = [each for each in section.questions if each.key not in keys]
            return replace(section, questions=tuple(kept))

        return self.each_section(left)

    def add(self, name: str, chapter: int, question: Question, at: int = 99) -> Book:
        """Put a question into a chapter, before the one with that number."""

        def longer(sections: tuple[Section, ...]) -> tuple[Section, ...]:
            section = sections[chapter]
            questions = (*section.questions[:at], question, *section.questions[at:])
            changed = replace(section, questions=questions)
            return (*sections[:chapter], changed, *sections[chapter + 1 :])

        return self.with_sections(name, longer)

    def move(self, key: str, name: str, chapter: int, at: int = 99) -> Book:
        """Move a question into a chapter."""
        return self.without(key).add(name, chapter, self[key], at)


def original() -> Book:
    """Six documents of two chapters; each has twins: an advantage in the same words.

    In the last document one question is asked in both directions and one is a cloze.
    """
    documents = {}
    for part, goods in enumerate(GOODS):
        sections = []
        for half, places in enumerate((PLACES[:4], PLACES[4:])):
            chapter = "ab"[half]
            questions = [
                Question(
                    f"{part}{chapter}{number}",
                    f"{place}的{goods}在哪一年最贵？",
                    f"> {1500 + 40 * part + 7 * number + 150 * half} 年",
                )
                for number, place in enumerate(places)
            ]
            advantage = f"> {goods}从{places[0]}走水路运到{places[1]}，第{half + 1}季最省钱。"
            questions.append(Question(f"{part}{chapter}{TWIN}", "优点", advantage))
            sections.append(Section(f"{goods}第{'一二'[half]}章", tuple(questions)))
        documents[f"{part}.md"] = Document(goods, tuple(sections))
    book = Book(documents)
    book = book.change("5a0", prompt=f"{book['5a0'].prompt} {{.reversed}}")
    return book.change("5b0", answer="> 在 {{c1::1850}} 年，第 {{c2::三}} 季")


COUNT = 60
