"""The folder of a notebook that makes the site look and speak its own way → Theme."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose
from diptych.input.config import line_in_message
from diptych.input.encoding import with_line_feeds
from diptych.input.paths import below
from diptych.input.sources import MAX_FILE, read_files
from diptych.input.toml_text import read_toml
from diptych.input.walking import walk
from diptych.interface import texts
from diptych.interface.language import language_tag
from diptych.model import Diagnostic, Span
from diptych.model.book import Theme

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from diptych.input.config import Config

_MEND = "Mend it; `diptych explain D602` says what a theme may hold."
_READABLE = (
    f"Make it a file of the notebook itself, of at most {MAX_FILE // 2**20} MB, that you may read."
)

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
    names = {config.relative(file): below(config.theme, file) for file in found.files}
    meant = {path: name for path, name in names.items() if _is_meant(name)}
    files = read_files(config.root, meant)
    closed = [config.relative(folder) for folder, _ in found.closed]
    unread = [*closed, *(path for path in meant if path not in files)]
    problems = [diagnose("D602", "it cannot be read", _at(path), _READABLE) for path in unread]
    problems += _without_effect(
        {path: name for path, name in names.items() if path not in meant},
        [config.relative(link) for link in found.links],
    )
    decoded: dict[str, str] = {}
    for path, data in files.items():
        try:
            decoded[path] = with_line_feeds(data.removeprefix(BOM_UTF8).decode())
        except UnicodeDecodeError:
            problems.append(diagnose("D602", "it is not UTF-8", _at(path), _MEND))
    words, wrong = _all_words({path: each for path, each in decoded.items() if _is_table(path)})
    parts = {meant[path]: text for path, text in decoded.items()}
    theme = Theme(
        folder=config.relative(config.theme),
        templates={
            name.removeprefix(TEMPLATES): text
            for name, text in parts.items()
            if name.endswith(".html")
        },
        styles={name: text for name, text in parts.items() if name.endswith(".css")},
        words=words,
    )
    return theme, [*problems, *wrong]


def _at(path: str, line: int = 1) -> Span:
    return Span(path, line, line)


def _is_table(name: str) -> bool:
    return name.endswith(".toml")


def _is_meant(name: str) -> bool:
    """Tell whether a file means anything: tables do among the words only, and so on."""
    if _is_table(name):
        return name.startswith(INTERFACE)
    return name.endswith(".css") or (name.endswith(".html") and name.startswith(TEMPLATES))


def _without_effect(others: Mapping[str, str], links: list[str]) -> Iterator[Diagnostic]:
    """Report what was meant to be a part of the theme, and is none.

    Args:
        others: the files that mean nothing: path → name in the folder of the theme.
        links: those to folders.
    """
    for path, name in others.items():
        stem, _, ending = name.rpartition(".")
        if "/" in name or (ending == "toml" and language_tag(stem) is None):
            continue  # of something else that lies there as well
        what, folder = ("words", INTERFACE) if ending == "toml" else ("templates", TEMPLATES)
        message = f"`{name}` does nothing here: {what} are read from `{folder}`"
        yield diagnose("D604", message, _at(path), "Move it there.")
    for link in links:
        message = f"`{link}` is a link to a folder; what lies there is not read"
        yield diagnose("D604", message, _at(link), "Put the folder itself in place of the link.")


def _all_words(
    tables: Mapping[str, str],
) -> tuple[dict[str, dict[str, str]], list[Diagnostic]]:
    """Read the words of each language from the texts of tables, by path; say what is wrong."""
    words: dict[str, dict[str, str]] = {}
    read_from: dict[str, str] = {}
    problems: list[Diagnostic] = []
    for path, text in tables.items():
        try:
            tag, own = _tag(path), _words(text)
        except ValueError as error:  # tomllib's is one
            problems.append(
                diagnose("D602", str(error), _at(path, line_in_message(str(error))), _MEND)
            )
            continue
        if tag in words:
            message = f"`{read_from[tag]}` holds words of the same language"
            problems.append(diagnose("D602", message, _at(path), "Put all of them into one file."))
            continue
        words[tag], read_from[tag] = own, path
        problems += _unknown_words(path, text, own)
    return words, problems


def _unknown_words(path: str, text: str, words: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Report keys that no page shows, mistyped ones for the most part."""
    for key in words.keys() - texts("en").keys():
        found = re.search(rf"^\s*[\"']?{re.escape(key)}[\"']?\s*=", text, re.MULTILINE)
        line = text.count("\n", 0, found.end()) + 1 if found else 1
        hint = "Compare it with the keys of generator/diptych/interface/en.toml."
        yield diagnose("D604", f"no page says what is called `{key}`", _at(path, line), hint)


def _tag(path: str) -> str:
    """Read the language that a file of words is named after, in small letters."""
    written = path.rpartition(f"/{INTERFACE}")[2].removesuffix(".toml")
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
