"""The words that every room of the engine shares: frozen, plain data. Imports nothing local."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, get_args

from msgspec import Struct

if TYPE_CHECKING:
    pass

Severity = Literal["error", "warning", "info"]

NoteKind = Literal["basic", "cloze", "typed", "choice", "occlusion"]
"""What becomes of a question in Anki: each kind is a notetype, see `diptych.deck.kinds`."""

NOTE_KINDS: tuple[NoteKind, ...] = get_args(NoteKind)

EXCERPT = 200
"""How many characters of an answer are remembered, for its question to be recognised by."""

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much."""


def silent(what: str, done: int, total: int) -> None:
    """Show no progress."""


def counter(progress: Progress, what: str, total: int) -> Callable[[], None]:
    """Make a function to be called once for each piece of work that is done."""
    done = 0

    def count() -> None:
        nonlocal done
        done += 1
        progress(what, done, total)

    return count


class UsageError(Exception):
    """The command line asks for something that cannot be; ends with exit code 2."""


class Span(Struct, frozen=True, order=True):
    """Where something stands in the notes.

    Attributes:
        path: the file, relative to the notebook's root, with forward slashes.
        line: its first line, counted from 1.
        end_line: its last line, inclusive.
        column: its first column, counted from 1; 0 means the whole line.
    """

    path: str
    line: int
    end_line: int
    column: int = 0

    @property
    def first_line(self) -> Span:
        """The line that it begins in."""
        return Span(self.path, self.line, self.line)


class Diagnostic(Struct, frozen=True):
    """Something that the reader of the notes should know, and what to do about it.

    Attributes:
        code: a stable code of ``diptych.diagnostics.codes``.
        message: one sentence.
        span: where; None when it concerns the notebook as a whole.
        hint: what to do; empty when nothing need be done.
    """

    code: str
    severity: Severity
    message: str
    span: Span | None = None
    hint: str = ""


class Transcluded(Struct, frozen=True):
    """A file whose text another one shows.

    Attributes:
        by: the path of the file that shows it.
        name: what that one calls it.
    """

    by: str
    name: str
    path: str
    text: str


class CardMarks(Struct, frozen=True):
    """How a vault marks cards: `diptych.parse.tools.card_marks` says what each mark means."""

    tags: tuple[str, ...] = ("flashcards",)
    everywhere: bool = False
    within: str = "::"
    within_both: str = ":::"
    between: str = "?"
    between_both: str = "??"
    end: str = "+++"
    hide: tuple[str, ...] = ("==",)


class Source(Struct, frozen=True):
    """One Markdown file as read: line feeds only, without a byte order mark.

    Attributes:
        transcluded: the files whose texts it shows, and those that they show.
        card_marks: how the vault that it lies in marks cards; None when nothing says it.
        drawings: of the text of each drawing, its picture's address or why there is none.
        repeated: the keys of its headings that many files are filled in with, so that the title
            above them asks.
    """

    path: str
    text: str
    transcluded: tuple[Transcluded, ...] = ()
    card_marks: CardMarks | None = None
    drawings: tuple[tuple[str, str, str], ...] = ()
    repeated: tuple[str, ...] = ()


class LeftOut(Struct, frozen=True):
    """A file that is no note though it might be one, and the reason, to go behind its name."""

    path: str
    why: str


class Coverage(Struct, frozen=True):
    """How many words of a text are on cards, on pages only, and shown nowhere."""

    cards: int = 0
    pages: int = 0
    nowhere: int = 0

    @property
    def words(self) -> int:
        """All words of the text."""
        return self.cards + self.pages + self.nowhere

    def __add__(self, other: Coverage) -> Coverage:
        """Sum up two texts."""
        return Coverage(
            self.cards + other.cards, self.pages + other.pages, self.nowhere + other.nowhere
        )
