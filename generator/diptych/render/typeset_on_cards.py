r"""Commands that pages show as they are, and Anki's MathJax only in other words.

``\angl{n}``, the term of an annuity, stands in a corner there; ``\raisebox{2pt}{x}`` is raised.
"""

from __future__ import annotations

from diptych.characters import lazy
from diptych.render.arguments import arguments_at, written_anew
from diptych.render.latex import as_known

_SIGN = lazy(r"\\(angln?|raisebox)(?![A-Za-z])")
_ONE = lazy(r"\s*(\\[A-Za-z]+|[^\\{}\s])")
_RAISED = 2


def for_cards(latex: str) -> str:
    """Rewrite a formula in words that Anki's MathJax knows."""
    return written_anew(as_known(latex), _SIGN, _in_other_words)


def _in_other_words(name: str, latex: str, place: int) -> tuple[str, int] | None:
    if name == "angln":
        return _cornered("n"), place
    behind = arguments_at(latex, place, _RAISED if name == "raisebox" else 1)
    if name == "angl":
        if behind.groups:
            return _cornered(behind.groups[0]), behind.ends[0]
        one = _ONE.match(latex, place)
        return (_cornered(one[1]), one.end()) if one else None
    if len(behind.groups) < _RAISED:
        return None
    height, said = behind.groups
    return rf"\raise{{{height}}}{{\text{{{said}}}}}", behind.ends[1]


def _cornered(term: str) -> str:
    return rf"{{\left.\overline{{{term}}}\right|}}"
