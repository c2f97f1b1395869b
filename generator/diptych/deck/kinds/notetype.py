"""What one notetype of ours is: its frozen ids and names, its templates, how a note fills it.

Anki knows a notetype by its id, its fields and templates by theirs. A field or a template more
or less, or under another name, is a conflict in every collection that already holds notes: Anki
then keeps the old notes as they are and files the new ones under a second notetype. So all ids,
all names and their order are fixed for good. The HTML of the templates and the style may change:
they reach a collection when the notetype's time is newer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from diptych.deck.note import AnkiNote
    from diptych.model import NoteKind


class Template(Struct, frozen=True):
    """One template of a notetype, which makes a card of each note that it fits.

    Attributes:
        asks: what Anki's browser shows as the question, in a line.
        answers: what it shows as the answer.
    """

    name: str
    id: int
    front: str
    back: str
    asks: str
    answers: str


class Notetype(Struct, frozen=True):
    """One notetype and how a note of it is made.

    Attributes:
        mark: the letters behind a question's GUID that make its note's: Anki refuses a note that
            it knows with another notetype. Empty for one kind only.
        fields: name and id of each, in order.
        values: fills in the fields that only this notetype has, of a note in a language.
        ordinals: gives each card that Anki makes of a note its number.
        said: reads what a note asks, and what it answers, from its fields.
        mark_of_others: what stands behind a question's GUID if its note came from another tool,
            whose GUID does not end with the mark; its "'" is in no GUID of Anki's own.
        sorted_by: the place of the field that Anki's browser shows and sorts by, from 0.
        sheet: the name of a sheet beside this file that its cards have besides the common one.
        stock_kind: the number of Anki's own notetype in whose editor it opens; its first fields
            are those of that one, in order. 0 for none.
    """

    kind: NoteKind
    id: int
    name: str
    mark: str
    fields: tuple[tuple[str, int], ...]
    templates: tuple[Template, ...]
    values: Callable[[AnkiNote, str], dict[str, str]]
    ordinals: Callable[[AnkiNote], tuple[int, ...]]
    said: Callable[[Mapping[str, str]], tuple[str, str]]
    is_cloze: bool = False
    mark_of_others: str = ""
    sorted_by: int = 0
    sheet: str = ""
    stock_kind: int = 0
