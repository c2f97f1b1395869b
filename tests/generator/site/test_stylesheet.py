"""What is taken out of style sheets and scripts before they are sent: nothing that they say."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser
from pygments.lexers.javascript import JavascriptLexer
from pygments.token import Comment, Text, is_token_subtype

from diptych.site import resources
from diptych.site.lowering import StyleError, lowered, lowered_or_kept
from tests.browser import reader
from tests.conftest import MakeNotebook, build_folder, of
from tests.kinds import pages_of_each_kind

SITE = Path(__file__).parents[3] / "generator/diptych/site"
SHEETS = sorted(SITE.rglob("*.css"))
SCRIPTS = sorted((SITE / "scripts").glob("*.js"))

# What each sheet of ours must not hold any more: oklch() etc. are younger than the oldest browsers.
YOUNG = re.compile(
    r"light-dark\(|oklch\(|oklab\(\d|lab\(|&|@layer|@scope|@container|@starting-style"
    r"|(?:width|height) ?[<>]=|:where\([^)]*:|@media[^{]*[<>]"
)
GUARDED = re.compile(r"@supports[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
# What a browser has understood of a sheet, and what of it a page then shows.
SHOWN = """css => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
    const said = ["color", "background-color", "margin", "padding", "inset", "display", "font",
        "border", "max-width", "opacity", "position", "grid-template-columns", "text-align"];
    return [...document.querySelectorAll("body, body *")].map(each =>
        said.map(name => getComputedStyle(each).getPropertyValue(name)));
}"""


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_our_sheets_ask_for_nothing_that_came_later(sheet: Path) -> None:
    css = lowered(sheet.read_text(encoding="utf-8"))
    assert not YOUNG.findall(css)
    # An unknown word in a value with a variable makes the whole declaration void.
    plain = GUARDED.sub("", css)
    assert not re.findall(
        r"[^;{}]*(?:color-mix\(|\ddvh[^;{}]*var\(|var\([^;{}]*\ddvh)[^;{}]*", plain
    )
    for selectors in re.findall(r"[^{}]*(?=\{)", plain):
        assert ":has(" not in selectors or "," not in re.sub(
            r"\([^()]*(?:\([^()]*\)[^()]*)*\)", "", selectors
        )


@pytest.mark.parametrize("dark", [False, True])
def test_a_new_browser_shows_the_same_by_a_sheet_that_was_compiled(
    chromium: Browser, published: Path, dark: bool
) -> None:
    written = ":root { color-scheme: light dark; --screen: 100vh }\n" + "\n".join(
        sheet.read_text(encoding="utf-8") for sheet in SHEETS
    )
    pages = pages_of_each_kind(published)
    with reader(chromium, dark=dark) as window:
        for name in ("question with code", "index", "rehearse"):
            window.page.set_content(
                re.sub(r"<(script|link|meta)[^>]*>", "", pages[name].read_text("utf-8"))
            )
            ours, compiled = (
                window.page.evaluate(SHOWN, css) for css in (written, lowered(written))
            )
            with of(name):
                assert ours == compiled
                assert len(ours) > 50


def test_what_a_theme_says_before_a_link_is_seen_as_it_was_written(
    make_notebook: MakeNotebook, chromium: Browser, tmp_path: Path
) -> None:
    ours = (SITE / "styles" / "site.css").read_text(encoding="utf-8")
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


@pytest.mark.parametrize(
    ("css", "line"),
    [
        ("a { top: 0 }\n\nb { color: }; c {", 3),
        ("a {\n" * 3 + "(" * 70, 4),
        ("a { x: url(y z) }", 1),
    ],
)
def test_a_mistake_has_its_line(css: str, line: int) -> None:
    with pytest.raises(StyleError) as told:
        lowered(css)
    assert told.value.line == line
    assert lowered_or_kept(css) == css


@given(st.text("ab\"'\\/*:;,{}()[] \n\t@&>!-1.url", max_size=60))
def test_what_was_compiled_compiles_to_itself(css: str) -> None:
    with suppress(StyleError):
        once = lowered(css)
        assert lowered(once) == once


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


# What browsers learned after Chrome 80 and Safari 14: a script with new syntax is not run at all.
LATER = re.compile(
    r"\?\?=|\|\|=|&&=|\(\?<[=!]|\.at\(|this\.#|\b\d+_\d+\b|\bstatic\b|\bawait import\b"
    r"|\.(?:replaceAll|replaceChildren|findLast|findLastIndex|toSorted|toReversed|toSpliced|hasOwn"
    r"|groupBy|allSettled|any|checkVisibility|showPopover|randomUUID|timeout|canParse|inert)\b"
    r"|structuredClone|requestIdleCallback(?! \?\? )|WeakRef|ResizeObserver|:is\(|:where\(|:has\(|scrollend"
)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_asks_for_nothing_that_came_later(script: Path) -> None:
    assert not LATER.findall(resources.script(script.name))
