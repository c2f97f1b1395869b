"""Put the text of other notes where a document transcludes it: ``![[Note#Heading]]``."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field, structs
from msgspec.structs import replace

from diptych.compile.passages import Passage, Passages
from diptych.compile.relocating import as_quoted
from diptych.diagnostics.codes import diagnose
from diptych.model import Source, Span
from diptych.parse.source import read_blocks
from diptych.syntax.block_names import NAMED
from diptych.syntax.references import DEEPEST, TRANSCLUDED, TRANSCLUDES, key_of_target, resolve
from diptych.syntax.suppressions import take_suppressions
from diptych.syntax.tree import TEXT_BLOCKS, Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from diptych.input.options import Options
    from diptych.model import Diagnostic
    from diptych.syntax.document import Document, Question

LONGEST = 20_000
"""Characters of the text that one transclusion puts in."""

MOST = 500_000
"""Characters that all transclusions of a file put in together: each may stand in many."""

AROUND = 100
"""What its quotation, and the link below it, take beside the text of a transclusion."""

CHAPTER = 2
"""A whole note with more headings than these is a chapter."""

MANY = 100
"""What was said within so many words before is not said again."""

HINT = "A link stands in its place."


class Where(NamedTuple):
    """A part of a file that is being read, from its first line to its last."""

    path: str
    line: int
    end_line: int


class _Text(NamedTuple):
    """A file that was read: its passages, its footnotes, how long it is down to each line."""

    passages: Passages
    footnotes: Mapping[str, tuple[Node, ...]]
    lengths: tuple[int, ...]

    def size_of(self, passage: Passage) -> int:
        return self.lengths[passage.end_line] - self.lengths[passage.line - 1]


class _Reader(Struct):
    """Reads each file once, and gathers what is said and which footnotes come along.

    Attributes:
        files: (path of the file that transcludes, what it calls the other) → (path, text).
        source: the document that all is put into, with what it shows.
        line: the line in it that is being filled.
        size: how many characters were put in so far.
        last_told: when each was said last: as how many-th.
    """

    files: Mapping[tuple[str, str], tuple[str, str]]
    source: Source
    options: Options
    line: int = 1
    size: int = 0
    told: list[Diagnostic] = field(default_factory=list)
    last_told: dict[Diagnostic, int] = field(default_factory=dict)
    footnotes: dict[str, tuple[Node, ...]] = field(default_factory=dict)
    read: dict[str, _Text] = field(default_factory=dict)

    def say(self, code: str, message: str, hint: str = "") -> None:
        said = diagnose(code, message, Span(self.source.path, self.line, self.line), hint)
        last = self.last_told.get(said)
        if last is None or len(self.told) - last > MANY:
            self.last_told[said] = len(self.told)
            self.told.append(said)


def with_transclusions(
    document: Document, source: Source, options: Options
) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Put in the texts that a document transcludes, and say what was not put in."""
    footnotes = [node for said in document.footnotes.values() for node in said]
    if not any(map(_transcludes, (*document.nodes, *footnotes))):
        return document, ()
    files = {(each.by, each.name): (each.path, each.text) for each in source.transcluded}
    files[document.path, ""] = (document.path, source.text)
    files |= {
        (each.path, ""): (each.path, each.text)
        for each in source.transcluded
        if not NAMED.fullmatch(each.name)
    }
    reader = _Reader(files, source, options)

    def filled(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
        return tuple(_filled(nodes, document.path, (), reader))

    def inline(question: Question) -> tuple[Node, ...]:
        reader.line = question.span.line
        return _in_line(question.prompt_nodes, reader, told=True)

    questions = tuple(
        structs.replace(
            question,
            prompt_nodes=inline(question),
            front=filled(question.front),
            short=filled(question.short),
            answer=filled(question.answer),
        )
        for question in document.questions
    )
    sections = tuple(structs.replace(each, intro=filled(each.intro)) for each in document.sections)
    own = {label: filled(said) for label, said in document.footnotes.items()}
    whole = structs.replace(
        document, questions=questions, sections=sections, footnotes={**own, **reader.footnotes}
    )
    return whole, tuple(reader.told)


def _transcludes(node: Node) -> bool:
    return TRANSCLUDES in node.meta or any(map(_transcludes, node.children))


def _filled(
    nodes: Iterable[Node], path: str, above: tuple[Where, ...], reader: _Reader
) -> Iterator[Node]:
    """Put texts into some blocks of a file.

    Args:
        above: the parts of files that are being put in, the outermost first.
    """
    for node in nodes:
        if not above:
            reader.line = node.line or reader.line
        if not _transcludes(node):
            yield node
        elif node.type == "paragraph":
            yield from _parted(node, path, above, reader)
        elif node.type in TEXT_BLOCKS or not node.block:
            yield structs.replace(node, children=_in_line(node.children, reader, told=not above))
        else:
            yield structs.replace(node, children=tuple(_filled(node.children, path, above, reader)))


def _parted(
    paragraph: Node, path: str, above: tuple[Where, ...], reader: _Reader
) -> Iterator[Node]:
    """Part a paragraph where it transcludes, as what is put in are blocks."""
    waiting: list[Node] = []
    here = above or (Where(path, paragraph.line, paragraph.end_line),)
    for child in paragraph.children:
        if not above:
            reader.line = child.line or reader.line
        shown = _passage(child, path, here, reader) if TRANSCLUDES in child.meta else child
        if shown.block:
            yield from _paragraph(paragraph, waiting)
            waiting = []
            yield shown
        elif shown is child and TRANSCLUDES not in child.meta:  # it may stand within emphasis
            waiting += _in_line((child,), reader, told=not above)
        else:
            waiting.append(shown)
    yield from _paragraph(paragraph, waiting)


def _paragraph(paragraph: Node, children: Sequence[Node]) -> Iterator[Node]:
    kept = [*children]
    while kept and _is_blank(kept[-1]):
        kept.pop()
    while kept and _is_blank(kept[0]):
        kept.pop(0)
    if kept:
        yield structs.replace(paragraph, children=tuple(kept))


def _is_blank(node: Node) -> bool:
    if node.hidden or node.type in {"softbreak", "hardbreak"}:
        return True
    return node.type == "text" and not node.content.strip()


def _in_line(nodes: tuple[Node, ...], reader: _Reader, *, told: bool) -> tuple[Node, ...]:
    """Leave links in the place of what is transcluded where only a line of text may stand."""
    changed: list[Node] = []
    for node in nodes:
        if TRANSCLUDES in node.meta:
            if told:
                called = node.attrs.get("href", "")
                reader.say("D412", f"`{called}` stands where only one line may stand", HINT)
            changed.append(_as_link(node))
        else:
            changed.append(
                structs.replace(node, children=_in_line(node.children, reader, told=told))
            )
    return tuple(changed)


def _as_link(node: Node) -> Node:
    kept = {key: value for key, value in node.meta.items() if key != TRANSCLUDES}
    return structs.replace(node, meta=kept)


def _passage(link: Node, path: str, above: tuple[Where, ...], reader: _Reader) -> Node:
    """Make a quotation of what a link transcludes; where that cannot be, the link stays."""
    address = link.attrs.get("href", "")
    target = resolve(path, address)
    own = target.name == "" or (target.name is None and target.path == path)
    found = reader.files.get((path, "" if own else key_of_target(target)))
    if found is None:
        return link
    file, text = found
    if file not in reader.read:
        bare, _ = take_suppressions(replace(reader.source, path=file, text=text))
        lengths = tuple(accumulate(map(len, text.split("\n")), initial=0))
        nodes, notes = read_blocks(bare, reader.options)
        reader.read[file] = _Text(Passages(nodes), notes, lengths)
    read, footnotes = reader.read[file], reader.read[file].footnotes
    passage = read.passages.find(target.fragment)
    if passage is None or not passage.nodes:
        return link
    size = read.size_of(passage)
    if why := _why_not(passage, file, size, above, reader):
        reader.say("D412", f"`{address}` is not put in: {why}", HINT)
        return _as_link(link)
    if passage.headings > CHAPTER and not target.fragment and len(above) == 1:
        message = f"`{address}` is a whole chapter of {passage.headings} headings"
        reader.say("D413", message, "Name a heading of it, or put it in knowingly.")
    reader.size += size + AROUND
    inside = (*above, Where(file, passage.line, passage.end_line))
    filled = _filled(passage.nodes, file, inside, reader)
    moved = as_quoted(filled, file, path, footnotes, reader.line)
    for label, said in moved.footnotes.items():
        whole = tuple(_filled(said, file, inside, reader))
        quoted = as_quoted(whole, file, reader.source.path, footnotes, reader.line)
        reader.footnotes[label] = quoted.nodes
    caption = structs.replace(
        link, meta={**_as_link(link).meta, TRANSCLUDED: True}, line=reader.line
    )
    below = Node("paragraph", tag="p", children=(caption,), block=True)
    return Node("blockquote", tag="blockquote", children=(*moved.nodes, below), block=True)


def _why_not(
    passage: Passage, file: str, size: int, above: tuple[Where, ...], reader: _Reader
) -> str:
    if size > LONGEST:
        return f"it has more than {LONGEST} characters"
    if reader.size + size + AROUND > MOST:
        return f"this file would put in more than {MOST} characters"
    for each in above:
        if each.path == file and passage.line <= each.line and each.end_line <= passage.end_line:
            return "it would stand in itself"
    return f"it stands more than {DEEPEST} deep" if len(above) > DEEPEST else ""
