"""HTML that is filled when a page shows it, and what it will show as a key before that."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from diptych.digests import digest
from diptych.render import PageTarget, fill
from diptych.render.relocations import (
    HeadingAnchor,
    HeadingId,
    HeadingLevel,
    Id,
    IdReference,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from diptych.figures.registry import Figure
    from diptych.model.book import Html, Relocation, UnfilledBody
    from diptych.render import Context

_OWN = (Id, IdReference, HeadingLevel, HeadingId, HeadingAnchor)


class Filled:
    """HTML that is filled when a page shows it; its key tells all that the page will show.

    Args:
        target: makes the target of the page.
    """

    __slots__ = ("_context", "_target", "html")

    def __init__(self, html: Html, context: Context, target: Callable[[], PageTarget]) -> None:
        self.html = html
        self._context = context
        self._target = target

    def __html__(self) -> Markup:
        return Markup(self._target().whole(self.html))

    def __bool__(self) -> bool:
        return bool(self.html)

    @property
    def key(self) -> str:
        """What it shows on any page: it differs where that would."""
        return digest(_traced(self.html, self._context).encode())


class FilledBody:
    """A question's HTML, filled when a page shows it.

    Args:
        key: as `body_key` gives it.
        target: makes the target of the page.
    """

    __slots__ = ("_body", "_made", "_target", "key")

    def __init__(self, body: UnfilledBody, key: str, target: Callable[[], PageTarget]) -> None:
        self._body = body
        self._target = target
        self._made: PageTarget | None = None
        self.key = key

    @property
    def prompt(self) -> Filled:
        """What it asks."""
        return self._filled(self._body.prompt)

    @property
    def front(self) -> Filled:
        """What stands below the prompt."""
        return self._filled(self._body.front)

    @property
    def short(self) -> Filled:
        """The short answer."""
        return self._filled(self._body.short)

    @property
    def answer(self) -> Filled:
        """The answer."""
        return self._filled(self._body.answer)

    @property
    def sources(self) -> Filled:
        """Where the answer comes from."""
        return self._filled(self._body.sources)

    def _filled(self, html: Html) -> Filled:
        made = self._made = self._made or self._target()
        return Filled(html, made.context, lambda: made)


def body_key(body: UnfilledBody, context: Context) -> str:
    """Hash what a question's HTML shows on any page."""
    return digest("\1".join([_traced(part, context) for part in body.parts]).encode())


def _traced(html: Html, context: Context) -> str:
    if all(type(piece) is str for piece in html):
        return "".join(html)  # type: ignore[arg-type]
    return fill(html, _Trace(context))


class _Trace(PageTarget):
    """Writes of each relocation what decides how it looks on a page, whatever page that is.

    Between zero characters, which finished HTML never holds: no two HTMLs have one trace.
    """

    def show(self, relocation: Relocation) -> str:
        """Write a relocation as itself, or as a page shows it if the notebook decides."""
        shown = repr(relocation) if isinstance(relocation, _OWN) else super().show(relocation)
        return f"\0{shown}\0"

    def show_drawing(self, figure: Figure, number: int) -> str:
        """Name a drawing by what it holds; to write it out would take long."""
        held = (_long_digest(each or "") for each in (figure.drawing, figure.frames))
        return " ".join((str(number), figure.name, *held))


@lru_cache(maxsize=1024)
def _long_digest(text: str) -> str:
    return digest(text.encode())
