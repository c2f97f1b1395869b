"""The parts of which the assignment is made: pairs, order, gaps, and names that changed."""

from __future__ import annotations

from diptych.identity.assignment import Pair, _best, _not_apart, assign, by_birth
from diptych.identity.evidence import LIKELY, MARGIN
from diptych.identity.places import Renamed, Standing, _as_many, in_order, slots_between
from diptych.identity.records import LedgerEntry
from tests.conftest import compiled


def entry(
    name: str, file: str = "a.md", section: tuple[str, ...] = (), **more: object
) -> LedgerEntry:
    known: dict[str, object] = {"prompt": name, "answer": "", "shows": "", "changed": 1, **more}
    return LedgerEntry(id=name, guid=name, file=file, section=section, **known)  # type: ignore[arg-type]


def pair(points: float, number: int, name: str, *, same: bool = False) -> Pair:
    return Pair(LIKELY + points, number, entry(name), same)


def best(*pairs: Pair) -> list[tuple[int, str]]:
    in_order = sorted(pairs, key=lambda each: -each.points)
    return [(each.number, each.entry.guid) for each in _best(in_order)]


def test_of_two_entries_nearly_as_likely_neither_is_taken() -> None:
    assert best(pair(3, 0, "a"), pair(3 - MARGIN / 2, 0, "b")) == []
    assert best(pair(3, 0, "a"), pair(3 - MARGIN, 0, "b")) == [(0, "a")]
    assert best(pair(3, 0, "a"), pair(3 - MARGIN / 2, 1, "a")) == []


def test_of_those_that_say_the_same_the_first_is_taken() -> None:
    same = [pair(3, n, name, same=True) for n, name in ((0, "a"), (0, "b"), (1, "a"), (1, "b"))]
    assert best(*same) == [(0, "a"), (1, "b")]


def test_whoever_is_taken_already_is_no_rival() -> None:
    taken = pair(9, 0, "a")
    assert best(taken, pair(3, 1, "b"), pair(3, 1, "a")) == [(0, "a"), (1, "b")]
    assert best(taken, pair(3, 1, "b"), pair(3, 0, "b")) == [(0, "a"), (1, "b")]


def test_who_is_not_the_question_is_left_out_beside_an_entry_as_like_it() -> None:
    first = Pair(5, 0, entry("a", apart=("b",)), same_words=False)
    for points, left in ((5.0, [first]), (4.0, [first])):
        assert list(_not_apart([first, Pair(points, 0, entry("b"), same_words=False)])) == left
    likelier = Pair(6, 0, entry("b"), same_words=False)
    assert list(_not_apart([likelier, first])) == [likelier, first]


def test_of_equal_words_the_older_is_first() -> None:
    names = [entry("q-10"), entry("q", retired=1), entry("q-9")]
    assert [each.id for each in sorted(names, key=by_birth)] == ["q-9", "q-10", "q"]


def test_a_file_is_the_one_that_most_came_from_and_of_two_the_one_of_its_name() -> None:
    questions = compiled("".join(f"## Q{n}?\n\na\n\n" for n in range(4)), "now.md").questions
    half = {
        n: entry(str(n), file) for n, file in enumerate(("was.md", "now.md", "was.md", "now.md"))
    }
    assert Renamed(questions, half).file("now.md") == "now.md"
    assert Renamed(questions, {**half, 3: entry("3", "was.md")}).file("now.md") == "was.md"
    assert Renamed(questions, half).place(("other.md", ("S",))) == ("other.md", ("S",))


def test_entries_stand_in_order_the_newest_next_to_whom_it_names() -> None:
    entries = [
        entry("d", after="b"),
        entry("c", after="a", changed=3),
        entry("b", after="a", changed=2),
        entry("a"),
        entry("lost", after="gone", changed=0),
    ]
    assert [each and each.id for each in in_order(entries)] == ["a", "c", "b", "d", None, "lost"]


def test_the_retired_count_only_if_with_them_there_are_as_many_as_questions() -> None:
    here, gone = entry("a"), entry("b", retired=1)
    assert _as_many([here, gone], 2) == [here, gone]
    assert _as_many([here, gone], 1) == [here]
    assert _as_many([here, gone], 3) == [here]
    assert _as_many([gone], 3) == [gone]


def test_beside_a_neighbour_that_came_from_another_file_there_is_no_slot() -> None:
    questions = compiled("".join(f"## Q{n}?\n\na\n\n" for n in range(4)), "a.md").questions
    old = [entry("0"), entry("1", after="0"), entry("2", after="1"), entry("3", after="2")]
    moved = entry("m", "b.md")
    for first, fits in ((old[0], 1.0), (moved, 0.0)):
        known = {0: first, 2: old[2], 3: old[3]}
        renamed = Renamed(questions, known)
        slots = slots_between(questions, known, Standing([*old, moved]), renamed)
        assert slots.fit(1, old[1]) == fits
        assert list(slots.near(1)) == ([old[1]] if fits else [])


def test_three_are_named_and_no_more_of_those_that_a_question_may_be() -> None:
    (question,) = compiled("## 优点是什么？\n\n别的。\n").questions
    many = [entry(f"e{n}", prompt="优点是什么？", answer=f"第{n}种说法。") for n in range(5)]
    found = assign([question], {}, many, many)
    assert (found.certain, found.likely, len(found.unclear[0])) == ({}, {}, 3)


def test_who_stood_between_the_same_neighbours_is_named_though_two_stand_there_now() -> None:
    prompts = ("First?", "Alpha beta.", "Gamma delta.", "Last?")
    text = "".join(f"## {prompt}\n\n{prompt} answered\n\n" for prompt in prompts)
    questions = compiled(text, "a.md").questions
    old = [
        entry("0", prompt="First?"),
        entry("1", after="0", prompt="Nothing of it?", answer="Something else"),
        entry("2", after="1", prompt="Last?"),
    ]
    found = assign(questions, {0: old[0], 3: old[2]}, [old[1]], old)
    assert {number: [each.id for each in named] for number, named in found.unclear.items()} == {
        1: ["1"],
        2: ["1"],
    }
