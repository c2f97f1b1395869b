"""Does each piece of code say what language it is written in?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose
from diptych.link.checks.facts import texts
from diptych.link.checks.guess import NAMES, guess
from diptych.model import Span
from diptych.syntax.markdown import line_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.link.checks.facts import Facts
    from diptych.model import Diagnostic

NAME_IT = "Write its name behind the fence, or `text` where there is none."


def without_language(facts: Facts) -> Iterator[Diagnostic]:
    """Fences whose code is shown in one colour, with what language it looks like."""
    for document in facts.documents:
        for tokens in texts(document):
            for token in tokens:
                if token.type == "fence" and not token.info.strip() and token.content.strip():
                    line = line_of(token)
                    found = guess(token.content)
                    looks = f"; it looks like {NAMES[found]}" if found else ""
                    hint = f"Write {token.markup}{found}." if found else NAME_IT
                    span = Span(document.path, line, line)
                    yield diagnose("D314", f"code without a language{looks}", span, hint)
