"""Diagnostics as the overlay's script reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diptych.diagnostics.report import RANK, source_line
from diptych.diagnostics.snippet import caret_index
from diptych.input.editor import editor_address

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from diptych.diagnostics.report import Report
    from diptych.model import Diagnostic, Span

MOST = 100
"""So many are sent to the browser; ``diptych check`` lists all."""

# So many characters of the line are shown on either side of the caret.
REACH = 160

# Editors that take addresses: what their command is called → the scheme of their addresses.
_SCHEMES = {
    "code": "vscode",
    "code-insiders": "vscode-insiders",
    "codium": "vscodium",
    "vscodium": "vscodium",
    "cursor": "cursor",
    "windsurf": "windsurf",
    "zed": "zed",
}


def overlay_data(report: Report, root: Path, editor_url: str) -> dict[str, Any]:
    """Turn the errors and warnings of a report into plain data, errors first.

    Args:
        root: what the diagnostics name files relative to.
        editor_url: as in the settings; empty when no editor is to be linked to.
    """
    told = [each for each in report.diagnostics if each.severity != "info"]
    told.sort(key=lambda each: RANK[each.severity])
    return {
        "errors": report.count("error"),
        "warnings": report.count("warning"),
        "more": max(0, len(told) - MOST),
        "problems": [_problem(each, report.lines, root, editor_url) for each in told[:MOST]],
    }


def editor_url_of(environment: Mapping[str, str]) -> str:
    """Write the address by which the editor that the environment names opens files, if it can.

    Editors in a terminal take no addresses, so the result is empty for them.
    """
    command = environment.get("VISUAL") or environment.get("EDITOR") or ""
    words = command.replace("\\", "/").split()
    name = words[0].rsplit("/", 1)[-1].lower() if words else ""
    scheme = _SCHEMES.get(name.removesuffix(".exe").removesuffix(".cmd"))
    return f"{scheme}://file/{{path}}:{{line}}" if scheme else ""


def _problem(
    diagnostic: Diagnostic, lines: Mapping[str, Sequence[str]], root: Path, editor_url: str
) -> dict[str, Any]:
    span = diagnostic.span
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "place": f"{span.path}:{span.line}:{span.column or 1}" if span else "",
        "editor": _opened_by(editor_url, root, span) if span and editor_url else "",
        "line": _parted(source_line(lines, span), span.column) if span else None,
    }


def _parted(line: str, column: int) -> tuple[str, str, str] | None:
    """Part a line before and behind the character that a caret points to; None if it is blank."""
    if not line.strip():
        return None
    at = caret_index(line, column)
    return line[max(0, at - REACH) : at], line[at : at + 1], line[at + 1 : at + REACH]


def _opened_by(editor_url: str, root: Path, span: Span) -> str:
    return editor_address(editor_url, root, span.path, span.line, span.column or 1)
