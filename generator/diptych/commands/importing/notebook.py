"""``diptych import``: a deck becomes Markdown that reads back as what its cards say."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections import Counter
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from diptych.characters import lazy
from diptych.commands.building.making import Prepared, prepare
from diptych.commands.importing.adoption import AHEAD, listed, searches_of, steps_of
from diptych.commands.importing.imported_notes import (
    MEDIA,
    Planned,
    deck_files,
    free_name,
    media_of,
    own_tags,
    safe_name,
)
from diptych.deck import (
    hash_of_fields,
    lines_of,
    notetype_named,
    question_guid,
    read_media,
    read_package,
    sides_of,
    without_hint,
)
from diptych.from_html import SOUND, Manner
from diptych.identity import CardState, Ledger, stamp, write_ledger
from diptych.input.config import FILE_NAME, LEDGER, load_config
from diptych.model import UsageError
from diptych.syntax.html import replace_images

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from diptych.commands.importing.imported_notes import DeckFile
    from diptych.deck import ForeignNote, Sides
    from diptych.link.entries import Entry
    from diptych.model import Progress

_MEDIUM = " \u25a1 "
_OPENED = lazy(r"\{\{c\d+::")
_BRACES = lazy(r"&#(?:123|125|58|91);")
_FORMULA_MARKS = lazy(
    r"\[latex\]\s*+(?:\$++|\\[(\[])|(?<!\$)\$++\s*+\[/latex\]|\\[)\]]\s*+\[/latex\]"
    r"|\\[()\[\]]|\[/?\${1,2}\]"
)
_NOT_SEEN = lazy("[\u2060\u200b\ufeff]")

Place = tuple[str, int]


_REPORT = "Nothing was written. It is not your fault: please report it, with the words that follow"


class Imported(Struct, frozen=True):
    """What came of it.

    Attributes:
        questions: how many there are now.
        files: how many files they stand in.
        media: how many pictures and sounds lie beside them.
        missing: the names of those that the package does not hold.
        left: the fronts of notes that no text can ask.
        unshown: the fields that stand on no card, and in how many notes they say something.
        reworded: the fronts of notes whose cards say something else now.
        cards: the fronts of notes that have more cards than ours can have.
        searches: for each notetype of ours, what finds the notes that are to get it.
    """

    folder: Path
    questions: int
    files: int
    media: int
    missing: tuple[str, ...]
    left: tuple[str, ...]
    unshown: tuple[str, ...]
    reworded: tuple[str, ...]
    cards: tuple[str, ...]
    searches: tuple[tuple[str, str], ...]

    def done_text(self) -> str:
        """Say what was written."""
        return (
            f"{self.folder} has questions: {self.questions}; files: {self.files}; "
            f"pictures and sounds: {self.media}"
        )

    def problems_text(self) -> str:
        """Say what was not, and what is to be looked at; empty where there is nothing to say."""
        return listed(
            ("These files are not in the package:", self.missing),
            ("These notes are left out; they ask about places on a picture:", self.left),
            ("These fields stand on no card and are left out:", self.unshown),
            ("These read otherwise than on their cards; look at them:", self.reworded),
            ("These have cards that a question of ours does not have:", self.cards),
        )

    def steps_text(self) -> str:
        """Say what is to be done in Anki; empty where there is nothing to do."""
        return steps_of(self.searches) if self.searches else ""


def import_deck(package: bytes, folder: Path, now: int, progress: Progress) -> Imported:
    """Write a notebook of a deck into a folder that is not there yet, or empty.

    Raises:
        ValueError: it is no Anki package, or holds no note that can be taken.
        OSError: the folder cannot be written.
    """
    progress("reading", 0, 1)
    notes = read_package(package)
    planned = [Planned(note, sides) for note in notes if (sides := _askable(note))]
    if not planned:
        raise ValueError(
            "the package holds no note that can become a question: none of their cards asks by text"
        )
    files = deck_files(planned)
    wanted = _wanted(planned)
    media = read_media(package, wanted)
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=".diptych-", dir=folder.parent))
    try:
        names = _write_media(made, media)
        reworded, entries = _write_notes(made, folder.name, files, names, progress)
        _write_ledger(made, entries, now)
        if folder.is_dir():
            folder.rmdir()
        made.chmod(0o755)
        made.replace(folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    taken = {id(each.note) for each in planned}
    return Imported(
        folder=folder,
        questions=len(planned),
        files=len(files),
        media=len(media),
        missing=tuple(sorted(wanted - media.keys())),
        left=tuple(note.front for note in notes if id(note) not in taken),
        unshown=tuple(_unshown(planned)),
        reworded=tuple(each.note.front for each in reworded),
        cards=tuple(each.note.front for each in planned if _has_more_cards(each)),
        searches=tuple(searches_of([(entry.kind, each.note) for entry, each in entries])),
    )


def _askable(note: ForeignNote) -> Sides | None:
    sides = sides_of(note)
    return sides if sides and _words(sides.asks) else None


def _unshown(planned: Iterable[Planned]) -> Iterator[str]:
    """Name the fields of other tools' notes whose words none of its cards shows."""
    count: Counter[tuple[str, str]] = Counter()
    for each in planned:
        if notetype_named(each.note.notetype.name) is None:
            sides = each.sides
            shown = {*_words(f"{sides.asks}<br>{sides.short}<br>{sides.answer}")}
            count.update(
                (each.note.notetype.name, name)
                for name, value in each.note.fields.items()
                if not shown.issuperset(_words(value)) and not _decides(each, name)
            )
    return (f"{notetype}, {name}: {number}" for (notetype, name), number in count.items())


def _decides(planned: Planned, field: str) -> bool:
    """Tell whether a field only says whether something else is shown."""
    condition = re.compile(rf"\{{\{{\s*[#^]\s*{re.escape(field)}\s*\}}\}}")
    return any(condition.search(side) for each in planned.note.notetype.templates for side in each)


def _wanted(planned: Iterable[Planned]) -> set[str]:
    """Find the media that cards show; what lies on the network is none."""
    found = {
        name
        for each in planned
        for html in (each.sides.asks, each.sides.short, each.sides.answer)
        for name in media_of(html)
    }
    return {name for name in found if name and "://" not in name and not name.startswith("data:")}


def _has_more_cards(planned: Planned) -> bool:
    kind, cards = planned.sides.kind, planned.note.cards
    return kind != "cloze" and any(n > (1 if planned.sides.reversed else 0) for n in cards)


def _write_media(root: Path, media: Mapping[str, bytes]) -> dict[str, str]:
    """Write the media, and give each the name that it has now."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    folder = root / "notes" / MEDIA
    for name, data in media.items():
        stem, dot, ending = name.rpartition(".")
        safe = safe_name(stem) if dot else safe_name(name)
        names[name] = free_name(safe, f".{safe_name(ending)}" if dot else "", taken)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / names[name]).write_bytes(data)
    return names


def _write_notes(
    root: Path, title: str, files: Sequence[DeckFile], media: Mapping[str, str], progress: Progress
) -> tuple[list[Planned], list[tuple[Entry, Planned]]]:
    """Write the notes, read them back, and write those with more care that say something else."""
    deck = _common_deck([file.deck for file in files]) or title
    settings = {"title": title, "name": title, "deck": deck, "dialect": "headings"}
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in settings.items()]
    text = "\n".join([*lines, "question_level = 2", ""])
    (root / FILE_NAME).write_text(text, encoding="utf-8", newline="\n")
    for manner in Manner:
        places: dict[Place, Planned] = {}
        for file in files:
            path = root / "notes" / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            text, lines_of_notes = file.text(media)
            path.write_text(text, encoding="utf-8", newline="\n")
            name = f"notes/{file.path}"
            places |= {(name, line): each for line, each in lines_of_notes.items()}
        config, wrong = load_config(root, root / "site")
        prepared = prepare(config, wrong, progress, draw=False)
        entries = _entries(prepared, places)
        read = {id(each): entry for entry, each in entries}
        changed = [p for p in places.values() if not _says_the_same(p, read.get(id(p)))]
        if not changed or manner is Manner.GUARDED:
            break
        for each in changed:
            each.manner = Manner.GUARDED
    if not isinstance(prepared, Prepared):
        told = [f"{d.span}: {d.message}" for d in prepared.diagnostics if d.severity == "error"]
        raise UsageError(f"the notes cannot be read back. {_REPORT}: {'; '.join(told[:3])}")
    if len(entries) != len(prepared.linked.entries) or len(entries) != len(places):
        fronts = [each.note.front for each in places.values() if id(each) not in read]
        raise UsageError(f"notes cannot be read back. {_REPORT}: {'; '.join(fronts[:3])}")
    return changed, entries


def _common_deck(decks: Sequence[str]) -> str:
    """Find the deck that all others lie in, or that all are."""
    roots = {deck.partition("::")[0] for deck in decks}
    return roots.pop() if len(roots) == 1 else ""


def _entries(prepared: object, places: Mapping[Place, Planned]) -> list[tuple[Entry, Planned]]:
    if not isinstance(prepared, Prepared):
        return []
    found = []
    for entry in prepared.linked.entries:
        span = entry.question.span
        if planned := places.get((span.path, span.line)):
            found.append((entry, planned))
    return found


def _says_the_same(planned: Planned, entry: Entry | None) -> bool:
    """Tell whether a question's card shows the words that the note's own cards show."""
    if entry is None:
        return False
    sides, card = planned.sides, entry.card
    deletes = sides.kind == "cloze"
    asked, answer = sides.asks, f"{sides.short}<br>{sides.answer}"
    asks, answers = card.asks, f"{card.short}<br>{card.answer}"
    pairs = [(asked, asks), (answer, answers)]
    if deletes:
        pairs = [(f"{asked}<br>{answer}", f"{asks}<br>{answers}")]
    same_cards = not deletes or set(planned.note.cards) == {n - 1 for n in entry.clozes}
    return (
        entry.kind == sides.kind
        and same_cards
        and all(_words(old) == _words(new) for old, new in pairs)
    )


def _words(html: str) -> list[str]:
    """Read the words that a card shows; a picture or a sound stands for a word."""
    text = replace_images(html, lambda _: _MEDIUM)
    text = SOUND.sub(_MEDIUM, _BRACES.sub(lambda found: unescape(found[0]), text))
    text = _unmarked(text.replace("{ {", "{{"))
    text = _FORMULA_MARKS.sub(" ", " ".join(lines_of(text)))
    return _NOT_SEEN.sub("", text).split()


def _unmarked(text: str) -> str:
    """Drop the marks of deletions and their hints."""
    *closed, last = text.split("}}")
    shown = []
    for part in closed:
        *before, deleted = _OPENED.split(part)
        shown += [*before, without_hint(deleted)]
    return "".join([*shown, _OPENED.sub("", last)])


def _write_ledger(root: Path, entries: Sequence[tuple[Entry, Planned]], now: int) -> None:
    """Let each question have its note's GUID, so that the first build matches what Anki has."""
    fresh, cards = [], {}
    for entry, planned in entries:
        guid = question_guid(planned.note.guid, entry.kind)
        fresh.append(replace(entry.identity, guid=guid, known=None, likely=False, unclear=()))
        cards[guid] = CardState("", kind=entry.kind)
    known = stamp(fresh, cards, Ledger({}), 0).entries
    rows = {}
    for entry, planned in entries:
        note, row = planned.note, known[entry.identity.id]
        if notetype_named(note.notetype.name):
            shows = hash_of_fields(note.tags, note.fields)
            tags = own_tags(note)
            rows[row.id] = replace(row, shows=shows, changed=note.changed, tags=tags)
        else:
            adopted = note.notetype.name
            rows[row.id] = replace(row, changed=now + AHEAD, adopted=adopted, tags=note.tags)
    data = write_ledger(Ledger(rows))
    (root / "notes" / LEDGER).write_bytes(data)
