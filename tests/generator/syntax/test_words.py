"""What nodes say, and what they refer to."""

from __future__ import annotations

from pathlib import Path

import pytest

from diptych.deck import visible_texts
from diptych.model import Source
from diptych.parse.source import parse
from diptych.syntax.markdown import parser
from diptych.syntax.references import in_question, references
from diptych.syntax.tree import TEXT_BLOCKS, text_blocks, tree, walk
from diptych.syntax.words import as_written, left_out, words_of
from tests.conftest import MakeNotebook, Notes, build_folder

CASES = Path(__file__).parents[2] / "cases"


@pytest.mark.parametrize(
    ("text", "words", "without_formulas"),
    [
        ("a **b `c`** [d](e.md)", "a b c d", "a b c d"),
        ("one\ntwo\\\nthree", "one two three", "one two three"),
        ("a\n\n### h\n\n- b\n- c\n\n> d", "a h b c d", "a h b c d"),
        ("costs \\$5 or \\$6", "costs $5 or $6", "costs $5 or $6"),
        ("so $x_{{c1::i}}$ is", "so $x_{i}$ is", "so is"),
        ("![a $b$ ^[note] c](p.png)", "a $b$ (note) c", "a (note) c"),
        ("a <b>b</b> vector<T>", "a b vector<T>", "a b vector<T>"),
        ("a ==b== {{c1::c::hint}}", "a b c", "a b c"),
        ("a^[not here] b[^x]", "a b", "a b"),
        ("```\ncode\n```", "", ""),
    ],
)
def test_plain_words(text: str, words: str, without_formulas: str) -> None:
    document, _ = parse(Source("a.md", f"## A?\n\n{text}\n"))
    answer = (*document.questions[0].short, *document.questions[0].answer)
    assert " ".join(words_of(answer).split()) == words
    assert " ".join(words_of(answer, left_out).split()) == without_formulas


def test_as_written_keeps_marks_and_titles_once() -> None:
    nodes = tree(parser().parse('- > **a** [b][x]\n\n[x]: c.md "title"\n'))
    assert as_written(nodes) == "**a** [b][x] title"


def test_every_text_of_the_cases_stands_in_a_block_of_text() -> None:
    seen = 0
    for file in sorted(CASES.rglob("*.md")):
        nodes = tree(parser().parse(file.read_text(encoding="utf-8")))
        holders = {id(node) for node in text_blocks(nodes)}
        for node in walk(nodes):
            if node.block and any(child.type == "text" for child in node.children):
                assert node.type in TEXT_BLOCKS
                assert id(node) in holders, (file, node.type)
                seen += 1
    assert seen


def test_references_know_their_lines() -> None:
    text = (
        "intro ![i](i.png)\n\n## A [a](a.md)?\n\none\n[b](b.md)^[c [c](c.md)]\n\n"
        "| x |\n|---|\n| [d](d.md) |\n\n<p>\n<img src='e.png'>\n</p>\n\n[f](f.py#f)\n\n[^n]: [g](g.md)\n"
    )
    document, _ = parse(Source("n.md", text))
    found = [
        (each.kind, each.target.address, each.span.line)
        for each in references(document, map(in_question, document.questions))
    ]
    assert found == [
        ("image", "i.png", 1),
        ("link", "a.md", 3),
        ("link", "b.md", 6),
        ("link", "c.md", 6),
        ("link", "d.md", 10),
        ("image", "e.png", 13),
        ("code", "f.py#f", 16),
        ("link", "g.md", 18),
    ]


def test_a_picture_in_a_footnote_in_the_text_is_shown(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    notes: Notes = {"a.md": "## A? {#a}\n\nsaid^[see ![a curve](a.png)]\n", "a.png": b"png"}
    built = build_folder(make_notebook(notes), tmp_path / "site")
    assert built.report.diagnostics == ()
    page = (tmp_path / "site" / "q" / "a.html").read_text("utf-8")
    assert 'alt="a curve"' in page
    (deck,) = (tmp_path / "site").glob("*.apkg")
    assert "missing" not in str(visible_texts(deck.read_bytes())).lower()
