"""``||spoiler||``, as Discord, Telegram and plugins of editors hide words: shown without its bars.

On a card nothing need hide them again. A norm, ``||w + b||``, and an operator, ``a || b``, stay:
the bars touch what they hide, which has a word of three letters and no operator, unless a whole
paragraph consists of such pieces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.characters import CJK, lazy

if TYPE_CHECKING:
    import re

    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

MARK = "||"
HIDDEN = lazy(r"(?<!\|)\|\|(?=[^\s|])((?:[^|\n]|\|(?!\|))*?[^\s|])\|\|(?!\|)")
WHOLE = lazy(rf"(?:\s*{HIDDEN.pattern}[\s.。]*)+")
WORD = lazy(rf"[^\W\d_]{{3}}|[{CJK}]")
OPERATOR = lazy(r"[=+*/\\^<>_$]|\s-\s")


def spoiler_plugin(md: MarkdownIt) -> None:
    """Take such bars off when the words of all paragraphs are read."""
    md.core.ruler.push("spoiler", _take_bars_off)


def _take_bars_off(state: StateCore) -> None:
    for token in state.tokens if MARK in state.src else ():
        if token.type == "inline" and token.children and MARK in token.content:
            _show(token.children)


def _show(children: list[Token]) -> None:
    first, last = children[0], children[-1]
    texts = [each for each in children if each.type == "text"]
    marks = sum(each.content.count(MARK) for each in texts)
    if len(children) > 1 and marks == 2 and _frames(first, last):
        first.content, last.content = first.content[2:], last.content[:-2]
        return
    for each in texts:
        whole = len(children) == 1 and WHOLE.fullmatch(each.content)
        each.content = HIDDEN.sub((lambda f: f[1]) if whole else _shown, each.content)


def _frames(first: Token, last: Token) -> bool:
    """Tell whether a paragraph begins and ends with bars."""
    is_text = first.type == last.type == "text"
    return is_text and first.content.startswith(MARK) and last.content.endswith(MARK)


def _shown(found: re.Match[str]) -> str:
    said = found[1]
    return said if WORD.search(said) and not OPERATOR.search(said) else found[0]
