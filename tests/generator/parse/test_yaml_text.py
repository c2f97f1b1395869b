"""Front matter of strangers neither fills the memory nor ends the process."""

from __future__ import annotations

import pytest

from diptych.model import Source
from diptych.parse.metadata.yaml_text import MAX_VALUES, YamlError, read_yaml
from diptych.parse.source import parse
from tests.conftest import MakeNotebook, check_folder


def doubling(times: int, width: int = 10) -> str:
    """Write a list of lists of lists …, each ten times the one before."""
    lines = [f"a0: &a0 [{', '.join('x' * width)}]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * width)}]" for n in range(1, times)]
    return "\n".join(lines)


def test_a_few_aliases_are_read() -> None:
    assert read_yaml("a: &a [x, y]\nb: *a\n") == {"a": ["x", "y"], "b": ["x", "y"]}
    assert read_yaml("rate: 2 * 3 & 4\n") == {"rate": "2 * 3 & 4"}
    table = read_yaml(doubling(4))
    assert isinstance(table, dict)
    assert len(table["a3"]) == 10


@pytest.mark.parametrize(
    "text",
    [
        doubling(12),
        doubling(40, 2),
        "a: &a [*a]",
        "a: &a {b: *a}",
        "? &a {x: 1}\n: [*a]\n" + doubling(9),
    ],
)
def test_what_stands_for_too_much_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(YamlError, match="too much") as refused:
        read_yaml(text)
    assert refused.value.line is not None


def test_the_limit_is_of_what_aliases_stand_for() -> None:
    plain = f"[{', '.join('x' * (MAX_VALUES // 50))}]"
    assert len(str(read_yaml(f"a: &a {plain}\nb: [*a, *a]\n"))) > MAX_VALUES // 50
    with pytest.raises(YamlError, match="too much"):
        read_yaml(f"a: &a {plain}\nb: [{', '.join(['*a'] * 60)}]\n")


@pytest.mark.parametrize(
    "front_matter",
    [
        f"---\na: 0x{'f' * 9000}\n---",
        f"---\ntitle: {':'.join(['59'] * 9000)}\n---",
        f"---\n0x{'f' * 9000}: a\n---",
        f"---\ntags: [[0x{'f' * 9000}]]\n---",
        f"+++\na = {'1' * 9000}\n+++",
        f"+++\n{'a.' * 9000}b = 1\n+++",
        f"+++\na = {{ {'a.' * 9000}b = 1 }}\n+++",
        f"+++\na = {'[' * 9000}\n+++",
    ],
    ids=["hex", "sixties", "key", "inside", "digits", "parts", "table", "deep"],
)
def test_what_nobody_can_write_out_is_told(make_notebook: MakeNotebook, front_matter: str) -> None:
    report = check_folder(make_notebook({"a.md": f"{front_matter}\n\n## Why?\n\nb\n"}))
    assert {each.code for each in report.diagnostics} & {"D203", "D204"}
    assert [each.prompt for each in report.questions] == ["Why?"]


def test_the_notes_below_are_read_all_the_same(make_notebook: MakeNotebook) -> None:
    root = make_notebook({"a.md": f"---\n{doubling(12)}\ntags: *a11\n---\n\n## Why?\n\nb\n"})
    report = check_folder(root)
    (told,) = [each for each in report.diagnostics if each.code == "D203"]
    assert told.span
    assert told.span.path == "a.md"
    assert told.span.line > 1
    assert [each.prompt for each in report.questions] == ["Why?"]


def test_a_second_colon_is_read_as_text_and_told() -> None:
    text = "---\ntitle: Trees: which are tall?\ntags: [oak]\n---\n\nThe fir.\n"
    document, told = parse(Source("a.md", text))
    assert [question.prompt for question in document.questions] == ["Trees: which are tall?"]
    assert document.questions[0].tags == ("oak",)
    assert [(each.code, each.span.line) for each in told if each.span] == [("D203", 2)]


def test_what_quotes_do_not_mend_is_left_out() -> None:
    _, told = parse(Source("a.md", "---\ntitle: a: b\ntags: [oak\n---\n\n## What?\n\nx\n"))
    assert [each.code for each in told] == ["D203"]
    assert "cannot be read" in told[0].message
