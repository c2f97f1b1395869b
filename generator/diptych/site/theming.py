"""The notebook's own templates, styles and words in place of ours."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import ChoiceLoader, FunctionLoader, PrefixLoader, TemplateError, TemplateSyntaxError

from diptych.diagnostics.codes import diagnose
from diptych.interface import texts
from diptych.model import Span
from diptych.site.lowering import StyleError, lowered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from jinja2 import BaseLoader, Environment

    from diptych.model import Diagnostic
    from diptych.model.book import Book, Theme

EXTRA = "extra.css"
"""The style sheet of a theme that is added to ours; one of our sheets' names replaces it."""


class ThemeError(Exception):
    """A template of the notebook cannot be filled in."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


def words_of(book: Book) -> dict[str, str]:
    """Read what the pages say in the book's language: the theme's words before ours."""
    tag = book.language.lower()
    ours = texts(book.language)
    own = book.theme.words
    return {**ours, **own.get(tag.split("-")[0], {}), **own.get(tag, {})}


def style_of(name: str, theme: Theme) -> str:
    """One of our style sheets, or what the theme has in its place."""
    return theme.styles.get(name) or (files(__package__) / name).read_text(encoding="utf-8")


def with_theme(ours: Environment, theme: Theme) -> Environment:
    """Make an environment in which a template of the theme wins over ours of the same name.

    Ours stay within reach as ``ours/NAME``, to be extended.
    """
    if not theme.templates or ours.loader is None:
        return ours
    own = FunctionLoader(_loader(theme))
    loader: BaseLoader = ChoiceLoader([own, ours.loader, PrefixLoader({"ours": ours.loader})])
    return ours.overlay(loader=loader)


def _loader(theme: Theme) -> Callable[[str], tuple[str, str, Callable[[], bool]] | None]:
    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        text = theme.templates.get(name)
        return None if text is None else (text, theme.template_path(name), lambda: True)

    return load


def troubles(theme: Theme, environment: Environment) -> Iterator[Diagnostic]:
    """Find what of a theme can be seen to be wrong before any page is made."""
    for name, text in theme.templates.items():
        try:
            environment.compile(text, name, theme.template_path(name))
        except TemplateSyntaxError as error:
            yield _diagnostic(theme.template_path(name), error.lineno, error)
        except RecursionError as error:
            yield _diagnostic(theme.template_path(name), 1, error)
    for name, css in theme.styles.items():
        if (wrong := _mistake(css)) is not None:
            hint = "Browsers skip the rule with the mistake, and old ones more than that."
            span = Span(f"{theme.folder}/{name}", wrong.line, wrong.line)
            message = f"From here on this is no CSS that can be compiled: {wrong}"
            yield diagnose("D603", message, span, hint)
        if name != EXTRA and not (files(__package__) / name).is_file():
            message = f"`{name}` replaces nothing: the site has no style sheet of that name"
            hint = f"What is to be added to ours belongs in `{EXTRA}`."
            yield diagnose("D602", message, Span(f"{theme.folder}/{name}", 1, 1), hint)


def _mistake(css: str) -> StyleError | None:
    try:
        lowered(css)
    except StyleError as error:
        return error
    return None


def explained(error: Exception, theme: Theme, template: str) -> ThemeError:
    """Say what went wrong when a page was made, with the line of the theme's template."""
    path, line = theme.template_path(template), 1
    own = {theme.template_path(name) for name in theme.templates}
    step: TracebackType | None = error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename in own:
            path, line = step.tb_frame.f_code.co_filename, step.tb_lineno
        step = step.tb_next
    return ThemeError(_diagnostic(path, line, error))


def _diagnostic(path: str, line: int, error: Exception) -> Diagnostic:
    kind = "" if isinstance(error, TemplateError) else f"{type(error).__name__}: "
    hint = "Compare it with ours in generator/diptych/site/templates/, which it stands for."
    return diagnose("D602", f"{kind}{error}", Span(path, line, line), hint)
