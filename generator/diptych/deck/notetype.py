"""The notetypes as genanki writes them: `diptych.deck.kinds` has each, here is what all share."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import genanki

from diptych.deck.kinds import NOTETYPES
from diptych.deck.kinds.notetype import Notetype
from diptych.render.style import COLOURS, FONTS, content_css, to_hex

# When templates or style last changed, in seconds since the epoch. A collection takes them over
# if its own are older, so whoever changes them sets this to the time of the change; a test holds
# the two together. It belongs to the engine and not to a notebook: an old notebook built by a new
# engine must not bring back old templates.
CHANGED = 1_795_908_445

# Desktop and AnkiMobile say nightMode, AnkiDroid says night_mode as well, on the card or on what
# holds it. AnkiDroid inverts the colours of a style that has neither name.
_NIGHT = ".card.nightMode, .card.night_mode, .nightMode .card, .night_mode .card"

# LaTeX that Anki would run on the reader's machine; our notes never ask for it.
_LATEX_BEFORE = "\\documentclass[12pt]{article}\n\\begin{document}\n"
_LATEX_AFTER = "\\end{document}"


def model_of(notetype: Notetype) -> Any:
    """Make a notetype as genanki's model; a new one each time, for genanki writes into it."""
    return genanki.Model(
        notetype.id,
        notetype.name,
        fields=[_field(name, number) for name, number in notetype.fields],
        templates=[
            {
                "name": each.name,
                "id": each.id,
                "qfmt": each.front,
                "afmt": each.back,
                "bqfmt": each.asks,
                "bafmt": each.answers,
            }
            for each in notetype.templates
        ],
        css=style(),
        latex_pre=_LATEX_BEFORE,
        latex_post=_LATEX_AFTER,
        model_type=genanki.Model.CLOZE if notetype.is_cloze else genanki.Model.FRONT_BACK,
    )


def notetype_signature() -> str:
    """Hash all that an update of the notetypes would bring to Anki."""
    models = [model_of(each).to_json(0, 0) for each in NOTETYPES]
    return hashlib.sha256(json.dumps(models, sort_keys=True).encode()).hexdigest()[:16]


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


def _field(name: str, number: int) -> dict[str, Any]:
    return {"name": name, "id": number, "font": "Arial", "collapsed": name.startswith("Reserved")}
