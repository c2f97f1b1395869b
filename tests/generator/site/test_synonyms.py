"""Terms that mean the same, found where the notes write one out beside the other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from diptych.compile.other_names import other_names
from diptych.model.book import Book
from diptych.site.synonyms import Passage, synonyms, synonyms_of
from tests.conftest import of

FOUND = {
    "什么是批归一化（Batch Normalization，BN）？": ["批归一化", "Batch Normalization", "BN"],
    "交并比（IoU）怎样计算？": ["交并比", "IoU"],
    "什么是 anchor（锚框）？": ["anchor", "锚框"],
    "How is IoU (Intersection over Union) computed?": ["IoU", "Intersection over Union"],
    "What does non-maximum suppression (NMS) do?": ["non-maximum suppression", "NMS"],
    "平均精度（AP，average precision）": ["平均精度", "AP", "average precision"],
}
LEFT_ALONE = (
    "训练不正常时（损失 NaN、不下降、震荡），怎么办？",
    "用 ResNet（步长 16，VGG）的网络",
    "focal loss（带正负权重）的公式",
    "公式 $f(x)$ 与 $\\sigma(z)$、f(x)",
    "结构重参数化（如 RepVGG）为什么好？",
    "见图（上）、（下）、()、（），((",
    "What is a lock (see above)?",
)


def passage(prompt: str, gist: str, text: str) -> Passage:
    return Passage(prompt, gist, other_names(prompt, text))


def of_prompts(*prompts: str) -> list[set[str]]:
    return [set(group) for group in synonyms([passage(each, "", "") for each in prompts], {})]


def test_a_term_and_what_is_written_out_beside_it() -> None:
    for prompt, terms in FOUND.items():
        with of(prompt):
            assert of_prompts(prompt) == [set(terms)]


def test_what_else_stands_in_brackets_is_no_name() -> None:
    for prompt in LEFT_ALONE:
        with of(prompt):
            assert of_prompts(prompt) == []


def test_pairs_of_several_questions_are_one_group() -> None:
    first, second = "批归一化（Batch Normalization）怎样算？", "批归一化（BN）为什么有用？"
    assert of_prompts(first, second) == [{"批归一化", "Batch Normalization", "BN"}]


def test_a_term_begins_where_it_does_elsewhere_but_not_with_what_many_end_in() -> None:
    text = "训练时先算自注意力（self-attention）再相加。"
    known = passage("自注意力的代价有多大？", "", "")
    assert {"自注意力", "self-attention"} in map(set, synonyms([known, passage("", "", text)], {}))
    heads = [
        passage(f"{name}卷积是什么？卷积的步长？", "", "") for name in ("空洞", "转置", "可变形")
    ]
    written = passage("", "", "深度可分离卷积（depthwise separable convolution）很省。")
    assert not any("卷积" in group for group in synonyms([*heads, written], {}))


def test_words_that_the_notebook_never_writes_lead_to_those_that_it_has_agreed_on() -> None:
    assert synonyms([], {"锚框": "anchor（锚框）", "候选框": "proposal", "建议框": "proposal"}) == (
        ("锚框", "anchor"),
        ("候选框", "proposal", "建议框"),
    )


@given(st.lists(st.text("（）()，,AbB 批归一化的是\\$", max_size=40), max_size=5))
def test_any_text_gives_groups_of_several_terms_each_term_in_one(texts: list[str]) -> None:
    groups = synonyms([passage(text, text, text) for text in texts], {})
    terms = [term.lower() for group in groups for term in group]
    assert len(terms) == len(set(terms))
    assert all(1 < len(group) <= 8 for group in groups)


def test_our_own_notes_have_the_terms_that_people_search_by(own: tuple[object, Book]) -> None:
    groups = [{term.casefold() for term in group} for group in synonyms_of(own[1])]
    for terms in (
        {"批归一化", "bn", "batch normalization", "批标准化"},
        {"交并比", "iou"},
        {"非极大值抑制", "nms"},
        {"候选框", "proposal"},
        {"困惑度", "perplexity"},
    ):
        with of(terms):
            assert any(terms <= group for group in groups)
