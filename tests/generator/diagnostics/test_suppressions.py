"""Comments that silence a code in one place."""

from __future__ import annotations

from pathlib import Path

import pytest

from diptych.deck import visible_texts
from tests.conftest import MakeNotebook, build_folder, check_folder
from tests.generator.link.test_check import places

SILENCE = "<!-- diptych: ignore {} -->"
D401, BOTH = SILENCE.format("D401"), SILENCE.format("D401, D404")
D301 = SILENCE.format("D301")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        # in its own line
        (f"## A?\n\na ![x](gone.png) {D401}\n", []),
        (f"## A?\n\n{D401} a ![x](gone.png)\n", []),
        (f"## A?\n\na ![x](gone.png)\nb ![x](gone.png) {D401}\n", [("D401", 3)]),
        # alone: the next line that is not blank, and no other
        (f"## A?\n\n{D401}\na ![x](gone.png)\n", []),
        (f"## A?\n\n{D401}\n\n\na ![x](gone.png)\n", []),
        (f"## A?\n\n{D401}\na\nb ![x](gone.png)\n", [("D209", 3), ("D401", 5)]),
        (f"## A?\n\n- a\n  {D401}\n- ![x](gone.png)\n", []),
        # several codes, several comments
        (f"## A?\n\n{BOTH}\na ![x](gone.png) [y](gone.md)\n", []),
        (f"## A?\n\n{SILENCE.format('D401 d404')}\na ![x](gone.png) [y](gone.md)\n", []),
        (f"## A?\n\n{D401}\n{SILENCE.format('D404')}\na ![x](gone.png) [y](gone.md)\n", []),
        (f"## A?\n\n{D401} {SILENCE.format('D404')}\na ![x](gone.png) [y](gone.md)\n", []),
        # a heading
        (f"## A?\n\na\n\n{D301}\n## B?\n", []),
        (f"## A?\n\na\n\n## B? {D301}\n", []),
        (f"{SILENCE.format('D303')}\n## A? {{#x}}\n\na\n\n## B? {{#x}}\n\nb\n",
         [("D209", 1), ("D303", 6)]),
        (f"## A? {{#x}}\n\na\n\n## B? {{#x}} {SILENCE.format('D303')}\n\nb\n", []),
        # the comment above the next question answers nothing
        (f"## A?\n\n{D301}\n## B?\n", [("D301", 1)]),
        # what rendering finds
        (f"## A?\n\n{SILENCE.format('D601')}\n$\\frac{{a}}{{$\n", []),
        # silencing nothing
        (f"## A?\n\na {D401}\n", [("D209", 3)]),
        (f"## A?\n\na {SILENCE.format('D999')}\n", [("D209", 3)]),
        ("## A?\n\na <!-- diptych: ignore -->\n", [("D209", 3)]),
        (f"## A?\n\na {SILENCE.format('D504 D403')}\n", []),
        # what is no such comment
        ("## A?\n\na <!-- diptych: ignored D401 -->\n", [("D316", 3)]),
        ("## A?\n\na <!-- ignore D401 -->\n", [("D316", 3)]),
        # code speaks of it only
        (f"## A?\n\n```html\n{D401}\n```\n", []),
        (f"## A?\n\nwrite `{D401}`\n", []),
    ],
)  # fmt: skip
def test_what_is_left_to_say(
    make_notebook: MakeNotebook, text: str, left: list[tuple[str, int]]
) -> None:
    report = check_folder(make_notebook({"a.md": text}))
    said = [(each.code, each.span.line) for each in report.diagnostics if each.span]
    assert said == left


def test_a_comment_is_about_its_own_file(make_notebook: MakeNotebook) -> None:
    notes = {"a.md": f"## A?\n\nx {D401}\n", "b.md": "## B?\n\nx ![x](gone.png)\n"}
    assert places(check_folder(make_notebook(notes))) == [("D401", "b.md", 3)]


def test_an_error_that_is_silenced_stops_nothing(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    comment = SILENCE.format("D404")
    notes = {"diptych.toml": "", "notes/a.md": f"## A?\n\n{comment}\n[later](later.md)\n"}
    built = build_folder(make_notebook(notes), tmp_path / "site")
    assert built.summary is not None
    assert built.report.diagnostics == ()


def test_the_comment_is_shown_nowhere(make_notebook: MakeNotebook, tmp_path: Path) -> None:
    text = f"{D401}\n\n# T {D401}\n\n## A? {{#x}} {D401}\n\n> short {D401}\n\n- a {D401}\n"
    site = tmp_path / "site"
    assert build_folder(make_notebook({"a.md": text}), site).summary is not None
    pages = [page.read_text("utf-8") for page in site.rglob("*.html")]
    assert any("short" in page for page in pages)
    assert not [page for page in pages if "diptych: ignore" in page]
    cards = visible_texts(next(site.glob("*.apkg")).read_bytes())
    assert "diptych: ignore" not in str(cards)
    assert (site / "q/x.html").exists()


def test_what_only_an_error_kept_from_being_found_is_not_missed(
    make_notebook: MakeNotebook,
) -> None:
    """With an error nothing is rendered, so that a comment about a formula is not needless."""
    text = f"{SILENCE.format('D601')}\n$\\frac{{a}}{{$\n\n[x](gone.md)\n"
    root = make_notebook({"diptych.toml": "", "notes/a.md": f"## A?\n\n{text}"})
    assert [each.code for each in check_folder(root).diagnostics] == ["D404"]


def test_a_comment_within_a_comment_is_told(make_notebook: MakeNotebook) -> None:
    text = f"## A?\n\na ![x](gone.png) <!-- diptych: ignore {D401} b\n"
    report = check_folder(make_notebook({"a.md": text}))
    assert [each.code for each in report.diagnostics] == ["D401", "D316"]
