"""The notetype "Diptych Choice": options to choose from, in another order each time."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from diptych.deck.folding import EXPLANATION
from diptych.deck.kinds.notetype import Notetype, Template
from diptych.deck.kinds.text import answer_of, is_answered, literal, sided

if TYPE_CHECKING:
    from collections.abc import Mapping

    from diptych.deck.note import AnkiNote

# Drawn once at random, below 2**53 so that a JavaScript client reads them exactly.
_FIELDS: tuple[tuple[str, int], ...] = (
    ("Question", 5064885402375237),
    # A list; what is right bears the class ``right``, which only the back shows.
    ("Options", 8197647161324003),
    # The right ones as plain text, for Anki's browser.
    ("Right", 4690500045704130),
    # The explanation behind; the rest means what it does for basic notes.
    ("Short", 6840870960713411),
    ("Answer", 8776148705040341),
    ("Context", 8984153939978463),
    ("Sources", 3847163494217750),
    ("Link", 7861876518123655),
    ("Id", 6201822710856438),
    ("Language", 8284897276681023),
    ("Extra", 5391568311504868),
    ("Reserved 1", 5121494546679773),
    ("Reserved 2", 7424589391407760),
    ("Reserved 3", 1265201227860261),
    ("Reserved 4", 8056098848558086),
)

_SCRIPT = (files(__package__) / "choice.js").read_text(encoding="utf-8").strip()

_FRONT = f"""\
{{{{#Question}}}}
<div class="diptych" lang="{{{{Language}}}}">
{{{{#Context}}}}<div class="place">{{{{Context}}}}</div>{{{{/Context}}}}
<div class="question">{{{{Question}}}}</div>
<div class="choice" data-id="{{{{Id}}}}">{{{{Options}}}}</div>
</div>
<script>
{_SCRIPT}
</script>
{{{{/Question}}}}"""

# Without {FrontSide}: the options are the same, but say now which are right.

_BACK = f"""\
<div class="diptych" lang="{{{{Language}}}}">
{{{{#Context}}}}<div class="place">{{{{Context}}}}</div>{{{{/Context}}}}
<div class="question">{{{{Question}}}}</div>
<div class="choice told" data-id="{{{{Id}}}}">{{{{Options}}}}</div>
</div>
<hr id="answer">
<div class="diptych" lang="{{{{Language}}}}">
{{{{#Short}}}}<div class="short">{{{{Short}}}}</div>{{{{/Short}}}}
{EXPLANATION}
{{{{#Link}}}}<div class="page">{{{{Link}}}}</div>{{{{/Link}}}}
{{{{#Extra}}}}<div class="extra">{{{{Extra}}}}</div>{{{{/Extra}}}}
</div>
<script>
{_SCRIPT}
</script>"""


def _values(note: AnkiNote, language: str) -> dict[str, str]:
    return {
        "Question": sided(note.body.prompt, note, language),
        "Options": sided(note.body.front, note, language),
        "Right": literal(note.plain_answer),
        "Short": sided(note.body.short, note, language),
        # The marks of the options are an answer by themselves.
        "Answer": answer_of(note, language) if is_answered(note) else "",
    }


def _ordinals(_note: AnkiNote) -> tuple[int, ...]:
    return (0,)


def _said(fields: Mapping[str, str]) -> tuple[str, str]:
    return fields["Question"] + fields["Options"], fields["Short"] + fields["Answer"]


NOTETYPE = Notetype(
    kind="choice",
    id=1740549408,
    name="Diptych Choice",
    mark="o",
    fields=_FIELDS,
    templates=(
        Template(
            name="Choose",
            id=8108360095109887,
            front=_FRONT,
            back=_BACK,
            asks="{{Question}}",
            answers="{{Right}}",
        ),
    ),
    values=_values,
    ordinals=_ordinals,
    said=_said,
    mark_of_others="'o",
)
