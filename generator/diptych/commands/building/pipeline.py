"""The pipeline, told as prose: read, understand, identify, render, make, write."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from msgspec import Struct, structs
from msgspec.structs import replace

from diptych.commands.building.changes import changed_cards
from diptych.commands.building.collector import without_collector
from diptych.commands.building.former_decks import remember_former
from diptych.commands.building.kept_results import recalled_templates
from diptych.commands.building.last_deck import last_deck
from diptych.commands.building.making import Made, make, plan_pages, prepare
from diptych.commands.building.packages import plan_decks
from diptych.commands.building.preview_pictures import lacks_font, preview_painter
from diptych.commands.building.reporting import report_on, with_diagnostics
from diptych.commands.building.summary import Summary
from diptych.deck import (
    card_count,
)
from diptych.diagnostics.codes import diagnose
from diptych.diagnostics.report import Report, as_brief_text, as_text, in_order
from diptych.identity import Ledger, write_ledger
from diptych.input.note_files import NoteFiles
from diptych.link.notebook import Notebook, ledger_bytes
from diptych.model import Diagnostic, Progress, counter, silent
from diptych.output.freshness import digests_of_folders, fingerprint
from diptych.output.kept_files import KeptFiles
from diptych.output.known_texts import KnownTexts
from diptych.output.locks import REMEDY, WriteError, ledger_locked, output_locked
from diptych.output.looks import remember_what_was_read
from diptych.output.ownership import REMEMBERED, notebook_marks, refuse_others_files
from diptych.output.replacing import replace_file, sweep_parts
from diptych.output.store import open_store, open_store_of_made
from diptych.output.versions import engine_digest, libraries_digest
from diptych.output.write import (
    make_fallible,
    paths_by_key,
    read_manifest,
    write_output,
)
from diptych.site import ThemeError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from diptych.input.config import Config
    from diptych.output.looks import Look
    from diptych.output.write import Outcome


class Built(Struct, frozen=True):
    """What a build made; no summary when the notes have errors, for then nothing was written."""

    report: Report
    summary: Summary | None = None


class _Begun(Struct, frozen=True):
    """What a build looked at before it read anything.

    Attributes:
        files: those of the notes.
        folders: hashes of what the figure package and the theme held, by path.
        seen: how all files looked, where anybody looked.
    """

    files: NoteFiles
    folders: Mapping[str, str | None]
    seen: Look | None


class UnwrittenError(WriteError):
    """The ledger is written, and the output cannot be; with what there was to say of the notes.

    The next build does not say again which questions are gone: the ledger knows it now.
    """

    def __init__(self, message: str, report: Report) -> None:
        super().__init__(message)
        self.report = report


@without_collector()
def check_notes(config: Config, told: Sequence[Diagnostic] = ()) -> Report:
    """Read and render everything, write nothing.

    Args:
        told: what is wrong with the configuration; then nothing is read.
    """
    prepared = prepare(config, told, silent, draw=False)
    return prepared if isinstance(prepared, Report) else prepared.report


@without_collector()
def build(
    config: Config,
    told: Sequence[Diagnostic],
    now: int,
    progress: Progress,
    notes: NoteFiles | None = None,
    seen: Look | None = None,
    *,
    force: bool = False,
) -> Built:
    """Build both panels; when the notes have errors, write nothing.

    Args:
        told: what is wrong with the configuration; then nothing is read.
        now: seconds since the epoch, the time of what changed.
        notes: their files, where these were looked for already.
        seen: how all files looked before any was read, where anybody looked.
        force: write into the output folder whatever it holds.

    Raises:
        WriteError: the output cannot be written, or holds what was not written for this notebook.
    """
    if told:
        return Built(Report(in_order(told)))
    with ledger_locked(config.ledger):
        progress("reading", 0, 1)
        files = notes or NoteFiles(config, KnownTexts())
        begun = _Begun(files, digests_of_folders(config), seen)
        made = make(config, (), now, progress, notes=files)
        if isinstance(made, Report):
            return Built(made)
        with recalled_templates(open_store(), config.root):
            return _written(made, begun, progress, force=force)


def _written(made: Made, begun: _Begun, progress: Progress, *, force: bool) -> Built:
    notebook, report = made.notebook, made.report
    config = notebook.config
    progress("planning", 0, 1)
    version = f"{engine_digest()} {libraries_digest()}"
    known = paths_by_key(read_manifest(config.output))
    kept = KeptFiles(open_store_of_made())
    painter = preview_painter(open_store()) if config.base_url else None
    plan = (*plan_pages(made, version, known, painter), *plan_decks(made, version))
    if not force:
        refuse_others_files(config.root, config.output, plan)
    try:
        ready = make_fallible(config.output, plan, kept.make)
    except ThemeError as error:
        return _unwritten(made, error.diagnostic)

    with output_locked(config.output), _writing(config.output, report):
        if not force:  # another one may have been built while this one waited
            refuse_others_files(config.root, config.output, plan)
        # First of all: if the power fails in between, no id is lost.
        if refused := save_ledger(notebook, made.ledger):
            return _unwritten(made, refused)
        forgotten = remember_former(made, last_deck(notebook))
        sweep_parts(config.ledger)
        for path, drawing in made.drawings.items():
            sweep_parts(config.root / path)
            replace_file(config.root / path, drawing.encode())
        summary = _summed_up(made)
        remember = _to_remember(made, summary, begun)
        done = counter(progress, "writing", len(plan))
        outcome = write_output(config.output, plan, remember, done, ready, kept.make)
        if begun.seen:
            remember_what_was_read(begun.seen, outcome.manifest)
    fontless = painter is not None and lacks_font(painter, report.questions)
    told_once = _told_once(summary, made, outcome)
    return Built(report, replace(told_once, forgotten=forgotten, fontless=fontless))


def _unwritten(made: Made, why: Diagnostic) -> Built:
    return Built(report_on(with_diagnostics(made.notebook, [why]), made.linked))


def _summed_up(made: Made) -> Summary:
    """Sum up what a build says each time, whether it had anything to write or not."""
    config, report = made.notebook.config, made.report
    return Summary(
        output=str(config.output),
        root=str(config.root),
        deck_file=made.deck_file,
        questions=len(report.questions),
        unanswered=sum(not question.answered for question in report.questions),
        cards=card_count(made.notes),
        figures=len(_figures_in_use(made.notebook)),
        warnings=report.count("warning"),
        remarks=report.remarks,
        recognised=report.recognised,
    )


def _told_once(summary: Summary, made: Made, outcome: Outcome) -> Summary:
    """Add what this build alone has to say: what it wrote, and what changed."""
    edits = outcome.edits
    counts = changed_cards(made.notes, made.notebook.ledger, made.ledger)
    return replace(
        summary,
        written=len(outcome.written),
        pages=sum(path.endswith(".html") for path in outcome.written),
        changed=counts["changed"],
        new=counts["new"],
        back=counts["back"],
        retired=counts["retired"],
        redrawn=sum(path.endswith(".svg") for path in made.drawings),
        ledger=_news_of_ledger(made.notebook),
        edited=tuple(edits.replaced),
        kept=str(edits.folder) if edits.replaced else "",
        left=tuple(edits.left),
    )


@contextmanager
def _writing(output: Path, report: Report) -> Iterator[None]:
    """Let what the disk refuses be told: what was in the output is there as it was.

    Raises:
        UnwrittenError: the disk refused something.
    """
    try:
        yield
    except OSError as error:
        place = error.filename or output
        why = error.strerror or str(error)
        message = f"cannot write {place}: {why}; {output} is as it was before. {REMEDY}"
        raise UnwrittenError(message, report) from error


def _figures_in_use(notebook: Notebook) -> set[str | None]:
    paths = notebook.facts.gallery.by_path()
    used = {reference.target.path for reference in notebook.facts.references}
    return used & paths.keys()


def save_ledger(notebook: Notebook, ledger: Ledger) -> Diagnostic | None:
    """Write the ledger if it says something new; why it cannot be, if it cannot.

    What earlier builds left of it elsewhere is in it now, and is deleted.
    """
    config, known = notebook.config, notebook.ledger.notebook
    try:
        # That it lacks the notebook's name is no reason to write it where it may be read only.
        data = write_ledger(structs.replace(ledger, notebook=known))
        if data != ledger_bytes(config.ledger):
            if config.name and config.name != known:
                data = write_ledger(structs.replace(ledger, notebook=config.name))
            if notebook.ledger.damaged:
                _keep_beside(config.ledger)
            replace_file(config.ledger, data, lasting=True)
        for left in notebook.left_ledgers:
            left.unlink(missing_ok=True)
    except OSError as error:
        name = config.relative(config.ledger)
        message = f"the identity ledger `{name}` cannot be written: {error.strerror or error}"
        hint = "Without it, a reworded question becomes a new card. Make the folder writable."
        return diagnose("D503", message, None, hint)
    return None


def _keep_beside(damaged: Path) -> None:
    """Copy a damaged ledger to a name that is free: somebody may still read something in it."""
    names = (
        f"{damaged.name}.damaged{end}" for end in chain([""], (f"-{number}" for number in count(2)))
    )
    free = next(file for name in names if not (file := damaged.with_name(name)).exists())
    replace_file(free, damaged.read_bytes(), lasting=True)


def _news_of_ledger(notebook: Notebook) -> str:
    """Say what became of the ledger, if it must be known to whoever commits it."""
    news = ""
    if not notebook.ledger.entries:
        news = "new; it keeps each card's history when you edit, so put it under version control"
    elif left := [
        each.span.path for each in notebook.diagnostics if each.code == "D508" and each.span
    ]:
        news = f"holds now what earlier builds left in {', '.join(left)}"
    elif any(each.code == "D507" for each in notebook.diagnostics):
        news = "what two branches remember is joined in it"
    return f"{notebook.config.relative(notebook.config.ledger)}: {news}" if news else ""


def _digests_as_read(made: Made) -> dict[str, str | None]:
    """Hash what a build has read, or drawn: what is on the disk by now may be something else."""
    config, facts = made.notebook.config, made.notebook.facts
    drawn = {path: text.encode() for path, text in made.drawings.items()}
    read = {**facts.files, **drawn}
    digests: dict[str, str | None] = {
        path: hashlib.sha256(data).hexdigest() for path, data in read.items()
    }
    missing = {each.target.path for each in facts.references if each.target.path} - read.keys()
    digests |= dict.fromkeys(missing - facts.oversized)
    return digests | ({config.relative(config.file): config.digest} if config.file else {})


def _to_remember(made: Made, summary: Summary, begun: _Begun) -> dict[str, Any]:
    """Gather what lets the next build see that it has nothing to do, and say the same."""
    config, report = made.notebook.config, made.report
    facts = made.notebook.facts
    as_read = {**begun.folders, **_digests_as_read(made)}
    paths = {r.target.path for r in facts.references if r.target.path}
    referenced = sorted({*paths, *facts.moved.values()})
    pictures = bool(facts.same_name)
    return {
        # Of all as it was read: what was saved since must look changed to the next.
        "inputs": fingerprint(config, begun.files, referenced, pictures=pictures, as_read=as_read),
        "referenced": referenced,
        "pictures": pictures,
        "untrusted": any(each.code == "D111" for each in made.notebook.diagnostics),
        REMEMBERED: notebook_marks(config.root, config.output),
        "summary": summary.as_data(),
        "told": as_brief_text(report),
        "told_verbose": as_text(report, verbose=True),
    }
