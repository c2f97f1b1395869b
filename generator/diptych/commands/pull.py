"""``diptych pull``: bring what was corrected in Anki back into the notes."""

from __future__ import annotations

import difflib
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from diptych.commands.common import (
    ERRORS,
    FINE,
    add_path,
    agreed,
    in_words_of,
    now,
    print_text,
    reader_language,
    refuse_part,
)
from diptych.commands.terminal import progress_on
from diptych.input.config import load_config
from diptych.model import UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Mapping

    from diptych.commands.common import Subparsers
    from diptych.commands.fixes import Fix
    from diptych.commands.making import Made
    from diptych.connect.pulling import Edit, Untaken
    from diptych.deck import ForeignNote
    from diptych.input.config import Config
    from diptych.input.sources import NoteFile

_WHY = {
    "both": "was changed in the notes and in Anki",
    "place": "was changed in Anki, and its lines are not found for sure",
}

# A note that was edited in Anki before this deck came there would take the deck's words back.
_COMPARED = "What Anki says is compared with the last deck; if you did not import it yet, say no:"

_OTHERWISE = "what was corrected in Anki would read otherwise in this file; none of it is written"

_OLDER = "Anki does not have the last deck's words yet; import the deck, then pull"


def add(commands: Subparsers) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "pull", help="bring what was corrected in Anki back into the notes"
    )
    command.add_argument(
        "package", type=Path, metavar="FILE", help="an .apkg or .colpkg that Anki exported"
    )
    add_path(command)
    command.add_argument("-y", "--yes", action="store_true", help="write without asking")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Show what would change in the notes, ask, and write it."""
    from diptych.commands.fixes import write_fixes
    from diptych.commands.last_deck import last_deck
    from diptych.commands.making import Made, make
    from diptych.deck import read_package

    config, wrong = load_config(options.path)
    refuse_part(config, "pull")
    language = reader_language(config)
    try:
        there = read_package(options.package.read_bytes())
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read {options.package}: {error}") from error
    with progress_on(sys.stderr, language) as progress:
        made = make(config, wrong, now(), progress)
    if not isinstance(made, Made):
        print_text(made, language, verbose=options.verbose)
        return ERRORS
    base = last_deck(made.notebook)
    fixes, told = _pulled(made, config, there, base)
    if fixes:
        print(in_words_of(f"{_COMPARED} {base}", language))
    for each in (*told, *(fix.diff for fix in fixes)):
        print(in_words_of(each, language))
    if not fixes:
        print(in_words_of("Nothing is to be written into the notes.", language))
    elif options.yes or agreed("Write this into the notes? [y/N] "):
        write_fixes(config, fixes)
        print(in_words_of("Written.", language))
    else:
        print(in_words_of("Nothing was written. --yes writes without asking.", language))
    return ERRORS if told else FINE


def _pulled(
    made: Made, config: Config, there: Iterable[ForeignNote], base: Path
) -> tuple[list[Fix], list[str]]:
    """Find the files that change, and tell what is not taken from Anki.

    Raises:
        UsageError: the last deck, which tells what was changed in Anki, cannot be read.
    """
    from diptych.commands.reading_back import Wanted, reads_back
    from diptych.connect.pulling import changed_fields, pull_fields
    from diptych.deck import field_values, read_package
    from diptych.input.encoding import split_lines
    from diptych.input.sources import read_notes

    try:
        was = {note.guid: note for note in read_package(base.read_bytes())}
    except (OSError, ValueError) as error:
        raise UsageError(
            f"cannot read the last deck, {base}, to tell what was changed in Anki: {error}"
        ) from error
    spans = {each.identity.id: each.question.span for each in made.linked.entries}
    ours = {note.guid: note for note in made.notes}
    paths = sorted({config.root / span.path for span in spans.values()})
    read, _ = read_notes(config.root, paths)
    notes = {note.name: note for note in read}
    edits: dict[str, list[Edit]] = {}
    wanted: dict[str, dict[int, Wanted]] = {}
    told: list[str] = []
    for each in there:
        own = ours.get(each.guid)
        before = was.get(each.guid)
        if own is None or before is None or each.values == before.values:
            continue
        span = spans[own.identifier]
        if each.changed < before.changed:
            told.append(f"{span.path}:{span.line}: {_OLDER}")
            continue
        lines, _ = split_lines(notes[span.path].encoded.text)
        here = field_values(own, made.notebook.language)
        place = (span.line - 1, span.end_line)
        found, untaken = pull_fields(before.fields, here, each.fields, lines, place)
        edits.setdefault(span.path, []).extend(found)
        told += (_told(one, f"{span.path}:{span.line}") for one in untaken)
        fields = {name: each.fields[name] for name in changed_fields(before.fields, each.fields)}
        taken = {name: fields[name] for name in fields.keys() - {one.field for one in untaken}}
        wanted.setdefault(span.path, {})[span.line] = Wanted(own, taken)
    reads = partial(reads_back, made.notebook, wanted)
    return list(_fixes(notes, edits, told, reads)), told


def _fixes(
    notes: Mapping[str, NoteFile],
    edits: Mapping[str, list[Edit]],
    told: list[str],
    reads: Callable[[str, str], bool],
) -> Iterable[Fix]:
    """Write each file's text with its edits; tell of those that would not read as Anki has it."""
    from diptych.commands.fixes import Fix, encoded_as
    from diptych.connect.pulling import with_edits
    from diptych.input.encoding import split_lines

    for name, own in edits.items():
        if not own:
            continue
        note = notes[name]
        lines, ends = split_lines(note.encoded.text)
        text = with_edits(lines, ends, own)
        if not reads(name, text):
            told.append(f"{name}: {_OTHERWISE}")
            continue
        after = encoded_as(note, text)
        if after is None:
            told.append(f"{name}: cannot be written as {note.encoded.name}; save it as UTF-8 first")
            continue
        new = split_lines(text)[0]
        diff = difflib.unified_diff(lines, new, f"a/{name}", f"b/{name}", lineterm="")
        yield Fix(name, note.path, note.data, after, len(own), "\n".join(diff))


def _told(untaken: Untaken, where: str) -> str:
    return (
        f"{where}: {untaken.field} {_WHY[untaken.why]}; it is not written\n"
        f"<<<<<<< notes\n{untaken.here}\n=======\n{untaken.there}\n>>>>>>> Anki"
    )
