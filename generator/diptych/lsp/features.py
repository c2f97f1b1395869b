"""What the server offers: each request of the protocol, answered by one of our features."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from diptych.lsp.actions import Action, actions
from diptych.lsp.completion import Beside, complete
from diptych.lsp.hover import hover
from diptych.lsp.lenses import lenses
from diptych.lsp.navigation import definition, references
from diptych.lsp.renaming import RenameError, nameable, rename
from diptych.lsp.server import NotesServer, Refusal, file_of
from diptych.lsp.wire import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from diptych.input.config import Config
    from diptych.lsp.server import Notebook

_TRIGGERS = ("(", "[", "#", "/", "{")


def make_server(
    find: Callable[[Path, Sequence[Path]], Path],
    open_notebook: Callable[[Path], Notebook],
    language_of: Callable[[Config], str],
) -> NotesServer:
    """Make a server with all features; the arguments are those of `NotesServer`."""
    server = NotesServer(find, open_notebook, language_of)
    _add_synchronization(server)
    _add_reading(server)
    _add_writing(server)
    return server


def _add_synchronization(server: NotesServer) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(ls: NotesServer, params: types.InitializeParams) -> None:
        ls.locale = (params.locale or "").replace("_", "-")

    @server.feature(types.INITIALIZED)
    async def initialized(ls: NotesServer, _: types.InitializedParams) -> None:
        workspace = ls.client_capabilities.workspace
        watched = workspace.did_change_watched_files if workspace else None
        if not (watched and watched.dynamic_registration):
            ls.watch_by_itself()
            return
        everything = types.FileSystemWatcher(glob_pattern="**/*")
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers=[everything])
        registration = types.Registration(
            id="diptych-files",
            method=types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
            register_options=options,
        )
        await ls.client_register_capability_async(
            types.RegistrationParams(registrations=[registration])
        )

    @server.feature(types.SHUTDOWN)
    def ended(ls: NotesServer, _: None) -> None:
        ls.watch_no_more()
        ls.ended_well = True

    @server.feature(types.EXIT)
    def left(ls: NotesServer, _: None) -> None:
        ls.leave()

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(ls: NotesServer, params: types.DidOpenTextDocumentParams) -> None:
        ls.take(params.text_document.uri, params.text_document.text)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(ls: NotesServer, params: types.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        whole = types.TextDocumentContentChangeWholeDocument
        if all(isinstance(each, whole) for each in params.content_changes):
            ls.take(uri, ls.workspace.get_text_document(uri).source)
        else:
            ls.refuse_parts(uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(ls: NotesServer, params: types.DidSaveTextDocumentParams) -> None:
        uri = params.text_document.uri
        if file := file_of(uri):
            ls.take_notice([file])
            # One that was not on the disk before is of a notebook only now.
            ls.take(uri, ls.workspace.get_text_document(uri).source)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(ls: NotesServer, params: types.DidCloseTextDocumentParams) -> None:
        ls.take(params.text_document.uri, None)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(ls: NotesServer, params: types.DidChangeWatchedFilesParams) -> None:
        files = [file_of(change.uri) for change in params.changes]
        ls.take_notice([file for file in files if file is not None])

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders(ls: NotesServer, _: types.DidChangeWorkspaceFoldersParams) -> None:
        ls.take_notice([])


def _add_reading(server: NotesServer) -> None:
    @server.feature(
        types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=[*_TRIGGERS])
    )
    def completion(ls: NotesServer, params: types.CompletionParams) -> list[types.CompletionItem]:
        notebook, found = ls.notebook_of(params.text_document.uri), ls.point_in_editor(params)
        if notebook is None or found is None:
            return []
        if notebook.snapshot is None:
            ls.publish()
        if notebook.snapshot is None:
            return []
        point, line = found
        items = complete(notebook.snapshot, point, line, Beside(notebook.media, notebook.content))
        ranges = {(each.start, each.end) for each in items}
        spans = {pair: ls.columns.span([line], 0, *pair) for pair in ranges}
        return [
            types.CompletionItem(
                label=each.label,
                kind=KINDS[each.kind],
                detail=each.detail or None,
                filter_text=f"{each.text} {each.label}",
                sort_text=f"{number:06}",
                text_edit=types.TextEdit(
                    _in_line(spans[each.start, each.end], point.line), each.text
                ),
            )
            for number, each in enumerate(items)
        ]

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def go(ls: NotesServer, params: types.DefinitionParams) -> types.Location | None:
        if (found := ls.point(params)) is None:
            return None
        notebook, snapshot, point = found
        spot = definition(snapshot, point)
        return ls.location(notebook, spot) if spot else None

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    def linked(ls: NotesServer, params: types.ReferenceParams) -> list[types.Location]:
        if (found := ls.point(params)) is None:
            return []
        notebook, snapshot, point = found
        spots = references(snapshot, point, declared=params.context.include_declaration)
        return [ls.location(notebook, spot) for spot in spots]

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def show(ls: NotesServer, params: types.HoverParams) -> types.Hover | None:
        if (found := ls.point(params)) is None:
            return None
        notebook, snapshot, point = found
        shown = hover(snapshot, point, ls.language(notebook))
        if shown is None:
            return None
        lines = snapshot.texts[point.path].split("\n")
        return types.Hover(
            types.MarkupContent(types.MarkupKind.Markdown, shown.text),
            ls.columns.span(lines, point.line, shown.start, shown.end),
        )

    @server.feature(types.TEXT_DOCUMENT_CODE_LENS)
    def above(ls: NotesServer, params: types.CodeLensParams) -> list[types.CodeLens]:
        if (found := ls.current(params.text_document.uri)) is None:
            return []
        notebook, snapshot, path = found
        return [
            types.CodeLens(
                types.Range(types.Position(each.line, 0), types.Position(each.line, 0)),
                types.Command(each.words, ""),
            )
            for each in lenses(snapshot, path, ls.language(notebook))
        ]


def _add_writing(server: NotesServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    def prepare(
        ls: NotesServer, params: types.PrepareRenameParams
    ) -> types.PrepareRenamePlaceholder | None:
        if (found := ls.point(params)) is None:
            return None
        notebook, snapshot, point = found
        named = nameable(snapshot, point)
        if named is None:
            return None
        return types.PrepareRenamePlaceholder(ls.range(notebook, named[0]), named[1])

    @server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    def renamed(ls: NotesServer, params: types.RenameParams) -> types.WorkspaceEdit | None:
        if (found := ls.point(params)) is None:
            return None
        notebook, snapshot, point = found
        try:
            renaming = rename(snapshot, point, params.new_name, ls.language(notebook))
        except RenameError as error:
            raise Refusal(str(error)) from error
        if renaming.warning:
            ls.window_show_message(
                types.ShowMessageParams(types.MessageType.Warning, renaming.warning)
            )
        return ls.edits(notebook, renaming.edits)

    kinds = [types.CodeActionKind.QuickFix, types.CodeActionKind.SourceFixAll]

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=kinds)
    )
    def actable(ls: NotesServer, params: types.CodeActionParams) -> list[types.CodeAction]:
        if (found := ls.current(params.text_document.uri)) is None:
            return []
        notebook, snapshot, path = found
        lines = params.range.start.line, params.range.end.line
        only = params.context.only
        return [
            types.CodeAction(
                title=each.title,
                kind=_kind(each),
                diagnostics=[ls.diagnostic(notebook, told) for told in each.about] or None,
                edit=ls.edits(notebook, each.edits),
            )
            for each in actions(snapshot, path, *lines, ls.language(notebook))
            if not only or any(f"{_kind(each)}.".startswith(f"{kind}.") for kind in only)
        ]


def _kind(action: Action) -> str:
    """Name the kind of an action as the protocol does: an editor may run all of ours on saving."""
    return f"{action.kind}.diptych" if action.kind == "source.fixAll" else action.kind


def _in_line(span: types.Range, line: int) -> types.Range:
    return types.Range(
        types.Position(line, span.start.character), types.Position(line, span.end.character)
    )
