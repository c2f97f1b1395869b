"""The table of sections, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import asdict

from diptych.reviews.judging import lapses, median_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from diptych.reviews.asked import AskedCard
    from diptych.reviews.sections import SectionRow

_NOTHING = "–"


def table_lines(rows: Sequence[SectionRow], exam: date | None) -> Iterator[str]:
    """Write the table, a line a section; what its marks mean stands below it.

    Args:
        exam: the day for which its last number speaks.
    """
    ahead = f"  {exam}" if exam else ""
    yield f" cards    new  learned  forgotten   time  today{ahead}  section"
    for row in rows:
        then = f"{_known(row.known_then, row):>{len(ahead)}}" if exam else ""
        yield (
            f"{row.cards:6} {row.new:6} {row.learned:8} {_rate(row):>10} {_time(row):>6} "
            f"{_known(row.known_today, row):>6}{then}  {_place(row)}"
        )
    total = rows[-1]
    if total.estimated:
        yield "~: of some cards it is not known what FSRS holds; their interval stands for it."
    if total.unknown:
        yield "Cards that are being learned without FSRS are in no share of what is known."


def reviews_as_data(
    cards: Iterable[AskedCard], rows: Sequence[SectionRow], exam: date | None
) -> dict[str, object]:
    """Write what JSON has: ``exam``, ``sections``, ``total`` and ``cards``."""
    return {
        "exam": exam.isoformat() if exam else None,
        "sections": [_row(row) for row in rows[:-1]],
        "total": _row(rows[-1]),
        "cards": [_card(card) for card in cards],
    }


def _row(row: SectionRow) -> dict[str, object]:
    fields = asdict(row)
    return {"file": fields.pop("path") or None, "section": fields.pop("titles"), **fields}


def _card(card: AskedCard) -> dict[str, object]:
    question, studied = card.entry.question, card.studied
    memory = studied.memory if studied else None
    reviews = studied.reviews if studied else ()
    return {
        "id": card.entry.identity.id,
        "card": card.mark,
        "file": question.span.path,
        "line": question.span.line,
        "new": studied is None or studied.new,
        "reviews": len(reviews),
        "lapses": lapses(reviews),
        "seconds": median_time(reviews),
        "interval": studied.interval if studied else None,
        "stability": memory.stability if memory else None,
        "difficulty": memory.difficulty if memory else None,
    }


def _rate(row: SectionRow) -> str:
    return f"{row.lapses}/{row.reviews}" if row.reviews else _NOTHING


def _time(row: SectionRow) -> str:
    return _NOTHING if row.seconds is None else f"{row.seconds:.0f} s"


def _known(share: float | None, row: SectionRow) -> str:
    if share is None:
        return _NOTHING
    return f"{'~' if row.estimated else ''}{round(100 * share)}%"


def _place(row: SectionRow) -> str:
    return " › ".join(row.titles) or row.path or "all"
