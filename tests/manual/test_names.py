"""What the manual names is there: commands, options, settings, codes, variables; and nothing is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import diptych
from diptych.cli import _parser
from diptych.diagnostics.codes import CODES
from diptych.input.options import DIALECTS
from diptych.input.settings import SETTINGS
from diptych.parse.metadata.front_matter import KEYS
from tests.conftest import of
from tests.manual.fences import NOTES, prose
from tests.manual.page import LANGUAGES, MANUAL, ROOT
from tests.manual.reference import _commands_of, references

ENGINE = Path(diptych.__file__).parent
README = [ROOT / "README.md", ROOT / "README.zh.md"]
COMMANDS = _commands_of(_parser("diptych"))
OPTIONS = {
    flag
    for command, _ in COMMANDS.values()
    for each in command._actions
    for flag in each.option_strings
} | {"--version", "--help"}
# What stands in the JSON that commands print.
IN_JSON = {
    name
    for command, _ in COMMANDS.values()
    for key, meaning in (command.get_default("keys") or {}).items()
    for name in (key, *re.findall(r"`(\w+)`", meaning))
}
WRITTEN = {
    language: "\n".join(file.read_text(encoding="utf-8") for file in NOTES[language])
    for language in LANGUAGES
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_named_is_there(language: str) -> None:
    keys = {*SETTINGS, *KEYS, *(other for key in KEYS.values() for other in key.others)}
    for file in NOTES[language]:
        with of(file.name):
            text = file.read_text(encoding="utf-8")
            spans = re.findall(r"`([^`\n]+)`", prose(file))
            assert {*re.findall(r"\bD\d{3}\b", text)} <= {*CODES}
            named = [
                found
                for each in spans
                for found in re.findall(r"(?:^|-m )diptych ([a-z][a-z-]*)", each)
            ]
            assert {*named} <= {*COMMANDS}
            ours = [each for each in spans if re.match(r"-|.*\bdiptych\b", each)]
            flags = {
                found for each in ours for found in re.findall(r"(?<![\w-])--[a-z][a-z-]*", each)
            }
            assert flags <= OPTIONS
            words = {each for each in spans if re.fullmatch(r"[a-z]+(?:_[a-z]+)+", each)}
            assert words <= keys | IN_JSON


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_out(language: str) -> None:
    written = WRITTEN[language]
    for name in (*SETTINGS, *KEYS, *DIALECTS):
        with of(name):
            assert f"`{name}`" in written
    for name in COMMANDS:
        with of(name):
            assert f"`diptych {name}" in written
    variables = {
        found
        for file in ENGINE.rglob("*.py")
        for found in re.findall(r"\bDIPTYCH_[A-Z_]+\b", file.read_text(encoding="utf-8"))
    }
    assert len(variables) >= 4
    assert {each for each in variables if f"`{each}`" not in written} == set()


def test_the_references_are_what_the_code_says() -> None:
    """`python -m tests.manual` writes them anew."""
    for path, text in references().items():
        with of(path):
            (file,) = (each for each in NOTES[path[:2]] if each.name == path[3:])
            assert file.read_text(encoding="utf-8") == text


def test_both_languages_ask_the_same() -> None:
    ids, files = (
        {language: [found(file) for file in NOTES[language]] for language in LANGUAGES}
        for found in (_ids, lambda file: file.name)
    )
    assert files["en"] == files["zh"]
    assert ids["en"] == ids["zh"]
    assert len([each for some in ids["en"] for each in some]) > 100


def _ids(file: Path) -> list[str]:
    asked = re.findall(r"^## .*", prose(file), re.MULTILINE)
    pinned = [re.findall(r"\{#([\w-]+)", each) for each in asked]
    assert all(len(each) == 1 for each in pinned), file
    return [each for (each,) in pinned]


def test_what_the_readme_names_is_there() -> None:
    for file in README:
        with of(file.name):
            text = file.read_text(encoding="utf-8")
            links = re.findall(r"\]\(((?:[\w./-]+)\.md)\)|(?:src|srcset)=\"([^\"]+)\"", text)
            led = {markdown or picture for markdown, picture in links} - {"losses.md"}
            assert {each for each in led if not (ROOT / each).is_file()} == set()
            # Each page of the manual in its language, and the pictures of both panels.
            language = "zh" if ".zh" in file.name else "en"
            pages = {each.relative_to(ROOT).as_posix() for each in NOTES[language]}
            assert pages <= led
            assert sum(each.endswith(".webp") for each in led) == 3
            assert {*re.findall(r"`diptych ([a-z][a-z-]*)", text)} <= {*COMMANDS}


def test_pictures_are_small() -> None:
    pictures = [*MANUAL.rglob("*.webp")]
    assert len(pictures) == 6
    assert all(each.stat().st_size <= 100 * 1024 for each in pictures)
