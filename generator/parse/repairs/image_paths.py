"""Image paths as Typora on Windows writes them, which Markdown does not read as images."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from generator.parse.repairs.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.parse.repairs.text import Text

CODE = "D212"
SAFE = True
SIGN = re.compile(r"!\[")

IMAGE = re.compile(
    r"!\[(?P<alt>(?:[^\[\]]|\[[^\[\]]*\])*)\]"
    r"\((?P<path>[^()<>\n]+?\.(?:png|jpe?g|gif|svg|webp|bmp|avif))\)",
    re.IGNORECASE,
)


def find(text: Text) -> Iterator[Edit]:
    r"""``![x](J:\My Notes\x.jpg)`` → ``![x](J:/My%20Notes/x.jpg)``."""
    for number, line in text.prose():
        for image in IMAGE.finditer(line):
            path = image["path"]
            if "\\" in path or " " in path.strip():
                address = quote(path.strip().replace("\\", "/"), safe="/:%")
                yield Edit(number, image.start(), image.end(), f"![{image['alt']}]({address})")
