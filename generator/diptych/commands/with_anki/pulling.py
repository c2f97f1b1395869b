"""Bring what was corrected in Anki into the notes: compare, merge, read back, show."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from diptych.commands.building.fixes import Fix, encoded_as
from diptych.commands.building.former_decks import former_decks
from diptych.commands.building.last_deck import last_deck
from diptych.commands.building.making import Made
from diptych.commands.with_anki.brought_pictures import BroughtPictures
from diptych.commands.with_anki.reading_back import Wanted, reads_back
from diptych.compile.written import written_blocks
from diptych.connect.ancestors import Ancestry, ancestry, common_value, never_came
from diptych.connect.blocks import agree
from diptych.connect.ownership import same
from diptych.connect.parts import MERGED, deletes, parts_of
from diptych.connect.pulling import (
    WAYS,
    Lines,
    Part,
    Untaken,
    Way,
    differing,
    overlap,
    pull_part,
    with_edits,
)
from diptych.connect.shipped import Shipped
from diptych.deck import field_values, read_package
from diptych.input.encoding import split_lines
from diptych.input.sources import read_notes
from diptych.link.notebook import compile_settings
from diptych.model import UsageError
from diptych.render import CardTarget

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from diptych.commands.with_anki.brought_pictures import NewPicture
    from diptych.commands.with_anki.in_anki import InAnki, NoteThere
    from diptych.connect.pulling import Edit, Pulled
    from diptych.deck import AnkiNote
    from diptych.input.sources import NoteFile
    from diptych.link.entries import Entry
    from diptych.model import Span

_OTHERWISE = "what was corrected in Anki would read otherwise in the notes; it is not written"
_WHY = {
    "both": "was changed in the notes and in Anki",
    "place": "was changed in Anki, and its lines are not found for sure",
    "base": "is not the same in the notes and in Anki, and it is not known what Anki had before",
}
_TAKEN_BACK = (
    "Anki says what an earlier deck said: the last one is not imported yet, or its words were "
    "taken back in Anki; nothing is written"
)


class Pull(Struct):
    """A pull that is ready to be written.

    Attributes:
        fixes: the files that change.
        pictures: those that come to lie beside the notes.
        told: what is not taken, and why.
        behind: how many notes in Anki do not have the last deck's words yet.
        renamed: by GUID, the fields in Anki whose new pictures have other names on our cards: a
            push may bring these.
        unsure: whether it is not known what decks there were before the last one.
        compared: the last deck.
    """

    compared: str
    unsure: bool
    fixes: list[Fix] = field(default_factory=list)
    pictures: tuple[NewPicture, ...] = ()
    told: list[str] = field(default_factory=list)
    behind: int = 0
    renamed: dict[str, Mapping[str, str]] = field(default_factory=dict)


class _Question(Struct, frozen=True):
    """A question whose note was changed in Anki.

    Attributes:
        parts: those that can be merged.
        others: what else was changed of its note.
        renamed: its fields in Anki whose new pictures have other names on our cards.
    """

    note: AnkiNote
    entry: Entry
    parts: tuple[Part, ...]
    others: tuple[Untaken, ...]
    renamed: Mapping[str, str]

    @property
    def span(self) -> Span:
        return self.entry.question.span


class _Taken(Struct):
    """The edits of one file, and what each of its questions is to say then, by its line.

    Attributes:
        renamed: by GUID, as a pull has them.
    """

    edits: list[Edit] = field(default_factory=list)
    wanted: dict[int, Wanted] = field(default_factory=dict)
    renamed: dict[str, Mapping[str, str]] = field(default_factory=dict)


def prepare_pull(made: Made, anki: InAnki) -> Pull:
    """Compare what Anki says with the notes; write nothing.

    Raises:
        AnkiError: Anki stops answering.
        UsageError: the last deck cannot be read, and nothing else tells what Anki had.
    """
    former = former_decks(made.notebook)
    deck = last_deck(made.notebook)
    pull = Pull(str(deck), unsure=former is None)
    shipped = _shipped(made, anki, former or {})
    files = _files(made)
    brought = BroughtPictures(made.notebook.config, anki.medium)
    questions = list(_changed(made, anki, shipped, pull, brought, files))
    taken: dict[str, _Taken] = {}
    for path in dict.fromkeys(each.span.path for each in questions):
        own = [each for each in questions if each.span.path == path]
        _take_all(own, made, brought, files[path], taken.setdefault(path, _Taken()), pull)
    pull.fixes = list(_fixes(made, brought, files, taken, pull))
    for fix in pull.fixes:
        pull.renamed |= taken[fix.name].renamed
    pull.pictures = brought.needed(fix.diff for fix in pull.fixes)
    return pull


def _files(made: Made) -> dict[str, NoteFile]:
    config = made.notebook.config
    paths = sorted({config.root / each.question.span.path for each in made.linked.entries})
    read, _ = read_notes(config.root, paths)
    return {note.name: note for note in read}


def _shipped(
    made: Made, anki: InAnki, former: Mapping[str, tuple[Shipped, ...]]
) -> dict[str, tuple[Shipped, ...]]:
    """List what each note may have been in Anki, by GUID, the latest first."""
    deck = last_deck(made.notebook)
    try:
        last = {n.guid: Shipped(n.changed, n.fields) for n in read_package(deck.read_bytes())}
    except (OSError, ValueError) as error:
        if not anki.sent:
            raise UsageError(
                f"cannot read the last deck, {deck}, to tell what was changed in Anki: {error}. "
                "Build anew, and import the deck, or push"
            ) from error
        last = {}
    found: dict[str, tuple[Shipped, ...]] = {}
    for note in made.notes:
        latest, sent = last.get(note.guid), anki.sent.get(note.guid)
        built = [*([latest] if latest else []), *former.get(note.guid, ())]
        found[note.guid] = tuple(_since(note, built, sent) if sent else built)
    return found


def _since(note: AnkiNote, built: Sequence[Shipped], sent: Shipped) -> list[Shipped]:
    """Leave out what was built before what Anki is known to have had."""
    for place, each in enumerate(built):
        if agree(sent.fields, each.fields, deletes=deletes(note.kind)):
            return [*built[:place], replace(sent, changed=each.changed)]
    return [*built[:1], sent, *built[1:]]


def _changed(
    made: Made,
    anki: InAnki,
    shipped: Mapping[str, tuple[Shipped, ...]],
    pull: Pull,
    brought: BroughtPictures,
    files: Mapping[str, NoteFile],
) -> Iterator[_Question]:
    """Find the notes that were changed in Anki; say of the others what is to be said."""
    entries = {each.identity.id: each for each in made.linked.entries}
    blocks, language = _Blocks(made), made.notebook.language
    never = never_came({guid: each.changed for guid, each in anki.notes.items()}, shipped)
    for note in made.notes:
        there, known = anki.notes.get(note.guid), shipped[note.guid]
        if there is None or agree(
            there.fields, field_values(note, language), deletes=deletes(note.kind)
        ):
            continue
        entry = entries[note.identifier]
        found = Ancestry("changed", ())
        if known:
            hides = deletes(note.kind)
            found = ancestry(there.fields, there.changed, known, deletes=hides, never=never)
        where = f"{entry.question.span.path}:{entry.question.span.line}"
        if found.standing == "older":
            pull.behind += 1
        elif found.standing == "taken back":
            pull.told.append(f"{where}: {_TAKEN_BACK}")
        elif found.standing == "changed" and entry.question.span.path in files:
            yield _question(made, note, entry, there, found.ancestors, blocks, brought)


def _question(
    made: Made,
    note: AnkiNote,
    entry: Entry,
    there: NoteThere,
    ancestors: Sequence[Shipped],
    blocks: _Blocks,
    brought: BroughtPictures,
) -> _Question:
    here = parts_of(note.kind, field_values(note, made.notebook.language))
    theirs = parts_of(note.kind, there.fields)
    were = [Shipped(e.changed, parts_of(note.kind, e.fields)) for e in ancestors]
    known = {*here.values(), *(text for each in were for text in each.fields.values())}
    parts, others = [], []
    for name, text in theirs.items():
        was = common_value(name, were) if were else None
        ours = here.get(name, "")
        if name in MERGED and note.picture is None:
            shown = brought.named(text, known, entry.question.span.path)
            lines = blocks.of(entry, note, name)
            parts.append(Part(name, was, ours, shown, lines, deletes(note.kind)))
        elif not same(name, text, ours) and (was is None or not same(name, text, was)):
            others.append(Untaken(name, "base" if was is None else "place", ours, text))
    renamed = any(each.there != theirs[each.name] for each in parts)
    raw = {n: v for n, v in there.fields.items() if n in MERGED or n == "Text"}
    return _Question(note, entry, tuple(parts), tuple(others), raw if renamed else {})


class _Blocks:
    """Finds where the notes write the blocks of a card; each file is read once."""

    def __init__(self, made: Made) -> None:
        self._made = made
        self._known: dict[str, Mapping[int, Mapping[str, tuple[Lines, ...]]]] = {}
        self._sources = {each.path: each for each in made.notebook.sources}

    def of(self, entry: Entry, note: AnkiNote, name: str) -> tuple[Lines, ...]:
        """Find those of one part."""
        span = entry.question.span
        if span.path not in self._known:
            self._known[span.path] = self._read(span.path)
        return self._known[span.path].get(span.line, {}).get(name, ())

    def _read(self, path: str) -> dict[int, Mapping[str, tuple[Lines, ...]]]:
        made = self._made
        own = [each for each in made.linked.entries if each.question.span.path == path]
        choices = {each.question.span.line for each in own if each.kind == "choice"}
        clozes = {each.question.span.line for each in own if each.kind == "cloze"}
        settings = compile_settings(made.notebook.config)
        found = written_blocks(self._sources[path], settings, choices)
        filled: dict[int, Mapping[str, tuple[Lines, ...]]] = {}
        for line, parts in found.items():
            target = CardTarget(made.linked.context, cloze=line in clozes)
            filled[line] = {
                name: tuple(Lines(b.start, b.end, target.whole(b.html)) for b in blocks)
                for name, blocks in parts.items()
            }
        return filled


def _take_all(
    questions: Sequence[_Question],
    made: Made,
    brought: BroughtPictures,
    note: NoteFile,
    taken: _Taken,
    pull: Pull,
) -> None:
    """Write what was changed in one file, at once if that reads back, else question by question."""
    lines, ends = split_lines(note.encoded.text)
    addresses = brought.addresses(note.name)
    found = [(each, _pulled(each, lines, WAYS[0], addresses)) for each in questions]
    plain = [(each, own) for each, own in found if not _left(own)]
    edits = [edit for _, own in plain for one in own for edit in one.edits]
    wanted = {each.span.line: _wanted(each, own) for each, own in plain}
    text = with_edits(lines, ends, edits)
    if overlap(edits) or not reads_back(made, wanted, note.name, text, brought.files):
        plain = []
    for each, own in plain:
        _accept(each, own, taken, pull)
    for each in questions:
        if not any(each is done for done, _ in plain):
            _take(each, made, brought, note, taken, pull)


def _take(
    question: _Question,
    made: Made,
    brought: BroughtPictures,
    note: NoteFile,
    taken: _Taken,
    pull: Pull,
) -> None:
    """Write what was changed in the first way that reads back as it is meant."""
    lines, ends = split_lines(note.encoded.text)
    line = question.span.line
    least: list[Pulled] | None = None
    for way in WAYS:
        pulled = _pulled(question, lines, way, brought.addresses(note.name))
        edits = [edit for each in pulled for edit in each.edits]
        if overlap([*taken.edits, *edits]):
            continue
        text, wanted = with_edits(lines, ends, edits), {line: _wanted(question, pulled)}
        if edits and not reads_back(made, wanted, note.name, text, brought.files):
            continue
        if least is None or _left(pulled) < _left(least):
            least = pulled
    if least is not None:
        _accept(question, least, taken, pull)
        return
    where = f"{note.name}:{line}"
    pull.told.append(f"{where}: {_OTHERWISE}")
    pull.told += [_told(each, where) for each in (*question.others, *_whole(question))]


def _pulled(
    question: _Question, lines: Sequence[str], way: Way, addresses: Mapping[str, str]
) -> list[Pulled]:
    return [pull_part(part, lines, way, addresses) for part in question.parts]


def _wanted(question: _Question, pulled: Sequence[Pulled]) -> Wanted:
    keys = {part.name: each.keys for part, each in zip(question.parts, pulled, strict=True)}
    return Wanted(question.note, keys)


def _accept(question: _Question, pulled: Sequence[Pulled], taken: _Taken, pull: Pull) -> None:
    """Take the edits of a question, and tell what is left out."""
    told = [*question.others, *(each for one in pulled for each in one.untaken)]
    pull.told += [_told(each, f"{question.span.path}:{question.span.line}") for each in told]
    edits = [edit for each in pulled for edit in each.edits]
    if edits:
        taken.edits += edits
        taken.wanted[question.span.line] = _wanted(question, pulled)
        if not told:
            taken.renamed[question.note.guid] = question.renamed


def _left(pulled: Iterable[Pulled]) -> int:
    """Count what is not taken because its lines are not found."""
    return sum(each.why == "place" for one in pulled for each in one.untaken)


def _fixes(
    made: Made,
    brought: BroughtPictures,
    files: Mapping[str, NoteFile],
    taken: Mapping[str, _Taken],
    pull: Pull,
) -> Iterator[Fix]:
    """Write each file's text with its edits; tell of those that would not read as Anki has it."""
    for name, own in taken.items():
        if not own.edits:
            continue
        note = files[name]
        lines, ends = split_lines(note.encoded.text)
        text = with_edits(lines, ends, own.edits)
        if not reads_back(made, own.wanted, name, text, brought.files):
            pull.told.append(f"{name}: {_OTHERWISE}")
            continue
        after = encoded_as(note, text)
        if after is None:
            encoding = note.encoded.name
            pull.told.append(f"{name}: cannot be written as {encoding}; save it as UTF-8 first")
            continue
        new = split_lines(text)[0]
        diff = difflib.unified_diff(lines, new, f"a/{name}", f"b/{name}", lineterm="")
        yield Fix(name, note.path, note.data, after, len(own.edits), "\n".join(diff))


def _whole(question: _Question) -> Iterator[Untaken]:
    """Show both sides of what could not be written at all."""
    for part in question.parts:
        if (told := differing(part)) is not None:
            yield told


def _told(untaken: Untaken, where: str) -> str:
    return (
        f"{where}: {untaken.field} {_WHY[untaken.why]}; it is not written\n"
        f"<<<<<<< notes\n{untaken.here}\n=======\n{untaken.there}\n>>>>>>> Anki"
    )
