"""What search looks through, as data: complete, small, harmless. The browser's part is next door."""

from __future__ import annotations

import gzip
import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from diptych.interface import texts
from diptych.model.book import Book, SectionPage
from diptych.site import search
from diptych.site.search import search_script, text_parts
from tests.generator.site.books import HOSTILE, book, question

PREFIX = "window.diptychSearch.data = "


def read(script: str) -> dict[str, Any]:
    assert script.startswith(PREFIX)
    assert script.endswith(";\n")
    data: dict[str, Any] = json.loads(script.removeprefix(PREFIX)[:-2])
    return data


def search_data(made: Book) -> str:
    return search.search_data(made, (), len(text_parts(made)))


def search_texts(made: Book) -> list[tuple[str, str]]:
    return [(part.path, part.script()) for part in text_parts(made)]


def read_texts(script: str) -> Any:
    return json.loads(script.removeprefix("window.diptychSearch.texts = ").removesuffix(";\n"))


def texts_in(script: str) -> list[str]:
    _, rows, _ = read_texts(script)
    return [row if isinstance(row, str) else row[0] for row in rows]


def test_a_row_for_each_question_with_sections_and_tags_by_place() -> None:
    data = read(search_data(book()))
    assert data["sections"] == [["检测", -1], ["后处理", 0], ["损失", -1], [HOSTILE, 2]]
    assert data["tags"] == [HOSTILE, "检测"]
    assert data["questions"] == [
        ["q1", "第 1 个问题？为什么", 0, [1]],
        ["q2", "第 2 个问题？为什么", 0, [1]],
        ["q3", HOSTILE, 1, [0]],
        ["什么 是?#损失", "第 4 个问题？为什么", 3, [1]],
    ]


def test_what_is_empty_at_the_end_is_left_out_and_what_is_zero_is_not() -> None:
    plain = question(1, tags=())
    foreign = question(2, tags=(), language="ru", text="текст")
    data = read(search_data(book(SectionPage("a", ("A",), (), (plain, foreign)))))
    assert data["questions"] == [
        ["q1", plain.prompt, 0],
        ["q2", foreign.prompt, 0, [], "ru"],
    ]


def test_questions_outside_of_any_section_and_sections_of_one_name() -> None:
    one = SectionPage("a", (), (), (question(1),))
    two = SectionPage("b", ("甲", "乙"), (), (question(2),))
    same = SectionPage("c", ("甲", "乙"), (), (question(3),))
    data = read(search_data(book(one, two, same, SectionPage("d", ("空",), (), ()))))
    assert data["sections"] == [["甲", -1], ["乙", 0]]
    assert [row[2] for row in data["questions"]] == [-1, 1, 1]


def test_a_book_without_questions() -> None:
    empty = book(SectionPage("a", ("A",), (), ()))
    assert read(search_data(empty)) == {
        "sections": [],
        "tags": [],
        "questions": [],
        "synonyms": [],
        "parts": 0,
    }
    assert not list(search_texts(empty))


@given(st.lists(st.integers(0, 250_000), max_size=12))
def test_the_texts_follow_in_parts_whole_and_in_order(sizes: list[int]) -> None:
    rows = tuple(question(n, text="字" * size) for n, size in enumerate(sizes, start=1))
    made = book(SectionPage("a", ("A",), (), rows))
    parts = list(search_texts(made))
    assert [path for path, _ in parts] == [f"search/{n}.js" for n in range(1, len(parts) + 1)]
    assert read(search_data(made))["parts"] == len(parts)
    said: list[str] = []
    for _, script in parts:
        first, _, _ = read_texts(script)
        texts = texts_in(script)
        assert first == len(said)
        assert len(texts) == 1 or sum(map(len, texts)) <= 100_000
        said += texts
    assert said == [row.text for row in rows] or not any(sizes)
    # As few parts as can be: none could have taken in what the next begins with.
    for (_, one), (_, other) in pairwise(parts):
        assert sum(map(len, texts_in(one))) + len(texts_in(other)[0]) > 100_000


def test_lines_of_the_script_end_at_line_feeds_only() -> None:
    torn = question(1, prompt="a\u2028b\u2029c", text="</script>\u2028'\"\\")
    made = book(SectionPage("a", ("A",), (), (torn,)))
    script = search_data(made)
    ((_, texts),) = search_texts(made)
    assert len(script.splitlines()) == len(texts.splitlines()) == 1
    assert read(script)["questions"][0][1] == torn.prompt
    assert read_texts(texts) == [0, [[torn.text, 0, [0]]], ["某书"]]


@pytest.mark.parametrize("language", ["zh-CN", "en", "fr"])
def test_the_words_that_it_shows_stand_in_front(language: str) -> None:
    script = search_script(texts(language), "rest\n")
    words, rest = script.split("\n", 1)
    assert rest == "rest\n"
    said = json.loads(words.removeprefix("window.diptychSearch = { words: ").removesuffix(" };"))
    assert all(said.values())
    assert (said["search"] == "搜索") == (language == "zh-CN")


def test_the_data_stay_small() -> None:
    """Per 1,000 characters of text: little more than the text itself, and far less in gzip."""
    made = synthetic(1000)
    script = "".join([search_data(made), *(text for _, text in search_texts(made))]).encode()
    said = [q.prompt + q.text for s in made.sections for q in s.questions]
    characters, raw = sum(map(len, said)), len("".join(said).encode())
    assert len(script) < raw + 60 * len(said)
    assert len(gzip.compress(script)) < 1100 * characters / 1000


# Words as an engine may not expect them, among those of any notes.
WORDS = ["损失", "梯度", "anchor", "候选框", "softmax", "交叉熵", "IoU", "Soft-NMS", "卷积", "的", "是", "L2", "C++", "２Ｄ", "ﾃﾞｰﾀ", "Ёлка", "café", "$p_t$", "3×3", "proposal", "归一化", "，因为", "。所以", "R-CNN", "ＦＰＮ", "straße", "×", "训练", "验证", "误差", "early-stopping", "9.5", "\\gamma", "<b>", "가나"]  # fmt: skip


def synthetic(count: int) -> Book:
    """A book of some thousand characters a question, the same each time."""
    import random

    draw = random.Random(7)

    def words(least: int, most: int) -> str:
        several = [draw.choice(WORDS) for _ in range(draw.randint(least, most))]
        return "".join(word + draw.choice(["", " "]) for word in several) + f"{draw.random():.9f}"

    sections = []
    for place in range(0, count, 20):
        inside = tuple(
            replace(
                question(number + 1),
                prompt=words(3, 9),
                text=words(20, 220),
                tags=(f"t{number % 7}",),
            )
            for number in range(place, min(count, place + 20))
        )
        path = (f"章{place // 200}", f"节 {place}")
        sections.append(SectionPage(f"s{place}", path, (), inside))
    return book(*sections)
