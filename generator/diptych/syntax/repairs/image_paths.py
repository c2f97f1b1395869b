"""Image paths as Typora and Windows write them, which Markdown does not read as images."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from diptych.characters import lazy
from diptych.input.media import MEDIA
from diptych.syntax.repairs.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.syntax.repairs.text import Text

CODE = "D212"
SAFE = True
SIGN = lazy(r"!\[")

# Lines in which there may be one.
ODD = lazy(r"\]\((?:[^()\n]*[ \\]|\s*<|\s*file:)", re.IGNORECASE)

ENDINGS = "|".join(sorted(ending[1:] for ending in MEDIA))
IMAGE = lazy(
    r"!\[(?P<alt>(?:[^\[\]]|\[[^\[\]]*\])*)\]"
    rf"\(\s*(?P<open><?)(?P<path>(?:[^()<>\n]|\([^()<>\n]*\))+?\.(?:{ENDINGS}))"
    r"(?(open)>?)"
    r"(?P<title>\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\s*\)",
    re.IGNORECASE,
)
WOUND = lazy(r"[\\ ]|^file:", re.IGNORECASE)
FILE = lazy(r"file:(?:/{2}(?:localhost)?(?=/))?(?:/(?=[a-z]:))?", re.IGNORECASE)


def find(text: Text) -> Iterator[Edit]:
    r"""``![x](J:\My Notes\x.jpg)`` → ``![x](J:/My%20Notes/x.jpg)``."""
    for number, line in text.prose(ODD):
        for image in IMAGE.finditer(line):
            path = image["path"].strip()
            if image["open"] and "\\" not in path and not FILE.match(path):
                continue  # between angle brackets spaces are allowed
            if WOUND.search(path):
                path = FILE.sub("", path.replace("\\", "/"), count=1)
                address = quote(path, safe="/:%")
                after = f"![{image['alt']}]({address}{image['title'] or ''})"
                yield Edit(number, image.start(), image.end(), after)
