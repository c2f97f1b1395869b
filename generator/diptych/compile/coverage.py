"""How much of a document is on its cards."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from diptych.characters import CJK, WORD, lazy
from diptych.compile.texts import said_in, text_of
from diptych.model import Coverage
from diptych.parse.tags import TAG
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from diptych.syntax.document import Document

# A number before a question, `Q` and `A`, and tags are marks of its form.
_MARK = lazy(rf"(?<!\S){TAG}")
_WORD = lazy(WORD)
_COUNTS = lazy(rf"[{CJK}]|[^\W\d_].*[^\W_]")


def coverage(document: Document) -> Coverage:
    """Count the words of a document by where they are shown.

    Words are told apart by what they are, not by where they stand: a finder may take text from
    anywhere, and what a card shows twice is still there once. Footnotes are not counted.
    """
    written = _words([text_of(said_in(document.nodes))])
    on_cards = written & _words(_on_cards(document))
    elsewhere = written - on_cards
    on_pages = elsewhere & _words(_on_pages(document))
    return Coverage(on_cards.total(), on_pages.total(), (elsewhere - on_pages).total())


def _on_cards(document: Document) -> Iterator[str]:
    for question in document.questions:
        yield plain_text(question.prompt_nodes)
        yield text_of(said_in((*question.front, *question.short, *question.answer)))


def _on_pages(document: Document) -> Iterator[str]:
    for section in document.sections:
        yield section.title
        yield text_of(said_in(section.intro))


def _words(texts: Iterable[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for text in texts:
        found.update(_WORD.findall(_MARK.sub("", text)))
    return Counter({word: count for word, count in found.items() if _COUNTS.match(word)})
