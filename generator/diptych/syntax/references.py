"""What notes refer to: images, links and code."""

from __future__ import annotations

import posixpath
import re
from itertools import chain
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote

from msgspec import Struct
from msgspec.structs import replace

from diptych.characters import lazy
from diptych.input.sources import MARKDOWN
from diptych.model import Span
from diptych.syntax.data_images import is_data, without_data
from diptych.syntax.html import opening_tags
from diptych.syntax.html_policy import as_text
from diptych.syntax.media import medium_of
from diptych.syntax.tree import RAW_HTML
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from diptych.syntax.document import Document, Question
    from diptych.syntax.tree import Node

Kind = Literal["image", "embed", "link", "code", "transclusion", "source"]
"""An image is a picture; an embed is a sound, a film or another file. In the place of a
transclusion the text of a note was to stand; a source is a link below the text that does."""

LINKS = frozenset({"link", "transclusion"})
"""What has to lead somewhere."""

SCHEME = lazy(r"[a-z][a-z0-9+.\-]+:", re.IGNORECASE)
DRIVE = lazy(r"[a-z]:", re.IGNORECASE)

# What editors and blogs write where an author has said nothing.
PLACEHOLDERS = frozenset(
    {"img", "image", "picture", "pic", "alt", "alt-text", "alt text", "screenshot"}
    | {"图", "图片", "图像", "截图", "公式", "[公式]", "在这里插入图片描述", "这里写图片描述"}
)


TRANSCLUDES = "transcludes"
"""What the meta of a link says in whose place the text of a note is to stand."""

TRANSCLUDED = "transcluded"
"""What the meta of a link says above which the text of a note stands."""

DEEPEST = 3
"""So deep may one transclusion stand in another."""


class Target(Struct, frozen=True, array_like=True, gc=False):
    """Where a reference leads.

    Attributes:
        address: as it stands in the notes.
        path: the file in the notebook, relative to its root; None when it leads elsewhere.
        fragment: what follows ``#``, decoded.
        name: what a wiki link calls its note, which may lie anywhere; empty for its own document,
            None in all other links. Its path is then that of a file which is no note.
    """

    address: str
    path: str | None
    fragment: str
    name: str | None = None

    @property
    def written(self) -> str:
        """The address decoded, for people."""
        if is_data(self.address):
            return without_data(self.address)
        return self.address if self.name is not None else unquote(self.address)


class Reference(Struct, frozen=True, array_like=True, gc=False):
    """One image, embed, link or piece of included code, and where it stands.

    Attributes:
        label: the alternative text of an image or embed.
    """

    kind: Kind
    target: Target
    span: Span
    label: str = ""


def resolve(document: str, address: str) -> Target:
    """Resolve an address written in a document.

    Args:
        document: the path of the Markdown file, relative to the notebook's root.
        address: as written: relative, absolute, with a scheme, percent-encoded or not.
    """
    if address.startswith("[["):
        return _resolve_name(document, address)
    path, _, fragment = address.partition("#")
    fragment = unquote(fragment)
    if SCHEME.match(address) or DRIVE.match(address) or address.startswith(("//", "\\")):
        return Target(address, None, fragment)
    if path.startswith("/"):  # from the notebook's root, as forges and site generators read it
        return Target(address, _inside("", unquote(path.partition("?")[0]).lstrip("/")), fragment)
    if not path:
        return Target(address, document, fragment)
    return Target(address, _inside(document, unquote(path.partition("?")[0])), fragment)


def _resolve_name(document: str, address: str) -> Target:
    """Resolve a wiki link as `diptych.syntax.obsidian` writes it: ``[[Note#Heading]]``."""
    name, _, fragment = address[2:-2].partition("#")
    name = name.strip().replace("\\", "/").lstrip("/")
    fragment = fragment.rpartition("#")[2].strip()
    if not name:
        return Target(address, document, fragment, name)
    path = None if DRIVE.match(name) else _inside(document, name)
    if name.startswith("."):  # relative to its own file, as any other address
        name = path or name
    is_note = posixpath.splitext(name)[1].lower() in MARKDOWN
    return Target(address, None if is_note else path, fragment, name)


def _inside(document: str, path: str) -> str | None:
    """Write a relative path as the notebook's root sees it; None when it leads out of it."""
    inside = posixpath.normpath(posixpath.join(posixpath.dirname(document), path))
    outside = inside == ".." or inside.startswith("../")
    return None if outside else inside


def is_remote(address: str) -> bool:
    """Tell whether an address has a scheme or a host; a Windows drive is not a scheme."""
    return bool(SCHEME.match(address)) or address.startswith("//")


def says_nothing(label: str, target: Target) -> bool:
    """Tell whether an image has no caption: none at all, a placeholder, or the file's name."""
    name = PurePosixPath(target.name or target.path or "")
    return not label or label.lower() in {*PLACEHOLDERS, name.stem.lower(), name.name.lower()}


def key_of_target(target: Target) -> str:
    """Say what a transclusion calls its file."""
    return target.name if target.name is not None else target.path or ""


def picture_key(target: Target) -> str:
    """Make the key by which a picture is looked up that is not where it should be."""
    return target.path or target.written


def references(
    document: Document, of_questions: Iterable[Iterable[Reference]]
) -> Iterator[Reference]:
    """Find everything that a document refers to, in the order of its text.

    Args:
        of_questions: what each of its questions refers to.
    """
    for section in document.sections:
        yield from in_nodes(section.intro, section.span)
    yield from chain.from_iterable(of_questions)
    for nodes in document.footnotes.values():
        yield from in_nodes(nodes, Span(document.path, 1, 1))


def in_question(question: Question) -> Iterator[Reference]:
    """Find what a question and its answer refer to."""
    for part in (question.prompt_nodes, question.front, question.short, question.answer):
        yield from in_nodes(part, question.span)


def in_nodes(nodes: Iterable[Node], span: Span) -> Iterator[Reference]:
    """Find what some nodes refer to.

    Args:
        span: where they stand if they do not know it.
    """
    return _in_nodes(nodes, span.path, span.line)


def _in_nodes(nodes: Iterable[Node], path: str, line: int) -> Iterator[Reference]:
    for node in nodes:
        line = node.line or line
        if node.type in RAW_HTML:
            yield from _in_html(node.content, Span(path, line, line))
        elif code := included_code(node, path):
            yield Reference("code", code, Span(path, line, line))
        elif player := linked_player(node):
            yield from _in_nodes((player,), path, line)
        elif node.type == "image":
            target = resolve(path, node.attrs.get("src", ""))
            label = plain_text(node.children)
            yield Reference(_kind(target, node.attrs), target, Span(path, line, line), label)
        else:
            if node.type == "link":
                target = resolve(path, node.attrs.get("href", ""))
                yield Reference(_kind_of_link(node), target, Span(path, line, line))
            if node.children:
                yield from _in_nodes(node.children, path, line)
            if "nodes" in node.meta:
                yield from _in_nodes(node.meta["nodes"], path, line)


def included_code(node: Node, document: str) -> Target | None:
    """Find the definition that a paragraph asks for: ``[nms](../figures/numerics/boxes.py#nms)``.

    Args:
        document: the path of the Markdown file that the paragraph stands in.
    """
    if node.type != "paragraph" or [child.type for child in node.children] != ["link"]:
        return None
    target = resolve(document, node.children[0].attrs.get("href", ""))
    is_code = target.path is not None and target.path.endswith(".py") and target.fragment
    return target if is_code and target.name is None else None


def linked_player(node: Node) -> Node | None:
    """Make an image of what a paragraph links to, if that is all it does: a sound or a film.

    A link that leads elsewhere is followed there; of a file beside the notes, a card can play what
    it could not lead to.
    """
    if node.type != "paragraph" or [child.type for child in node.children] != ["link"]:
        return None
    (link,) = node.children
    address = link.attrs.get("href", "")
    if is_remote(address) or medium_of(address, {}) not in {"sound", "film"}:
        return None
    said = {name: value for name, value in link.attrs.items() if name == "title"}
    return replace(link, type="image", tag="img", attrs={"src": address, **said})


def _in_html(html: str, here: Span) -> Iterator[Reference]:
    """Find the images of raw HTML, which begins where ``here`` says."""
    for tag in opening_tags(as_text(html), "img"):
        line = here.line + tag.line
        target = resolve(here.path, tag.attributes.get("src", "").replace("\\", "/"))
        label = " ".join(tag.attributes.get("alt", "").split())
        kind = _kind(target, tag.attributes)
        yield Reference(kind, target, Span(here.path, line, line), label)


def _kind_of_link(link: Node) -> Kind:
    if TRANSCLUDED in link.meta:
        return "source"
    return "transclusion" if TRANSCLUDES in link.meta else "link"


def _kind(target: Target, attributes: Mapping[str, str]) -> Kind:
    return "image" if medium_of(target.address, attributes) == "picture" else "embed"
