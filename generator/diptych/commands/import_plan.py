"""What importing the next build will do to a deck made by the last one."""

from __future__ import annotations

import difflib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal, get_args

from diptych.characters import WORD, lazy
from diptych.deck import note_guid, notetype_name
from diptych.diagnostics.wording import counted
from diptych.identity import undecided

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from diptych.identity import CardState, Identity, Ledger

Kind = Literal["new", "reworded", "changed", "moved", "orphaned", "retired"]
KINDS: tuple[Kind, ...] = get_args(Kind)

# What an import leaves as it is: Anki holds the note, and nothing in the package is newer.
_UNTOUCHED = frozenset({"moved", "orphaned", "retired"})

# A character of Chinese or Japanese, a word of other scripts, or what stands between.
PIECE = lazy(rf"{WORD}|\W")
_AROUND = 12  # words of what stayed, on either side of what did not

CANNOT = (
    "A package cannot delete notes, move cards to another deck, or keep tags that you added in "
    "Anki to a note that changes here."
)


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to one question's note: by what an import does, not by what was edited.

    A question whose note is of another type now has two steps: a new note comes, and the one of the
    former type is orphaned.

    Attributes:
        was: the question as it was, where it was reworded; where it stood, if it moved; its note's
            type, if that is another now.
        likely: whether only its likeness told what it was.
        difference: the words that went ``[-so-]`` and those that came ``{+so+}``.
    """

    kind: Kind
    id: str
    prompt: str
    was: str = ""
    likely: bool = False
    difference: str = ""


@dataclass(frozen=True, slots=True)
class Unclear:
    """A question that counts as new, and one of the questions that it may be."""

    id: str
    prompt: str
    old: str
    was: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All steps in the order of the notes, what is retired last.

    Attributes:
        unchanged: how many notes of the package an import leaves as they are.
        unclear: pairs that are for the author to decide.
    """

    steps: tuple[Step, ...]
    unchanged: int
    unclear: tuple[Unclear, ...] = ()

    @property
    def search(self) -> str:
        """What finds the notes that nothing in the package belongs to; empty if there are none."""
        left = [f'"Id:{step.id}"' for step in self.steps if step.kind == "retired"]
        left += [
            f'("Id:{step.id}" "note:{step.was}")' for step in self.steps if step.kind == "orphaned"
        ]
        return f"({' OR '.join(left)})" if left else ""

    def as_json(self) -> str:
        """For programs."""
        steps = [asdict(step) for step in self.steps]
        unclear = [asdict(each) for each in self.unclear]
        data = {
            "steps": steps,
            "unchanged": self.unchanged,
            "search": self.search,
            "unclear": unclear,
        }
        return json.dumps(data, ensure_ascii=False, indent=1)

    def as_text(self) -> str:
        """For people."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        for kind in KINDS:
            steps = [step for step in self.steps if step.kind == kind]
            if steps:
                yield f"{kind}: {len(steps)}"
                for step in steps:
                    yield f"  {step.prompt}  ({step.id})"
                    if step.was:
                        yield f"    was {step.was}{', by its likeness' if step.likely else ''}"
                    if step.difference:
                        yield f"    {step.difference}"
        if self.unclear:
            yield f"unclear: {len(self.unclear)}; --ask goes through them"
        for each in self.unclear:
            yield f"  {each.prompt}  ({each.id})"
            yield f"    may be {each.was}; if so: diptych same {each.old} {each.id}"
        yield f"{counted(self.unchanged, 'note')} will not be touched."
        if self.search:
            yield f"Retired and orphaned notes stay in Anki; find them with  {self.search}"
        if self.steps:
            yield CANNOT


def make_plan(
    identities: Sequence[Identity],
    cards: Mapping[str, CardState],
    ledger: Ledger,
    texts: tuple[Mapping[str, str], Mapping[str, str]],
) -> Plan:
    """Compare the notes with what the last build left behind.

    Args:
        cards: what each question's card shows, by the question's GUID.
        ledger: of the last build.
        texts: what each note said in the deck of the last build, and what it says now, by GUID.
    """
    steps: list[Step] = []
    for identity in identities:
        steps += _steps(identity, cards[identity.guid], texts)
    here = {identity.guid for identity in identities}
    unchanged = len(identities) - sum(step.kind not in _UNTOUCHED for step in steps)
    steps += [
        Step("retired", entry.id, entry.prompt)
        for entry in ledger.entries.values()
        if entry.guid not in here and entry.retired is None
    ]
    unclear = [
        Unclear(each.new.id, each.new.question.prompt, each.old.id, each.old.prompt)
        for each in undecided(identities, ledger)
        if not each.taken
    ]
    return Plan(tuple(steps), unchanged, tuple(unclear))


def _steps(
    identity: Identity, card: CardState, texts: tuple[Mapping[str, str], Mapping[str, str]]
) -> Iterator[Step]:
    question, known = identity.question, identity.known
    if known is None:
        yield Step("new", identity.id, question.prompt)
        return
    place = " › ".join((known.file, *known.section))
    moved = (known.file, known.section) != (question.span.path, question.section)
    if known.cloze != card.is_cloze:
        was = notetype_name(is_cloze=known.cloze)
        yield Step("new", identity.id, question.prompt, f"{was}; its history stays with that note")
        yield Step("orphaned", identity.id, known.prompt, was)
    elif known.shows != card.content_hash:
        guid = note_guid(identity.guid, is_cloze=card.is_cloze)
        before, after = (each.get(guid, "") for each in texts)
        difference = word_difference(before, after) if before else ""
        reworded = known.prompt != question.asked
        yield Step(
            "reworded" if reworded else "changed",
            identity.id,
            question.prompt,
            known.prompt if reworded else place if moved else "",
            identity.likely,
            difference,
        )
    elif moved:
        yield Step("moved", identity.id, question.prompt, place)


def word_difference(before: str, after: str) -> str:
    """Show what went and what came, with a few words around; what stayed in between is left out."""
    old, new = PIECE.findall(before), PIECE.findall(after)
    pieces = []
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    for group in matcher.get_grouped_opcodes(_AROUND):
        shown = ""
        for operation, a, b, c, d in group:
            if operation == "equal":
                shown += "".join(old[a:b])
            else:
                shown += f"[-{''.join(old[a:b])}-]" if b > a else ""
                shown += f"{{+{''.join(new[c:d])}+}}" if d > c else ""
        pieces.append(shown.strip())
    return " … ".join(pieces)
