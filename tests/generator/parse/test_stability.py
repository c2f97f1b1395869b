"""One edit does not flip how the rest of a document is read, whatever way its questions are written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from diptych.model import Source
from diptych.parse.source import parse
from diptych.syntax.document import Document, Question
from tests.generator.parse.test_parse import FILES

Edit = Callable[[list[str], Question], list[str] | None]

WORDS = re.compile(r"[^\W\d_]+")


def _reword(lines: list[str], question: Question) -> list[str] | None:
    """Write another letter behind the last word of the prompt that stands in its line."""
    place = question.span.line - 1
    for word in reversed(WORDS.findall(question.prompt)):
        if (start := lines[place].rfind(word)) >= 0:
            end = start + len(word)
            longer = f"{lines[place][:end]}x{lines[place][end:]}"
            return [*lines[:place], longer, *lines[place + 1 :]]
    return None


def _drop_mark(lines: list[str], question: Question) -> list[str] | None:
    place = question.span.line - 1
    bare = re.sub("[?？]", "", lines[place])
    return [*lines[:place], bare, *lines[place + 1 :]] if bare != lines[place] else None


def _change_answer(lines: list[str], question: Question) -> list[str] | None:
    """Write a letter behind the last word of the last line, if that is no mark of a tool."""
    place = question.span.end_line - 1
    words = list(WORDS.finditer(lines[place]))
    is_mark = "<" in lines[place] or lines[place].isupper() or lines[place].strip() == "?"
    if place == question.span.line - 1 or not words or is_mark:
        return None
    end = words[-1].end()
    longer = f"{lines[place][:end]}x{lines[place][end:]}"
    return [*lines[:place], longer, *lines[place + 1 :]]


def _delete(lines: list[str], question: Question) -> list[str] | None:
    return [*lines[: question.span.line - 1], *lines[question.span.end_line :]]


def _insert(lines: list[str], question: Question) -> list[str] | None:
    again = _reword(lines, question)
    if again is None:
        return None
    copied = again[question.span.line - 1 : question.span.end_line]
    before = lines[: question.span.line - 1]
    return [*before, *copied, *([""] if _is_apart(lines, question) else []), *lines[len(before) :]]


def _is_apart(lines: list[str], question: Question) -> bool:
    """Whether a blank line stands above a question."""
    return question.span.line > 1 and not lines[question.span.line - 2].strip()


# How many questions more there may be afterwards: fewest and most.
EDITS: Mapping[str, tuple[Edit, tuple[int, int]]] = {
    "reworded": (_reword, (0, 0)),
    "without its mark": (_drop_mark, (-1, 0)),
    "answered otherwise": (_change_answer, (0, 0)),
    "deleted": (_delete, (-1, -1)),
    "another one before it": (_insert, (1, 1)),
}
_ONE_LINE = "several questions stand in one line, and each edit is one of all of them"
_ONE_FILE = "the headings of a file that is one question stand apart, and none can be spared"
_RULES = "cards end at rules, which belong to none of them, so that a copied one has none"
EXCEPTIONS: Mapping[tuple[str, str], str] = {
    ("bilingual-titles", "another one before it"): _ONE_FILE,
    ("pairs-in-one-line", "without its mark"): _ONE_LINE,
    ("pairs-in-one-line", "deleted"): _ONE_LINE,
    ("pairs-in-one-line", "another one before it"): _ONE_LINE,
    ("bilingual", "deleted"): _ONE_FILE,
    ("question-file-lone-quote", "deleted"): _ONE_FILE,
    ("question-file-transliterated", "deleted"): _ONE_FILE,
    ("ankdown", "another one before it"): _RULES,
    ("sides-between-rules", "another one before it"): _RULES,
    ("rules-take-turns", "another one before it"): _RULES,
    ("rules-between-questions", "another one before it"): _RULES,
    ("rules-without-marks", "another one before it"): _RULES,
    ("card-blocks", "another one before it"): "the span begins below the fence's opening line",
    ("ankiops", "another one before it"): _RULES,
    ("hashcards", "another one before it"): "a text with brackets goes on to a rule, as above",
    ("hashcards", "deleted"): "the span ends in the line above the next card, whose mark is `C:`",
    ("chapters", "deleted"): "a chapter whose only question goes is a leaf, as others are",
    ("asked-below-repeated-headings", "deleted"): "one question and its answer are left in a file",
    ("table-whose-head-asks", "deleted"): "without its head the rest is no table",
    ("table-whose-head-asks", "another one before it"): "nor with another line above its rule",
    ("counted-below-texts", "deleted"): "a text whose only question goes is a topic, as others are",
    ("folded", "reworded"): "the span begins in the line of the tag above the summary",
    ("folded", "another one before it"): "as above",
    ("folds-with-numbers", "reworded"): "as above",
    ("folds-close-together", "reworded"): "as above",
    ("folds-close-together", "another one before it"): "as above",
    ("folds-with-numbers", "another one before it"): "as above",
    ("folds-in-folds", "reworded"): "as above",
    ("folds-in-folds", "another one before it"): "as above",
    ("themes", "deleted"): "one question is left below a topic with a text, beside another one",
    ("anki-cloze", "deleted"): "it is the only question",
    ("key-that-repeats-in-one-line", "deleted"): "the key asks it still, and answers it",
    ("key-that-repeats-what-is-asked", "deleted"): "as above",
}


@pytest.mark.parametrize("case", FILES, ids=lambda case: case.stem)
def test_an_edit_of_one_question_leaves_the_others_as_they_are(case: Path) -> None:
    text = case.read_text(encoding="utf-8")
    document = _read(case, text)
    flipped = [
        f"{name} {question.span.line} “{question.prompt}”: {what}"
        for question in document.questions
        for name, (edit, most) in EDITS.items()
        if (case.stem, name) not in EXCEPTIONS
        for what in _flips(case, document, question, edit(text.split("\n"), question), most)
    ]
    assert not flipped


def _flips(
    case: Path,
    document: Document,
    question: Question,
    lines: list[str] | None,
    most: tuple[int, int],
) -> Iterator[str]:
    if lines is None:
        return
    edited = _read(case, "\n".join(lines))
    others = Counter(_seen(q) for q in document.questions if q is not question)
    lost = others - Counter(map(_seen, edited.questions))
    if lost:
        yield f"lost {list(lost)}"
    more = len(edited.questions) - len(document.questions)
    if not most[0] <= more <= most[1]:
        yield f"{more} more: {[q.prompt for q in edited.questions]}"
    if new := _finders(edited) - _finders(document):
        yield f"read by {new}"


def _seen(question: Question) -> tuple[str, tuple[str, ...]]:
    """The prompt and the sections below the document's own, which an edit may rename."""
    return question.prompt, question.section[1:]


def _finders(document: Document) -> set[str]:
    return set(re.findall(r"(?:^|; )([\w-]+): \d+ question", document.understood))


def _read(case: Path, text: str) -> Document:
    return parse(Source(case.name, text))[0]
