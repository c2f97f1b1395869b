"""What of a notebook's settings compiling depends on."""

from __future__ import annotations

from msgspec import Struct

from diptych.input.options import Options


class Requirements(Struct, frozen=True):
    """What a notebook requires of its answers, by its settings.

    Attributes:
        longest_answer: how long what a card shows first may be; None when any length will do.
        sources: whether each answer must name a source.
        abbreviations: whether each abbreviation must be written out somewhere.
        terms: each word that is never written, with the agreed one.
    """

    longest_answer: int | None = None
    sources: bool = False
    abbreviations: bool = False
    terms: tuple[tuple[str, str], ...] = ()


class CompileSettings(Struct, frozen=True):
    """All of a notebook's settings that compiling a document depends on."""

    reading: Options
    requirements: Requirements
