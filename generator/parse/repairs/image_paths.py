"""Image paths as Typora on Windows writes them, which Markdown does not read as images."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

CODE = "D212"

IMAGE = re.compile(
    r"!\[(?P<alt>(?:[^\[\]]|\[[^\[\]]*\])*)\]"
    r"\((?P<path>[^()<>\n]+?\.(?:png|jpe?g|gif|svg|webp|bmp|avif))\)",
    re.IGNORECASE,
)


def find(line: str) -> Iterator[tuple[int, int, str]]:
    r"""``![x](J:\My Notes\x.jpg)`` → ``![x](J:/My%20Notes/x.jpg)``."""
    for image in IMAGE.finditer(line):
        path = image["path"]
        if "\\" in path or " " in path.strip():
            after = f"![{image['alt']}]({quote(path.strip().replace(chr(92), '/'), safe='/:%')})"
            yield image.start(), image.end(), after
