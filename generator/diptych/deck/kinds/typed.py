"""The notetype "Diptych Typed": one types the answer, and Anki compares it letter by letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.deck.folding import END, EXPLANATION
from diptych.deck.kinds.notetype import Notetype, Template
from diptych.deck.kinds.reverse import REVERSE_BACK, REVERSE_FRONT
from diptych.deck.kinds.text import SHORT_OR_ANSWER, answer_of, literal, sided

if TYPE_CHECKING:
    from collections.abc import Mapping

    from diptych.deck.note import AnkiNote

# Drawn once at random, below 2**53 so that a JavaScript client reads them exactly.
_FIELDS: tuple[tuple[str, int], ...] = (
    ("Question", 5307334152043851),
    # What one types, as plain text: Anki compares with it sign by sign.
    ("Typed", 4570188696193671),
    # What follows means what it does for basic notes.
    ("Short", 5315201308839207),
    ("Answer", 2486746317850124),
    ("Context", 6468849888539566),
    ("Sources", 387955840601248),
    ("Link", 1278034617453176),
    ("Id", 2017550292876044),
    ("Language", 1078905523515428),
    ("Reverse", 7722209350880793),
    ("Extra", 1027434787115187),
    ("Reserved 1", 2995646566358883),
    ("Reserved 2", 7929201345413864),
    ("Reserved 3", 3941907730856616),
    ("Reserved 4", 7771007974212762),
)

# `type:`, not `type:nc:`: the latter takes é for e, and か for が. What Anki draws is a comparison,
# no verdict: who cares for no accents sees the slip, and presses “good” all the same.

_FRONT = """\
{{#Question}}
<div class="diptych" lang="{{Language}}">
{{#Context}}<div class="place">{{Context}}</div>{{/Context}}
<div class="question">{{Question}}</div>
<div class="typed">{{type:Typed}}</div>
</div>
{{/Question}}"""

# Without {{FrontSide}}: the comparison would stand above the rule, where one typed.

_BACK = (
    """\
<div class="diptych" lang="{{Language}}">
{{#Context}}<div class="place">{{Context}}</div>{{/Context}}
<div class="question">{{Question}}</div>
</div>
<hr id="answer">
<div class="diptych" lang="{{Language}}">
<div class="typed">{{type:Typed}}</div>
{{#Short}}<div class="short">{{Short}}</div>{{/Short}}
"""
    + EXPLANATION
    + END
)


def _values(note: AnkiNote, language: str) -> dict[str, str]:
    return {
        "Question": sided(note.body.asks, note, language),
        "Typed": literal(note.plain_answer),
        "Short": sided(note.body.short, note, language),
        "Answer": answer_of(note, language),
        "Reverse": "1" if note.reversed else "",
    }


def _ordinals(note: AnkiNote) -> tuple[int, ...]:
    return (0, 1) if note.reversed else (0,)


def _said(fields: Mapping[str, str]) -> tuple[str, str]:
    return fields["Question"], fields["Short"] + fields["Answer"]


NOTETYPE = Notetype(
    kind="typed",
    id=1704791903,
    name="Diptych Typed",
    mark="t",
    fields=_FIELDS,
    templates=(
        Template(
            name="Type",
            id=5150901393983231,
            front=_FRONT,
            back=_BACK,
            asks="{{Question}}",
            answers="{{Typed}}",
        ),
        Template(
            name="Reverse",
            id=4337797053664090,
            front=REVERSE_FRONT,
            back=REVERSE_BACK,
            asks=SHORT_OR_ANSWER,
            answers="{{Question}}",
        ),
    ),
    values=_values,
    ordinals=_ordinals,
    said=_said,
    mark_of_others="'t",
)
