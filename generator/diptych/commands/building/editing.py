"""A notebook while an editor writes in it: kept compiled in memory, linked anew as it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.commands.building.collector import settle, without_collector
from diptych.commands.building.compiling import CompileMemory, compile_all
from diptych.commands.building.drawings import with_drawings
from diptych.commands.building.kept_results import recalled_code
from diptych.commands.building.last_deck import DeckMemory, read_last_deck
from diptych.commands.building.making import completed, link_and_report
from diptych.commands.building.one_by_one import compile_here
from diptych.commands.building.reporting import linked_identities, report_on
from diptych.commands.shared.from_anki import exported, read_exported
from diptych.deck import read_studied
from diptych.diagnostics.report import Report, in_order
from diptych.figures.registry import forget_package
from diptych.identity import prepare_to_match
from diptych.input.config import FILE_NAME, load_config
from diptych.input.edited_files import EditedFiles
from diptych.input.media import list_media
from diptych.input.sources import is_markdown, read_files
from diptych.input.walking import walk
from diptych.link.entries import identities_of
from diptych.link.notebook import Beside, read_beside, read_notebook
from diptych.link.relink import relink, same_from_outside
from diptych.lsp.snapshot import Snapshot
from diptych.model import Diagnostic, Progress, Source, UsageError, counter, silent
from diptych.output.store import open_store
from diptych.serve.watcher import is_passed_over

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from diptych.compile import Compiled, CompileSettings
    from diptych.deck import StudiedCard
    from diptych.identity import Identity
    from diptych.link.entries import Linked
    from diptych.link.notebook import Notebook

# So many sources that are new at once are read from the store; fewer are being written.
_MANY = 3


class EditedNotebook:
    """One notebook, in which what an editor holds counts before what lies on the disk.

    Attributes:
        config: its settings as they were read last.
        report: what there is to say of it, as `check` says it.
        snapshot: it as it was when it could last be read; None before it could.

    Args:
        path: its folder, or its only file.
        reviews: an export of a learner's collection.
    """

    def __init__(self, path: Path, reviews: Path | None = None) -> None:
        self._path = path
        self._reviews = reviews
        self._studied: Mapping[str, Mapping[int, StudiedCard]] = {}
        self._unsaved: dict[Path, str] = {}
        self._compiling = CompileMemory()
        self._is_fresh = False
        self._files: EditedFiles | None = None
        self._beside: Beside | None = None
        self._deck: list[DeckMemory | None] = []
        self._media: list[str] | None = None
        self._linked: tuple[Notebook, Linked] | None = None
        self.config, _ = load_config(path)
        self.report = Report(())
        self.snapshot: Snapshot | None = None

    def edit(self, file: Path, text: str | None) -> None:
        """Take the text of a file that the editor holds; None when it holds it no longer."""
        if text is None:
            self._unsaved.pop(file, None)
        else:
            self._unsaved[file] = text
        if self._files:
            self._files.edit(file, text)
        self._is_fresh = False

    def matters(self, changed: Path) -> bool:
        """Tell whether the notebook could be another one because of a file on the disk."""
        config = self.config
        if not changed.is_relative_to(config.root):
            return False
        if changed.is_relative_to(config.output):
            return changed.suffix == ".apkg"
        return not is_passed_over(changed, config.root)

    def take_notice(self, changed: Iterable[Path]) -> None:
        """Read anew what changed on the disk."""
        changed = [each for each in changed if self.matters(each)]
        if not changed:
            return
        config = self.config
        if any(each.name == FILE_NAME for each in changed):
            self._files = self._beside = None
        if config.figures and any(each.is_relative_to(config.figures) for each in changed):
            forget_package(config.figures)
        if self._files:
            self._files.forget(changed)
        if not all(is_markdown(each.name) for each in changed):
            self._beside = None
        self._media = None
        self._is_fresh = False

    @without_collector()
    def refresh(self) -> bool:
        """Bring everything up to date; tell whether anything was to be done."""
        if self._is_fresh:
            return False
        self._is_fresh = True
        opened = self._files is None
        try:
            self._read()
            if opened and self.snapshot:
                prepare_to_match(self.snapshot.notebook.ledger)
                settle()
        except (UsageError, OSError) as error:
            self.report = Report((Diagnostic("", "error", str(error)),))
        return True

    def media(self) -> Sequence[str]:
        """List the files that notes may show, and the code of the figure package."""
        if self._media is None:
            config = self.config
            found = list_media(config.root, config.notes, config.output)
            if config.figures and config.figures.is_dir():
                below = walk(config.figures, config.output, frozenset({".py", ".svg"}))
                found += [config.relative(each) for each in below.files]
            self._media = sorted({*found, *(self._known_files())})
        return self._media

    def content(self, path: str) -> bytes:
        """Read a file by its path relative to the root; nothing where it cannot be read."""
        return read_files(self.config.root, [path]).get(path, b"")

    def _known_files(self) -> Iterable[str]:
        return self.snapshot.notebook.facts.files if self.snapshot else ()

    def _read(self) -> None:
        if self._files is None:
            self.config, told = load_config(self._path)
            if told:
                self.report = Report(in_order(told))
                return
            self._files = EditedFiles(self.config)
            for file, text in self._unsaved.items():
                self._files.edit(file, text)
            self._studied = _read_reviews(self._reviews)
        config, files, store = self.config, self._files, open_store()
        with recalled_code(store, config.root):
            if self._beside is None:
                self._beside, self._deck, self._linked = read_beside(config, files.found), [], None
            compiler = self._compiling.before(_compile)
            notebook = read_notebook(config, silent, compiler, files, self._beside)
            notebook = self._completed(notebook)
            identities = identities_of(notebook)
            linked, self.report = self._link(notebook, identities)
        if linked:
            self._linked = notebook, linked
            identities = linked_identities(linked)
        entries = linked.entries if linked else ()
        self.snapshot = Snapshot(notebook, tuple(identities), entries, self.report, self._studied)

    def _completed(self, notebook: Notebook) -> Notebook:
        assert self._beside is not None
        told = len(notebook.diagnostics)
        notebook = completed(notebook, self._last_deck)
        if len(notebook.diagnostics) == told and not notebook.ledger.damaged:
            # Where the deck says nothing that depends on the notes, the ledger stays as it is now.
            self._beside, self._deck = replace(self._beside, ledger=notebook.ledger), [None]
        return notebook

    def _link(
        self, notebook: Notebook, identities: Sequence[Identity]
    ) -> tuple[Linked | None, Report]:
        """Link anew what changed; all of it if more than the inside of documents did."""
        last, gallery = self._linked, notebook.facts.gallery
        if last is None or notebook.failed or (changed := _edited(last[0], notebook)) is None:
            return link_and_report(notebook, gallery, silent, identities)
        if any(map(_differ, linked_identities(last[1]), identities)):
            return link_and_report(notebook, gallery, silent, identities)
        facts, linked = notebook.facts, last[1]
        context = replace(linked.context, links=facts.links, moved=facts.moved)
        linked = relink(replace(linked, context=context), changed, facts.files)
        return linked, report_on(notebook, linked)

    def _last_deck(self, notebook: Notebook) -> DeckMemory | None:
        if not self._deck:
            try:
                self._deck = [read_last_deck(notebook)]
            except OSError:  # a build says it; here nothing is written that could forget cards
                self._deck = [None]
        return self._deck[0]


def _edited(before: Notebook, after: Notebook) -> dict[str, Compiled] | None:
    """Find the documents that changed within; None if more than that changed."""
    if len(before.documents) != len(after.documents) or before.language != after.language:
        return None
    pairs = [
        (old, new)
        for old, new in zip(before.documents, after.documents, strict=True)
        if old is not new
    ]
    if not all(same_from_outside(old, new) for old, new in pairs):
        return None
    files, known = after.facts.files, before.facts.files
    if any(files[path] != data for path, data in known.items() if path in files):
        return None  # a picture, which other documents may show, too
    return {new.path: new for _, new in pairs}


def _differ(one: Identity, other: Identity) -> bool:
    """Tell whether a question is somebody else now, or known in another way."""
    return (one.id, one.guid, one.known, one.likely, one.unclear) != (
        other.id,
        other.guid,
        other.known,
        other.likely,
        other.unclear,
    )


def notebook_of(file: Path, folders: Iterable[Path]) -> Path:
    """Find the notebook that a file belongs to: its folder, or the file alone.

    Args:
        folders: those that the editor has opened.

    Raises:
        UsageError: there is no such file.
    """
    config, _ = load_config(file)
    if config.file:
        return config.root
    around = [folder for folder in folders if file.is_relative_to(folder)]
    return max(around, key=lambda folder: len(folder.parts), default=file)


def _compile(
    sources: Sequence[Source], settings: CompileSettings, progress: Progress
) -> list[Compiled]:
    """Compile sources; what is being written is not kept, for it is another one in a moment."""
    store = open_store()
    if len(sources) > _MANY:
        return compile_all(sources, settings, progress, store)
    done = counter(progress, "compiling", len(sources))
    return list(compile_here(with_drawings(sources, store), settings, done))


def _read_reviews(file: Path | None) -> Mapping[str, Mapping[int, StudiedCard]]:
    """Read a learner's reviews.

    Raises:
        UsageError: the file holds none.
    """
    if file is None:
        return {}
    with exported(file):
        return read_studied(read_exported(file))
