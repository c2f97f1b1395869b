"""What compiling gives: plain data that can be kept as bytes and read again to equal data.

Nothing here holds nodes of the tree: what linking, identity and both panels want to know of a
question is read from it once, when its file is compiled. The lines of the file are not here
either: whoever has a compiled document has its source.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from diptych.diagnostics.suppressions import Suppression
from diptych.interface.language import Letters
from diptych.model import Coverage, Diagnostic, Span
from diptych.model.book import AnswerHeading, Deletion, OtherName, UnfilledBody
from diptych.render.relocations import Html
from diptych.syntax.occlusion import Occlusion
from diptych.syntax.references import Reference

Parts = tuple[Html, Html, Html, Html, Html]
"""The fields of an `UnfilledBody`, in its order."""

NO_PARTS: Parts = ((), (), (), (), ())

Anchor = tuple[str, str, int]
"""What a link may point at: its name, whether "question" or "section", its number in the file."""

WrittenDeletion = tuple[str, int, int]
"""The number of a deletion as the notes write it, its line and its column."""


class FinishedCard(Struct, frozen=True, array_like=True, gc=False):
    """What a card shows that refers to nothing outside of itself.

    Attributes:
        shown: the fields of its `Body`, in its order.
        deleted: the deletions on it, in the order of its text.
    """

    shown: tuple[str, str, str, str, str]
    deleted: tuple[Deletion, ...]


class CompiledQuestion(Struct, frozen=True, array_like=True, gc=False):
    """A question with its HTML, finished but for what only the whole notebook knows.

    Attributes:
        prompt: the question as plain text, without its number.
        title: the same with its formulas as one reads them.
        pinned: the id that the author wrote (``{#id}``), if any.
        classes: the classes that the author wrote (``{.reversed}``).
        section: the titles of the sections above, outermost first.
        subdeck: the titles of the decks above its cards; None when they are those of its section.
        span: heading and answer; ``span.line`` is the line of the heading.
        language: the BCP 47 tag of its text, if its document or its letters say so.
        answered: whether the notes hold an answer.
        hides: whether something in it is to be recalled (a deletion).
        numbered: the numbers of those deletions to which its author gave none.
        page_parts: it as HTML for pages.
        card_parts: it as HTML for its card; empty if that is finished.
        card: its card, if that is finished.
        choice: it as HTML for a card whose options are to be chosen from; None without options.
        typed: what one types to answer it, if its author asked for that and it can be typed.
        right: the right ones among its options, as plain text.
        headings: those of its answer.
        references: what it refers to.
        asked: its words as the ledger keeps them.
        excerpt: the beginning of its answer as the ledger keeps it.
        text: what it says beside the prompt, as plain text; the LaTeX of its formulas behind it.
        gist: what one would answer aloud, or else the whole answer, as plain text.
        other_names: the terms that it writes out, each with its other name.
        telling: a hash of what tells the prompt from others; empty if nothing does.
        words: what it says beside the prompt in running text only.
        code: a hash of the code beside the prompt; empty where there is none.
        terms: the abbreviations in its answer, where they are checked.
        explained: those that it writes out.
        only_pictures: the addresses of its answer's pictures, where it holds nothing else.
        occlusions: its pictures whose labels cards are to hide.
        finished: a digest of its HTML for pages and how many characters that has, where nothing in
            it is open.
        asks_with: the words of its title that tell its subject, blanks between them.
        answers_with: those of its gist.
    """

    prompt: str
    title: str
    pinned: str | None
    classes: tuple[str, ...]
    section: tuple[str, ...]
    subdeck: tuple[str, ...] | None
    tags: tuple[str, ...]
    span: Span
    language: str | None
    answered: bool
    hides: bool
    numbered: tuple[int, ...]
    page_parts: Parts
    card_parts: Parts
    card: FinishedCard | None
    choice: Parts | None
    typed: str
    right: str
    headings: tuple[AnswerHeading, ...]
    references: tuple[Reference, ...]
    asked: str
    excerpt: str
    text: str
    gist: str
    other_names: tuple[OtherName, ...]
    telling: str
    words: str
    code: str
    terms: tuple[str, ...]
    explained: tuple[str, ...]
    only_pictures: tuple[str, ...]
    occlusions: tuple[Occlusion, ...]
    finished: tuple[str, int] | None
    asks_with: str
    answers_with: str

    @property
    def page(self) -> UnfilledBody:
        """The question for pages, its relocations not filled."""
        return UnfilledBody(*self.page_parts)

    @property
    def unfinished_card(self) -> UnfilledBody:
        """The question for its card, its relocations not filled."""
        return UnfilledBody(*self.card_parts)


class CompiledSection(Struct, frozen=True, array_like=True, gc=False):
    """A heading above questions, with its introduction as HTML likewise.

    Attributes:
        title: the heading's plain text.
        path: the titles from the document's top down to this one, inclusive.
    """

    title: str
    path: tuple[str, ...]
    span: Span
    intro: Html


class Compiled(Struct, frozen=True, array_like=True, gc=False):
    """A document with what was found out about it.

    Attributes:
        aliases: the other names that wiki links may call it by.
        understood: one sentence: which dialect was used and why.
        references: all that it refers to, in order, each with its column.
        anchors: what links may point at, the surest first.
        deletions: those that its text holds, whether a card asks for them or not.
        suppressions: its comments that silence diagnostics.
        coverage: how many of its words are on cards.
        letters: how many letters its text has, by which its language is guessed.
        formulas: the characters that its formulas show on pages.
    """

    path: str
    title: str
    aliases: tuple[str, ...]
    understood: str
    sections: tuple[CompiledSection, ...]
    questions: tuple[CompiledQuestion, ...]
    references: tuple[Reference, ...]
    anchors: tuple[Anchor, ...]
    deletions: tuple[WrittenDeletion, ...]
    suppressions: tuple[Suppression, ...]
    diagnostics: tuple[Diagnostic, ...]
    coverage: Coverage
    letters: Letters
    formulas: str


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Compiled)


def encode(compiled: Compiled) -> bytes:
    """Write a compiled document as bytes."""
    return _ENCODER.encode(compiled)


def decode(data: bytes) -> Compiled:
    """Read a compiled document from the bytes that `encode` made of it.

    Raises:
        ValueError: the bytes are not those of a compiled document.
    """
    return _DECODER.decode(data)
