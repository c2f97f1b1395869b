"""Marks that other tools read: each is told, with its line."""

from __future__ import annotations

import pytest

from tests.conftest import MakeNotebook, check_folder

TOLD = [
    ("## A?\n\na {c1:b} c\n", 3),
    ("## A?\n\n:[ see this ]:\n", 3),
    ("## A?\n\nSo:\n<<< @/a.js{1,3}\n", 4),
    ("## A?\n\nSo [see @doe99, p. 3]\n", 3),
    ("## A?\n\n#two words#\n", 3),
    ("## A?\n\nb {{renderer :todo}}\n", 3),
    (f"## A?\n\n{'long ' * 40}\n\nd <% tp.file.title %> e\n", 5),
    ("## A?\n\nb\n\n```dataview\nLIST\n```\n", 5),
    ("## A?\n\nb `= this.file.name`\n", 3),
    ("## A?\n\n#separator:tab\nWord\n", 3),
    ("## A?\n\nb [sound:c.mp3]\n", 3),
    ("## A?\n\nb\n\n::: theorem\nc\n:::\n", 5),
    ("## A?\n\n:::danger\nopen\n", 3),
    ("## A?\n\nb ::marked:: c, std::vector, a::b::c\n", 3),
    ("## A?\n\n!!! note\nb\n", 3),
    ("## A?\n\n/// note | Title\nb\n///\n", 3),
    ("## A?\n\n[!NOTE] b\n", 3),
    ("## A?\n\n{% tabs %}\nb\n", 3),
    ("## A?\n\n{panel:title=B}\nb {note} c\n", 3),
    ("## A?\n\nb !c.png|width=300! d\n", 3),
    ("## A?\n\n((20200812220555-lj3enxa 'b'))\n", 3),
    ("## A?\n\n{{{row\nb\n}}}\n", 3),
    ("## A?\n\n[latex]$x$[/latex]\n", 3),
    ("## A?\n\n$$x$$ {#eq:b}\n", 3),
    ("## A?\n\n<div>\nb **c** d\n</div>\n", 4),
    ("## A?\n\nIt is flat.{FALSE}\n", 3),
    ("## A?\n\nWho? {=Grant ~nobody}\n", 3),
    ("## A?\n\n::One::Who asks? {\n=He\n~She\n}\n", 3),
    ("## A?\n\n#+BEGIN_SRC python\nx\n", 3),
    ("## A?\n\nx\n:PROPERTIES:\n", 4),
]


@pytest.mark.parametrize(("text", "line"), TOLD)
def test_a_mark_of_another_tool_is_told(make_notebook: MakeNotebook, text: str, line: int) -> None:
    told = check_folder(make_notebook({"a.md": text})).diagnostics
    found = [(each.code, each.span and each.span.line) for each in told if each.severity != "info"]
    assert found == [("D246", line)]
