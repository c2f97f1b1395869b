"""What Markdown keeps off a page, and what it would give up: shown or told, with its line."""

from __future__ import annotations

import pytest

from diptych.model import Source
from diptych.parse.source import parse
from diptych.syntax.markdown import parser
from diptych.syntax.nesting import MAX_NESTING
from diptych.syntax.tree import walk
from tests.conftest import MakeNotebook, check_folder, codes
from tests.generator.render.test_render import render


@pytest.mark.parametrize(
    ("text", "line", "quoted"),
    [
        ("[x]: a.md 'Ti tle'\n", 3, "[x]: a.md 'Ti tle'"),
        ("a\n\n> [x]: a.md\n> 'title'\n", 5, "'title'"),
        ("[x]\n\n[x]: a.md\n[X]: b.md 'second'\n", 6, "[X]: b.md 'second'"),
        ("[//]: # (an aside)\n", 3, "(an aside)"),
        ("| a | b |\n|---|---|\n| 1 | 2 | three | four \\| five |\n", 5, "four | five"),
        ("> a | b\n> ---|---\n> 1 | 2 | three\n", 5, "three"),
        ("# [a][r]\n\n[r]: a.md 'title'\n", 3, "(title)"),
        ("```py title=main.py\nx\n```\n", 3, "title=main.py"),
        ("<h4>b</h4>\n```py title=main.py\nx\n```\n", 4, "title=main.py"),
        ("a[^x]\n\n[^x]: one\n\n[^x]: two\n\n    $$y$$ (2.1)\n", 7, "2.1"),
        ("a[^x]\n\n[^x]: one\n\n[^x]: *two*\n", 7, "[^x]: *two*"),
        ("$$\na % aside\n$$\n", 3, "% aside"),
        ("a\nb $c % aside\nd$\n", 3, "% aside"),
        ("$$\na % aside\n$$ (1)\n", 3, "% aside"),
    ],
)
def test_what_is_shown_nowhere_is_told(text: str, line: int, quoted: str) -> None:
    _, told = parse(Source("a.md", f"## A?\n\n{text}"))
    assert [(each.code, each.span.line) for each in told if each.span] == [("D218", line)]
    assert quoted in told[0].message


@pytest.mark.parametrize(
    "text",
    [
        "[x] ![y][Y]\n\n[x]: a.md 'title'\n[y]: b.png\n",
        "![*a* [x]](b.png)\n\n[x]: a.md\n",
        "a^[b [x]]\n\n[x]: a.md\n",
        "| a | b |\n|---|---|\n| 1 | 2 |  |\n| 1 |\n",
        "```py\nx\n```\n",
        "a[^x]\n\n[^x]: one [^y]\n\n    [^y]: inside\n",
        "$50\\% x$\n",
    ],
)
def test_what_is_shown_is_not_told(text: str) -> None:
    assert parse(Source("a.md", f"## A?\n\n{text}"))[1] == ()


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("---\ntitle: A\ntitle: B\n---\n", "title: A"),
        (
            "---\ntitle: A\ntitle: B\nlang: en\ntitle: C\n---\n",
            "`title: A`, `title: B` is said anew",
        ),
        ("---\ntitle: it's # aside\n---\n", "`# aside`"),
        ("---\ntitle: A # aside\n---\n", "# aside"),
        ("# A <!-- aside -->\n\n", "<!-- aside -->"),
        ("# A^[aside]\n\n", "^[aside]"),
        ('# [A](x.md "aside")\n\n', '"aside"'),
        ("# [A](zotero://aside)\n\n", "zotero://aside"),
    ],
)
def test_what_titles_and_front_matter_do_not_show_is_told(text: str, quoted: str) -> None:
    _, told = parse(Source("a.md", f"{text}## B?\n\nb\n"))
    assert [each.code for each in told] == ["D218"]
    assert quoted in told[0].message


@pytest.mark.parametrize(
    "front_matter",
    [
        "cards:\n- front: one\n  back: two\n- front: three\n  back: four",
        "aliases:\n- name: a\n- name: a",
        'title: "C # and F #"',
        "title: 'no # aside'",
        'keywords: [a, "b # c"]',
    ],
)
def test_lists_of_tables_and_quoted_values_of_front_matter_are_not_told(front_matter: str) -> None:
    _, told = parse(Source("a.md", f"---\n{front_matter}\n---\n\n## B?\n\nb\n"))
    assert [each.message for each in told if each.code == "D218"] == []


@pytest.mark.parametrize(
    ("nested", "quoted"),
    [
        ("> " * (MAX_NESTING + 3) + "deep words", "> > > deep words"),
        ("- " * (MAX_NESTING // 2 + 2) + "deep words", "- - deep words"),
        (
            "".join(f"{'  ' * n}- w{n}\n" for n in range(MAX_NESTING // 2 + 2)),
            "w50 - w51",
        ),
        (
            "**" * (MAX_NESTING + 5) + "deep words" + "**" * (MAX_NESTING + 5),
            "**deep words**",
        ),
        ("a" + "~~" * 2000 + "deep words" + "~~" * 2000, "~~deep words~~"),
        ("^[" + "*" * 4000 + "deep words" + "*" * 4000 + "]", "*deep words*"),
    ],
)
def test_what_is_nested_too_deeply_is_shown_as_it_was_written(nested: str, quoted: str) -> None:
    """And what follows goes on: left alone, markdown-it drops the rest of the file in a list."""
    document, told = parse(Source("a.md", f"## A?\n\n{nested}\n\nafter\n\n## B?\n\nb\n"))
    assert [question.prompt for question in document.questions] == ["A?", "B?"]
    assert [each.code for each in told] == ["D210"]
    assert quoted in told[0].message
    contents = " ".join(
        " ".join(node.content for node in walk(document.questions[0].nodes)).split()
    )
    assert quoted in contents
    assert contents.endswith("after")


def test_emphasis_that_is_nested_too_deeply_is_shown_with_its_marks() -> None:
    marks = "**" * (MAX_NESTING + 2)
    page = render(f"{marks}deep words{marks}").page.answer
    assert page.count("<strong>") == page.count("</strong>") == MAX_NESTING
    assert "<strong>****deep words****</strong>" in page


def test_lines_around_the_first_card_are_counted_as_they_stand() -> None:
    """Rules at a file's beginning may be around a card instead of front matter."""
    _, told = parse(Source("a.md", "---\n1. A\n\n> b\n---\n\n[x]: y.md\n"))
    assert [(each.code, each.span and each.span.line) for each in told] == [("D218", 7)]
    assert "`[x]: y.md`" in told[0].message


def test_what_is_as_deep_as_allowed_is_read() -> None:
    _, told = parse(Source("a.md", "## A?\n\n" + "> " * (MAX_NESTING - 1) + "deep\n"))
    assert told == ()


@pytest.mark.parametrize(
    ("opening", "closing"),
    [("[", "](y)"), ("![", "](y)"), ("^[", "]"), ("{{c1::", "}}"), ("*a ", " b*"), ("**", "**"),
     ("_a ", " b_"), ("==a ", " b=="),
     ("<b>", "</b>"), ("`", "`"), ("$", "$"), ("~~", "~~")],
)  # fmt: skip
def test_inline_nesting_loses_nothing(opening: str, closing: str) -> None:
    """Beyond the limit markdown-it reads the rest of a text as plain text."""
    for depth in (MAX_NESTING - 1, MAX_NESTING + 5, 600):
        page = render(opening * depth + "words" + closing * depth).page
        assert "words" in page.answer + page.sources


@pytest.mark.parametrize("around", ["![{}](gone.png)", "x^[{}]", "{{{{c1::{}}}}}"])
def test_no_depth_of_emphasis_overruns_the_stack(around: str) -> None:
    page = render(around.format("*a " * 2000 + "words" + " b*" * 2000)).page
    assert "words" in page.answer + page.sources


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ('<div id="x"\nwords\n', '&lt;div id="x"\nwords'),
        ("a <?php words ?>", "<p>a &lt;?php words ?&gt;</p>"),
        ("<!DOCTYPE words>", "&lt;!DOCTYPE words&gt;"),
        ("<!-- words", "&lt;!-- words"),
        ('<b "x="> words', '<p>&lt;b "x="&gt; words</p>'),
        ('[a](https://x.example "words")', '<p><a href="https://x.example" title="words">a</a></p>'),
        ("`a`{% words %}", "<p><code>a</code>{% words %}</p>"),
        ("[a](https://x.example){w=words}", '<p><a href="https://x.example">a</a>{w=words}</p>'),
        ("b ![a](a.png){width=30}", 'width="30"'),
        ("b ![a](a.png 'words')", 'title="words"'),
        ("b ![a](gone.png 'words')", "Missing image: a words (gone.png)"),
        ("[Our own words](code.py#y)", "Our own words: code.py"),
    ],
)  # fmt: skip
def test_what_looks_like_markup_swallows_no_words(text: str, page: str) -> None:
    assert page in render(text).page.answer


@pytest.mark.parametrize("heading", ["#", "##", "## <b></b>", "## &nbsp;", "## [](y.pdf)"])
def test_a_question_without_words_is_told_and_can_be_built(
    make_notebook: MakeNotebook, heading: str
) -> None:
    level = heading.split()[0]
    report = check_folder(
        make_notebook({"a.md": f"{level} A?\n\na\n\n{heading}\n\nb\n", "y.pdf": b""})
    )
    assert "D319" in codes(report)


@pytest.mark.parametrize("value", ["2024-13-45", "[" * 3000, "1" * 5000])
def test_front_matter_that_yaml_chokes_on_is_told(value: str) -> None:
    _, told = parse(Source("a.md", f"---\nx: {value}\n---\n\n## A?\n\na\n"))
    assert [each.code for each in told] == ["D203"]
    assert value in told[0].message


def test_footnotes_that_only_refer_to_each_other_are_told(make_notebook: MakeNotebook) -> None:
    text = "## A?\n\na\n\n[^x]: one[^y]\n\n[^y]: two[^x]\n"
    assert codes(check_folder(make_notebook({"a.md": text}))) == ["D307", "D307"]


def test_the_border_of_ankis_fields_is_no_character(make_notebook: MakeNotebook) -> None:
    assert codes(check_folder(make_notebook({"a.md": "## A?\n\na\x1fb\n"}))) == ["D106"]


def test_declarations_that_python_cannot_read_are_text(make_notebook: MakeNotebook) -> None:
    assert codes(check_folder(make_notebook({"a.md": "## A?\n\n<div>\n<![中[x]]>\n"}))) == []


def test_the_parser_never_reaches_its_own_limit() -> None:
    assert parser().options["maxNesting"] == MAX_NESTING + 2


def test_of_two_footnotes_with_one_label_the_first_holds_also_where_they_nest() -> None:
    text = "[^m]: one\n    [^j]: two\n    [^m]: three\n        [^j]: four\n"
    document, told = parse(Source("a.md", text))
    said = {
        label: " ".join(t.content for t in found) for label, found in document.footnotes.items()
    }
    assert {label: words.split() for label, words in said.items()} == {"m": ["one"], "j": ["two"]}
    assert all(word in str([each.message for each in told]) for word in ("three", "four"))


def test_brackets_that_none_closes_are_text() -> None:
    for text in ("a [b ![c [[d", "[^a", "![", "**a [b** c"):
        said = text.replace("**a [b**", "<strong>a [b</strong>")
        assert parser().render(text) == f"<p>{said}</p>\n"
    assert parser().render("[a](b) [c") == '<p><a href="b">a</a> [c</p>\n'
