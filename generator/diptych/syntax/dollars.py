r"""Dollars that do not end the formula that they stand in, and those that open none.

Within the words of a formula, ``$\text{if $x$ is odd}$``, LaTeX reads them so, and so do KaTeX and
MathJax; the plugin takes the next dollar, whatever it is. And many are no mark at all: prices,
variables of a shell or of PHP, lengths in the protocol of Redis.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.syntax.macros import group_end

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

# Commands whose group holds words, in which a formula may stand.
_WORDS = lazy(r"\\(?:text[a-z]{0,2}|mbox|hbox|fbox|ce)\s*(?=\{)|\\.|\$", re.DOTALL)
_DOLLAR = lazy(r"\\.|\$", re.DOTALL)


# What no formula is: what Redis sends, a price, two sentences, a property, a bracket left open.
_NO_FORMULA = lazy(
    r"\\r\\n|\A\d[\d,.]*(?:[.;:!?]\s|\s(?:and|or|to|per|in|for|of|than|at)\s)|\w\.\s[A-Z][a-z]"
    r"|\A(?:and|or|to|in|is)\s|\A[A-Za-z_]\w+(?:->|\s(?:and|or|to|in|is)\s)|\A[^\\]*[^\\\s]\s?[{(]\s*\Z"
)
# `$JAVA_HOME/bin:$PATH`, `this.$refs and this.$emit`: what ends here goes on in a name.
_PARTED = frozenset("./:=,;@#&")


def opens_none(latex: str, behind: str) -> bool:
    """Tell whether what stands between two dollars is no formula.

    Args:
        behind: the character behind the second dollar, if there is one.
    """
    goes_on = (behind.isascii() and behind.isalpha()) or behind in {"_", "{"}
    if goes_on and behind and latex[-1:] in _PARTED:
        return True
    return _NO_FORMULA.search(latex) is not None


def closing_dollar(latex: str, place: int) -> int:
    """Find the dollar that ends a formula, from a place within it; −1 where none does."""
    while found := _WORDS.search(latex, place):
        if found[0] == "$":
            return found.start()
        place = found.end()
        end = group_end(latex, place) if len(found[0]) > 2 else -1
        if end > 0 and _holds_formulas(latex[place:end]):
            place = end
    return -1


def words_hold_formula(text: str, start: int) -> int:
    """Find the end of a formula that begins at a dollar, if its words hold formulas; else −1."""
    inside = text[start + 1 : start + 2]
    before = text[start - 1 : start] if start else ""
    if inside in {"", "$"} or inside.isspace() or before.isdigit() or before in {"$", "\\"}:
        return -1
    end = closing_dollar(text, start + 1)
    if end < 0 or text.find("$", start + 1) == end or text[end - 1].isspace():
        return -1
    behind = text[end + 1 : end + 2]
    has_words = any(len(found[0]) > 2 for found in _WORDS.finditer(text, start, end))
    return -1 if behind.isdigit() or not has_words else end


def dollar_plugin(md: MarkdownIt) -> None:
    """Make tokens ``math_inline`` of formulas in whose words others stand; text of what is none."""
    md.inline.ruler.before("math_inline", "no_formula", _pass_over)
    md.inline.ruler.before("math_inline", "math_with_words", _tokenize)


def _pass_over(state: StateInline, silent: bool) -> bool:
    """Take a dollar as text that the plugin would open a formula with."""
    start = state.pos
    if state.src[start] != "$" or state.src.startswith("$$", start):
        return False
    end = closing_dollar(state.src, start + 1)
    inside = state.src[start + 1 : end]
    if end < 0 or not opens_none(inside, state.src[end + 1 : end + 2]):
        return False
    if not silent:
        state.pending += "$"
    state.pos += 1
    return True


def _tokenize(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "$":
        return False
    end = words_hold_formula(state.src, state.pos)
    if end < 0:
        return False
    if not silent:
        token = state.push("math_inline", "math", 0)
        token.content = state.src[state.pos + 1 : end]
        token.markup = "$"
    state.pos = end + 1
    return True


def _holds_formulas(group: str) -> bool:
    """Tell whether dollars stand in pairs in a group, and there are some."""
    dollars = sum(found[0] == "$" for found in _DOLLAR.finditer(group))
    return dollars > 0 and dollars % 2 == 0
