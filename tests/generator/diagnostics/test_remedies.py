"""Whatever is wrong is told with what to do, and in Chinese as well."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import diptych
from diptych.diagnostics.codes import CODES
from diptych.diagnostics.translation import translated_lines, translated_sentence
from tests.conftest import of

ENGINE = Path(diptych.__file__).parent
# Of these, a place holds one of a few texts, and each whole sentence is said in Chinese.
COMPOSED = ("nobody answers at 7. Start Anki", "7. All but the new notes", "`7` is more than one")
ERRORS = frozenset({"UsageError", "WriteError", "AnkiError", "LoginError", "UndecidableError"})


def calls() -> Iterator[tuple[str, str, list[ast.expr]]]:
    """Each call in the engine: where it stands, what is called, and its arguments."""
    for file in sorted(ENGINE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func).rpartition(".")[2]
                place = f"{file.relative_to(ENGINE).as_posix()}:{node.lineno}"
                yield place, called, [*node.args, *(each.value for each in node.keywords)]


def written(node: ast.expr) -> str:
    """The text that an expression writes, a 7 for each place; empty if that is not seen."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "7" for part in node.values)
        return "".join(map(str, parts))
    return ""


def test_every_error_and_warning_comes_with_a_hint() -> None:
    told = 0
    for place, called, arguments in calls():
        code = written(arguments[0]) if called == "diagnose" and arguments else ""
        if code in CODES and CODES[code][0] != "info":
            with of(place):
                told += 1
                assert len(arguments) == 4
                assert not isinstance(arguments[3], ast.Constant) or arguments[3].value
    assert told > 60


def test_what_stops_a_command_is_said_in_chinese() -> None:
    left = [
        (place, said)
        for place, called, arguments in calls()
        if called in ERRORS and arguments and " " in (said := written(arguments[0]))
        if translated_lines(said, "zh") == said
        and not said.endswith(" 7")
        and not said.startswith((*COMPOSED, "7; "))
    ]
    assert left == []


def test_hints_that_are_written_out_are_said_in_chinese() -> None:
    left = [
        (place, said)
        for place, called, arguments in calls()
        if called == "diagnose" and len(arguments) == 4 and (said := written(arguments[3]))
        if translated_sentence(said, "zh") == said
    ]
    assert left == []
