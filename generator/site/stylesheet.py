"""The site's one style sheet: variables, the rules for content, the rules for pages."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from generator.style import COLOURS, FONTS, content_css

if TYPE_CHECKING:
    from collections.abc import Mapping


def stylesheet(palette: Mapping[str, tuple[str, str]], font: str | None) -> str:
    """The whole sheet.

    Args:
        palette: figure colours: role → (light, dark).
        font: the address of the math font, relative to the sheet, if there is one.
    """
    parts = [_font_face(font)] if font else []
    return "\n".join([*parts, _variables(palette), content_css(), _site_css()])


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
    lines = [
        *(
            f"--{name}: light-dark({light.css}, {dark.css});"
            for name, (light, dark) in COLOURS.items()
        ),
        *(f"--{name}: {stack};" for name, stack in FONTS.items()),
        *(f"--fig-{role}: light-dark({light}, {dark});" for role, (light, dark) in roles.items()),
        "--fig-paper: transparent;",
    ]
    return ":root {\n" + "".join(f"  {line}\n" for line in lines) + "}\n"


@cache
def _site_css() -> str:
    return (files(__package__) / "site.css").read_text(encoding="utf-8")
