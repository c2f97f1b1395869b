"""The pipeline, told as prose: read, understand, identify, render, make, write."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from diptych.commands.adoption import Adopted, adopt
from diptych.commands.compiling import compile_all
from diptych.commands.import_plan import Plan, make_plan
from diptych.commands.kept_font import font_cutter
from diptych.commands.summary import Summary
from diptych.deck import (
    anki_notes,
    build_deck,
    card_count,
    card_states,
    deck_key,
    visible_texts,
)
from diptych.diagnostics.codes import diagnose
from diptych.diagnostics.report import Found, Report, as_text, in_order
from diptych.figures.refresh import draw_figures
from diptych.identity import (
    Identity,
    Ledger,
    identity_diagnostics,
    kind_diagnostics,
    newly_retired,
    slug_of,
    stamp,
    write_ledger,
)
from diptych.input.sources import SourceLines, is_markdown
from diptych.link.entries import (
    Linked,
    identities_of,
    link,
    once,
)
from diptych.link.notebook import Notebook, ledger_bytes, read_notebook
from diptych.model import AnkiNote, Asset, Diagnostic, PlannedFile, Span, UsageError
from diptych.output import freshness
from diptych.output.replacing import replace_file
from diptych.output.store import open_store
from diptych.output.write import (
    WriteError,
    locked,
    make_fallible,
    paths_by_key,
    read_manifest,
    write_output,
)
from diptych.progress import Progress, counter, silent
from diptych.site import ThemeError, plan_site, theme_troubles
from diptych.site.model import make_book

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from diptych.figures.registry import Gallery
    from diptych.input.config import Config


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made; no summary when the notes have errors, for then nothing was written."""

    report: Report
    summary: Summary | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A notebook that was read, checked and rendered, and has no errors.

    Attributes:
        drawings: those of the figures that were stale, by path; not written yet.
    """

    notebook: Notebook
    gallery: Gallery
    drawings: Mapping[str, str]
    linked: Linked
    report: Report


def check_notes(config: Config, told: Sequence[Diagnostic] = ()) -> Report:
    """Read and render everything, write nothing.

    Args:
        told: what is wrong with the configuration; then nothing is read.
    """
    prepared = _prepare(config, told, silent, draw=False)
    return prepared if isinstance(prepared, Report) else prepared.report


def build(config: Config, told: Sequence[Diagnostic], now: int, progress: Progress) -> Built:
    """Build both panels; when the notes have errors, write nothing.

    Args:
        told: what is wrong with the configuration; then nothing is read.
        now: seconds since the epoch, the time of what changed.

    Raises:
        WriteError: the output cannot be written.
    """
    progress("reading", 0, 1)
    started = {} if told else freshness.fingerprint(config, ())
    prepared = _prepare(config, told, progress, draw=True)
    if isinstance(prepared, Report):
        return Built(prepared)
    notebook, gallery, linked = prepared.notebook, prepared.gallery, prepared.linked

    notes, ledger = _dated(notebook, linked, now)
    notebook = _with(notebook, _retired(notebook.ledger, ledger))
    if (report := report_on(notebook, linked)).failed:
        return Built(report)

    progress("planning", 0, 1)
    version = f"{started['(engine)']} {started['(libraries)']}"
    deck = _deck(notebook, linked, notes, version)
    book = make_book(notebook, linked, gallery, ledger, deck.path, card_count(notes))
    known = paths_by_key(read_manifest(config.output))
    cut = font_cutter(open_store(), version)
    plan = (*plan_site(book, linked.assets, linked.context, version, known, cut), deck)
    try:
        made = make_fallible(config.output, plan)
    except ThemeError as error:
        return Built(report_on(_with(notebook, [error.diagnostic]), linked))

    with locked(config.output):
        # First of all: if the power fails in between, no id is lost.
        if unwritten := _save_ledger(config, ledger):
            return Built(report_on(_with(notebook, [unwritten]), linked))
        for path, drawing in prepared.drawings.items():
            replace_file(config.root / path, drawing.encode())
        summary = Summary(
            output=str(config.output),
            deck_file=deck.path,
            questions=len(report.questions),
            unanswered=sum(not question.answered for question in report.questions),
            cards=card_count(notes),
            figures=len(_figures_in_use(notebook)),
            warnings=report.count("warning"),
            remarks=report.count("info"),
        )
        remember = _to_remember(notebook, report, summary, started)
        done = counter(progress, "writing", len(plan))
        written = write_output(config.output, plan, remember, done, made)
    born = "" if notebook.ledger.entries else config.relative(config.ledger)
    told_once = replace(
        summary,
        written=written,
        redrawn=sum(path.endswith(".svg") for path in prepared.drawings),
        new_ledger=born,
    )
    return Built(report, told_once)


def plan_notes(
    config: Config, told: Sequence[Diagnostic], progress: Progress
) -> tuple[Report, Plan | None]:
    """Say what importing the next build will do; write nothing. No plan when the notes have errors.

    Figures are drawn where they are stale, for they are on the cards, but not written either.

    Raises:
        UsageError: the deck of the last build cannot be read.
    """
    prepared = _prepare(config, told, progress, draw=True)
    if isinstance(prepared, Report):
        return prepared, None
    notebook, linked = prepared.notebook, prepared.linked
    notes = anki_notes(notebook, linked.entries)
    last = config.output / _deck_file(notebook)
    texts = (_texts_of(last), visible_texts(_deck(notebook, linked, notes, "").make()))
    cards, identities = card_states(notebook, notes, _identities(linked))
    return prepared.report, make_plan(identities, cards, notebook.ledger, texts)


def _texts_of(last: Path) -> dict[str, str]:
    if not last.is_file():
        return {}
    try:
        return visible_texts(last.read_bytes())
    except (OSError, ValueError) as error:
        raise UsageError(f"{last}: {error}; a build makes it anew") from error


def adopt_cards(
    config: Config, told: Sequence[Diagnostic], package: bytes
) -> tuple[Report, Adopted | None]:
    """Let questions take over the GUIDs of a deck that is already studied.

    Writes the ledger if any did.

    Raises:
        ValueError: the package is none.
        WriteError: the ledger cannot be written.
    """
    prepared = _prepare(config, told, silent, draw=False)
    if isinstance(prepared, Report):
        return prepared, None
    adopted = adopt(package, _identities(prepared.linked), prepared.notebook.ledger)
    if adopted.taken:
        try:
            replace_file(config.ledger, write_ledger(adopted.ledger))
        except OSError as error:
            raise WriteError(f"cannot write the ledger: {error}") from error
    return prepared.report, adopted


def report_on(notebook: Notebook, linked: Linked | None = None) -> Report:
    """Report on the part of the notes that was asked for."""
    config = notebook.config
    identities = _identities(linked) if linked else identities_of(notebook)
    further = [*identity_diagnostics(identities)]
    if linked:
        further += linked.diagnostics
        further += kind_diagnostics(
            (entry.identity, bool(entry.clozes)) for entry in linked.entries
        )
    diagnostics = notebook.told(further, complete=linked is not None)
    part = config.relative(config.only) if config.only != config.notes else ""

    def asked_for(path: str) -> bool:
        return not part or path == part or path.startswith(f"{part}/")

    return Report(
        diagnostics=in_order([d for d in diagnostics if not d.span or asked_for(d.span.path)]),
        questions=tuple(
            Found(each.id, q.prompt, q.span.path, q.span.line, q.answered)
            for each in identities
            if asked_for((q := each.question).span.path)
        ),
        understood=tuple((d.path, d.understood) for d in notebook.documents if asked_for(d.path)),
        lines=SourceLines(
            {**{each.path: each.text for each in notebook.sources}, **notebook.theme.texts}
        ),
        aside=notebook.aside,
    )


def _prepare(
    config: Config, told: Sequence[Diagnostic], progress: Progress, *, draw: bool
) -> Prepared | Report:
    """Read, check and render the notebook, as every command begins; the report if it has errors.

    Args:
        told: what is wrong with the configuration; then nothing is read.
        draw: whether to draw the figures that are stale.
    """
    if told:
        return Report(in_order(told))
    store = open_store()
    notebook = read_notebook(config, progress, partial(compile_all, store=store))
    notebook = replace(notebook, aside=store.trouble)
    notebook = _with(notebook, theme_troubles(notebook.theme))
    gallery = notebook.facts.gallery
    drawings: Mapping[str, str] = {}
    if draw:
        notebook, gallery, drawings = _with_fresh_figures(notebook, progress)
    if notebook.failed:
        return report_on(notebook)
    linked = link(notebook, gallery, progress)
    report = report_on(notebook, linked)
    return report if report.failed else Prepared(notebook, gallery, drawings, linked, report)


def _identities(linked: Linked) -> list[Identity]:
    return [entry.identity for entry in linked.entries]


def _with_fresh_figures(
    notebook: Notebook, progress: Progress
) -> tuple[Notebook, Gallery, dict[str, str]]:
    """Draw what is stale: the notebook with what that had to say, and the drawings by path."""
    gallery = notebook.facts.gallery
    stale = [figure.name for figure in gallery.figures.values() if figure.stale]
    others = tuple(each for each in notebook.diagnostics if each.code != "D403")
    fresh = replace(notebook, diagnostics=others)
    if fresh.failed or not stale:
        return notebook, gallery, {}
    gallery, drawings, troubles = draw_figures(gallery, stale, progress)
    return _with(fresh, troubles), gallery, drawings


def _with(notebook: Notebook, further: Sequence[Diagnostic]) -> Notebook:
    return replace(notebook, diagnostics=(*notebook.diagnostics, *further))


def _dated(notebook: Notebook, linked: Linked, now: int) -> tuple[list[AnkiNote], Ledger]:
    """Make the notes with the times of their last changes, and the ledger that remembers them."""
    notes = anki_notes(notebook, linked.entries)
    cards, identities = card_states(notebook, notes, _identities(linked))
    ledger = stamp(identities, cards, notebook.ledger, now)
    dated = [replace(note, changed=ledger.entries[note.identifier].changed) for note in notes]
    return dated, ledger


def _deck_file(notebook: Notebook) -> str:
    return f"{slug_of(notebook.deck)}.apkg"


def _deck(
    notebook: Notebook, linked: Linked, notes: Sequence[AnkiNote], version: str
) -> PlannedFile:
    """Plan the deck.

    Args:
        version: names the engine and the libraries.
    """
    media: list[Asset] = once(asset for entry in linked.entries for asset in entry.media)
    make = partial(build_deck, notes, media, name=notebook.deck, language=notebook.language)
    key = deck_key(notes, media, version, name=notebook.deck, language=notebook.language)
    return PlannedFile(_deck_file(notebook), key, make, fallible=True)


def _retired(before: Ledger, after: Ledger) -> list[Diagnostic]:
    hint = "If it returns, so does its card's history. To be rid of the card, delete it in Anki."
    return [
        diagnose(
            "D502",
            f"“{entry.prompt}” is no longer in the notes; its card stays in Anki",
            Span(entry.file, 1, 1),
            hint,
        )
        for entry in newly_retired(before, after)
    ]


def _figures_in_use(notebook: Notebook) -> set[str | None]:
    paths = notebook.facts.gallery.by_path()
    used = {reference.target.path for reference in notebook.facts.references}
    return used & paths.keys()


def _save_ledger(config: Config, ledger: Ledger) -> Diagnostic | None:
    """Write the ledger if it says something new; why it cannot be, if it cannot."""
    data = write_ledger(ledger)
    try:
        if data != ledger_bytes(config):
            replace_file(config.ledger, data)
    except OSError as error:
        name = config.relative(config.ledger)
        message = f"the identity ledger `{name}` cannot be written: {error.strerror or error}"
        hint = "Without it, a reworded question becomes a new card. Make the folder writable."
        return diagnose("D503", message, None, hint)
    return None


def _to_remember(
    notebook: Notebook, report: Report, summary: Summary, started: Mapping[str, str | None]
) -> dict[str, Any]:
    """Gather what lets the next build see that it has nothing to do, and say the same."""
    config = notebook.config
    facts = notebook.facts
    paths = {r.target.path for r in facts.references if r.target.path}
    referenced = sorted({*paths, *facts.moved.values()})
    pictures = bool(facts.same_name)
    inputs = freshness.fingerprint(config, referenced, pictures=pictures)
    # A note that was saved or deleted while this build ran must look changed to the next one.
    inputs |= {name: started[name] for name in started if is_markdown(name)}
    return {
        "inputs": inputs,
        "referenced": referenced,
        "pictures": pictures,
        "summary": summary.as_data(),
        "told": as_text(report),
        "told_verbose": as_text(report, verbose=True),
    }
