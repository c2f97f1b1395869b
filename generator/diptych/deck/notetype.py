"""The notetypes "Diptych" and "Diptych Cloze": what a note holds and how its cards show it.

Anki knows a notetype by its id, its fields and templates by theirs. A field or a template more
or less, or under another name, is a conflict in every collection that already holds notes: Anki
then keeps the old notes as they are and files the new ones under a second notetype. So all ids,
all names and their order are fixed for good. The HTML of the templates and the style may change:
they reach a collection when the notetype's time is newer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import genanki

from diptych.render.style import COLOURS, FONTS, content_css, to_hex

NAME = "Diptych"
NOTETYPE_ID = 1437465401
CLOZE_NAME = "Diptych Cloze"
CLOZE_NOTETYPE_ID = 1934813180

# When templates or style last changed, in seconds since the epoch. A collection takes them over
# if its own are older, so whoever changes them sets this to the time of the change; a test holds
# the two together. It belongs to the engine and not to a notebook: an old notebook built by a new
# engine must not bring back old templates.
CHANGED = 1_795_878_091

# Drawn once at random, below 2**53 so that a JavaScript client reads them exactly.
FIELDS: tuple[tuple[str, int], ...] = (
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

CLOZE_FIELDS: tuple[tuple[str, int], ...] = (
    # Question and answer together, with the deletions: each number in it makes a card.
    ("Text", 5783273326425435),
    # What follows means what it does above.
    ("Context", 6617509150397178),
    ("Sources", 5645787449140115),
    ("Link", 7993089312054261),
    ("Id", 5311070530836730),
    ("Language", 8821065973649647),
    ("Extra", 5039096440672654),
    ("Reserved 1", 6378495854813120),
    ("Reserved 2", 8724058885372174),
)

RECALL_ID = 5746384940181673
REVERSE_ID = 4889923711439264
CLOZE_ID = 8446260710760219

# Whether a card exists depends on whether its front is empty, so each front stands wholly inside
# the one field that decides: the language or the context alone must not make a card.

_RECALL_FRONT = """\
{{#Question}}
<div class="diptych" lang="{{Language}}">
{{#Context}}<div class="place">{{Context}}</div>{{/Context}}
<div class="question">{{Question}}</div>
</div>
{{/Question}}"""

_RECALL_BACK = """\
{{FrontSide}}
<hr id="answer">
<div class="diptych" lang="{{Language}}">
{{#Short}}<div class="short">{{Short}}</div>{{/Short}}
{{#Answer}}<div class="answer">{{Answer}}</div>{{/Answer}}
{{Sources}}
{{#Link}}<div class="page">{{Link}}</div>{{/Link}}
{{#Extra}}<div class="extra">{{Extra}}</div>{{/Extra}}
</div>"""

# The second card shows the short answer and asks for the question; where a note has no short
# answer, the answer stands in for it. A lone question mark asks the same in every language.

_REVERSE_FRONT = """\
{{#Reverse}}
<div class="diptych" lang="{{Language}}">
{{#Context}}<div class="place">{{Context}}</div>{{/Context}}
{{#Short}}<div class="short">{{Short}}</div>{{/Short}}
{{^Short}}<div class="answer">{{Answer}}</div>{{/Short}}
<div class="ask">?</div>
</div>
{{/Reverse}}"""

_REVERSE_BACK = """\
{{FrontSide}}
<hr id="answer">
<div class="diptych" lang="{{Language}}">
<div class="question">{{Question}}</div>
{{#Short}}{{#Answer}}<div class="answer">{{Answer}}</div>{{/Answer}}{{/Short}}
{{Sources}}
{{#Link}}<div class="page">{{Link}}</div>{{/Link}}
{{#Extra}}<div class="extra">{{Extra}}</div>{{/Extra}}
</div>"""

_CLOZE_FRONT = """\
<div class="diptych" lang="{{Language}}">
{{#Context}}<div class="place">{{Context}}</div>{{/Context}}
{{cloze:Text}}
</div>"""

_CLOZE_BACK = """\
<div class="diptych" lang="{{Language}}">
{{#Context}}<div class="place">{{Context}}</div>{{/Context}}
{{cloze:Text}}
{{Sources}}
{{#Link}}<div class="page">{{Link}}</div>{{/Link}}
{{#Extra}}<div class="extra">{{Extra}}</div>{{/Extra}}
</div>"""

# Desktop and AnkiMobile say nightMode, AnkiDroid says night_mode as well, on the card or on what
# holds it. AnkiDroid inverts the colours of a style that has neither name.
_NIGHT = ".card.nightMode, .card.night_mode, .nightMode .card, .night_mode .card"

# LaTeX that Anki would run on the reader's machine; our notes never ask for it.
_LATEX_BEFORE = "\\documentclass[12pt]{article}\n\\begin{document}\n"
_LATEX_AFTER = "\\end{document}"


def notetype() -> Any:
    """Make the notetype as genanki's model; a new one each time, for genanki writes into it."""
    return genanki.Model(
        NOTETYPE_ID,
        NAME,
        fields=[_field(name, number) for name, number in FIELDS],
        templates=[
            _template("Recall", RECALL_ID, _RECALL_FRONT, _RECALL_BACK),
            _template("Reverse", REVERSE_ID, _REVERSE_FRONT, _REVERSE_BACK),
        ],
        css=style(),
        latex_pre=_LATEX_BEFORE,
        latex_post=_LATEX_AFTER,
    )


def cloze_notetype() -> Any:
    """Make the notetype of notes with deletions, likewise."""
    return genanki.Model(
        CLOZE_NOTETYPE_ID,
        CLOZE_NAME,
        fields=[_field(name, number) for name, number in CLOZE_FIELDS],
        templates=[_template("Cloze", CLOZE_ID, _CLOZE_FRONT, _CLOZE_BACK)],
        css=style(),
        latex_pre=_LATEX_BEFORE,
        latex_post=_LATEX_AFTER,
        model_type=genanki.Model.CLOZE,
    )


def notetype_signature() -> str:
    """Hash all that an update of the notetypes would bring to Anki."""
    models = [notetype().to_json(0, 0), cloze_notetype().to_json(0, 0)]
    return hashlib.sha256(json.dumps(models, sort_keys=True).encode()).hexdigest()[:16]


def shown_style() -> dict[int, tuple[str, ...]]:
    """List what each notetype shows its notes by: its style, then each front and back."""
    return {
        model.model_id: (
            model.css,
            *(each[side] for each in model.templates for side in ("qfmt", "afmt")),
        )
        for model in (notetype(), cloze_notetype())
    }


def style() -> str:
    """Write the cards' style: the same for every notebook, since all share the notetype."""
    own = (files(__package__) / "card.css").read_text(encoding="utf-8")
    return "\n".join((_variables(), content_css(), own))


def _variables() -> str:
    """Declare the colours by day and by night, and the fonts."""
    day = {name: to_hex(light) for name, (light, _) in COLOURS.items()}
    night = {name: to_hex(dark) for name, (_, dark) in COLOURS.items()}
    return f"{_rule('.card', day | FONTS)}{_rule(_NIGHT, night)}"


def _rule(selector: str, variables: Mapping[str, str]) -> str:
    lines = "".join(f"  --{name}: {value};\n" for name, value in variables.items())
    return f"{selector} {{\n{lines}}}\n"


def notetype_name(*, is_cloze: bool) -> str:
    """Name the notetype that a note of ours has in Anki."""
    return CLOZE_NAME if is_cloze else NAME


def is_own_notetype(name: str) -> bool:
    """Tell whether a notetype is one of ours, by its name."""
    return name in {NAME, CLOZE_NAME}


def _field(name: str, number: int) -> dict[str, Any]:
    return {"name": name, "id": number, "font": "Arial", "collapsed": name.startswith("Reserved")}


def _template(name: str, number: int, front: str, back: str) -> dict[str, Any]:
    return {"name": name, "id": number, "qfmt": front, "afmt": back}
