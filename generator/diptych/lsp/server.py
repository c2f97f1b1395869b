"""The language server: which notebook a document is of, and when its diagnostics are sent."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Protocol

from lsprotocol import types
from pygls import uris
from pygls.exceptions import (
    FeatureRequestError,
    JsonRpcException,
    JsonRpcInternalError,
    JsonRpcInvalidParams,
)
from pygls.lsp.server import LanguageServer

from diptych import __version__
from diptych.diagnostics.translation import translated_lines
from diptych.input.encoding import with_line_feeds
from diptych.lsp.cursor import Point
from diptych.lsp.protocol import NotesProtocol
from diptych.lsp.wire import Columns, diagnostic_of
from diptych.serve.watcher import Places, Watcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from diptych.diagnostics.report import Report
    from diptych.input.config import Config
    from diptych.lsp.snapshot import Edit, Snapshot, Spot
    from diptych.model import Diagnostic

_LOG = logging.getLogger(__name__)

# So long the server waits for what is typed next before it looks at the whole notebook.
_SECONDS_OF_PEACE = 0.02

# So long the thread that watches takes to see that it is to end.
_SECONDS_BETWEEN_LOOKS = 0.5


class Positioned(Protocol):
    """A request about a place in a document."""

    text_document: types.TextDocumentIdentifier
    position: types.Position


class Notebook(Protocol):
    """A notebook that an editor writes in."""

    config: Config
    report: Report
    snapshot: Snapshot | None

    def edit(self, file: Path, text: str | None) -> None:
        """Take the text of a file that the editor holds; None when it holds it no longer."""

    def take_notice(self, changed: Iterable[Path]) -> None:
        """Read anew what changed on the disk."""

    def refresh(self) -> bool:
        """Bring everything up to date; tell whether anything was to be done."""

    def media(self) -> Sequence[str]:
        """List the files that notes may show."""

    def content(self, path: str) -> bytes:
        """Read a file by its path relative to the root."""


class NotesServer(LanguageServer):
    """Answers an editor about all notebooks that it has opened.

    Args:
        find: finds the notebook that a file belongs to, among the folders that the editor opened.
        open_notebook: opens one.
        language_of: which language to speak, where the client says none.
    """

    def __init__(
        self,
        find: Callable[[Path, Sequence[Path]], Path],
        open_notebook: Callable[[Path], Notebook],
        language_of: Callable[[Config], str],
    ) -> None:
        # Whole texts: where a part goes depends on how both sides count characters and lines.
        super().__init__(
            "diptych",
            __version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Full,
            protocol_cls=NotesProtocol,
        )
        self._find = find
        self._open_notebook = open_notebook
        self._language_of = language_of
        self._notebooks: dict[Path, Notebook] = {}
        self._at: dict[str, Path] = {}
        self._uris: dict[Path, str] = {}
        self._published: dict[Path, dict[str, list[types.Diagnostic]]] = {}
        self._due: asyncio.TimerHandle | None = None
        self._watcher: Watcher | None = None
        self._in_parts: set[str] = set()
        self.locale = ""
        self.ended_well = False

    @property
    def columns(self) -> Columns:
        """How the editor counts columns."""
        encoding = self.server_capabilities.position_encoding or "utf-16"
        return Columns(encoding if encoding in {"utf-8", "utf-16", "utf-32"} else "utf-16")

    def language(self, notebook: Notebook) -> str:
        """Say which language to speak."""
        return self.locale or self._language_of(notebook.config)

    def take(self, uri: str, text: str | None) -> None:
        """Take the text of a document that is open; None when it is closed."""
        if (file := file_of(uri)) is None:
            return
        self._uris[file] = uri
        if (notebook := self.notebook_of(uri)) is not None:
            notebook.edit(file, text)
            self.plan_to_publish()

    def refuse_parts(self, uri: str) -> None:
        """Look at what is saved of a document of which an editor sends parts: its text is lost."""
        self.take(uri, None)
        if uri not in self._in_parts:
            self._in_parts.add(uri)
            self.say(
                "this editor sends parts of texts, though the server asked for whole ones: "
                "what is typed is looked at when it is saved"
            )

    def say(self, message: str) -> None:
        """Show the reader a warning, in the language of the editor."""
        said = translated_lines(message, self.locale or "en")
        params = types.ShowMessageParams(types.MessageType.Warning, said)
        self.window_show_message(params)

    def report_server_error(self, error: Exception, source: object) -> None:
        """Log what went wrong, and show it unless it is told in the answer to a request."""
        if isinstance(error, Refusal):
            return
        _LOG.error("%s", error, exc_info=None if _is_unreadable(error) else error)
        if source is not FeatureRequestError:
            what = "a message of the editor cannot be read: " if _is_unreadable(error) else ""
            self.say(f"{what}{error}")

    def take_notice(self, changed: Iterable[Path]) -> None:
        """Take notice of what changed on the disk."""
        changed = [*changed]
        for notebook in self._notebooks.values():
            notebook.take_notice(changed)
        self._at.clear()
        self.plan_to_publish()

    def watch_by_itself(self) -> None:
        """Watch the opened folders, for an editor that does not tell what changes in them."""
        folders = self._folders()
        watcher = self._watcher = Watcher(lambda file: any(map(file.is_relative_to, folders)))
        watcher.watch(Places(frozenset(folders)))
        loop = asyncio.get_running_loop()

        def follow() -> None:
            while self._watcher is watcher:
                if changed := watcher.wait(_SECONDS_BETWEEN_LOOKS):
                    loop.call_soon_threadsafe(self.take_notice, changed)

        Thread(target=follow, daemon=True).start()

    def watch_no_more(self) -> None:
        """Let the watcher go, if there is one."""
        watcher, self._watcher = self._watcher, None
        if watcher is not None:
            watcher.stop()

    def notebook_of(self, uri: str) -> Notebook | None:
        """Find the notebook of a document; None for what is no file."""
        if uri not in self._at:
            file = file_of(uri)
            if file is None or not file.exists():
                return None
            self._at[uri] = self._find(file, self._folders())
        path = self._at[uri]
        if path not in self._notebooks:
            self._notebooks[path] = self._open_notebook(path)
        return self._notebooks[path]

    def leave(self) -> None:
        """End the process at once: a thread may wait for a line that an editor never sends."""
        sys.stderr.flush()
        os._exit(0 if self.ended_well else 1)

    def plan_to_publish(self) -> None:
        """Publish soon; what is typed until then is looked at together."""
        if self._due is None:
            loop = asyncio.get_running_loop()
            self._due = loop.call_later(_SECONDS_OF_PEACE, self.publish)

    def publish(self) -> None:
        """Bring all notebooks up to date, and send what changed of their diagnostics."""
        if self._due is not None:
            self._due.cancel()
            self._due = None
        for path, notebook in self._notebooks.items():
            try:
                if notebook.refresh():
                    self._publish(path, notebook)
            except Exception:  # whatever notes hold, the server lives on
                _LOG.exception("the notebook cannot be read: %s", notebook.config.root)

    def current(self, uri: str) -> tuple[Notebook, Snapshot, str] | None:
        """Give the notebook of a document as it is now, and the document's path in it."""
        notebook, file = self.notebook_of(uri), file_of(uri)
        if notebook is None or file is None:
            return None
        self.publish()
        if notebook.snapshot is None or not file.is_relative_to(notebook.config.root):
            return None
        return notebook, notebook.snapshot, notebook.config.relative(file)

    def point(self, params: Positioned) -> tuple[Notebook, Snapshot, Point] | None:
        """Find the place that a request is about, in characters."""
        if (found := self.current(params.text_document.uri)) is None:
            return None
        notebook, snapshot, path = found
        lines = snapshot.texts.get(path, "").split("\n")
        number = params.position.line
        line = lines[number] if number < len(lines) else ""
        return notebook, snapshot, Point(path, number, self._column(line, params.position))

    def point_in_editor(self, params: Positioned) -> tuple[Point, str] | None:
        """Find a place and its line in the text that the editor holds now."""
        file, notebook = (
            file_of(params.text_document.uri),
            self.notebook_of(params.text_document.uri),
        )
        if file is None or notebook is None or not file.is_relative_to(notebook.config.root):
            return None
        text = self.workspace.get_text_document(params.text_document.uri).source
        lines = with_line_feeds(text).split("\n")
        number = params.position.line
        line = lines[number] if number < len(lines) else ""
        column = self._column(line, params.position)
        return Point(notebook.config.relative(file), number, column), line

    def _column(self, line: str, position: types.Position) -> int:
        return self.columns.column(line, position.character)

    def uri(self, notebook: Notebook, path: str) -> str:
        """Write the address of a file; of an open one, as the editor writes it."""
        file = notebook.config.root / path
        return self._uris.get(file) or uris.from_fs_path(str(file)) or ""

    def range(self, notebook: Notebook, spot: Spot) -> types.Range:
        """Write where a piece of a line stands."""
        return self.columns.span(self._lines(notebook, spot.path), *spot[1:])

    def location(self, notebook: Notebook, spot: Spot) -> types.Location:
        """Write where a piece of a file stands."""
        return types.Location(self.uri(notebook, spot.path), self.range(notebook, spot))

    def edits(self, notebook: Notebook, edits: Iterable[Edit]) -> types.WorkspaceEdit:
        """Write changes of files."""
        changes: dict[str, list[types.TextEdit]] = {}
        for edit in edits:
            of_file = changes.setdefault(self.uri(notebook, edit.spot.path), [])
            of_file.append(types.TextEdit(self.range(notebook, edit.spot), edit.text))
        return types.WorkspaceEdit(changes=changes)

    def diagnostic(self, notebook: Notebook, diagnostic: Diagnostic) -> types.Diagnostic:
        """Write a diagnostic in the language of the reader."""
        lines = self._lines(notebook, diagnostic.span.path) if diagnostic.span else []
        return diagnostic_of(diagnostic, lines, self.columns, self.language(notebook))

    def _lines(self, notebook: Notebook, path: str) -> Sequence[str]:
        found = notebook.report.lines.get(path)
        if found is not None:
            return found
        if notebook.snapshot and path in notebook.snapshot.texts:
            return notebook.snapshot.texts[path].split("\n")
        return []

    def _folders(self) -> list[Path]:
        folders = [file_of(folder.uri) for folder in self.workspace.folders.values()]
        if not folders and self.workspace.root_uri:
            folders = [file_of(self.workspace.root_uri)]
        return [folder for folder in folders if folder is not None]

    def _publish(self, notebook_path: Path, notebook: Notebook) -> None:
        found: dict[str, list[types.Diagnostic]] = {}
        for each in notebook.report.diagnostics:
            path = each.span.path if each.span else self._place_of_none(notebook)
            of_file = found.setdefault(self.uri(notebook, path), [])
            of_file.append(self.diagnostic(notebook, each))
        before = self._published.get(notebook_path, {})
        for uri in [*found, *(uri for uri in before if uri not in found)]:
            if (now := found.get(uri, [])) != before.get(uri, []):
                params = types.PublishDiagnosticsParams(uri=uri, diagnostics=now)
                self.text_document_publish_diagnostics(params)
        self._published[notebook_path] = found

    def _place_of_none(self, notebook: Notebook) -> str:
        """Say where to tell what concerns no file: in the settings, or else in the first note."""
        config = notebook.config
        if config.file:
            return config.relative(config.file)
        first = next(iter(notebook.report.lines), "")
        return first or (config.notes.name if config.notes.is_file() else "")


def file_of(uri: str) -> Path | None:
    """Make a path of an address, links followed; None for what is no file."""
    path = uris.to_fs_path(uri)
    return Path(path).resolve() if path else None


class Refusal(JsonRpcInvalidParams):
    """The answer to a request that asks for what cannot be; editors show its message."""


def _is_unreadable(error: Exception) -> bool:
    """Tell whether the fault is in what was sent."""
    if isinstance(error, JsonRpcException):
        return not isinstance(error, JsonRpcInternalError)
    return isinstance(error, ValueError)
