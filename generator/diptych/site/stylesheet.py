"""The site's one style sheet: variables, the rules for content, the rules for pages."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from diptych.render.style import COLOURS, FONTS, LATIN_FONTS, content_css
from diptych.site.theming import EXTRA, style_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from diptych.model import Theme


# One by one, because Chromium drops a rule with a list of languages in a single `:lang()`.
_CJK = ":lang(zh), :lang(ja), :lang(ko)"


_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# Not around a colon: before one in a selector, the space says "inside of".
_AROUND = re.compile(r"\s*([{};,])\s*")


def stylesheet(palette: Mapping[str, tuple[str, str]], font: str | None, theme: Theme) -> str:
    """The whole sheet.

    Args:
        palette: figure colours: role → (light, dark).
        theme: may have a sheet of its own in place of ``site.css``, and one to be added.
        font: the address of the math font, relative to the sheet, if there is one.
    """
    parts = [_font_face(font)] if font else []
    parts += [_variables(palette), content_css(), style_of("site.css", theme)]
    parts += [style_of(name, theme) for name in _features()]
    # What a notebook adds stays as it was written.
    return "\n".join([slim("\n".join(parts)), theme.styles.get(EXTRA, "")]).rstrip() + "\n"


@lru_cache(maxsize=4)
def slim(css: str) -> str:
    """A sheet without its comments and the white space that only we read: a fifth less to send."""
    css = _COMMENT.sub("", css)
    return _AROUND.sub(r"\1", " ".join(css.split())).replace(": ", ":").replace(";}", "}")


def _font_face(address: str) -> str:
    return (
        "@font-face {\n"
        '  font-family: "Diptych Math";\n'
        f'  src: url("{address}") format("woff2");\n'
        "  font-display: swap;\n"
        "}\n"
    )


def _variables(palette: Mapping[str, tuple[str, str]]) -> str:
    # A figure on a page lies on the page's own paper.
    roles = {role: pair for role, pair in palette.items() if role != "paper"}
    colours = {
        **{name: f"light-dark({light.css}, {dark.css})" for name, (light, dark) in COLOURS.items()},
        **{f"fig-{role}": f"light-dark({light}, {dark})" for role, (light, dark) in roles.items()},
        "fig-paper": "transparent",
    }
    return "\n".join(
        [
            _rule(":root", colours),
            _rule(f":root, [lang]:is({_CJK})", FONTS),
            _rule(f":is(:root, [lang]):not({_CJK})", LATIN_FONTS),
        ]
    )


def _rule(selector: str, values: Mapping[str, str]) -> str:
    return f"{selector} {{\n" + "".join(f"  --{k}: {v};\n" for k, v in values.items()) + "}\n"


@cache
def _features() -> tuple[str, ...]:
    """The names of the sheets of single features."""
    return tuple(sorted(f"css/{sheet.name}" for sheet in (files(__package__) / "css").iterdir()))
