"""Templates filled in: ours, or those that a notebook has in their place."""

from __future__ import annotations

from functools import cache, lru_cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from diptych.digests import key_of
from diptych.interface.language import is_right_to_left, language_to_left
from diptych.render.targets import id_of
from diptych.site.kept_templates import TEMPLATES
from diptych.site.theming import explained, troubles, with_theme, words_of
from diptych.site.titles import in_clauses

if TYPE_CHECKING:
    from collections.abc import Mapping

    from diptych.model import Diagnostic
    from diptych.model.book import Book, Theme
    from diptych.site.filled import Filled
    from diptych.site.views import Head, WholeHead


def theme_troubles(theme: Theme) -> list[Diagnostic]:
    """Find what of a theme can be seen to be wrong before any page is made."""
    return list(troubles(theme, _environment())) if theme.folder else []


class Writer:
    """Fills in the templates of one book.

    Attributes:
        words: what the interface says.
        key: a digest of all that pages share: the engine, the words, the templates.
    """

    def __init__(self, book: Book, engine: str) -> None:
        self.words = words_of(book)
        self.key = key_of(engine, self.words, dict(book.theme.templates))
        self._theme = book.theme
        self._environment = with_theme(_environment(), book.theme)
        self._t = SimpleNamespace(**self.words)
        self._frames: dict[tuple[str, str], dict[str, Markup]] = {}

    def page(
        self, template: str, book: Head | WholeHead, root: str, at: str, values: Mapping[str, Any]
    ) -> bytes:
        """Write a page.

        Args:
            root: where the site's root lies as seen from the page.
            at: which address of the bar the page is; empty for none.
            values: what it shows.
        """
        frame = self._frames.get((root, at))
        if frame is None:
            frame = {
                name: Markup(self.part(f"{name}.html", {"book": book, "root": root, "at": at})[:-1])
                for name in ("bar", "said")
            }
            self._frames[root, at] = frame
        return self._filled(template, {"book": book, "root": root, **frame, **values})

    def part(self, template: str, values: Mapping[str, Any]) -> str:
        """Write a part of a page.

        Raises:
            ThemeError: a template of the notebook's own cannot be filled in.
        """
        return self._filled(template, values).decode()

    def _filled(self, template: str, values: Mapping[str, Any]) -> bytes:
        try:
            shown = self._environment.get_template(template).render({"t": self._t, **values})
            return shown.encode()
        except (Exception, SystemExit) as error:
            # Templates are code: those of the notebook may raise anything, ours nothing.
            if not self._theme.templates:
                raise
            raise explained(error, self._theme, template) from error


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("diptych.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        bytecode_cache=TEMPLATES,
    )
    environment.filters["address"] = _address
    environment.filters["id"] = id_of
    environment.filters["safe_html"] = _safe
    environment.filters["spoken"] = _spoken
    environment.filters["direction"] = _direction
    environment.filters["in_clauses"] = lambda title: Markup(_in_clauses(escape(title)))
    return environment


def _spoken(language: str | None) -> Markup:
    """Write the attributes of what is in a language of its own."""
    if not language:
        return Markup()
    direction = Markup(' dir="rtl"') if is_right_to_left(language) else Markup()
    return Markup(' lang="{}"').format(language) + direction


def _direction(title: str) -> Markup:
    """Write the attribute of a title that runs from right to left."""
    return Markup(' dir="rtl"') if language_to_left(title) else Markup()


def _safe(html: str | Filled) -> Markup:
    """Show HTML that is known to be safe."""
    return Markup(html)


# Many pages name the same few neighbours.
_address = lru_cache(maxsize=1024)(quote)
_in_clauses = lru_cache(maxsize=64)(in_clauses)
