"""The code of templates, which is kept: compiling one takes longer than filling it in."""

from __future__ import annotations

import marshal
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import CodeType


class KeptTemplates:
    """Knows the code of templates, of each by its last text, and learns it when one is compiled.

    Attributes:
        learned: whether a template was compiled since the start.
    """

    def __init__(self) -> None:
        self.learned = False
        self._known: dict[str, tuple[str, bytes]] = {}

    def code_of(self, template: str, text: str) -> CodeType | None:
        """Give the code of a template, if it is known.

        Args:
            text: a checksum of what the template says.
        """
        known, code = self._known.get(template, ("", b""))
        return marshal.loads(code) if known == text else None

    def learn(self, template: str, text: str, code: CodeType) -> None:
        """Know the code of a template from now on."""
        self._known[template] = (text, marshal.dumps(code))
        self.learned = True

    def start(self, kept: bytes) -> None:
        """Know what `keep` gave, and nothing else; nothing if these are other bytes."""
        self._known, self.learned = {}, False
        with suppress(ValueError, EOFError, TypeError):
            self._known = marshal.loads(kept)

    def keep(self) -> bytes:
        """Write the code of all templates that are known."""
        return marshal.dumps(self._known)


TEMPLATES = KeptTemplates()
