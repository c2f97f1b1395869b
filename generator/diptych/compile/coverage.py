"""How much of a document is on its cards."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from diptych.characters import CJK, WORD, lazy
from diptych.compile.texts import block_text
from diptych.model import Coverage
from diptych.parse.metadata.tags import TAG
from diptych.syntax.tree import blocks_of
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from diptych.syntax.document import Document
    from diptych.syntax.tree import Node

# A number before a question, `Q` and `A`, and tags are marks of its form.
_MARK = lazy(rf"(?<!\S){TAG}")
_WORD = lazy(WORD)
_COUNTS = lazy(rf"[{CJK}]|[^\W\d_].*[^\W_]")


def coverage(document: Document) -> Coverage:
    """Count the words of a document by where they are shown.

    Words are told apart by what they are, not by where they stand: a finder may take text from
    anywhere, and what a card shows twice is still there once. Footnotes are not counted.
    """
    on_cards, written, others = _shared(document)
    whole = sum(_words(block_text(block) for block in on_cards).values())
    left = _words(map(block_text, written))
    on_other_cards = left & _words([*_prompts(document), *map(block_text, others)])
    elsewhere = left - on_other_cards
    on_pages = elsewhere & _words(_on_pages(document)) if elsewhere else elsewhere
    return Coverage(
        whole + on_other_cards.total(), on_pages.total(), (elsewhere - on_pages).total()
    )


def _shared(document: Document) -> tuple[list[Node], list[Node], list[Node]]:
    """Part blocks: those that stand on a card as they were written, and what else is in each.

    Most blocks are of the first kind, and need not be compared word by word.
    """
    written = {id(block): block for block in blocks_of(document.nodes)}
    on_cards: list[Node] = []
    others: list[Node] = []
    for question in document.questions:
        for block in blocks_of((*question.front, *question.short, *question.answer)):
            same = written.pop(id(block), None)
            (others if same is None else on_cards).append(block)
    return on_cards, [*written.values()], others


def _prompts(document: Document) -> Iterator[str]:
    return (plain_text(question.prompt_nodes) for question in document.questions)


def _on_pages(document: Document) -> Iterator[str]:
    for section in document.sections:
        yield section.title
        yield from map(block_text, blocks_of(section.intro))


def _words(texts: Iterable[str]) -> Counter[str]:
    text = "\n".join(texts)
    found = Counter(_WORD.findall(_MARK.sub("", text) if "#" in text else text))
    return Counter({word: count for word, count in found.items() if _counts(word)})


@lru_cache(maxsize=4096)
def _counts(word: str) -> bool:
    return _COUNTS.match(word) is not None
