"""Between our words and those of the protocol: positions, files' addresses, diagnostics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from diptych.diagnostics.translation import translated_sentence
from diptych.lsp.addresses import addresses_in_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.lsp.completion import Kind
    from diptych.model import Diagnostic

_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
}

KINDS: dict[Kind, types.CompletionItemKind] = {
    "file": types.CompletionItemKind.File,
    "heading": types.CompletionItemKind.Reference,
    "id": types.CompletionItemKind.Reference,
    "code": types.CompletionItemKind.Function,
    "tag": types.CompletionItemKind.Keyword,
}


class Columns:
    """Counts columns as one editor does.

    Args:
        encoding: the kind of units that client and server agreed on.
    """

    def __init__(self, encoding: str) -> None:
        self._bytes = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
        self._codec = {1: "utf-8", 2: "utf-16-le", 4: "utf-32-le"}[self._bytes]

    def units(self, line: str, column: int) -> int:
        """Count the editor's units before a column in characters."""
        return len(line[:column].encode(self._codec, "surrogatepass")) // self._bytes

    def column(self, line: str, units: int) -> int:
        """Count the characters before a place in the editor's units; at most all of the line."""
        data = line.encode(self._codec, "surrogatepass")[: units * self._bytes]
        return len(data.decode(self._codec, "ignore"))

    def span(self, lines: Sequence[str], line: int, start: int, end: int) -> types.Range:
        """Write where a piece of a line stands."""
        text = lines[line] if line < len(lines) else ""
        return types.Range(
            types.Position(line, self.units(text, start)),
            types.Position(line, self.units(text, end)),
        )


def _end_of_what_begins(path: str, line: str, start: int) -> int:
    """Find where the address ends that begins at a column, or else the word."""
    for each in addresses_in_line(path, 0, line):
        if each.start - len("[[") <= start < each.end:
            return each.end
    words = line[start:].split(maxsplit=1)
    return start + len(words[0]) if words else len(line)


def diagnostic_of(
    diagnostic: Diagnostic, lines: Sequence[str], columns: Columns, language: str
) -> types.Diagnostic:
    """Write a diagnostic: from its column to the end of the word, or its whole line."""
    said = translated_sentence(diagnostic.message, language)
    hint = translated_sentence(diagnostic.hint, language)
    span = diagnostic.span
    line = span.line - 1 if span else 0
    text = lines[line] if line < len(lines) else ""
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    if span and span.column:
        start = min(span.column - 1, len(text))
        end = _end_of_what_begins(span.path, text, start)
    return types.Diagnostic(
        range=columns.span(lines, line, start, max(start, end)),
        message=f"{said}\n{hint}" if hint else said,
        severity=_SEVERITIES[diagnostic.severity],
        code=diagnostic.code or None,
        source="diptych",
    )
