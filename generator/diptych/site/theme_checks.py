"""What is wrong with a theme: seen before any page is made, or when one is."""

from __future__ import annotations

from contextlib import suppress
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import TemplateError, TemplateSyntaxError
from jinja2.meta import find_referenced_templates

from diptych.diagnostics.codes import diagnose
from diptych.model import Span
from diptych.site.environment import our_environment
from diptych.site.lowering import StyleError, lowered
from diptych.site.theming import EXTRA, ThemeError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from jinja2 import Environment, Template

    from diptych.model import Diagnostic
    from diptych.model.book import Theme


def troubles(theme: Theme) -> Iterator[Diagnostic]:
    """Find what of a theme can be seen to be wrong before any page is made."""
    environment = our_environment()
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
        if name != EXTRA and not (files(__package__) / "styles" / name).is_file():
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
