"""HTML that pages show plainer than it was written, and what is said of it."""

from __future__ import annotations

import pytest

from tests.conftest import MakeNotebook, check_folder

PLAIN_HTML = {
    "generics are text": ("A Map<K, V> is a Map<K> of List<V>.", ["<k> is shown as text", "<v> is shown as text"]),
    "formatting, once a kind": (
        "<font style='color:red' size=4>a</font> <font style='color:blue'>b</font>\n\n"
        "<font style='color:red'>c</font>",
        ["the attribute `style` of <font> is left out, 3 times in this file: `color:red`, `color:blue`",
         'the attribute `size="4"` of <font> is left out'],
    ),
    "anchors": (
        "<a name='x1'></a>a\n\n<a name='x2'></a>b",
        ["the attribute `name` of <a> is where links lead, and not shown, 2 times in this file: `x1`, `x2`"],
    ),
    "comments, each by its words": (
        "<!-- more -->\n\na\n\n<!-- mend this -->\n\nb\n\n<!-- more -->",
        ["the comment <!-- more --> is left out, 2 times in this file",
         "the comment <!-- mend this --> is left out"],
    ),
    "very many": (
        "\n\n".join(f"<font style='s{n}'>{n}</font>" for n in range(23)),
        ["the attribute `style` of <font> is left out, 23 times in this file: "
         + ", ".join(f"`s{n}`" for n in range(20)) + " and 3 others, down to line 47"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", PLAIN_HTML)
def test_html_that_only_looks_plainer_is_told_once_a_kind(
    make_notebook: MakeNotebook, case: str
) -> None:
    text, messages = PLAIN_HTML[case]
    report = check_folder(make_notebook({"a.md": f"## A?\n\n{text}\n"}))
    told = [(each.code, each.severity, each.message) for each in report.diagnostics]
    assert sorted(told) == sorted(("D316", "info", message) for message in messages)
