"""What an editor shows beside the cursor: cards, code, what a diagnostic means."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from diptych.deck import anki_notes, deck_name
from diptych.diagnostics.explain import explain
from diptych.from_html import markdown_of
from diptych.link.kinds import kind_of
from diptych.lsp.cursor import address_at, file_of, heading_at
from diptych.lsp.lenses import news_of
from diptych.syntax.code_excerpt import definition

if TYPE_CHECKING:
    from diptych.lsp.cursor import Point
    from diptych.lsp.snapshot import Snapshot

# So much of an answer is shown where it has no short one.
_LONGEST = 600


class Hover(NamedTuple):
    """What is shown, as Markdown, and for which columns of the line."""

    text: str
    start: int
    end: int


def hover(snapshot: Snapshot, point: Point, language: str) -> Hover | None:
    """Show what stands under the cursor, and explain what is said of it.

    Args:
        language: what words of ours are to be in.
    """
    parts, start, end = [], point.column, point.column
    if address := address_at(snapshot, point):
        start, end = address.start, address.end
        place = snapshot.notebook.facts.links.find(address.target)
        if place and place[0] == "question" and address.target.fragment:
            parts.append(card_text(snapshot, place[1], language))
        elif place:
            parts.append(f"**{snapshot.span_of(place).path}**")
        elif code := _code(snapshot, address.target.path, address.target.fragment):
            parts.append(f"```python\n{code}\n```")
        elif file := file_of(snapshot, address.target):
            parts.append(f"`{file}`")
    elif heading := heading_at(snapshot, point):
        number = snapshot.question_at(point.path, point.line)
        if number is not None and snapshot.questions[number].span.line == point.line + 1:
            start, end = heading.start, heading.end
            parts.append(card_text(snapshot, number, language))
    parts += explanations(snapshot, point)
    return Hover("\n\n---\n\n".join(parts), start, end) if parts else None


def card_text(snapshot: Snapshot, number: int, language: str) -> str:
    """Show the front and the short answer of a question as Markdown, and what is known of it.

    Where errors keep the notebook from being linked, its words are shown without their form.

    Args:
        number: that of the question, from 0.
    """
    question, identity = snapshot.questions[number], snapshot.identities[number]
    if snapshot.entries:
        entry = snapshot.entries[number]
        kind, card = entry.kind, entry.card
        deck = deck_name(anki_notes(snapshot.notebook, [entry])[0].deck)
        front = markdown_of(card.asks, deletes=kind == "cloze")
        back = markdown_of(card.short or card.answer, deletes=kind == "cloze")
    else:
        kind = kind_of(question, (), identity.known)
        front, back, deck = question.prompt, question.gist, ""
    told = [f"`{identity.id}`", kind, *filter(None, [deck]), *news_of(snapshot, number, language)]
    shown = [f"**{front}**" if "\n" not in front else front, _shortened(back)]
    return "\n\n".join([*filter(None, shown), " · ".join(told)])


def explanations(snapshot: Snapshot, point: Point) -> list[str]:
    """Explain the codes of the diagnostics in a line, each once."""
    codes = [
        each.code
        for each in snapshot.report.diagnostics
        if each.code
        and each.span
        and (each.span.path, each.span.line) == (point.path, point.line + 1)
    ]
    return [explain(code) for code in dict.fromkeys(codes)]


def _code(snapshot: Snapshot, path: str | None, name: str) -> str | None:
    content = snapshot.notebook.facts.files.get(path or "")
    return definition(content, name) if content and path and path.endswith(".py") else None


def _shortened(text: str) -> str:
    """Cut a text at a line's end."""
    if len(text) <= _LONGEST:
        return text
    return f"{text[:_LONGEST].rpartition(chr(10))[0] or text[:_LONGEST]}\n\n…"
