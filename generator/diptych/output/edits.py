"""Files of the output that somebody changed by hand: kept before they are made anew.

A page that was touched up, a deck that was replaced: none of it is ours to lose. It is kept in the
user's data folder and not beside the output, which may be published. Standard library only.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from diptych.output.data_folder import data_folder
from diptych.output.replacing import replace_file, sweep_parts

if TYPE_CHECKING:
    from pathlib import Path

_FOLDER = "edited"


class HandEdits:
    """Files that were changed by hand since a build wrote them.

    Attributes:
        replaced: paths of those that are made anew; what they held is in `folder`.
        left: paths of those that no build makes any more, which stay where they are.
    """

    def __init__(self, output: Path) -> None:
        self._output = output
        self.replaced: list[str] = []
        self.left: list[str] = []

    @property
    def folder(self) -> Path:
        """Where the last version of each is kept.

        Raises:
            OSError: there is no place to keep anything.
        """
        place = os.fsencode(self._output.absolute())
        return data_folder() / _FOLDER / hashlib.sha256(place).hexdigest()[:16]

    def keep(self, path: str, data: bytes) -> None:
        """Keep what a file holds, on the disk itself.

        Raises:
            OSError: it cannot be kept, so the file must not be replaced.
        """
        file = self.folder / path
        sweep_parts(file)
        replace_file(file, data, lasting=True)
        self.replaced.append(path)
