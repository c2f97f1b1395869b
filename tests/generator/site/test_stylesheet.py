"""What is taken out of style sheets and scripts before they are sent: nothing that they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from playwright.sync_api import Browser
from pygments.lexers.javascript import JavascriptLexer
from pygments.token import Comment, Text, is_token_subtype

from diptych.site import resources
from diptych.site.stylesheet import slim
from tests.browser import reader
from tests.conftest import MakeNotebook, build_folder

SITE = Path(__file__).parents[3] / "generator/diptych/site"
SHEETS = sorted(SITE.rglob("*.css"))
SCRIPTS = sorted(SITE.glob("*.js"))

# Strings, addresses and selectors in which a blank, a semicolon or a comment's marks say something.
ODD = [
    'a::before { content: "Note:  a ; b" }',
    "a::before { content: '/* no */  { , } : ;}' }",
    'a::before { content: "\\"  ;  x" attr( title )  "  " }',
    "a { background: url( 'my  figure ; 1.png' ) }",
    "a { background: url(my\\ \\ figure.png) }",
    "a[title=\"x  ,  y\"] , a[title='a: b'] { top: 0; }",
    "nav { top: 0; & > .b :hover { top: 1px } ol :is( .c , .d ) { top: 2px } }",
    "@media print { .b :hover , .b:hover { top: 0 } }",
    "a { width: calc( 1px  +  2px ) ; margin: 0  -1px /* b */ 2px ; }",
    '@font-face { font-family: "A  B" ; src: url("a  b.woff2") format("woff2") }',
    'a { --x: "a  ;  b" ; content: var( --x , "c  ,  d" ) }',
    'a { content: "open\n; top: 0 } b  ,  c { top: 1px; }',
    "a { background: url(my figure.png); top: 0 } b { top: 1px }",
    "a { top: 0 } /* never closed ; b { top: 1px }",
    "a { top: 0; /* one */ } b { left: 0",
]

# What a browser has understood of a sheet. Where a variable is used it keeps the blanks.
UNDERSTOOD = """css => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    return [...sheet.cssRules].map((rule) => rule.cssText).join("\\n");
}"""
BLANKS = re.compile(
    r"""(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\s*(?P<comma>,)\s*|(?<=\()\s+|\s+(?=[);])|(?P<blank>\s+)"""
)


def without_blanks(css: str) -> str:
    """As the browser wrote it, with at most one blank outside of strings."""
    return BLANKS.sub(
        lambda found: found["string"] or found["comma"] or (" " if found["blank"] else ""), css
    )


@pytest.mark.parametrize(
    "css", [*ODD, *(sheet.read_text(encoding="utf-8") for sheet in SHEETS)],
    ids=[*map(str, range(len(ODD))), *(sheet.name for sheet in SHEETS)],
)  # fmt: skip
def test_a_browser_reads_the_same_in_a_sheet_that_is_slim(chromium: Browser, css: str) -> None:
    with reader(chromium) as window:
        whole, short = (window.page.evaluate(UNDERSTOOD, each) for each in (css, slim(css)))
    assert without_blanks(short) == without_blanks(whole)
    assert whole


def test_what_a_theme_says_before_a_link_is_seen_as_it_was_written(
    make_notebook: MakeNotebook, chromium: Browser, tmp_path: Path
) -> None:
    ours = (SITE / "site.css").read_text(encoding="utf-8")
    said = "Note:  a ; b  /* c */"
    root = make_notebook(
        {
            "diptych.toml": 'theme = "theme"\n',
            "notes/a.md": "## A?\n\nb\n",
            "theme/site.css": f'{ours}\nh1::before {{ content: "{said}"; --said: "x  ;  y" }}\n',
        }
    )
    assert build_folder(root, tmp_path / "site").summary is not None
    with reader(chromium) as window:
        window.open(tmp_path / "site" / "index.html")
        style = 'getComputedStyle(document.querySelector("h1"), "::before")'
        assert window.page.evaluate(f"{style}.content") == f'"{said}"'
        assert window.page.evaluate(f'{style}.getPropertyValue("--said").trim()') == '"x  ;  y"'


@example("\\\n")
@given(st.text("ab\"'\\/*:;,{}()[] \n\t@&>!-1.url", max_size=60))
def test_any_sheet_is_slim_the_first_time(css: str) -> None:
    assert slim(slim(css)) == slim(css)


def test_brackets_too_deep_to_follow_stay() -> None:
    deep = "a  { x: " + "(" * 20_000 + " }"
    assert slim(deep) == deep


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_is_sent_with_all_but_comments_and_blanks(script: Path) -> None:
    def parts(text: str) -> list[str]:
        return [
            words
            for kind, words in JavascriptLexer().get_tokens(text)
            if not is_token_subtype(kind, Comment) and not is_token_subtype(kind, Text)
        ]

    whole = script.read_text(encoding="utf-8")
    assert parts(resources.script(script.name)) == parts(whole)
    assert len(resources.script(script.name)) < len(whole)
