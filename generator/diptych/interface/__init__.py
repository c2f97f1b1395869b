"""What the two panels say to their reader, one file a language: ``zh.toml``, ``en.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

FALLBACK = "en"

# Not `importlib.resources`, which brings zip files: a build with nothing to do reads these, too.
_FOLDER = Path(__file__).parent


@cache
def texts(language: str) -> dict[str, str]:
    """Read the interface's words for a tag such as ``zh-CN``; English where there is no file.

    A text that a language lacks is taken from English.
    """
    chosen = _read(FALLBACK) or {}
    return chosen | (_read(language.split("-")[0].lower()) or {})


def languages() -> tuple[str, ...]:
    """List the languages that the interface speaks."""
    return tuple(sorted(each.stem for each in _FOLDER.iterdir() if each.suffix == ".toml"))


def _read(name: str) -> dict[str, str] | None:
    file = _FOLDER / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else None
