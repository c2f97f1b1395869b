"""The folder of a notebook that makes the site look and speak its own way → Theme."""

from __future__ import annotations

from codecs import BOM_UTF8
from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose
from diptych.input.config import line_in_message
from diptych.input.encoding import with_line_feeds
from diptych.input.sources import read_files
from diptych.input.toml_text import read_toml
from diptych.input.walking import walk
from diptych.interface.language import language_tag
from diptych.model import Diagnostic, Span
from diptych.model.book import Theme

if TYPE_CHECKING:
    from diptych.input.config import Config

_MEND = "Mend it; `diptych explain D602` says what a theme may hold."

TEMPLATES = "templates/"
INTERFACE = "interface/"
KINDS = frozenset({".html", ".css", ".toml"})


def read_theme(config: Config) -> tuple[Theme, list[Diagnostic]]:
    """Read templates, styles and words; other files of the folder mean nothing here.

    A file that cannot be read as what its name says gives a diagnostic instead.
    """
    if config.theme is None or not config.theme.is_dir():
        return Theme(), []  # the configuration's own check tells of a missing folder
    found = walk(config.theme, config.output, KINDS)
    top = config.relative(config.theme) + "/"
    paths = [path for file in found.files if _is_meant(path := config.relative(file), top)]
    files = read_files(config.root, paths)
    closed = [config.relative(folder) for folder, _ in found.closed]
    problems = [
        diagnose("D602", "it cannot be read", Span(path, 1, 1), "Make it a file that you may read.")
        for path in (*closed, *(path for path in paths if path not in files))
    ]
    texts: dict[str, str] = {}
    words: dict[str, dict[str, str]] = {}
    for path, data in files.items():
        name = path.removeprefix(top)
        is_words = name.endswith(".toml")
        try:
            text = with_line_feeds(data.removeprefix(BOM_UTF8).decode())
            if is_words:
                words[_tag(name)] = _words(text)
            else:
                texts[name] = text
        except ValueError as error:  # tomllib's and UnicodeDecodeError are kinds of it
            line = line_in_message(str(error))
            why = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
            problems.append(diagnose("D602", why, Span(path, line, line), _MEND))
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


def _is_meant(path: str, top: str) -> bool:
    """Tell whether a file means anything: tables do among the words only."""
    return not path.endswith(".toml") or path.startswith(top + INTERFACE)


def _tag(name: str) -> str:
    """Read the language that a file of words is named after, in small letters."""
    written = name.removeprefix(INTERFACE).removesuffix(".toml")
    tag = language_tag(written)
    if tag is None:
        raise ValueError(f"`{written}` is no language tag such as zh-CN")
    return tag.lower()


def _words(text: str) -> dict[str, str]:
    table = read_toml(text)
    wrong = [key for key, value in table.items() if not isinstance(value, str)]
    if wrong:
        raise ValueError(f"`{wrong[0]}` must be text in quotes")
    return table
