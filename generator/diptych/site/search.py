"""What search looks through, as scripts: pages opened from the disk may load nothing else.

Titles, sections and tags come first and are all that one waits for; what the answers say follows in
parts, each small enough that a phone takes it in at once.

Arrays throughout and no objects keyed by what somebody wrote: a question called ``__proto__`` is
a question like any other. All of it is plain text; the page that shows it adds the markup.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from diptych.render.relocations import strings
from diptych.syntax.html_policy import shown_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from diptych.model.book import Book, QuestionPage
    from diptych.site.synonyms import Synonyms

# The texts of the interface that search shows.
_WORDS = (
    "close",
    "questions_many",
    "questions_one",
    "search",
    "search_failed",
    "search_hint",
    "search_loading",
    "search_more",
    "search_near",
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


def search_data(book: Book, same: Synonyms, parts: int) -> str:
    """Write the script ``search/titles.js``: it sets ``diptychSearch.data``.

    Its lists: ``sections`` as ``[title, place of the section above, or -1]``; ``tags``;
    ``questions`` in order, each as ``[slug, prompt, section, tags, language]``: places in the
    other two lists, the section -1 outside of any; what is empty at the end is left out;
    ``synonyms``, each a list of terms; and ``numbers`` of the questions, unless they are 1, 2, 3 ….

    Args:
        same: terms that mean the same.
        parts: how many parts the texts come in.
    """
    sections = _sections(book)
    tags = {tag: place for place, tag in enumerate(_tags(book))}
    questions = [
        _row(question, sections[section.path] if section.path else -1, tags)
        for section in book.sections
        for question in section.questions
    ]
    data: dict[str, Any] = {
        "sections": [[path[-1], sections.get(path[:-1], -1)] for path in sections],
        "tags": list(tags),
        "questions": questions,
        "synonyms": same,
        "parts": parts,
    }
    numbers = [question.number for section in book.sections for question in section.questions]
    if numbers != list(range(1, len(numbers) + 1)):
        data["numbers"] = numbers
    return f"window.diptychSearch.data = {_literal(data)};\n"


class Told(NamedTuple):
    """What a question says beside its prompt.

    Attributes:
        text: it as plain text, the short answer first.
        short: how many characters the short answer has; 0 if it has none.
        sources: what it cites, each as plain text.
    """

    text: str
    short: int
    sources: tuple[str, ...]


class TextPart(NamedTuple):
    """What some questions say beside their prompts.

    Attributes:
        number: which part it is, from 1.
        first: the place of the first of its questions among all.
    """

    number: int
    first: int
    told: tuple[Told, ...]

    @property
    def path(self) -> str:
        """Where its script lies."""
        return f"search/{self.number}.js"

    def script(self) -> str:
        """Write it as a script, which sets ``diptychSearch.texts``.

        That is the place of the first question; of each its text, or ``[text, length of the short
        answer, places of its sources]``; and all sources, each once.
        """
        places: dict[str, int] = {}
        for source in (source for each in self.told for source in each.sources):
            places.setdefault(source, len(places))
        rows = [
            [each.text, each.short, [places[source] for source in each.sources]]
            if each.short or each.sources
            else each.text
            for each in self.told
        ]
        return f"window.diptychSearch.texts = {_literal([self.first, rows, list(places)])};\n"


def text_parts(book: Book) -> tuple[TextPart, ...]:
    """Divide the texts of all questions into parts; there are none if nothing is said.

    The title of a section that is listed as part of another stands behind what its question says.
    """
    own = {section.questions[0].slug: section.path[-1:] for section in book.joined}
    told = [
        _told(question, own.get(question.slug, ()))
        for section in book.sections
        for question in section.questions
    ]
    parts: list[TextPart] = []
    first = 0
    for several in _packed(told) if any(each.text or each.sources for each in told) else ():
        parts.append(TextPart(len(parts) + 1, first, several))
        first += len(several)
    return tuple(parts)


def _told(question: QuestionPage, behind: Iterable[str]) -> Told:
    text, gist = question.text, question.gist if question.body.short else ""
    # In front of it may stand what the question is asked with.
    at = text.find(gist)
    if at > 0:
        text = f"{gist} {text[:at]}{text[at + len(gist) :]}"
    said = " ".join(filter(None, (text, *behind)))
    return Told(said, len(gist) if at >= 0 else 0, _sources(question))


def _sources(question: QuestionPage) -> tuple[str, ...]:
    """Read the sources of a question as plain text."""
    if not question.body.sources:
        return ()
    items = "".join(strings(question.body.sources)).split("</li>")
    return tuple(filter(None, (" ".join(shown_text(item).split()) for item in items)))


def _packed(told: Iterable[Told]) -> Iterator[tuple[Told, ...]]:
    part: list[Told] = []
    size = 0
    for each in told:
        if part and size + len(each.text) > _PART:
            yield tuple(part)
            part, size = [], 0
        part.append(each)
        size += len(each.text)
    yield tuple(part)


def search_script(said: Mapping[str, str], script: str) -> str:
    """Write the script ``search.js``: the words that it shows, in front of what it does.

    Args:
        script: what it does.
    """
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
