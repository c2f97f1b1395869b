"""The site's one style sheet: variables, the rules for content, the rules for pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.site.theming import EXTRA, style_of
from generator.style import COLOURS, FONTS, LATIN_FONTS, content_css

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.model import Theme


# One by one, because Chromium drops a rule with a list of languages in a single `:lang()`.
_CJK = ":lang(zh), :lang(ja), :lang(ko)"


def stylesheet(palette: Mapping[str, tuple[str, str]], font: str | None, theme: Theme) -> str:
    """The whole sheet.

    Args:
        palette: figure colours: role → (light, dark).
        theme: may have a sheet of its own in place of ``site.css``, and one to be added.
        font: the address of the math font, relative to the sheet, if there is one.
    """
    parts = [_font_face(font)] if font else []
    parts += [_variables(palette), content_css(), style_of("site.css", theme)]
    return "\n".join([*parts, theme.styles.get(EXTRA, "")]).rstrip() + "\n"


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
