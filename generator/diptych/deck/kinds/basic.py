"""The notetype "Diptych": a question and its answer, on request also the other way round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.deck.folding import END, EXPLANATION
from diptych.deck.kinds.notetype import Notetype, Template
from diptych.deck.kinds.reverse import REVERSE_BACK, REVERSE_FRONT
from diptych.deck.kinds.text import SHORT_OR_ANSWER, answer_of, is_answered, sided

if TYPE_CHECKING:
    from collections.abc import Mapping

    from diptych.deck.note import AnkiNote

# Drawn once at random, below 2**53 so that a JavaScript client reads them exactly.
_FIELDS: tuple[tuple[str, int], ...] = (
    # What is asked. First, because Anki sorts by the first field, finds doubles by it, and makes
    # no card where it is empty.
    ("Question", 8880270556078550),
    # What one would say aloud: shown first on the back, and what the second card asks from.
    ("Short", 1256869831726599),
    # The explanation: text, figures, code, tables.
    ("Answer", 3558928959306349),
    # Where the question belongs: the titles of its sections, shown small above it.
    ("Context", 1779241704578014),
    # Where the answer comes from, with its label, since a label in the template would be in the
    # language of whichever notebook was imported last.
    ("Sources", 7308692325941302),
    # An anchor to the question's page, with its label, for the same reason.
    ("Link", 1097759963840133),
    # The question's id in the notebook. On no card; for searching (``Id:focal-loss``).
    ("Id", 1620528383989809),
    # The language of the text, so that Chinese characters take their Chinese form on a phone
    # that is set to Japanese, and a voice reads them as Chinese.
    ("Language", 1145375719006062),
    # Anything at all asks for the second card.
    ("Reverse", 8024335165501635),
    # Shown at the end of the back. Empty now: for what a later version has to say there. (Not a
    # place for the learner's own words: an update of the note replaces every field.)
    ("Extra", 8047852569235170),
    # On no card and empty: a later version may put them to use, but could not add them.
    ("Reserved 1", 3895126135104398),
    ("Reserved 2", 5588857471798156),
)

# Whether a card exists depends on whether its front is empty, so each front stands wholly inside
# the one field that decides: the language or the context alone must not make a card.

_RECALL_FRONT = """\
{{#Question}}
<div class="diptych" lang="{{Language}}">
{{#Context}}<div class="place">{{Context}}</div>{{/Context}}
<div class="question">{{Question}}</div>
</div>
{{/Question}}"""

_RECALL_BACK = (
    """\
{{FrontSide}}
<hr id="answer">
<div class="diptych" lang="{{Language}}">
{{#Short}}<div class="short">{{Short}}</div>{{/Short}}
"""
    + EXPLANATION
    + END
)


def _values(note: AnkiNote, language: str) -> dict[str, str]:
    return {
        "Question": sided(note.body.asks, note, language),
        "Short": sided(note.body.short, note, language),
        "Answer": answer_of(note, language),
        "Reverse": "1" if _asks_back(note) else "",
    }


def _ordinals(note: AnkiNote) -> tuple[int, ...]:
    return (0, 1) if _asks_back(note) else (0,)


def _asks_back(note: AnkiNote) -> bool:
    """Tell whether there is a second card: an answer that isn't there asks nothing back."""
    return note.reversed and is_answered(note)


def _said(fields: Mapping[str, str]) -> tuple[str, str]:
    return fields["Question"], fields["Short"] + fields["Answer"]


NOTETYPE = Notetype(
    kind="basic",
    id=1437465401,
    name="Diptych",
    mark="",
    fields=_FIELDS,
    templates=(
        Template(
            name="Recall",
            id=5746384940181673,
            front=_RECALL_FRONT,
            back=_RECALL_BACK,
            asks="{{Question}}",
            answers=SHORT_OR_ANSWER,
        ),
        Template(
            name="Reverse",
            id=4889923711439264,
            front=REVERSE_FRONT,
            back=REVERSE_BACK,
            asks=SHORT_OR_ANSWER,
            answers="{{Question}}",
        ),
    ),
    values=_values,
    ordinals=_ordinals,
    said=_said,
)
