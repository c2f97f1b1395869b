"""Which headings of a source are the template of many files: the title above them asks.

They are looked for before anything is compiled, in the lines that look like headings. Each source
is given its own, so that compiling needs no other file, and nothing else is compiled anew.

How a file was read is kept: what the ledger knows as questions goes on asking, and a title that
asked does so while a second file has its headings. So no other file changes how one is read, and
what a build asks is asked by the next one: `settled` compiles until both agree.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from diptych.diagnostics.codes import diagnose
from diptych.link.heading_lines import TOP, Heading, headings_in, lines_like_headings
from diptych.model import Span
from diptych.parse.file_names import name_of
from diptych.parse.heading_keys import BEHIND, heading_key, is_form

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence

    from diptych.compile import Compiled
    from diptych.identity import Ledger
    from diptych.model import Diagnostic, Source

FEWEST = 3
"""In so many files, below as many titles and with as many texts, a heading is no accident."""

FEWEST_KNOWN = 2
"""In so many, where the title above it asked before."""

MOST_PARTS = 12
"""What has more parts is a course; nobody recalls it as one answer."""

MOST_NAMED = 5
HALF = 0.5
# Each time, what came to be asked may change what is a template; mostly nothing does.
ROUNDS = 6


class _Unit(Struct):
    """A title with the headings right below it.

    Attributes:
        title: its key; of what no heading stands above, the file's name.
        dividers: the keys of those that only stand above others of them, in this file as in many.
    """

    path: str
    title: str
    below: list[Heading] = field(default_factory=list)
    dividers: set[str] = field(default_factory=set)

    @property
    def leaves(self) -> list[Heading]:
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
        levels: paths with the levels of the headings that asked.
    """

    in_files: frozenset[tuple[str, str]]
    below: frozenset[tuple[str, str]]
    files: frozenset[str]
    prompts: frozenset[str]
    levels: frozenset[tuple[str, int]]

    def title_asked(self, unit: _Unit) -> bool:
        """Tell whether what stands below a title was the answer to it, or to the text above.

        In a form, headings as deep as its parts do not ask. Where some do, the file was no form:
        the title asked because nothing below it did, and its parts must not stop the others now.
        """
        known = unit.path in self.files or unit.title in self.prompts
        mixed = any((unit.path, each.level) in self.levels for each in unit.leaves)
        return known and not mixed and not self.parts_asked(unit)

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

    def add(self, unit: _Unit, heading: Heading) -> None:
        self.paths.add(unit.path)
        self.titles.add(unit.title)
        self.texts.add(heading.says)

    @property
    def count(self) -> int:
        """Say how often it stands, copies left out."""
        return min(len(self.paths), len(self.titles), len(self.texts))


class Asked(NamedTuple):
    """A question as far as it says how its file is read: where it stands, and what it asks."""

    path: str
    section: tuple[str, ...]
    prompt: str


def _asked_in(ledger: Ledger) -> list[Asked]:
    """List what the last build read as questions."""
    live = [each for each in ledger.entries.values() if each.retired is None]
    return [Asked(each.file, each.section, each.prompt) for each in live]


class Templates:
    """The templates of sources, by what was read as questions in them before."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = sources
        self._units = _units(_with_lines_of_others(sources))
        self._seen = _seen(self._units)
        again = [key for key, each in self._seen.items() if len(each.paths) >= FEWEST_KNOWN]
        self._again = frozenset(again)
        self._candidates = [unit for unit in self._units if unit.as_form(self._again)]

    def given(self, asked: Iterable[Asked]) -> list[Source]:
        """Give each source the headings of its own that are the template of many files."""
        if not self._candidates:
            return [*self._sources]
        found = self._forms(_known(asked, self._units))
        return [
            replace(source, repeated=tuple(sorted(found[source.path])))
            if source.path in found
            else source
            for source in self._sources
        ]

    def _forms(self, known: _Known) -> dict[str, set[str]]:
        """Find the files that are filled in as others are, with the keys of those headings."""
        seen, candidates = self._seen, self._candidates
        often = frozenset(key for key, each in seen.items() if each.count >= FEWEST)
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
            if keys := unit.as_form(self._again if known.title_asked(unit) else usual):
                found[unit.path] |= keys
        return found


def settled(
    sources: Sequence[Source], ledger: Ledger, compiler: Callable[[list[Source]], list[Compiled]]
) -> tuple[list[Source], list[Compiled]]:
    """Compile sources, with their templates, until what they ask would be asked the next time, too.

    Else a second build of the same notes would read a file otherwise than the first, and questions
    would come and go with nothing edited. Where a file asks one thing with a template and another
    without, and each calls for the other, it has none.
    """
    templates = Templates(sources)
    given = templates.given(_asked_in(ledger))
    tried: list[list[Source]] = []
    compiled: list[Compiled] = []
    while given not in tried and len(tried) < ROUNDS:
        tried.append(given)
        compiled = compiler(given)
        given = templates.given(
            Asked(question.span.path, question.section, question.asked)
            for document in compiled
            for question in document.questions
        )
    rounds = tried[tried.index(given) :] if given in tried else tried[-1:]
    agreed = [_in_all(each) for each in zip(*rounds, strict=True)] if rounds[1:] else rounds[0]
    return agreed, compiled if agreed == tried[-1] else compiler(agreed)


def _in_all(given: Sequence[Source]) -> Source:
    """Leave to a source the headings that it was given each time."""
    first, *others = given
    kept = [key for key in first.repeated if all(key in each.repeated for each in others)]
    return first if len(kept) == len(first.repeated) else replace(first, repeated=tuple(kept))


def _with_lines_of_others(sources: Sequence[Source]) -> list[Source]:
    """Choose, quickly, the sources with a heading that another one has, too."""
    lines = [lines_like_headings(source.text) for source in sources]
    count = Counter(line for of in lines for line in of)
    return [
        source
        for source, of in zip(sources, lines, strict=True)
        if any(count[line] >= FEWEST_KNOWN for line in of)
    ]


def same_templates(before: Source, after: Source, notebook: Iterable[Source]) -> bool:
    """Tell whether an edit of a file leaves all templates as they are.

    Args:
        notebook: all files as they were.
    """
    old, new = headings_in(before.text), headings_in(after.text)
    if [(e.level, not e.says) for e in old] != [(e.level, not e.says) for e in new]:
        return False
    if [each.key for each in old] == [each.key for each in new]:
        return True
    keys = {each.key for each in (*old, *new)}
    others = (each for each in notebook if each.path != before.path)
    return not any(heading.key in keys for each in others for heading in headings_in(each.text))


def told_as_repeated(sources: Iterable[Source]) -> Iterator[Diagnostic]:
    """Tell, once, which headings are the template of many files."""
    count: Counter[str] = Counter()
    first: dict[str, tuple[Source, Heading]] = {}
    for source in sources:
        count.update(source.repeated)
        for each in headings_in(source.text) if source.repeated else ():
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


def _seen(units: Iterable[_Unit]) -> dict[str, _Seen]:
    seen: dict[str, _Seen] = {}
    for unit in units:
        for each in unit.leaves:
            seen.setdefault(each.key, _Seen()).add(unit, each)
    return seen


def _known(asked: Iterable[Asked], units: Iterable[_Unit]) -> _Known:
    headings: dict[str, set[str]] = defaultdict(set)
    for unit in units:
        headings[unit.path] |= {unit.title, *(each.key for each in unit.below)}
    keys = {each: _key_of_asked(each.prompt, headings.get(each.path, ())) for each in asked}
    in_files = frozenset((each.path, key) for each, key in keys.items())
    return _Known(
        in_files,
        frozenset((heading_key(each.section[-1]), keys[each]) for each in keys if each.section),
        frozenset(each.path for each in keys),
        frozenset(keys.values()),
        frozenset(
            (unit.path, each.level)
            for unit in units
            for each in unit.below
            if (unit.path, each.key) in in_files
        ),
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
        for each in headings_in(source.text):
            if each.divided:
                files[each.key].add(source.path)
    dividers = frozenset(key for key, paths in files.items() if len(paths) >= FEWEST)
    return [unit for source in sources for unit in _units_of(source, dividers)]


def _units_of(source: Source, dividers: frozenset[str]) -> Iterable[_Unit]:
    headings = headings_in(source.text)
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
