"""Ask a rule of the parser only where a text begins with a character that the rule reads.

markdown-it asks all its rules at each line, and at each place in a line where one might begin; most
look at one character and say no. Rules that stand here by their names are not even asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from markdown_it.ruler import Ruler

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

    BlockRule = Callable[[StateBlock, int, int, bool], bool]
    InlineRule = Callable[[StateInline, bool], bool]

Rule = TypeVar("Rule")

BLOCKS: Mapping[str, str] = {
    "front_matter": "-",
    "math_block": "$",
    "directive": ":`~",
    "admonition": "!?=",
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*-+0123456789",
    "footnote_def": "[",
    "reference": "[",
    "html_block": "<",
    "heading": "#",
}
"""What the lines begin with, behind blanks, that a rule for blocks reads; others read all."""

INLINE: Mapping[str, str] = {
    "newline": "\n",
    "no_formula": "$",
    "math_with_words": "$",
    "math_inline": "$",
    "embedded_block": "{",
    "cloze": "{",
    "numbered_braces": "{",
    "escape": "\\",
    "backticks": "`",
    "highlight": "=",
    "raised": "~^",
    "strikethrough": "~",
    "dunder": "_",
    "emoji": ":",
    "emphasis": "*_",
    "wiki": "![",
    "unclosed": "![",
    "link": "[",
    "sized_picture": "!",
    "image": "!",
    "footnote_inline": "^",
    "footnote_ref": "[",
    "autolink": "<",
    "player": "<",
    "html_inline": "<",
    "entity": "&",
    "picture_braces": "{",
    "brace": "{",
    "attr": "{",
}
"""What a rule for text within a block reads begins with one of these; others read all."""


def ask_by_first_character(md: MarkdownIt) -> None:
    """Let the rules of a parser that is set up be asked so."""
    blocks, inline = _BlockRuler(), _InlineRuler()
    blocks.__rules__, inline.__rules__ = md.block.ruler.__rules__, md.inline.ruler.__rules__
    md.block.ruler, md.inline.ruler = blocks, inline


class _BlockRuler(Ruler["BlockRule"]):
    """Gives a single rule for each chain, which asks those of the chain."""

    def __compile__(self) -> None:
        chains = {"", *(name for rule in self.__rules__ for name in rule.alt)}
        self.__cache__ = {
            chain: [
                _ask_blocks(
                    [
                        (rule.name, rule.fn)
                        for rule in self.__rules__
                        if rule.enabled and (not chain or chain in rule.alt)
                    ]
                )
            ]
            for chain in chains
        }


class _InlineRuler(Ruler["InlineRule"]):
    """Gives a single rule, which asks all others."""

    def __compile__(self) -> None:
        rules = [(rule.name, rule.fn) for rule in self.__rules__ if rule.enabled]
        self.__cache__ = {"": [_ask_inline(rules)]}


def _ask_blocks(rules: Sequence[tuple[str, BlockRule]]) -> BlockRule:
    by_character, others = _shared_out(rules, BLOCKS)

    def ask(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        place = state.bMarks[start] + state.tShift[start]
        for rule in by_character.get(state.src[place : place + 1], others):
            if rule(state, start, end, silent):
                return True
        return False

    return ask


def _ask_inline(rules: Sequence[tuple[str, InlineRule]]) -> InlineRule:
    by_character, others = _shared_out(rules, INLINE)

    def ask(state: StateInline, silent: bool) -> bool:
        for rule in by_character.get(state.src[state.pos], others):  # noqa: SIM110 -- faster than any
            if rule(state, silent):
                return True
        return False

    return ask


def _shared_out(
    rules: Iterable[tuple[str, Rule]], signs: Mapping[str, str]
) -> tuple[Mapping[str, Sequence[Rule]], Sequence[Rule]]:
    """Give the rules to be asked at each character, and those for all other characters."""
    rules = list(rules)
    by_character = {
        character: [rule for name, rule in rules if character in signs.get(name, character)]
        for character in {*"".join(signs.values())}
    }
    return by_character, [rule for name, rule in rules if name not in signs]
