"""Which headings of a source are the template of many files: the title above them asks.

They are looked for before anything is compiled, in the lines that look like headings. Each source
is given its own, so that compiling needs no other file, and nothing else is compiled anew.

How a file was read is kept: what the ledger knows as questions goes on asking, and a title that
asked does so while a second file has its headings. So no other file changes how one is read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from diptych.characters import lazy
from diptych.diagnostics.codes import diagnose
from diptych.model import Span
from diptych.parse.asking import is_part_of_answer
from diptych.parse.heading_keys import BEHIND, heading_key, is_form
from diptych.parse.page import name_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from diptych.identity import Ledger
    from diptych.model import Diagnostic, Source

FEWEST = 3
"""In so many files, below as many titles and with as many texts, a heading is no accident."""

FEWEST_KNOWN = 2
"""In so many, where the title above it asked before."""

MOST_PARTS = 12
"""What has more parts is a course; nobody recalls it as one answer."""

MOST_NAMED = 5
# Of the headings that nothing stands above.
TOP = -1
HALF = 0.5

# A heading or a fence; each begins a line.
LINE = lazy(
    r"\n {0,3}(?:(?P<level>#{1,6})[ \t](?P<text>.*)"
    r"|(?P<fence>`{3,}|~{3,})(?P<info>.*))"
)
# The same, and headings with a line below them.
UNDERLINED = lazy(
    LINE.pattern + r"|\n {0,3}(?P<above>[^\s#>|`~+*-].*)\n {0,3}(?P<under>=+|-{2,})[ \t]*(?=\n|\Z)"
)
# What is looked for first: whatever might be one, and what it may bear besides its words.
LIKE_HEADING = lazy(r"\n {0,3}(#{1,6}[ \t].*|[^\s#].*(?=\n {0,3}(?:==|--)))")
ORNAMENTS = "# \t*_0123456789.、:："
FRONT_MATTER = lazy(r"---[ \t]*\n(?:.*\n)*?(?:---|\.\.\.)[ \t]*(?=\n|\Z)")


class _Line(NamedTuple):
    """A heading's level and words, where its line begins and where the text below it does."""

    level: int
    text: str
    start: int
    end: int


class _Heading(NamedTuple):
    """A heading as its line says it.

    Attributes:
        key: what it shares with those that say the same; an id of its own is part of it.
        start: where its line begins.
        says: a hash of what stands below it; 0 if that is nothing.
        divided: whether deeper headings stand below it.
        above: the place of the heading above it.
    """

    level: int
    key: str
    text: str
    start: int
    says: int
    divided: bool
    above: int

    @property
    def is_part(self) -> bool:
        """Tell whether its words alone name a part of an answer."""
        return bool(self.key) and is_part_of_answer(self.text)


class _Unit(Struct):
    """A title with the headings right below it.

    Attributes:
        title: its key; of what no heading stands above, the file's name.
        dividers: the keys of those that only stand above others of them, in this file as in many.
    """

    path: str
    title: str
    below: list[_Heading] = field(default_factory=list)
    dividers: set[str] = field(default_factory=set)

    @property
    def leaves(self) -> list[_Heading]:
        """List the headings with a text that nothing divides."""
        return [each for each in self.below if each.says and not each.divided]

    def as_form(self, repeated: frozenset[str]) -> frozenset[str]:
        """Give the keys of the headings that are filled in below the title; empty if it is no form.

        Words that name a part of an answer anywhere are filled in, too, and are not given.

        Args:
            repeated: the keys of those that stand in many files.
        """
        filled = {each.key for each in self.below if not each.divided} & repeated
        if not filled or len(self.below) > MOST_PARTS:
            return frozenset()
        others = [e.text for e in self.below if e.key not in filled and not e.is_part]
        if others and not is_form(len(self.below) - len(others), others):
            return frozenset()
        return frozenset(filled | self.dividers)


class _Known(NamedTuple):
    """What the ledger knows to ask today, as keys.

    Attributes:
        in_files: paths with the prompts of their questions.
        below: titles with the prompts that stood right below them.
        files: the paths.
        prompts: those of all files.
    """

    in_files: frozenset[tuple[str, str]]
    below: frozenset[tuple[str, str]]
    files: frozenset[str]
    prompts: frozenset[str]

    def title_asked(self, unit: _Unit) -> bool:
        """Tell whether what stands below a title was the answer to it, or to the text above."""
        known = unit.path in self.files or unit.title in self.prompts
        return known and not self.parts_asked(unit)

    def parts_asked(self, unit: _Unit) -> bool:
        """Tell whether what stands below a title were questions."""
        return (unit.path, unit.title) not in self.in_files and any(
            (unit.path, each.key) in self.in_files or (unit.title, each.key) in self.below
            for each in unit.leaves
        )


class _Seen(Struct):
    """Where a heading stands: below how many titles, with how many texts."""

    paths: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    texts: set[int] = field(default_factory=set)

    def add(self, unit: _Unit, heading: _Heading) -> None:
        self.paths.add(unit.path)
        self.titles.add(unit.title)
        self.texts.add(heading.says)

    @property
    def count(self) -> int:
        """Say how often it stands, copies left out."""
        return min(len(self.paths), len(self.titles), len(self.texts))


def with_repeated_headings(sources: Sequence[Source], ledger: Ledger) -> list[Source]:
    """Give each source the headings of its own that are the template of many files."""
    found = _forms(_units(_with_lines_of_others(sources)), ledger)
    return [
        replace(source, repeated=tuple(sorted(found[source.path])))
        if source.path in found
        else source
        for source in sources
    ]


def _with_lines_of_others(sources: Sequence[Source]) -> list[Source]:
    """Choose, quickly, the sources with a heading that another one has, too."""
    lines = [_lines_like_headings(source.text) for source in sources]
    count = Counter(line for of in lines for line in of)
    return [
        source
        for source, of in zip(sources, lines, strict=True)
        if any(count[line] >= FEWEST_KNOWN for line in of)
    ]


@lru_cache(maxsize=4096)  # an editor asks of all files at each letter
def _lines_like_headings(text: str) -> frozenset[str]:
    return frozenset(each.strip(ORNAMENTS) for each in LIKE_HEADING.findall(f"\n{text}"))


def same_templates(before: Source, after: Source, notebook: Iterable[Source]) -> bool:
    """Tell whether an edit of a file leaves all templates as they are.

    Args:
        notebook: all files as they were.
    """
    old, new = _headings(before.text), _headings(after.text)
    if [(e.level, not e.says) for e in old] != [(e.level, not e.says) for e in new]:
        return False
    if [each.key for each in old] == [each.key for each in new]:
        return True
    keys = {each.key for each in (*old, *new)}
    others = (each for each in notebook if each.path != before.path)
    return not any(heading.key in keys for each in others for heading in _headings(each.text))


def told_as_repeated(sources: Iterable[Source]) -> Iterator[Diagnostic]:
    """Tell, once, which headings are the template of many files."""
    count: Counter[str] = Counter()
    first: dict[str, tuple[Source, _Heading]] = {}
    for source in sources:
        count.update(source.repeated)
        for each in _headings(source.text) if source.repeated else ():
            if each.key in source.repeated:
                first.setdefault(each.key, (source, each))
    if not first:
        return
    often = [key for key, _ in count.most_common() if key in first]
    named = ", ".join(f"“{first[key][1].text}” × {count[key]}" for key in often[:MOST_NAMED])
    more = ", …" if len(often) > MOST_NAMED else ""
    source, heading = next(iter(first.values()))
    line = source.text.count("\n", 0, heading.start) + 1
    message = f"headings that come again file after file are parts of answers: {named}{more}"
    hint = (
        "The title above them asks, or the file's name. If they ask themselves, set "
        "`question_level`, or put the subject into each."
    )
    yield diagnose("D331", message, Span(source.path, line, line), hint)


def _forms(units: Sequence[_Unit], ledger: Ledger) -> dict[str, set[str]]:
    """Find the files that are filled in as others are, with the keys of those headings."""
    seen = _seen(units)
    often = frozenset(key for key, each in seen.items() if each.count >= FEWEST)
    again = frozenset(key for key, each in seen.items() if len(each.paths) >= FEWEST_KNOWN)
    if not again:
        return {}
    candidates = [unit for unit in units if unit.as_form(again)]
    known = _known(ledger, units)
    in_forms = _seen(unit for unit in candidates if unit.as_form(often))
    asked = _seen(unit for unit in candidates if known.parts_asked(unit))
    usual = frozenset(
        key
        for key in often & in_forms.keys()
        if in_forms[key].count >= FEWEST
        and len(in_forms[key].paths) >= HALF * len(seen[key].paths)
        and (key not in asked or len(asked[key].paths) < HALF * len(in_forms[key].paths))
    )
    found: dict[str, set[str]] = defaultdict(set)
    for unit in candidates:
        if known.parts_asked(unit):
            continue
        if keys := unit.as_form(again if known.title_asked(unit) else usual):
            found[unit.path] |= keys
    return found


def _seen(units: Iterable[_Unit]) -> dict[str, _Seen]:
    seen: dict[str, _Seen] = {}
    for unit in units:
        for each in unit.leaves:
            seen.setdefault(each.key, _Seen()).add(unit, each)
    return seen


def _known(ledger: Ledger, units: Iterable[_Unit]) -> _Known:
    live = [each for each in ledger.entries.values() if each.retired is None]
    headings: dict[str, set[str]] = defaultdict(set)
    for unit in units:
        headings[unit.path] |= {unit.title, *(each.key for each in unit.below)}
    keys = {each.id: _key_of_asked(each.prompt, headings.get(each.file, ())) for each in live}
    return _Known(
        frozenset((each.file, keys[each.id]) for each in live),
        frozenset((heading_key(each.section[-1]), keys[each.id]) for each in live if each.section),
        frozenset(each.file for each in live),
        frozenset(keys.values()),
    )


def _key_of_asked(prompt: str, headings: Container[str]) -> str:
    """Find the heading that asked; behind it, a ledger says what else was asked with it.

    Args:
        headings: the keys of those in the same file.
    """
    key = heading_key(prompt)
    if key in headings:
        return key
    ends = (n for n in range(len(key) - 1, 0, -1) if not key[n].isalnum())
    return next((found for n in ends if (found := key[:n].rstrip(BEHIND)) in headings), key)


def _units(sources: Sequence[Source]) -> list[_Unit]:
    """Gather the headings of all texts below those right above them.

    What stands below a heading that divides many files, `## Content`, stands below its title.
    """
    files: dict[str, set[str]] = defaultdict(set)
    for source in sources:
        for each in _headings(source.text):
            if each.divided:
                files[each.key].add(source.path)
    dividers = frozenset(key for key, paths in files.items() if len(paths) >= FEWEST)
    return [unit for source in sources for unit in _units_of(source, dividers)]


def _units_of(source: Source, dividers: frozenset[str]) -> Iterable[_Unit]:
    headings = _headings(source.text)
    below: dict[int, _Unit] = {}
    for heading in headings:
        place = heading.above
        divided = set()
        while place != TOP and headings[place].key in dividers:
            divided.add(headings[place].key)
            place = headings[place].above
        if place not in below:
            title = heading_key(name_of(source.path)) if place == TOP else headings[place].key
            below[place] = _Unit(source.path, title)
        below[place].dividers |= divided
        if not (heading.divided and heading.key in dividers):
            below[place].below.append(heading)
    return below.values()


@lru_cache(maxsize=4096)  # as above
def _headings(text: str) -> tuple[_Heading, ...]:
    """Find the lines of a text that are headings; those of code are none."""
    lines = [*_heading_lines(text), _Line(0, "", len(text), 0)]
    found: list[_Heading] = []
    above: list[int] = []
    for (level, said, start, end), following in pairwise(lines):
        while above and found[above[-1]].level >= level:
            above.pop()
        below = text[end : following.start].strip()
        key, says, divided = heading_key(said), hash(below) if below else 0, following.level > level
        place = above[-1] if above else TOP
        above.append(len(found))
        found.append(_Heading(level, key, said, start, says, divided, place))
    return tuple(found)


def _heading_lines(text: str) -> Iterator[_Line]:
    front_matter = FRONT_MATTER.match(text)
    lines = UNDERLINED if "\n==" in text or "\n--" in text else LINE
    fence = ""
    for found in lines.finditer("\n" + text, front_matter.end() if front_matter else 0):
        start, end = found.start(), found.end() - 1  # without the line feed before the text
        if marks := found["fence"]:
            closes = fence and marks.startswith(fence) and not found["info"].strip()
            fence = "" if closes else fence or marks
        elif fence:
            continue
        elif found["level"]:
            yield _Line(len(found["level"]), _without_closing(found["text"]), start, end)
        else:
            yield _Line(1 if found["under"][0] == "=" else 2, found["above"].strip(), start, end)


def _without_closing(text: str) -> str:
    """Take off what may close a heading: `## Heading ##`."""
    said = text.rstrip()
    bare = said.rstrip("#")
    return (bare if bare[-1:].isspace() else said).strip()
