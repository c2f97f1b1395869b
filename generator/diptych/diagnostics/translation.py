"""What the command line says, in the reader's language; what is not translated stays English.

``translations/<tag>.toml`` holds sentences with places in braces, ``"{a} is not there"``. The text
is made in English and translated line by line as it is printed, so that nothing but the printing
depends on who reads.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from diptych.characters import lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Not `importlib.resources`, which brings zip files: a build with nothing to do reads these, too.
_FOLDER = Path(__file__).parent / "translations"
_PLACE = lazy(r"\{(\w+)\}")
_TABLE = lazy(r"^\[(\w+)\]$", re.MULTILINE)
_DIAGNOSTIC = lazy(
    r"(?P<place>.*?:\d+:\d+: )?(?P<severity>error|warning|info) (?P<code>D\d{3}): (?P<said>.*)"
)
_LISTED = lazy(r"(?P<place>  .*?:\d+:\d+: )(?P<said>.*)")
_HINT = lazy(r"(?P<indent> +)hint: (?P<said>.*)")
# Lines that sum up, and what a build says at its end.
_SUMMARY = lazy(
    r"(?:\d+ (?:questions?|words?|repairs?)\b|(?:.+: )?\d+ words?: |  (?:read|import|commit)  "
    r"|left out: |And: |Nothing ).*"
)
# In these places of a sentence stands a part that is a sentence, too.
_REASONS = frozenset({"why", "how", "what"})
# How a document was read, and a part of that: what one finder found, and why.
_READ = lazy(r"(?P<place>.+): read as (?P<finders>[a-z-]+: .*)")
_NEXT_FINDER = lazy(r"; (?=[a-z-]+: \d+ questions? \()")
_FINDER = lazy(r"(?P<name>[a-z-]+): (?:(?P<count>\d+ questions?) \((?P<found>.*)\)|(?P<none>.*))")
# How often a code was told that has no words of its own for it.
_COUNTED = lazy(r"(?<=[:;] )(?P<times>\d+ × )(?P<meaning>[^:;]+)(?=[:;])")
_NOTHING = lazy(r"(?<= → )nothing$")
# Lines that are quoted with a reason behind each: `line 3 `- a` (bold, but no heading); …`.
_QUOTED = lazy(
    r"(?P<line>\bline (?P<number>\d+) )?(?P<quote>`[^`]*`) \((?P<why>[^()]*)\)(?P<more>; )?"
)
_LOOKED = lazy(r" \(([a-z-]+: .*?)\)(?=; |$)")
# A path in them is nobody's language; what is said stands behind it, or before.
_WHERE = lazy(
    r"(?P<label>  (?:read|import|commit) +)(?P<place>.*?)(?P<said>(?:: .*)?)"
    r"|(?P<file>(?:.+: )?)(?P<counts>\d+ words?: .*)"
)


class _Known(NamedTuple):
    """A sentence that is translated, of many: it is compiled where what must be in it is.

    Attributes:
        sign: a part of it that stands in every sentence of its kind.
    """

    sign: str
    pattern: re.Pattern[str]
    other: str


class _Words:
    """One language's sentences; each table of the file is read when something in it is asked for.

    Attributes:
        hint: what stands before a hint.
        times: how it is said that a thing was found several times.
        between: what stands between the names of a list.
        nothing: what stands in place of what a repair takes away.
    """

    def __init__(self, text: str) -> None:
        """Take a file of translations.

        Raises:
            ValueError: what stands above its tables is no TOML.
        """
        top, *tables = _TABLE.split(text)
        self._tables = dict(zip(tables[::2], tables[1::2], strict=True))
        said = tomllib.loads(top)
        self.hint: str = said["hint"]
        self.times: str = said["times"]
        self.between: str = said["between"]
        self.nothing: str = said["nothing"]

    def _table(self, name: str) -> Mapping[str, str]:
        return tomllib.loads(self._tables[name])

    @cached_property
    def severities(self) -> Mapping[str, str]:
        return self._table("severities")

    @cached_property
    def reading(self) -> Mapping[str, str]:
        return self._table("reading")

    @cached_property
    def progress(self) -> Mapping[str, str]:
        return self._table("progress")

    @cached_property
    def marks(self) -> Mapping[str, str]:
        return self._table("marks")

    @cached_property
    def meanings(self) -> Mapping[str, str]:
        return self._table("meanings")

    @cached_property
    def sentences(self) -> tuple[_Known, ...]:
        return tuple(_known(ours, ".*", said) for ours, said in self._table("sentences").items())

    @cached_property
    def libraries(self) -> tuple[_Known, ...]:
        return tuple(_known(ours, ".*", said) for ours, said in self._table("libraries").items())

    @cached_property
    def lines(self) -> tuple[_Known, ...]:
        return tuple(_known(ours, ".*", said) for ours, said in self._table("lines").items())

    @cached_property
    def phrases(self) -> tuple[_Known, ...]:
        return tuple(
            _known(ours, r"\d+", _PLACE.sub(r"\\g<\1>", said))
            for ours, said in self._table("phrases").items()
        )


def translated(text: str, language: str) -> str:
    """Write a text of the command line in a language, as far as that is known."""
    words = _words(language.split("-")[0].lower())
    if words is None:
        return text
    return "\n".join(_line(line, words) for line in text.split("\n"))


def translated_lines(text: str, language: str) -> str:
    """Write what a command says of itself, or of what it did, in a language, line by line."""
    words = _words(language.split("-")[0].lower())
    if words is None:
        return text
    return "\n".join(_whole(line, words) for line in text.split("\n"))


def translated_phrase(phrase: str, language: str) -> str:
    """Write a few words, such as a number with its noun, in a language, as far as that is known."""
    words = _words(language.split("-")[0].lower())
    for pattern, other in _possible(words.phrases, phrase) if words else ():
        if found := pattern.fullmatch(phrase):
            return found.expand(other)
    return phrase


def translated_sentence(said: str, language: str) -> str:
    """Write the message or the hint of a diagnostic in a language, as far as that is known."""
    words = _words(language.split("-")[0].lower())
    return _sentence(said, words) if words else said


def _whole(line: str, words: _Words) -> str:
    for pattern, other in _possible(words.lines, line):
        if found := pattern.fullmatch(line):
            return _PLACE.sub(lambda place: _listed(found[place[1]], words), other)
    return line


def _listed(text: str, words: _Words) -> str:
    """Put the mark of a language between names in backticks."""
    return text.replace("`, `", f"`{words.between}`")


def translated_meaning(meaning: str, language: str) -> str:
    """Write what a setting or a code means in a language, as far as that is known."""
    words = _words(language.split("-")[0].lower())
    return words.meanings.get(meaning, meaning) if words else meaning


def translated_step(step: str, language: str) -> str:
    """Name a step of the work that goes on in a language."""
    words = _words(language.split("-")[0].lower())
    return words.progress.get(step, step) if words else step


def severity_of(word: str) -> str:
    """Read a severity as any language writes it; what is none stays as it is."""
    for file in sorted(_FOLDER.iterdir()):
        words = _words(file.stem)
        for severity, written in words.severities.items() if words else ():
            if word == written:
                return severity
    return word


def _line(line: str, words: _Words) -> str:
    if found := _DIAGNOSTIC.fullmatch(line):
        severity = words.severities[found["severity"]]
        return (
            f"{found['place'] or ''}{severity} {found['code']}: {_sentence(found['said'], words)}"
        )
    if found := _HINT.fullmatch(line):
        return f"{found['indent']}{words.hint}{_sentence(found['said'], words)}"
    if found := _LISTED.fullmatch(line):
        return f"{found['place']}{_sentence(found['said'], words)}"
    if found := _READ.fullmatch(line):
        how = _finders(found["finders"], words)
        return words.reading["line"].format(place=found["place"], how=how)
    if _SUMMARY.fullmatch(line):
        found = _WHERE.fullmatch(line)
        if found and found["label"]:
            said = _parts(found["said"], words)
            return f"{_parts(found['label'], words)}{found['place']}{said}"
        if found:
            return f"{found['file']}{_parts(found['counts'], words)}"
        return _parts(line, words)
    return line


def _parts(text: str, words: _Words) -> str:
    """Write the parts of a line in a language, with its marks between them; code stays."""
    text = _COUNTED.sub(lambda each: f"{each[1]}{words.meanings.get(each[2], each[2])}", text)
    for sign, pattern, other in words.phrases:
        if sign in text:
            text = pattern.sub(other, text)
    pieces = text.split("`")
    for number in range(0, len(pieces), 2):
        for ours, other in words.marks.items():
            pieces[number] = re.sub(ours, other, pieces[number])
    return "`".join(pieces)


def _finders(how: str, words: _Words) -> str:
    """Write which finders read a document and why; their names are values of a setting."""
    return words.reading["between"].join(_finder(each, words) for each in _NEXT_FINDER.split(how))


def _finder(how: str, words: _Words) -> str:
    if (found := _FINDER.fullmatch(how)) is None:
        return how
    form = words.reading["some" if found["count"] else "none"]
    why = found["found"] or found["none"]
    if (said := _sentence(why, words)) == why:
        said = _parts(why, words)
    return form.format(name=found["name"], count=_parts(found["count"] or "", words), why=said)


def _sentence(said: str, words: _Words) -> str:
    for pattern, other in _possible(words.sentences, said):
        found = pattern.fullmatch(said)
        if found and _is_known(found, words):
            return _PLACE.sub(partial(_filled, found, words), other)
    return _of_a_code(said, words)


def _of_a_code(said: str, words: _Words) -> str:
    """Write what begins with the meaning of a code: what was repaired, or how often it was told."""
    for meaning, other in words.meanings.items():
        if said.startswith(f"{meaning}: "):
            rest = said.removeprefix(f"{meaning}: ")
            return f"{other}：{_NOTHING.sub(words.nothing, rest)}"
        if times := re.fullmatch(re.escape(meaning) + r", (\d+) times", said):
            return words.times.format(meaning=other, n=times[1])
    return said


def _is_known(found: re.Match[str], words: _Words) -> bool:
    """Tell whether what stands in the place `meaning`, if there is one, is a known meaning."""
    return "meaning" not in found.re.groupindex or found["meaning"] in words.meanings


def _filled(found: re.Match[str], words: _Words, place: re.Match[str]) -> str:
    """Give what stands in a place, translated where it is a known meaning, or a reason."""
    filled = found[place[1]]
    if place[1] == "how" and _FINDER.fullmatch(filled):
        return _finders(filled, words)
    if place[1] == "files":
        return _LOOKED.sub(
            lambda each: words.reading["file"].format(how=_finders(each[1], words)), filled
        )
    if place[1] == "lines":
        return _QUOTED.sub(partial(_quoted, words), filled)
    if place[1] in _REASONS:
        return _reason(filled, words)
    return words.meanings.get(filled, _listed(filled, words))


def _reason(why: str, words: _Words) -> str:
    """Write a part that is a sentence, too; lines that sum up hold some of them in brackets."""
    if (said := _sentence(why, words)) != why:
        return said
    for pattern, other in _possible(words.libraries, why):
        if found := pattern.fullmatch(why):
            return _PLACE.sub(partial(_filled, found, words), other)
    bracketed = _parts(f" ({why})", words)
    return bracketed[1:-1] if any(bracketed == form for _, _, form in words.phrases) else why


def _quoted(words: _Words, found: re.Match[str]) -> str:
    """Write a quoted line and its reason, with the number of the line if that stands before it."""
    form = words.reading["quoted" if found["line"] else "quote"]
    said = form.format(
        number=found["number"], quote=found["quote"], why=_sentence(found["why"], words)
    )
    return f"{said}{words.reading['between']}" if found["more"] else said


@cache
def _words(language: str) -> _Words | None:
    file = _FOLDER / f"{language}.toml"
    if not file.is_file():
        return None
    return _Words(file.read_text(encoding="utf-8"))


def _possible(known: Iterable[_Known], text: str) -> Iterator[tuple[re.Pattern[str], str]]:
    return ((each.pattern, each.other) for each in known if each.sign in text)


def _known(template: str, inside: str, other: str) -> _Known:
    """Know a sentence by its template: what stands in a place may be anything of a kind."""
    pieces = _PLACE.split(template)
    literal = map(re.escape, pieces[::2])
    named = [f"(?P<{name}>{inside})" for name in pieces[1::2]]
    pattern = lazy(
        "".join(part for pair in zip(literal, [*named, ""], strict=True) for part in pair)
    )
    return _Known(max(pieces[::2], key=len), pattern, other)
