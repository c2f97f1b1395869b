"""Everything that is read of a notebook, and what the checks say of it."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from diptych.characters import lazy
from diptych.compile import Compiled, CompileSettings, Requirements, compile_source
from diptych.diagnostics.codes import diagnose
from diptych.diagnostics.severity import weigh
from diptych.diagnostics.suppressions import Suppression, suppress
from diptych.figures.registry import FigurePackageError, Gallery, load_gallery
from diptych.identity import Ledger, join_entries, read_ledger
from diptych.input.ledgers import LeftLedger, is_there, left_ledgers
from diptych.input.media import list_media
from diptych.input.note_files import NoteFiles
from diptych.input.regular import read_file
from diptych.input.sources import (
    SourceLines,
    folders_among,
    oversized_among,
    read_files,
)
from diptych.input.theme import read_theme
from diptych.interface.language import language_of
from diptych.link.checks import check
from diptych.link.checks.facts import Facts
from diptych.link.lookup import find_pictures, is_picture
from diptych.link.repeated_headings import settled, told_as_repeated
from diptych.link.targets import LinkMap
from diptych.link.transcluding import with_transcluded
from diptych.model import Diagnostic, LeftOut, Progress, Source, Span, counter, silent
from diptych.model.book import Theme
from diptych.parse.chosen import why_no_note
from diptych.syntax.references import Reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from diptych.identity import LedgerEntry
    from diptych.input.config import Config
    from diptych.input.sources import FoundNotes

# With a language behind it, or without.
README = lazy(r"(?:.*/)?read[-_]?me(?:[-_. ][\w-]{2,10})?\.\w+", re.IGNORECASE)


class Notebook(Struct, frozen=True):
    """Everything that was read, and what is to be said about it.

    Attributes:
        documents: in the order of the notes.
        language: the configured one, else what the notes seem to be written in.
        left_ledgers: what of the ledger lay elsewhere; a build moves it.
        suppressions: the comments that silence diagnostics, from all documents.
        theme: what it puts in place of our own templates, styles and words.
        diagnostics: as they were found; what of them is told, ``told`` says.
        aside: what is to be said of this machine instead of the notes.
        left_out: the Markdown files that are no notes.
    """

    config: Config
    language: str
    sources: tuple[Source, ...]
    documents: tuple[Compiled, ...]
    facts: Facts
    ledger: Ledger
    left_ledgers: tuple[Path, ...]
    suppressions: tuple[Suppression, ...]
    theme: Theme
    diagnostics: tuple[Diagnostic, ...]
    aside: str = ""
    left_out: tuple[LeftOut, ...] = ()

    @property
    def title(self) -> str:
        """The configured title, the only document's, or the folder's name."""
        if self.config.title:
            return self.config.title
        if len(self.documents) == 1:
            return self.documents[0].title
        return self.config.notes.stem

    @property
    def name(self) -> str:
        """What its cards, and what browsers remember, go by: the lasting name, or the title."""
        return self.config.name or self.title

    @property
    def deck(self) -> str:
        """The Anki deck's name."""
        return self.config.deck or self.title

    @property
    def failed(self) -> bool:
        """Tell whether there are errors, so that nothing may be written."""
        return any(each.severity == "error" for each in self.told())

    def told(
        self, further: Iterable[Diagnostic] = (), *, complete: bool = False
    ) -> tuple[Diagnostic, ...]:
        """Weigh diagnostics: drop what the author silenced, and set the severities.

        Args:
            further: what was found after the notebook was read.
            complete: whether nothing more can be found.
        """
        found = (*self.diagnostics, *further)
        return weigh(suppress(found, self.suppressions, complete=complete), self.config.severities)


class Beside(Struct, frozen=True):
    """What was read of a notebook beside its notes.

    Attributes:
        gallery_problems: why the figure package cannot be used.
        problems: what is wrong with the ledger and the theme.
        left_ledgers: those that a build moves.
    """

    gallery: Gallery
    gallery_problems: tuple[Diagnostic, ...]
    ledger: Ledger
    left_ledgers: tuple[Path, ...]
    theme: Theme
    problems: tuple[Diagnostic, ...]


Compiler = Callable[[Sequence[Source], CompileSettings, Progress], list[Compiled]]


def compile_each(
    sources: Sequence[Source], settings: CompileSettings, progress: Progress
) -> list[Compiled]:
    """Compile sources one after the other."""
    done = counter(progress, "compiling", len(sources))
    compiled = []
    for source in sources:
        compiled.append(compile_source(source, settings))
        done()
    return compiled


def compile_settings(config: Config) -> CompileSettings:
    """Choose from the settings what compiling depends on."""
    return CompileSettings(
        reading=config.reading,
        requirements=Requirements(
            config.longest_answer,
            sources=config.need_sources,
            abbreviations=config.known_terms is not None,
            terms=tuple(config.terms.items()),
        ),
    )


def read_notebook(
    config: Config,
    progress: Progress = silent,
    compiler: Compiler = compile_each,
    notes: NoteFiles | None = None,
    beside: Beside | None = None,
) -> Notebook:
    """Read all notes and what they refer to, compile each file, and check the whole.

    Args:
        compiler: compiles the sources, in their order.
        notes: their files, where these were looked for already.
        beside: what lies beside them, where it was read already.
    """
    notes = notes or NoteFiles(config)
    found = notes.found
    read, problems = notes.sources()
    diagnostics = [*found.problems, *problems]
    sources, not_notes = _choose(config, read, found)
    beside = beside or read_beside(config, found)
    settings = compile_settings(config)
    sources, compiled = settled(
        with_transcluded(sources, read),
        beside.ledger,
        lambda given: compiler(given, settings, progress),
    )
    sources, compiled, without_questions = _without_idle_readmes(sources, compiled, found.wanted)
    left_out = (*found.left_out, *not_notes, *without_questions)
    diagnostics += [_told_as_left_out(each) for each in left_out]
    facts = _facts(config, sources, compiled, beside.gallery)
    # What could not be read must not look like what is not there.
    unread = any(each.severity == "error" for each in diagnostics) and not sources
    diagnostics += [each for document in compiled for each in document.diagnostics]
    diagnostics += told_as_repeated(sources)
    diagnostics += beside.gallery_problems
    diagnostics += [] if unread else check(facts)
    return Notebook(
        config=config,
        language=config.language or language_of([each.letters for each in compiled]),
        sources=tuple(sources),
        documents=tuple(compiled),
        facts=facts,
        ledger=beside.ledger,
        left_ledgers=beside.left_ledgers,
        suppressions=tuple(each for document in compiled for each in document.suppressions),
        theme=beside.theme,
        diagnostics=(*diagnostics, *beside.problems),
        left_out=left_out,
    )


def read_beside(config: Config, found: FoundNotes) -> Beside:
    """Read the figure package, the ledger and the theme."""
    gallery, trouble = load_figures(config)
    left = left_ledgers(config, found.files)
    ledger, problems = _read_ledgers(config, left)
    theme, problems_in_theme = read_theme(config)
    return Beside(
        gallery=gallery,
        gallery_problems=tuple(trouble),
        ledger=ledger,
        left_ledgers=tuple(each.path for each in left if not each.shared),
        theme=theme,
        problems=(*problems, *problems_in_theme),
    )


def _choose(
    config: Config, sources: Sequence[Source], found: FoundNotes
) -> tuple[list[Source], list[LeftOut]]:
    """Part the notes from the files whose text says that they are none."""
    notes, left_out = [], []
    for source in sources:
        why = why_of(config, source, found)
        notes += [] if why else [source]
        left_out += [LeftOut(source.path, why)] if why else []
    return notes, left_out


def why_of(config: Config, source: Source, found: FoundNotes) -> str:
    """Say why the text of a file makes it no note; empty when it is one."""
    if source.path in found.wanted:
        return ""
    daily = found.vaults.is_daily(source.path)
    return why_no_note(source, config.only_tagged, daily=daily)


def _without_idle_readmes(
    sources: Sequence[Source], documents: Sequence[Compiled], wanted: frozenset[str]
) -> tuple[list[Source], list[Compiled], list[LeftOut]]:
    """Leave out each README that asks nothing, beside documents that do."""
    asking = any(document.questions for document in documents)
    idle = [
        each.path
        for each in documents
        if asking and not each.questions and each.path not in wanted and README.fullmatch(each.path)
    ]
    return (
        [source for source in sources if source.path not in idle],
        [document for document in documents if document.path not in idle],
        [LeftOut(path, "a README without questions") for path in idle],
    )


def _told_as_left_out(file: LeftOut) -> Diagnostic:
    return diagnose("D109", f"`{file.path}` was left out ({file.why})", Span(file.path, 1, 1))


def _facts(
    config: Config, sources: Sequence[Source], documents: Sequence[Compiled], gallery: Gallery
) -> Facts:
    """Gather what the documents refer to, and where it is."""
    references = tuple(each for document in documents for each in document.references)
    paths = {each.target.path for each in references if each.target.path}
    files = read_files(config.root, paths)
    same_name = _look_for_pictures(config, references, files, gallery)
    only = {paths[0] for paths in same_name.values() if len(paths) == 1}
    files |= read_files(config.root, only - files.keys())
    unreadable = only - files.keys()
    return Facts(
        where=config.notes.name,
        documents=documents,
        references=references,
        files=files,
        links=LinkMap(documents),
        gallery=gallery,
        lines=SourceLines({source.path: source.text for source in sources}),
        known_terms=config.known_terms,
        terms=config.terms,
        remote_images=config.remote_images,
        folders=folders_among(config.root, paths - files.keys()),
        oversized=oversized_among(config.root, paths - files.keys()),
        same_name={
            key: () if unreadable.intersection(paths) else paths for key, paths in same_name.items()
        },
    )


def _look_for_pictures(
    config: Config, found: Sequence[Reference], files: Mapping[str, bytes], gallery: Gallery
) -> dict[str, tuple[str, ...]]:
    """Look for what is missing through the whole folder, once, and only if something is."""
    figures = gallery.by_path()
    missing = [
        reference.target
        for reference in found
        if (reference.kind in {"image", "embed"} or reference.target.name is not None)
        and reference.target.path not in files
        and reference.target.path not in figures
        and is_picture(reference.target)
    ]
    if not missing:
        return {}
    return find_pictures(missing, list_media(config.root, config.notes, config.output))


def _read_ledgers(config: Config, left: Sequence[LeftLedger]) -> tuple[Ledger, list[Diagnostic]]:
    """Read the ledger where it belongs, joined with what earlier builds left elsewhere."""
    own, problems = _read_ledger(config, config.ledger)
    joined = own
    for each in left:
        found, told = _read_ledger(config, each.path)
        problems += told
        entries = [_rebased(config, each, entry) for entry in found.entries.values()]
        if each.shared:
            entries = [entry for entry in entries if entry.file == config.notes.name]
        both = (*joined.entries.values(), *entries)
        joined = replace(own, entries=join_entries(both))
        if not told and (entries or not each.shared) and (joined != own or not each.shared):
            problems.append(_told_as_left(config, each))
    return joined, problems


def _rebased(config: Config, left: LeftLedger, entry: LedgerEntry) -> LedgerEntry:
    """Name the entry's file as this notebook does, where it was named from the ledger's folder."""
    here = config.relative(left.path.parent / entry.file)
    moved = is_there(left.path.parent / entry.file) and not is_there(config.root / entry.file)
    return replace(entry, file=here) if moved else entry


def _told_as_left(config: Config, left: LeftLedger) -> Diagnostic:
    name, own = config.relative(left.path), config.relative(config.ledger)
    goes = "is copied" if left.shared else "moves"
    message = f"the identity ledger of an earlier build was found in `{name}`; it {goes} to `{own}`"
    hint = "All cards keep their history. Commit the ledger where it lies after the next build."
    return diagnose("D508", message, Span(name, 1, 1), hint)


def _read_ledger(config: Config, file: Path) -> tuple[Ledger, list[Diagnostic]]:
    name = config.relative(file)
    try:
        ledger, problems = read_ledger(ledger_bytes(file), name)
    except OSError as error:
        message = f"the identity ledger cannot be read: {error.strerror or error}"
        hint = "Give yourself the right to read it: without it, every card would become a new one."
        return Ledger({}), [diagnose("D501", message, Span(name, 1, 1), hint)]
    if config.name and ledger.notebook not in {"", config.name}:
        message = (
            f"the identity ledger belongs to the notebook `{ledger.notebook}`, "
            f"and this one has the name `{config.name}`"
        )
        hint = "In a copy for a new notebook, delete it. If you changed `name`, change it back."
        return Ledger({}), [diagnose("D501", message, Span(name, 1, 1), hint)]
    return ledger, problems


def ledger_bytes(file: Path) -> bytes:
    """Read an identity ledger as it is, line ends apart; empty when there is none yet.

    Raises:
        OSError: it cannot be read.
    """
    try:
        return read_file(file).removeprefix(BOM_UTF8).replace(b"\r\n", b"\n")
    except FileNotFoundError:
        return b""


_PACKAGE = "Mend it; `diptych explain D407` says what a figure package needs."


def load_figures(config: Config) -> tuple[Gallery, list[Diagnostic]]:
    """Load the figure package, or say why it cannot be used."""
    if config.figures is None or not config.figures.is_dir():
        return Gallery(), []  # the configuration's own check tells of a missing folder
    try:
        return load_gallery(config.root, config.figures), []
    except (FigurePackageError, OSError) as error:
        span = Span(config.relative(config.figures / "__init__.py"), 1, 1)
        said = f"the figure package cannot be loaded: {error}"
        return Gallery(), [diagnose("D407", said, span, _PACKAGE)]
