r"""A rule with a backslash behind it: ``---\``, as some editors leave it under front matter.

Markdown takes it for text, and the front matter goes on to the next rule, questions and all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.syntax.repairs.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.syntax.repairs.text import Text

CODE = "D229"
SAFE = True
SIGN = lazy(r"^ {0,3}(?P<rule>-{3,})\\+[ \t]*$", re.MULTILINE)


def find(text: Text) -> Iterator[Edit]:
    """Lines that hold nothing else, outside of fences."""
    code = text.inside("fence")
    for number, line in enumerate(text.lines):
        if (found := SIGN.match(line)) and number not in code:
            yield Edit(number, found.end("rule"), len(line), "")
