"""Builds for the browser: made in memory, each from what the one before it left."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from msgspec import structs
from msgspec.structs import replace

from diptych.commands.building.collector import settle, without_collector
from diptych.commands.building.making import Made, Memory, make, plan_edited, plan_pages, remake
from diptych.commands.building.packages import deck_of, options_of
from diptych.commands.shared.common import refuse_part
from diptych.compile import Compiled, compile_source
from diptych.diagnostics.report import Report
from diptych.figures.registry import forget_package
from diptych.input.config import load_config
from diptych.input.sources import read_files, read_sources
from diptych.link.notebook import compile_settings
from diptych.link.relink import is_reworded, same_from_outside
from diptych.link.repeated_headings import same_templates
from diptych.link.transcluding import may_transclude
from diptych.model import Diagnostic, Source, UsageError, silent
from diptych.model.book import PlannedFile
from diptych.serve.problems import editor_url_of, overlay_data
from diptych.serve.site import Site
from diptych.serve.watcher import Places, is_passed_over
from diptych.syntax.diagrams import MERMAID

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any

    from diptych.input.config import Config
    from diptych.serve.session import Session


class Preview:
    """One notebook as a browser is shown it while its notes are written.

    Attributes:
        report: what the last build had to say.
        places: the folders of all files that it read.

    Args:
        path: what the command line asks for.
        now: seconds since the epoch, the time of all that differs from the last written build.
    """

    def __init__(self, path: Path, now: int, session: Session) -> None:
        self._path = path
        self._now = now
        self._session = session
        self._memory = Memory()
        self._last: Made | None = None
        self._site = Site(())
        self._pages: dict[str, list[str]] = {}
        self._moved: dict[str, str] = {}
        self.config, _ = load_config(path)
        self.report = Report(())
        self.places = _places(self.config, ())

    def matters(self, changed: Path) -> bool:
        """Tell whether a build could come out otherwise because of a file."""
        config = self.config
        return not (changed.is_relative_to(config.output) or is_passed_over(changed, config.root))

    @without_collector()
    def show_edit(self, changed: frozenset[Path]) -> bool:
        """Show at once what was edited within documents; tell whether that was possible.

        What the whole notebook has to say of it is for `refresh` to find out.

        Args:
            changed: the files that changed since.
        """
        last, edited = self._last, self._edited(changed)
        if last is None or not edited:
            return False
        paths = [r.target.path for d in edited.values() for r in d.references if r.target.path]
        known = last.linked.context.files
        files = {**known, **read_files(self.config.root, set(paths) - known.keys())}
        self._memory.compiling.add(edited)
        documents = {document.path: document for document in edited.values()}
        made = self._last = remake(last, documents, files, self._now)
        self._site = self._site.edited((*plan_edited(made, documents, ""), *_decks(made)))
        self._session.show(self._site, self._overlay(self.report))
        return True

    @without_collector()
    def refresh(self, changed: frozenset[Path]) -> None:
        """Build anew and show the result; say what is wrong if it cannot be built.

        Args:
            changed: the files that changed since.
        """
        first, made = self._last is None, self._made(changed)
        if isinstance(made, Report):
            self.report, self._last = made, None
            self._session.keep_site(self._overlay(made))
            return
        names = _names(made)
        self._moved, self._pages = _moved(self._moved, self._pages, names), names
        self.report, self._last = made.report, made
        self.places = _places(self.config, made.notebook.facts.files)
        self._site = Site((*plan_pages(made, "", {}), *_decks(made)), self._moved)
        if first:
            settle()
        self._session.show(self._site, self._overlay(made.report))

    def explain(self, problem: Diagnostic) -> Mapping[str, Any]:
        """Say what the overlay says of a page that could not be made."""
        report = self.report
        return self._overlay(replace(report, diagnostics=(*report.diagnostics, problem)))

    def _made(self, changed: frozenset[Path]) -> Made | Report:
        try:
            config, told = load_config(self._path)
            refuse_part(config, "serve")
            if config.figures and any(each.is_relative_to(config.figures) for each in changed):
                forget_package(config.figures)
            self.config = config
            return make(config, told, self._now, silent, self._memory)
        except (UsageError, OSError) as error:
            return Report((Diagnostic("", "error", str(error)),))

    def _edited(self, changed: frozenset[Path]) -> dict[Source, Compiled]:
        """Compile what changed; nothing if it is more than an answer or a question, or broken."""
        config, last = self.config, self._last
        if last is None or not all(each.is_relative_to(config.root) for each in changed):
            return {}
        before = {each.path: each for each in last.notebook.documents}
        if not before.keys() >= {config.relative(each) for each in changed}:
            return {}
        sources, problems = read_sources(config.root, sorted(changed))
        if any(MERMAID.lower() in source.text.lower() for source in sources):
            return {}  # a whole build draws
        if problems or any(map(may_transclude, (*sources, *last.notebook.sources))):
            return {}  # what shows the text of what changed has changed, too
        known = {each.path: each for each in last.notebook.sources}
        if not all(same_templates(known[each.path], each, known.values()) for each in sources):
            return {}  # other files may be read otherwise
        sources = [replace(known[each.path], text=each.text) for each in sources]
        settings = compile_settings(config)
        edited = {source: compile_source(source, settings) for source in sources}
        found = [each for document in edited.values() for each in document.diagnostics]
        silenced = [each for document in edited.values() for each in document.suppressions]
        part = structs.replace(
            last.notebook, diagnostics=tuple(found), suppressions=tuple(silenced)
        )
        pairs = [(before[each.path], each) for each in edited.values()]
        same = all(same_from_outside(*pair) or is_reworded(*pair) for pair in pairs)
        return edited if same and not part.failed else {}

    def _overlay(self, report: Report) -> dict[str, Any]:
        editor = self.config.editor_url or editor_url_of(os.environ)
        return overlay_data(report, self.config.root, editor)


def _decks(made: Made) -> list[PlannedFile]:
    """Plan the packages for Anki; no page shows them, so nobody asks by which key."""
    decks = {made.deck_file: deck_of, made.options_file: options_of}
    return [PlannedFile(path, "", partial(make, made)) for path, make in decks.items() if path]


def _names(made: Made) -> dict[str, list[str]]:
    """List what the pages of each document's questions are called."""
    found: dict[str, list[str]] = {}
    for entry in made.linked.entries:
        found.setdefault(entry.question.span.path, []).append(f"q/{entry.slug}.html")
    return found


def _moved(
    known: Mapping[str, str], before: Mapping[str, list[str]], after: Mapping[str, list[str]]
) -> dict[str, str]:
    """Find where each page went whose name is gone while it is looked at.

    Without a ledger names go by what is asked: who rewords a question would lose its page.
    """
    moved: dict[str, str] = {}
    for document, names in before.items():
        now = after.get(document, [])
        gone = [name for name in names if name not in now]
        come = [name for name in now if name not in names]
        if len(gone) == len(come):
            moved |= dict(zip(gone, come, strict=True))
    return {**{path: moved.get(place, place) for path, place in known.items()}, **moved}


def _places(config: Config, referenced: Mapping[str, bytes] | tuple[()]) -> Places:
    """Find the folders of all files that a build reads."""
    notes = config.notes
    deep = {folder for folder in (config.figures, config.theme) if folder}
    deep |= set() if notes.is_file() else {notes}
    flat = {config.root} if config.file else set()
    flat |= {notes.parent} if notes.is_file() else set()
    flat |= {(config.root / name).parent for name in referenced}
    return Places(frozenset(deep), frozenset(flat))
