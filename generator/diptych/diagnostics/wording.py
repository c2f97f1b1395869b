"""Wording that several messages share."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Write a number with its noun: “1 card”, “2 cards”."""
    return f"{number} {noun}" + ("" if number == 1 else "s")
