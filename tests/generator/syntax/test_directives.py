"""Callouts as other writing tools mark them."""

from __future__ import annotations

import re

import pytest

from tests.generator.render.test_render import render

READ = {
    "Docusaurus": ":::tip Careful\nbody *text*\n:::",
    "Docusaurus with brackets": ":::tip[Careful]\nbody *text*\n:::",
    "VitePress": "::: tip Careful\nbody *text*\n:::",
    "MyST": ":::{tip} Careful\nbody *text*\n:::",
    "MyST as a fence": "```{tip} Careful\nbody *text*\n```",
    "Quarto": '::: {.callout-tip title="Careful"}\nbody *text*\n:::',
    "MkDocs": '!!! tip "Careful"\n    body *text*',
    "MkDocs with a blank line": '!!! tip "Careful"\n\n    body *text*',
    "MyST with a title of its own": "```{admonition} Careful\n:class: tip\n\nbody *text*\n```",
    "MyST's colons": ":::{admonition} Careful\n:class: tip\nbody *text*\n:::",
    "Obsidian's plugin": "```ad-tip\ntitle: Careful\nicon: x\nbody *text*\n```",
    "mdBook": '~~~admonish tip "Careful"\nbody *text*\n~~~',
    "语雀": ":::tips Careful\nbody *text*\n:::",
    "GitHub": "> [!TIP] Careful\n> body *text*",
}
FOLDED = {
    "MkDocs": '??? tip "Careful"\n    body *text*',
    "VuePress": "::: details Careful\nbody *text*\n:::",
    "Quarto": '::: {.callout-tip collapse="true" title="Careful"}\nbody *text*\n:::',
    "Obsidian's plugin": "```ad-tip\ncollapse: closed\ntitle: Careful\nbody *text*\n```",
    "MyST": "```{admonition} Careful\n:class: tip dropdown\nbody *text*\n```",
}
ARRANGED = {
    "语雀": ":::color1\nbody *text*\n:::",
    "pandoc": ':::: {.columns}\n::: {.column width="50%"}\nbody *text*\n:::\n::::',
}


@pytest.mark.parametrize("case", READ)
@pytest.mark.parametrize("around", ["{}", "before\n{}\n\nbehind", "- item\n\n  {}\n"])
def test_a_directive_is_a_callout_on_both_panels(case: str, around: str) -> None:
    indent = "  " if around.startswith("-") else ""
    both = render(around.format(READ[case].replace("\n", f"\n{indent}")))
    for html in (both.page.answer, both.card.answer):
        assert re.search(
            r'class="callout callout-tip">\s*<p class="callout-title">Careful</p>\s*'
            r"<p>body <em[^>]*>text</em></p>\s*</div>",
            html,
        ), html
        assert not re.search(r":::|!!!|```|\[!", html)


@pytest.mark.parametrize("case", FOLDED)
def test_a_folded_directive_is_folded(case: str) -> None:
    assert re.search(r"<summary[^>]*>Careful</summary>", render(FOLDED[case]).page.answer)


@pytest.mark.parametrize("case", ARRANGED)
def test_what_only_arranges_shows_nothing_itself(case: str) -> None:
    assert render(ARRANGED[case]).card.answer == "<p>body <em>text</em></p>"


def test_without_a_title_the_kind_is_shown() -> None:
    assert '<p class="callout-title">Custom</p>' in render("```ad-custom\nx\n```").page.answer
    for text in (
        ":::warning\nx\n:::",
        "```admonish warning\nx\n```",
        "!!! warning\n    x",
        ":::{warning}\nx\n:::",
    ):
        assert '<p class="callout-title">Warning</p>' in render(text).page.answer


def test_directives_hold_blocks_code_and_each_other() -> None:
    text = "::::note Outer\n- a\n- b\n\n:::tip Inner\n```\n::::\n```\n:::\n\nlast\n::::\n\nbehind"
    html = render(text).page.answer
    assert html.count('class="callout callout-') == 2
    assert re.search(r"<li>a</li>.*Inner.*::::.*</div>.*last.*</div>.*behind", html, re.DOTALL)


@pytest.mark.parametrize(
    "text",
    [
        ":::tip never closed\nx", "::: columns\nx\n:::", ":::{figure} a.png\nx\n:::", "!!! tip", "!!! tip\nno indent",
        "!!!important", "??? what", "```\n:::tip\nx\n:::\n```", "    :::tip\n    x\n    :::", "```{python}\nx = 1\n```",
        "```ad-\nx\n```", "```admonishment\nx\n```", "```ad\nx\n```",
    ],
)  # fmt: skip
def test_what_is_none_stays_as_it_is_written(text: str) -> None:
    html = render(text).page.answer
    assert "callout" not in html
    words = re.findall(r"[a-z]+", text.replace("python", ""))
    assert all(word in html for word in words), html
