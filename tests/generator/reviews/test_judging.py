"""What the engine cannot be brought to in a test: a card as data, and how it is judged."""

from __future__ import annotations

from msgspec.structs import replace

from diptych.deck import Memory, Review, StudiedCard
from diptych.reviews.judging import is_forgotten, is_learned, is_slow, median_time

KNOWN, FORGOTTEN = Review(0, forgotten=False, seconds=5), Review(0, forgotten=True, seconds=5)
CARD = StudiedCard(
    new=False, interval=2, memory=Memory(2, 5, 0.2), aim=0.9, last=0, reviews=(KNOWN,) * 12
)


def test_who_aims_lower_forgets_more() -> None:
    card = replace(CARD, reviews=(*[FORGOTTEN] * 6, *[KNOWN] * 6))
    assert is_forgotten(card)
    assert is_forgotten(replace(card, aim=None))
    assert not is_forgotten(replace(card, aim=0.75))


def test_what_was_forgotten_just_now_was_not_learned_after_all() -> None:
    reviews = (*[FORGOTTEN] * 8, *[KNOWN] * 3)
    strong = replace(CARD, memory=Memory(40, 5, 0.2), reviews=(*reviews, KNOWN))
    assert is_learned(strong)
    assert not is_forgotten(strong)
    assert is_forgotten(replace(strong, reviews=(*reviews, FORGOTTEN)))


def test_a_minute_is_the_longest_answer() -> None:
    times = (5, 8, 400, 400)
    reviews = tuple(replace(KNOWN, seconds=each) for each in times)
    assert median_time(reviews) == (8 + 60) / 2
    assert is_slow(replace(CARD, reviews=reviews))
    assert not is_slow(replace(CARD, reviews=reviews[:3]))
    assert median_time(()) is None
