"""What search engines, feed readers, previews and language models are told of the site.

All of it needs to know where the site is published; without ``base_url`` pages only describe
themselves.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from diptych.characters import is_cjk, lazy
from diptych.site.navigation import chapters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from diptych.model.book import Book, QuestionPage, SectionPage
    from diptych.site.section_pages import Stretch

NEWEST = 30
"""How many questions the feed holds."""

# Search engines show about so much; a Chinese character is two wide.
_WIDTH = 160

_MARKDOWN = lazy(r"([\\`*_\[\]<>&])")
_ATOM = "http://www.w3.org/2005/Atom"
_XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


class Flashcard(NamedTuple):
    """What schema.org's words say of a question and its answer.

    Attributes:
        changed: seconds since the epoch; 0 when it is not known.
    """

    prompt: str
    answer: str
    language: str
    changed: int


class About(NamedTuple):
    """What a page says of itself to machines.

    Attributes:
        text: what its description is cut from.
        base_url: where the site is published; empty when nobody says.
        path: the page's own, below the root; empty when it has no fixed one.
        picture: the address of a picture of its own below the root, if it has one.
        flashcards: the questions that it shows with their answers.
        alone: whether it shows one question and nothing else.
    """

    title: str
    text: str
    base_url: str = ""
    path: str = ""
    picture: str = ""
    flashcards: tuple[Flashcard, ...] = ()
    alone: bool = False

    @property
    def description(self) -> str:
        """As much of its text as previews show."""
        return shortened(self.text)

    @property
    def url(self) -> str:
        """Where it is published; empty when that is not known."""
        return published(self.base_url, self.path) if self.path else ""

    @property
    def kind(self) -> str:
        """What Open Graph calls such a page."""
        return "article" if self.alone else "website"

    @property
    def image(self) -> str:
        """The address of its picture; empty if it has none."""
        return f"{self.base_url}/{self.picture}" if self.picture else ""

    @property
    def data(self) -> str:
        """A JSON-LD block, safe inside ``<script>``; empty if it has none."""
        return _linked_data(self.title, self.flashcards) if self.flashcards else ""


def about_book(book: Book, words: Mapping[str, str]) -> str:
    """One sentence on the whole site."""

    def counted(name: str, count: int) -> str:
        form = words[f"{name}_one" if count == 1 else f"{name}_many"]
        return form.replace("{count}", str(count))

    about = (
        words["about"]
        .replace("{questions}", counted("questions", book.total))
        .replace("{cards}", counted("cards", book.cards))
    )
    if not book.short_first:
        return about
    blank = "" if about.endswith("。") else " "
    return f"{about}{blank}{words['about_short']}"


def about_page(book: Book, path: str, title: str, description: str) -> About:
    """Describe a page that is no question's; without a path, not where it is published."""
    return About(title, description, book.base_url, path)


def about_section(book: Book, part: Stretch, title: str) -> About:
    """Describe a page of a section by what it asks."""
    asked = [each.prompt for each in part.questions]
    about = about_page(book, f"s/{part.name}", title, " ".join(asked) or title)
    return about._replace(flashcards=_flashcards(book, part.questions))


def about_question(book: Book, question: QuestionPage) -> About:
    """Describe a question by what one would answer aloud."""
    text = question.gist or question.prompt
    if not book.base_url:
        return About(question.prompt, text)
    return About(
        title=question.prompt,
        text=text,
        base_url=book.base_url,
        path=f"q/{question.slug}.html",
        picture=question.picture,
        flashcards=_flashcards(book, [question]),
        alone=True,
    )


def _flashcards(book: Book, questions: Iterable[QuestionPage]) -> tuple[Flashcard, ...]:
    """Gather the questions that have answers; none where nobody says where the site is."""
    return tuple(
        Flashcard(each.prompt, each.gist, each.language or book.language, each.changed)
        for each in questions
        if book.base_url and each.answered and each.gist
    )


def published(base_url: str, path: str) -> str:
    """Make the address of a page; empty when it is not known."""
    return f"{base_url}/{quote('' if path == 'index.html' else path)}" if base_url else ""


def shortened(text: str, width: int = _WIDTH) -> str:
    """As much of a text as previews show, in one line."""
    text = " ".join(text.split())
    room = width
    for place, character in enumerate(text):
        room -= 2 if is_cjk(character) else 1
        if room < 0:
            return text[: max(place - 1, 0)].rstrip() + "…"
    return text


def is_hidden(page: str) -> bool:
    """Tell whether a page asks not to be found."""
    return '<meta name="robots" content="noindex">' in page


def sitemap(book: Book, paths: Iterable[str]) -> str:
    """Name every page that should be found.

    Args:
        paths: of these pages.
    """
    changed = _changes(book)
    last = max(changed.values(), default=0)
    lines = [_XML_HEAD + '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    for path in paths:
        when = changed.get(path, last)
        dated = f"<lastmod>{moment(when)}</lastmod>" if when else ""
        lines.append(f"<url><loc>{escape(published(book.base_url, path))}</loc>{dated}</url>")
    return "\n".join([*lines, "</urlset>\n"])


def robots(book: Book) -> str:
    """Let robots in, and lead them to the sitemap."""
    return f"User-agent: *\nAllow: /\nSitemap: {book.base_url}/sitemap.xml\n"


def _changes(book: Book) -> Mapping[str, int]:
    """When what a page shows last changed, in seconds since the epoch."""
    changed = {f"q/{each.slug}.html": each.changed for s in book.sections for each in s.questions}
    changed |= {
        f"s/{section.slug}.html": max(each.changed for each in section.questions)
        for section in book.sections
        if section.questions
    }
    return changed


def feed(book: Book, what: str) -> str:
    """Tell feed readers of the questions that changed last.

    Args:
        what: one sentence on the whole site.
    """
    dated = [(each, s) for s in book.sections for each in s.questions if each.changed]
    newest = sorted(dated, key=lambda pair: (-pair[0].changed, pair[0].number))[:NEWEST]
    address = escape(f"{book.base_url}/feed.xml")
    index = escape(published(book.base_url, "index.html"))
    parts = [
        _XML_HEAD + f'<feed xmlns="{_ATOM}" xml:lang="{escape(book.language)}">',
        f"<title>{_xml(book.title)}</title>",
        f"<subtitle>{_xml(what)}</subtitle>",
        f"<id>{address}</id>",
        f'<link rel="self" type="application/atom+xml" href="{address}"/>',
        f'<link rel="alternate" type="text/html" href="{index}"/>',
        f"<updated>{moment(newest[0][0].changed if newest else 0)}</updated>",
        f"<author><name>{_xml(book.author or book.title)}</name></author>",
        *(_entry(book, question, section) for question, section in newest),
    ]
    return "\n".join([*parts, "</feed>\n"])


def _entry(book: Book, question: QuestionPage, section: SectionPage) -> str:
    url = escape(published(book.base_url, f"q/{question.slug}.html"))
    # The GUID is for good, the address is not: a reworded question is no new entry.
    lasting = uuid5(NAMESPACE_URL, question.guid) if question.guid else ""
    category = _xml(" · ".join(section.path))
    return "\n".join(
        [
            "<entry>",
            f"<title>{_xml(question.prompt)}</title>",
            f"<id>{f'urn:uuid:{lasting}' if lasting else url}</id>",
            f'<link rel="alternate" type="text/html" href="{url}"/>',
            f"<updated>{moment(question.changed)}</updated>",
            *([f'<category term="{category}"/>'] if category else []),
            f"<summary>{_xml(question.gist or question.prompt)}</summary>",
            "</entry>",
        ]
    )


def llms(book: Book, what: str) -> str:
    """Tell language models what is asked and where."""
    lines = [f"# {_plain(book.title)}", "", f"> {_plain(what)}", ""]
    for chapter in chapters(book):
        lines += [f"## {_plain(chapter.title)}", ""]
        for part in chapter.parts:
            lines += [f"### {_plain(part.title)}", ""] if part.title else []
            for question in part.section.questions:
                address = published(book.base_url, f"q/{question.slug}.html")
                lines.append(f"- [{_plain(question.prompt)}]({address})")
            lines += [""] if part.section.questions else []
    return "\n".join(lines).rstrip() + "\n"


def _linked_data(title: str, flashcards: Sequence[Flashcard]) -> str:
    """Write questions and answers in the words of schema.org: a quiz of flashcards."""
    quiz: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Quiz",
        "name": title,
        "inLanguage": flashcards[0].language,
        "hasPart": [
            {
                "@type": "Question",
                "eduQuestionType": "Flashcard",
                "text": each.prompt,
                "acceptedAnswer": {"@type": "Answer", "text": each.answer},
            }
            for each in flashcards
        ],
    }
    if changed := max(each.changed for each in flashcards):
        quiz["dateModified"] = moment(changed)
    text = json.dumps(quiz, ensure_ascii=False, separators=(",", ":"))
    # What could end the element, or begin a comment in it, is written as its number.
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def moment(seconds: int) -> str:
    """Write a time as RFC 3339 has it."""
    return datetime.fromtimestamp(seconds, tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _xml(text: str) -> str:
    """Text for XML, which may not hold control characters however they are written."""
    return escape("".join(c for c in text if c >= " " or c in "\t\n"))


def _plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
