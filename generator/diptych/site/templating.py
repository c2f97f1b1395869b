"""How templates are filled in: the environment, its filters, and HTML with open places."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from markupsafe import Markup, escape

from diptych.site.related import iso_date
from diptych.site.titles import in_clauses

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2.runtime import Context as TemplateContext

    from diptych.model import Html
    from diptych.render import PageTarget


@cache
def environment() -> Environment:
    """Make what all templates are filled in with, once."""
    made = Environment(
        loader=PackageLoader("diptych.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    made.filters["address"] = address_of
    made.filters["safe_html"] = _safe
    made.filters["iso_date"] = iso_date
    made.filters["in_clauses"] = lambda title: Markup(in_clauses(str(escape(title))))
    return made


def address_of(slug: str) -> str:
    """Write a slug as it stands in addresses."""
    return quote(slug, safe="")


@pass_context
def _safe(template: TemplateContext, html: str | Html) -> Markup:
    """Show safe HTML, its open places filled as a page of its own has them."""
    return Markup(html if isinstance(html, str) else template["target"].whole(html))


def filled(target: Callable[[Any], PageTarget]) -> Callable[[Html, Any], Markup]:
    """Make the function by which a template shows HTML that stands on a page with others.

    Args:
        target: what the template says of the place → the target.
    """
    return lambda html, place: Markup(target(place).whole(html))
