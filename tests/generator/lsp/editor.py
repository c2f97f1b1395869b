"""An editor: a real client that starts `diptych lsp` and speaks with it over stdio."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from lsprotocol import types
from pygls import uris
from pygls.lsp.client import LanguageClient

GENERATOR = Path(__file__).parents[3] / "generator"
LONGEST = 60

T = TypeVar("T")


class Editor:
    """A client with some documents open.

    Attributes:
        problems: the diagnostics that were published last, by the file's path.
        shown: the messages that were shown.
        watching: whether the server asked to be told of files that change.
        published: how often diagnostics were sent.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: dict[Path, list[types.Diagnostic]] = {}
        self.shown: list[str] = []
        self.watching = False
        self.published = 0
        self.encoding = "utf-16"
        self._loop = asyncio.new_event_loop()
        self._version = 0
        self._client = LanguageClient("test", "1")
        self._something = asyncio.Event()
        self._listen()

    def run(self, work: Awaitable[T]) -> T:
        """Wait for something, but not for ever."""
        return self._loop.run_until_complete(asyncio.wait_for(work, LONGEST))

    def start(
        self,
        *options: str,
        locale: str = "en",
        encodings: Sequence[str] = (),
        folders: Sequence[Path] = (),
        watches: bool = True,
    ) -> types.InitializeResult:
        """Start the server as editors do."""
        environment = {**os.environ, "PYTHONPATH": str(GENERATOR), "DIPTYCH_CACHE": "off"}
        command = [sys.executable, "-m", "diptych", "lsp", *options]
        self.run(self._client.start_io(*command, env=environment, cwd=self.root))
        watched = types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=watches)
        general = types.GeneralClientCapabilities(
            position_encodings=[types.PositionEncodingKind(each) for each in encodings] or None
        )
        roots = [*folders] or [self.root]
        result = self.run(
            self._client.initialize_async(
                types.InitializeParams(
                    capabilities=types.ClientCapabilities(
                        workspace=types.WorkspaceClientCapabilities(
                            did_change_watched_files=watched
                        ),
                        general=general,
                    ),
                    locale=locale,
                    root_uri=uri_of(roots[0]),
                    workspace_folders=[types.WorkspaceFolder(uri_of(f), f.name) for f in roots],
                )
            )
        )
        self._client.initialized(types.InitializedParams())
        self.encoding = result.capabilities.position_encoding or "utf-16"
        return result

    def end(self) -> int | None:
        """Shut the server down: its exit code."""
        self.run(self._client.shutdown_async(None))
        self._client.exit(None)
        server = self._client._server
        assert server is not None
        self.run(server.wait())
        self.run(self._client.stop())  # type: ignore[no-untyped-call]
        self._loop.close()
        return server.returncode

    def open(self, file: Path, text: str | None = None) -> None:
        """Open a file, with the text that it has or another."""
        text = file.read_bytes().decode() if text is None else text
        item = types.TextDocumentItem(uri_of(file), "markdown", 1, text)
        self._client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def type(self, file: Path, text: str) -> None:
        """Let an open document have another text."""
        self._version += 1
        document = types.VersionedTextDocumentIdentifier(self._version, uri_of(file))
        change = types.TextDocumentContentChangeWholeDocument(text)
        params = types.DidChangeTextDocumentParams(document, [change])
        self._client.text_document_did_change(params)

    def close(self, file: Path) -> None:
        """Close a document without saving it."""
        params = types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri_of(file)))
        self._client.text_document_did_close(params)

    def save(self, file: Path) -> None:
        """Tell that a document was saved."""
        params = types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri_of(file)))
        self._client.text_document_did_save(params)

    def cpu(self) -> float:
        """How many seconds of processor time the server has taken; only on Linux."""
        server = self._client._server
        assert server is not None
        words = Path(f"/proc/{server.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    def changed(self, *files: Path) -> None:
        """Tell that files changed on the disk."""
        kind = types.FileChangeType.Changed
        changes = [types.FileEvent(uri_of(file), kind) for file in files]
        params = types.DidChangeWatchedFilesParams(changes)
        self._client.workspace_did_change_watched_files(params)

    def wait_for(self, file: Path, *codes: str) -> list[types.Diagnostic]:
        """Wait until exactly these codes are told of a file."""

        async def told() -> None:
            while sorted(self.codes(file)) != sorted(codes):
                self._something.clear()
                await self._something.wait()

        try:
            self.run(told())
        except TimeoutError:
            raise AssertionError((self.codes(file), codes, self.shown)) from None
        return self.problems.get(file, [])

    def codes(self, file: Path) -> list[str]:
        """List the codes that are told of a file."""
        return [str(each.code) for each in self.problems.get(file, [])]

    def settle(self) -> None:
        """Let the server answer something, so that it has read what was sent before."""
        self.lenses(self.root / "notes/losses.md")

    def at(
        self, file: Path, words: str, text: str | None = None
    ) -> types.TextDocumentPositionParams:
        """Find the place where ``|`` stands in words of a file, in the units of the server."""
        text = file.read_bytes().decode() if text is None else text
        before, _, after = words.partition("|")
        place = text.index(before + after) + len(before)
        lines = text[:place].replace("\r\n", "\n").split("\n")
        return types.TextDocumentPositionParams(
            types.TextDocumentIdentifier(uri_of(file)),
            types.Position(len(lines) - 1, units(lines[-1], self.encoding)),
        )

    def complete(
        self, file: Path, words: str, text: str | None = None
    ) -> list[types.CompletionItem]:
        """Ask what may stand at a place."""
        at = self.at(file, words, text)
        params = types.CompletionParams(at.text_document, at.position)
        found = self.run(self._client.text_document_completion_async(params))
        assert isinstance(found, list)
        return found

    def definition(
        self, file: Path, words: str, text: str | None = None
    ) -> tuple[Path, int] | None:
        """Ask where something leads: file and line, from 1."""
        at = self.at(file, words, text)
        params = types.DefinitionParams(at.text_document, at.position)
        found = self.run(self._client.text_document_definition_async(params))
        assert found is None or isinstance(found, types.Location)
        return (path_of(found.uri), found.range.start.line + 1) if found else None

    def references(self, file: Path, words: str) -> list[tuple[str, int]]:
        """Ask what leads somewhere: file and line, from 1, of each."""
        at = self.at(file, words)
        context = types.ReferenceContext(include_declaration=True)
        params = types.ReferenceParams(context, at.text_document, at.position)
        found = self.run(self._client.text_document_references_async(params))
        return sorted((path_of(e.uri).name, e.range.start.line + 1) for e in found or ())

    def hover(self, file: Path, words: str) -> str:
        """Ask what is shown beside a place."""
        at = self.at(file, words)
        params = types.HoverParams(at.text_document, at.position)
        found = self.run(self._client.text_document_hover_async(params))
        if found is None:
            return ""
        assert isinstance(found.contents, types.MarkupContent)
        return found.contents.value

    def lenses(self, file: Path) -> list[tuple[int, str]]:
        """Ask what stands above the lines, which count from 1."""
        params = types.CodeLensParams(types.TextDocumentIdentifier(uri_of(file)))
        found = self.run(self._client.text_document_code_lens_async(params))
        return [(e.range.start.line + 1, e.command.title) for e in found or () if e.command]

    def actions(self, file: Path, words: str, *only: str) -> list[types.CodeAction]:
        """Ask what can be done about a line."""
        at = self.at(file, words)
        params = types.CodeActionParams(
            at.text_document,
            types.Range(at.position, at.position),
            types.CodeActionContext([], only=[*only] or None),
        )
        found = self.run(self._client.text_document_code_action_async(params))
        return [each for each in found or () if isinstance(each, types.CodeAction)]

    def rename(self, file: Path, words: str, name: str) -> types.WorkspaceEdit:
        """Ask for another name of what stands at a place."""
        at = self.at(file, words)
        params = types.RenameParams(at.text_document, at.position, name)
        found = self.run(self._client.text_document_rename_async(params))
        assert found is not None
        return found

    def nameable(self, file: Path, words: str) -> str:
        """Ask what is called how at a place."""
        at = self.at(file, words)
        params = types.PrepareRenameParams(at.text_document, at.position)
        found = self.run(self._client.text_document_prepare_rename_async(params))
        return found.placeholder if isinstance(found, types.PrepareRenamePlaceholder) else ""

    def apply(self, edit: types.WorkspaceEdit | None) -> None:
        """Write what the server asked for to the files."""
        assert edit is not None
        assert edit.changes is not None
        for uri, edits in edit.changes.items():
            file = path_of(uri)
            text = file.read_bytes().decode()
            file.write_bytes(edited(text, edits, self.encoding).encode())

    def _listen(self) -> None:
        @self._client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]
        def published(params: types.PublishDiagnosticsParams) -> None:
            self.problems[path_of(params.uri)] = [*params.diagnostics]
            self.published += 1
            self._something.set()

        @self._client.feature(types.WINDOW_SHOW_MESSAGE)  # type: ignore[untyped-decorator]
        def shown(params: types.ShowMessageParams) -> None:
            self.shown.append(params.message)
            self._something.set()

        @self._client.feature(types.CLIENT_REGISTER_CAPABILITY)  # type: ignore[untyped-decorator]
        def registered(params: types.RegistrationParams) -> None:
            self.watching = any(
                each.method == types.WORKSPACE_DID_CHANGE_WATCHED_FILES
                for each in params.registrations
            )


@contextmanager
def editing(root: Path, *options: str, locale: str = "en") -> Iterator[Editor]:
    """Edit a notebook until the block ends; the server must end well."""
    editor = Editor(root)
    editor.start(*options, locale=locale)
    try:
        yield editor
    finally:
        code = editor.end()
    assert code == 0


def edited(
    text: str,
    edits: Sequence[types.TextEdit | types.AnnotatedTextEdit | types.SnippetTextEdit],
    encoding: str,
) -> str:
    """Make changes in a text as an editor makes them."""
    lines = text.splitlines(keepends=True) or [""]
    for edit in sorted(edits, key=lambda e: (e.range.start.line, e.range.start.character))[::-1]:
        assert isinstance(edit, types.TextEdit)
        start, end = edit.range.start, edit.range.end
        assert start.line == end.line
        line = lines[start.line]
        before, after = (
            characters(line, start.character, encoding),
            characters(line, end.character, encoding),
        )
        lines[start.line] = line[:before] + edit.new_text + line[after:]
    return "".join(lines)


def units(text: str, encoding: str) -> int:
    """Count a text's units."""
    width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    name = encoding if encoding == "utf-8" else f"{encoding}-le"
    return len(text.encode(name)) // width


def characters(line: str, column: int, encoding: str) -> int:
    """Find the character that begins after so many units."""
    return next(n for n in range(len(line) + 1) if units(line[:n], encoding) >= column)


def uri_of(file: Path) -> str:
    """Write the address of a file."""
    return uris.from_fs_path(str(file)) or ""


def path_of(uri: str) -> Path:
    """Make a path of the address of a file."""
    return Path(uris.to_fs_path(uri) or "")
