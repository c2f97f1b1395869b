"""Find questions that speak of the same: by the rare terms that they share.

A term is a word, as `diptych.compile.subject_words` finds them; another is that both refer to the
same question. What few questions have tells more than what
many have, and what more than sixteen have is not looked at: so the work grows with the notebook,
and not with its square.
"""

from __future__ import annotations

from collections import defaultdict
from math import log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.model.book import QuestionPage

# A term is rare up to so many questions; each question is known by so many of its rarest terms.
_RARE, _TERMS = 16, 12
# What is asked tells more than what is answered.
_ASKED, _ANSWERED, _REFERRED = 2.0, 1.0, 2.0
# Two questions speak of the same if they share as much as a rare term that both ask with, and one
# that one asks and the other answers with.
_LEAST = _ASKED * (_ASKED + _ANSWERED) * log(2)
_SAME_FIELD = 1.5


def sharing_terms(pages: Sequence[QuestionPage], most: int) -> dict[str, list[QuestionPage]]:
    """Find for each question, by its slug, up to ``most`` that share rare terms, the best first."""
    terms = [_terms(page) for page in pages]
    bearers: dict[str, list[int]] = defaultdict(list)
    for place, own in enumerate(terms):
        for term in own:
            bearers[term].append(place)
    rare = {term: those for term, those in bearers.items() if 1 < len(those) <= _RARE}
    worth = [log(2 * _RARE / count) if count else 0.0 for count in range(_RARE + 1)]
    found = {}
    for place, (page, own) in enumerate(zip(pages, terms, strict=True)):
        known = sorted((len(rare[term]), term) for term in own.keys() & rare.keys())
        shared: dict[int, float] = defaultdict(float)
        for count, term in known[:_TERMS]:
            of_term = worth[count] * own[term]
            for other in rare[term]:
                shared[other] += of_term * terms[other][term]
        shared.pop(place, None)
        best = sorted(
            (-_weighed(value, page, pages[other]), abs(other - place), other)
            for other, value in shared.items()
            if value >= _LEAST
        )
        found[page.slug] = [pages[other] for _, _, other in best[:most]]
    return found


def _weighed(value: float, page: QuestionPage, other: QuestionPage) -> float:
    """Prefer what has a tag in common: the same words may say something else in another field."""
    return value if set(page.tags).isdisjoint(other.tags) else _SAME_FIELD * value


def _terms(page: QuestionPage) -> dict[str, float]:
    found = dict.fromkeys(page.answers_with.split(), _ANSWERED)
    found |= dict.fromkeys(page.asks_with.split(), _ASKED)
    # A slug has no arrow, so this is no word.
    found |= dict.fromkeys([f"→{slug}" for slug in (page.slug, *page.links)], _REFERRED)
    return found
