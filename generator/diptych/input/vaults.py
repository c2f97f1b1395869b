"""What note-taking apps say in their settings: where templates are and how cards are marked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.characters import lazy
from diptych.model import CardMarks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

# Where Obsidian and its plugins say it, and under which keys.
OBSIDIAN = ".obsidian"
# A graph of Logseq: this folder beside one of those.
LOGSEQ = "logseq"
PAGES = frozenset({"journals", "pages"})
_TEMPLATES = (
    ("templates.json", ("folder",)),
    ("plugins/templater-obsidian/data.json", ("templates_folder",)),
)
_DAILY = ("daily-notes.json",)
_PERIODIC = "plugins/periodic-notes/data.json"
_CARDS = "plugins/obsidian-spaced-repetition/data.json"
SETTINGS = (*(file for file, _ in _TEMPLATES), *_DAILY, _PERIODIC, _CARDS)

# What is hidden, by the settings that say so; newer versions list patterns of all instead.
_HIDES = {
    "convertHighlightsToClozes": "==",
    "convertBoldTextToClozes": "**",
    "convertCurlyBracketsToClozes": "{{",
}
_HIDDEN = "clozePatterns"

_PERIODS = ("daily", "weekly", "monthly", "quarterly", "yearly")
_DATE = lazy(r"(?:\w{1,9},? )?\d{4}[-_. 年]?\d{1,2}[-_. 月]?\d{1,2}日?(?:[ _-]\w{1,9})?")
_MOST = 2**20


class Vaults(Struct, frozen=True):
    """The folders of all vaults, relative to the notebook's root, in small letters.

    Attributes:
        templates: folders of templates, and templates without their ending.
        daily: folders of daily notes; one that is empty means the root.
        apps: folders that an app keeps its own files in.
        cards: for each vault that says it, how its notes mark cards; inner vaults first.
    """

    templates: frozenset[str] = frozenset()
    daily: frozenset[str] = frozenset()
    apps: frozenset[str] = frozenset()
    cards: tuple[tuple[str, CardMarks], ...] = ()

    def is_template(self, name: str) -> bool:
        """Tell whether a file lies in a folder of templates, or is one."""
        if not self.templates:
            return False
        plain = name.casefold()
        return any(
            plain.startswith(f"{each}/") or plain.rpartition(".")[0] == each
            for each in self.templates
        )

    def is_of_app(self, name: str) -> bool:
        """Tell whether a file lies where an app keeps what is its own."""
        if not self.apps:
            return False
        return any(name.casefold().startswith(f"{each}/") for each in self.apps)

    def is_daily(self, name: str) -> bool:
        """Tell whether a file is named by a day and lies where daily notes are kept."""
        if not self.daily:
            return False
        folder, _, file = name.casefold().rpartition("/")
        if not _DATE.fullmatch(file.rpartition(".")[0]):
            return False
        return any(not each or f"{folder}/".startswith(f"{each}/") for each in self.daily)

    def card_marks(self, name: str) -> CardMarks | None:
        """Find how the vault that a file lies in marks cards; None when nothing says it."""
        plain = name.casefold()
        return next(
            (marks for top, marks in self.cards if not top or plain.startswith(f"{top}/")), None
        )


def read_vaults(root: Path, folders: Iterable[Path], graphs: Iterable[Path]) -> Vaults:
    """Read what the apps say.

    Args:
        folders: those in which Obsidian keeps its settings.
        graphs: those that Logseq keeps its notes in.
    """
    templates: set[str] = set()
    daily: set[str] = set()
    cards: dict[str, CardMarks] = {}
    for folder in folders:
        top = folder.relative_to(root).as_posix()
        templates |= {name for each in _templates(folder) if (name := _below(top, each))}
        daily |= {_below(top, each) for each in _daily(folder)}
        if settings := _table(folder / OBSIDIAN / _CARDS):
            cards[_below(top, "")] = _card_marks(settings)
    tops = [each.relative_to(root).as_posix() for each in graphs]
    daily |= {_below(top, "journals") for top in tops}
    apps = frozenset(_below(top, LOGSEQ) for top in tops)
    inner_first = sorted(cards.items(), key=lambda each: (-len(each[0]), each[0]))
    return Vaults(frozenset(templates), frozenset(daily), apps, tuple(inner_first))


def _templates(vault: Path) -> Iterator[str]:
    for file, keys in _TEMPLATES:
        table = _table(vault / OBSIDIAN / file)
        yield from filter(None, (_path(table.get(key)) for key in keys))
    for settings in _periods(vault):
        if template := _path(settings.get("template")):
            yield template.removesuffix(".md")


def _daily(vault: Path) -> Iterator[str]:
    """List the folders of daily notes; an empty one means the vault itself."""
    for settings in _periods(vault):
        yield _path(settings.get("folder"))


def _periods(vault: Path) -> Iterator[dict[str, object]]:
    for file in _DAILY:
        if table := _table(vault / OBSIDIAN / file):
            yield table
    plugin = _table(vault / OBSIDIAN / _PERIODIC)
    for period in _PERIODS:
        settings = plugin.get(period)
        if isinstance(settings, dict) and settings.get("enabled", True):
            yield settings


def _card_marks(table: dict[str, object]) -> CardMarks:
    """Read how cards are marked; what is not said, or makes no sense, is as the app has it."""
    own = table.get("settings")
    settings = own if isinstance(own, dict) else table
    usual = CardMarks()

    def mark(key: str, default: str) -> str:
        said = settings.get(key)
        return said.strip() or default if isinstance(said, str) else default

    tags = settings.get("flashcardTags")
    named = (
        [each.strip("# /").casefold() for each in tags if isinstance(each, str)]
        if (isinstance(tags, list))
        else []
    )
    return CardMarks(
        tags=tuple(filter(None, named)) or usual.tags,
        everywhere=settings.get("convertFoldersToDecks") is True,
        within=mark("singleLineCardSeparator", usual.within),
        within_both=mark("singleLineReversedCardSeparator", usual.within_both),
        between=mark("multilineCardSeparator", usual.between),
        between_both=mark("multilineReversedCardSeparator", usual.between_both),
        end=mark("multilineCardEndMarker", usual.end),
        hide=tuple(_hidden(settings)),
    )


def _hidden(settings: dict[str, object]) -> Iterator[str]:
    """List what stands around the words that are hidden."""
    patterns = settings.get(_HIDDEN)
    for key, mark in _HIDES.items():
        if isinstance(patterns, list):
            hides = any(isinstance(each, str) and each.startswith(mark) for each in patterns)
        else:
            hides = settings.get(key, mark in CardMarks().hide) is True
        if hides:
            yield mark


def _table(file: Path) -> dict[str, object]:
    """Read a table of settings; empty where there is none that can be read."""
    try:
        if not file.is_file() or file.stat().st_size > _MOST:
            return {}
        table = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return table if isinstance(table, dict) else {}


def _path(value: object) -> str:
    return value.replace("\\", "/").strip("/ ") if isinstance(value, str) else ""


def _below(top: str, name: str) -> str:
    return "/".join(part for part in (top, name) if part not in {"", "."}).casefold()
