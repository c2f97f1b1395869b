"""``diptych new``: make a notebook that builds at once, with all that a notebook may have."""

from __future__ import annotations

import json
import secrets
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from diptych.commands.shared.answering import add_format
from diptych.commands.shared.common import FINE, add_quiet, language_around
from diptych.input.config import load_config
from diptych.model import UsageError
from diptych.output.locks import WriteError
from diptych.output.replacing import replace_file
from diptych.output.trust import trust

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

    from diptych.commands.shared.answering import Answer
    from diptych.commands.shared.common import Subparsers

LANGUAGES = ("en", "zh")

# In the package their names differ, so that they are no settings, and no code, of the engine's.
_DOT, _CODE = "dot-", ".py.txt"

# As settings name it while there is none.
_NO_THEME = b'# theme = "look"\n'

_TITLE, _NAME = b"@TITLE@", b"@NAME@"


KEYS = {"folder": "where the notebook is", "files": "the files that were written"}


def add(commands: Subparsers) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser(
        "new", help="make a notebook to begin with: notes, settings, a figure, workflows"
    )
    command.add_argument(
        "folder", type=Path, metavar="DIR", help="a folder that is not there yet, or empty"
    )
    command.add_argument(
        "--lang", choices=LANGUAGES, help="in which language (default: that of this command)"
    )
    command.add_argument(
        "--theme",
        action="store_true",
        help="with a theme to begin with: another face, other colours",
    )
    add_quiet(command)
    add_format(command, KEYS)
    command.set_defaults(run=run)


def run(options: argparse.Namespace, answer: Answer) -> int:
    """Write the notebook and say what to do next, with git and without."""
    language = options.lang or _language()
    folder: Path = options.folder.absolute()
    _refuse_full(folder)
    try:
        written = starter(language, folder.name, theme=options.theme)
        for path, content in written.items():
            replace_file(folder / path, content)
        trust(load_config(folder)[0], always=True)  # who begins it writes its code, too
    except OSError as error:
        raise WriteError.of(folder, error) from error
    answer.language = language
    answer.put(folder=str(folder), files=[*written])
    answer.say(_next_steps(folder))
    return FINE


def starter(language: str, title: str, *, theme: bool = False) -> dict[str, bytes]:
    """Make the files of a notebook to begin with: path → content.

    Args:
        language: one of ``LANGUAGES``.
        title: of the notebook; control characters are left out.
        theme: whether it has a theme of its own.
    """
    title = "".join(filter(str.isprintable, title)) or "Diptych"
    # Cards are known by it: two notebooks of one title must not share any.
    name = f"{title}-{secrets.token_hex(4)}"
    named = {_TITLE: title, _NAME: name}
    found: dict[str, bytes] = {}
    for part in ("common", language, "theme") if theme else ("common", language):
        for path, content in _files_below(files("diptych") / "starter" / part):
            if path == "diptych.toml":
                for place, value in named.items():
                    content = content.replace(place, json.dumps(value, ensure_ascii=False).encode())
                content = content.replace(_NO_THEME, _NO_THEME[2:]) if theme else content
            found[path] = content
    return found


def _files_below(folder: Traversable) -> Iterator[tuple[str, bytes]]:
    for each in sorted(folder.iterdir(), key=lambda each: each.name):
        name = f".{each.name.removeprefix(_DOT)}" if each.name.startswith(_DOT) else each.name
        if each.is_dir():
            yield from ((f"{name}/{path}", content) for path, content in _files_below(each))
        elif name.endswith(_CODE):
            yield name.removesuffix(".txt"), each.read_bytes()
        else:
            yield name, each.read_bytes()


def _language() -> str:
    return "zh" if language_around().lower().startswith("zh") else "en"


def _refuse_full(folder: Path) -> None:
    """Let nothing be written where something lies, except in a fresh clone.

    Raises:
        UsageError: there is something, or the folder cannot be opened.
    """
    try:
        full = folder.exists() and any(each.name != ".git" for each in folder.iterdir())
    except OSError as error:
        raise UsageError(
            f"cannot open {folder}: {error.strerror or error}. Name another folder"
        ) from error
    if full:
        raise UsageError(
            f"{folder} is not empty. Name a folder that is not there yet; "
            "notes that lie there already need none of this: `diptych build` takes them as they are"
        )


def _next_steps(folder: Path) -> str:
    return f"""\
A notebook to begin with lies in {folder}
  cd "{folder}"
  diptych build
Then open site/index.html, and import site/*.apkg into Anki.
While you write, `diptych serve --open` shows the site.
With git: `git init`, `git add .`, `git commit -m start`, and push it to GitHub:
.github/workflows check it, publish the site and release the deck.
Without git: keep copies of the whole folder.
notes/identity.jsonl, which the build writes, keeps each card's history."""
