"""What notes refer to: images, links, code. Found once, for check, build and render alike."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote

from diptych.input.sources import MARKDOWN
from diptych.model import Span
from diptych.syntax.html_policy import as_text
from diptych.syntax.markdown import line_of, plain_text
from diptych.syntax.tree import flatten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from markdown_it.token import Token

    from diptych.model import Document, Question
    from diptych.syntax.tree import Node

Kind = Literal["image", "link", "code"]

SCHEME = re.compile(r"[a-z][a-z0-9+.\-]+:", re.IGNORECASE)
DRIVE = re.compile(r"[a-z]:", re.IGNORECASE)
IMG_TAG = re.compile(r"""<img\b(?:"[^"]*"|'[^']*'|[^'">])*>""", re.IGNORECASE)

# What editors and blogs write where an author has said nothing.
PLACEHOLDERS = frozenset(
    {"img", "image", "picture", "pic", "alt", "alt-text", "alt text", "screenshot"}
    | {"图", "图片", "图像", "截图", "公式", "[公式]", "在这里插入图片描述", "这里写图片描述"}
)


@dataclass(frozen=True, slots=True)
class Target:
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
        return self.address if self.name is not None else unquote(self.address)


@dataclass(frozen=True, slots=True)
class Reference:
    """One image, link or piece of included code, and where it stands.

    Attributes:
        label: the alternative text of an image.
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
    if SCHEME.match(address) or DRIVE.match(address) or address.startswith(("/", "\\")):
        return Target(address, None, fragment)
    if not path:
        return Target(address, document, fragment)
    return Target(address, _inside(document, unquote(path.partition("?")[0])), fragment)


def _resolve_name(document: str, address: str) -> Target:
    """A wiki link as `diptych.syntax.obsidian` writes it: ``[[Note#Heading]]``."""
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
    """A relative path as the notebook's root sees it; None when it leads out of it."""
    inside = posixpath.normpath(posixpath.join(posixpath.dirname(document), path))
    outside = inside == ".." or inside.startswith("../")
    return None if outside else inside


def is_remote(address: str) -> bool:
    """Whether an address has a scheme or a host; a Windows drive is not a scheme."""
    return bool(SCHEME.match(address)) or address.startswith("//")


def says_nothing(label: str, target: Target) -> bool:
    """Whether an image's label is no caption: none at all, a placeholder, or the file's name."""
    name = PurePosixPath(target.name or target.path or "")
    return not label or label.lower() in {*PLACEHOLDERS, name.stem.lower(), name.name.lower()}


def picture_key(target: Target) -> str:
    """What a picture is looked up by that is not where it should be."""
    return target.path or target.written


def references(document: Document) -> Iterator[Reference]:
    """Everything that a document refers to, in the order of its text."""
    for section in document.sections:
        yield from in_tokens(section.intro, document.path, section.span)
    for question in document.questions:
        yield from in_question(question, document.path)
    for tokens in document.footnotes.values():
        yield from in_tokens(tokens, document.path, Span(document.path, 1, 1))


def in_question(question: Question, document: str) -> Iterator[Reference]:
    """What a question and its answer refer to."""
    yield from in_inline(question.prompt_tokens, document, question.span.line)
    yield from in_tokens(question.front, document, question.span)
    yield from in_tokens(question.short, document, question.span)
    yield from in_tokens(question.answer, document, question.span)


def in_tokens(tokens: Sequence[Node | Token], document: str, span: Span) -> Iterator[Reference]:
    """What block tokens refer to; ``span`` is where they stand if they do not know it."""
    line = span.line
    tokens = flatten(tokens)
    for index, token in enumerate(tokens):
        line = line_of(token, line)
        if token.type == "html_block":
            yield from _in_html(token.content, document, line)
        elif token.type != "inline":
            continue
        elif code := included_code(tokens, index, document):
            yield Reference("code", code, Span(document, line, line))
        else:
            yield from in_inline(token.children or (), document, line)


def in_inline(children: Sequence[Node | Token], document: str, line: int) -> Iterator[Reference]:
    """What inline tokens refer to."""
    for token in flatten(children):
        line = line_of(token, line)
        span = Span(document, line, line)
        if token.type == "image":
            address = str(token.attrGet("src") or "")
            label = plain_text(token.children or ())
            yield Reference("image", resolve(document, address), span, label)
        elif token.type == "link_open":
            address = str(token.attrGet("href") or "")
            yield Reference("link", resolve(document, address), span)
        elif token.type == "html_inline":
            yield from _in_html(token.content, document, line)


def included_code(tokens: Sequence[Token], index: int, document: str) -> Target | None:
    """The definition that a paragraph asks for: ``[nms](../figures/numerics/boxes.py#nms)``.

    Args:
        index: where in ``tokens`` the paragraph's inline token stands.
    """
    children = tokens[index].children or []
    is_paragraph = index > 0 and tokens[index - 1].type == "paragraph_open"
    if not is_paragraph or len(children) < 2:
        return None
    if children[0].type != "link_open" or children[-1].type != "link_close":
        return None
    if sum(child.type == "link_open" for child in children) > 1:
        return None
    target = resolve(document, str(children[0].attrGet("href") or ""))
    is_code = target.path is not None and target.path.endswith(".py") and target.fragment
    return target if is_code and target.name is None else None


def html_image(tag: str) -> dict[str, str]:
    """The attributes of an ``<img …>`` tag."""
    found: dict[str, str] = {}

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag == "img" and not found:
                found.update({name: value or "" for name, value in attrs})

    reader = Reader()
    reader.feed(tag)
    reader.close()
    return found


def replace_html_images(html: str, show: Callable[[dict[str, str]], str]) -> str:
    """Replace each ``<img …>`` of raw HTML by what ``show`` makes of its attributes."""
    return IMG_TAG.sub(lambda found: show(html_image(found.group())), html)


def _in_html(html: str, document: str, line: int) -> Iterator[Reference]:
    html = as_text(html)
    for found in IMG_TAG.finditer(html):
        attributes = html_image(found.group())
        here = line + html.count("\n", 0, found.start())
        target = resolve(document, attributes.get("src", "").replace("\\", "/"))
        label = " ".join(attributes.get("alt", "").split())
        yield Reference("image", target, Span(document, here, here), label)
