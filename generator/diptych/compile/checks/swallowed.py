"""Which headings does code that nobody closes swallow, or HTML, in which Markdown is not read?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.diagnostics.codes import diagnose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.compile.checks.facts import DocumentFacts
    from diptych.model import Diagnostic
    from diptych.syntax.tree import Node

_HEADING = lazy(r"^ {0,3}#{1,6}[ \t]+\S.*", re.MULTILINE)
_CLOSED = lazy(r"[ \t>]*(?:`{3,}|~{3,})[ \t]*")
# What ends where it says itself that it does, and not at the next blank line.
_ENDS = {"<!--": "-->", "<?": "?>", "<![CDATA[": "]]>", "<pre": "</pre", "<script": "</script"}
_ENDS |= {"<style": "</style", "<textarea": "</textarea"}
# Markdown that hardly anybody means as text.
_MARKED = lazy(
    r"\*\*[^\s*][^*\n]{0,200}\*\*|!\[[^\[\]\n]{0,200}\]\([^()\s]+\)"
    r"|\[[^\[\]\n]{1,200}\]\(https?:[^()\s]+\)"
    r"|^ {0,3}[-*+][ \t]+\S.*|^ {0,3}(?:`{3,}|~{3,}).*|`[^`\n]{1,200}`",
    re.MULTILINE,
)
_RAW = lazy(
    r"<(pre|code|script|style|textarea|kbd|samp)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_BLANK_LINES = "Leave a blank line behind the tags that stand above it, and before those below."


def swallowed_headings(facts: DocumentFacts) -> Iterator[Diagnostic]:
    """Report code and HTML that is closed nowhere, or not in time, and holds headings."""
    for block in facts.document.nodes:
        if block.type not in {"fence", "html_block"} or "#" not in block.content:
            continue
        heading = _HEADING.search(block.content)
        if heading is None or _ends_itself(block, facts):
            continue
        quoted = heading[0].strip()
        line = block.line + block.content[: heading.start()].count("\n")
        if block.type == "fence":
            message = f"the code that begins here is closed nowhere, and takes in `{quoted}`"
            hint = "Write the marks that opened it below its last line."
            yield diagnose("D327", message, facts.point(block.line), hint)
        elif any(block.content.lstrip().startswith(sign) for sign in _ENDS):
            sign = block.content.split(maxsplit=1)[0]
            message = f"`{sign}` is closed nowhere, and takes in `{quoted}`"
            hint = "Close it, or write it as `code` if it is meant as text."
            yield diagnose("D327", message, facts.point(block.line, sign), hint)
        else:
            message = f"`{quoted}` stands within HTML, and is no heading there"
            yield diagnose(
                "D327", message, facts.point(line, quoted), "Leave a blank line above it."
            )


def _ends_itself(block: Node, facts: DocumentFacts) -> bool:
    """Tell whether a block that says where it ends does end there."""
    if block.type == "fence":
        last = facts.lines[block.end_line - 1] if block.end_line > block.line else ""
        return bool(_CLOSED.fullmatch(last))
    content = block.content.strip().lower()
    return any(content.startswith(sign) and end in content for sign, end in _ENDS.items())


def markdown_in_html(facts: DocumentFacts) -> Iterator[Diagnostic]:
    """Report Markdown within a block of HTML, once a block: it is shown as it is written."""
    for block, first in facts.elements:
        if block.type != "html_block" or not _MARKED.search(block.content):
            continue
        shown = _RAW.sub(lambda raw: "\n" * raw[0].count("\n"), block.content)
        if found := _MARKED.search(shown):
            mark = found[0].strip()
            line = first + shown[: found.start()].count("\n")
            message = f"`{mark}` stands within HTML, where Markdown is not read"
            yield diagnose("D246", message, facts.point(line, mark), _BLANK_LINES)
