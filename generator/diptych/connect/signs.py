"""What stands for itself on a card: pictures, citations; and what of the notes no card shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.syntax.html import opening_tag

if TYPE_CHECKING:
    from collections.abc import Mapping

# None holds the sign that opens another one, or each would be read up to the end of the text.
_ALT = r"!\[(?:\\(?!!\[).|[^\]\\!]|!(?!\[))*+\]"
_ADDRESS = r"<(?:(?![<>]).)*+>|[^)\s!]*+(?:!(?!\[)[^)\s!]*+)*+"
_WRITTEN_ADDRESS = r"<(?:(?![<>]).)*+>|[^)\n!]*+(?:!(?!\[)[^)\n!]*+)*+"
_ATTRIBUTES = r"(?:\{[^{}]*+\})?"
_CITED = r"\[\^[^\]\n\[]++(?:\[(?!\^)[^\]\n\[]*+)*+\]"
_LINKED = r"\[\[[^\]\n\[]*+(?:\[(?!\[)[^\]\n\[]*+)*+\]\]"
# What Markdown writes for a picture, and how notes may write one or cite a source.
_SHOWN = lazy(rf"{_ALT}\(({_ADDRESS})\){_ATTRIBUTES}|<sup>\d+</sup>")
_WRITTEN = lazy(
    rf"{_ALT}\((?:{_WRITTEN_ADDRESS})\){_ATTRIBUTES}|!{_LINKED}|{_CITED}|{opening_tag('img')}",
    re.IGNORECASE,
)
# What notes say and no card shows: it must not be lost.
_NOT_SHOWN = lazy(
    rf"{_LINKED}|\]\([^)\n\]]*+(?:\](?!\()[^)\n\]]*+)*+\)|\]\[[^\]\n]*+\]|<!--|%%"
    r"|(?<!\S)\^[\w-]+$|(?<!\S)#[^\s#]+"
    rf"|\{{[.#:%][^}}\n{{]*+(?:\{{(?![.#:%])[^}}\n{{]*+)*+\}}|{_CITED}",
    re.MULTILINE,
)


def signs_for(shown: str, written: str) -> dict[str, str] | None:
    """Find how the notes write each picture and citation of a block; None if that is not clear."""
    signs = [found[0] for found in _SHOWN.finditer(shown)]
    ours = [found[0] for found in _WRITTEN.finditer(written)]
    return dict(zip(signs, ours, strict=True)) if len(signs) == len(ours) else None


def with_addresses(text: str, known: Mapping[str, str]) -> str:
    """Write pictures and citations as the notes do: by the whole sign, or by a picture's name."""

    def written(found: re.Match[str]) -> str:
        if found[0] in known:
            return known[found[0]]
        name = (found[1] or "").strip("<>")
        return found[0].replace(found[1], known[name]) if name in known else found[0]

    return _SHOWN.sub(written, text)


def loses(written: str, shown: str, new: str) -> bool:
    """Tell whether the notes say more than a card shows, which would be gone."""
    bare = _WRITTEN.sub(
        lambda found: found[0] if found[0].startswith("[^") and not new else "", written
    )
    return any(found[0] not in shown for found in _NOT_SHOWN.finditer(bare))
