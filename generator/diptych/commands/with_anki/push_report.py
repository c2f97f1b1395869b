"""What a push is going to do, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.commands.building.import_plan import word_difference
from diptych.connect.merging import RETIRED
from diptych.deck import lines_of
from diptych.diagnostics.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.commands.shared.answering import Answer
    from diptych.connect.merging import Both, Change, PushPlan
    from diptych.connect.ownership import OwnNote

_GONE = {
    "keep": f"they get the tag {RETIRED}",
    "suspend": f"they get the tag {RETIRED}, and their cards are suspended",
    "delete": "they are deleted with all their reviews",
}


def plan_as_data(plan: PushPlan) -> dict[str, object]:
    """Write for programs what will be sent, and what stays as it is in Anki."""
    chosen = {
        "new": plan.new,
        "changed": [each.own for each in plan.work if each.edits or each.unsuspend],
        "moved": [each.own for each in plan.work if each.move],
        "gone": [each.own for each in plan.gone],
        "conflicts": [each.own for each in plan.changes if each.both],
        "unclear": plan.unclear,
        "adopted": plan.adopted,
    }
    notes: dict[str, object] = {
        name: [{"id": each.ids[0], "prompt": each.prompt} for each in found]
        for name, found in chosen.items()
    }
    return {**notes, "style": plan.style, "untouched": _untouched(plan)}


def show_plan(plan: PushPlan, answer: Answer, *, agreed: bool) -> None:
    """Say what will be sent, and what stays as it is in Anki; the latter to everybody.

    Args:
        agreed: whether people said before that they agree to all.
    """
    for line in sent_lines(plan):
        answer.show(line, agreed=agreed)
    for line in left_lines(plan):
        answer.tell(line)
    answer.show(f"{counted(_untouched(plan), 'note')} will not be touched.", agreed=agreed)


def sent_lines(plan: PushPlan) -> Iterator[str]:
    """Say what will be sent."""
    edited = [each for each in plan.work if each.edits or each.unsuspend]
    moved = [each for each in plan.work if each.move]
    yield from _listed("new", plan.new)
    if edited:
        yield f"changed: {len(edited)}"
    for change in edited:
        yield from _edits(change)
    if moved:
        yield f"moved: {len(moved)} (their history goes with them)"
    yield from (f"  {each.own.prompt}  → {each.own.deck}" for each in moved)
    if plan.gone:
        yield f"no longer in the notes: {len(plan.gone)} ({_GONE[plan.retire]})"
    yield from (f"  {each.own.prompt}  ({each.own.ids[0]})" for each in plan.gone)
    if plan.style:
        yield "The style of the cards is brought up to date."
    if plan.options:
        yield "The decks are new in Anki: new cards will come in the order of the notes."
    if kept := sum(bool(each.kept) for each in plan.changes):
        yield f"Your own words stay in {counted(kept, 'note')}."


def _listed(kind: str, notes: Sequence[OwnNote], meaning: str = "") -> Iterator[str]:
    if notes:
        yield f"{kind}: {len(notes)}{meaning}"
    yield from (f"  {each.prompt}  ({each.ids[0]})" for each in notes)


def _edits(change: Change) -> Iterator[str]:
    yield f"  {change.own.prompt}  ({change.own.ids[0]})"
    for name, now in change.fields.items():
        difference = word_difference(_text(change.there.fields[name]), _text(now))
        if difference:
            yield f"    {name}: {difference}"
    tags = [*(f"+{tag}" for tag in change.add), *(f"-{tag}" for tag in change.remove)]
    if tags:
        yield f"    {' '.join(tags)}"


def left_lines(plan: PushPlan) -> Iterator[str]:
    """Say to what nothing is done though the notes say something else, and why."""
    both = [each for each in plan.changes if each.both]
    if both:
        yield (
            f"changed here and in Anki: {len(both)} (left as it is in Anki; --overwrite sends what "
            "the notes say)"
        )
    for change in both:
        yield f"  {change.own.prompt}  ({change.own.ids[0]})"
        for field in change.both:
            yield from _sides(field)
    yield from _listed("unclear", plan.unclear, " (Anki has more than one note that it may be)")
    yield from _listed(
        "adopted", plan.adopted, " (change their type in Anki first; diptych adopt says how)"
    )


def _untouched(plan: PushPlan) -> int:
    return sum(each.idle and not each.both for each in plan.changes)


def _sides(field: Both) -> Iterator[str]:
    yield f"    {field.field} in Anki: {_text(field.there)}"
    yield f"    {field.field} in the notes: {_text(field.here)}"


def _text(html: str) -> str:
    return " ".join(lines_of(html))
