"""Hostile notes in every place of a published site: read by real readers, run by a real browser.

The browser is told to pass over our content policy: what does not run does so because it is not there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import feedparser
import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Browser, Dialog, Page

from tests.browser import served
from tests.conftest import build_folder, of
from tests.payloads import FORMULAS, MARKUP
from tests.pictures import png

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ALL = {**MARKUP, "formula that links": f"${FORMULAS['href']}$ and ${FORMULAS['style']}$"}


def _line(payload: str) -> str:
    return " ".join(payload.split())


def _quoted(payload: str) -> str:
    """For front matter, which may hold no NUL: a build refuses it."""
    return json.dumps(_line(payload).replace("\0", ""))


def _document(number: int, payload: str) -> str:
    """A document that has a payload wherever one may write something."""
    line, cell = _line(payload), _line(payload).replace("|", "")
    return f"""---
title: {_quoted(f"T{number} {payload}")}
tags: [{_quoted(payload)}, tag{number}]
---
# Part {number} {line}

## What is {number} {line}? {{#q{number} .reversed}}

> Short {line}

{payload}

- item {line}

| {cell} | b |
|---|---|
| {cell} | b |

> [!NOTE] {line}
> {line}

![{line.replace("[", "").replace("]", "")}](p.png "{line.replace('"', "")}")

```html
{payload}
```

`{line}`[^n]

term{number} {line} :: {line}

[^n]: {line}

## Which {number} {{{{c1::{line.replace("}", "")}::{line.replace("}", "")}}}}}?

{line}
"""


def _made(folder: Path, base: str) -> Path:
    """Build a site of hostile notes, with a question for each."""
    words = _line(" ".join([MARKUP["script's end"], MARKUP["picture"], MARKUP["template"]]))
    shown = ("title", "author", "deck", "deck_description", "licence")
    settings = dict.fromkeys(shown, words) | {"base_url": base, "name": "n", "language": "en"}
    rows = "".join(f"{key} = {json.dumps(value)}\n" for key, value in settings.items())
    (folder / "notes").mkdir(parents=True)
    (folder / "diptych.toml").write_text(rows, "utf-8")
    (folder / "notes/p.png").write_bytes(png())
    for number, payload in enumerate(ALL.values()):
        (folder / f"notes/{number}-<img onerror=evil()>&'.md").write_text(
            _document(number, payload), "utf-8", newline="\n"
        )
    (folder / "notes/__proto__.md").write_text("# __proto__\n\n## __proto__\n\nx\n", "utf-8")
    built = build_folder(folder, folder / "site")
    assert [each for each in built.report.diagnostics if each.severity == "error"] == []
    assert built.summary is not None
    assert built.summary.questions > 2 * len(ALL)
    return folder / "site"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The site, and where it is published."""
    folder = tmp_path_factory.mktemp("safe")
    (folder / "site").mkdir()
    with served(folder / "site") as address:
        yield _made(folder, address), address


def _prompts(site: Path) -> set[str]:
    """What all questions ask, as our own data have it."""
    script = (site / "search/titles.js").read_text("utf-8")
    data = json.loads(script[script.index("{") : script.rindex("}") + 1])
    return {row[1] for row in data["questions"]}


def test_a_feed_reader_reads_words(made: tuple[Path, str]) -> None:
    site, base = made
    read = feedparser.parse((site / "feed.xml").read_bytes(), sanitize_html=False)
    assert not read.bozo
    assert len(read.entries) == 30
    for entry in read.entries:
        assert entry.title_detail.type == entry.summary_detail.type == "text/plain"
        assert entry.title in _prompts(site)
        assert [link.href for link in entry.links] == [entry.link]
        assert entry.link.startswith(f"{base}/q/")
    assert read.feed.title_detail.type == "text/plain"
    assert MARKUP["picture"] in read.feed.title
    assert read.feed.author == read.feed.title


def test_a_sitemap_names_pages_of_ours_only(made: tuple[Path, str]) -> None:
    site, base = made
    places = [each.text or "" for each in ET.parse(site / "sitemap.xml").iter(f"{SITEMAP}loc")]
    assert len(places) > 2 * len(ALL)
    for place in places:
        assert urlsplit(place).netloc == urlsplit(base).netloc
        path = unquote(place.removeprefix(f"{base}/"))
        assert (site / (path or "index.html")).is_file()
    assert (site / "robots.txt").read_text("utf-8").count("\n") == 3


def test_a_reader_of_markdown_sees_words_and_links_of_ours_in_llms_txt(
    made: tuple[Path, str],
) -> None:
    site, base = made
    text = (site / "llms.txt").read_text("utf-8")
    tokens = MarkdownIt("commonmark", {"html": True, "linkify": True}).parse(text)
    inline = [child for token in tokens for child in token.children or ()]
    kinds = {
        token.type.removesuffix("_open").removesuffix("_close") for token in [*tokens, *inline]
    }
    assert kinds == {
        *("heading", "paragraph", "inline", "text", "link"),
        *("blockquote", "bullet_list", "list_item"),
    }
    assert all(
        str(token.attrs["href"]).startswith(f"{base}/q/")
        for token in inline
        if token.type == "link_open"
    )
    shown = {
        "".join(child.content for child in token.children or ())
        for token in tokens
        if token.level == 3 and token.type == "inline"
    }
    assert shown == {" ".join(each.split()) for each in _prompts(site)}


NO_EVIL = """(page = document) => [...page.querySelectorAll('*')].flatMap(each =>
    [...each.attributes].filter(({name, value}) =>
        /^on/.test(name) || /^\\s*(javascript|data:text)/i.test(value) && /href|src|action|data/.test(name)
        || /evil\\.test|evil\\(/.test(value) && /^(src|srcset|poster|data|action|style|background|srcdoc)$/.test(name)
        || /^(evil|search|diptychQuestions)$/.test(value) && /^(class|id|name)$/.test(name) && each.matches('main *, article *')
    ).map(({name, value}) => `${each.tagName} ${name}=${value}`)
).concat([...page.querySelectorAll('script:not([src]):not([type="application/ld+json"]), style, base, iframe, object, embed, form[action], meta[http-equiv=refresh]')]
    .map(each => each.outerHTML))"""
"""What could act and stands on a page."""


@contextmanager
def _reading(chromium: Browser, address: str, *, workers: bool = False) -> Iterator[Page]:
    """A page without a content policy; at its end, nothing ran and nobody else was asked."""
    context = chromium.new_context(bypass_csp=True, service_workers="allow" if workers else "block")
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    said: list[str] = []

    def close(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", close)
    page.add_init_script("window.evil = () => alert('evil')")
    try:
        yield page
    finally:
        context.close()
    assert said == []
    assert [url for url in asked if not url.startswith((f"{address}/", "blob:", "data:"))] == []


def test_the_watch_sees_what_runs_and_what_is_asked_for(
    chromium: Browser, made: tuple[Path, str]
) -> None:
    """Or the tests below would hold of anything."""
    site, address = made
    (site / "bad.html").write_text("<script>evil()</script><img src='//evil.test/a.png' onerror=1>")
    with pytest.raises(AssertionError, match="evil"):
        _look_at(chromium, f"{address}/bad.html")
    (site / "bad.html").unlink()


def _look_at(chromium: Browser, bad: str) -> None:
    with _reading(chromium, bad.rpartition("/")[0]) as page:
        page.goto(bad)
        found = page.evaluate(f"({NO_EVIL})()")
    assert len(found) == 3


def test_nothing_runs_where_all_is_shown(chromium: Browser, made: tuple[Path, str]) -> None:
    _, address = made
    with _reading(chromium, address) as page:
        for path in (
            "all.html",
            "index.html",
            "tags.html",
            "q/q0.html",
            "q/proto.html",
            "404.html",
        ):
            with of(path):
                page.goto(f"{address}/{path}", wait_until="load")
                assert page.evaluate(f"({NO_EVIL})()") == []


def test_no_page_holds_what_could_act_and_machines_read_words(
    chromium: Browser, made: tuple[Path, str]
) -> None:
    """Each page read by the browser's parser, which runs nothing."""
    site, address = made
    prompts = _prompts(site)
    paths = sorted(file.relative_to(site).as_posix() for file in site.rglob("*.html"))
    with _reading(chromium, address) as page:
        page.goto(f"{address}/index.html")
        quizzes = 0
        for path, (evil, told) in zip(paths, page.evaluate(PARSED, paths), strict=True):
            with of(path):
                assert evil == []
                for quiz in map(json.loads, told):
                    assert {each["text"] for each in quiz["hasPart"]} <= prompts
                    quizzes += 1
    assert quizzes > 2 * len(ALL)


PARSED = f"""async paths => Promise.all(paths.map(async path => {{
    const text = await (await fetch(path)).text();
    const page = new DOMParser().parseFromString(text, 'text/html');
    const told = [...page.querySelectorAll('script[type="application/ld+json"]')];
    return [({NO_EVIL})(page), told.map(each => each.textContent)];
}}))"""


def test_nothing_runs_while_one_searches_and_rehearses(
    chromium: Browser, made: tuple[Path, str]
) -> None:
    _, address = made
    with _reading(chromium, address) as page:
        page.goto(f"{address}/index.html")
        page.keyboard.press("/")
        page.wait_for_selector("dialog.search[open]")
        for query in ("evil", "script", "__proto__", "constructor", "<img src=x onerror=evil()>"):
            with of(query):
                page.get_by_role("combobox").first.fill(query)
                page.locator("a[role=option]").first.wait_for()
                assert page.evaluate(f"({NO_EVIL})()") == []
        assert page.evaluate(
            "({}).length === undefined && Array.isArray(window.diptychCards) === false"
        )
        page.goto(f"{address}/rehearse.html")
        slugs = page.evaluate("diptychQuestions.sections.map(([slug]) => slug)")
        assert len(slugs) == len(ALL) + 1
        for slug in slugs:
            with of(slug):
                page.add_script_tag(url=f"{address}/rehearse/{slug}.js")
                shown = page.evaluate(SHOWN, slug)
                assert shown
                assert page.evaluate(f"({NO_EVIL})()") == []


SHOWN = """slug => {
    const cards = Object.hasOwn(diptychCards, slug) ? diptychCards[slug] : [];
    document.querySelector('main').innerHTML = cards.map(([, html]) => html).join('');
    return cards.length;
}"""
"""Show all cards of a section at once, in the way in which a round shows one."""


def test_what_browsers_install_holds_words(chromium: Browser, made: tuple[Path, str]) -> None:
    _, address = made
    with _reading(chromium, address, workers=True) as page:
        page.goto(f"{address}/index.html")
        page.evaluate("navigator.serviceWorker.ready")
        page.wait_for_function("navigator.serviceWorker.controller !== null")
        told = page.context.new_cdp_session(page).send("Page.getAppManifest")
        assert told["errors"] == []
        manifest = json.loads(told["data"])
        assert MARKUP["picture"] in manifest["name"]
        assert {manifest["start_url"], manifest["scope"]} == {"./"}
        kept = page.evaluate(KEPT)
        assert len(kept) > 10
        assert all(url.startswith(f"{address}/") for url in kept)


KEPT = """async () => (await Promise.all((await caches.keys()).map(
    async name => (await (await caches.open(name)).keys()).map(({url}) => url)))).flat()"""
