"""Templates filled in: ours, or those that a notebook has in their place."""

from __future__ import annotations

from functools import cached_property
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from diptych.digests import key_of
from diptych.site.theming import words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment

    from diptych.model import Diagnostic
    from diptych.model.book import Book, Theme
    from diptych.site.views import Head, WholeHead


def theme_troubles(theme: Theme) -> list[Diagnostic]:
    """Find what of a theme can be seen to be wrong before any page is made."""
    if not theme.folder:
        return []
    from diptych.site.theme_checks import troubles  # it loads jinja2

    return list(troubles(theme))


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
        self._t = SimpleNamespace(**self.words)
        self._frames: dict[tuple[str, str], dict[str, Markup]] = {}

    @cached_property
    def _environment(self) -> Environment:
        from diptych.site.environment import environment_of  # mostly all pages but one are kept

        return environment_of(self._theme)

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
            from diptych.site.theme_checks import explained

            raise explained(error, self._theme, template) from error
