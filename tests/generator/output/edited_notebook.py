"""A small notebook on the disk, and what an author may do to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.pictures import png

PACKAGE = "drawings"

PROMPTS = (
    "What is A?", "What is B?", "Why does C hold?", "如何计算 D？", "How does E work?", "What is A not?",
)  # fmt: skip
MARKS = ("", " {#pin}", " {#other}", " {.reversed}")
TITLES = ("Part", "Other part", "第一部分")
NAMES = ("a", "b", "c2", "c10", "deep/a", "deep/er/d")
FRONT_MATTER = ("", "tags: [one, two]", "tags: [two]", "title: Named", "lang: zh-CN", "tags: [one")
ANSWERS = (
    "One.", "Two.", "", "> Short.\n\nLonger text.", "> 短答案。\n\n中文 text。", "Two.\n\n#### More\n\ndeeper",
    "See [there](b.md).", "See [that](b.md#pin) and [this](a.md#what-is-b).", "[gone](gone.md)",
    "![p](p.png)", "![p](other.png)", "![p](C:\\my\\p.png)", "![](../drawings/rendered/line.svg)",
    "[twice](../drawings/sums.py#twice)", "```py\nx = 1\n```", "```js\nx = 1\n```", "`x = 1`",
    "It is $x^2$.", "It is $$x_2$$", "==hidden== word", "{{c1::One}} and {{c2::two}}",
    "Said.[^1]\n\n[^1]: <https://example.org/a>", "<details><summary>s</summary>x</details>", "<blink>x</blink>",
    "GPU and XYZ", "σ2σ2", "**“粗体”**的", "| a | b |\n|---|---|\n| 1 | 2 |", "<!-- diptych: ignore D301 -->",
    "![r](https://a.example/r.png)", "![[a]]", "![[b]]", "So ![[deep/a#Part]] and ![x](b.md#pin).",
)  # fmt: skip

_SHOWN = "![p](p.png)\n\n![q](C:\\my\\other.png)\n\n[twice](../drawings/sums.py#twice)"


OTHER_LETTERS = str.maketrans("aeiou", "eioua")


PICTURES = ("notes/p.png", "notes/deep/p.png", "notes/other.png")
PICTURE_DATA = (png(shade=0), png(shade=1), None)

_PALETTE = 'PALETTE = {"a": ("#aa0000", "#ff8888")}\n'

# Files that may be one thing or another; None is no file.
CODE: Mapping[str, Sequence[str | None]] = {
    "drawings/sums.py": (
        "def twice(x: int) -> int:\n    return 2 * x\n",
        "def twice(x: int) -> int:\n    return x + x\n",
        "def thrice(x: int) -> int:\n    return 3 * x\n",
    ),
    "drawings/__init__.py": (
        f"FIGURES = ()\n{_PALETTE}",
        f"FIGURES = ()\n{_PALETTE}# the same\n",
        f"FIGURES = ()\n{_PALETTE.replace('aa0000', 'bb0000')}",
        "FIGURES = (\n",
    ),
}
THEME: Mapping[str, Sequence[str | None]] = {
    "look/templates/question.html": (
        None,
        None,
        '{% extends "ours/question.html" %}\n{% block content %}1{{ super() }}{% endblock %}',
        '{% extends "ours/question.html" %}\n{% block content %}2{{ super() }}{% endblock %}',
        "{% if %}",
    ),
    "look/templates/index.html": (None, "{{ book.title }}{% include 'mine.html' %}"),
    "look/templates/mine.html": ("{{ t.contents }}", "{{ t.search }}", "{{ book.author }}", None),
    "look/read-me.txt": ("a folder of its own",),
    "look/extra.css": (None, "p { color: red }\n", "p { color: tan }\n"),
    "look/site.css": (None, "b { top: 0 }\n"),
    "look/interface/en.toml": (None, 'contents = "C1"\n', 'unanswered = "C2"\n', 'next = "C2"\n'),
}
STYLES = sorted(name for name in THEME if name.endswith(".css"))
# Setting → what may stand for it, as in diptych.toml; None is nothing.
SETTINGS: Mapping[str, Sequence[str | None]] = {
    "title": (None, '"T1"', '"T2"'),
    "language": ('"en"', '"zh-CN"', None),
    "author": (None, '"Ada"'),
    "deck": (None, '"D1"', '"D2"'),
    "deck_description": (None, '"D"'),
    "licence": (None, '"CC BY 4.0"'),
    "name": ('"n"', None),  # by another one, the ledger would be another notebook's
    "theme": ('"look"', '"look"', None),
    "figures": ('"drawings"', '"drawings"', None),
    "base_url": (None, '"https://one.example"', '"https://two.example/x"'),
    "remote_images": (None, "true"),
    "question_level": (None, "2", "4"),
    "dialect": (None, '"headings"', '"definitions"'),
    "highlights_hide": (None, "true"),
    "line_breaks": (None, "true"),
    "macros": (None, '{ R = "x" }', '{ R = "y" }'),
    "longest_answer": (None, "1", "3"),
    "need_sources": (None, "true"),
    "known_terms": (None, "[]", '["GPU"]'),
    "terms": (None, '{ "Longer" = "More" }', '{ "twice" = "doubled" }'),
    # The path below the notebook: that of the notebook itself differs where it is built from nothing.
    "editor_url": (None, '"obsidian://open?file={file}"'),
    "languages": (None, '["en"]'),
    "include": (None, '["*.md"]', '["a*.md", "b*.md"]'),
    "exclude": (None, '["b*.md"]', '["a*.md"]'),
    "only_tagged": (None, None, '"flashcards"'),
    "strict": (None, None, None, None, "true"),
    "severity": (
        '{ D203 = "warning", D303 = "warning", D401 = "warning", D404 = "warning", D405 = "warning" }',
        '{ D203 = "off", D303 = "info", D401 = "info", D404 = "off", D405 = "info" }',
        '{ D203 = "warning", D303 = "warning", D401 = "warning", D404 = "error", D405 = "warning" }',
    ),
}
LEDGER_CHANGES = ("remove", "lose", "older", "other words", "CRLF", "double", "other id")


@dataclass
class Question:
    """A question as it is written, below a heading of the second level."""

    prompt: str
    answer: str
    mark: str = ""

    def text(self) -> str:
        """What stands in the file."""
        return f"## {self.prompt}{self.mark}\n\n{self.answer}\n\n"


@dataclass
class Document:
    """A file of notes."""

    title: str
    questions: list[Question]
    head: str = ""

    def text(self) -> str:
        """What stands in the file."""
        head = f"---\n{self.head}\n---\n" if self.head else ""
        return f"{head}# {self.title}\n\n" + "".join(each.text() for each in self.questions)


@dataclass
class EditedNotebook:
    """What stands in the files, to be changed and then written.

    Attributes:
        documents: by name, without folder and ending.
        others: all files that are no notes.
    """

    root: Path
    documents: dict[str, Document] = field(default_factory=dict)
    others: dict[str, bytes] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    written: dict[str, bytes] = field(default_factory=dict)

    @property
    def ledger(self) -> Path:
        """The file of the ledger."""
        return self.root / "notes/identity.jsonl"

    def begin(self, *, drawn: bool) -> None:
        """Start with two files; with a figure that is drawn, if asked for."""
        first = [Question(PROMPTS[0], _SHOWN), Question(PROMPTS[2], "See [that](b.md).")]
        second = [Question(PROMPTS[1], "> Short.\n\nLonger.", " {#pin}"), Question(PROMPTS[3], "")]
        self.documents = {"a": Document("Part", first), "b": Document("Other part", second)}
        for name in SETTINGS:
            self.set(name, 0)
        for file, contents in {**CODE, **THEME}.items():
            self.put_one_of(file, contents, 0)
        self.put("notes/p.png", PICTURE_DATA[0])
        if drawn:
            first[0].answer = "![](../drawings/rendered/line.svg)"
            self.put("drawings/plots/line.py", _PLOT)
            self.put("drawings/__init__.py", f'FIGURES = ("line",)\n{_PALETTE}'.encode())

    def document(self, nth: int) -> Document:
        """One of the files, a new one if there is none."""
        if not self.documents:
            self.add("a", PROMPTS[0])
        return list(self.documents.values())[nth % len(self.documents)]

    def question(self, nth: int) -> Question:
        """One of the questions, a new one if there is none."""
        where, place = self._place(nth)
        return where.questions[place]

    def _place(self, nth: int) -> tuple[Document, int]:
        if not any(each.questions for each in self.documents.values()):
            self.document(0).questions.append(Question(PROMPTS[0], "One."))
        places = [(d, i) for d in self.documents.values() for i in range(len(d.questions))]
        return places[nth % len(places)]

    def move(self, nth: int, where: int, place: int) -> None:
        """Move a question to a place in a file."""
        document, at = self._place(nth)
        question = document.questions.pop(at)
        target = self.document(where).questions
        target.insert(place % (len(target) + 1), question)

    def delete(self, nth: int) -> None:
        """Take a question away."""
        document, at = self._place(nth)
        del document.questions[at]

    def rename(self, nth: int, name: str) -> None:
        """Give a file another name; if that is taken, both change places."""
        names = list(self.documents)
        if names:
            old = names[nth % len(names)]
            moved, other = self.documents.pop(old), self.documents.pop(name, None)
            self.documents[name] = moved
            if other and old != name:
                self.documents[old] = other

    def add(self, name: str, prompt: str) -> None:
        """Add a file, unless there is one of that name."""
        self.documents.setdefault(name, Document("Part", [Question(prompt, "New.")]))

    def delete_file(self, nth: int) -> None:
        """Take a file away."""
        if names := list(self.documents):
            del self.documents[names[nth % len(names)]]

    def put(self, name: str, data: bytes | None) -> None:
        """Let a file that is no note hold something; None takes it away."""
        if data is None:
            self.others.pop(name, None)
        else:
            self.others[name] = data

    def put_one_of(self, name: str, contents: Sequence[str | None], nth: int) -> None:
        """Let it hold one of several things."""
        content = contents[nth % len(contents)]
        self.put(name, None if content is None else content.encode())

    def set(self, name: str, nth: int) -> None:
        """Give a setting one of its values."""
        value = SETTINGS[name][nth % len(SETTINGS[name])]
        if value is None:
            self.settings.pop(name, None)
        else:
            self.settings[name] = value

    def change_ledger(self, nth: int, change: str) -> None:
        """Do to the ledger what people, and their version control, do to it."""
        if not self.ledger.is_file():
            return
        lines = self.ledger.read_text(encoding="utf-8").splitlines()
        at = nth % len(lines)
        match change:
            case "lose":
                self.ledger.unlink()
                return
            case "remove":
                del lines[at]
            case "double":
                lines.insert(at, lines[at])
            case "older":
                lines[at] = lines[at].replace('"changed": 179', '"changed": 178')
            case "other words":
                lines[at] = lines[at].replace("What is", "What was")
            case "other id":
                lines[at] = lines[at].replace('{"id": "', '{"id": "x-', 1)
        end = "\r\n" if change == "CRLF" else "\n"
        self.ledger.write_bytes("".join(line + end for line in lines).encode())

    def write(self) -> None:
        """Bring the files up to date; what did not change is not touched."""
        files = {f"notes/{name}.md": each.text().encode() for name, each in self.documents.items()}
        settings = "".join(f"{name} = {value}\n" for name, value in self.settings.items())
        files |= self.others | {"diptych.toml": settings.encode()}
        for name in self.written.keys() - files.keys():
            (self.root / name).unlink()
        for name, data in files.items():
            if self.written.get(name) != data:
                file = self.root / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)
        self.written = files


_PLOT = b"""from matplotlib.figure import Figure
from drawings.sums import twice
CAPTION = "A line."
ALT = "It goes up."
def compute(): return [0, twice(1)]
def draw(data):
    figure = Figure(figsize=(2, 1))
    figure.subplots().plot(data, color="#aa0000", clip_path=None)
    return figure
"""
