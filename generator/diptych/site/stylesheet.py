"""The site's one style sheet: variables, the rules for content, the rules for pages."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from diptych.render.style import COLOURS, FONTS, LATIN_FONTS, content_css, to_hex
from diptych.site.lowering import lowered_or_kept
from diptych.site.theming import EXTRA, style_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from diptych.model.book import Theme


# One by one, because Chromium drops a rule with a list of languages in a single `:lang()`.
_CJK = ":lang(zh), :lang(ja), :lang(ko)"


def stylesheet(palette: Mapping[str, tuple[str, str]], font: str | None, theme: Theme) -> str:
    """Write the whole sheet.

    Args:
        palette: figure colours: role → (light, dark).
        theme: may have a sheet of its own in place of ``site.css``, and one to be added.
        font: the address of the math font, relative to the sheet, if there is one.
    """
    parts = [_font_face(font)] if font else []
    parts += [_variables(palette), content_css()]
    sheets = [style_of(name, theme) for name in ("site.css", *_features())]
    # One by one, so that a mistake in a sheet of the notebook's spoils no other.
    compiled = [lowered_or_kept(css) for css in ("\n".join(parts), *sheets)]
    return "\n".join([*compiled, lowered_or_kept(theme.styles.get(EXTRA, ""))]).rstrip() + "\n"


def _font_face(address: str) -> str:
    return (
        "@font-face {\n"
        '  font-family: "Diptych Math";\n'
        f'  src: url("{address}") format("woff2");\n'
        "  font-display: swap;\n"
        "}\n"
    )


def _variables(palette: Mapping[str, tuple[str, str]]) -> str:
    colours = {
        **{
            name: f"light-dark({to_hex(light)}, {to_hex(dark)})"
            for name, (light, dark) in COLOURS.items()
        },
        **{
            f"fig-{role}": f"light-dark({light}, {dark})" for role, (light, dark) in palette.items()
        },
        # What a figure draws in the colour of its paper must look like the ground it stands on.
        "fig-paper": "var(--paper)",
    }
    return "\n".join(
        [
            # Also where a theme says nothing of it: the colours follow it.
            ":root { color-scheme: light dark; }",
            _rule(":root", colours),
            _rule(f":root, [lang]:is({_CJK})", FONTS),
            _rule(f":is(:root, [lang]):not({_CJK})", LATIN_FONTS),
        ]
    )


def _rule(selector: str, values: Mapping[str, str]) -> str:
    return f"{selector} {{\n" + "".join(f"  --{k}: {v};\n" for k, v in values.items()) + "}\n"


@cache
def _features() -> tuple[str, ...]:
    """List the names of the sheets of single features."""
    folder = files(__package__) / "styles" / "css"
    return tuple(sorted(f"css/{sheet.name}" for sheet in folder.iterdir()))
