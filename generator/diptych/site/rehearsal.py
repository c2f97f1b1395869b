"""What rehearsing needs: which questions there are, and a script of cards for each section.

From the disk a page can load scripts and nothing else, so the cards come as scripts, each added
when a round first needs its section.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from diptych.site.resources import script

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from diptych.model.book import Book, SectionPage


# So many tags one can choose among.
_TAGS = 60

# What pages say of what this browser remembers.
_REMEMBERED = (
    "last_time",
    "last_round",
    "meter",
    "mark_again",
    "mark_hard",
    "mark_good",
    "resume",
    "read_on",
)


def tag_counts(book: Book) -> dict[str, int]:
    """Count the questions that bear each tag, in the order of the notes; of many, the commonest."""
    counts = Counter(
        tag for s in book.sections for q in s.questions for tag in dict.fromkeys(q.tags)
    )
    commonest = dict(counts.most_common(_TAGS))
    return {tag: count for tag, count in counts.items() if tag in commonest}


def questions_script(book: Book) -> str:
    """Write the script that says which questions each section has, with their tags.

    It also knows what pages were called before, so that what a browser remembers of a question
    outlives its name.
    """
    sections = [
        [section.slug, " · ".join(section.path) or book.title, _named(section)]
        for section in book.sections
        if section.questions
    ]
    former = [[slug, question.slug] for slug, question in book.redirects.items()]
    return _assigned("window.diptychQuestions", {"sections": sections, "former": former})


def remembered_script(book: Book, said: Mapping[str, str]) -> str:
    """Write the script ``remembered.js``: the words that it shows, in front of what it does."""
    known = {"words": {each: said[each] for each in _REMEMBERED}, "language": book.language}
    return _assigned("window.diptychRemembered", known) + script("remembered.js")


def section_script(slug: str, cards: Sequence[tuple[str, str]]) -> str:
    """Write the script that holds the cards of a section: a question's slug and its safe HTML."""
    return _assigned(f"(window.diptychCards = window.diptychCards || {{}})[{_json(slug)}]", cards)


def _named(section: SectionPage) -> list[list[str]]:
    return [[question.slug, *question.tags] for question in section.questions]


def _assigned(name: str, value: Any) -> str:
    return f"{name} = {_json(value)};\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
