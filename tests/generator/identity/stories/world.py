"""A reader with a studied collection, to whom stories happen, and what is measured of each.

Sixty notes with all that a learner's collection holds: intervals, lapses, FSRS memory, flags,
suspended and buried cards, cards in a filtered deck, cards moved elsewhere, tags of one's own.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

# First: modules of anki import each other in a circle, and this is where it may be entered.
import anki.collection  # noqa: F401
from anki.decks import DeckId

from diptych.commands.building.import_plan import Plan
from diptych.commands.building.pipeline import Built
from diptych.commands.building.planned_import import plan_notes
from diptych.deck import note_guid
from diptych.diagnostics.report import as_brief_text
from diptych.identity import Ledger, read_ledger
from diptych.input.config import load_config
from diptych.model import silent
from tests.anki_engine import Anki
from tests.conftest import NOW, build_folder
from tests.generator.identity.stories.book import COUNT, Book, original
from tests.generator.identity.stories.collection import Collection, read_collection

STUDIED = NOW + 500
LATER = NOW + 1000
SETTINGS = 'title = "书"\nname = "book"\nquestion_level = 3\n'
MINE = ("我的", "leech")
"""Tags that the learner put on some notes."""
ELSEWHERE = ("我的", "复习")
"""Decks that the learner moved cards to, one of them filtered."""
TOLD = ("D501", "D504", "D505", "D506", "D507", "D508", "D509", "D521")


@dataclass
class Outcome:
    """What came of a story. Each list names what went wrong without a word, and is to be empty.

    Attributes:
        new, updated: how many notes came, and how many were touched, in all imports.
        told: how many diagnostics there were of each code that is about identity.
        lost_told: questions that do not have their history, as a diagnostic said.
        tags_told: tags of the learner that an update replaced; `plan` says that it does.
        lost: cards whose scheduling changed, and questions that do not have their history.
        wrong: questions that have the history of another.
        doubled: questions that have a further note.
        needless: notes that were touched, though their cards show the same.
        missed: notes that do not show what the package says.
        tags: tags of the learner that are gone from a note that had no need to change.
        plan: what `diptych plan` said otherwise than it came.
    """

    new: int = 0
    updated: int = 0
    told: Counter[str] = field(default_factory=Counter)
    lost_told: list[str] = field(default_factory=list)
    tags_told: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    needless: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    plan: list[str] = field(default_factory=list)


class World:
    """A notebook, and a collection in which its cards are studied."""

    def __init__(self, folder: Path, book: Book, owner: dict[str, str], outcome: Outcome) -> None:
        self.root, self.folder, self.book, self.outcome = folder / "book", folder, book, outcome
        self.owner = owner
        self.now = LATER
        self.built: Built | None = None
        self.package = Collection({}, {}, frozenset(), frozenset(), frozenset())

    @contextmanager
    def anki(self) -> Iterator[Anki]:
        """Open the collection."""
        with Anki(self.folder / "anki") as opened:
            yield opened

    @property
    def ledger_file(self) -> Path:
        """Where the ledger lies."""
        return self.root / "notes/identity.jsonl"

    @property
    def deck_file(self) -> Path:
        """Where the deck of the last build lies."""
        (file,) = (self.root / "site").glob("*.apkg")
        return file

    def copied(self, name: str) -> World:
        """The same notebook and collection on another machine."""
        folder = self.folder.with_name(f"{self.folder.name}-{name}")
        shutil.copytree(self.folder, folder)
        other = World(folder, self.book, dict(self.owner), self.outcome)
        other.now, other.built, other.package = self.now + 1, self.built, self.package
        return other

    def write(self, book: Book) -> None:
        """Save these notes and no others."""
        notes = self.root / "notes"
        for file in notes.rglob("*.md"):
            file.unlink()
        for name, text in book.files().items():
            (notes / name).parent.mkdir(exist_ok=True)
            (notes / name).write_bytes(text.encode())
        self.book = book

    def settings(self, text: str) -> None:
        """Save the notebook's settings."""
        (self.root / "diptych.toml").write_text(text, encoding="utf-8")

    def edit(self, change: Callable[[Book], Book]) -> None:
        """Edit the notes, then build and import, as one does."""
        self.write(change(self.book))
        self.sync()

    def sync(self) -> None:
        """Plan, build and import with the dialog's defaults; measure what came of it."""
        plan = self.plan()
        self.build()
        self.take(plan)

    def plan(self) -> Plan:
        """What `diptych plan` says."""
        report, plan = plan_notes(*load_config(self.root), silent)
        assert plan is not None, report.diagnostics
        return plan

    def build(self) -> Built:
        """What `diptych build` writes."""
        self.now += 1000
        self.built = build_folder(self.root, self.root / "site", self.now)
        codes = [each.code for each in self.built.report.diagnostics]
        self.outcome.told.update({code: codes.count(code) for code in TOLD if code in codes})
        return self.built

    def who(self) -> dict[str, str]:
        """The GUID of each question's note, by the question's key."""
        assert self.built is not None
        assert self.built.summary is not None, self.built.report.diagnostics
        entries = self.ledger().entries
        found = self.built.report.questions
        keys = self.book.keys()
        assert len(found) == len(keys)
        return {
            key: note_guid(entries[each.id].guid, entries[each.id].kind)
            for key, each in zip(keys, found, strict=True)
        }

    def ledger(self) -> Ledger:
        """The ledger as it was written."""
        ledger, problems = read_ledger(self.ledger_file.read_bytes(), "")
        assert problems == []
        return ledger

    def take(self, plan: Plan | None = None) -> None:
        """Import the deck, and measure what came of it."""
        who = self.who()
        package = read_collection(self.deck_file)
        with self.anki() as anki:
            before = read_collection(anki)
            log = anki.import_apkg(self.deck_file)
            after = read_collection(anki)
            if plan is not None:
                left = (set(self.package.notes) - set(package.notes)) & set(before.notes)
                self.outcome.plan += _disagreements(plan, anki, (before, after), left)
        self.package = package
        self.outcome.new += log.new
        self.outcome.updated += log.updated
        self._compare_cards(before, after)
        self._compare_notes(before, after, package)
        self._compare_owners(who, before)

    def _compare_cards(self, before: Collection, after: Collection) -> None:
        """No card that was there may stand otherwise, or be gone."""
        for number, card in before.cards.items():
            if after.cards.get(number) != card:
                self.outcome.lost.append(f"card {number}: {card} → {after.cards.get(number)}")

    def _compare_notes(self, before: Collection, after: Collection, package: Collection) -> None:
        for guid, note in before.notes.items():
            now = after.notes[guid]
            ours = package.notes.get(guid)
            gone = note.tags & set(MINE) - now.tags
            same = now.shown == note.shown and now.tags | gone == note.tags
            if now.changed != note.changed and same:
                self.outcome.needless.append(note.own)
            (self.outcome.tags if same else self.outcome.tags_told).extend(gone)
            if ours and any(
                value and value != now.shown.get(name) for name, value in ours.shown.items()
            ):
                self.outcome.missed.append(note.own)

    def _compare_owners(self, who: dict[str, str], before: Collection) -> None:
        assert self.built is not None
        told = as_brief_text(self.built.report)
        words = {line for line in told.splitlines() if "D506" in line or "diptych same" in line}
        for key, guid in who.items():
            had = [each for each, owner in self.owner.items() if owner == key]
            if guid in before.notes and self.owner.get(guid, key) != key:
                self.outcome.wrong.append(f"{key} has the history of {self.owner[guid]}")
            elif had and guid not in had:
                prompt = self.book[key].prompt.removesuffix(" {.reversed}")
                if any(prompt in line for line in words):
                    self.outcome.lost_told.append(key)
                else:
                    self.outcome.lost.append(f"{key}: {guid} instead of {had}")
                    self.outcome.doubled.append(key)
            self.owner.setdefault(guid, key)


def _disagreements(
    plan: Plan, anki: Anki, sides: tuple[Collection, Collection], left: set[str]
) -> list[str]:
    """Compare each section of a plan with what the engine then did.

    Args:
        sides: the collection before the import and after it.
        left: the GUIDs of the notes that the last package held and this one does not.
    """
    before, after = sides

    def ids(*kinds: str) -> list[str]:
        return sorted({step.id for step in plan.steps if step.kind in kinds})

    def said(guids: set[str], of: Collection) -> list[str]:
        return sorted({of.notes[guid].own for guid in guids})

    old, new = set(before.notes), set(after.notes)
    touched = {guid for guid in old if before.notes[guid].changed != after.notes[guid].changed}
    kept = set(before.cards) & set(after.cards)
    blank = {after.cards[n].guid for n in kept if n in after.blank - before.blank}
    again = {after.cards[n].guid for n in kept if n in before.blank - after.blank}
    added = {card.guid for n, card in after.cards.items() if n not in before.cards} & old
    found = anki.collection.find_notes(plan.search) if plan.search else []
    pairs = {
        "new": (ids("new"), said(new - old, after)),
        "touched": (ids("reworded", "changed"), said(touched, after)),
        "added": (ids("card added"), said(added | again, after)),
        "blank": (ids("card blank"), said(blank, after)),
        "decks": (sorted(plan.empty_decks), sorted(after.empty_decks - before.decks)),
        "search": (sorted(anki.collection.get_note(each).guid for each in found), sorted(left)),
    }
    moved = [step for step in plan.steps if step.stays_in]
    where = [
        f"{step.id} does not stay in {step.stays_in}"
        for step in moved
        if not {step.stays_in, *ELSEWHERE} & after.decks_of(step.id)
    ]
    return where + [
        f"{name}: said {told}, came {came}" for name, (told, came) in pairs.items() if told != came
    ]


def _live(anki: Anki) -> None:
    """Do with a deck what a learner does."""
    collection = anki.collection
    collection.set_config("fsrs", True)
    other = DeckId(collection.decks.id("我的") or 1)
    for number, guid in enumerate(sorted(anki.guids())):
        for card in anki.cards(guid):
            anki.study(guid, card.ord, times=1 + number % 3)
        card = anki.cards(guid)[0]
        if number % 4 == 0:
            anki.suspend(guid, card.ord)
        if number % 3 == 0:
            anki.flag(guid, 1 + number % 7, card.ord)
        if number % 4 == 1:
            collection.sched.bury_cards([card.id])
        if number % 4 == 2:
            collection.set_deck([card.id], other)
        if number % 5 == 0:
            note = anki.note(guid)
            note.tags += MINE
            collection.update_note(note)
        assert collection.db is not None
        collection.db.execute("update cards set lapses = ? where id = ?", number % 4, card.id)
        # By the clock of the story, which builds go by.
        collection.db.execute("update notes set mod = ? where mod > ?", STUDIED, STUDIED)
    filtered = collection.sched.get_or_create_filtered_deck(DeckId(0))
    filtered.name = "复习"
    filtered.config.reschedule = True
    del filtered.config.search_terms[1:]
    filtered.config.search_terms[0].search = "is:review"
    filtered.config.search_terms[0].limit = 10
    collection.sched.add_or_update_filtered_deck(filtered)


def begin(folder: Path) -> World:
    """The notes built, imported and studied."""
    world = World(folder, original(), {}, Outcome())
    (world.root / "notes").mkdir(parents=True)
    world.settings(SETTINGS)
    world.write(world.book)
    world.now = NOW - 1000
    world.sync()
    assert world.outcome.new == COUNT
    with world.anki() as anki:
        _live(anki)
    return world


def told(tell: Callable[[World], None], base: World, folder: Path) -> Outcome:
    """Tell a story in a copy of a world."""
    shutil.copytree(base.folder, folder)
    world = World(folder, base.book, dict(base.owner), Outcome())
    world.built, world.package = base.built, base.package
    tell(world)
    return world.outcome
