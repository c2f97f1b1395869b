"""What search engines, feed readers, previews and language models are told of the site."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote, unquote
from xml.etree import ElementTree as ET

import pytest

from diptych.model.book import SectionPage
from diptych.site.sharing import NEWEST, moment, shortened
from tests.conftest import MakeNotebook, build_folder, check_folder, codes
from tests.generator.conftest import BASE
from tests.generator.site.books import ASSETS, HOSTILE, Page, book, question, site_of

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
SHARED = {"sitemap.xml", "robots.txt", "feed.xml", "llms.txt"}

ASKED = (
    question(1, "iou", changed=1_700_000_000, gist="交并比。 $x$", guid="G1"),
    question(
        2,
        "什么 是?#损失",
        prompt=HOSTILE,
        answer="> s\n\na\n\n![](a.png)",
        changed=1_800_000_000,
        gist=f"{HOSTILE} </script><!-- &amp; \x0b",
        guid="G2",
    ),
    question(3, "later", answered=False, answer="", tags=()),
)
SECTIONS = (
    SectionPage("a", ("甲", "A [x]"), (), ASKED[:2]),
    SectionPage("b", ("乙",), (), ASKED[2:]),
)
PICTURE = f"{BASE}/media/{ASSETS[0].name}"


@pytest.fixture(scope="module")
def site() -> dict[str, bytes]:
    shown = book(*SECTIONS, base_url=BASE, redirects={"old": ASKED[0]})
    return site_of(shown, ASSETS)


def head(page: bytes) -> dict[str, str]:
    """What a page's head says of it, by name, property or rel."""
    tags = Page.read(page)
    said = {
        tag[key]: tag.get("content", "")
        for tag in tags.all("meta")
        for key in ("name", "property")
        if key in tag
    }
    return said | {link["rel"]: link["href"] for link in tags.all("link")}


def linked_data(page: bytes) -> dict[str, object]:
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.decode())
    data: dict[str, object] = json.loads(block)
    return data


def test_without_an_address_there_is_none_of_it() -> None:
    site = site_of(book(*SECTIONS), ASSETS)
    assert not SHARED & site.keys()
    for path, page in site.items():
        if path.endswith(".html"):
            said = head(page)
            assert said["description"], path
            assert not {"canonical", "alternate", "og:title", "og:url"} & said.keys(), path
            assert b"ld+json" not in page, path


def test_a_question_says_what_it_is(site: dict[str, bytes]) -> None:
    said = head(site["q/iou.html"])
    assert said["description"] == said["og:description"] == "交并比。 $x$"
    assert said["canonical"] == said["og:url"] == f"{BASE}/q/iou.html"
    assert said["og:title"] == "第 1 个问题？为什么"
    assert (said["og:type"], said["og:locale"]) == ("article", "zh_CN")
    assert "og:image" not in said or said["og:image"] == PICTURE
    assert head(site["q/later.html"])["description"] == "第 3 个问题？为什么"


def test_a_picture_of_its_own_is_the_previews(site: dict[str, bytes]) -> None:
    assert head(site["q/什么 是?#损失.html"])["og:image"] == PICTURE
    assert "og:image" not in head(site["q/later.html"])
    assert "og:image" not in head(site["index.html"])


def test_other_pages_say_what_they_hold(site: dict[str, bytes]) -> None:
    index, section = head(site["index.html"]), head(site["s/a.html"])
    assert index["canonical"] == f"{BASE}/"
    assert index["og:type"] == "website"
    assert index["description"].startswith("3 题")
    assert section["og:title"] == "A [x]"
    assert section["description"].startswith("第 1 个问题？为什么 <script>")


def test_the_locale_is_left_out_where_no_country_is_known() -> None:
    site = site_of(book(*SECTIONS, base_url=BASE, language="en"), ASSETS)
    assert "og:locale" not in head(site["index.html"])
    assert head(site["index.html"])["description"].startswith("3 questions; the same notes")


def test_linked_data_names_question_and_answer(site: dict[str, bytes]) -> None:
    data = linked_data(site["q/什么 是?#损失.html"])
    assert (data["@type"], data["name"], data["inLanguage"]) == ("Quiz", HOSTILE, "zh-CN")
    assert data["dateModified"] == "2027-01-15T08:00:00Z"
    assert data["hasPart"] == [
        {
            "@type": "Question",
            "eduQuestionType": "Flashcard",
            "text": HOSTILE,
            "acceptedAnswer": {"@type": "Answer", "text": ASKED[1].gist},
        }
    ]
    of_section = linked_data(site["s/a.html"])["hasPart"]
    assert isinstance(of_section, list)
    assert [each["text"] for each in of_section] == [each.prompt for each in ASKED[:2]]
    for path in ("q/later.html", "s/b.html", "index.html"):
        assert b"ld+json" not in site[path], path


def test_hostile_text_ends_no_block(site: dict[str, bytes]) -> None:
    page = Page.read(site["q/什么 是?#损失.html"])
    assert [tag for tag in page.all("script") if "src" not in tag] == [
        {"type": "application/ld+json"}
    ]
    assert "<script>alert" not in site["q/什么 是?#损失.html"].decode()


def test_the_sitemap_lists_every_page_that_should_be_found(site: dict[str, bytes]) -> None:
    urls = {
        url.findtext(f"{SITEMAP}loc"): url.findtext(f"{SITEMAP}lastmod")
        for url in ET.fromstring(site["sitemap.xml"])
    }
    pages = {path for path in site if path.endswith(".html")} - {
        "q/old.html",
        "index.html",
        "404.html",
    }
    assert urls.keys() == {f"{BASE}/", *(f"{BASE}/{quote(path)}" for path in pages)}
    assert urls[f"{BASE}/q/iou.html"] == "2023-11-14T22:13:20Z"
    assert urls[f"{BASE}/s/a.html"] == urls[f"{BASE}/"] == "2027-01-15T08:00:00Z"
    assert urls[f"{BASE}/q/later.html"] is None  # nobody knows


def test_robots_are_led_to_the_sitemap(site: dict[str, bytes]) -> None:
    assert f"Sitemap: {BASE}/sitemap.xml" in site["robots.txt"].decode().splitlines()


def test_the_feed_is_atom_with_what_changed_last_first(site: dict[str, bytes]) -> None:
    feed = ET.fromstring(site["feed.xml"])
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [HOSTILE, ASKED[0].prompt]
    for element in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(element.findall(ATOM + name)) == 1
        assert RFC3339.fullmatch(element.findtext(f"{ATOM}updated") or "")
    assert feed.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated")
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "何小溪"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"self": f"{BASE}/feed.xml", "alternate": f"{BASE}/"}
    (link,) = entries[0].findall(f"{ATOM}link")
    assert link.get("href") == f"{BASE}/{quote('q/什么 是?#损失.html')}"
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", entries[0].findtext(f"{ATOM}id") or "")


def test_a_question_keeps_its_entry_when_it_is_called_otherwise() -> None:
    def ids(slug: str) -> list[str | None]:
        asked = question(1, slug, changed=5, guid="G")
        site = site_of(book(SectionPage("s", ("a",), (), (asked,)), base_url=BASE), ASSETS)
        return [
            entry.findtext(f"{ATOM}id")
            for entry in ET.fromstring(site["feed.xml"]).iter(f"{ATOM}entry")
        ]

    assert ids("one") == ids("other") != []


def test_the_feed_holds_the_newest_only() -> None:
    many = tuple(question(n, changed=n, guid=str(n)) for n in range(1, NEWEST + 10))
    site = site_of(book(SectionPage("s", ("a",), (), many), base_url=BASE), ASSETS)
    entries = ET.fromstring(site["feed.xml"]).findall(f"{ATOM}entry")
    assert len(entries) == NEWEST
    assert entries[0].findtext(f"{ATOM}title") == many[-1].prompt


def test_llms_txt_is_plain_markdown_with_links(site: dict[str, bytes]) -> None:
    lines = site["llms.txt"].decode().splitlines()
    assert lines[0] == "# 计算机视觉"
    assert lines[2].startswith("> 3 题")
    assert "## 甲" in lines
    assert "### A \\[x\\]" in lines
    assert f"- [第 1 个问题？为什么]({BASE}/q/iou.html)" in lines
    assert not any(line.startswith("- [<") for line in lines)


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("abc", 3, "abc"),
        ("abcd", 3, "ab…"),
        ("交并比", 6, "交并比"),
        ("交并比", 5, "交…"),
        (" a \n b ", 9, "a b"),
        ("", 3, ""),
    ],
)
def test_a_description_is_as_long_as_it_is_shown(text: str, width: int, shown: str) -> None:
    assert shortened(text, width) == shown


def test_times_are_as_rfc_3339_has_them() -> None:
    assert moment(0) == "1970-01-01T00:00:00Z"


def test_an_address_must_be_one(make_notebook: MakeNotebook) -> None:
    root = make_notebook(
        {"diptych.toml": 'base_url = "notes.example"\n', "notes/a.md": "## A?\n\nb\n"}
    )
    assert codes(check_folder(root)) == ["D102"]


def test_from_notes_to_the_feed(make_notebook: MakeNotebook, tmp_path: Path) -> None:
    files = {
        "diptych.toml": f'base_url = "{BASE}/"\nlanguage = "en"\n',
        "notes/a.md": "# T\n\n## Why?\n\n> Short $x$ one.\n\nLong.\n\n## What?\n\nOnly long.\n",
    }
    built = build_folder(make_notebook(files), tmp_path / "out")
    assert built.summary is not None
    entries = ET.parse(tmp_path / "out/feed.xml").getroot().findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}summary") for entry in entries] == [
        "Short x one.",
        "Only long.",
    ]
    assert "urn:uuid:" in (entries[0].findtext(f"{ATOM}id") or "")


def test_all_that_is_said_of_our_own_site_leads_somewhere(published: Path) -> None:
    found = {
        file.relative_to(published).as_posix() for file in published.rglob("*") if file.is_file()
    }
    addresses = set(
        re.findall(rf"{BASE}/([^\"<>)\s]*)", (published / "sitemap.xml").read_text("utf-8"))
    )
    addresses |= set(
        re.findall(rf"{BASE}/([^\"<>)\s]*)", (published / "feed.xml").read_text("utf-8"))
    )
    addresses |= set(
        re.findall(rf"{BASE}/([^\"<>)\s]*)", (published / "llms.txt").read_text("utf-8"))
    )
    assert len(addresses) > 300
    assert {unquote(address) or "index.html" for address in addresses} <= found
    for file in published.rglob("*.html"):
        said = head(file.read_bytes())
        path = file.relative_to(published).as_posix()
        if "robots" in said:
            continue
        assert said["canonical"] == f"{BASE}/{quote('' if path == 'index.html' else path)}", path
        assert said["description"], path
