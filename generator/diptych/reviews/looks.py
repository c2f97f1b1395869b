"""What a question looks like to who has to recall its answer, and what might help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.characters import WORD, lazy

if TYPE_CHECKING:
    from diptych.reviews.asked import AskedCard

_UNIT = lazy(WORD)
_ITEM = lazy(r"<(?:li|tr)\b")
_PARAGRAPH = lazy(r"<p\b")
_MANY = 4
_LONG = 40


class Looks(Struct, frozen=True):
    """What a card asks for.

    Attributes:
        words: how many its answer has; a Chinese character is one. None where it hides a text.
        ideas: the items of its lists and tables, or else its paragraphs.
        listed: whether the ideas are items.
        short: whether a short answer stands before the long one.
        hidden: how many pieces of text it hides at once.
    """

    words: int | None
    ideas: int
    listed: bool
    short: bool
    hidden: int


def looks_of(card: AskedCard) -> Looks:
    """Look at a card as its learner does."""
    question, body = card.entry.question, card.entry.card
    if card.note.picture:
        return Looks(None, 1, listed=False, short=False, hidden=1)
    if card.note.kind == "cloze":
        hidden = card.entry.deleted.count(card.ordinal + 1)
        return Looks(None, 1, listed=False, short=False, hidden=hidden)
    shown = body.short if question.answered and body.short else body.answer
    items = len(_ITEM.findall(shown))
    return Looks(
        words=len(_UNIT.findall(question.gist)),
        ideas=items or len(_PARAGRAPH.findall(shown)),
        listed=items > 0,
        short=bool(body.short),
        hidden=0,
    )


def remedy(looks: Looks) -> str:
    """Say what the rules of formulating knowledge suggest for what looks so."""
    if looks.hidden > 1:
        return "Give each blank a number of its own, so that a card asks for one thing."
    if looks.hidden:
        return "Shorten what stands around it, or ask for it by a plain question as well."
    if looks.listed and looks.ideas >= _MANY:
        return (
            "Lists are hard to hold: ask for each item by its own question, or for one at a time "
            "by blanks in order, or say what holds them together."
        )
    if (looks.words or 0) > _LONG and not looks.short:
        return (
            "Say what is to be recalled in a quotation at its beginning, or make a question of "
            "each idea."
        )
    if (looks.words or 0) > _LONG or looks.ideas > 1:
        return "Make several questions of it, each with one idea."
    return (
        "Ask more precisely, so that no other answer fits, or give it an example, a picture or a "
        "reason to hold on to."
    )
