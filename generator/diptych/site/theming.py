"""The notebook's own templates, styles and words in place of ours."""

from __future__ import annotations

from contextlib import suppress
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import ChoiceLoader, FunctionLoader, PrefixLoader, TemplateError, TemplateSyntaxError
from jinja2.meta import find_referenced_templates

from diptych.diagnostics.codes import diagnose
from diptych.interface import texts
from diptych.model import Span
from diptych.site.lowering import StyleError, lowered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from jinja2 import BaseLoader, Environment, Template

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
        except SyntaxError as error:  # of the Python that a template becomes: where is not known
            yield _diagnostic(theme.template_path(name), 1, SyntaxError(error.msg))
        except (RecursionError, MemoryError, ValueError) as error:
            yield _diagnostic(theme.template_path(name), 1, error)
    yield from _unused_templates(theme, environment)
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


def _unused_templates(theme: Theme, environment: Environment) -> Iterator[Diagnostic]:
    """Report templates that stand for none of ours, and that no other names."""
    used: set[str | None] = {*environment.list_templates()}
    for text in theme.templates.values():
        with suppress(TemplateSyntaxError, RecursionError):
            used |= {*find_referenced_templates(environment.parse(text))}
    if None in used:  # one is named by what is known only when a page is made
        return
    for name in theme.templates.keys() - used:
        path = theme.template_path(name)
        message = f"`{name}` replaces none of our templates, and no other template names it"
        hint = "Compare its name with those in generator/diptych/site/templates/."
        yield diagnose("D604", message, Span(path, 1, 1), hint)


def _mistake(css: str) -> StyleError | None:
    try:
        lowered(css)
    except StyleError as error:
        return error
    return None


def explained(error: Exception | SystemExit, theme: Theme, template: str) -> ThemeError:
    """Say what went wrong when a page was made, with the line of the theme's template."""
    path, line = theme.template_path(template), 1
    own = {theme.template_path(name) for name in theme.templates}
    step: TracebackType | None = error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename in own:
            path, line = step.tb_frame.f_code.co_filename, _line_of(step)
        step = step.tb_next
    return ThemeError(_diagnostic(path, line, error))


def _line_of(step: TracebackType) -> int:
    """Find the line of a template; Jinja has put it there already but for what ends a process."""
    template: Template | None = step.tb_frame.f_globals.get("__jinja_template__")
    return template.get_corresponding_lineno(step.tb_lineno) if template else step.tb_lineno


def _diagnostic(path: str, line: int, error: Exception | SystemExit) -> Diagnostic:
    kind = "" if isinstance(error, TemplateError) else f"{type(error).__name__}: "
    hint = "Compare it with ours in generator/diptych/site/templates/, which it stands for."
    return diagnose("D602", f"{kind}{error}", Span(path, line, line), hint)
