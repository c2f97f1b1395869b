"""Python's own names, ``__init__``, which Markdown would read as bold text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.characters import lazy

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

# Those that people write about: of the data model, of modules, and of operators.
_NAMES = """
abs add aenter aexit aiter all and anext annotations await bases bool bytes call class closure code
complex contains copy deepcopy defaults del delattr delete delitem dict dir divmod doc enter eq exit
file float floordiv format func future ge get getattr getattribute getitem globals gt hash iadd
import imul index init instancecheck int invert isub iter kwdefaults le len loader lshift lt
main matmul missing mod module mro mul name ne neg new next or package path pos pow prepare qualname
radd reduce repr reversed rmul round rshift rsub self set setattr setitem setstate getstate sizeof
slots spec str sub subclasscheck subclasses subclasshook truediv version weakref wrapped xor
"""
_KNOWN = frozenset(_NAMES.split())
_NAME = lazy(r"(?<![A-Za-z0-9_])__([a-z]+(?:_[a-z]+)*)__(?![A-Za-z0-9_])")


def dunder_plugin(md: MarkdownIt) -> None:
    """Keep such names as text."""
    md.inline.ruler.before("emphasis", "dunder", _tokenize)


def _tokenize(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "_":
        return False
    found = _NAME.match(state.src, state.pos, state.posMax)
    if found is None or not ("_" in found[1] or found[1] in _KNOWN):
        return False
    if not silent:
        state.pending += found[0]
    state.pos = found.end()
    return True
