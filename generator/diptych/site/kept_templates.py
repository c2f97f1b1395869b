"""Jinja's code of templates, which can be kept: compiling one takes longer than filling it in."""

from __future__ import annotations

import marshal
from contextlib import suppress
from typing import TYPE_CHECKING

from jinja2 import BytecodeCache

if TYPE_CHECKING:
    from jinja2.bccache import Bucket


class KeptTemplates(BytecodeCache):
    """Knows the code of templates, of each by its last text, and learns it when one is compiled.

    Attributes:
        learned: whether a template was compiled since the start.
    """

    def __init__(self) -> None:
        self.learned = False
        self._known: dict[str, tuple[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template its code, if that is known."""
        text, code = self._known.get(bucket.key, ("", b""))
        if text == bucket.checksum:
            bucket.code = marshal.loads(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Learn the code of a template."""
        self._known[bucket.key] = (bucket.checksum, marshal.dumps(bucket.code))
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
