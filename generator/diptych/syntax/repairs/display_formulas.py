"""Displayed formulas in marks that are not ours, or torn: fences, ``$`x`$``, ``$$`` in a text.

With GitLab's form go the roles of MyST and Sphinx, ``{math}`x` `` and ``:math:`x` ``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.syntax.repairs.latex import between_spaces, is_evidently, is_plausibly
from diptych.syntax.repairs.prose import (
    MARKS,
    end_of_formula,
    formulas,
    in_order,
    joined,
    next_dollar,
    paragraphs,
)
from diptych.syntax.repairs.text import Edit, begins_block

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.syntax.repairs.prose import Paragraph
    from diptych.syntax.repairs.text import Text

CODE = "D222"
SAFE = True
FENCE = (
    # Of a run of marks, no part is looked at again: a line may hold nothing else.
    r"(?P<fence>(?<![`~])(?:`{3,}+|~{3,}+))[ \t]*+(?:\{[ \t]*+)?\.?"
    r"(?P<name>math|latex|tex|katex)\}?[ \t]*$"
)
SIGN = lazy(rf"\$\$|\$`|math[}}:]`|{FENCE}", re.MULTILINE)

OPENED = lazy(rf"^(?P<marks>.*?){FENCE}")
CLOSED = lazy(r"^[\s>]*?(?P<fence>`{3,}|~{3,})[ \t]*$")
GITLAB = lazy(r"(?<![`$\\])\$(`+)(?P<latex>[^`\n]+?)\1\$(?![`$])")
ROLE = lazy(r"(?<![A-Za-z_`])(?:\{math\}|:math:)(`+)(?P<latex>[^`\n]+?)\1(?!`)")
# LaTeX as a program, which is shown as one.
PROGRAM = lazy(r"\\(?:documentclass|usepackage|begin\{document|section|newcommand|def)\b|^%", re.M)
LONGEST = 40
# What is read as it stands; a text with nothing else in it need not be looked at closely.
READ = lazy(
    r"(?<![\\$\d`])\$\$(?:[^$\n]+\$\$(?![\d$])"
    r"|(?:[^$\n]|\n(?![ \t>]*(?:$|[-+*#=<|~`]|\d+[.)])))+\$\$[ \t]*$)",
    re.MULTILINE,
)


def find(text: Text) -> Iterator[Edit]:
    """Fences named after LaTeX, GitLab's inline form, and pairs of ``$$`` that are not read."""
    if not SIGN.search(READ.sub("", text.whole)):
        return
    mends = [_in_block(text, *block) for block in text.blocks]
    if any(sign in text.whole for sign in ("$`", "$$", "math}`", "math:`")):
        for paragraph in paragraphs(text):
            mends += [[edit] for edit in _inline(paragraph)]
            mends.append(_torn(text, paragraph))
    yield from in_order(mends)


def _in_block(text: Text, kind: str, start: int, end: int) -> list[Edit]:
    if kind == "fence":
        return _fence(text, start, end - 1)
    return _swallowing(text, start, end) if kind.startswith("math_block") else []


def _fence(text: Text, start: int, last: int) -> list[Edit]:
    opened, closed = OPENED.match(text.lines[start]), CLOSED.match(text.lines[last])
    content = text.lines[start + 1 : last]
    latex = "\n".join(content)
    if not opened or not closed or closed["fence"][:3] != opened["fence"][:3]:
        return []
    if "$" in latex or not latex.strip(" \t\n>") or PROGRAM.search(latex):
        return []
    if opened["name"] != "math" and not is_plausibly("\n".join(filter(str.strip, content))):
        return []
    begin, behind = opened.start("fence"), len(text.lines[last])
    above = {kind for kind, _, end in text.blocks if end == start}
    if "table_open" in above:
        return []  # dollars would be one more row of the table
    glued = "paragraph_open" in above
    if glued and any(begins_block(MARKS.sub("", line, count=1)) for line in content):
        return joined(text.lines, 0, (start, begin), (last, behind), latex)
    return [
        Edit(start, begin, len(text.lines[start]), "$$"),
        Edit(last, closed.start("fence"), behind, "$$"),
    ]


def _swallowing(text: Text, start: int, end: int) -> list[Edit]:
    """Find a formula's block that ends within a line, so that it goes on to the next one's end."""
    begin = text.lines[start].find("$$")
    for last in range(start + 1, end):
        place = text.lines[last].find("$$")
        if place >= 0:
            behind = place + 2
            latex = "\n".join(
                [
                    text.lines[start][begin + 2 :],
                    *text.lines[start + 1 : last],
                    text.lines[last][:place],
                ]
            )
            if begin >= 0 and text.lines[last][behind:].strip() and is_evidently(latex):
                return joined(text.lines, 0, (start, begin), (last, behind), latex)
            return []
    return []


def _inline(paragraph: Paragraph) -> Iterator[Edit]:
    for found in ROLE.finditer(paragraph.text) if "math" in paragraph.text else ():
        if is_plausibly(latex := found["latex"].strip()):
            yield _between_dollars(paragraph, found, latex)
    if "$`" not in paragraph.text:
        return
    # In ``$a$`code`$b$`` the dollars are those of the neighbours.
    read = list(formulas(paragraph.masked))
    for found in GITLAB.finditer(paragraph.text):
        latex = found["latex"].strip()
        begins = paragraph.masked[found.start()] == "$" and not any(
            start < found.start() < end for start, end in read
        )
        if begins and latex and "$" not in latex and not latex.endswith("\\"):
            yield _between_dollars(paragraph, found, latex)


def _between_dollars(paragraph: Paragraph, found: re.Match[str], latex: str) -> Edit:
    line, start = paragraph.place(found.start())
    end = start + len(found[0])
    whole = paragraph.lines[line - paragraph.first]
    formula = between_spaces(f"${latex}$", whole[:start], whole[end:])
    return Edit(line, start, end, formula, with_code=True)


def _torn(text: Text, paragraph: Paragraph) -> list[Edit]:
    """Find a ``$$`` that is opened in a paragraph and not read: its other half is below."""
    if "$$" not in paragraph.text:
        return []
    masked, place = paragraph.masked, 0
    while (place := next_dollar(masked, place)) >= 0:
        if not masked.startswith("$$", place):
            place += 1
            continue
        end = end_of_formula(masked, place)
        if end < 0:
            line, column = paragraph.place(place)
            return _mended(text, line, column)
        place = end
    return []


def _mended(text: Text, line: int, column: int) -> list[Edit]:
    opening, shown = text.lines[line], text.inside("fence", "code_block")
    content = [opening[column + 2 :]]
    for last in range(line, min(line + LONGEST, len(text.lines))):
        if last in shown or (last > line and text.lines[last].startswith("#")):
            return []
        whole = opening if last == line else text.lines[last]
        place = next_dollar(whole, column + 2 if last == line else 0)
        if place < 0:
            content += [whole] if last > line else []
            continue
        if not whole.startswith("$$", place):
            return []
        if last == line:
            # Only a digit beside it keeps it from being read.
            latex = whole[column + 2 : place]
            return (
                joined(text.lines, 0, (line, column), (line, place + 2), latex)
                if is_plausibly(latex)
                else []
            )
        inside = [each for each in (*content, whole[:place]) if each.strip(" \t>")]
        latex = "\n".join(inside)
        if not is_evidently(latex):
            return []
        return joined(text.lines, 0, (line, column), (last, place + 2), latex)
    return []
