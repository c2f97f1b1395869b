"""What search looks through, as scripts: pages opened from the disk may load nothing else.

Titles, sections and tags come first and are all that one waits for; what the answers say follows in
parts, each small enough that a phone takes it in at once.

Arrays throughout and no objects keyed by what somebody wrote: a question called ``__proto__`` is
a question like any other. All of it is plain text; the page that shows it adds the markup.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from diptych.model import Book, QuestionPage

# The texts of the interface that search shows.
_WORDS = (
    "close",
    "questions_many",
    "questions_one",
    "search",
    "search_failed",
    "search_hint",
    "search_loading",
    "search_none",
    "search_reading",
    "search_results",
    "search_section",
    "search_section_all",
    "search_tag",
    "search_tag_all",
)

_Path = tuple[str, ...]

# So many characters of answers are in one script, or one answer that is longer.
_PART = 100_000


def search_data(book: Book, parts: int) -> str:
    """Write the script ``search/titles.js``: it sets ``diptychSearch.data``.

    Its three lists: ``sections`` as ``[title, place of the section above, or -1]``; ``tags``; and
    ``questions`` in order, each as ``[slug, prompt, section, tags, language]``: places in the
    other two lists, the section -1 outside of any; what is empty at the end is left out. ``parts``
    is how many parts the texts come in.
    """
    sections = _sections(book)
    tags = {tag: place for place, tag in enumerate(_tags(book))}
    questions = [
        _row(question, sections[section.path] if section.path else -1, tags)
        for section in book.sections
        for question in section.questions
    ]
    data = {
        "sections": [[path[-1], sections.get(path[:-1], -1)] for path in sections],
        "tags": list(tags),
        "questions": questions,
        "parts": parts,
    }
    return f"window.diptychSearch.data = {_literal(data)};\n"


class TextPart(NamedTuple):
    """What some questions say beside their prompts.

    Attributes:
        number: which part it is, from 1.
        first: the place of the first of its questions among all.
    """

    number: int
    first: int
    texts: tuple[str, ...]

    @property
    def path(self) -> str:
        """Where its script lies."""
        return f"search/{self.number}.js"

    def script(self) -> str:
        """Write it as a script, which sets ``diptychSearch.texts``."""
        return f"window.diptychSearch.texts = {_literal([self.first, self.texts])};\n"


def text_parts(book: Book) -> tuple[TextPart, ...]:
    """Divide the texts of all questions into parts; there are none if nothing is said.

    The title of a section that is listed as part of another stands behind what its question says.
    """
    own = {section.questions[0].slug: section.path[-1:] for section in book.joined}
    texts = [
        " ".join(filter(None, (question.text, *own.get(question.slug, ()))))
        for section in book.sections
        for question in section.questions
    ]
    parts: list[TextPart] = []
    first = 0
    for several in _packed(texts) if any(texts) else ():
        parts.append(TextPart(len(parts) + 1, first, several))
        first += len(several)
    return tuple(parts)


def _packed(texts: Iterable[str]) -> Iterator[tuple[str, ...]]:
    part: list[str] = []
    size = 0
    for text in texts:
        if part and size + len(text) > _PART:
            yield tuple(part)
            part, size = [], 0
        part.append(text)
        size += len(text)
    yield tuple(part)


def search_script(said: Mapping[str, str], script: str) -> str:
    """Write the script ``search.js``: the words that it shows, in front of what it does."""
    return (
        f"window.diptychSearch = {{ words: {_literal({w: said[w] for w in _WORDS})} }};\n{script}"
    )


def _sections(book: Book) -> dict[_Path, int]:
    """Each section with questions, and those above it, by path → its place among them."""
    paths: dict[_Path, int] = {}
    for section in book.sections:
        if section.questions:
            for depth in range(1, len(section.path) + 1):
                paths.setdefault(section.path[:depth], len(paths))
    return paths


def _tags(book: Book) -> list[str]:
    all_tags = {t for section in book.sections for each in section.questions for t in each.tags}
    return sorted(all_tags, key=lambda tag: (tag.casefold(), tag))


def _row(question: QuestionPage, section: int, tags: dict[str, int]) -> list[Any]:
    row = [
        question.slug,
        question.prompt,
        section,
        [tags[tag] for tag in dict.fromkeys(question.tags)],
        question.language or "",
    ]
    while not row[-1] and isinstance(row[-1], str | list):
        row.pop()
    return row


def _literal(value: object) -> str:
    """JSON that is JavaScript too: its lines end nowhere but at line feeds."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return written.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
