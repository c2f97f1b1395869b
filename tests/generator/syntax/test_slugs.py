"""Slugs fit file names on any system, and are given out once, with the smallest free number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diptych.syntax.slugs import FreeSlugs, slug_of, unique_slugs

NAMES = st.sampled_from(["a", "A", "b", "a-2", "a-3", "b-2", "ß", "ss"])


def naive(slug: str, taken: set[str]) -> str:
    number = 1
    while True:
        name = slug if number == 1 else f"{slug}-{number}"
        if name.casefold() not in taken:
            return name
        number += 1


@given(st.lists(NAMES), st.lists(NAMES))
def test_each_name_is_the_first_that_is_free(before: list[str], wanted: list[str]) -> None:
    taken = {each.casefold() for each in before}
    free = FreeSlugs(before)
    for slug in wanted:
        name = naive(slug, taken)
        taken.add(name.casefold())
        assert free.take(slug) == name


class Counted(str):
    """A name that counts how often it is looked up in another case."""

    looks = 0

    def __format__(self, spec: str) -> str:
        Counted.looks += 1
        return super().__format__(spec)


def test_many_of_one_name_do_not_try_all_numbers_again() -> None:
    free = FreeSlugs()
    Counted.looks = 0
    names = [free.take(Counted("q")) for _ in range(2_000)]
    assert len(set(names)) == 2_000
    assert Counted.looks < 4_000


@given(st.lists(st.text(), max_size=20))
def test_slugs_are_unique_file_names_on_any_system(ids: list[str]) -> None:
    slugs = unique_slugs(ids)
    assert len({slug.casefold() for slug in slugs}) == len(ids)
    for slug in slugs:
        assert slug
        assert not set(slug) & set('<>:"/\\|?*. \n')
        assert len(slug.encode()) < 220


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Faster R-CNN 的流程？", "faster-r-cnn-的流程"),
        ("Ｑ１", "q1"),
        ("???", "q"),
        ("CON", "con-q"),
        ("a.b:c", "a-b-c"),
        ("a" * 48, "a" * 48),
        ("a" * 60, "a" * 48),
        ("a" * 47 + " b", "a" * 47),  # cut at a blank, it has no dash at its end
        ("?" * 60 + "a", "a"),
    ],
)
def test_slugs(text: str, slug: str) -> None:
    assert slug_of(text) == slug
