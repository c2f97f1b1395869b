r"""Commands that notes define for their formulas: ``\newcommand{\R}{\mathbb{R}}`` and its kind.

A formula is converted by itself, on a page of its own or a card of its own, so each is written out
before anybody reads it, and what defines is taken away: on a card, a definition would last for the
cards that follow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice

from msgspec.structs import replace

from diptych.characters import lazy
from diptych.input.macros import Macro
from diptych.syntax.tree import Node, walk

MOST_EXPANSIONS = 1000
LONGEST = 20_000
# Within so many tokens the end of a group is looked for by itself.
NEAR = 500

_SIGN = lazy(
    r"\\(?:(?:re|provide)?newcommand|g?def|let|DeclareMathOperator)(?![A-Za-z])|\\providecommand"
)
_NAME = r"\s*(?:\{\s*(\\[A-Za-z]+|\\.)\s*\}|(\\[A-Za-z]+|\\.))\s*"
_COMMAND = lazy(
    rf"\\(newcommand|renewcommand|providecommand)\*?{_NAME}(?:\[(\d)\])?\s*(?:\[([^\[\]]*)\])?\s*"
)
_OPERATOR = lazy(rf"\\DeclareMathOperator\s*(\*?){_NAME}")
_PLAIN = lazy(r"\\g?def\s*(\\[A-Za-z]+|\\.)\s*((?:#\d)*)\s*")
_ALIAS = lazy(r"\\let\s*(\\[A-Za-z]+)\s*+(?:=\s*+)?(\\[A-Za-z]+|\\.)")
_TOKEN = lazy(r"\\[A-Za-z]+|\\.|.", re.DOTALL)
_USE = lazy(r"\\[A-Za-z]+|\\.", re.DOTALL)
_PLACE = lazy(r"#(\d)")
_WORD_AT_END = lazy(r"\\[A-Za-z]+\Z")
# Behind these, one token is meant: what a macro stands for must stay together.
_TAKES_ONE = lazy(
    r"(?:[\^_]|\\(?:[dtc]?frac|[dt]?binom)(?:\s*\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})?"
    r"|\\(?:sqrt|hat|bar|vec|tilde|dot|ddot|widehat|widetilde|overline|underline|mathbf|boldsymbol|bm"
    r"|mathrm|mathcal))\s*\Z"
)


class _NotExpandedError(ValueError):
    """A formula that is better left as it was written."""


def expand_macros(
    nodes: Iterable[Node], macros: Mapping[str, Macro]
) -> tuple[tuple[Node, ...], Mapping[str, Macro]]:
    """Write out the macros of formulas, wherever they stand.

    A definition holds from its place on, and the first one of a name before it as well.

    Args:
        macros: those that hold from the beginning.

    Returns:
        also the macros that hold at the end.
    """
    nodes = tuple(nodes)
    written = [node.content for node in walk(nodes) if node.type.startswith("math_")]
    if not macros and not any(map(_SIGN.search, written)):
        return nodes, macros
    known: dict[str, Macro] = {}
    for latex in reversed(written):
        known |= dict(reversed(list(_take(latex)[1])))
    known |= macros
    return tuple(_changed(nodes, known)), known


def expanded(latex: str, macros: Mapping[str, Macro]) -> str:
    """Write a formula without macros; as it is where they have no end."""
    try:
        return _expanded(latex, macros)
    except _NotExpandedError:
        return latex


def _changed(nodes: Iterable[Node], known: dict[str, Macro]) -> Iterator[Node]:
    for node in nodes:
        if node.type.startswith("math_"):
            bare, definitions = _take(node.content)
            known.update(definitions)
            latex = expanded(bare, known)
            if bare == node.content or latex.strip():
                yield node if latex == node.content else replace(node, content=latex)
        elif node.children:
            children = tuple(_changed(node.children, known))
            if any(each.content.strip() or each.children for each in children) or not any(
                each.type.startswith("math_") for each in node.children
            ):
                yield replace(node, children=children) if children != node.children else node
        else:
            yield node


def _take(latex: str) -> tuple[str, list[tuple[str, Macro]]]:
    """Take the definitions out of a formula; one that is torn stays."""
    if not _SIGN.search(latex):
        return latex, []
    found: list[tuple[str, Macro]] = []
    kept, place = [], 0
    for sign in _SIGN.finditer(latex):
        if sign.start() < place:
            continue
        definition = _definition(latex, sign.start())
        if definition:
            name, macro, end = definition
            kept.append(latex[place : sign.start()])
            found.append((name, macro))
            place = end
    return "".join([*kept, latex[place:]]).strip(), found


def _definition(latex: str, start: int) -> tuple[str, Macro, int] | None:
    """Read the definition that begins at a place: its name, what it stands for, and its end."""
    if alias := _ALIAS.match(latex, start):
        return alias[1], Macro(alias[2]), alias.end()
    command = _COMMAND.match(latex, start)
    operator = None if command else _OPERATOR.match(latex, start)
    opened = command or operator or _PLAIN.match(latex, start)
    end = group_end(latex, opened.end()) if opened else -1
    if opened is None or end < 0:
        return None
    body = latex[opened.end() + 1 : end - 1].strip()
    if command:
        return command[2] or command[3], Macro(body, int(command[4] or 0), command[5]), end
    if operator:
        return operator[2] or operator[3], Macro(rf"\operatorname{operator[1]}{{{body}}}"), end
    return opened[1], Macro(body, opened[2].count("#")), end


def _expanded(latex: str, macros: Mapping[str, Macro]) -> str:
    left = MOST_EXPANSIONS
    done, rest = "", latex
    while used := _next_use(rest, macros):
        left -= 1
        if left < 0 or len(done) + len(rest) > LONGEST:
            raise _NotExpandedError
        macro = macros[used[0]]
        arguments, end = _arguments(rest, used.end(), macro)
        done += rest[: used.start()]
        body = _filled(macro.body, arguments)
        if _TAKES_ONE.search(done):
            body = f"{{{body}}}"
        rest = _glued(body, rest[end:])
    return done + rest


def _next_use(latex: str, macros: Mapping[str, Macro]) -> re.Match[str] | None:
    return next((used for used in _USE.finditer(latex) if used[0] in macros), None)


def _arguments(latex: str, place: int, macro: Macro) -> tuple[list[str], int]:
    """Read what a macro is given, and where that ends."""
    arguments: list[str] = []
    if macro.default is not None:
        given = re.compile(r"\s*\[([^\[\]]*)\]").match(latex, place)
        arguments.append(given[1] if given else macro.default)
        place = given.end() if given else place
    while len(arguments) < macro.arguments:
        while latex[place : place + 1].isspace():
            place += 1
        token = _TOKEN.match(latex, place)
        if token is None or latex.startswith("{{c", place):
            raise _NotExpandedError  # a deletion of Anki is no group
        end = group_end(latex, place)
        if token[0] == "{" and end < 0:
            raise _NotExpandedError
        arguments.append(latex[place + 1 : end - 1] if token[0] == "{" else token[0])
        place = end if token[0] == "{" else token.end()
    return arguments, place


def _filled(body: str, arguments: list[str]) -> str:
    """Put arguments in their places."""
    pieces = _PLACE.split(body)
    filled = pieces[0]
    for number, text in zip(pieces[1::2], pieces[2::2], strict=True):
        place = int(number) - 1
        argument = arguments[place] if 0 <= place < len(arguments) else ""
        filled = _glued(_glued(filled, argument), text)
    return filled


def _glued(before: str, behind: str) -> str:
    """Put two pieces together; a command does not swallow the letter behind it."""
    parted = behind[:1].isalpha() and _WORD_AT_END.search(before)
    return f"{before} {behind}" if parted else before + behind


def group_end(latex: str, start: int) -> int:
    """Find the place behind the group that opens at one; −1 where none does, or it never ends."""
    if not latex.startswith("{", start):
        return -1
    depth = 0
    for token in islice(_TOKEN.finditer(latex, start), NEAR):
        depth += (token[0] == "{") - (token[0] == "}")
        if depth == 0:
            return token.end()
    return _group_ends(latex).get(start, -1)


@lru_cache(maxsize=16)
def _group_ends(latex: str) -> Mapping[int, int]:
    """Find where each group ends, by where it opens: each that never ends would look for itself."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for token in _TOKEN.finditer(latex):
        if token[0] == "{":
            opened.append(token.start())
        elif token[0] == "}" and opened:
            ends[opened.pop()] = token.end()
    return ends
