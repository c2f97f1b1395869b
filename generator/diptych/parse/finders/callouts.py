"""Callouts that ask: ``> [!question] What is osmosis?``, their text the answer.

Also those of other kinds, if most of these ask: ``::: details What is osmosis?`` for one is how
some tools write a fold. And tasks of any kind with a callout inside that answers:
``> [!example] Find x`` above ``> > [!answer]``.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.parse.answers.hidden_answers import ANSWER
from diptych.parse.drafts.draft import QuestionDraft
from diptych.parse.outline import parts_of_callout
from diptych.parse.search import Search
from diptych.parse.words.asking import asks
from diptych.syntax.tree import blocks_of, last_line
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from diptych.parse.page import Page
    from diptych.syntax.tree import Node

NAME = "callouts"

_KINDS = frozenset({"question", "faq", "help", "quiz", "q"})
# Those that answer the one above them.
_ANSWERS = frozenset({"answer", "solution", "success", "check", "done"})
# Inside of another callout, only what says so by its kind.
_WITHIN = frozenset({"answer", "solution"})
# So many of the other kinds must ask, for one may well ask what its text is about; not so a fold.
_HALF = 0.5
_FEWEST = 2
_FOLDS = "details"


def search(_page: Page, nodes: Sequence[Node]) -> Search | None:
    """Look for callouts that ask; return None when there are none."""
    callouts = [block for block in blocks_of(nodes) if block.type == "callout"]
    others = [each for each in callouts if _kind(each) not in _KINDS]
    # Where nothing else stands on the page, a lone one is no remark on anything.
    alone = all(block.type in {"heading", "callout"} for block in nodes)
    kinds = _KINDS | _further_kinds(others, fewest=1 if alone else _FEWEST)
    if not any(_asks(block, kinds) for block in callouts):
        return None
    return Search("callouts ask", partial(_find, kinds), explicit=False)


def _further_kinds(callouts: Iterable[Node], *, fewest: int) -> frozenset[str]:
    """Find the kinds of callouts that ask in this document, though they need not.

    Args:
        fewest: how many must ask.
    """
    titles = [(_kind(each), plain_text(parts_of_callout(each)[0].children)) for each in callouts]
    titles = [(kind, title) for kind, title in titles if not ANSWER.match(title)]
    asking = [kind for kind, title in titles if asks(title)]
    fewest = 1 if _FOLDS in asking else fewest
    return frozenset(asking if len(asking) >= max(fewest, _HALF * len(titles)) else ())


def _find(
    kinds: frozenset[str], blocks: Sequence[Node], section: tuple[str, ...], _end: int
) -> tuple[list[Node], list[QuestionDraft]]:
    rest: list[Node] = []
    drafts: list[QuestionDraft] = []
    waiting = False
    for block in blocks:
        if is_asking := _asks(block, kinds):
            drafts.append(_draft(block, section))
        elif waiting and _kind(block) in _ANSWERS:
            drafts[-1] = _answered(drafts[-1], block)
        else:
            rest.append(block)
        waiting = is_asking and not drafts[-1].body
    return rest, drafts


def _kind(block: Node) -> str:
    return str(block.meta.get("kind", ""))


def _answered(draft: QuestionDraft, block: Node) -> QuestionDraft:
    """Answer a question by the callout below it."""
    body = parts_of_callout(block)[1]
    return replace(draft, body=body, end_line=last_line([block], draft.end_line))


def _asks(block: Node, kinds: frozenset[str]) -> bool:
    """Tell whether a callout's title asks, or the first block below a plain one of a question.

    So does one with an answer inside.
    """
    if block.type != "callout":
        return False
    title, body = parts_of_callout(block)
    if _place_of_answer(body) > 0:
        return True
    if _kind(block) not in kinds:
        return False
    return asks(plain_text(title.children)) or (_kind(block) in _KINDS and _asks_below(body))


def _place_of_answer(body: Sequence[Node]) -> int:
    """Find the callout within another one that answers what stands above; -1 if none does."""
    places = (n for n, each in enumerate(body) if each.type == "callout" and _kind(each) in _WITHIN)
    return next(places, -1)


def _asks_below(body: Sequence[Node]) -> bool:
    return bool(body) and body[0].type == "paragraph" and asks(plain_text(body[0].children))


def _draft(block: Node, section: tuple[str, ...]) -> QuestionDraft:
    title, body = parts_of_callout(block)
    place = _place_of_answer(body)
    front: tuple[Node, ...] = ()
    if place > 0:
        (_, answer), behind = parts_of_callout(body[place]), body[place + 1 :]
        front, body = body[:place], (*answer, *behind)
        if _says_its_kind(block, title) and front[0].type == "paragraph":
            title, front = front[0], front[1:]
    elif not asks(plain_text(title.children)):
        title, body = body[0], body[1:]
    line = block.line or 1
    return QuestionDraft(
        prompt=title.children,
        front=front,
        body=body,
        section=section,
        line=line,
        end_line=last_line([block], line),
    )


def _says_its_kind(block: Node, title: Node) -> bool:
    """Tell whether a title is only the name of its kind, as it stands where nobody wrote one."""
    return plain_text(title.children).casefold() in {"", _kind(block)}
