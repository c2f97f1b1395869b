"""Deletions: how they are read, what a page shows, what the real engine makes of them."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from diptych.syntax.cloze import deletions, in_formula, without_deletions
from diptych.syntax.markdown import parser
from diptych.syntax.tree import tree
from diptych.syntax.words import plain_text
from tests.anki_engine import Anki
from tests.conftest import MakeNotebook, build_folder, check_folder, codes
from tests.generator.deck.deck_notes import body_of, build, make_note, with_body

TEXT = "Focal loss 乘上{{c1::$(1-p_t)^\\gamma$::因子}}，使**{{c2::简单}}样本**几乎不计：`a::b`。"
FORMULA = "$$\n\\mathrm{FL}=-{{c3::(1-p_{t})^{\\gamma_{1}}}}\\,{{c1::\\log p_t}}\n$$"
NOTES = {
    "a.md": f"## 焦点损失 {{#focal}}\n\n{TEXT}\n\n{FORMULA}\n\n## 普通的？ {{#plain}}\n\n答。\n"
}


def tokens(text: str) -> list[tuple[str, str]]:
    found = parser().parse(text)[1].children or []
    return [(token.type, token.content) for token in found]


def test_deletions_are_read_with_what_is_inside_them() -> None:
    inline = parser().parse(TEXT)
    assert deletions(tree(inline)) == (1, 2)
    assert plain_text(tree(inline)).startswith("Focal loss 乘上$(1-p_t)^\\gamma$，使简单样本")
    marks = [token for token in inline[1].children or [] if token.type.startswith("cloze")]
    assert [token.meta for token in marks] == [
        {"number": 1}, {"hint": "因子"}, {"number": 2}, {"hint": ""}
    ]  # fmt: skip
    assert deletions(tree(parser().parse(FORMULA))) == (1, 3)


@pytest.mark.parametrize(
    "text", ["{{c1::}}", "{{c0::a}}", "{{c1::a}", "{{c::a}}", "{{ c1::a }}", "`{{c1::a}}`", "{{x}}"]
)
def test_what_is_no_deletion_stays_text(text: str) -> None:
    assert deletions(tree(parser().parse(text))) == ()
    assert text.strip("`") in plain_text(tree(parser().parse(text)))


def test_a_formula_keeps_its_groups() -> None:
    latex = r"a={{c1::\frac{1}{2}}}^2+{{c12::x_{i}}}"
    assert without_deletions(latex) == r"a={\frac{1}{2}}^2+{x_{i}}"
    shown = in_formula(latex, str.upper, lambda number, inside, hint: f"<{number}|{inside}|{hint}>")
    assert shown == r"A=<1|\FRAC{1}{2}|>^2+<12|X_{I}|>"


@given(st.text(st.sampled_from("{}c1:: x$"), max_size=30))
def test_no_text_is_lost_however_braces_stand(text: str) -> None:
    def whole(number: int, inside: str, hint: str) -> str:
        return f"{{{{c{number}::{inside}{hint and '::'}{hint}}}}}"

    assert in_formula(text, str, whole).replace("::}}", "}}") == text.replace("::}}", "}}")
    parser().parse(text)


def test_a_page_marks_what_is_to_be_known(make_notebook: MakeNotebook, tmp_path: Path) -> None:
    built = build_folder(make_notebook(NOTES), tmp_path / "out")
    assert codes(built.report) == []
    page = (tmp_path / "out/q/focal.html").read_text(encoding="utf-8")
    assert "<strong><mark>简单</mark>样本</strong>" in page
    assert page.count("<mark>") == 2
    assert "c1::" not in page
    assert "因子" not in page
    assert page.count("<math") == 2


def test_the_engine_makes_a_card_for_each_number(
    make_notebook: MakeNotebook, tmp_path: Path, anki: Anki
) -> None:
    root = make_notebook(NOTES)
    built = build_folder(root, tmp_path / "out")
    assert built.summary is not None
    assert (built.summary.questions, built.summary.cards) == (2, 4)
    (package,) = (tmp_path / "out").glob("*.apkg")
    first = anki.import_apkg(package.read_bytes())
    assert (first.new, first.updated, first.conflicting) == (2, 0, 0)
    again = anki.import_apkg(package.read_bytes())
    assert (again.new, again.updated, again.conflicting) == (0, 0, 0)
    ((guid,),) = anki.rows("SELECT guid FROM notes WHERE flds LIKE '%c3::%'")
    field = anki.fields(str(guid))["Text"]
    assert "{{c1::\\((1-p_t)^\\gamma\\)::因子}}" in field
    assert "{{c3::(1-p_{t})^{\\gamma_{1}&#125;}}" in field
    assert "a:&#58;b" in field
    fronts = [anki.front(str(guid), number) for number in range(3)]
    assert "[因子]" in fronts[0]
    assert "[...]" in fronts[1]
    for front in fronts:
        assert "{{c" not in front
        assert "a::b" in re.sub("&#58;", ":", front)


def test_a_question_that_turns_cloze_and_back_meets_no_conflict(
    make_notebook: MakeNotebook, tmp_path: Path, anki: Anki
) -> None:
    root = make_notebook(NOTES)
    file = root / "a.md"
    seen = []
    for now, answer in ((10, TEXT), (20, "不再挖空。"), (30, TEXT)):
        file.write_text(f"## 焦点损失 {{#focal}}\n\n{answer}\n", encoding="utf-8")
        build_folder(root, tmp_path / "out", 1_790_000_000 + now)
        (package,) = (tmp_path / "out").glob("*.apkg")
        told = anki.import_apkg(package.read_bytes())
        seen.append((told.new, told.updated, told.conflicting))
    # Its former note says what it said: nothing of it is touched.
    assert seen == [(1, 0, 0), (1, 0, 0), (0, 0, 0)]


def only_note(
    make_notebook: MakeNotebook, tmp_path: Path, anki: Anki, text: str
) -> tuple[str, list[str]]:
    """The field of the only note of a notebook, and the fronts of its cards."""
    root = make_notebook({"a.md": text, "p.png": b"png"})
    built = build_folder(root, tmp_path / "out")
    (package,) = (tmp_path / "out").glob("*.apkg")
    anki.import_apkg(package)
    (guid,) = anki.guids()
    cards = anki.cards(guid)
    assert built.summary is not None
    assert built.summary.cards == len(cards)
    return next(iter(anki.fields(guid).values())), [body_of(card.question()) for card in cards]


@pytest.mark.parametrize(
    ("written", "front", "back"),
    [
        (r"$g = {{c1::\frac{a}{b}}} + 1$", r"\(g = [...] + 1\)", r"\(g = \frac{a}{b} + 1\)"),
        ("取 {{c1::集合 {a, b}}} 的。", "取 [...] 的。", "取 集合 {a, b} 的。"),
        ("是{{c1::答案::提示 {x}}}。", "是[提示 {x}]。", "是答案。"),
        ("a {{c1::b&#58;::c}}", "a [c]", "a b:"),
        (r"${{c1::x_{i}::下标 {i}}}$", r"\([下标 {i}]\)", r"\(x_{i}\)"),
        (r"$\frac{{{c1::a}}}{b}$", r"\(\frac{[...]}{b}\)", r"\(\frac{a}{b}\)"),
    ],
)
def test_braces_in_a_deletion_do_not_end_it(
    make_notebook: MakeNotebook, tmp_path: Path, anki: Anki, written: str, front: str, back: str
) -> None:
    _, (shown,) = only_note(make_notebook, tmp_path, anki, f"## What?\n\n{written}\n")
    assert f"<p>{front}</p>" in plain(shown)
    (guid,) = anki.guids()
    assert f"<p>{back}</p>" in plain(body_of(anki.back(guid)))


def plain(card: str) -> str:
    """A card's HTML without what Anki puts around deletions."""
    return html.unescape(re.sub(r"</?span[^>]*>", "", card))


@pytest.mark.parametrize(
    ("written", "fronts"),
    [
        ("{{c1::outside {{c2::inside}} behind}}.", ["[...].", "outside [...] behind."]),
        ("{{c1::{{c2::inside}}}}.", ["[...].", "[...]."]),
        ("{{c1::a {{c2::$x_{b}$}}::hint}}.", ["[hint].", "a [...]."]),
        (r"${{c1::a+{{c2::\frac{b}{c}}}}}$", [r"\([...]\)", r"\(a+[...]\)"]),
    ],
)
def test_a_deletion_within_another_has_a_card(
    make_notebook: MakeNotebook, tmp_path: Path, anki: Anki, written: str, fronts: list[str]
) -> None:
    _, shown = only_note(make_notebook, tmp_path, anki, f"## What?\n\n{written}\n")
    assert len(shown) == len(fronts)
    for card, front in zip(shown, fronts, strict=True):
        assert f"<p>{front}</p>" in plain(card)


@pytest.mark.parametrize(
    "formula", ["$$g = {{c1::a}} + 1$$", "$$\ng = {{c1::a}} + 1\n$$", "- $$g = {{c1::a}} + 1$$"]
)
def test_a_displayed_formula_alone_makes_a_note(
    make_notebook: MakeNotebook, tmp_path: Path, anki: Anki, formula: str
) -> None:
    text = (
        f"# 公式\n\n### 梯度\n\n{formula}\n\n### 二\n\n{{{{c1::a}}}}\n\n### 三\n\n{{{{c1::b}}}}\n"
    )
    built = build_folder(make_notebook({"a.md": text}), tmp_path / "out")
    assert codes(built.report) == []
    (package,) = (tmp_path / "out").glob("*.apkg")
    assert anki.import_apkg(package).new == 3
    fronts = [plain(body_of(anki.front(guid))) for guid in anki.guids()]
    assert sum(r"\[g = [...] + 1\]" in front for front in fronts) == 1


def test_a_card_that_an_older_build_left_out_comes_though_the_note_is_unchanged(
    anki: Anki,
) -> None:
    note = with_body(make_note("g", kind="cloze", clozes=(1,)), prompt="{{c1::a {{c2::b}} c}}")
    anki.import_apkg(build(note))
    anki.study("g")
    imported = anki.import_apkg(build(replace(note, clozes=(1, 2))))
    assert (imported.new, imported.updated, imported.duplicate) == (0, 0, 1)
    assert [(card.ord, card.reps) for card in anki.cards("g")] == [(0, 2), (1, 0)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("## What?\n\na ![{{c1::b}}](p.png)\n", [3]),
        ("## What?\n\n{{c2::a}}\n\n```\n{{c1::b}}\n```\n", [6]),
        ("## What?\n\na `{{c1::b}}`\n", [3]),
        ("## What?\n\na[^n]\n\n[^n]: {{c1::b}}\n", [5]),
        ("## What?\n\na\n\n{{c1::b\n", [5]),
        ("## What?\n\n{{c600::b}} {{c0::a}} {{c1::}}\n", [3, 3, 3]),
        ("## What?\n\n{{c1::a}} ![{{c1::b}}](p.png)\n", [3]),
        ("# {{c1::a}}\n\n## What?\n\na\n", [1]),
        ("## What?\n\n\\{\\{c1::a}} \\{{c1::a}} <!-- {{c1::a}} -->\n", []),
        ("## What?\n\n" + "{{c1::" * 11 + "a" + "}}" * 11 + "\n", [3]),
        ("## What?\n\n$" + "{{c1::" * 11 + "a" + "}}" * 11 + "$\n", [3]),
    ],
)
def test_a_deletion_that_no_card_asks_for_is_told(
    make_notebook: MakeNotebook, text: str, lines: list[int]
) -> None:
    report = check_folder(make_notebook({"a.md": text, "p.png": b"png"}))
    told = [each for each in report.diagnostics if each.code == "D325"]
    assert [each.span and each.span.line for each in told] == lines


def test_what_is_deleted_in_an_alternative_text_alone_is_on_an_ordinary_card(
    make_notebook: MakeNotebook, tmp_path: Path, anki: Anki
) -> None:
    text = "## What?\n\na ![{{c1::b}}](p.png), c^[{{c1::$\\frac{d}{e}$}}]\n"
    _, (front,) = only_note(make_notebook, tmp_path, anki, text)
    assert "What?" in front
    (guid,) = anki.guids()
    assert "Sources" in anki.fields(guid)
    assert "c1" not in " ".join(anki.fields(guid).values())
