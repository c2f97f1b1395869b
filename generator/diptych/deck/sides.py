"""What the cards of other tools' notes ask and answer: their templates, filled in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.characters import lazy
from diptych.deck.kinds import notetype_named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from diptych.deck.foreign import ForeignNote
    from diptych.model import NoteKind

_SECTION = lazy(
    r"\{\{\s*+([#^])\s*+([^{}\s](?:[^{}]*[^{}\s])?)\s*\}\}((?:(?!\{\{\s*[#^]).)*?)"
    r"\{\{\s*/\s*\2\s*\}\}",
    re.DOTALL,
)
_PLACE = lazy(r"\{\{\s*+(?![#^/])((?:[^{}:]+:)*+)([^{}:\s](?:[^{}:]*[^{}:\s])?)\s*\}\}")
_RULE = lazy(r"^.*<hr\s+id=[\"']?answer[\"']?\s*/?>", re.DOTALL | re.IGNORECASE)
_UNANSWERED = lazy(r'<p class="unanswered">.*?</p>', re.DOTALL)


class Sides(Struct, frozen=True):
    """What a note asks and answers, as HTML.

    Attributes:
        answer: of a cloze note, what stands below its text.
        reversed: whether a second card asks the other way round.
    """

    kind: NoteKind
    asks: str
    short: str
    answer: str
    reversed: bool = False


def sides_of(note: ForeignNote) -> Sides | None:
    """Read what a note asks and answers; None where it asks in a way that a text cannot."""
    own = notetype_named(note.notetype.name)
    if own is not None and "Id" in note.fields:
        return _of_our_own(note, own.kind)
    if note.notetype.name == "Image Occlusion" or not note.notetype.templates:
        return None
    front, back = note.notetype.templates[0]
    fields = note.fields
    there = {name for _, name in _PLACE.findall(front)}
    rest = _RULE.sub("", back)
    if rest == back:  # what stands above is asked again
        fields = {name: "" if name in there else value for name, value in fields.items()}
    asks = _filled(front, note.fields)
    answer = _filled(rest, fields)
    if note.notetype.is_cloze:
        return Sides("cloze", asks, "", _filled(rest, _without_text(fields, back)))
    typed = next((name for ways, name in _PLACE.findall(front) if "type:" in ways), None)
    if typed is not None:
        return Sides("typed", asks, note.fields.get(typed, ""), answer)
    return Sides("basic", asks, "", answer, reversed=1 in note.cards)


def _without_text(fields: Mapping[str, str], back: str) -> dict[str, str]:
    """Empty the field with the deletions: both sides show it."""
    shown = {name for ways, name in _PLACE.findall(back) if "cloze:" in ways}
    return {name: "" if name in shown else value for name, value in fields.items()}


def _of_our_own(note: ForeignNote, kind: NoteKind) -> Sides | None:
    fields = note.fields
    if kind == "cloze":
        return Sides(kind, fields["Text"], "", fields["Sources"])
    if kind == "occlusion":
        return None
    answer = _UNANSWERED.sub("", fields["Answer"]) + fields["Sources"]
    short = fields["Short"]
    if kind == "typed" and not short:
        short, answer = answer, ""
    if kind == "choice":
        return Sides(kind, fields["Question"] + fields["Options"], short, answer)
    return Sides(kind, fields["Question"], short, answer, bool(fields["Reverse"].strip()))


def _filled(template: str, fields: Mapping[str, str]) -> str:
    """Fill a template in; what is typed in, and what Anki itself says, is left out."""

    def section(found: re.Match[str]) -> str:
        is_there = bool(fields.get(found[2], "").strip())
        return found[3] if is_there == (found[1] == "#") else ""

    while (shown := _SECTION.sub(section, template)) != template:
        template = shown
    return _PLACE.sub(
        lambda found: "" if re.search(r"(?:type|tts)", found[1]) else fields.get(found[2], ""),
        template,
    )
