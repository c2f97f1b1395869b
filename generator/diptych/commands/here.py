"""``diptych`` alone: what is here, and what can be done with it now."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from diptych.commands.shared.common import FINE, language_around, reader_language
from diptych.diagnostics.wording import counted
from diptych.input.config import load_config
from diptych.input.note_files import NoteFiles
from diptych.output.freshness import compare, fingerprint
from diptych.output.ownership import is_of_this
from diptych.output.write import MANIFEST, read_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from diptych.commands.shared.answering import Answer
    from diptych.input.config import Config

_NAMED = 5
"""So many changed files are named; of others it is said how many there are."""


def run(answer: Answer) -> int:
    """Say what lies in the current folder and which commands come next."""
    config, wrong = load_config(Path())
    if wrong:
        answer.language = reader_language(config)
        return answer.refuse(wrong)
    if _is_everything(config):
        answer.language = language_around() or "en"
        lines = _empty("This is no folder of notes.")
    elif files := (notes := NoteFiles(config)).found.files:
        answer.language = reader_language(config)
        lines = [
            f"{counted(len(files), 'file')} of notes in {config.notes}",
            *_since_last_build(config, notes),
        ]
    else:
        answer.language = reader_language(config)
        lines = _empty(f"There are no notes in {config.notes}")
    answer.tell("\n".join(lines))
    return FINE


def _is_everything(config: Config) -> bool:
    """Tell whether this is a home folder, or all of a disk: to look through it takes minutes."""
    return config.file is None and config.root in {Path.home(), Path(config.root.anchor)}


def _empty(why: str) -> list[str]:
    return [
        why,
        "  diptych new DIR       make a notebook to begin with",
        "  diptych build DIR     make the site and the deck of notes that lie elsewhere",
        "  diptych import FILE   make notes of a deck that Anki exported",
        "  diptych manual        read how it is used",
        "  diptych --help        list all commands",
    ]


def _since_last_build(config: Config, notes: NoteFiles) -> Iterator[str]:
    manifest = read_manifest(config.output)
    if "summary" not in manifest or not is_of_this(manifest, config.root, config.output):
        yield "They were not built yet."
        yield "  diptych build         make the site and the deck"
        yield "  diptych check         say what is found and what is wrong"
    else:
        made = manifest["summary"]
        when = time.localtime((config.output / MANIFEST).stat().st_mtime)
        questions, cards = counted(made["questions"], "question"), counted(made["cards"], "card")
        yield f"Last build: {time.strftime('%Y-%m-%d %H:%M', when)}, {questions}, {cards}"
        if compare(config, manifest, notes).fresh:
            yield f"Nothing changed since. The site is {config.output / 'index.html'}"
            yield f"The deck for Anki is {config.output / made['deck_file']}"
        else:
            yield from _changes(config, notes, manifest)
            yield "  diptych build         make the site and the deck anew"
            yield "  diptych plan          say what importing them will do to your cards"
    yield "  diptych serve --open  see the site while you write"
    yield "  diptych push          bring the cards into a running Anki"
    yield "  diptych manual        read how it is used"
    yield "  diptych --help        list all commands"


def _changes(config: Config, notes: NoteFiles, manifest: Mapping[str, Any]) -> Iterator[str]:
    """Name files that are new, gone or different since the last build."""
    before = manifest["inputs"]
    now = fingerprint(config, notes, manifest["referenced"], pictures=manifest["pictures"])
    names = sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))
    files = [name for name in names if not name.startswith("(")]
    if not files:
        yield "Since then Diptych itself, or what it wrote, changed."
        return
    yield f"Changed since then: {', '.join(f'`{file}`' for file in files[:_NAMED])}"
    if len(files) > _NAMED:
        yield f"and {counted(len(files) - _NAMED, 'more file')}"
