"""Notes written for other tools: understood where they are meant, and nowhere else; nothing is lost.

Each tool has a case in ``tests/cases/peers``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diptych.model import Source
from diptych.parse.source import parse
from diptych.syntax.cloze import deletions
from diptych.syntax.document import Question
from diptych.syntax.tree import Node, text_blocks, walk


def questions(text: str) -> tuple[Question, ...]:
    return parse(Source("a.md", text))[0].questions


@pytest.mark.parametrize(
    ("text", "understood", "prompts"),
    [
        # Rules, lists and quotations in an answer.
        ("## A?\n\n---\n\n1. x\n\n> y\n\n---\n\n## B?\n\nz\n", "headings", ["A?", "B?"]),
        ("## A?\n\nFrom 5 %\nto 6 %.\n\n---\n\n## B?\n\nz\n", "headings", ["A?", "B?"]),
        # `START` and `END` in prose, and in code.
        ("## A?\n\nSTART\n\n## B?\n\nEND\n", "headings", ["A?", "B?"]),
        ("## A?\n\n```\nSTART\nBasic\nx\nEND\n```\n", "headings", ["A?"]),
        # Choices, drives and scopes.
        ("## A?\n\nC: x[0]\n\nC:\\[x]\n", "headings", ["A?"]),
        ("## A?\n\nuse std::vector\n", "headings", ["A?"]),
        ("## A #carded?\n\nx\n", "headings", ["A #carded?"]),
        # A power is no id, and a comment of one's own no schedule.
        ("## A?\n\nx ^2\n\n<!-- SR is good -->\n", "headings", ["A?"]),
    ],
)
def test_what_resembles_another_tool_s_format_is_left_alone(
    text: str, understood: str, prompts: list[str]
) -> None:
    document, told = parse(Source("a.md", text))
    assert document.understood.startswith(f"{understood}: ")
    assert [q.prompt for q in document.questions] == prompts
    assert not any(q.pinned or q.front for q in document.questions)
    assert not told


@pytest.mark.parametrize(
    ("text", "prompt", "answer", "tags"),
    [
        # A list above `Back:` or `?` does not swallow it; neither does an unknown kind of note.
        ("START\nBasic\nA\n- x\nBack: b\nTags: t\nEND\n", "A", "b", ("t",)),
        ("START\nNut\nname\nSize: 8\nID: 12\nEND\n", "name", "Size: 8", ()),
        ("FILE TAGS\nu v\n\nSTARTI [Basic] A Back: b ENDI\n", "A", "b", ("u", "v")),
        ("A\n%\nb\n%\nt u, v\n---\n", "A", "b", ("t-u", "v")),
        ("---\nDeck: D\nTags: t\n\n1. A\n> b\n---\n", "A", "b", ("t",)),
        ("A\n?\n\nb\n", "A", "b", ()),
        ("#flashcards\n\nA b::b\n", "A b", "b", ()),
        ("---\ntag: [u, v w]\n---\n\n## A?\n\nb\n", "A?", "b", ("u", "v-w")),
    ],
)
def test_notes_of_other_tools(text: str, prompt: str, answer: str, tags: tuple[str, ...]) -> None:
    (question,) = questions(text)
    said = [each.content for each in text_blocks((*question.short, *question.answer))]
    assert (question.prompt, said, question.tags) == (prompt, [answer], tags)


def test_hidden_words_of_other_tools_are_deletions() -> None:
    text = "C: [a] is **[b *c*]**, [d](e), [f\n\n- x {{cloze y\\\\z}} #card\n"
    (across,) = questions("C: [a **b] c** d]\n")
    assert (across.prompt, deletions(across.nodes)) == ("a b] c d", (1,))
    (first,) = questions(text.split("- x")[0])
    assert deletions(first.nodes) == (1, 2)
    assert first.prompt == "a is b c, d, [f"
    (second,) = questions("- x" + text.split("- x")[1])
    (opened,) = [node for node in walk(second.nodes) if node.type == "cloze"]
    assert (second.prompt, opened.meta["hint"]) == ("x y", "z")


def test_highlights_are_cards_among_flashcards_where_they_hide() -> None:
    text = "#flashcards\n\na::b\n\nc ==d== e ==f==\n<!--SR:!2024-01-01,3,250-->\n\nq\n?\na\n"
    document, told = parse(Source("a.md", text))
    assert [q.prompt for q in document.questions] == ["a", "c d e f", "q"]
    assert deletions(document.questions[1].nodes) == (1, 2)
    assert [(each.code, each.span and each.span.line) for each in told] == [("D215", 5)]
    # A tag of a note, or of one card, says nothing of what its highlights are.
    tagged = text.replace("#flashcards\n", "---\ntags: [flashcards]\n---\n")
    shown, _ = parse(Source("a.md", tagged))
    assert [q.prompt for q in shown.questions] == ["a", "q"]


@pytest.mark.parametrize(("mark", "numbers"), [("#flashcards/net\n\n", (1, 2)), ("", ())])
def test_braces_are_deletions_where_another_tool_reads_them_so(
    mark: str, numbers: tuple[int, ...]
) -> None:
    document, _ = parse(
        Source("a.md", f"{mark}a {{{{b c}}}} d ==e== {{{{ f }}}} {{{{}}}}\n\n## Q?\n\nx\n")
    )
    first = document.questions[0]
    assert deletions(first.nodes) == numbers
    assert first.prompt == ("a b c d e {{ f }} {{}}" if numbers else "Q?")


def test_a_property_of_what_became_no_card_is_told_as_well() -> None:
    """Once, and below a card of its own as much as within another one's answer."""
    property_ = "\n  card-last-score:: 5\n"
    for text, line in (
        (f"## A #card\n\n- b\nc #card{property_}", 3),
        (f"- a #card{property_}  b\n", 1),
    ):
        _, told = parse(Source("a.md", text))
        said = [each for each in told if each.code == "D215"]
        assert [each.span and each.span.line for each in said] == [line]
        assert "card-last-score:: 5" in said[0].message


# Lines as those tools want them, `#` for a word of one's own.
LINES = (
    "START", "Basic", "Back: #", "Tags: t", "END", "STARTI [Basic] # Back: # ENDI", "- #",
    "- STARTI [Cloze] # ENDI #", "FILE TAGS: t", "TARGET DECK: #", "%", "---", "", "", "", "#",
    "1. #", "> #", "Deck: #", "Tags: t", "<!--ID: 12-->", "<!--SR:!2024-01-01,3,250-->", "?", "??",
    "+++", "Q: #", "A: #", "C: [#] #", "# #card", "#card", "## # #card-reverse", "- # #card",
    "  id:: #", "  - #", "# :: #", "#::#", "^1623456789012", "#flashcards", "{{cloze #}}",
)  # fmt: skip


def _numbered(lines: Iterable[str]) -> str:
    """Lines that are no front matter, with a word of its own for each place that wants one."""
    number = iter(range(1000))
    word = re.compile(r"(?<![#\w])#(?![#\w])")
    return (
        "\n" + "\n".join(word.sub(lambda _: f"word{next(number)}x", line) for line in lines) + "\n"
    )


def _words(nodes: Iterable[Node]) -> Iterator[str]:
    return (node.content for node in walk(nodes) if not node.children)


@given(st.lists(st.sampled_from(LINES), max_size=14).map(_numbered))
def test_no_word_is_lost(text: str) -> None:
    document, told = parse(Source("a.md", text))
    shown = [document.title, *(" ".join(each.path) for each in document.sections)]
    for tokens in (*(s.intro for s in document.sections), *(q.nodes for q in document.questions)):
        shown += _words(tokens)
    said = " ".join([*shown, *(each.message for each in told)])
    said += " ".join(f"{q.pinned} {' '.join(q.tags)}" for q in document.questions)
    assert not [word for word in re.findall(r"word\d+x", text) if word not in said]
    last = text.count("\n") + 1
    assert all(1 <= q.span.line <= q.span.end_line <= last for q in document.questions)
