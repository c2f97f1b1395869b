"""The folder of a notebook that makes the site look and speak its own way → Theme."""

from __future__ import annotations

import tomllib
from codecs import BOM_UTF8
from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose
from diptych.input.config import line_in_message
from diptych.input.encoding import with_line_feeds
from diptych.input.sources import read_files
from diptych.model import Diagnostic, Span, Theme

if TYPE_CHECKING:
    from diptych.input.config import Config

TEMPLATES = "templates/"
INTERFACE = "interface/"


def read_theme(config: Config) -> tuple[Theme, list[Diagnostic]]:
    """Templates, styles and words; other files of the folder mean nothing here.

    A file that cannot be read as what its name says gives a diagnostic instead.
    """
    if config.theme is None or not config.theme.is_dir():
        return Theme(), []  # the configuration's own check tells of a missing folder
    names = [config.relative(file) for file in config.theme.rglob("*") if file.is_file()]
    top = config.relative(config.theme) + "/"
    texts: dict[str, str] = {}
    words: dict[str, dict[str, str]] = {}
    problems: list[Diagnostic] = []
    for path, data in read_files(config.root, names).items():
        name = path.removeprefix(top)
        is_words = name.startswith(INTERFACE) and name.endswith(".toml")
        if not is_words and not name.endswith((".html", ".css")):
            continue
        try:
            text = with_line_feeds(data.removeprefix(BOM_UTF8).decode())
            if is_words:
                tag = name.removeprefix(INTERFACE).removesuffix(".toml").lower()
                words[tag] = _words(text)
            else:
                texts[name] = text
        except ValueError as error:  # tomllib's and UnicodeDecodeError are kinds of it
            line = line_in_message(str(error))
            why = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
            problems.append(diagnose("D602", why, Span(path, line, line)))
    theme = Theme(
        folder=top.removesuffix("/"),
        templates={
            name.removeprefix(TEMPLATES): text
            for name, text in texts.items()
            if name.startswith(TEMPLATES) and name.endswith(".html")
        },
        styles={name: text for name, text in texts.items() if name.endswith(".css")},
        words=words,
    )
    return theme, problems


def _words(text: str) -> dict[str, str]:
    table = tomllib.loads(text)
    wrong = [key for key, value in table.items() if not isinstance(value, str)]
    if wrong:
        raise ValueError(f"`{wrong[0]}` must be text in quotes")
    return table
