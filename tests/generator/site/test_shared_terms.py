"""Questions that speak of the same: by the rare terms that they share, not by their chapter."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from diptych.model.book import Book, QuestionPage, SectionPage
from diptych.site.related import neighbours
from diptych.site.shared_terms import sharing_terms
from tests.conftest import of
from tests.generator.site.books import book, question, with_words


def asking(number: int, prompt: str, gist: str = "", **changes: object) -> QuestionPage:
    page = question(number, answer="x", tags=("chapter",))
    return with_words(replace(page, prompt=prompt, gist=gist, **changes))


FILLER = [asking(n, f"Word{n} of thing{n}?") for n in range(10, 60)]


def first_of(pages: list[QuestionPage]) -> list[str]:
    return [page.slug for page in sharing_terms(pages, 3)["q1"]]


def test_what_is_asked_alike_comes_before_what_only_says_the_same() -> None:
    asked = asking(1, "Why does dropout rescale activations?")
    pages = [
        asked,
        asking(2, "What is a schedule?", "It has to do with dropout, and rescale."),
        asking(3, "When does dropout rescale?"),
        asking(4, "交叉熵为什么比均方误差好？"),
        *FILLER,
    ]
    assert first_of(pages) == ["q3", "q2"]
    chinese = [asking(1, "交叉熵和均方误差差在哪里？"), *pages[1:]]
    assert first_of(chinese) == ["q4"]


def test_what_many_questions_have_is_no_sign() -> None:
    pages = [asking(n, f"What do optimizers like adam do, number{n}?") for n in range(1, 40)]
    assert first_of(pages) == []


def test_two_that_refer_to_the_same_question_are_near() -> None:
    one = asking(1, "First gamma?", links=("q5", "q6"))
    other = asking(2, "Second delta?", links=("q5", "q6"))
    assert first_of([one, other, *FILLER]) == ["q2"]


def test_a_tag_in_common_decides_between_equals() -> None:
    far = asking(2, "Why is dropout rescale?")
    near = replace(asking(3, "Why is dropout rescale?"), tags=("field",))
    one = replace(asking(1, "Why is dropout rescale?"), tags=("field",))
    assert first_of([one, far, near, *FILLER]) == ["q3", "q2"]


@given(st.lists(st.text("abc 交叉熵的$-", max_size=12), min_size=1, max_size=12))
def test_no_question_is_near_itself_and_the_order_is_always_the_same(prompts: list[str]) -> None:
    pages = [asking(n, prompt, prompt[::-1]) for n, prompt in enumerate(prompts, start=1)]
    found = sharing_terms(pages, 3)
    assert found == sharing_terms(pages, 3)
    for page in pages:
        near = [each.slug for each in found[page.slug]]
        assert page.slug not in near
        assert len(near) == len(set(near)) <= 3


def test_few_of_our_own_are_near_by_their_chapter_only(own: tuple[Path, Book]) -> None:
    """By tag were 1,094 of 1,353 once, and 735 of 888 before that."""
    found = neighbours(own[1])
    kinds = Counter(each.kind for near in found.values() for each in near)
    assert kinds.total() == 3 * len(found)
    assert kinds["alike"] < 0.1 * kinds.total()


NEAR = {
    "pr-vs-roc": {"average-precision", "precision-recall-formula"},
    "float-formats": {"mixed-precision", "loss-scaling"},
    "attention-cost": {"attention", "vit-cost"},
    "crf-upsample-first": {"dense-crf"},
    "resnet": {"degradation"},
    "iou-ten-percent": {"iou-formula", "giou-by-hand"},
}


def test_what_stands_near_is_what_one_would_read_next(own: tuple[Path, Book]) -> None:
    found = neighbours(own[1])
    for slug, expected in NEAR.items():
        with of(slug):
            assert expected <= {each.question.slug for each in found[slug]}


@pytest.mark.slow
def test_the_work_grows_with_the_notebook_and_not_with_its_square() -> None:
    """Counted by the bearers that are looked at, not by a clock."""
    looked: list[int] = []

    class Counted(str):
        __slots__ = ()

        def __hash__(self) -> int:
            looked.append(1)
            return super().__hash__()

    def work(count: int) -> int:
        looked.clear()
        pages = [asking(n, f"Term{n // 5} and word{n // 7}?") for n in range(count)]
        pages = [replace(page, slug=Counted(page.slug)) for page in pages]
        neighbours(book(SectionPage("s", ("S",), (), tuple(pages))))
        return len(looked)

    assert work(2_000) < 4.5 * work(500)
