"""Builds for the browser: made in memory, each from what the one before it left."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from diptych.commands.common import refuse_part
from diptych.commands.making import Made, Memory, deck_of, make, plan_pages
from diptych.diagnostics.report import Report
from diptych.digests import key_of
from diptych.figures.registry import forget_package
from diptych.input.config import load_config
from diptych.model import Diagnostic, UsageError
from diptych.progress import silent
from diptych.serve.problems import editor_url_of, overlay_data
from diptych.serve.site import Site
from diptych.serve.watcher import Places, is_passed_over

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
        self.config, _ = load_config(path)
        self.report = Report(())
        self.places = _places(self.config, ())

    def matters(self, changed: Path) -> bool:
        """Tell whether a build could come out otherwise because of a file."""
        config = self.config
        return not (changed.is_relative_to(config.output) or is_passed_over(changed, config.root))

    def refresh(self, changed: frozenset[Path]) -> None:
        """Build anew and show the result; say what is wrong if it cannot be built.

        Args:
            changed: the files that changed since.
        """
        made = self._made(changed)
        if isinstance(made, Report):
            self.report = made
            self._session.keep_site(self._overlay(made))
            return
        self.report = made.report
        self.places = _places(self.config, made.notebook.facts.files)
        self._session.show(_site(made), self._overlay(made.report))

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

    def _overlay(self, report: Report) -> dict[str, Any]:
        editor = self.config.editor_url or editor_url_of(os.environ)
        return overlay_data(report, self.config.root, editor)


def _site(made: Made) -> Site:
    plan = plan_pages(made, "", {})
    files = {file.path: file.make for file in plan}
    version = key_of([[file.path, file.key] for file in plan])
    return Site(version, {**files, made.deck_file: partial(deck_of, made)})


def _places(config: Config, referenced: Mapping[str, bytes] | tuple[()]) -> Places:
    """Find the folders of all files that a build reads."""
    notes = config.notes
    deep = {folder for folder in (config.figures, config.theme) if folder}
    deep |= set() if notes.is_file() else {notes}
    flat = {config.root} if config.file else set()
    flat |= {notes.parent} if notes.is_file() else set()
    flat |= {(config.root / name).parent for name in referenced}
    return Places(frozenset(deep), frozenset(flat))
