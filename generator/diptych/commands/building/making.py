"""All of a build but the files: the notebook read, checked and linked, its notes dated."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct, field, structs
from msgspec.structs import replace

from diptych.commands.building.compiling import CompileMemory, compile_all
from diptych.commands.building.kept_font import font_cutter
from diptych.commands.building.kept_results import recalled_code, recalled_hashes, recalled_pictures
from diptych.commands.building.last_deck import (
    deck_file_of,
    options_file_of,
    read_last_deck,
    with_last_deck,
)
from diptych.commands.building.reporting import linked_identities, report_on, with_diagnostics
from diptych.deck import (
    AnkiNote,
    anki_notes,
    card_count,
    card_states,
    follow_names,
)
from diptych.diagnostics.codes import diagnose
from diptych.diagnostics.report import Report, in_order
from diptych.figures.refresh import FigureMemory
from diptych.identity import (
    Identity,
    Ledger,
    newly_retired,
    stamp,
)
from diptych.link.entries import Linked, link
from diptych.link.notebook import Notebook, read_notebook
from diptych.link.relink import relink
from diptych.model import Diagnostic, LeftOut, Span
from diptych.model.book import PlannedFile
from diptych.output.store import open_store
from diptych.output.trust import is_trusted
from diptych.site import plan_questions, plan_site, theme_troubles
from diptych.site.model import make_book

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping, Sequence

    from diptych.commands.building.last_deck import DeckMemory
    from diptych.compile import Compiled
    from diptych.figures.registry import Gallery
    from diptych.input.config import Config
    from diptych.input.note_files import NoteFiles
    from diptych.model import Progress
    from diptych.model.book import Book
    from diptych.site.previews import Painter

_MOST_NAMES = 5


class Prepared(Struct, frozen=True):
    """A notebook that was read, checked and rendered, and has no errors.

    Attributes:
        drawings: those of the figures that were stale, by path; not written yet.
    """

    notebook: Notebook
    gallery: Gallery
    drawings: Mapping[str, str]
    linked: Linked
    report: Report


class Made(Struct, frozen=True):
    """All that the files of a build are made of, and what there is to say.

    Attributes:
        drawings: those of the figures that were stale, by path; not written yet.
        notes: for the deck, with the times of their last changes.
        ledger: as it is after this build; not written yet.
        options_file: brings Anki's options for the deck; empty where it needs none.
    """

    notebook: Notebook
    gallery: Gallery
    drawings: Mapping[str, str]
    linked: Linked
    report: Report
    notes: tuple[AnkiNote, ...]
    ledger: Ledger
    deck_file: str
    options_file: str


class Memory(Struct, frozen=True):
    """What need not be done again as long as a process lives."""

    compiling: CompileMemory = field(default_factory=CompileMemory)
    drawing: FigureMemory = field(default_factory=FigureMemory)


def make(
    config: Config,
    told: Sequence[Diagnostic],
    now: int,
    progress: Progress,
    memory: Memory | None = None,
    notes: NoteFiles | None = None,
) -> Made | Report:
    """Do all of a build but the files; the report if the notes have errors.

    Args:
        told: what is wrong with the configuration; then nothing is read.
        now: seconds since the epoch, the time of what changed.
        memory: what builds before this one did, to be done no second time.
        notes: their files, where these were looked for already.
    """
    prepared = prepare(config, told, progress, draw=True, memory=memory, notes=notes)
    if isinstance(prepared, Report):
        return prepared
    notebook, linked = prepared.notebook, prepared.linked
    with recalled_hashes(open_store(), config.root):
        dated, ledger = _dated(notebook, linked, now)
    report = prepared.report
    if retired := _retired(notebook.ledger, ledger, notebook.left_out):
        notebook = with_diagnostics(notebook, retired)
        report = report_on(notebook, linked)
        if report.failed:
            return report
    return Made(
        notebook=notebook,
        gallery=prepared.gallery,
        drawings=prepared.drawings,
        linked=linked,
        report=report,
        notes=tuple(dated),
        ledger=ledger,
        deck_file=deck_file_of(notebook),
        options_file="" if follow_names(dated, notebook.deck) else options_file_of(notebook),
    )


def remake(
    made: Made, changed: Mapping[str, Compiled], files: Mapping[str, bytes], now: int
) -> Made:
    """Replace what was made of some documents; the report stays what it was.

    Args:
        changed: path → the document as it is now, as `relink` takes it.
        files: the bytes of what all documents refer to, by path.
        now: seconds since the epoch, the time of what changed.
    """
    notebook, linked = made.notebook, relink(made.linked, changed, files)
    part = [entry for entry in linked.entries if entry.question.span.path in changed]
    # All questions but these would only be found to be gone.
    alone = structs.replace(notebook, ledger=Ledger({}))
    dated, ledger = _dated(alone, structs.replace(linked, entries=tuple(part)), now)
    anew = _by_question(dated)
    notes = [each for name, own in _by_question(made.notes).items() for each in anew.get(name, own)]
    entries = {name: ledger.entries[name] for name in anew}
    documents = [changed.get(each.path, each) for each in notebook.documents]
    return structs.replace(
        made,
        notebook=structs.replace(notebook, documents=tuple(documents)),
        linked=linked,
        notes=tuple(notes),
        ledger=Ledger({**made.ledger.entries, **entries}),
    )


def _by_question(notes: Iterable[AnkiNote]) -> dict[str, list[AnkiNote]]:
    """Gather the notes of each question, by its id, in their order."""
    found: dict[str, list[AnkiNote]] = {}
    for note in notes:
        found.setdefault(note.identifier, []).append(note)
    return found


def plan_pages(
    made: Made, version: str, written: Mapping[str, str], painter: Painter | None = None
) -> tuple[PlannedFile, ...]:
    """Plan the files of the site but the deck.

    Args:
        version: names the engine and the libraries.
        written: the path of each file that the last build left, by its key.
        painter: paints what previews of the pages show; none while the author looks at them.
    """
    linked = made.linked
    cut = font_cutter(open_store(), version)
    return plan_site(_book(made), linked.assets, linked.context, version, written, cut, painter)


def plan_edited(made: Made, documents: Container[str], version: str) -> tuple[PlannedFile, ...]:
    """Plan the pages of the questions of some documents only, and the files that they show.

    Args:
        documents: their paths.
        version: names the engine and the libraries.
    """
    linked = made.linked
    slugs = frozenset(e.slug for e in linked.entries if e.question.span.path in documents)
    return plan_questions(_book(made), linked.assets, linked.context, version, slugs)


def _book(made: Made) -> Book:
    deck, cards = (made.deck_file, made.options_file), card_count(made.notes)
    return make_book(made.notebook, made.linked, made.gallery, made.ledger, deck, cards)


def prepare(
    config: Config,
    told: Sequence[Diagnostic],
    progress: Progress,
    *,
    draw: bool,
    memory: Memory | None = None,
    notes: NoteFiles | None = None,
) -> Prepared | Report:
    """Read, check and render the notebook, as every command begins; the report if it has errors.

    Args:
        told: what is wrong with the configuration; then nothing is read.
        draw: whether to draw the figures that are stale.
        memory: what builds before this one did.
        notes: their files, where these were looked for already.
    """
    if told:
        return Report(in_order(told))
    store = open_store()
    with recalled_code(store, config.root), recalled_pictures(store, config.root):
        memory = memory or Memory()
        compiler = memory.compiling.before(partial(compile_all, store=store))
        notebook = read_notebook(config, progress, compiler, notes)
        return _linked(structs.replace(notebook, aside=store.trouble), progress, memory, draw=draw)


def completed(
    notebook: Notebook, read: Callable[[Notebook], DeckMemory | None] = read_last_deck
) -> Notebook:
    """Add what the theme's files and the deck of the last build say.

    Args:
        read: reads that deck, or gives what was read of it before.
    """
    notebook = _without_foreign_templates(notebook)
    return with_last_deck(with_diagnostics(notebook, theme_troubles(notebook.theme)), read)


def link_and_report(
    notebook: Notebook,
    gallery: Gallery,
    progress: Progress,
    identities: Sequence[Identity] | None = None,
) -> tuple[Linked | None, Report]:
    """Link a notebook and report on it; one with errors is not linked.

    Args:
        identities: what `identities_of` says of the notebook, where it was asked already.
    """
    if notebook.failed:
        return None, report_on(notebook, identities=identities)
    linked = link(notebook, gallery, progress, identities)
    return linked, report_on(notebook, linked)


def _linked(
    notebook: Notebook, progress: Progress, memory: Memory, *, draw: bool
) -> Prepared | Report:
    notebook = completed(notebook)
    gallery = notebook.facts.gallery
    drawings: Mapping[str, str] = {}
    if draw and (untrusted := _untrusted_figures(notebook)):
        notebook = with_diagnostics(notebook, untrusted)
    elif draw:
        notebook, gallery, drawings = _with_fresh_figures(notebook, progress, memory.drawing)
    linked, report = link_and_report(notebook, gallery, progress)
    if linked is None or report.failed:
        return report
    return Prepared(notebook, gallery, drawings, linked, report)


def _without_foreign_templates(notebook: Notebook) -> Notebook:
    """Leave out the templates of a theme that is not trusted: they are code."""
    theme = notebook.theme
    if not theme.templates or is_trusted(notebook.config):
        return notebook
    left_out = structs.replace(notebook, theme=replace(theme, templates={}))
    what = f"`{theme.folder}` has templates, which are code that is not trusted; ours stand instead"
    return with_diagnostics(left_out, [_not_trusted(what, theme.folder)])


def _untrusted_figures(notebook: Notebook) -> list[Diagnostic]:
    """Tell of figures that cannot be drawn anew, because their code is not trusted."""
    gallery = notebook.facts.gallery
    stale = [figure.name for figure in gallery.figures.values() if figure.stale]
    if gallery.folder is None or not stale or is_trusted(notebook.config):
        return []
    folder = notebook.config.relative(gallery.folder)
    names = ", ".join(f"`{name}`" for name in stale[:_MOST_NAMES])
    more = f" and {len(stale) - _MOST_NAMES} more" if len(stale) > _MOST_NAMES else ""
    what = f"`{folder}` is code that is not trusted; these figures stay as they are: {names}{more}"
    return [_not_trusted(what, f"{folder}/__init__.py")]


def _not_trusted(what: str, path: str) -> Diagnostic:
    hint = (
        "Look at the code. If it may run on this machine: `diptych trust`, or for once --trust; "
        "what you write yourself: `diptych trust --always`."
    )
    return diagnose("D111", what, Span(path, 1, 1), hint)


def _with_fresh_figures(
    notebook: Notebook, progress: Progress, memory: FigureMemory
) -> tuple[Notebook, Gallery, dict[str, str]]:
    """Draw what is stale: the notebook with what that had to say, and the drawings by path."""
    gallery = notebook.facts.gallery
    stale = [figure.name for figure in gallery.figures.values() if figure.stale]
    others = tuple(each for each in notebook.diagnostics if each.code != "D403")
    fresh = structs.replace(notebook, diagnostics=others)
    if fresh.failed or not stale:
        return notebook, gallery, {}
    gallery, drawings, troubles = memory.draw(gallery, stale, progress)
    return with_diagnostics(fresh, troubles), gallery, drawings


def _dated(notebook: Notebook, linked: Linked, now: int) -> tuple[list[AnkiNote], Ledger]:
    """Make the notes with the times of their last changes, and the ledger that remembers them."""
    notes = anki_notes(notebook, linked.entries)
    cards, identities = card_states(notebook, notes, linked_identities(linked))
    ledger = stamp(identities, cards, notebook.ledger, now)
    dated = [structs.replace(note, changed=_changed(note, ledger)) for note in notes]
    return dated, ledger


def _changed(note: AnkiNote, ledger: Ledger) -> int:
    entry = ledger.entries[note.identifier]
    if note.picture is None:
        return entry.changed
    return next(each.changed for each in entry.pictures if each.name == note.picture.name)


def _retired(before: Ledger, after: Ledger, left_out: Sequence[LeftOut]) -> list[Diagnostic]:
    hint = (
        "If it returns, so does its card's history. If it became another question: diptych same {} "
        "NEW. To be rid of the card, delete it in Anki."
    )
    why = {file.path: f": `{file.path}` was left out ({file.why})" for file in left_out}
    return [
        diagnose(
            "D502",
            f"“{entry.prompt}” is no longer in the notes{why.get(entry.file, '')}; "
            "its card stays in Anki",
            Span(entry.file, 1, 1),
            hint.format(entry.id),
        )
        for entry in newly_retired(before, after)
    ]
