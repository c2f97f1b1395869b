"""Language tags as people write them: read where they are one, told where they are none."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser

from diptych.interface.language import language_tag
from tests.browser import reader
from tests.conftest import MakeNotebook, build_folder, check_folder, codes

QUESTION = "# A\n\n## What is 注意力机制?\n\nok\n"


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("zh_CN", "zh-CN"),
        ("ZH-cn", "zh-CN"),
        ("zh-Hans", "zh-Hans"),
        ("zh_hans_cn", "zh-Hans-CN"),
        ("es-419", "es-419"),
        ("de-1996-x-mine", "de-1996-x-mine"),
        (" en ", "en"),
        ("cn", None),
        ("Chinese", None),
        ("中文", None),
        ('zh"><script>', None),
        ("zh-", None),
        ("", None),
    ],
)
def test_tags(written: str, tag: str | None) -> None:
    assert language_tag(written) == tag


@given(st.from_regex(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8}){0,4}", fullmatch=True))
def test_the_usual_form_is_its_own(written: str) -> None:
    tag = language_tag(written)
    assert tag is None or language_tag(tag) == tag


def test_the_browser_knows_the_languages_of_two_letters(chromium: Browser) -> None:
    """What has a name to the browser, is no other language's old code, and is one to us."""
    with reader(chromium) as reading:
        known = reading.page.evaluate(
            """() => {
                const names = new Intl.DisplayNames(["en"], { type: "language", fallback: "none" })
                const letters = [..."abcdefghijklmnopqrstuvwxyz"]
                return letters.flatMap(a => letters.map(b => a + b)).filter(tag => names.of(tag))
            }"""
        )
    ours = {a + b for a in map(chr, range(97, 123)) for b in map(chr, range(97, 123))}
    ours = {tag for tag in ours if language_tag(tag)}
    assert len(known) > 100
    assert set(known) - ours <= {"in", "iw", "ji", "jw", "mo"}, set(known) - ours


@pytest.mark.parametrize("key", ["lang", "language"])
def test_front_matter(make_notebook: MakeNotebook, key: str) -> None:
    good = make_notebook({"diptych.toml": "", "notes/a.md": f"---\n{key}: zh_CN\n---\n{QUESTION}"})
    assert codes(check_folder(good)) == []
    for wrong in ("cn", "Chinese", "no", "'zh\"CN'"):
        told = check_folder(
            make_notebook({"notes/a.md": f"---\n{key}: {wrong}\n---\n{QUESTION}"})
        ).diagnostics
        assert [(each.code, each.span and each.span.path) for each in told] == [
            ("D203", "notes/a.md")
        ]


def test_the_setting(make_notebook: MakeNotebook) -> None:
    report = check_folder(
        make_notebook({"diptych.toml": '\nlanguage = "cn"\n', "notes/a.md": QUESTION})
    )
    (told,) = (each for each in report.diagnostics if each.code == "D102")
    assert told.span
    assert (told.span.path, told.span.line) == ("diptych.toml", 2)


def test_no_language_stops_a_script(chromium: Browser, make_notebook: MakeNotebook) -> None:
    root = make_notebook({"diptych.toml": 'language = "zh_CN"\n', "notes/a.md": QUESTION})
    assert build_folder(root, root / "site").summary is not None
    (page,) = (root / "site" / "q").glob("*.html")
    assert 'lang="zh-CN"' in page.read_text("utf-8")
    wrong = re.sub(r'lang="[^"]*"', 'lang="zh_CN"', page.read_text("utf-8"))
    for text in (page.read_text("utf-8"), wrong):
        page.write_text(text, "utf-8")
        with reader(chromium) as reading:
            reading.open(page)
            assert reading.page.locator(".theme").is_visible()
            assert reading.complaints == []


def test_a_chapter_counts_the_questions_below_it(make_notebook: MakeNotebook) -> None:
    notes = "# A\n\nIntro.\n\n## B\n\n### What is b?\n\nb\n\n## C\n\n### What is c?\n\nc\n"
    root = make_notebook({"diptych.toml": 'language = "zh"\n', "notes/a.md": notes})
    assert build_folder(root, root / "site").summary is not None
    pages = [page.read_text("utf-8") for page in (root / "site" / "s").glob("*.html")]
    counts = sorted(
        re.findall(r"\d+ 题", " ".join(re.findall(r'class="where".*', "\n".join(pages))))
    )
    assert counts == ["1 题", "1 题", "2 题"]


@pytest.mark.parametrize(("name", "told"), [("zh_CN", []), ("cn", ["D602"])])
def test_words_of_a_theme(make_notebook: MakeNotebook, name: str, told: list[str]) -> None:
    root = make_notebook(
        {
            "diptych.toml": 'language = "zh-CN"\ntheme = "look"\n',
            f"look/interface/{name}.toml": 'next = "再来"\n',
            "notes/a.md": f"{QUESTION}\n## What is b?\n\nb\n",
        }
    )
    assert codes(check_folder(root)) == told
    if not told:
        build_folder(root, root / "site")
        pages = [page.read_text("utf-8") for page in (root / "site" / "q").glob("*.html")]
        assert any("再来" in page for page in pages)
