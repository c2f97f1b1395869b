"""What a tag, an East Asian character, a formula, a question mark is, is said in one place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ENGINE = Path(__file__).parents[2] / "generator" / "diptych"
MODULES = {
    file.relative_to(ENGINE).as_posix(): file.read_text(encoding="utf-8")
    for file in sorted(ENGINE.rglob("*.py"))
}

# What gives a definition away → where it may stand.
DEFINITIONS = {
    "an East Asian character": (
        r"east_asian_width|\\u(?:2e8|30[4-9a-f]|3400|4e00|ac00|f900)[0-9a-f]*-\\[uU]",
        ("characters.py",),
    ),
    "a question mark": (r"\[[?？؟]{2,}\]", ("characters.py",)),
    "a tag": (
        r"HTMLParser|</?\(?[\w?:|()\\]*(?:\\b|\\s)?\(?\[\^[^\]]*[<>][^\]]*\]",
        ("syntax/html.py",),
    ),
    # Within the words of a formula another reading holds: that of LaTeX.
    "a formula between dollars": (r"\\\$[^\n\"]*\[\^[^\]]*\$", ("syntax/", "render/latex.py")),
}

ELSEWHERE = {
    # Anki's own reading of a field, and the recipe of a hash that the ledgers keep.
    "deck/values.py",
    "deck/content_hash.py",
    # Text that is not parsed yet: what may become a tag.
    "syntax/repairs/app_tags.py",
    "syntax/repairs/prose.py",
    "syntax/repairs/style_sheets.py",
    "syntax/repairs/formula_pictures.py",
    # The address of a picture, between such brackets.
    "syntax/picture_sizes.py",
}


@pytest.mark.parametrize("thing", DEFINITIONS)
def test_each_thing_is_defined_once(thing: str) -> None:
    sign, at_home = DEFINITIONS[thing]
    others = {
        name
        for name, text in MODULES.items()
        if not name.startswith(at_home) and re.search(sign, text)
    }
    assert others == (ELSEWHERE if thing == "a tag" else set())


@pytest.mark.parametrize(
    ("thing", "code"),
    [
        ("an East Asian character", 'HAN = re.compile("[\\u4e00-\\u9fff]")'),
        ("an East Asian character", 'NO_HAN = re.compile(r"[^\\s\\u3040-\\u30ff]")'),
        ("an East Asian character", "east_asian_width(character)"),
        ("a question mark", 'ASKS = re.compile(r"[?？]$")'),
        ("a tag", 'TAG = re.compile(r"<[^>]*>")'),
        ("a tag", 'IMAGE = re.compile(r"<img\\b[^>]*>")'),
        ("a tag", 'OPEN = re.compile(r"</?(?:p|div)\\s[^<>]*>")'),
        ("a tag", "class Reader(HTMLParser):"),
        ("a formula between dollars", 'FORMULA = re.compile(r"\\$[^$]*\\$")'),
    ],
)
def test_a_second_definition_is_noticed(thing: str, code: str) -> None:
    assert re.search(DEFINITIONS[thing][0], code)
