"""The style that pages and cards share: rules that both may use, colours that can be read."""

from __future__ import annotations

import re

from diptych.render.style import COLOURS, Oklch, content_css, to_hex
from diptych.render.style.colours import to_linear_rgb
from tests.conftest import of


def test_the_shared_rules_use_only_known_variables_and_plain_css() -> None:
    css = content_css()
    fonts = {"serif", "sans", "mono"}
    # What lies below a box that scrolls, and how dark its edge is; pages and cards say both.
    scrolling = {"ground", "shade"}
    assert set(re.findall(r"var\(--([\w-]+)", css)) <= {*COLOURS, *fonts, *scrolling}
    assert "light-dark(" not in css
    assert "oklch(" not in css
    assert not re.search(r"\{[^}]*\{", css)
    assert not re.search(r"#[0-9a-f]{3,6}\b", css)


def test_colours_can_be_shown() -> None:
    for name, themes in COLOURS.items():
        for theme in themes:
            with of(name):
                assert all(-0.001 <= channel <= 1.001 for channel in to_linear_rgb(theme))


def test_text_is_legible() -> None:
    for text in ("ink", "muted", "accent", "kw", "name", "str", "num"):
        for ground in ("paper", "wash", "code-bg"):
            for one, other in zip(COLOURS[text], COLOURS[ground], strict=True):
                with of(f"{text} on {ground}"):
                    assert contrast(one, other) >= 4.5


def test_conversion_agrees_with_known_colours() -> None:
    assert to_hex(Oklch(1, 0, 0)) == "#ffffff"
    assert to_hex(Oklch(0.62796, 0.25768, 29.234)) == "#ff0000"
    assert to_hex(Oklch(0.45201, 0.31321, 264.052)) == "#0000ff"


def contrast(one: Oklch, other: Oklch) -> float:
    """As WCAG 2 defines it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: Oklch) -> float:
    red, green, blue = (min(1.0, max(0.0, channel)) for channel in to_linear_rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
