"""Pygments' lexers, with one regular expression a state instead of dozens.

A lexer of Pygments tries the rules of a state one by one at each place of a text; that was half of
the time in which notes were rendered. Here the rules of a state are alternatives of one expression,
of which the first that matches wins, as before. What it finds is the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pygments.lexer import Lexer, RegexLexer
from pygments.token import Error, Whitespace, _TokenType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    # A rule of Pygments: a pattern's `match`, what to make of it, and the states that follow.
    Rule = tuple[Callable[[str, int], re.Match[str] | None], Any, Any]

# Flags that hold for a whole pattern; among others, they must hold for it alone.
_FLAGS = re.compile(r"^\(\?([aimsux]+)\)")
# What means something else among other patterns: numbers and names of groups.
_BOUND = re.compile(r"\\[1-9]|\(\?(?:P|\(|[aiLmsux]+\))")


@dataclass(frozen=True, slots=True)
class _Choice:
    """Some rules of a state that follow each other.

    Attributes:
        rules: by the number of the group that each is.
    """

    match: Callable[[str, int], re.Match[str] | None]
    rules: dict[int | None, Rule]


def faster(lexer: Lexer) -> Lexer:
    """Make a lexer that finds the same sooner; the same lexer where it goes its own way."""
    if not isinstance(lexer, RegexLexer) or lexer.filters:
        return lexer
    is_usual = type(lexer).get_tokens_unprocessed is RegexLexer.get_tokens_unprocessed
    return _FasterLexer(lexer) if is_usual else lexer


class _FasterLexer(Lexer):
    def __init__(self, lexer: RegexLexer) -> None:
        options = ("stripnl", "stripall", "ensurenl", "tabsize", "encoding")
        super().__init__(**{name: getattr(lexer, name) for name in options})
        self._lexer = lexer
        # What Pygments makes of a lexer's tables, once for each class.
        self._states: dict[str, Sequence[Rule]] = getattr(lexer, "_tokens")  # noqa: B009
        self._choices: dict[str, Sequence[_Choice]] = {}

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, _TokenType, str]]:
        """Split a text into tokens, each with its place."""
        states = ["root"]
        place = 0
        while True:
            state = states[-1]
            choices = self._choices.get(state) or self._make(state)
            for choice in choices:
                if found := choice.match(text, place):
                    match, action, following = choice.rules[found.lastindex]
                    break
            else:
                if place >= len(text):
                    return
                # As Pygments has it: what no rule knows ends with its line.
                is_end = text[place] == "\n"
                states = ["root"] if is_end else states
                yield place, Whitespace if is_end else Error, text[place]
                place += 1
                continue
            if type(action) is _TokenType:
                yield place, action, found[0]
            elif action is not None and (alone := match(text, place)):
                yield from action(self._lexer, alone)
            place = found.end()
            if following is not None:
                _follow(states, following)

    def _make(self, state: str) -> Sequence[_Choice]:
        self._choices[state] = tuple(_choices(self._states[state], self._lexer.flags))
        return self._choices[state]


def _follow(states: list[str], following: tuple[str, ...] | int | str) -> None:
    """Go on to the states that a rule names: by name, or so many back, or the same again."""
    for step in following if isinstance(following, tuple) else (following,):
        if step == "#push":
            states.append(states[-1])
        elif step == "#pop":
            del states[max(1, len(states) - 1) :]
        elif isinstance(step, int):  # below zero; the first state stays
            del states[max(1, len(states) + step) :]
        else:
            states.append(step)


def _choices(rules: Sequence[Rule], flags: int) -> Iterator[_Choice]:
    """Put rules together as far as they may stand together, in their order."""
    waiting: list[tuple[re.Pattern[str], Rule]] = []
    for rule in rules:
        pattern = getattr(rule[0], "__self__", None)
        if isinstance(pattern, re.Pattern) and not _BOUND.search(_FLAGS.sub("", pattern.pattern)):
            waiting.append((pattern, rule))
            continue
        yield from _together(waiting, flags)
        waiting = []
        yield _Choice(rule[0], _Always(rule))
    yield from _together(waiting, flags)


def _together(patterns: Sequence[tuple[re.Pattern[str], Rule]], flags: int) -> Iterator[_Choice]:
    if not patterns:
        return
    numbered: dict[int | None, Rule] = {}
    alternatives: list[str] = []
    group = 0
    for pattern, rule in patterns:
        # An empty group behind an alternative says which it was; one around it would keep the
        # engine from seeing at the first character that it is not this one.
        group += pattern.groups + 1
        numbered[group] = rule
        inside = _FLAGS.sub(r"(?\1:", pattern.pattern)
        alternatives.append(f"(?:{inside}{')' if inside != pattern.pattern else ''})()")
    try:
        whole = re.compile("|".join(alternatives), flags)
    except re.error:  # as where a pattern ends in a comment, which swallows what stands behind it
        yield from (_Choice(rule[0], _Always(rule)) for _, rule in patterns)
    else:
        yield _Choice(whole.match, numbered)


class _Always(dict[int | None, "Rule"]):
    """Gives one rule, whichever group was the last."""

    def __init__(self, rule: Rule) -> None:
        super().__init__()
        self._rule = rule

    def __missing__(self, _group: int | None) -> Rule:
        return self._rule
