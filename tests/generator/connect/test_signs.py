"""Pictures, citations and what no card shows are found one by one, however they are opened."""

from __future__ import annotations

import re

import pytest

from diptych.connect import signs


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (
            "_SHOWN",
            "![a](b.png){width=3} and ![](<c d.png>)",
            ["![a](b.png){width=3}", "![](<c d.png>)"],
        ),
        ("_SHOWN", "![a \\] b!](c!d.png) x<sup>1</sup>", ["![a \\] b!](c!d.png)", "<sup>1</sup>"]),
        ("_SHOWN", "![a ![b](c.png)", ["![b](c.png)"]),
        ("_SHOWN", "![\\![b](c.png)", ["![b](c.png)"]),
        ("_SHOWN", "![a](b![c](d.png)", ["![c](d.png)"]),
        ("_SHOWN", "![a](b.png){![c](d.png){width=3}", ["![a](b.png)", "![c](d.png){width=3}"]),
        ("_WRITTEN", "![a](b c.png 'd')[^1] ![[e|3]]", ["![a](b c.png 'd')", "[^1]", "![[e|3]]"]),
        ("_WRITTEN", "[^a [^1] ![[a ![[b]] <IMG src='c'>", ["[^1]", "![[b]]", "<IMG src='c'>"]),
        ("_NOT_SHOWN", "[[a [b]] {% x {y} %} [^a[b]", ["[[a [b]]", "{% x {y}", "[^a[b]"]),
        ("_NOT_SHOWN", "[a](b [c](d [[e [[f]] {#g {.h}", ["[[f]]", "{.h}"]),
        ("_NOT_SHOWN", "[a](b [c](d)", ["](d)"]),
    ],
)
def test_each_sign_is_found(pattern: str, text: str, found: list[str]) -> None:
    kind: re.Pattern[str] = getattr(signs, pattern)
    assert [each[0] for each in kind.finditer(text)] == found
