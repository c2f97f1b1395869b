"""Whose code may run: figures and templates of a notebook are code, and run only where one says so.

What a user trusts is remembered in the user's data folder, by the notebook's place and a hash of
the code as it was then: what others change later must be looked at again. An author, who changes it
all day, trusts the folder whatever its code becomes. Standard library only.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from diptych.output.data_folder import data_folder
from diptych.output.replacing import replace_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.input.config import Config

FILE = "trusted.json"
ALWAYS = "always"
_DRAWN = "rendered"
_TEMPLATES = "templates"


def code_files(config: Config) -> list[Path]:
    """List what may run: the figure package but its drawings, and the templates of the theme."""
    return sorted({*_figure_files(config), *_template_files(config)})


def is_trusted(config: Config) -> bool:
    """Tell whether the notebook's code may run."""
    if config.trusted:
        return True
    known = _read().get(_place(config))
    return known is not None and known in (ALWAYS, _digest(config))


def trust(config: Config, *, always: bool) -> None:
    """Remember that the notebook's code may run.

    Args:
        always: whatever becomes of it; else as it is now.

    Raises:
        OSError: it cannot be remembered.
    """
    _write(_read() | {_place(config): ALWAYS if always else _digest(config)})


def revoke(config: Config) -> bool:
    """Forget that the notebook's code may run; tell whether it might.

    Raises:
        OSError: the change cannot be written.
    """
    known = _read()
    if known.pop(_place(config), None) is None:
        return False
    _write(known)
    return True


def _figure_files(config: Config) -> Iterator[Path]:
    for file in config.figures.rglob("*") if config.figures else ():
        inside = file.relative_to(config.figures or file).parts
        if "__pycache__" not in inside and inside[0] != _DRAWN and file.is_file():
            yield file


def _template_files(config: Config) -> Iterator[Path]:
    for file in (config.theme / _TEMPLATES).rglob("*") if config.theme else ():
        if file.is_file():
            yield file


def _digest(config: Config) -> str:
    digest = hashlib.sha256()
    for file in code_files(config):
        name = config.relative(file).encode(errors="surrogatepass")
        data = file.read_bytes()
        digest.update(b"%d %d\n%b%b" % (len(name), len(data), name, data))
    return digest.hexdigest()


def _place(config: Config) -> str:
    return os.path.realpath(config.root)


def _read() -> dict[str, str]:
    try:
        known = json.loads((data_folder() / FILE).read_bytes())
    except (OSError, ValueError, RecursionError):  # then nothing is trusted
        return {}
    rows = known.items() if isinstance(known, dict) else ()
    return {place: digest for place, digest in rows if isinstance(digest, str)}


def _write(known: dict[str, str]) -> None:
    data = json.dumps(dict(sorted(known.items())), indent=1).encode()
    replace_file(data_folder() / FILE, data, 0o600, lasting=True)
