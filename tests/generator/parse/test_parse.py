"""Markdown cases in, what was understood out; and the laws that hold for any text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diptych.input.options import Options
from diptych.model import Source
from diptych.parse.source import parse
from diptych.syntax.document import Document
from diptych.syntax.markdown import parser
from diptych.syntax.tree import blocks_of, text_blocks
from diptych.syntax.words import plain_text

CASES = Path(__file__).parents[2] / "cases"
# Those in `peers` are written for other tools, one file each; in `shapes` as people write.
FOLDERS = (CASES, CASES / "peers", CASES / "shapes")
FILES = sorted(case for folder in FOLDERS for case in folder.glob("*.md"))


def told(document: Document, diagnostics: object) -> str:
    """What was understood, as lines that a person can check against the notes."""
    return "\n".join(_lines(document, diagnostics)) + "\n"


def _lines(document: Document, diagnostics: object) -> Iterator[str]:
    yield f"{document.title} | {document.understood}"
    for section in document.sections:
        intro = plain_text(text_blocks(section.intro))
        yield f"section {section.span.line}: {' > '.join(section.path)} | {intro}"
    for question in document.questions:
        span = f"{question.span.line}-{question.span.end_line}"
        yield f"question {span}: {question.prompt}"
        language = f"; language {question.language}" if question.language else ""
        tags = ", ".join(question.tags) or "-"
        yield f"  in {' > '.join(question.section)}; tags {tags}{language}"
        if question.pinned or question.classes:
            yield f"  pinned {question.pinned}; classes {', '.join(question.classes) or '-'}"
        sides = {"short": question.short, "answer": question.answer}
        sides |= {"front": question.front} if question.front else {}
        for name, nodes in sides.items():
            kinds = [
                each.content.strip().split("\n")[0] or each.type
                for each in blocks_of(nodes)
                if each.content or each.type == "hr"
            ]
            yield f"  {name}: {' / '.join(kinds) or '-'}"
    for label, nodes in document.footnotes.items():
        yield f"footnote {label}: {plain_text(text_blocks(nodes))}"
    assert isinstance(diagnostics, tuple)
    for each in diagnostics:
        yield f"{each.code} {each.span.line}:{each.span.column} {each.message}"


@pytest.mark.parametrize("case", FILES, ids=lambda case: case.stem)
def test_cases(case: Path, request: pytest.FixtureRequest) -> None:
    got = told(*parse(Source(case.name, case.read_text(encoding="utf-8"))))
    expected = case.with_suffix(".txt")
    if request.config.getoption("--update-cases"):
        expected.write_text(got, encoding="utf-8", newline="\n")
    assert got == expected.read_text(encoding="utf-8")


def test_no_line_of_a_card_runs_into_the_next() -> None:
    """Lines of a tight list's item have no tags: next to each other they would be one word."""
    for case in FILES:
        document, _ = parse(Source(case.name, case.read_text(encoding="utf-8")))
        for question in document.questions:
            for side in (question.front, question.short, question.answer):
                glued = [a.content for a, b in pairwise(side) if a.hidden and b.hidden]
                assert not glued, (case.name, question.prompt)


@pytest.mark.parametrize(
    ("path", "text", "title"),
    [
        ("cv.md", "## A?\n", "cv"),
        ("cv/README.md", "## A?\n", "cv"),
        ("README.md", "## A?\n", "README"),
        ("cv.md", "# Vision\n\n## A?\n", "Vision"),
        ("cv.md", "---\ntitle: Vision\n---\n\n## A?\n", "Vision"),
        ("cv.md", "# One?\n\na\n\n# Two?\n\nb\n", "cv"),
        ("cv.md", "# One\n\n# Two\n\n## A?\n\na\n", "cv"),
        ("cv.md", "## Vision\n\n### A?\n\na\n", "cv"),
        ("cv.md", "## A?\n\na\n\n# Vision\n", "Vision"),
        ("cv.md", "# Only one?\n\na\n", "cv"),
    ],
)
def test_what_names_a_document(path: str, text: str, title: str) -> None:
    document, _ = parse(Source(path, text))
    assert document.title == title
    assert document.sections[0].path == (title,)


@pytest.mark.parametrize(
    ("text", "sections"),
    [
        # A lone first-level heading is the document's own; its level is what anchors hang on.
        ("# T\n\n## A?\n\na\n", [(("T",), "T", 1)]),
        ("# T\n\n## S\n\n### A?\n\na\n", [(("T",), "T", 1), (("T", "S"), "S", 2)]),
        ("## S\n\n### A?\n\na\n", [(("cv",), "", 0), (("cv", "S"), "S", 2)]),
        # A section that is called as the document is still a section.
        ("# T\n\n## T\n\n### A?\n\na\n", [(("T",), "T", 1), (("T", "T"), "T", 2)]),
    ],
)
def test_a_title_and_the_sections_below_it_have_their_levels(
    text: str, sections: list[tuple[tuple[str, ...], str, int]]
) -> None:
    document, _ = parse(Source("cv.md", text))
    assert [(each.path, each.heading, each.level) for each in document.sections] == sections


@pytest.mark.parametrize(
    ("text", "wanted", "prompts"),
    [
        # Half of a level asks: enough.
        ("## Why?\n\n### a\n\nx\n\n## Because\n\n### b\n\nx\n", None, ["Why?", "Because"]),
        # Headings that only hold others are sections.
        ("## A\n\n### b\n\nx\n\n## C\n\n### d\n\nx\n", None, ["b", "d"]),
        # A lone title with text below it is not the only question.
        ("# Title\n\nintro\n\n## a\n\nx\n", None, ["a"]),
        # Unless it is the only heading there is.
        ("# Title\n\nintro\n", None, ["Title"]),
        # Nothing has text below: the deepest level.
        ("# A\n\n## b\n\n## c\n", None, ["b", "c"]),
        ("# A\n\nx\n\n# B\n\nx\n\n### c?\n", 1, ["A", "B"]),
        ("---\nquestion_level: 3\n---\n\n# A\n\nx\n\n### c?\n", 1, ["c?"]),
        ("# A?\n\nx\n", 4, []),
    ],
)
def test_which_level_asks(text: str, wanted: int | None, prompts: list[str]) -> None:
    document, _ = parse(Source("a.md", text), Options(question_level=wanted))
    assert [question.prompt for question in document.questions] == prompts


@pytest.mark.parametrize(
    ("heading", "prompt"),
    [
        ("1.介绍", "介绍"),
        ("12. What?", "What?"),
        ("3) Why?", "Why?"),
        ("（4）为什么", "为什么"),
        ("5、为什么", "为什么"),
        ("Q6: Why?", "Why?"),
        ("问题7：为什么", "为什么"),
        ("第8题 为什么", "为什么"),
        ("二、为什么", "为什么"),
        ("1.2.3 为什么", "为什么"),
        ("（一）为什么", "为什么"),
        ("[9] Why?", "Why?"),
        ("Q10 Why?", "Why?"),
        ("第十题：为什么", "为什么"),
        ("① 为什么", "为什么"),
        ("Q. ***Why?***", "Why?"),
        ("11 - Why?", "Why?"),
        ("**12.** Why?", "Why?"),
        ("8.", "8."),
        ("**8.**", "8."),
        ("核是 7×7、步长是 2、为什么", "核是 7×7、步长是 2、为什么"),
        ("1.5 倍是多少？", "1.5 倍是多少？"),
        ("2:1 的长宽比", "2:1 的长宽比"),
        ("3D 卷积", "3D 卷积"),
        ("1×1 卷积", "1×1 卷积"),
        ("2024年", "2024年"),
    ],
)
def test_numbers_are_no_part_of_a_question(heading: str, prompt: str) -> None:
    document, _ = parse(Source("a.md", f"## {heading}\n\nx\n"))
    assert document.questions[0].prompt == prompt
    assert plain_text(document.questions[0].prompt_nodes) == prompt


def test_a_prompt_keeps_what_looks_like_a_tag() -> None:
    document, _ = parse(Source("a.md", "## What is `<a>`, <script> or vector<T> in <b>C++</b>?\n"))
    assert document.questions[0].prompt == "What is <a>, <script> or vector<T> in C++?"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("的**“粗体”**的", "的<strong>“粗体”</strong>的"),
        ("**“a”和“b”**：", "<strong>“a”和“b”</strong>："),
        ("中**文**字", "中<strong>文</strong>字"),
        ("**（注）**后", "<strong>（注）</strong>后"),
        ("*强调*。", "<em>强调</em>。"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("中 ** 文", "中 ** 文"),
        ("a**“b”**c", "a**“b”**c"),
        ("snake_case_中文_名", "snake_case_中文_名"),
    ],
)
def test_emphasis_beside_chinese(text: str, html: str) -> None:
    assert parser().renderInline(text) == html


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("$x$", ["x"]),
        ("价格$5，收益$6元", []),
        ("| $a$ 或 1 |", ["a"]),
        ("$a$ 或 1", ["a"]),
        (r"costs \$5 and \$6", []),
        ("a $$x^2$$ b", ["x^2"]),
        ("$ x $", []),
    ],
)
def test_which_dollars_are_formulas(text: str, formulas: list[str]) -> None:
    (paragraph,) = [t for t in parser().parse(text, {}) if t.type == "inline"]
    found = [c.content for c in paragraph.children or () if c.type.startswith("math")]
    assert found == formulas


BLOCKS = st.sampled_from(
    [
        "# 标题", "## Why?", "### 1. 为什么", "#### deeper", "text **b**", "- item", "> quote",
        "```\n## not a heading\n```", "| a | b |\n|---|---|\n| 1 | 2 |", "$$\nx\n$$", "[^1]: note",
        "see[^1]", "<div>raw</div>", "", "    code", "[TOC]", "---", "setext\n===", "![x](y.png)",
    ]
)  # fmt: skip


@given(st.lists(BLOCKS, max_size=12).map("\n\n".join))
def test_spans_are_exact_and_questions_do_not_overlap(text: str) -> None:
    document, _ = parse(Source("a.md", text))
    lines = text.split("\n")
    last = 0
    for question in document.questions:
        first_line = lines[question.span.line - 1]
        assert question.prompt in first_line.replace("1. ", "").replace("  ", " ")
        assert last < question.span.line <= question.span.end_line <= len(lines)
        assert question.span.line == question.span.end_line or lines[question.span.end_line - 1]
        last = question.span.end_line


@given(st.text(max_size=300))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    parse(Source("a.md", text.replace("\r", "\n")))


@pytest.mark.parametrize("words", ["vector<T>", "a <b>bold</b> <T>", "x < y > z"])
def test_a_summary_keeps_what_only_looks_like_a_tag(words: str) -> None:
    text = f"## A?\n\n<details><summary>Answer: {words}</summary>\n\nb\n\n</details>\n"
    document, _ = parse(Source("a.md", text))
    shown = " ".join(node.content for node in document.questions[0].answer)
    said = words.replace("<b>", "").replace("</b>", "").replace("<", "&lt;")
    assert said in shown


def test_of_a_long_table_of_contents_the_beginning_is_quoted() -> None:
    questions = [f"What is the thing called number {n}" for n in range(40)]
    contents = "\n".join(f"- [{each}](#x)" for each in questions)
    text = "\n\n".join(f"## {each}?\n\na" for each in questions)
    _, told = parse(Source("a.md", f"# T\n\n{contents}\n\n{text}\n"))
    (message,) = [each.message for each in told if each.code == "D205"]
    assert questions[0] in message
    assert message.endswith("…, down to line 42")
    assert len(message) < 400


@pytest.mark.parametrize("mark", ["[toc]", "[TOC]", "@[TOC](目录表)", "[[_TOC_]]", "{:toc}"])
@pytest.mark.parametrize(
    "text",
    ["{}\n\nyes", "yes\n\n{}", "- yes\n\n  {}", "> {}\n\nyes", "{}\nyes", "yes\n{}", "- {}\n  yes"],
)
def test_a_table_of_contents_is_left_out_wherever_it_is_asked_for(mark: str, text: str) -> None:
    document, told = parse(Source("a.md", f"## Is it so?\n\n{text.format(mark)}\n"))
    assert [each.code for each in told] == ["D205"]
    assert mark in told[0].message
    said = " ".join(
        plain_text(block.children) for block in text_blocks(document.questions[0].nodes)
    )
    assert said.split() == ["yes"]


@pytest.mark.parametrize(
    ("heading", "prompt"),
    [
        ("What does __init__ do?", "What does __init__ do?"),
        ("__enter__ 和 __exit__ 是什么？", "__enter__ 和 __exit__ 是什么？"),
        ('Why `if` __name__ == "__main__"?', 'Why if __name__ == "__main__"?'),
        ("What is __class_getitem__?", "What is __class_getitem__?"),
        ("Is __bold__ and __all of it__ bold?", "Is bold and all of it bold?"),
    ],
)
def test_names_of_python_keep_their_underscores(heading: str, prompt: str) -> None:
    document, _ = parse(Source("a.md", f"## {heading}\n\nyes\n"))
    assert document.questions[0].prompt == prompt
