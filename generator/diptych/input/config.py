"""diptych.toml → Config. A folder or a file without one works too."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from itertools import chain, filterfalse, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from diptych.diagnostics.codes import CODES, diagnose
from diptych.diagnostics.severity import ALWAYS_ERRORS, WORDS, Severities
from diptych.input.editor import EDITOR_URL
from diptych.input.macros import Macro, read_macros
from diptych.input.options import DIALECTS, Options
from diptych.input.paths import below, resolved
from diptych.input.regular import read_file
from diptych.input.selection import (
    MOST_DOUBLE_STARS,
    MOST_STARS,
    Selection,
    costly_pattern,
    wrong_pattern,
)
from diptych.input.settings import KINDS, SETTINGS
from diptych.input.toml_text import read_toml
from diptych.interface.language import language_tag
from diptych.model import Diagnostic, Span, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

UNREADABLE = "Give yourself the right to read it."

FILE_NAME = "diptych.toml"
LEDGER = "identity.jsonl"

# Nobody mends more at once, and to find the place and the nearest word of each takes long.
MOST_TOLD = 50
# Each is looked for in every note.
MOST_TERMS = 1000
# A title, a deck or an agreed word stands on all pages and in all messages that need it.
MOST_LETTERS = 1000


class Config(Struct, frozen=True):
    """A notebook's settings, paths made absolute.

    Attributes:
        root: spans and references are relative to it, and nothing outside it is read.
        notes: the folder of Markdown files, or the only file.
        only: the part of the notes that was asked for; equals ``notes`` unless it is smaller.
        file: the diptych.toml that was read, if there was one.
        digest: of its bytes, as they were read.
        title: None when the notes themselves should name the notebook.
        language: None when it should be told by the notes' script.
        name: what new GUIDs are derived from; None means the title.
        include, exclude: gitignore patterns of the files that are notes, and of those that are not.
        places: where the file writes each of these patterns.
        only_tagged: the tag that a file must bear to be a note; empty if none need be.
        figures: the figure package's folder, if there is one.
        theme: the folder of the notebook's own templates, styles and words, if there is one.
        dialect: how questions are written; None when it should be inferred.
        languages: of a question that is asked in several, those that become cards; all if empty.
        known_terms: abbreviations that need not be written out; None when none need be.
        line_breaks: whether each line of a paragraph stays a line.
        macros: commands that formulas may use: name with its backslash → what it stands for.
        editor_url: the address by which the author's editor opens a file; may be empty.
        terms: word that is never written → the one that the notebook has agreed on.
        severities: what the diagnostics weigh here.
        trusted: whether the command line says that the notebook's code may run.
    """

    root: Path
    notes: Path
    only: Path
    output: Path
    file: Path | None = None
    digest: str | None = None
    title: str | None = None
    language: str | None = None
    author: str = ""
    deck: str | None = None
    deck_description: str = ""
    licence: str = ""
    name: str | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    places: Mapping[str, Span] = field(default_factory=dict)
    only_tagged: str = ""
    figures: Path | None = None
    theme: Path | None = None
    base_url: str = ""
    remote_images: bool = False
    question_level: int | None = None
    dialect: str | None = None
    languages: tuple[str, ...] = ()
    highlights_hide: bool = False
    line_breaks: bool = False
    macros: tuple[tuple[str, Macro], ...] = ()
    longest_answer: int | None = None
    need_sources: bool = False
    known_terms: tuple[str, ...] | None = None
    editor_url: str = ""
    terms: Mapping[str, str] = field(default_factory=dict)
    severities: Severities = field(default_factory=Severities)
    trusted: bool = False

    @property
    def ledger(self) -> Path:
        """Where the identity ledger lies: in the notes folder, or beside a single file."""
        if self.notes.is_dir():
            return self.notes / LEDGER
        return self.notes.with_suffix(f".{LEDGER}")

    @property
    def reading(self) -> Options:
        """How the documents are to be read."""
        return Options(
            question_level=self.question_level,
            dialect=self.dialect,
            without=self.severities.off,
            languages=self.languages,
            highlights_hide=self.highlights_hide,
            line_breaks=self.line_breaks,
            macros=self.macros,
        )

    @property
    def selection(self) -> Selection:
        """Which files are notes, as far as their paths tell."""
        asked_for = self.relative(self.only) if self.only.is_file() else ""
        return Selection(self.include, self.exclude, asked_for, self.places)

    def relative(self, path: Path) -> str:
        """Write a path below the root as spans name it."""
        return below(self.root, path)


def load_config(path: Path, output: Path | None = None) -> tuple[Config, tuple[Diagnostic, ...]]:
    """Find out which notebook ``path`` means.

    ``path`` may be a notebook's root (it holds diptych.toml), its notes, a part of its notes, or
    any folder or Markdown file.

    Args:
        output: overrides where the site is written to.

    Raises:
        UsageError: there is no such file or folder, or it cannot be opened.
    """
    try:
        path = path.resolve()
        if not path.exists():
            raise UsageError(
                f"no such file or folder: {path}. Look at its letters; quote a path with spaces"
            )
        file = _find_file(path)
    except (OSError, RuntimeError) as error:  # closed to us, or a link that leads to itself
        why = getattr(error, "strerror", "") or error
        raise UsageError(
            f"cannot open {path}: {why}. Give yourself the right to read it, or name another"
        ) from error
    if file is None:
        return _without_file(path, output), ()
    values, text, diagnostics = _read(file)
    config = _with_file(file, values, text, path, output)
    if config is None:
        return _without_file(path, output), ()
    wrong = [*diagnostics, *_wrong_folders(config, text, file)]
    wrong += [] if output else _wrong_output(config, text, file)
    return config, tuple(wrong)


def _find_file(path: Path) -> Path | None:
    for folder in (path, *path.parents):
        try:
            os.lstat(folder / FILE_NAME)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError:  # it may be there: whoever opens it says why it cannot be read
            pass
        return folder / FILE_NAME  # whatever it is: it is told where it is no file
    return None


def _without_file(path: Path, output: Path | None) -> Config:
    root = path if path.is_dir() else path.parent
    where = (output or Path("site")).absolute()
    severities = Severities(bounded=False)
    return Config(root=root, notes=path, only=path, output=where, severities=severities)


def _with_file(
    file: Path, values: dict[str, Any], text: str, path: Path, output: Path | None
) -> Config | None:
    """Make the settings; None when the file's notebook does not hold ``path``."""
    root = file.parent
    notes = resolved(root / values.pop("notes", "notes"))
    only = notes if path == root else path
    if not only.is_relative_to(notes):
        return None
    figures = values.pop("figures", None)
    theme = values.pop("theme", None)
    terms = values.pop("known_terms", None)
    severities = Severities(values.pop("strict", False), values.pop("severity", {}))
    configured = root / values.pop("output", "site")
    return Config(
        root=root,
        notes=notes,
        only=only,
        output=(output or configured).absolute(),
        file=file,
        figures=resolved(root / figures) if figures else None,
        theme=resolved(root / theme) if theme else None,
        known_terms=tuple(terms) if terms is not None else None,
        languages=tuple(values.pop("languages", ())),
        include=(include := tuple(values.pop("include", ()))),
        exclude=(exclude := tuple(values.pop("exclude", ()))),
        places={each: _span_of_text(each, text, file.name) for each in (*include, *exclude)},
        only_tagged=values.pop("only_tagged", "").lstrip("#"),
        macros=read_macros(values.pop("macros", {})),
        severities=severities,
        **values,
    )


def _read(file: Path) -> tuple[dict[str, Any], str, list[Diagnostic]]:
    """Read the settings that can be used, the text they stand in, and what is wrong with it."""
    text, line, hint = "", 1, 'Write lines like `title = "Notes"`, with text in quotes.'
    try:
        data = read_file(file)
        text = data.decode("utf-8-sig")
        values, diagnostics = _usable(read_toml(text), text, file.name)
    except UnicodeDecodeError:
        problem, hint = "the file is not UTF-8", "Save it as UTF-8."
    except OSError as error:
        problem, hint = f"the file cannot be opened: {error.strerror}", UNREADABLE
        if not file.is_file():
            hint = "Delete it, or write the settings in a file of that name."
    except ValueError as error:  # tomllib's is a kind of it
        problem, line = str(error), line_in_message(str(error))
    else:
        return {**values, "digest": hashlib.sha256(data).hexdigest()}, text, diagnostics
    return {}, text, [diagnose("D101", problem, Span(file.name, line, line), hint)]


def _usable(table: dict[str, Any], text: str, name: str) -> tuple[dict[str, Any], list[Diagnostic]]:
    values: dict[str, Any] = {}
    diagnostics = []
    for key in filter(SETTINGS.__contains__, table):
        value, span = table[key], _span_of(key, text, name)
        if problem := _problem(key, value):
            hint = f"`{key}` is {SETTINGS[key].meaning}."
            diagnostics.append(diagnose("D102", problem, span, hint))
        else:
            values[key] = _usual(key, value)
    terms = [*islice(_wrong_terms(values.get("terms", {})), MOST_TOLD)]
    if terms:
        values.pop("terms")
    wrong = chain(_unknown(table), _wrong_severities(values.get("severity", {})), terms)
    for word, problem, hint in islice(wrong, MOST_TOLD):
        diagnostics.append(diagnose("D102", problem, _span_of(word, text, name), hint))
    return values, diagnostics


def _unknown(table: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Find each word of the table that is no setting, with a hint."""
    for key in filterfalse(SETTINGS.__contains__, table):
        hint = _meant(key, SETTINGS) or "Known: " + ", ".join(SETTINGS)
        yield key, f"there is no setting `{key}`", hint


def _meant(word: str, known: Iterable[str]) -> str:
    """Ask about the known word that is nearest to another; nothing where none is near."""
    import difflib  # only where something is wrong

    near = difflib.get_close_matches(word, [*known], n=1)
    return f"Did you mean `{near[0]}`?" if near else ""


def _wrong_severities(table: dict[str, object]) -> Iterator[tuple[str, str, str]]:
    """Find each code of the table that cannot have its severity, why, and a hint."""
    for code, word in table.items():
        if code not in CODES:
            hint = _meant(code.upper(), CODES) or "`diptych explain` lists the codes."
            yield code, f"there is no code `{code}`", hint
        elif word not in WORDS:
            hint = _meant(str(word), WORDS) or "Known: " + ", ".join(WORDS)
            yield code, f"`{code}` cannot be `{word}`", hint
        elif code in ALWAYS_ERRORS and word != "error":
            hint = f"`diptych explain {code}` says why it matters."
            yield code, f"`{code}` is always an error", hint


def _wrong_terms(table: dict[str, object]) -> Iterator[tuple[str, str, str]]:
    """Find each word of the table that what stands beside it cannot replace, why, and a hint."""
    if len(table) > MOST_TERMS:
        yield "terms", f"`terms` has more than {MOST_TERMS:,} words", "Keep those that matter."
        return
    if max((len(str(each)) for pair in table.items() for each in pair), default=0) > MOST_LETTERS:
        yield "terms", f"`terms` is longer than {MOST_LETTERS:,} characters", "Shorten each word."
        return
    written = Counter(str(word).casefold() for word in table.values())
    for never, ours in table.items():
        folded = never.casefold()
        if not never.strip() or not isinstance(ours, str) or not ours.strip():
            hint = 'Write `"never written" = "agreed"`.'
            yield never, f"`{never}` of `terms` needs another word in quotes", hint
        elif never == ours or written[folded] > (folded == ours.casefold()):
            hint = "Decide which of the words is written."
            yield never, f"`{never}` of `terms` is both agreed on and never written", hint


def _usual(key: str, value: Any) -> Any:
    """Write a usable value in the form that the rest of the engine expects."""
    return language_tag(value) or value if key == "language" else value


def _problem(key: str, value: object) -> str | None:
    wanted = SETTINGS[key].kind
    if type(value) is not wanted:  # to Python, true and false are whole numbers, too
        return f"`{key}` must be {KINDS[wanted]}"
    if isinstance(value, str) and len(value) > MOST_LETTERS and key != "deck_description":
        return f"`{key}` is longer than {MOST_LETTERS:,} characters"
    if isinstance(value, list) and len(value) > MOST_TERMS:
        return f"`{key}` has more than {MOST_TERMS:,} words"
    if key == "base_url" and not re.match("https?://[^/]", str(value) or "https://a"):
        return "`base_url` must begin with https:// or http://"
    if key == "editor_url" and not EDITOR_URL.match(str(value) or "a:{path}"):
        return "`editor_url` must be an address with {path} or {file} in it"
    if key == "question_level" and value not in range(1, 7):
        return "`question_level` must be from 1 to 6"
    if key == "language" and value and language_tag(str(value)) is None:
        return f"`{value}` is no language tag"
    if key == "dialect" and value not in DIALECTS:
        return f"there is no dialect `{value}`; known: {', '.join(DIALECTS)}"
    if key == "macros" and isinstance(value, dict):
        try:
            read_macros(value)
        except ValueError as error:
            return str(error)
    if isinstance(value, list) and not all(isinstance(each, str) for each in value):
        return f"`{key}` must be a list of words in quotes"
    if key in {"include", "exclude"} and isinstance(value, list):
        if (wrong := wrong_pattern(value)) is not None:
            return f"`{wrong}` is no pattern of .gitignore"
        if (wrong := costly_pattern(value)) is not None:
            return f"`{wrong}` has more than {MOST_STARS} `*` or {MOST_DOUBLE_STARS} `**`"
    if key == "longest_answer" and isinstance(value, int) and value < 1:
        return "`longest_answer` must be at least 1"
    return None


def _wrong_folders(config: Config, text: str, file: Path) -> Iterator[Diagnostic]:
    folders = (("notes", config.notes), ("figures", config.figures), ("theme", config.theme))
    for key, folder in folders:
        span = _span_of(key, text, file.name)
        if folder is not None and not folder.is_relative_to(config.root):
            message = f"the folder of `{key}` lies outside the notebook: {folder}"
            yield diagnose("D102", message, span, f"Put {FILE_NAME} in a folder above it.")
        elif folder is not None and not folder.exists():
            message = f"the folder `{folder.name}` of `{key}` is not there"
            yield diagnose("D102", message, span, "Make it, or name another.")


def _wrong_output(config: Config, text: str, file: Path) -> Iterator[Diagnostic]:
    """Tell of settings that would write elsewhere: only who runs a command may say so."""
    if not resolved(config.output).is_relative_to(config.root):
        message = f"the folder of `output` lies outside the notebook: {config.output}"
        hint = "Say it on the command line, by --output, or name a folder of the notebook."
        yield diagnose("D102", message, _span_of("output", text, file.name), hint)


def _span_of(key: str, text: str, name: str) -> Span:
    for number, line in enumerate(text.splitlines(), start=1):
        if re.match(rf"[\s\[]*[\"']?{re.escape(key)}[\"']?\s*[=.\]]", line):
            return Span(name, number, number)
    return Span(name, 1, 1)


def _span_of_text(written: str, text: str, name: str) -> Span:
    """Find the line that holds a text in quotes; the first, where it is spelled with escapes."""
    quoted = (f'"{written}"', f"'{written}'")
    for number, line in enumerate(text.splitlines(), start=1):
        if any(each in line for each in quoted):
            return Span(name, number, number)
    return Span(name, 1, 1)


def line_in_message(message: str) -> int:
    """Find the line in a message of tomllib, which tells it nowhere else until Python 3.14."""
    found = re.search(r"at line (\d+)", message)
    return int(found.group(1)) if found else 1
