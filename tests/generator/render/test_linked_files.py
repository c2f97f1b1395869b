"""Files that notes link to lie on the site beside its pages: none of them runs there."""

from __future__ import annotations

from pathlib import Path

import pytest

from diptych.syntax.svg_files import without_scripts
from tests.conftest import MakeNotebook, build_folder, codes

XMLNS = 'xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"'
PLAIN = f'<svg {XMLNS}><style>a{{fill:red}}</style><use x:href="#a"/><text>t</text></svg>'

ACTING = [
    "<script>alert(1)</script>",
    "<SCRIPT>alert(1)</SCRIPT>",
    '<g onload="alert(1)"/>',
    "<g\nonclick = 'alert(1)'/>",
    '<a x:href="javascript:alert(1)"/>',
    '<a href="java&#10;script:alert(1)"/>',
    '<a href=" data:text/html,alert"/>',
    '<a href="&#106;avascript:alert(1)"/>',
    '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml" onload="alert(1)"/></foreignObject>',
    '<a><set attributeName="href" to="javascript:alert(1)"/></a>',
    '<a><animate attributeName="xlink:href" values="javascript:alert(1)"/></a>',
    '<image href="https://example.org/alert.png"/>',
    '<use href="https://example.org/alert.svg#a"/>',
    "<style>@import url(https://example.org/alert.css);</style>",
    "<style>a{fill:url(https://example.org/alert)}</style>",
    '<handler xmlns="http://www.w3.org/2001/xml-events">alert(1)</handler>',
]


@pytest.mark.parametrize("acting", ACTING)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_nothing_of_an_svg_acts(acting: str, encoding: str) -> None:
    made = without_scripts(PLAIN.replace("<text>", f"{acting}<text>").encode(encoding))
    assert made is not None
    for word in (b"alert", b"javascript", b"<script", b"onload"):
        assert word not in made.lower(), made
    assert b"<text>t</text>" in made


def test_what_does_nothing_stays_byte_for_byte() -> None:
    assert without_scripts(PLAIN.encode()) == PLAIN.encode()


@pytest.mark.parametrize("broken", ["<svg><script>", "<svg onload='x'>\0", "<!DOCTYPE a [<!ENTITY"])
def test_what_cannot_be_read_and_may_act_is_not_taken_along(broken: str) -> None:
    assert without_scripts(broken.encode()) is None


@pytest.mark.parametrize("ending", ["html", "HTM", "xhtml", "xml", "mht"])
def test_a_linked_page_is_not_taken_along_and_told(
    make_notebook: MakeNotebook, tmp_path: Path, ending: str
) -> None:
    page = "<script>alert(1)</script>"
    root = make_notebook({"a.md": f"## What is x?\n\nSee [it](x.{ending}).\n", f"x.{ending}": page})
    built = build_folder(root, tmp_path / "out")
    assert codes(built.report) == ["D408"]
    assert not [*(tmp_path / "out").rglob(f"x-*.{ending.lower()}")]
    shown = (tmp_path / "out/q/what-is-x.html").read_text(encoding="utf-8")
    assert "See it." in shown
