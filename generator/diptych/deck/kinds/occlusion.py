"""The notetype "Diptych Occlusion": a picture whose labels are hidden, each label a card.

Anki makes a shape of each deletion that names one, and its own script draws it over the picture.
The first five fields are those of Anki's own notetype, in their order and with their tags, so that
its editor for such notes reads them.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from diptych.deck.kinds.notetype import Notetype, Template
from diptych.deck.kinds.text import literal, sided

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from diptych.deck.note import AnkiNote
    from diptych.render import OccludedPicture

_FIELDS: tuple[tuple[str, int], ...] = (
    # A deletion for each place of each label, which Anki turns into a shape.
    ("Occlusion", 1955610859792639),
    # The picture; of a figure two, by day and by night.
    ("Image", 3701570948636386),
    # The question that the picture belongs to.
    ("Header", 4935822011717866),
    # What stands below the picture, on the back: it may say what a label says.
    ("Back Extra", 1176437854019220),
    # Empty: Anki's own notetype has it for what no card shows.
    ("Comments", 4671637529729385),
    # What follows means what it does for basic notes.
    ("Context", 6608612291019216),
    ("Sources", 3374961720384551),
    ("Link", 8631244144790180),
    ("Id", 8189318475506402),
    ("Language", 5885664255712084),
    # The name of the picture, and its labels, a line each: the first is that of the first card.
    # On no card; by them a lost ledger is made anew.
    ("Picture", 7932857976448779),
    ("Labels", 2153748575118476),
    ("Extra", 6807386104490957),
    ("Reserved 1", 1347471920923199),
    ("Reserved 2", 4014629021427924),
)

# The script is Anki's; where it is too old to have it, nothing may stand uncovered on the front.

_PICTURE = """\
<div class="shapes">{{cloze:Occlusion}}</div>
<div id="image-occlusion-container">
{{Image}}
<canvas id="image-occlusion-canvas"></canvas>
</div>
<script>
try {
  anki.imageOcclusion.setup();
} catch (error) {
  document.getElementById("image-occlusion-container").className = "unknown";
}
</script>"""

_FRONT = f"""\
<div class="diptych occlusion front" lang="{{{{Language}}}}">
{{{{#Context}}}}<div class="place">{{{{Context}}}}</div>{{{{/Context}}}}
<div class="question">{{{{Header}}}}</div>
{_PICTURE}
</div>"""

_BACK = f"""\
<div class="diptych occlusion" lang="{{{{Language}}}}">
{{{{#Context}}}}<div class="place">{{{{Context}}}}</div>{{{{/Context}}}}
<div class="question">{{{{Header}}}}</div>
{_PICTURE}
<button id="toggle" type="button"></button>
{{{{#Back Extra}}}}<div class="caption">{{{{Back Extra}}}}</div>{{{{/Back Extra}}}}
{{{{Sources}}}}
{{{{#Link}}}}<div class="page">{{{{Link}}}}</div>{{{{/Link}}}}
{{{{#Extra}}}}<div class="extra">{{{{Extra}}}}</div>{{{{/Extra}}}}
</div>"""


def _values(note: AnkiNote, language: str) -> dict[str, str]:
    picture = _picture_of(note)
    return {
        "Occlusion": "<br>".join(_deletions(picture)),
        "Image": _images(picture),
        "Header": sided(note.body.prompt, note, language),
        "Back Extra": sided(picture.caption, note, language),
        "Picture": literal(picture.name),
        "Labels": "<br>".join(map(literal, picture.numbered)),
    }


def _picture_of(note: AnkiNote) -> OccludedPicture:
    if note.picture is None:
        raise ValueError(f"note {note.identifier!r} has no picture")
    return note.picture


def _deletions(picture: OccludedPicture) -> Iterator[str]:
    """Write a deletion for each place of each label; `oi` hides those not asked for as well."""
    hides_all = "" if picture.one_at_a_time else ":oi=1"
    for label in picture.labels:
        for box in label.boxes:
            sides = {"left": box.left, "top": box.top, "width": box.width, "height": box.height}
            shape = ":".join(f"{name}={part:.4f}" for name, part in sides.items())
            number = picture.number(label.text)
            yield f"{{{{c{number}::image-occlusion:rect:{shape}{hides_all}}}}}"


def _images(picture: OccludedPicture) -> str:
    """Show the picture, without alternative text: that says what the labels say."""
    themes = (' class="light"', ' class="dark"') if len(picture.images) > 1 else ("",)
    shown = zip(themes, picture.images, strict=True)
    return "".join(f'<img{theme} src="{html.escape(name)}" alt="">' for theme, name in shown)


def _ordinals(note: AnkiNote) -> tuple[int, ...]:
    picture = _picture_of(note)
    return tuple(sorted(picture.number(label.text) - 1 for label in picture.labels))


def _said(fields: Mapping[str, str]) -> tuple[str, str]:
    return fields["Header"], fields["Labels"]


NOTETYPE = Notetype(
    kind="occlusion",
    id=1730304596,
    name="Diptych Occlusion",
    mark="p",
    fields=_FIELDS,
    templates=(
        Template(
            name="Occlusion",
            id=2154019628114037,
            front=_FRONT,
            back=_BACK,
            asks="{{Header}}",
            answers="{{Labels}}",
        ),
    ),
    values=_values,
    ordinals=_ordinals,
    said=_said,
    is_cloze=True,
    mark_of_others='"',
    sorted_by=2,
    sheet="occlusion.css",
    stock_kind=6,
)
