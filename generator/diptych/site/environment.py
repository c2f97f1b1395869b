"""Jinja's environment: our templates and filters, and what a theme puts in their place.

It is imported where a template is filled in or a theme is looked at: most builds have all pages but
one from before, and some all.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from jinja2 import (
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FunctionLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
)
from markupsafe import Markup, escape

from diptych.interface.language import is_right_to_left, language_to_left
from diptych.render.targets import id_of
from diptych.site.kept_templates import TEMPLATES
from diptych.site.titles import in_clauses

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import BaseLoader
    from jinja2.bccache import Bucket

    from diptych.model.book import Theme
    from diptych.site.filled import Filled


class _KeptCode(BytecodeCache):
    """Jinja's way to the code of templates that is kept."""

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = TEMPLATES.code_of(bucket.key, bucket.checksum)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            TEMPLATES.learn(bucket.key, bucket.checksum, bucket.code)


def environment_of(theme: Theme) -> Environment:
    """Make an environment in which a template of the theme wins over ours of the same name.

    Ours stay within reach as ``ours/NAME``, to be extended.
    """
    ours = our_environment()
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


@cache
def our_environment() -> Environment:
    """Make the environment of our own templates, once."""
    environment = Environment(
        loader=PackageLoader("diptych.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        bytecode_cache=_KeptCode(),
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
