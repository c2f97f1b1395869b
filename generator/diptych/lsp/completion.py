"""What may stand at the cursor: notes, ids, headings, pictures, code, tags."""

from __future__ import annotations

import posixpath
import re
from itertools import chain
from typing import TYPE_CHECKING, Literal, NamedTuple

from diptych.characters import lazy
from diptych.input.media import IMAGES, MEDIA
from diptych.syntax.code_excerpt import definitions
from diptych.syntax.media import ending_of
from diptych.syntax.references import resolve
from diptych.syntax.slugs import FreeSlugs, slug_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from diptych.compile import Compiled
    from diptych.lsp.cursor import Point
    from diptych.lsp.snapshot import Snapshot

_WIKI_PART = lazy(r"!?\[\[(?P<name>[^\[\]|#\n]*)#(?P<typed>[^\[\]|\n]*)$")
_WIKI = lazy(r"(?P<shown>!?)\[\[(?P<typed>[^\[\]|#\n]*)$")
_PART = lazy(r"\]\((?P<name>[^()#\n]*)#(?P<typed>[^()\s]*)$")
_PATH = lazy(r"(?P<shown>!?)\[(?:\\.|[^\[\]\n\\])*+\]\((?P<typed>[^()#\n]*)$")
_ID = lazy(r"^[ \t>]*#{1,6}[ \t]+(?P<words>.*?)[ \t]*\{#(?P<typed>[^\s{}]*)$")
_TAG = lazy(r"(?:^|[\s,，、])#(?P<typed>[\w/-]*)$")
_FRONT_TAGS = lazy(r"^(?:tags:[ \t]*\[?(?:.*[,\s])?|[ \t]*-[ \t]+)(?P<typed>[\w:/-]*)$")

# What an address in Markdown cannot hold as it is.
_ENCODED = str.maketrans({c: f"%{ord(c):02X}" for c in ' ()<>#?%"'})

Kind = Literal["file", "heading", "id", "code", "tag"]


class Item(NamedTuple):
    """Something that may stand at the cursor.

    Attributes:
        text: what is put in the place of what is typed already.
        detail: what it is, for people.
        start, end: the columns of what is typed already.
    """

    label: str
    text: str
    kind: Kind
    detail: str
    start: int
    end: int


class Beside(NamedTuple):
    """What there is beside the notes: the paths of files, and how to read one."""

    files: Callable[[], Sequence[str]]
    content: Callable[[str], bytes]


def complete(snapshot: Snapshot, point: Point, line: str, beside: Beside) -> list[Item]:
    """List what may stand at the cursor.

    Args:
        line: the line of the cursor as the editor holds it now.
    """
    before = line[: point.column]
    end = point.column
    closing = ""
    if found := _WIKI_PART.search(before):
        offers = _headings(snapshot, _named(snapshot, point.path, f"[[{found['name']}]]"), True)
        closing = "]]"
    elif found := _WIKI.search(before):
        offers = _names(snapshot, beside if found["shown"] else None)
        closing = "]]"
    elif found := _PART.search(before):
        offers = _parts(snapshot, point.path, found["name"], beside)
        closing = ")"
    elif found := _PATH.search(before):
        offers = _paths(snapshot, point.path, beside, pictures=bool(found["shown"]))
        closing = ")"
    elif found := _ID.search(before):
        offers = _own_id(snapshot, found["words"])
    elif found := _TAG.search(before):
        offers = ((tag, tag, "tag", "") for tag in _tags(snapshot, "/"))
    elif _is_in_front_matter(snapshot, point) and (found := _FRONT_TAGS.search(before)):
        offers = ((tag, tag, "tag", "") for tag in _tags(snapshot, "::"))
    else:
        return []
    start = found.start("typed")
    if closing:
        offers = _closed(offers, line[end:], closing)
    return [Item(label, text, kind, detail, start, end) for label, text, kind, detail in offers]


_Offer = tuple[str, str, Kind, str]
"""The label of an item, its text, its kind, its detail."""


def _closed(offers: Iterable[_Offer], behind: str, closing: str) -> Iterator[_Offer]:
    """Close the link behind what is put in, unless it is closed already."""
    end = "" if behind.startswith(closing[:1]) else closing
    for label, text, kind, detail in offers:
        yield label, f"{text}{end}", kind, detail


def _named(snapshot: Snapshot, path: str, address: str) -> str | None:
    """Find the document that an address without a fragment means; its own for an empty one."""
    return snapshot.notebook.facts.links.document(resolve(path, address))


def _headings(snapshot: Snapshot, path: str | None, wiki: bool) -> Iterator[_Offer]:
    headings = snapshot.headings(path) if path else ()
    for each in headings:
        if each.id:
            yield each.id, each.id, "id", each.text
    for each in headings:
        words = " ".join(re.sub(r"[\[\]|#^]", " ", each.text).split())
        yield each.text, words if wiki else each.anchor, "heading", each.anchor


def _names(snapshot: Snapshot, beside: Beside | None) -> Iterator[_Offer]:
    """List what wiki links may call the notes, and the files that may be shown."""
    names = snapshot.notebook.facts.links.names
    for document in snapshot.notebook.documents:
        whole = posixpath.splitext(document.path)[0]
        stem = whole.rpartition("/")[2]
        short = stem if names.find(stem) == (document.path,) else whole.removeprefix(names.top)
        yield short, short, "file", document.title
        for each in (document.title, *document.aliases):
            if (
                each != stem
                and names.find(each) == (document.path,)
                and not set(each) & set("[]|#")
            ):
                yield each, each, "file", document.path
    for file in beside.files() if beside else ():
        if ending_of(file) in MEDIA:
            name = file.rpartition("/")[2]
            yield name, name, "file", file


def _parts(snapshot: Snapshot, path: str, name: str, beside: Beside) -> Iterator[_Offer]:
    target = resolve(path, name)
    if (target.path or "").endswith(".py"):
        for each in definitions(beside.content(target.path or "")):
            yield each, each, "code", target.path or ""
        return
    yield from _headings(snapshot, snapshot.notebook.facts.links.document(target), False)


def _paths(snapshot: Snapshot, path: str, beside: Beside, *, pictures: bool) -> Iterator[_Offer]:
    """List the addresses of files, and of all questions, from a document."""
    documents = snapshot.notebook.documents
    if not pictures:
        for each in documents:
            if each.path != path:
                address = _address(path, each.path)
                yield address, address, "file", each.title
        yield from chain.from_iterable(_questions(each, path) for each in documents)
    shown = {file for file in beside.files() if not pictures or ending_of(file) in IMAGES}
    for file in sorted(shown - snapshot.documents.keys()):
        address = _address(path, file)
        yield address, address, "file", file


def _questions(document: Compiled, path: str) -> Iterator[_Offer]:
    surest: dict[int, str] = {}
    for anchor, kind, number in document.anchors:
        if kind == "question":
            surest.setdefault(number, anchor)
    for number, anchor in surest.items():
        question = document.questions[number]
        file = "" if document.path == path else _address(path, document.path)
        fragment = f"#{anchor.translate(_ENCODED)}"
        yield question.prompt, f"{file}{fragment}", "id" if question.pinned else "heading", anchor


def _own_id(snapshot: Snapshot, words: str) -> Iterator[_Offer]:
    """Suggest an id that nobody has."""
    taken = [each.pinned for each in snapshot.questions if each.pinned]
    free = FreeSlugs([*taken, *snapshot.notebook.ledger.entries]).take(slug_of(words))
    yield free, free, "id", words


def _tags(snapshot: Snapshot, between: str) -> list[str]:
    tags = {tag for question in snapshot.questions for tag in question.tags}
    return sorted(tag.replace("::", between) for tag in tags)


def _is_in_front_matter(snapshot: Snapshot, point: Point) -> bool:
    lines = snapshot.texts.get(point.path, "").split("\n")
    if lines[0].rstrip() != "---":
        return False
    end = next((n for n, line in enumerate(lines) if n and line.rstrip() == "---"), len(lines))
    return 0 < point.line <= end


def _address(path: str, other: str) -> str:
    """Write the address of a file as a document has it."""
    folder = posixpath.dirname(path)
    return posixpath.relpath(other, folder or ".").translate(_ENCODED)
