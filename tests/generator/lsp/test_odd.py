"""What an editor should never send, or sends at the wrong time: each request is answered, nothing ends the server."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import of
from tests.generator.lsp.editor import uri_of
from tests.generator.lsp.made_up import LOSSES
from tests.generator.lsp.raw import Raw, odd_editor

pytestmark = pytest.mark.slow  # each starts a server

NOT_INITIALIZED, INVALID_REQUEST, INVALID_PARAMS, NO_SUCH_METHOD = -32002, -32600, -32602, -32601


def test_requests_out_of_turn_are_refused_and_exit_ends_it_at_once(
    root: Path, tmp_path: Path
) -> None:
    errors = tmp_path / "errors"
    losses = {"textDocument": {"uri": uri_of(root / "notes/losses.md")}}
    with odd_editor(root, errors) as raw:
        raw.tell("textDocument/didOpen", opened(root))
        assert raw.ask("textDocument/codeLens", losses) == NOT_INITIALIZED
        begin(raw, root)
        assert raw.ask("initialize", {"processId": None, "capabilities": {}}) == INVALID_REQUEST
        raw.tell("textDocument/didOpen", opened(root))
        assert len(raw.ask("textDocument/codeLens", losses)) == 2
        assert raw.ask("shutdown") is None
        assert raw.ask("textDocument/codeLens", losses) == INVALID_REQUEST
        raw.tell("exit")  # its input stays open
        assert raw.process.wait() == 0
    assert errors.read_text() == ""


def test_who_leaves_without_a_word_is_told_by_the_exit_code(root: Path, tmp_path: Path) -> None:
    with odd_editor(root, tmp_path / "errors") as raw:
        begin(raw, root)
        raw.tell("exit")
        assert raw.process.wait() == 1


def test_what_cannot_be_read_is_answered_or_shown(root: Path, tmp_path: Path) -> None:
    errors = tmp_path / "errors"
    document = {"uri": uri_of(root / "notes/losses.md")}
    with odd_editor(root, errors) as raw:
        begin(raw, root)
        raw.tell("textDocument/didOpen", opened(root))
        for params in (
            None,
            {"x": 1},
            {"textDocument": document, "position": {"line": -1, "character": 0}},
            {"textDocument": document, "position": {"line": 2**40, "character": 0}},
        ):
            with of(str(params)):
                assert raw.ask("textDocument/hover", params) == INVALID_PARAMS
        for line, character in ((0, 10**6), (10**6, 0), (10**6, 10**6)):
            position = {"line": line, "character": character}
            assert (
                raw.ask("textDocument/hover", {"textDocument": document, "position": position})
                is None
            )
        assert raw.ask("diptych/nothing", {}) == NO_SUCH_METHOD
        for body in (b'{"broken": ', b"[]", b'"a"', b"\xff\xfe\xfd"):
            raw.write(body)
            with of(str(body)):
                assert raw.shown().startswith("读不懂编辑器发来的消息：")
        raw.write(b"null")
        assert len(raw.ask("textDocument/codeLens", {"textDocument": document})) == 2
    assert "Traceback" not in errors.read_text()


def test_parts_of_texts_are_not_taken_for_whole_ones(root: Path, tmp_path: Path) -> None:
    errors, uri = tmp_path / "errors", uri_of(root / "notes/losses.md")
    with odd_editor(root, errors) as raw:
        begin(raw, root)
        broken = LOSSES.replace("](#ce)", "](#nobody)")
        raw.tell("textDocument/didOpen", opened(root, broken))
        assert raw.codes(uri) == ["D404"]
        place = {"line": 10**6, "character": 10**6}
        part = {"range": {"start": place, "end": place}, "text": "x"}
        change = {"textDocument": {"uri": uri, "version": 2}, "contentChanges": [part]}
        raw.tell("textDocument/didChange", change)
        assert "要等保存后才检查" in raw.shown()
        assert raw.codes(uri) == []  # as it lies on the disk
        whole = {**change, "contentChanges": [{"text": broken}]}
        raw.tell("textDocument/didChange", whole)
        assert raw.codes(uri) == ["D404"]
    assert "Traceback" not in errors.read_text()


def test_half_characters_and_all_line_ends_are_text(root: Path, tmp_path: Path) -> None:
    errors, uri = tmp_path / "errors", uri_of(root / "notes/losses.md")
    with odd_editor(root, errors) as raw:
        begin(raw, root)
        for number, text in enumerate(
            (
                "## 半个 \ud83d 字？\r\n\r\n[a](#a)",
                "## 旧？\r\r[a](#a) [b](#b)",
                "\x00## 零？\n[a](#a)",
            )
        ):
            document = {"uri": uri, "languageId": "markdown", "version": number}
            raw.tell("textDocument/didOpen", {"textDocument": {**document, "text": text}})
            with of(repr(text)):
                assert "D404" in raw.codes(uri)
    assert "Traceback" not in errors.read_text()


def begin(raw: Raw, root: Path) -> None:
    """Begin as the protocol says."""
    capabilities = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}
    params = {"processId": None, "rootUri": uri_of(root), "capabilities": capabilities}
    assert "capabilities" in raw.ask("initialize", {**params, "locale": "zh-cn"})
    raw.tell("initialized", {})


def opened(root: Path, text: str = LOSSES) -> object:
    """Write the parameters by which a file is opened."""
    uri = uri_of(root / "notes/losses.md")
    document = {"uri": uri, "languageId": "markdown", "version": 1, "text": text}
    return {"textDocument": document}
