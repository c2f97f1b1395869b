"""What finds a question's note in Anki's browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.characters import lazy

if TYPE_CHECKING:
    from collections.abc import Sequence

_ACTS = lazy(r'([\\"*_])')  # upon what is searched, even within quotes


def search_by_id(question: str, former: Sequence[str] = ()) -> str:
    """Write the search for a note by its question's id.

    Args:
        former: ids that it had before; Anki may know it by one of them.
    """
    escaped = [_ACTS.sub(r"\\\1", each) for each in (question, *former)]
    found = " OR ".join(f'"Id:{each}"' for each in escaped)
    return f"({found})" if former else found
