"""The rules for the content of notes, which site and card share word for word."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def content_css() -> str:
    """Read the shared rules: plain CSS that old Android web views understand.

    They use only the variables of ``COLOURS`` and ``FONTS``; who uses them defines those.
    """
    return (files(__package__) / "content.css").read_text(encoding="utf-8")
