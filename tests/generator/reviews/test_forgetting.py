"""The numbers of a collection, compared with what the engine itself says of it."""

from __future__ import annotations

import time
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diptych.deck import read_studied
from diptych.reviews.forgetting import known_at, retrievability
from diptych.reviews.judging import at_least, lapses, median_time
from tests.conftest import of
from tests.generator.reviews.book import FORGOTTEN
from tests.generator.reviews.learner import DAY, Learner

# FSRS-5: 19 weights and a decay that stands in the formula; FSRS-6: two more, the decay the last.
FIVE = [
    0.4,
    1.2,
    3.2,
    15.7,
    7.2,
    0.5,
    1.5,
    0.005,
    1.5,
    0.1,
    1.0,
    1.9,
    0.1,
    0.3,
    2.3,
    0.2,
    3.0,
    0.5,
    0.6,
]
SIX = [*FIVE, 0.1, 0.31]


@pytest.mark.parametrize("weights", [[], FIVE, SIX], ids=["default", "five", "six"])
def test_the_curve_is_the_engines(with_fsrs: Learner, weights: list[float]) -> None:
    decks = with_fsrs.anki.collection.decks
    preset = decks.config_dict_for_deck_id(with_fsrs.anki.card(with_fsrs.guid("list")).did)
    preset["fsrsParams5" if len(weights) == 19 else "fsrsParams6"] = weights
    decks.update_config(preset)
    guids = [with_fsrs.guid("list"), with_fsrs.guid("long")]
    with_fsrs.learn(guids[0], [True, False, True, True, False])
    with_fsrs.learn(guids[1], [True, True, True])
    for days in (0, 1, 30, 400):
        with_fsrs.wait(days)
        studied = read_studied(with_fsrs.export("a.apkg").read_bytes())
        for guid in guids:
            with of((days, guid)):
                card = studied[guid][0]
                engines = with_fsrs.anki.collection.card_stats_data(with_fsrs.anki.card(guid).id)
                assert card.memory
                assert isclose(card.memory.stability, engines.memory_state.stability, rel_tol=1e-4)
                assert isclose(
                    card.memory.difficulty, engines.memory_state.difficulty, rel_tol=1e-3
                )
                ours = known_at(card, time.time())
                assert ours is not None
                assert isclose(ours, engines.fsrs_retrievability, abs_tol=1e-3)
    decays = {
        card.memory.decay for each in studied.values() for card in each.values() if card.memory
    }
    assert decays == {0.5 if len(weights) == 19 else 0.31 if weights else 0.154}


def test_a_card_of_a_former_version_has_the_decay_of_that_version(with_fsrs: Learner) -> None:
    guid = with_fsrs.guid("list")
    with_fsrs.learn(guid, [True, True])
    number = with_fsrs.anki.card(guid).id
    for names in ("'$.decay'", "'$.lrt'"):  # neither was written to a card at first
        database = with_fsrs.anki.collection.db
        assert database is not None
        database.execute(f"UPDATE cards SET data = json_remove(data, {names}) WHERE id = ?", number)
        with_fsrs.wait(100)
        card = read_studied(with_fsrs.export("a.apkg").read_bytes())[guid][0]
        assert card.memory is not None
        assert card.memory.decay == 0.5
        engines = with_fsrs.anki.collection.card_stats_data(number).fsrs_retrievability
        assert known_at(card, time.time()) == pytest.approx(engines, abs=2e-3)


def test_what_else_a_card_carries_is_no_memory(with_fsrs: Learner) -> None:
    guid = with_fsrs.guid("list")
    with_fsrs.learn(guid, [True])
    database = with_fsrs.anki.collection.db
    assert database is not None
    for data in (
        "",
        "{",
        "[1]",
        '{"s": "a", "d": 5}',
        '{"s": 0, "d": 5}',
        '{"d": 5}',
        '{"s": null}',
    ):
        with of(data):
            database.execute("UPDATE cards SET data = ?", data)
            package = with_fsrs.export("a.apkg").read_bytes()
            assert read_studied(package)[guid][0].memory is None


def test_lapses_and_times_are_those_that_the_engine_counts(learner: Learner) -> None:
    guid = learner.guid("list")
    learner.learn(guid, FORGOTTEN, seconds=14)
    learner.learn(learner.guid("short"), [True, False], template=1, seconds=90)
    learner.learn(learner.guid("parts", "occlusion"), [True], template=1)
    engines = learner.anki.collection._backend.graphs(search="", days=0).true_retention.all_time
    failed = engines.young_failed + engines.mature_failed
    passed = engines.young_passed + engines.mature_passed
    for name, legacy in (
        ("a.apkg", False),
        ("b.apkg", True),
        ("c.colpkg", False),
        ("d.colpkg", True),
    ):
        with of(name):
            studied = read_studied(learner.export(name, legacy=legacy).read_bytes())
            reviews = [card.reviews for each in studied.values() for card in each.values()]
            assert sum(map(lapses, reviews)) == failed == 9
            assert sum(map(len, reviews)) == failed + passed
            assert median_time(studied[guid][0].reviews) == pytest.approx(14, abs=2)
            assert median_time(studied[learner.guid("short")][1].reviews) == 60
            assert studied[learner.guid("long")][0].new


def test_without_fsrs_nine_of_ten_are_known_when_they_are_due(learner: Learner) -> None:
    guid = learner.guid("list")
    learner.learn(guid, [True, True])
    card = read_studied(learner.export("a.apkg").read_bytes())[guid][0]
    assert (card.memory is not None) == learner.fsrs
    assert card.last is not None
    assert card.last == pytest.approx(time.time(), abs=60)
    due = card.last + DAY * (card.memory.stability if card.memory else card.interval)
    known = known_at(card, due)
    assert known == pytest.approx(0.9)


@given(
    days=st.floats(0, 5000),
    later=st.floats(0, 5000),
    stability=st.floats(0.01, 5000),
    decay=st.floats(0.1, 0.8),
)
def test_what_is_known_is_only_forgotten(
    days: float, later: float, stability: float, decay: float
) -> None:
    now, then = (retrievability(each, stability, decay) for each in (days, days + later))
    assert 0 <= then <= now <= 1
    assert isclose(retrievability(stability, stability, decay), 0.9)


@given(tried=st.integers(1, 300), share=st.floats(0, 1), sureness=st.floats(0.1, 4))
def test_a_rate_that_is_sure_is_never_above_the_one_found(
    tried: int, share: float, sureness: float
) -> None:
    failed = round(tried * share)
    sure = at_least(failed, tried, sureness)
    assert 0 <= sure <= failed / tried + 1e-12
    assert sure <= at_least(2 * failed, 2 * tried, sureness) + 1e-12  # more reviews say more
    assert at_least(failed, tried, sureness + 1) <= sure + 1e-12
    if failed < tried:
        assert sure <= at_least(failed + 1, tried, sureness)
    # Wilson's bound solves this: the found share lies so many deviations above it.
    found = failed / tried
    assert isclose((found - sure) ** 2, sureness**2 * sure * (1 - sure) / tried, abs_tol=1e-9)
