"""Notes between lines that say ``START`` and ``END``, and ``STARTI [Basic] … Back: … ENDI`` in one.

Below ``START`` stands the kind of note, then its first field; ``Back:`` begins the answer. What is
said of the file, ``TARGET DECK`` and ``FILE TAGS``, may stand anywhere. Fields go over any blocks,
so each is read for itself, and in the page's text a comment stands for its note meanwhile.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose
from diptych.parse.drafts import Asked
from diptych.parse.finders.in_text import read_in_text
from diptych.parse.page import tokens_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markdown_it.token import Token

    from diptych.model import Diagnostic
    from diptych.parse.page import Page
    from diptych.parse.reading import Reading

NAME = "start-end"

NOTE = re.compile(
    r"^ *START *\n *(?P<kind>\S.*)\n(?P<fields>(?:(?! *(?:START|END) *\n).*\n)*?) *END *$"
    r"|STARTI +\[(?P<kind_in_line>[^\[\]\n]+)\](?P<in_line>(?:(?!STARTI).)*?)ENDI(?!\w)",
    re.MULTILINE,
)
OF_FILE = re.compile(r"^(TARGET DECK|FILE TAGS)(?::[ \t]*|\n)(\S.*)$", re.MULTILINE)
FIRST = re.compile(r"\s*(?:Front|Text):\s*")
BACK = re.compile(r"\s*(?:Back(?: Extra)?|Extra|Answer):\s*")
TAGS = re.compile(r"\s*Tags:\s*")
PLAIN_ID = re.compile(r"\s*ID:\s*(\d+)\s*")
# A field of a kind of note that nobody knows: it is shown with its name.
FIELD = re.compile(r"\s*[A-Z][\w ]{0,30}:(?:\s|$)")
KNOWN = re.compile(r"\s*(?:Basic(?: \([\w ]+\))?|Cloze)\s*")
IN_LINE = re.compile(r"\s(?=(?:Back|Extra|Tags):\s|<!--)")
# What stands for a note: a comment where it ends its line, else a tag, which makes no block.
PLACE = re.compile(r"\s*<(?:!--)?note-(\d+)(?:--)?>\s*")


@dataclass(frozen=True, slots=True)
class _Note:
    """A note before it is known in which section it stands."""

    asked: Asked
    start: int
    end: int


def read(page: Page) -> Reading | None:
    """None when no line says ``START`` with one behind it that says ``END``, nor one line both."""
    if not any("START" in line for line in page.lines):
        return None
    text = "\n".join(page.lines)
    notes = dict(enumerate(_notes(page, text)))
    if not notes:
        return None
    tags, told = _of_file(text, page)
    tokens = tokens_of(page, _with_places(text, notes), 0)
    find = partial(_find, notes)
    what = "notes stand between `START` and `END`"
    reading = read_in_text(page, find, what, sure=0.96, tokens=tokens, least=0.96)
    if reading is None:
        return None
    tagged = tuple(
        replace(each, tags=tuple(dict.fromkeys((*each.tags, *tags)))) for each in reading.questions
    )
    return replace(reading, questions=tagged, diagnostics=(*told, *reading.diagnostics))


def _code(page: Page) -> frozenset[int]:
    """The lines of code, where a note is an example of one."""
    codes = [token.map for token in page.tokens if token.type in {"fence", "code_block"}]
    return frozenset(line for place in codes if place for line in range(*place))


def _notes(page: Page, text: str) -> Iterator[_Note]:
    code = _code(page)
    for found in NOTE.finditer(text):
        line = text.count("\n", 0, found.start())
        if line in code:
            continue
        if found["kind"]:
            asked = _asked(page, found["kind"], found["fields"].split("\n"), line + 2)
        else:
            asked = _asked(page, found["kind_in_line"], IN_LINE.split(found["in_line"]), line)
        if asked:
            end = line + found.group().count("\n") + 1
            yield _Note(replace(asked, line=line + 1, end_line=end), found.start(), found.end())


def _asked(page: Page, kind: str, lines: Sequence[str], below: int) -> Asked | None:
    """The note of some lines, each of which belongs to one of its fields."""
    front, back, tags = [""] * len(lines), [""] * len(lines), list[str]()
    pinned = None
    side = front
    for place, line in enumerate(lines):
        if found := TAGS.match(line):
            tags += line[found.end() :].split()
        elif found := PLAIN_ID.fullmatch(line):
            pinned = found[1]
        elif found := BACK.match(line):
            side = back
            side[place] = line[found.end() :]
        elif side is front and any(front) and not KNOWN.fullmatch(kind) and FIELD.match(line):
            side = back
            side[place] = line
        else:
            side[place] = FIRST.sub("", line, count=1) if side is front else line
    asks = tokens_of(page, "\n".join(front), below)
    named = next((n for n, token in enumerate(asks) if token.type == "inline"), None)
    if named is None:
        return None
    is_paragraph = named == 1 and asks[0].type == "paragraph_open"
    return Asked(
        prompt=tuple(asks[named].children or ()),
        front=tuple(asks[3:] if is_paragraph else asks),
        body=tuple(tokens_of(page, "\n".join(back), below)),
        section=(),
        line=0,
        end_line=0,
        pinned=pinned,
        classes=("reversed",) if "reversed" in kind else (),
        tags=tuple(tags),
        properties=() if KNOWN.fullmatch(kind) else (f"note type: {kind.strip()}",),
    )


def _of_file(text: str, page: Page) -> tuple[tuple[str, ...], list[Diagnostic]]:
    tags: tuple[str, ...] = ()
    told = []
    for found in OF_FILE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        if found[1] == "FILE TAGS":
            tags += tuple(found[2].split())
        else:
            message = f"the property `{found[1]}: {found[2]}` is not shown"
            told.append(diagnose("D215", message, page.span(line, line)))
    return tags, told


def _with_places(text: str, notes: Mapping[int, _Note]) -> str:
    """A page's text with a comment for each note; there are as many lines as before."""
    pieces, done = [], 0
    for number, note in notes.items():
        lines = "\n" * text.count("\n", note.start, note.end)
        behind = text[note.end :].split("\n", 1)[0].strip()
        place = f"<note-{number}>" if behind else f"<!--note-{number}-->"
        pieces += [text[done : note.start], place, lines]
        done = note.end
    left = "".join([*pieces, text[done:]])
    return OF_FILE.sub(lambda found: "\n" * found.group().count("\n"), left)


def _find(
    notes: Mapping[int, _Note], tokens: Sequence[Token], section: tuple[str, ...], _end: int
) -> tuple[list[Token], list[Asked]]:
    rest: list[Token] = []
    asked: list[Asked] = []
    for token in tokens:
        here = _numbers(token)
        asked += [replace(notes[number].asked, section=section) for number in here]
        if here and token.type == "inline":
            said = [c for c in token.children or () if not PLACE.fullmatch(c.content)]
            content = "".join(child.content for child in said)
            rest += [token.copy(children=said, content=content)] if content.strip() else []
        elif not here:
            rest.append(token)
        while len(rest) > 1 and _is_empty(*rest[-2:]):
            del rest[-2:]
    return rest, asked


def _numbers(token: Token) -> list[int]:
    written = [token, *(token.children or ())] if token.type != "inline" else token.children or []
    found = [PLACE.fullmatch(t.content) for t in written if t.type in {"html_block", "html_inline"}]
    return [int(each[1]) for each in found if each]


def _is_empty(opening: Token, closing: Token) -> bool:
    """Whether something was opened and closed around nothing."""
    return opening.nesting > 0 > closing.nesting and opening.tag == closing.tag
