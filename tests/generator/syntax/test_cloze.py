"""Deletions: how they are read, what a page shows, what the real engine makes of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diptych.syntax.cloze import deletions, in_formula, without_deletions
from diptych.syntax.markdown import parser, plain_text
from tests.anki_engine import Anki
from tests.conftest import MakeNotebook, build_folder, codes

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
    assert deletions(inline) == (1, 2)
    assert plain_text([inline[1]]).startswith("Focal loss 乘上$(1-p_t)^\\gamma$，使简单样本")
    marks = [token for token in inline[1].children or [] if token.type.startswith("cloze")]
    assert [token.meta for token in marks] == [
        {"number": 1}, {"hint": "因子"}, {"number": 2}, {"hint": ""}
    ]  # fmt: skip
    assert deletions(parser().parse(FORMULA)) == (1, 3)


@pytest.mark.parametrize(
    "text", ["{{c1::}}", "{{c0::a}}", "{{c1::a}", "{{c::a}}", "{{ c1::a }}", "`{{c1::a}}`", "{{x}}"]
)
def test_what_is_no_deletion_stays_text(text: str) -> None:
    assert deletions(parser().parse(text)) == ()
    assert text.strip("`") in plain_text([parser().parse(text)[1]])


def test_a_formula_keeps_its_groups() -> None:
    latex = r"a={{c1::\frac{1}{2}}}^2+{{c12::x_{i}}}"
    assert without_deletions(latex) == r"a={\frac{1}{2}}^2+{x_{i}}"
    shown = in_formula(latex, str.upper, lambda number, inside: f"<{number}|{inside}>")
    assert shown == r"A=<1|\frac{1}{2}>^2+<12|x_{i}>"


@given(st.text(st.sampled_from("{}c1:: x$"), max_size=30))
def test_no_text_is_lost_however_braces_stand(text: str) -> None:
    pieces: list[str] = []

    def kept(piece: str) -> str:
        pieces.append(piece)
        return piece

    whole = in_formula(text, kept, lambda number, inside: f"{{{{c{number}::{kept(inside)}}}}}")
    assert whole == text
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
    assert seen == [(1, 0, 0), (1, 0, 0), (0, 1, 0)]
