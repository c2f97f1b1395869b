"""Saving a file changes what the browser shows; what is wrong stands before the page."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from diptych.input.config import load_config
from diptych.output import data_folder, trust
from tests.browser import reader
from tests.generator.serve.serving import Serving, serving

IOU = "## What is IoU? {#iou}\n\nOverlap over union.\n"
NMS = "## What is NMS? {#nms}\n\nSuppression.\n"
SETTINGS = 'title = "{}"\nnotes = "notes"\ntheme = "theme"\n'
AT_FIRST = {
    "diptych.toml": SETTINGS.format("Vision"),
    "notes/a.md": f"# Detection\n\n{IOU}\n{NMS}",
    "theme/extra.css": "",
}
DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20" viewBox="0 0 20 20"><rect width="20" height="20" fill="{}"/></svg>'


def notebook(folder: Path) -> Path:
    """Write a notebook whose path has a space and Chinese characters in it."""
    root = folder / "我的 notes"
    for name, text in AT_FIRST.items():
        write(root / name, text)
    return root


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A notebook that is served in a way of its own."""
    return notebook(tmp_path)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notebook that is served to one test after the other."""
    return notebook(tmp_path_factory.mktemp("served"))


@pytest.fixture(scope="module")
def server(root: Path) -> Iterator[Serving]:
    """A server of a notebook whose author trusts what it becomes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(data_folder.VARIABLE, str(root.parent / "data"))
        trust.trust(load_config(root)[0], always=True)
        with serving(root) as started:
            yield started


@pytest.fixture
def page(
    chromium: Browser, server: Serving, root: Path, request: pytest.FixtureRequest
) -> Iterator[Page]:
    """The page of a question, which must bear whatever happens without complaint."""
    as_it_was(root, request.node.name)
    with reader(chromium) as opened:
        opened.page.goto(f"{server.address}q/iou.html")
        # A title of its own shows that nothing of the test before is left in what is served.
        expect(opened.page.locator("header .home")).to_have_text(request.node.name)
        expect(opened.page.locator("h1")).to_contain_text("What is IoU?")
        expect(opened.page.locator("diptych-overlay")).to_have_count(0)
        opened.complaints.clear()
        yield opened.page
        # The browser tells of each address that leads nowhere, as one test goes to.
        assert [each for each in opened.complaints if "404 (Not Found)" not in each] == []


def as_it_was(root: Path, title: str) -> None:
    """Undo what a test did to the notebook; the settings, which are read last, get a title."""
    for name in ("notes", "theme", "pictures"):
        for file in (root / name).rglob("*"):
            if file.is_file() and file.relative_to(root).as_posix() not in AT_FIRST:
                file.unlink()
    for name, text in AT_FIRST.items():
        write(root / name, text)
    write(root / "diptych.toml", SETTINGS.format(title))


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def replace(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    write(file, text.replace(before, after, 1))


def test_an_edit_is_seen_as_soon_as_it_is_saved(page: Page, root: Path) -> None:
    replace(root / "notes" / "a.md", "Overlap over union.", "What both share of both, 交并比.")
    expect(page.get_by_text("What both share of both, 交并比.")).to_be_visible()
    expect(page.locator("diptych-overlay")).to_have_count(0)


def test_a_page_whose_name_goes_by_its_question_is_followed(page: Page, root: Path) -> None:
    write(root / "notes" / "c.md", "## Why anchors?\n\nThey guide.\n")
    page.goto(page.url.replace("q/iou.html", "q/why-anchors.html"))
    for title in ("Why are there anchors?", "What for are anchors?"):
        # Nothing was built, so no ledger knows the question by anything else.
        write(root / "notes" / "c.md", f"## {title}\n\nThey guide.\n")
        expect(page.locator("h1")).to_contain_text(title)
    expect(page).to_have_url(re.compile("q/what-for-are-anchors.html$"))


def test_an_edit_by_an_editor_that_replaces_the_file_is_seen(page: Page, root: Path) -> None:
    for words in ("one", "two", "three"):
        write(root / "notes" / ".a.md.swp", f"{IOU}\n{words}\n")
        (root / "notes" / ".a.md.swp").replace(root / "notes" / "a.md")
        expect(page.get_by_text(words)).to_be_visible()


def test_broken_notes_are_told_before_the_last_good_page(page: Page, root: Path) -> None:
    write(root / "notes" / "b.md", "## What?\n\nSee [there](nowhere.md).\n")
    overlay = page.locator("diptych-overlay")
    expect(overlay).to_contain_text("the link to `nowhere.md` leads nowhere")
    expect(overlay).to_contain_text("notes/b.md:3:13")
    expect(overlay).to_contain_text("The page is as it was before")
    expect(overlay.locator("mark")).to_have_text("n")
    expect(page.get_by_text("Overlap over union.")).to_be_visible()
    page.reload()
    expect(overlay).to_contain_text("notes/b.md:3:13")
    expect(page.get_by_text("Overlap over union.")).to_be_visible()

    write(root / "notes" / "b.md", "## What?\n\nSee [there](a.md#nms).\n")
    expect(overlay).to_have_count(0)
    page.goto(page.url.replace("iou", "what"))
    expect(page.get_by_role("link", name="there")).to_be_visible()


def test_the_overlay_can_be_hidden_until_something_else_is_wrong(page: Page, root: Path) -> None:
    write(root / "notes" / "b.md", "## What?\n\nSee [there](nowhere.md).\n")
    overlay = page.locator("diptych-overlay")
    panel = overlay.get_by_label("What is wrong with the notes")
    expect(panel).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    page.reload()
    expect(overlay.get_by_role("button", name="1 error")).to_be_visible()
    expect(panel).to_have_count(0)
    write(root / "notes" / "b.md", "## What?\n\nSee [there](elsewhere.md).\n")
    expect(panel).to_contain_text("elsewhere.md")


def test_warnings_are_a_badge_that_opens(page: Page, root: Path) -> None:
    replace(root / "notes" / "a.md", "Suppression.", "![](no.png)\n\nSuppression.")
    overlay = page.locator("diptych-overlay")
    badge = overlay.get_by_role("button", name="warning")
    panel = overlay.get_by_label("What is wrong with the notes")
    expect(badge).to_be_visible()
    expect(panel).to_have_count(0)
    badge.click()
    expect(panel).to_contain_text("D401")
    expect(panel).to_contain_text("notes/a.md:9")


def test_a_new_file_has_a_page_and_a_deleted_one_has_none(page: Page, root: Path) -> None:
    address = page.url.replace("iou", "focal-loss")
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 404
    write(
        root / "notes" / "新" / "c.md", "## Focal loss? {#focal-loss}\n\nDown-weights easy ones.\n"
    )
    expect(page.get_by_text("Down-weights easy ones.")).to_be_visible()
    shutil.rmtree(root / "notes" / "新")
    expect(page.get_by_text("Down-weights easy ones.")).to_have_count(0)


def test_a_new_picture_is_shown_and_a_changed_one_too(page: Page, root: Path) -> None:
    write(root / "pictures" / "dot.svg", DOT.format("#ff0000"))
    replace(root / "notes" / "a.md", "Overlap over union.", "![dot](../pictures/dot.svg)")
    picture = page.get_by_role("img", name="dot")
    expect(picture).to_be_visible()
    assert colour_of(page) == [255, 0, 0]
    before = picture.get_attribute("src")
    write(root / "pictures" / "dot.svg", DOT.format("#0000ff"))
    expect(picture).not_to_have_attribute("src", before or "")
    assert colour_of(page) == [0, 0, 255]


def colour_of(page: Page) -> list[int]:
    """The colour that the middle of the only picture has, as the browser paints it."""
    return page.evaluate(  # type: ignore[no-any-return]
        """async () => {
            const picture = document.querySelector("img[alt=dot]");
            await picture.decode();
            const canvas = new OffscreenCanvas(1, 1).getContext("2d");
            canvas.drawImage(picture, 0, 0, 1, 1);
            return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
        }"""
    )


def test_changed_settings_are_seen(page: Page, root: Path) -> None:
    write(root / "diptych.toml", SETTINGS.format("Computer vision"))
    expect(page.locator("header .home")).to_have_text("Computer vision")


def test_wrong_settings_are_told_and_mended(page: Page, root: Path) -> None:
    replace(root / "diptych.toml", "title", "titel")
    expect(page.locator("diptych-overlay")).to_contain_text("diptych.toml:1")
    expect(page.get_by_text("Overlap over union.")).to_be_visible()
    replace(root / "diptych.toml", "titel", "title")
    expect(page.locator("diptych-overlay")).to_have_count(0)


def test_a_changed_theme_is_seen(page: Page, root: Path) -> None:
    write(root / "theme" / "extra.css", "h1 { color: rgb(1, 2, 3); }")
    expect(page.locator("h1")).to_have_css("color", "rgb(1, 2, 3)")


def test_a_template_that_cannot_be_filled_is_told(page: Page, root: Path) -> None:
    own = '{% extends "ours/question.html" %}{% block title %}{{ nothing.at.all }}{% endblock %}'
    write(root / "theme" / "templates" / "question.html", own)
    overlay = page.locator("diptych-overlay")
    expect(overlay).to_contain_text("theme/templates/question.html:1")
    expect(page.get_by_text("Overlap over union.")).to_be_visible()
    write(root / "theme" / "templates" / "question.html", own.replace("nothing.at.all", "'mine'"))
    expect(overlay).to_have_count(0)
    expect(page).to_have_title("mine")


def test_the_place_on_the_page_and_what_is_open_are_kept(page: Page, root: Path) -> None:
    long = "\n\n".join(f"Paragraph {number}." for number in range(80))
    fold = "<details><summary>More</summary>\n\nHidden words.\n\n</details>"
    write(
        root / "notes" / "a.md", f"{IOU}\n{long}\n\n### Further {{#further}}\n\n{fold}\n\n{long}\n"
    )
    expect(page.get_by_text("Hidden words.")).to_have_count(1)
    page.get_by_text("More", exact=True).click()
    page.get_by_text("Hidden words.").scroll_into_view_if_needed()
    expect(page.get_by_text("Hidden words.")).to_be_visible()
    before = page.evaluate("scrollY")
    assert before > 500
    replace(root / "notes" / "a.md", "Paragraph 79.\n\n###", "Paragraph 79, changed.\n\n###")
    expect(page.get_by_text("Paragraph 79, changed.")).to_have_count(1)
    expect(page.get_by_text("Hidden words.")).to_be_visible()
    expect(page.get_by_text("Hidden words.")).to_be_in_viewport()
    assert abs(page.evaluate("scrollY") - before) < 5


def test_what_comes_above_does_not_push_away_what_is_read(page: Page, root: Path) -> None:
    long = "\n\n".join(f"Paragraph {number}." for number in range(80))
    write(root / "notes" / "a.md", f"{IOU}\n{long}\n\n### Further\n\nRead now.\n\n{long}\n")
    words = page.get_by_text("Read now.")
    expect(words).to_have_count(1)
    words.evaluate("element => scrollTo(0, scrollY + element.getBoundingClientRect().top - 200)")
    top = "element => element.getBoundingClientRect().top"
    before = words.evaluate(top)
    replace(root / "notes" / "a.md", "Paragraph 0.", f"{long}\n\nFresh words.\n\nParagraph 0.")
    expect(page.get_by_text("Fresh words.")).to_have_count(1)
    expect(words).to_be_in_viewport()
    assert abs(words.evaluate(top) - before) < 5


def test_an_editor_is_linked_to_where_one_is_named(chromium: Browser, own: Path) -> None:
    write(own / "notes" / "a.md", "## What?\n\nSee [there](nowhere.md).\n")
    with (
        serving(own, environment={"EDITOR": "/usr/bin/code --wait", "VISUAL": ""}) as server,
        reader(chromium) as opened,
    ):
        opened.page.goto(server.address)
        link = opened.page.get_by_role("link", name="notes/a.md:3")
        path = (own / "notes" / "a.md").as_uri().removeprefix("file:///")
        expect(link).to_have_attribute("href", f"vscode://file/{path}:3")
        write(
            own / "diptych.toml",
            f'{AT_FIRST["diptych.toml"]}editor_url = "idea://open?file={{path}}&line={{line}}"\n',
        )
        expect(link).to_have_attribute(
            "href", f"idea://open?file=/{path}&line=3".replace("//", "/", 0)
        )


def test_pages_come_when_notes_that_began_broken_are_mended(chromium: Browser, own: Path) -> None:
    write(own / "notes" / "a.md", "## What?\n\nSee [there](nowhere.md).\n")
    with serving(own) as server, reader(chromium) as opened:
        opened.page.goto(f"{server.address}q/what.html")
        expect(opened.page.locator("diptych-overlay")).to_contain_text("There is no page yet")
        write(own / "notes" / "a.md", "## What?\n\nThere.\n")
        expect(opened.page.locator("h1")).to_have_text("What?")
        expect(opened.page.locator("diptych-overlay")).to_have_count(0)
