"""Rename an id or a heading, and all links to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from msgspec import structs
from msgspec.structs import replace

from diptych.characters import lazy
from diptych.compile import compile_source
from diptych.compile.anchors import anchor_of
from diptych.diagnostics.translation import translated_lines
from diptych.link.entries import identities_of
from diptych.link.notebook import compile_settings
from diptych.link.targets import LinkMap
from diptych.lsp.addresses import Address, addresses_in
from diptych.lsp.cursor import address_at, heading_at, heading_of, is_in_id
from diptych.lsp.headings import Heading, headings_of
from diptych.lsp.snapshot import Edit, Spot
from diptych.syntax.references import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.link.notebook import Notebook
    from diptych.lsp.cursor import Point
    from diptych.lsp.snapshot import Snapshot
    from diptych.syntax.references import Target

_AN_ID = lazy(r"[^\s{}#.=\"'<>\[\]()|\\]+")


class RenameError(Exception):
    """Something cannot be renamed so; says why, for people."""


class Renaming(NamedTuple):
    """What is to be written, and what its author should know of it."""

    edits: list[Edit]
    warning: str


class _Meant(NamedTuple):
    """What is to be renamed: the heading, or the id that is pinned to it.

    Attributes:
        here: what the cursor stands on.
    """

    path: str
    heading: Heading
    by_id: bool
    here: Spot

    @property
    def name(self) -> str:
        """What it is called now."""
        return self.heading.id if self.by_id else self.heading.text

    @property
    def spot(self) -> Spot:
        """Where its name stands."""
        heading = self.heading
        start = heading.id_start if self.by_id else heading.start
        return Spot(self.path, heading.line, start, start + len(self.name))


def nameable(snapshot: Snapshot, point: Point) -> tuple[Spot, str] | None:
    """Find what can be renamed under the cursor: where it stands, and its name."""
    meant = _meant(snapshot, point)
    return (meant.here, meant.name) if meant else None


def rename(snapshot: Snapshot, point: Point, name: str, language: str) -> Renaming:
    """Rename the heading or the id under the cursor, there and in all links to it.

    The renamed document is compiled: each link that led somewhere before must lead there again.

    Args:
        language: what is said to people is to be in.

    Raises:
        RenameError: nothing there has a name, the new one cannot be, or a link would be lost.
    """
    meant = _meant(snapshot, point)
    if meant is None:
        raise RenameError(
            translated_lines("only headings, ids and links to them have names", language)
        )
    name = name.strip()
    if problem := _problem(snapshot, meant, name):
        raise RenameError(translated_lines(problem, language))
    edit = Edit(meant.spot, name)
    after = _renamed(snapshot.notebook, edit)
    edits = [edit]
    for path, address in _addresses(snapshot):
        if meant.spot.start <= address.start < meant.spot.end and (path, address.line) == (
            meant.spot.path,
            meant.spot.line,
        ):
            continue  # it is a part of the old name
        if (new := _new_fragment(snapshot, after, meant, address, name)) is None:
            continue
        edits.append(_of_fragment(snapshot, path, address, new))
        if _line(after, _with_fragment(path, address, new)) != _line(
            snapshot.notebook, address.target
        ):
            problem = f"the link in {path}, line {address.line + 1}, could not follow that name"
            raise RenameError(translated_lines(problem, language))
    warning = _warning(snapshot, after, meant)
    return Renaming(edits, translated_lines(warning, language))


def _meant(snapshot: Snapshot, point: Point) -> _Meant | None:
    if address := address_at(snapshot, point):
        place = snapshot.notebook.facts.links.find(address.target)
        if place is None or not address.target.fragment:
            return None
        path = snapshot.span_of(place).path
        line = heading_of(snapshot, path, place, address.target.fragment).line
        found = next((each for each in snapshot.headings(path) if each.line == line), None)
        here = _of_fragment(snapshot, point.path, address, "").spot
        return _Meant(path, found, found.id == address.target.fragment, here) if found else None
    heading = heading_at(snapshot, point)
    if heading is None:
        return None
    by_id = is_in_id(heading, point.column)
    meant = _Meant(point.path, heading, by_id, Spot(point.path, point.line, 0, 0))
    return meant._replace(here=meant.spot)


def _problem(snapshot: Snapshot, meant: _Meant, name: str) -> str:
    """Say why a name cannot be; empty when it can."""
    if not name or "\n" in name:
        return "a name must be one line of text"
    if not meant.by_id:
        return ""
    if not _AN_ID.fullmatch(name):
        return f"`{name}` cannot be an id: it is one word without punctuation other than hyphens"
    for each in snapshot.questions:
        is_other = (each.span.path, each.span.line) != (meant.path, meant.heading.line + 1)
        if is_other and (each.pinned or "").casefold() == name.casefold():
            return f"`{name}` is the id of another question: “{each.prompt}”"
    return ""


def _renamed(notebook: Notebook, edit: Edit) -> Notebook:
    """Compile the document anew in which a name changes."""
    path, line, start, end = edit.spot
    sources = []
    for source in notebook.sources:
        if source.path == path:
            lines = source.text.split("\n")
            lines[line] = f"{lines[line][:start]}{edit.text}{lines[line][end:]}"
            source = replace(source, text="\n".join(lines))
            document = compile_source(source, compile_settings(notebook.config))
        sources.append(source)
    documents = tuple(document if each.path == path else each for each in notebook.documents)
    facts = structs.replace(notebook.facts, documents=documents, links=LinkMap(documents))
    return structs.replace(notebook, sources=tuple(sources), documents=documents, facts=facts)


def _addresses(snapshot: Snapshot) -> Iterator[tuple[str, Address]]:
    """Find all addresses with a fragment in the notebook, each with the path of its document."""
    for path, text in snapshot.texts.items():
        for address in addresses_in(path, text):
            if address.target.fragment:
                yield path, address


def _new_fragment(
    snapshot: Snapshot, after: Notebook, meant: _Meant, address: Address, name: str
) -> str | None:
    """Say what is to stand behind the ``#`` of an address; None when it stays."""
    target, heading = address.target, meant.heading
    before = _line(snapshot.notebook, target)
    place = snapshot.notebook.facts.links.find(target)
    if before is None or place is None or before[0] != meant.path:
        return None
    fragment = target.fragment
    line = heading_of(snapshot, meant.path, place, fragment).line
    if line == heading.line:
        if fragment == heading.id:
            return name if meant.by_id else None
        anchors = {heading.anchor, anchor_of(heading.text)}
        if not meant.by_id and anchor_of(fragment) in anchors:
            return _words(after, meant.path, line, wiki=address.is_wiki)
    if _line(after, target) == before:
        return None
    return _words(after, meant.path, line, wiki=address.is_wiki)


def _words(after: Notebook, path: str, line: int, *, wiki: bool) -> str:
    """Write how a link names a heading: its words in a wiki link, else its anchor."""
    text = next(each.text for each in after.sources if each.path == path)
    heading = next((each for each in headings_of(text) if each.line == line), None)
    if heading is None:
        return ""
    return " ".join(re.sub(r"[\[\]|#^]", " ", heading.text).split()) if wiki else heading.anchor


def _line(notebook: Notebook, target: Target) -> tuple[str, int] | None:
    """Find the document and the line, from 1, of the question or section that a link means."""
    place = notebook.facts.links.find(target)
    if place is None:
        return None
    kind, number = place
    if kind == "question":
        span = notebook.facts.questions[number].span
    else:
        span = [each for document in notebook.documents for each in document.sections][number].span
    return span.path, span.line


def _with_fragment(path: str, address: Address, fragment: str) -> Target:
    written = address.target.address
    before = written.removesuffix("]]").rpartition("#")[0]
    return resolve(path, f"{before}#{fragment}{']]' if address.is_wiki else ''}")


def _of_fragment(snapshot: Snapshot, path: str, address: Address, fragment: str) -> Edit:
    """Put another fragment into an address."""
    line = snapshot.texts[path].split("\n")[address.line]
    start = address.start + line[address.start : address.end].rindex("#") + 1
    return Edit(Spot(path, address.line, start, address.end), fragment)


def _warning(snapshot: Snapshot, after: Notebook, meant: _Meant) -> str:
    """Say what becomes of the card, where it does not simply stay; empty when it does."""
    number = snapshot.question_at(meant.path, meant.heading.line)
    if number is None:
        return ""
    before = snapshot.identities[number]
    if before.known is None:
        return ""
    guids = {each.guid: each for each in identities_of(after)}
    if before.guid in guids:
        return ""
    where = (before.question.span.path, before.question.span.line)
    new = [e for e in guids.values() if (e.question.span.path, e.question.span.line) == where]
    if not new:
        return f"“{before.question.prompt}” is no question any more; its card stays in Anki"
    return (
        "by this name the question counts as a new one; to keep its card, run "
        f"`diptych same {before.id} {new[0].id}`"
    )
