"""The reviews room: questions and a learner's reviews in, which are forgotten and why out. Pure."""

from __future__ import annotations

from diptych.reviews.asked import AskedCard, asked_cards
from diptych.reviews.diagnosing import diagnose_cards

__all__ = ["AskedCard", "asked_cards", "diagnose_cards"]
