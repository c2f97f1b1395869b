"""Join questions with a key that stands behind them all: ``# 参考答案``, ``1. B``, ``2. C``.

They are joined by number, part by part where both have the same. A key that does not fit the
questions above it stays a text.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.characters import QUESTION_MARKS, lazy
from diptych.parse.answers import part_answer
from diptych.parse.asking import asks
from diptych.parse.key_entries import FEWEST, TASK_PART, TITLE, entries_of_line, part_name, read_key
from diptych.parse.labels import ANSWER_LABEL
from diptych.parse.manners import number_manner
from diptych.parse.numbers import without_number, without_number_nodes
from diptych.syntax.inline import paragraph, strip_start
from diptych.syntax.tree import Node
from diptych.syntax.words import plain_text, words_of

if TYPE_CHECKING:
    from collections.abc import Container, Sequence
    from collections.abc import Set as AbstractSet

    from diptych.parse.drafts import QuestionDraft
    from diptych.parse.key_entries import KeyEntry
    from diptych.syntax.document import Section

KEY = lazy(
    r"\W*(?:[一二三四五六七八九十\d]+[、.．]\s*)?(?:练习|习题|试题|题目)?(?:参考|标准|正确)?"
    r"(?:答案(?:解析|与解析|及解析|部分|汇总)?|解答|解析)\W*"
    r"|\W*(?:answers?(?: key)?|key|solutions?|answer sheet|lösungen|antworten|respuestas|soluciones"
    r"|réponses|solutions|respostas|ответы|解答|정답)\W*",
    re.IGNORECASE,
)
# How many points a question gives, behind it.
_POINTS = lazy(
    r"\s*[(（\[【][^()（）\[\]【】]{0,9}\d\s*(?:分|points?|pts?|marks?)\s*[)）\]】]\s*$",
    re.IGNORECASE,
)
_QUESTION_ENDS = lazy(rf"[{QUESTION_MARKS}]+")
LETTERS = lazy(r"\s*[A-HＡ-Ｈ]{1,8}(?![a-zａ-ｚ])")
HALF = 0.5
# So many answers may belong to questions that are not there.
FEW = 0.25

# The part and the number by which a question and its answer are known.
Place = tuple[str, int]


def with_heading_of_key(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Make one text of a key below its heading.

    The only line that announces one, ``**参考答案**``, is made a heading where it is none; the
    headings of its parts, which stand above it as well, are made lines.
    """
    places = [place for place in range(len(nodes)) if _announces(nodes, place)]
    if len(places) == 1 and not any(map(_is_heading_of_key, nodes)):
        (place,) = places
        heading = replace(nodes[place], type="heading", tag=f"h{_level(nodes, place)}")
        nodes = (*nodes[:place], heading, *nodes[place + 1 :])
    parts = _parts_of_keys(nodes)
    return tuple(_as_line(node) if n in parts else node for n, node in enumerate(nodes))


def _level(nodes: Sequence[Node], place: int) -> int:
    """Say how deep a heading would stand: as the one above it, but below the title of the page."""
    above = next((n.heading_level for n in reversed(nodes[:place]) if n.heading_level), 2)
    is_title = above == 1 and sum(node.heading_level == 1 for node in nodes) == 1
    return 2 if is_title else above


def _is_heading_of_key(node: Node) -> bool:
    return node.type == "heading" and bool(KEY.fullmatch(plain_text(node.children)))


def _parts_of_keys(nodes: Sequence[Node]) -> frozenset[int]:
    """Find the headings of keys' parts; those of a key only if all name parts above it."""
    headings = [(place, node) for place, node in enumerate(nodes) if node.heading_level]
    if not any(_is_heading_of_key(node) for _, node in headings):
        return frozenset()
    names = [part_name(plain_text(node.children)) for _, node in headings]
    above: set[str] = set()
    parts: set[int] = set()
    for n, (_, node) in enumerate(headings):
        if _is_heading_of_key(node):
            parts |= _parts_below(headings, names, n, above)
        above.add(names[n])
    return frozenset(parts)


def _parts_below(
    headings: Sequence[tuple[int, Node]], names: Sequence[str], key: int, above: AbstractSet[str]
) -> set[int]:
    level = headings[key][1].heading_level
    found: set[int] = set()
    for n in range(key + 1, len(headings)):
        place, node = headings[n]
        if node.heading_level <= level:
            break
        if names[n] not in above or not TASK_PART.fullmatch(names[n]):
            return set()
        found.add(place)
    return found


def is_key(title: str, nodes: Sequence[Node]) -> bool:
    """Tell whether a text is a key, in which nothing asks."""
    if not KEY.fullmatch(title):
        return False
    _, entries = read_key(nodes)
    asking = sum(asks(words_of(entry.blocks[:1])) for entry in entries)
    return len(entries) >= FEWEST and asking < HALF * len(entries)


def _as_line(heading: Node) -> Node:
    return replace(heading, type="paragraph", tag="p", attrs={}, meta={TITLE: True})


def _announces(nodes: Sequence[Node], place: int) -> bool:
    """Tell whether a paragraph only says that answers follow: numbered lines do, as stand above."""
    if nodes[place].type != "paragraph" or place + 1 == len(nodes):
        return False
    following = nodes[place + 1]
    counts = _counts(following) or entries_of_line(following)
    if not KEY.fullmatch(plain_text(nodes[place].children)) or not counts:
        return False
    above = takewhile(lambda node: node.type != "heading", reversed(nodes[:place]))
    return any(map(_counts, above))


def _counts(block: Node) -> bool:
    is_list = block.type == "ordered_list"
    return is_list or (
        block.type == "paragraph" and bool(number_manner(plain_text(block.children)))
    )


def join_keys(
    drafts: Sequence[QuestionDraft], sections: Sequence[Section]
) -> tuple[list[QuestionDraft], list[Section]]:
    """Answer questions from the keys behind them; take those out of the texts that hold them."""
    answered = _join_repeated(drafts)
    kept = list(sections)
    _join_lines(answered, kept)
    done = 0
    for place, section in enumerate(kept):
        if not any(KEY.fullmatch(title) for title in section.path[1:]):
            continue
        rest, entries = read_key(section.intro)
        left = _join(answered, entries, done, section.span.line)
        if left is not None:
            of_none = (block for entry in left for block in entry.as_text())
            kept[place] = replace(section, intro=(*rest, *of_none))
            done = section.span.line
    return answered, kept


def _join_repeated(drafts: Sequence[QuestionDraft]) -> list[QuestionDraft]:
    """Answer questions from a key that repeats what each of them asks, and leave that out."""
    keyed = [n for n, draft in enumerate(drafts) if any(map(KEY.fullmatch, draft.section))]
    first = keyed[0] if keyed else 0
    waiting = [n for n in range(first) if not _is_answered(drafts[n])]
    asked = {_wording(drafts[n]): n for n in waiting}
    answered = [*drafts]
    for n in keyed if asked else ():
        answered[n] = _parted(answered[n], asked)
    pairs = _repeated(answered, keyed, waiting)
    for told, n in pairs.items():
        answered[n] = _answered_again(drafts[n], answered[told])
    return [draft for n, draft in enumerate(answered if pairs else drafts) if n not in pairs]


def _repeated(
    drafts: Sequence[QuestionDraft], keyed: Sequence[int], waiting: Sequence[int]
) -> dict[int, int]:
    """Pair drafts of a key with the questions that they repeat, most in the same words.

    Where all of both stand in one order, a question that was reworded since has its answer, too.
    """
    asked: dict[str, list[int]] = {}
    for n in waiting:
        asked.setdefault(_wording(drafts[n]), []).append(n)
    same = {n: asked.get(_wording(drafts[n]), ()) for n in keyed if drafts[n].body}
    pairs = {n: found[0] for n, found in same.items() if len(found) == 1}
    if len(set(pairs.values())) < len(pairs) or len(pairs) < max(1, HALF * len(keyed)):
        return {}
    in_order = dict(zip(keyed, waiting, strict=False)) if len(keyed) == len(waiting) else {}
    return in_order if pairs.items() <= in_order.items() else pairs


def _wording(draft: QuestionDraft) -> str:
    """Write what a draft asks, as a key may repeat it: without its number and its points."""
    return _POINTS.sub("", " ".join(without_number(plain_text(draft.prompt)).split()))


def _parted(draft: QuestionDraft, asked: Container[str]) -> QuestionDraft:
    """Part a repetition from the answer in its line: `1. What is a mutex? A lock.`."""
    text = "" if draft.body else _wording(draft)
    for mark in _QUESTION_ENDS.finditer(text):
        words = text[: mark.end()].split()
        asks_again = r"\s+".join(map(re.escape, words))
        repeated = re.compile(rf"\s*{asks_again}\s*(?=\S)")
        line = without_number_nodes(draft.prompt, draft.number)
        if " ".join(words) in asked and (answer := strip_start(line, repeated)):
            said = Node("text", content=" ".join(words), line=draft.line, end_line=draft.line)
            like = replace(said, type="paragraph", tag="p", block=True)
            return replace(draft, prompt=(said,), body=(paragraph(answer, like),))
    return draft


def _answered_again(draft: QuestionDraft, told: QuestionDraft) -> QuestionDraft:
    """Give a question the answer of its repetition, which may hold its choices again."""
    repeated = part_answer(plain_text(told.prompt), told.body, chooses=True)
    return replace(draft, body=told.body) if repeated.front else _answered(draft, told.body)


def _join_lines(answered: list[QuestionDraft], kept: list[Section]) -> None:
    """Answer questions from lines that are keys, in the text of a section or the last answer."""
    for place, section in enumerate(kept):
        for block in section.intro:
            entries = entries_of_line(block)
            if entries and _join(answered, entries, section.span.line, block.line) == []:
                rest = tuple(each for each in kept[place].intro if each is not block)
                kept[place] = replace(kept[place], intro=rest)
    for place, draft in enumerate(answered):
        entries = entries_of_line(draft.body[-1]) if draft.body else []
        if not entries:
            continue
        answered[place] = replace(draft, body=draft.body[:-1])
        before = sum(each.section == draft.section for each in answered[:place])
        since = answered[place - before].line - 1
        if _join(answered, entries, since, draft.body[-1].line) != []:
            answered[place] = draft


def _join(
    answered: list[QuestionDraft], entries: Sequence[KeyEntry], since: int, until: int
) -> list[KeyEntry] | None:
    """Answer the questions between two lines that wait for it, if most find their answer.

    Returns:
        The answers that belong to none of them; None if it is no key of theirs.
    """
    waiting = [
        n
        for n, draft in enumerate(answered)
        if since < draft.line < until and draft.ordinal and not _is_answered(draft)
    ]
    asked = [_place_of(answered[n]) for n in waiting]
    matched = _match(asked, [(entry.part, entry.number) for entry in entries])
    if len(matched) < FEWEST or len(matched) < HALF * len(waiting):
        return None
    for question, entry in matched:
        place = waiting[question]
        answered[place] = _answered(answered[place], entries[entry].blocks)
    placed = {entry for _, entry in matched}
    return [entry for n, entry in enumerate(entries) if n not in placed]


def _place_of(draft: QuestionDraft) -> Place:
    return part_name(draft.section[-1]) if draft.section else "", draft.ordinal


def _is_answered(draft: QuestionDraft) -> bool:
    """Tell whether a question has more below it than choices."""
    parted = part_answer(plain_text(draft.prompt), draft.body, chooses=True)
    return any(block.type != "hr" for block in parted.answer)


def _answered(draft: QuestionDraft, answer: tuple[Node, ...]) -> QuestionDraft:
    """Give a question its answer; above a letter stand the choices that it names."""
    body = tuple(block for block in draft.body if block.type != "hr")
    if not LETTERS.match(ANSWER_LABEL.sub("", words_of(answer), count=1)):
        return replace(draft, body=(*body, *answer))
    parted = part_answer(plain_text(draft.prompt), body, chooses=True)
    return replace(draft, front=(*draft.front, *parted.front), body=(*parted.answer, *answer))


def _match(asked: Sequence[Place], told: Sequence[Place]) -> list[tuple[int, int]]:
    """Pair questions and answers by part and number; one by one if they are numbered alike.

    Where parts have no names in common, each begins where the numbers begin anew.
    """
    parts = {part for part, _ in asked}
    known = [place for place in told if place[0] in parts]
    if len(known) >= HALF * len(told) and len(set(told)) == len(told):
        return _by_place(asked, told, known)
    if [number for _, number in asked] == [number for _, number in told]:
        return [(n, n) for n in range(len(asked))]
    asked_in_runs, told_in_runs = _in_runs(asked), _in_runs(told)
    if asked_in_runs[-1:] and asked_in_runs[-1][0] == told_in_runs[-1][0]:
        return _by_place(asked_in_runs, told_in_runs, told_in_runs)
    asked_by_number = [("", number) for _, number in asked]
    told_by_number = [("", number) for _, number in told]
    return _by_place(asked_by_number, told_by_number, told_by_number)


def _by_place(
    asked: Sequence[Place], told: Sequence[Place], needed: Sequence[Place]
) -> list[tuple[int, int]]:
    """Pair those of the same part and number; none if one is there twice, or some are not asked.

    Args:
        needed: what is told and most of which must be asked.
    """
    doubled = len(set(asked)) < len(asked) or len(set(needed)) < len(needed)
    if doubled or len(set(needed) - set(asked)) > FEW * len(needed):
        return []
    places = {place: n for n, place in enumerate(told)}
    return [(n, places[place]) for n, place in enumerate(asked) if place in places]


def _in_runs(places: Sequence[Place]) -> list[Place]:
    """Name parts by their order: each begins where the numbers begin anew."""
    run = 0
    before = 0
    found: list[Place] = []
    for _, number in places:
        run += number <= before
        before = number
        found.append((f"{run}", number))
    return found
