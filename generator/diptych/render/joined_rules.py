"""Pygments' lexers with one pattern for all rules of a state, in place of one after the other.

A lexer tries up to sixty patterns at each place of some code, and most fail. Alternatives of one
pattern are tried in the same order, but within the machine of regular expressions, which passes
over those that cannot begin with the next character: Python is read four times as fast. To compile
such a pattern takes as long as it saves on a few dozen excerpts, so the first go by single rules.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pygments.lexer import Lexer, RegexLexer

    Match = Callable[[str, int], re.Match[str] | None]
    Rule = tuple[Match, Any, Any]
    Lexed = Iterator[tuple[int, Any, str]]

WORTH_IT = 20_000
"""After so many characters of a language, more are expected."""

_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "a": re.ASCII}
_OWN_FLAGS = re.compile(r"\A\(\?[aimsu]+\)")
# What names a group, of which joining makes others, or may hold brackets that open none.
_NOT_JOINED = re.compile(r"\\[1-9]|\(\?[P(]")
# An escaped character, a class of characters, or what opens a group.
_GROUP = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?!\?)", re.DOTALL)


class _State(NamedTuple):
    """The rules of a state, and all of their patterns as one, which has a group for each."""

    match: Match
    rules: Sequence[Rule]


def read_by_joined_rules(lexer: Lexer) -> None:
    """Let a lexer read by joined rules as soon as that is worth it, if it has nothing but rules."""
    from pygments.lexer import RegexLexer

    one_by_one = type(lexer).get_tokens_unprocessed
    if not isinstance(lexer, RegexLexer) or one_by_one is not RegexLexer.get_tokens_unprocessed:
        return
    table: Mapping[str, Sequence[Rule]] = lexer._tokens  # type: ignore[attr-defined]
    if not all(map(_can_be_joined, table.values())):
        return
    states: dict[str, _State] = {}
    read = 0

    def get_tokens_unprocessed(text: str, stack: Iterable[str] = ("root",)) -> Lexed:
        nonlocal read
        read += len(text)
        if read < WORTH_IT:
            return one_by_one(lexer, text, stack)
        return _read(lexer, table, states, text, [*stack])

    lexer.get_tokens_unprocessed = get_tokens_unprocessed  # type: ignore[method-assign]


def _can_be_joined(rules: Iterable[Rule]) -> bool:
    patterns = [_pattern(rule) for rule in rules]
    return not any(p.flags & re.VERBOSE or _NOT_JOINED.search(p.pattern) for p in patterns)


def _pattern(rule: Rule) -> re.Pattern[str]:
    matcher: Any = rule[0]
    pattern: re.Pattern[str] = matcher.__self__
    return pattern


def _joined(rules: Sequence[Rule]) -> _State:
    """Join rules: behind each an empty group, so that the last one tells which it was."""
    pattern = "|".join(f"{_without_groups(_pattern(rule))}()" for rule in rules)
    return _State(re.compile(pattern).match, rules)


def _without_groups(pattern: re.Pattern[str]) -> str:
    flags = "".join(letter for letter, flag in _FLAGS.items() if pattern.flags & flag)
    bare = _OWN_FLAGS.sub("", pattern.pattern)
    return f"(?{flags}:{_GROUP.sub(lambda f: '(?:' if f[0] == '(' else f[0], bare)})"


def _read(
    lexer: RegexLexer,
    table: Mapping[str, Sequence[Rule]],
    states: dict[str, _State],
    text: str,
    stack: list[str],
) -> Lexed:
    """Read code as `RegexLexer` does: by the first rule of the state that matches, then on."""
    from pygments.token import Error, Whitespace, _TokenType

    place = 0
    state: _State | None = None
    while True:
        if state is None:
            name = stack[-1]
            state = states.get(name) or states.setdefault(name, _joined(table[name]))
        found = state.match(text, place)
        if found is not None:
            matcher, action, change = state.rules[(found.lastindex or 0) - 1]
            if type(action) is _TokenType:
                yield place, action, found[0]
            elif action is not None:  # it looks at the groups of its own pattern
                yield from action(lexer, matcher(text, place))
            place = found.end()
            if change is not None:
                _change(stack, change)
                state = None
        elif place >= len(text):
            return
        else:
            ends_line = text[place] == "\n"
            yield place, Whitespace if ends_line else Error, text[place]
            if ends_line:
                stack[:], state = ["root"], None
            place += 1


def _change(stack: list[str], change: Any) -> None:
    """Go to another state: a number of states back, or on to one or several."""
    for step in change if isinstance(change, tuple) else (change,):
        back = 1 if step == "#pop" else -step if isinstance(step, int) else 0
        if back:
            del stack[max(1, len(stack) - back) :]
        else:
            stack.append(stack[-1] if step == "#push" else step)
