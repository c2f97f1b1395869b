"""Search in a real browser: what it finds, beside brute force."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from diptych.model.book import Book, SectionPage
from diptych.render.relocations import strings
from tests.browser import reader
from tests.generator.site.books import book, question
from tests.generator.site.test_search import WORDS, search_data, search_texts, synthetic
from tests.searching import agree, asked, opened, written

QUERIES = (
    # Chinese: any part of the text
    "交叉熵", "损失", "过拟合", "叉熵", "的", "为什么分类用交叉熵", "候选框", "梯度消失", "训练集",
    # English: beginnings of words, in any case
    "focal", "foc", "ocal", "IOU", "iou", "soft", "SoftMax", "proposal", "a", "anchor box", "norm",
    # several words
    "损失 梯度", "iou 损失", "NMS 阈值 soft", "卷积 步长 感受野", "损失 没有这个词", "a b c", "l1 l2",
    # written together and apart
    "soft-nms", "softnms", "soft nms", "soft-nm", "r-cnn", "rcnn", "t-sne", "tsne", "KL散度", "IoU损失",
    "l1正则化", "k折", "1x1", "3×3", "3x3卷积", "cross-entropy", "early-", "用NMS",
    # full width and half width, accents, dashes, spaces
    "ＮＭＳ", "Ｌ２", "ｓｏｆｔ－ｎｍｓ", "1×1\u3000卷积", "Soft–NMS", "ﬁ", "naïve", "\u00a0nms\t",
    # punctuation
    "什么是交叉熵（cross-entropy）？", "交叉熵？", "步长，感受野", "“交叉熵”", "nms.", "?", "(", "=", "...", "C++", "-",
    # formulas
    "p_t", "1-p", "(1-p_t)^\\gamma", "\\sigma(z)", "gamma", "O(n^2)", "\\frac{1}{", "λ", "σ", "0.5", ".5", "5",
    # nothing
    "没有这种东西", "xyzzy", "nmss", "</script>", "__proto__", "constructor", "[", "\\", "$&", "(?=a)", "交叉 xyzzy",
)  # fmt: skip

FIRST = [
    ("focal loss", "focal-loss"),
    ("FOCAL", "focal-loss"),
    ("交叉熵 均方误差", "cross-entropy"),
    ("什么是交叉熵", "cross-entropy"),
    ("交叉熵的定义", "ce-decomposition"),
    ("非极大值抑制", "nms"),
    ("nms 复杂度", "nms"),
    ("soft-nms", "soft-nms"),
    ("softnms", "soft-nms"),
    ("Ｓｏｆｔ ＮＭＳ 公式", "soft-nms-decay-formula"),
    ("交并比", "iou-formula"),
    ("iou 坐标", "iou-formula"),
    ("smooth l1", "smooth-l1-formula"),
    ("faster rcnn", "faster-rcnn"),
    ("r-cnn 家族", "rcnn-family"),
    ("rcnn", "rcnn-family"),
    ("什么是 anchor", "anchor-box"),
    ("锚框", "anchor-box"),
    ("特征金字塔网络", "fpn"),
    ("yolo", "yolo-v1"),
    ("批归一化", "batch-norm"),
    ("batch norm", "batch-norm"),
    ("过拟合", "overfitting-remedies"),
    ("判断过拟合", "detect-overfitting"),
    ("early stopping", "what-is-early-stopping"),
    ("arcface", "arcface"),
    ("t-SNE", "t-sne"),
    ("tsne", "t-sne"),
    ("KL 散度 wasserstein", "distribution-distances"),
    ("反向传播", "backpropagation"),
    ("卷积", "convolution"),
    ("输出边长", "conv-output-formula"),
    ("1x1 卷积", "one-by-one-conv"),
    ("receptive", "receptive-field"),
    ("交叉验证", "cross-validation"),
    ("label smoothing", "label-smoothing"),
    ("困惑度", "perplexity"),
    ("perplex", "perplexity"),
    ("在线难样本挖掘", "ohem-definition"),
    ("deeplab", "dense-crf"),
    ("sigmoid tanh 导数", "sigmoid-derivative"),
    ("loss multi-label", "multi-label-loss"),
    ("(1-p_t)^\\gamma", "focal-loss"),
    ("什么是 roi align", "what-is-roi-align"),
]


def test_it_finds_what_brute_force_finds(chromium: Browser, own: tuple[Path, Book]) -> None:
    site, made = own
    assert len(QUERIES) > 60
    assert sum(len(section.questions) for section in made.sections) > 250
    with reader(chromium) as reading:
        reading.open(site / "index.html")
        opened(reading.page)
        agree(reading.page, made, list(QUERIES))
        counts = list(map(len, asked(reading.page, list(QUERIES))))
    assert counts.count(0) < len(QUERIES) / 3
    assert reading.complaints == []


def test_the_first_hit_is_the_one_that_is_meant(chromium: Browser, own: tuple[Path, Book]) -> None:
    with reader(chromium) as reading:
        reading.open(own[0] / "index.html")
        opened(reading.page)
        answers = asked(reading.page, [query for query, _ in FIRST])
    got = [(query, (slugs or [""])[0]) for (query, _), slugs in zip(FIRST, answers, strict=True)]
    assert got == FIRST


@pytest.mark.slow
@pytest.mark.parametrize("count", [1_000, 10_000])
def test_it_finds_in_many_what_brute_force_finds(
    chromium: Browser, tmp_path: Path, count: int
) -> None:
    made = synthetic(count)
    few = book(SectionPage("a", ("A",), (), ()))
    index = written(few, tmp_path)
    (tmp_path / "search").mkdir(exist_ok=True)
    for path, script in [("search/titles.js", search_data(made)), *search_texts(made)]:
        (tmp_path / path).write_text(script, encoding="utf-8")
    with reader(chromium) as reading:
        reading.open(index)
        opened(reading.page)
        agree(reading.page, made, random_queries(made, 40 if count == 1_000 else 5))
        assert reading.complaints == []


def random_queries(made: Book, count: int) -> list[str]:
    """Words, their beginnings and pieces of the texts, alone and together."""
    draw = random.Random(11)
    texts = [q.prompt + " " + q.text for s in made.sections for q in s.questions]

    def piece() -> str:
        text = draw.choice(texts)
        start = draw.randrange(len(text))
        cut = text[start : start + draw.randint(1, 9)]
        return draw.choice([cut, cut.upper(), draw.choice(WORDS)])

    return [" ".join(piece() for _ in range(draw.randint(1, 3))) for _ in range(count)]


@pytest.mark.slow
def test_folding_is_what_it_says_for_any_text(chromium: Browser, tmp_path: Path) -> None:
    draw = random.Random(3)
    letters = (
        "aAéeẞßſﬁЙйёЁΣςがｶﾞガ゛각ᄀ각ㄱㅏﾡ①㎏Ⅳ²½ｘ，－—“x\u0301\u0308\u0338=≠ắ𝑥😀\u200d々ー字 -+1"
    )
    texts = ["".join(draw.choices(letters, k=draw.randint(1, 7))) for _ in range(400)]
    texts = [text for text in texts if text.strip()]
    rows = [question(n, prompt=f"第{n}：{text}") for n, text in enumerate(texts)]
    made = book(SectionPage("a", ("A",), (), tuple(rows)))
    with reader(chromium) as reading:
        reading.open(written(made, tmp_path))
        field = opened(reading.page)
        agree(reading.page, made, texts)
        for text in texts[::20]:  # and what is marked is what was asked for
            field.fill(text)
            for prompt in reading.page.locator(".prompt").all()[:3]:
                assert prompt.text_content() in {row.prompt for row in rows}
                assert prompt.locator("mark").count() > 0
        assert reading.complaints == []


def test_title_before_section_before_text_whole_before_begun_early_before_late(
    chromium: Browser, tmp_path: Path
) -> None:
    said = [
        ("8", "opens its section", ""),
        ("7", "other", "late on, an apple"),
        ("6", "other", "an apple"),
        ("5", "other", "apple"),
        ("4", "applecart", ""),
        ("3", "an early apple", ""),
        ("2", "an apple", "b"),
        ("1", "an apple", "a"),
    ]
    rows = [question(int(n), slug=n, prompt=title, text=text) for n, title, text in said]
    below = question(9, slug="s", prompt="other", text="")
    made = book(
        SectionPage("a", ("A",), (), tuple(rows)), SectionPage("b", ("Apple",), (), (below,))
    )
    with reader(chromium) as reading:
        reading.open(written(made, tmp_path))
        opened(reading.page)
        assert asked(reading.page, ["apple", "APPL"]) == [
            ["2", "1", "3", "4", "s", "5", "6", "7"],
            ["4", "2", "1", "3", "s", "5", "6", "7"],
        ]


def test_our_own_data_stay_small(own: tuple[Path, Book]) -> None:
    site, made = own
    questions = [each for section in made.sections for each in section.questions]
    characters = sum(len(each.prompt) + len(each.text) for each in questions)
    data = b"".join(script.read_bytes() for script in (site / "search").iterdir())
    assert len(data) < 880 * len(questions)
    cited = sum(len(part) for each in questions for part in strings(each.body.sources))
    assert len(gzip.compress(data)) < characters + cited / 5
