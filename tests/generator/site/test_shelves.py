"""How sections are listed: tiny ones together, huge ones in ranges, each question once."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from diptych.model.book import QuestionPage, SectionPage
from diptych.site.shelves import Shelves, shelve
from tests.generator.site.books import question

Made = tuple[list[SectionPage], dict[str, str]]


def files(where: Iterable[tuple[str, tuple[str, ...]]]) -> Made:
    """A section of one question for each file: its folder and its tags."""
    sections = []
    folders = {}
    for number, (folder, tags) in enumerate(where, start=1):
        asked = question(number, tags=tags)
        sections.append(
            SectionPage(f"file-{number}", (f"File {number}",), (), (asked,), lonely=True)
        )
        folders[asked.slug] = folder
    return sections, folders


def listed(shelves: Shelves) -> dict[tuple[str, ...], list[int]]:
    return {each.path: [q.number for q in each.questions] for each in shelves.sections}


def test_a_few_files_of_one_question_stand_each_by_itself() -> None:
    made = files([("notes/a", ())] * 29)
    assert shelve(*made) == Shelves(tuple(made[0]), ())


def test_many_stand_together_by_folder_below_what_all_have_in_common() -> None:
    sections, folders = files([("notes/a", ("x",))] * 20 + [("notes/b/c", ("y",))] * 20)
    shelves = shelve(sections, folders)
    assert listed(shelves) == {("a",): list(range(1, 21)), ("b", "c"): list(range(21, 41))}
    assert [each.slug for each in shelves.sections] == ["a", "b-c"]
    assert shelves.joined == tuple(sections)


def test_folders_that_hold_little_stand_together_by_the_folder_above() -> None:
    where = [(f"{top}/{n}", ()) for top in ("a", "b") for n in range(40)]
    assert list(listed(shelve(*files(where)))) == [("a",), ("b",)]


def test_without_folders_the_first_tag_joins_them_and_without_tags_nothing_parts_them() -> None:
    tagged = [("notes", ("x", "z") if n % 2 else ("y",)) for n in range(40)]
    assert listed(shelve(*files(tagged))) == {
        ("y",): list(range(1, 41, 2)),
        ("x",): list(range(2, 41, 2)),
    }
    untold = [("notes", (f"only {n}",)) for n in range(40)]
    assert listed(shelve(*files(untold))) == {(): list(range(1, 41))}


def test_what_says_more_than_its_question_stays_a_section() -> None:
    sections, folders = files([("notes", ("x",))] * 33)
    sections[0] = SectionPage("intro", ("Intro",), ("<p>said</p>",), sections[0].questions)
    sections[1] = replace(sections[1], lonely=False)
    sections.append(SectionPage("below", ("File 2", "Below"), (), (question(90), question(91))))
    shelves = shelve(sections, folders)
    assert [each.path for each in shelves.sections] == [
        ("Intro",),
        ("File 2",),
        ("x",),
        ("File 2", "Below"),
    ]


def test_a_name_that_is_taken_is_not_taken_twice() -> None:
    sections, folders = files([("notes", ("X",))] * 30)
    sections.append(SectionPage("x", ("x",), (), (question(90), question(91))))
    assert [each.slug for each in shelve(sections, folders).sections] == ["x-2", "x"]


def test_a_huge_section_is_divided_into_ranges_and_keeps_what_it_says() -> None:
    inside = tuple(question(number) for number in range(7, 258))
    shelves = shelve([SectionPage("s", ("S",), ("<p>said</p>",), inside)], {})
    assert [(each.slug, each.path, len(each.questions)) for each in shelves.sections] == [
        ("s", ("S",), 0),
        ("s.1", ("S", "7–106"), 100),
        ("s.2", ("S", "107–206"), 100),
        ("s.3", ("S", "207–257"), 51),
    ]
    assert [each.intro for each in shelves.sections] == [("<p>said</p>",), (), (), ()]


@st.composite
def notebooks(draw: st.DrawFn) -> Made:
    names = st.sampled_from(["a", "b", "a/b", "notes", ""])
    sections: list[SectionPage] = []
    folders: dict[str, str] = {}
    number = 0
    for place in range(draw(st.integers(0, 60))):
        inside: list[QuestionPage] = []
        folder = draw(names)
        for _ in range(draw(st.sampled_from([0, 1, 1, 1, 1, 2, 120]))):
            number += 1
            inside.append(question(number, tags=tuple(draw(st.sets(names, max_size=2)))))
            folders[inside[-1].slug] = folder
        path = draw(st.sampled_from([(), ("A",), ("A", f"B{place}"), (f"C{place}",)]))
        intro = draw(st.sampled_from([(), (), ("<p>said</p>",)]))
        sections.append(SectionPage(f"f{place}", path, intro, tuple(inside)))
    above = {each.path[:-1] for each in sections if each.path}
    sections = [
        replace(
            each,
            lonely=len(each.questions) == 1 and not each.intro and each.path not in above,
        )
        for each in sections
    ]
    return sections, folders


@pytest.mark.slow
@given(notebooks())
def test_each_question_and_each_word_stands_in_one_place(made: Made) -> None:
    sections, folders = made
    shelves = shelve(sections, folders)
    before = sorted(q.number for each in sections for q in each.questions)
    assert sorted(q.number for each in shelves.sections for q in each.questions) == before
    assert all(len(each.questions) <= 100 for each in shelves.sections)
    every = (*shelves.sections, *shelves.joined)
    slugs = [each.slug.casefold() for each in every]
    assert len(slugs) == len(set(slugs))
    assert {each.slug for each in sections} <= {each.slug for each in every}  # no page is lost
    assert sum(bool(each.intro) for each in every) == sum(bool(each.intro) for each in sections)
