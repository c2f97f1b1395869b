"""What a command found, told to people, to programs, and to a forge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import asdict

from diptych.diagnostics.codes import CODES
from diptych.diagnostics.grouping import by_code, told_and_summed
from diptych.diagnostics.snippet import quote
from diptych.diagnostics.wording import counted
from diptych.model import Coverage, Diagnostic, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from diptych.model import LeftOut

# So many files are told by name.
FEW = 2
# Which question was taken for which, which may be which, and which leaves its history with an old
# note: a line each, and no more than these.
PAIRS = frozenset({"D504", "D505", "D506"})
FEW_PAIRS = 10
RANK = {"error": 0, "warning": 1, "info": 2}


class Found(Struct, frozen=True):
    """One question as `check` lists it."""

    id: str
    prompt: str
    file: str
    line: int
    answered: bool


class Report(Struct, frozen=True):
    """All that a command has to say about the notes.

    Attributes:
        understood: for each document, how it was read.
        lines: the lines of each source, to quote from.
        left_out: the Markdown files that are no notes.
        coverage: for each document, how many of its words are on cards.
        aside: what is to be said of this machine instead of the notes, when asked for everything.
    """

    diagnostics: tuple[Diagnostic, ...]
    questions: tuple[Found, ...] = ()
    understood: tuple[tuple[str, str], ...] = ()
    lines: Mapping[str, Sequence[str]] = field(default_factory=dict)
    aside: str = ""
    left_out: tuple[LeftOut, ...] = ()
    coverage: tuple[tuple[str, Coverage], ...] = ()

    def count(self, severity: str) -> int:
        """Count the diagnostics of a severity."""
        return sum(diagnostic.severity == severity for diagnostic in self.diagnostics)

    @property
    def remarks(self) -> int:
        """Count the remarks that are told only when asked for."""
        return sum(each.severity == "info" and each.code not in PAIRS for each in self.diagnostics)

    @property
    def recognised(self) -> int:
        """Count the questions that were taken for old ones by their likeness."""
        return sum(each.code == "D504" for each in self.diagnostics)

    @property
    def failed(self) -> bool:
        """Tell whether the notes have errors."""
        return self.count("error") > 0


def in_order(diagnostics: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort diagnostics by file and line, each once; what concerns no file comes first."""

    def key(diagnostic: Diagnostic) -> tuple[str, int, int, int, str, str]:
        span = diagnostic.span or Span("", 0, 0)
        rank = RANK[diagnostic.severity]
        return (span.path, span.line, span.column, rank, diagnostic.code, diagnostic.message)

    return tuple(sorted(dict.fromkeys(diagnostics), key=key))


def questions_as_data(report: Report) -> list[dict[str, object]]:
    """Write the questions as JSON has them."""
    return [asdict(question) for question in report.questions]


def coverage_as_data(report: Report) -> list[dict[str, object]]:
    """Write how many words of each document are on cards, as JSON has it."""
    return [{"file": path, **asdict(each)} for path, each in report.coverage]


def diagnostics_as_data(diagnostics: Iterable[Diagnostic]) -> list[dict[str, object]]:
    """Write diagnostics as JSON has them."""
    return [
        {
            "code": each.code,
            "severity": each.severity,
            "message": each.message,
            "file": each.span.path if each.span else None,
            "line": each.span.line if each.span else None,
            "column": (each.span.column or None) if each.span else None,
            "hint": each.hint,
        }
        for each in diagnostics
    ]


def as_github(report: Report) -> str:
    """Write workflow commands that annotate a pull request."""
    kinds = {"error": "error", "warning": "warning", "info": "notice"}
    lines = []
    for each in report.diagnostics:
        place = _place(each.span) if each.span else ""
        text = "\n".join(filter(None, (each.message, each.hint)))
        lines.append(f"::{kinds[each.severity]} {place}title={each.code}::{_data(text)}")
    return "\n".join(lines)


def as_text(report: Report, *, verbose: bool = False) -> str:
    """Write a report as compilers do; remarks (`info`) only when asked for.

    What fills a screen is told as a list of its kind, a line each. Who a question was taken for is
    told without being asked for, in a line each.
    """
    shown = [each for each in report.diagnostics if verbose or each.severity != "info"]
    pairs = [] if verbose else _pairs(report)
    parts = [f"{path}: read as {how}" for path, how in report.understood if verbose]
    for group in by_code([each for each in shown if each not in pairs]):
        parts += _told(group[0], report.lines) if len(group) == 1 else _listed(group)
    parts += _pairs_told(pairs)
    parts += [_left_out(report.left_out)] if report.left_out and not verbose else []
    return "\n".join(parts)


def as_brief_text(report: Report) -> str:
    """Write a few diagnostics of a report, and of the others how many there are of each code."""
    pairs = _pairs(report)
    shown = [e for e in report.diagnostics if e.severity != "info" and e not in pairs]
    told, sums = told_and_summed(shown)
    parts = [line for each in told for line in _told(each, report.lines)]
    parts += [f"And: {'; '.join(sums)}: `diptych check` shows them"] if sums else []
    parts += _pairs_told(pairs)
    parts += [_left_out(report.left_out)] if report.left_out else []
    return "\n".join(parts)


def covered(report: Report, *, verbose: bool = False) -> Iterator[str]:
    """Say how much of the notes is on cards: of all of them, and of each file when asked for."""
    for path, each in report.coverage if verbose else ():
        yield f"{path}: {_shares(each)}"
    whole = sum((each for _, each in report.coverage), Coverage())
    if whole.words:
        yield f"{_shares(whole)}."


def _shares(coverage: Coverage) -> str:
    places = (
        (coverage.cards, "on cards"),
        (coverage.pages, "on pages only"),
        (coverage.nowhere, "nowhere"),
    )
    shares = [f"{_percent(part, coverage.words)} {where}" for part, where in places]
    return f"{counted(coverage.words, 'word')}: {', '.join(shares)}"


def _percent(part: int, whole: int) -> str:
    """Write a share: neither nothing where there is something, nor all where something lacks."""
    percent = round(100 * part / whole) if whole else 0
    if part and not percent:
        return "less than 1%"
    return "more than 99%" if percent == 100 and part < whole else f"{percent}%"


def _left_out(files: Sequence[LeftOut]) -> str:
    """Say in a line which files are no notes: a few by name, more by their number and reason."""
    by_reason: dict[str, list[str]] = {}
    for file in files:
        by_reason.setdefault(file.why, []).append(file.path)
    parts = [
        f"{', '.join(f'`{path}`' for path in paths)} ({why})"
        if len(paths) <= FEW
        else f"{counted(len(paths), 'file')} ({why})"
        for why, paths in by_reason.items()
    ]
    return f"left out: {'; '.join(parts)}; -v lists them"


def tally(report: Report) -> str:
    """Sum up in a line: “24 questions, 3 without an answer; 0 errors, 5 warnings”."""
    unanswered = sum(not question.answered for question in report.questions)
    questions = counted(len(report.questions), "question")
    if unanswered:
        questions += f", {unanswered} without an answer"
    remarks = f", {counted(report.remarks, 'remark')} (-v shows them)" if report.remarks else ""
    if report.recognised:
        questions += f", {report.recognised} recognised by likeness"
    errors, warnings = report.count("error"), report.count("warning")
    return f"{questions}; {counted(errors, 'error')}, {counted(warnings, 'warning')}{remarks}"


def source_line(lines: Mapping[str, Sequence[str]], span: Span) -> str:
    """Look up the line that a span begins in; empty where the file has none such."""
    source = lines.get(span.path, ())
    return source[span.line - 1] if span.line <= len(source) else ""


def _told(diagnostic: Diagnostic, lines: Mapping[str, Sequence[str]]) -> Iterator[str]:
    span = diagnostic.span
    yield _first_line(diagnostic)
    if span and (line := source_line(lines, span)).strip():
        yield from quote(line, span.column)
    if diagnostic.hint:
        yield f"    hint: {diagnostic.hint}"


def _pairs(report: Report) -> list[Diagnostic]:
    return [e for e in report.diagnostics if e.code in PAIRS and e.severity != "error"]


def _pairs_told(pairs: Sequence[Diagnostic]) -> Iterator[str]:
    yield from (f"{_first_line(each)}. {each.hint}" for each in pairs[:FEW_PAIRS])
    if (more := len(pairs) - FEW_PAIRS) > 0:
        yield f"info D504: {more} more questions may be others; -v or diptych plan lists them"


def _listed(group: Sequence[Diagnostic]) -> Iterator[str]:
    """Write diagnostics of one code, a line each; what is to be done about all stands below."""
    first = group[0]
    yield f"{first.severity} {first.code}: {CODES[first.code][1]}, {len(group)} times"
    hints = list(dict.fromkeys(each.hint for each in group if each.hint))
    for each in group:
        span = each.span
        place = f"{span.path}:{span.line}:{span.column or 1}: " if span else ""
        own = f" {each.hint}" if len(hints) > FEW and each.hint else ""
        yield f"  {place}{each.message}{own}"
    yield from (f"    hint: {hint}" for hint in hints if len(hints) <= FEW)


def _first_line(diagnostic: Diagnostic) -> str:
    span = diagnostic.span
    place = f"{span.path}:{span.line}:{span.column or 1}: " if span else ""
    return f"{place}{diagnostic.severity} {diagnostic.code}: {diagnostic.message}"


def _place(span: Span) -> str:
    column = f"col={span.column}," if span.column else ""
    return f"file={_property(span.path)},line={span.line},{column}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
