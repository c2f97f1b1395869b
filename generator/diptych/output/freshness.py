"""Is the output of the last build still what a build would make? Standard library only.

A build that changes nothing should cost next to nothing, so this neither parses Markdown nor
imports what does.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

from diptych.input.ledgers import left_ledgers
from diptych.input.media import list_media
from diptych.input.paths import below
from diptych.input.regular import read_file
from diptych.output.looks import Look, is_remembered, is_what_was_read, look, remember
from diptych.output.staging import STAGE
from diptych.output.versions import engine_digest, libraries_digest
from diptych.output.write import is_as_written, manifest_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from diptych.input.config import Config
    from diptych.input.note_files import NoteFiles


ENGINE = "(engine)"
"""What the version of the engine is called among what a build depends on."""


def digests_of_folders(config: Config) -> dict[str, str | None]:
    """Hash what the figure package and the theme hold, before they are read for a build."""
    return {name: _hash(file) for name, file in _in_folders(config).items()}


def _in_folders(config: Config) -> dict[str, Path]:
    files = [
        file for folder in (config.figures, config.theme) if folder for file in folder.rglob("*")
    ]
    named = {config.relative(file): file for file in files}
    return {name: file for name, file in named.items() if "__pycache__" not in name.split("/")}


def fingerprint(
    config: Config,
    notes: NoteFiles,
    referenced: Iterable[str],
    *,
    pictures: bool,
    as_read: Mapping[str, str | None] | None = None,
) -> dict[str, str | None]:
    """Hash each thing that a build depends on; None for what is not a file or not there.

    No name tells where the notebook lies: the output may be published.

    Args:
        notes: what of them was read already is not read again.
        referenced: paths that the notes refer to, relative to the notebook's root.
        pictures: whether it matters which pictures there are, because some were looked for by name.
        as_read: digests of what a build has read: what was saved since must look changed to the
            next one. None where nothing was read.
    """
    found = notes.found
    ledgers = [config.ledger, *(each.path for each in left_ledgers(config, found.files))]
    files = [*ledgers, *(config.root / name for name in referenced)]
    files += [config.file] if config.file else []
    named = {config.relative(file): file for file in files} | _in_folders(config)
    known = as_read or {}
    hashes = {name: known[name] if name in known else _hash(file) for name, file in named.items()}
    hashes |= {below(config.root, file): notes.digest(file) for file in found.files}
    # What could not be read has no hash, and must be told again as long as it is there.
    hashes |= {problem.message: None for problem in found.problems}
    hashes |= {f"({each.why}) {each.path}": None for each in found.left_out}
    daily = "\n".join(sorted(found.vaults.daily))
    hashes |= {"(daily notes)": hashlib.sha256(daily.encode()).hexdigest()} if daily else {}
    cards = found.vaults.cards
    hashes |= {"(card marks)": hashlib.sha256(repr(cards).encode()).hexdigest()} if cards else {}
    if pictures:
        names = "\n".join(list_media(config.root, config.notes, config.output))
        hashes["(pictures)"] = hashlib.sha256(names.encode(errors="surrogatepass")).hexdigest()
    return {**hashes, ENGINE: engine_digest(), "(libraries)": libraries_digest()}


class Comparison(NamedTuple):
    """Whether the output is fresh, and how all files looked before any of them was read.

    Attributes:
        seen: None where an earlier build does not say which files there are to look at.
    """

    fresh: bool
    seen: Look | None = None


def compare(config: Config, manifest: Mapping[str, Any], notes: NoteFiles) -> Comparison:
    """Compare what a build reads, and what the last one wrote, with what they were then.

    Args:
        manifest: what the last build left behind.
        notes: for a build to go on with, if the output is not fresh.
    """
    if not {"inputs", "referenced", "pictures", "files"} <= manifest.keys():
        return Comparison(fresh=False)
    seen = look(config, manifest["referenced"], pictures=manifest["pictures"])
    if manifest.get("untrusted"):  # it may be trusted by now, and must be told as long as it is not
        return Comparison(fresh=False, seen=seen)
    if (config.output / STAGE).exists():  # a build was killed: what it left is to be swept away
        return Comparison(fresh=False, seen=seen)
    if is_remembered(seen):
        return Comparison(fresh=True, seen=seen)
    fresh = _reads_the_same(config, manifest, notes, seen) and is_as_written(config.output)
    if fresh:
        remember(seen)
    return Comparison(fresh, seen)


def _reads_the_same(
    config: Config, manifest: Mapping[str, Any], notes: NoteFiles, seen: Look
) -> bool:
    """Tell whether a build would read what the last one read."""
    before: dict[str, str | None] = manifest["inputs"]
    if is_what_was_read(seen, manifest_bytes(config.output)):
        # The ledger is read, and then written as well.
        return before.get(config.relative(config.ledger)) == _hash(config.ledger)
    pictures = manifest["pictures"]
    return before == fingerprint(config, notes, manifest["referenced"], pictures=pictures)


def _hash(file: Path) -> str | None:
    try:
        return hashlib.sha256(read_file(file)).hexdigest()
    except (OSError, ValueError):  # a name that this system cannot have is a missing file
        return None
