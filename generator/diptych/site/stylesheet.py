"""The site's one style sheet: variables, the rules for content, the rules for pages."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import tinycss2
from tinycss2 import ast

from diptych.render.style import COLOURS, FONTS, LATIN_FONTS, content_css
from diptych.site.theming import EXTRA, style_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycss2.ast import Node

    from diptych.model import Theme


# One by one, because Chromium drops a rule with a list of languages in a single `:lang()`.
_CJK = ":lang(zh), :lang(ja), :lang(ko)"

_BLOCKS = (ast.CurlyBracketsBlock, ast.SquareBracketsBlock, ast.ParenthesesBlock)


def stylesheet(palette: Mapping[str, tuple[str, str]], font: str | None, theme: Theme) -> str:
    """Write the whole sheet.

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
    """Shorten a sheet by its comments and the white space that only we read, a fifth of it.

    A sheet with a mistake that cuts a string or an address stays as it was written, and so does
    one with brackets too deep to follow.
    """
    nodes = tinycss2.parse_component_value_list(css, skip_comments=True)
    try:
        return tinycss2.serialize(_tight(nodes))
    except (_TornError, RecursionError):
        return css


class _TornError(ValueError):
    """A sheet holds what is no CSS."""


def _tight(nodes: Sequence[Node]) -> list[Node]:
    """Drop the white space beside a brace, a semicolon or a comma of a sheet."""
    kept: list[Node] = []
    for place, node in enumerate(nodes, 1):
        # A lone backslash would take what then stands behind it for its own.
        if isinstance(node, ast.ParseError) or _is_sign("\\", node):
            raise _TornError
        if isinstance(node, ast.WhitespaceToken):
            between = kept and place < len(nodes)
            if not between or _ends(kept[-1]) or _begins(nodes[place]):
                continue
            node.value = " "
        elif isinstance(node, ast.FunctionBlock):
            node.arguments = _tight(node.arguments)
        elif isinstance(node, _BLOCKS):
            node.content = _tight(node.content)
            if isinstance(node, ast.CurlyBracketsBlock) and _is_sign(";", *node.content[-1:]):
                node.content.pop()
        kept.append(node)
    return kept


def _begins(node: Node) -> bool:
    """Tell whether white space before a part of a sheet says nothing.

    Before a colon it does: in a selector it says "inside of".
    """
    return isinstance(node, ast.CurlyBracketsBlock) or _is_sign(";,", node)


def _ends(node: Node) -> bool:
    """Tell whether white space behind a part of a sheet says nothing."""
    return _begins(node) or _is_sign(":", node)


def _is_sign(signs: str, node: Node | None = None) -> bool:
    return isinstance(node, ast.LiteralToken) and node.value in signs


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
        **{name: f"light-dark({light.css}, {dark.css})" for name, (light, dark) in COLOURS.items()},
        **{
            f"fig-{role}": f"light-dark({light}, {dark})" for role, (light, dark) in palette.items()
        },
        # What a figure draws in the colour of its paper must look like the ground it stands on.
        "fig-paper": "var(--paper)",
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
    """List the names of the sheets of single features."""
    return tuple(sorted(f"css/{sheet.name}" for sheet in (files(__package__) / "css").iterdir()))
