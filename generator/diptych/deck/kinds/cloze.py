"""The notetype "Diptych Cloze": a text with deletions, each number among them a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.deck.folding import deleted_there
from diptych.deck.kinds.notetype import Notetype, Template
from diptych.deck.kinds.text import sided

if TYPE_CHECKING:
    from collections.abc import Mapping

    from diptych.deck.note import AnkiNote

_FIELDS: tuple[tuple[str, int], ...] = (
    # Question and answer together, with the deletions: each number in it makes a card.
    ("Text", 5783273326425435),
    # What follows means what it does for basic notes.
    ("Context", 6617509150397178),
    ("Sources", 5645787449140115),
    ("Link", 7993089312054261),
    ("Id", 5311070530836730),
    ("Language", 8821065973649647),
    ("Extra", 5039096440672654),
    ("Reserved 1", 6378495854813120),
    ("Reserved 2", 8724058885372174),
)

_FRONT = """\
<div class="diptych cloze-text asking" lang="{{Language}}">
{{#Context}}<div class="place">{{Context}}</div>{{/Context}}
{{cloze:Text}}
</div>"""

_BACK = """\
<div class="diptych cloze-text" lang="{{Language}}">
{{#Context}}<div class="place">{{Context}}</div>{{/Context}}
{{cloze:Text}}
{{Sources}}
{{#Link}}<div class="page">{{Link}}</div>{{/Link}}
{{#Extra}}<div class="extra">{{Extra}}</div>{{/Extra}}
</div>"""


def _values(note: AnkiNote, language: str) -> dict[str, str]:
    return {"Text": sided(_text(note), note, language)}


def _text(note: AnkiNote) -> str:
    """Put together what a cloze note says: the question above, then all of its answer."""
    asks, short, answer = note.body.asks, note.body.short, note.body.answer
    parts = (
        ('class="question"', asks),
        ('class="short"', short),
        (f'class="answer"{deleted_there(answer)}', answer),
    )
    return "".join(f"<div {which}>{html}</div>" for which, html in parts if html.strip())


def _ordinals(note: AnkiNote) -> tuple[int, ...]:
    return tuple(number - 1 for number in note.clozes)


def _said(fields: Mapping[str, str]) -> tuple[str, str]:
    asked, _, answer = fields["Text"].partition("</div>")
    return asked, answer


NOTETYPE = Notetype(
    kind="cloze",
    id=1934813180,
    name="Diptych Cloze",
    mark="c",
    fields=_FIELDS,
    templates=(
        Template(
            name="Cloze",
            id=8446260710760219,
            front=_FRONT,
            back=_BACK,
            asks="{{cloze:Text}}",
            answers="{{cloze-only:Text}}",
        ),
    ),
    values=_values,
    ordinals=_ordinals,
    said=_said,
    is_cloze=True,
    mark_of_others="'",
)
