"""What a Markdown file says, as parsing understands it: sections and questions, made of nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping

    from diptych.model import Span
    from diptych.syntax.tree import Node


class Section(Struct, frozen=True):
    """A heading above questions.

    Attributes:
        title: the heading's plain text.
        path: the titles from the document's top down to this one, inclusive.
        intro: the nodes between the heading and its first question or subsection.
        heading: the heading as written, which forges make its anchor of; empty where a document
            has none of its own.
        level: how deep that heading is, from 1; 0 where there is none.
    """

    title: str
    path: tuple[str, ...]
    intro: tuple[Node, ...]
    span: Span
    heading: str = ""
    level: int = 0


class Question(Struct, frozen=True):
    """One question with its answer, as parsed; identity gives it an id.

    Attributes:
        prompt: the question as plain text, without its number.
        prompt_nodes: the inline nodes of the prompt, without its number.
        short: the leading blockquote of the answer, if there is one: what one would say aloud.
        answer: the other nodes of the answer.
        pinned: the id that the author wrote (``{#id}``), if any.
        classes: the classes that the author wrote (``{.reversed}``).
        section: the titles of the sections above, outermost first.
        tags: from the front matter.
        span: heading and answer; ``span.line`` is the line of the heading.
        front: what else is asked with: code, choices; it stands below the prompt.
        language: the BCP 47 tag of its text, if its document says so.
        subdeck: the titles of the decks above its cards; None when they are those of its section.
        heading: the heading as written, with its number, which forges make its anchor of; empty
            for a question without a heading.
    """

    prompt: str
    prompt_nodes: tuple[Node, ...]
    short: tuple[Node, ...]
    answer: tuple[Node, ...]
    pinned: str | None
    classes: tuple[str, ...]
    section: tuple[str, ...]
    tags: tuple[str, ...]
    span: Span
    front: tuple[Node, ...] = ()
    language: str | None = None
    subdeck: tuple[str, ...] | None = None
    heading: str = ""

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Everything that the question says."""
        return (*self.prompt_nodes, *self.front, *self.short, *self.answer)


class Document(Struct, frozen=True):
    """One Markdown file, understood.

    Attributes:
        title: the only heading of level 1, else from the front matter, else the file's name.
        footnotes: the nodes of each footnote definition, by label.
        understood: one sentence: which finders read it, how many questions each found, and why.
        aliases: the other names that wiki links may call it by.
        line_breaks: whether each line of a paragraph stays a line.
        nodes: all blocks of its text but footnotes, before anything was found in them.
    """

    path: str
    title: str
    language: str | None
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    footnotes: Mapping[str, tuple[Node, ...]]
    understood: str
    aliases: tuple[str, ...] = ()
    nodes: tuple[Node, ...] = ()
    line_breaks: bool = False
