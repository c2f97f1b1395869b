"""Join questions with the key behind them: ``1. B``, ``2. C``, or ``答案：BC``.

They are joined by number, part by part where both have the same; where the key has none, in their
order. A key that does not fit the questions above it stays a text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.characters import QUESTION_MARKS, lazy
from diptych.parse.answers.parts import part_answer
from diptych.parse.choices.offered import find_bold, find_choices, may_offer
from diptych.parse.choices.statements import take_choice
from diptych.parse.keys.entries import (
    answers_in_order,
    entries_in_line,
    entries_of_line,
    read_key,
    saying,
)
from diptych.parse.keys.exam_parts import part_name
from diptych.parse.keys.finding import HALF, KEY
from diptych.parse.lines.tallies import FEWEST_CHOICES, MOST
from diptych.parse.words.key_marks import FEWEST, MANY, PARTS_IN_ORDER
from diptych.parse.words.labels import ANSWER_LABEL, KEY_LABEL
from diptych.parse.words.numbers import without_number, without_number_nodes
from diptych.syntax.inline import paragraph, strip_start
from diptych.syntax.tree import Node
from diptych.syntax.words import plain_text, words_of

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from diptych.parse.drafts.draft import QuestionDraft
    from diptych.parse.keys.entries import KeyEntry
    from diptych.syntax.document import Section

# How many points a question gives, behind it.
_POINTS = lazy(
    r"\s*[(（\[【][^()（）\[\]【】]{0,9}\d\s*(?:分|points?|pts?|marks?)\s*[)）\]】]\s*$",
    re.IGNORECASE,
)
_QUESTION_ENDS = lazy(rf"[{QUESTION_MARKS}]+")
LETTERS = lazy(
    r"\s*(?:[A-HＡ-Ｈ]{1,8}(?![a-zａ-ｚ])|[(（]?[a-h](?:\s*[,/&]\s*[a-h])*\s*(?:[.):;,(（）]|[-–—]\s|$))"
)
# So many answers may belong to questions that are not there.
FEW = 0.25
FEWEST_IN_LINE = 3
# So many questions with choices alone are an exam; fewer may be answered by a lettered list.
FEWEST_CHOSEN = 3

# The part and the number by which a question and its answer are known.
Place = tuple[str, int]


def join_keys(
    drafts: Sequence[QuestionDraft], sections: Sequence[Section]
) -> tuple[list[QuestionDraft], list[Section]]:
    """Answer questions from the keys behind them; take those out of the texts that hold them."""
    answered = _join_repeated(drafts)
    kept = list(sections)
    _join_lines(answered, kept)
    done = 0
    told: list[int] = []
    for place, section in enumerate(kept):
        if not any(KEY.fullmatch(title) for title in section.path[1:]):
            continue
        rest, entries = read_key(section.intro)
        line = section.span.line
        if not (waiting := _waiting(answered, done, line)):
            # What stands behind a key, or behind answers, says why.
            between = [n for n, draft in enumerate(answered) if done < draft.line < line]
            found, left = _explain(answered, entries, told or between)
        elif found := _join_in_order(answered, section.intro, waiting):
            rest, left = (), []
        else:
            found, left = _join(answered, entries, waiting)
        if found:
            of_none = (block for entry in left for block in entry.as_text())
            kept[place] = replace(section, intro=(*rest, *of_none))
            done, told = line, found
    return _with_choices_in_front(_with_bold_choices(answered)), kept


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
            key = _out_of_quotation(block)
            # A document without a title begins in the line of its first question.
            waiting = _waiting(answered, section.span.line - 1, block.line)
            if _may_be_key(key) and _join_line(answered, key, waiting):
                rest = tuple(each for each in kept[place].intro if each is not block)
                kept[place] = replace(kept[place], intro=rest)
    for place, draft in enumerate(answered):
        if not draft.body or not _may_be_key(_out_of_quotation(draft.body[-1])):
            continue
        *body, quoted = draft.body
        last = _out_of_quotation(quoted)
        answered[place] = replace(draft, body=tuple(body))
        before = sum(each.section == draft.section for each in answered[:place])
        since = answered[place - before].line - 1
        # At the end of all, it may answer those of other sections as well.
        reach = (since, 0) if place + 1 == len(answered) else (since,)
        if not any(_join_line(answered, last, _waiting(answered, n, last.line)) for n in reach):
            answered[place] = draft


def _out_of_quotation(block: Node) -> Node:
    """Give the only paragraph of a quotation; any other block as it is."""
    only = block.children[0] if block.type == "blockquote" and len(block.children) == 1 else block
    return only if only.type == "paragraph" else block


def _may_be_key(block: Node) -> bool:
    in_order = _is_labelled(block) and bool(answers_in_order([block]))
    return in_order or bool(entries_of_line(block) or entries_in_line(block))


def _join_line(answered: list[QuestionDraft], block: Node, waiting: Sequence[int]) -> bool:
    """Answer questions that wait for it from a line that is a key, with numbers or without.

    Returns:
        Whether all that the line says is told with the questions now.
    """
    entries = entries_of_line(block)
    if not entries:
        # What is counted may also be what one answer lists: it must answer all, and many.
        entries = entries_in_line(block)
        asked = {answered[n].ordinal for n in waiting}
        over = {each.number for each in entries} - asked
        fits = len(entries) == len(asked) + len(over) and len(over) <= 1
        chosen = all(LETTERS.match(words_of(each.blocks)) for each in entries)
        enough = len(asked) >= (FEWEST if chosen else FEWEST_IN_LINE)
        entries = entries if fits and enough else []
    found, left = _join(answered, entries, waiting)
    if found:
        return not left
    return _is_labelled(block) and bool(_join_in_order(answered, [block], waiting))


def _is_labelled(block: Node) -> bool:
    """Tell whether a line says that it is a key, or can be nothing else: `一、BC 二、√×`."""
    if block.type != "paragraph":
        return False
    text = plain_text(block.children)
    return bool(KEY_LABEL.match(text) or PARTS_IN_ORDER.fullmatch(text))


def _join_in_order(
    answered: list[QuestionDraft], key: Sequence[Node], waiting: Sequence[int]
) -> list[int]:
    """Answer all questions that wait for it from a key without numbers; give their places."""
    told = next((each for each in answers_in_order(key) if len(each) == len(waiting)), [])
    by_parts = any("一" in plain_text(block.children) for block in key)
    counted = by_parts or all(answered[n].ordinal for n in waiting)
    if len(told) < FEWEST or not counted:
        return []
    # They may be the answers of whole parts, or all those that are right in the last question.
    one_by_one = (
        _are_each_answered(answered, waiting, told)
        if by_parts
        else not _may_be_one(told, answered[waiting[-1]])
    )
    if not one_by_one:
        return []
    for place, said in zip(waiting, told, strict=True):
        answered[place] = _answered(answered[place], (saying(said, key[0]),))
    return [*waiting]


def _may_be_one(told: Sequence[str], last: QuestionDraft) -> bool:
    """Tell whether letters in their order may all be right in a question that asks for several."""
    chosen = "".join(told)
    return bool(MANY.search(plain_text(last.prompt))) and chosen == "".join(sorted({*chosen}))


def _are_each_answered(
    answered: Sequence[QuestionDraft], waiting: Sequence[int], told: Sequence[str]
) -> bool:
    """Tell whether several letters stand only where several choices are asked for."""
    pairs = zip(waiting, told, strict=True)
    return all(len(each) == 1 or MANY.search(plain_text(answered[n].prompt)) for n, each in pairs)


def _waiting(answered: Sequence[QuestionDraft], since: int, until: int) -> list[int]:
    return [
        n
        for n, draft in enumerate(answered)
        if since < draft.line < until and not _is_answered(draft)
    ]


def _join(
    answered: list[QuestionDraft], entries: Sequence[KeyEntry], waiting: Sequence[int]
) -> tuple[list[int], list[KeyEntry]]:
    """Answer questions that wait for it, if most find theirs.

    Returns:
        The places of these questions, and the answers that belong to none of them.
    """
    matched = _matching(answered, entries, waiting)
    for place, told in matched:
        answered[place] = _answered(answered[place], entries[told].blocks)
    return [place for place, _ in matched], _left(entries, matched)


def _explain(
    answered: list[QuestionDraft], entries: Sequence[KeyEntry], told: Sequence[int]
) -> tuple[list[int], list[KeyEntry]]:
    """Add to answers what a further key says of them, if it does of most; likewise."""
    matched = _matching(answered, entries, told)
    for place, why in matched:
        body = (*answered[place].body, *entries[why].blocks)
        answered[place] = replace(answered[place], body=body)
    return [place for place, _ in matched], _left(entries, matched)


def _matching(
    answered: Sequence[QuestionDraft], entries: Sequence[KeyEntry], places: Sequence[int]
) -> list[tuple[int, int]]:
    """Pair the places of questions with those of entries; none if too few are paired."""
    counted = [n for n in places if answered[n].ordinal]
    asked = [_place_of(answered[n]) for n in counted]
    matched = _match(asked, [(entry.part, entry.number) for entry in entries])
    few = len(matched) < FEWEST or len(matched) < HALF * len(counted)
    return [] if few else [(counted[question], entry) for question, entry in matched]


def _left(entries: Sequence[KeyEntry], matched: Sequence[tuple[int, int]]) -> list[KeyEntry]:
    taken = {entry for _, entry in matched}
    return [entry for place, entry in enumerate(entries) if place not in taken]


def _place_of(draft: QuestionDraft) -> Place:
    return part_name(draft.section[-1]) if draft.section else "", draft.ordinal


def _is_answered(draft: QuestionDraft) -> bool:
    """Tell whether a question has more below it than choices."""
    parted = part_answer(plain_text(draft.prompt), draft.body, chooses=True)
    answer = [block for block in parted.answer if block.type != "hr"]
    return bool(answer) and not may_offer(answer)


def _answered(draft: QuestionDraft, answer: tuple[Node, ...]) -> QuestionDraft:
    """Give a question its answer; above a letter stand the choices that it names."""
    body = tuple(block for block in draft.body if block.type != "hr")
    if may_offer(body) and (choices := find_choices((*body, *answer))):
        return replace(draft, front=(*draft.front, *choices.front), body=choices.answer)
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


def _with_bold_choices(drafts: Sequence[QuestionDraft]) -> list[QuestionDraft]:
    """Take bold lines of lists for right choices, where nearly all questions have such a list."""
    found = {n: choices for n, draft in enumerate(drafts) if (choices := find_bold(draft.body))}
    if len(found) < max(FEWEST_CHOSEN, MOST * len(drafts)):
        return [*drafts]
    return [
        replace(draft, front=(*draft.front, *found[n].front), body=found[n].answer)
        if n in found
        else draft
        for n, draft in enumerate(drafts)
    ]


def _with_choices_in_front(drafts: Sequence[QuestionDraft]) -> list[QuestionDraft]:
    """Ask with the choices of an exam whose questions nothing answers; they are no answers."""
    found = {
        n: choices
        for n, draft in enumerate(drafts)
        if (choices := find_choices(draft.body)) and not choices.answer
    }
    letters = [choices.letters for choices in found.values()]
    alike = len({*letters}) == 1 and letters[0] >= FEWEST_CHOICES
    if not alike or len(found) < max(FEWEST_CHOSEN, MOST * len(drafts)):
        return [*drafts]
    # Where the gap of a question holds the letter of the right one, that is its answer.
    told = {n for n in found if take_choice(drafts[n].prompt)}
    return [
        replace(draft, front=(*draft.front, *found[n].front), body=())
        if n in found.keys() - told
        else draft
        for n, draft in enumerate(drafts)
    ]
