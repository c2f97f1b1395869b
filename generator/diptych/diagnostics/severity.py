"""How much each diagnostic weighs: what its code says, unless the notebook says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from msgspec import Struct, field
from msgspec.structs import replace

from diptych.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from diptych.model import Diagnostic

OFF = "off"
WORDS = (*get_args(Severity), OFF)

# The settings themselves; a ledger that cannot be written, or that a build would write anew without
# what it could not read, so that the history of cards would be lost; and a theme without which
# there are no pages to write.
ALWAYS_ERRORS = frozenset({"D101", "D102", "D501", "D503", "D602"})

# A folder without settings may be a part of something larger. What its files refer to may well be
# there, and its front matter may be meant for another tool.
NEEDS_BOUNDS = frozenset({"D203", "D303", "D404", "D405"})


class Severities(Struct, frozen=True):
    """What a notebook says of severities.

    Attributes:
        strict: whether warnings are errors.
        by_code: code → one of ``WORDS``; comes before all else.
        bounded: whether the notebook says by a diptych.toml where it begins and ends.
    """

    strict: bool = False
    by_code: Mapping[str, str] = field(default_factory=dict)
    bounded: bool = True

    @property
    def off(self) -> frozenset[str]:
        """The codes that are not wanted; a repair with one of them is not made."""
        return frozenset(code for code, word in self.by_code.items() if word == OFF)


def weigh(diagnostics: Iterable[Diagnostic], settings: Severities) -> tuple[Diagnostic, ...]:
    """Give diagnostics the severities that the notebook wants, and drop those that are off."""
    words = [(each, _word(each, settings)) for each in diagnostics]
    return tuple(
        each if each.severity == word else replace(each, severity=word)
        for each, word in words
        if word is not None
    )


def _word(diagnostic: Diagnostic, settings: Severities) -> Severity | None:
    if wanted := settings.by_code.get(diagnostic.code):
        return next((word for word in get_args(Severity) if word == wanted), None)
    severity = diagnostic.severity
    if severity == "error" and diagnostic.code in NEEDS_BOUNDS and not settings.bounded:
        severity = "warning"
    return "error" if severity == "warning" and settings.strict else severity
