"""The notetypes as genanki writes them: `diptych.deck.kinds` has each, here is what all share."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from diptych.deck import kinds
from diptych.deck.folding import labels
from diptych.deck.kinds import NOTETYPES
from diptych.deck.kinds.notetype import Notetype
from diptych.render.style import COLOURS, FONTS, content_css, to_hex

# When templates or style last changed, in seconds since the epoch. A collection takes them over
# if its own are older, so whoever changes them sets this to the time of the change; a test holds
# the two together. It belongs to the engine and not to a notebook: an old notebook built by a new
# engine must not bring back old templates.
CHANGED = 1_796_035_239

# Desktop and AnkiMobile say nightMode, AnkiDroid says night_mode as well, on the card or on what
# holds it. AnkiDroid inverts the colours of a style that has neither name.
_NIGHT = ".card.nightMode, .card.night_mode, .nightMode .card, .night_mode .card"

# LaTeX that Anki would run on the reader's machine; our notes never ask for it.
_LATEX_BEFORE = "\\documentclass[12pt]{article}\n\\begin{document}\n"
_LATEX_AFTER = "\\end{document}"

# So many fields Anki's own notetype for image occlusion has, each with a tag by which it is found.
_STOCK_FIELDS = 5


def model_of(notetype: Notetype) -> Any:
    """Make a notetype as genanki's model; a new one each time, for genanki writes into it."""
    import genanki  # mostly not needed: `diptych.deck.frame` recalls what it wrote

    script = f"<script>\n{_own('card.js')}</script>"
    return genanki.Model(
        notetype.id,
        notetype.name,
        fields=_fields(notetype),
        templates=[
            {
                "name": each.name,
                "id": each.id,
                "qfmt": each.front + script,
                "afmt": each.back + script,
                "bqfmt": each.asks,
                "bafmt": each.answers,
            }
            for each in notetype.templates
        ],
        css=style() + _own_style(notetype),
        latex_pre=_LATEX_BEFORE,
        latex_post=_LATEX_AFTER,
        model_type=genanki.Model.CLOZE if notetype.is_cloze else genanki.Model.FRONT_BACK,
        sort_field_index=notetype.sorted_by,
    )


def shown_style() -> dict[int, tuple[str, ...]]:
    """List what each notetype shows its notes by: its style, then each front and back."""
    models = {each.id: model_of(each) for each in NOTETYPES}
    return {
        number: (model.css, *(each[side] for each in model.templates for side in ("qfmt", "afmt")))
        for number, model in models.items()
    }


def style() -> str:
    """Write the cards' style: the same for every notebook, since all share the notetype."""
    return "\n".join((_variables(), content_css(), _own("card.css"), labels()))


def _own(name: str) -> str:
    """Read a file that stands beside this one."""
    return (files(__package__) / name).read_text(encoding="utf-8")


def _own_style(notetype: Notetype) -> str:
    if not notetype.sheet:
        return ""
    return "\n" + (files(kinds) / notetype.sheet).read_text(encoding="utf-8")


def _variables() -> str:
    """Declare the colours by day and by night, and the fonts."""
    day = {name: to_hex(light) for name, (light, _) in COLOURS.items()}
    night = {name: to_hex(dark) for name, (_, dark) in COLOURS.items()}
    return f"{_rule('.card', day | FONTS)}{_rule(_NIGHT, night)}"


def _rule(selector: str, variables: Mapping[str, str]) -> str:
    lines = "".join(f"  --{name}: {value};\n" for name, value in variables.items())
    return f"{selector} {{\n{lines}}}\n"


def _fields(notetype: Notetype) -> list[dict[str, Any]]:
    found = [_field(name, number) for name, number in notetype.fields]
    if notetype.stock_kind:
        for tag, field in enumerate(found[:_STOCK_FIELDS]):
            field["tag"] = tag
    return found


def _field(name: str, number: int) -> dict[str, Any]:
    return {"name": name, "id": number, "font": "Arial", "collapsed": name.startswith("Reserved")}
