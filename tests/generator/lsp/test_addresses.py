"""The addresses in a line: which of them are pictures', and which stand in code."""

from __future__ import annotations

from diptych.lsp.addresses import addresses_in_line

LINE = "![a [b](c) d](e) `[f](g)` ](h) [i](j) ``[k](l)`` ![m](n) !](o)"


def test_pictures_begin_with_a_mark_before_their_own_bracket() -> None:
    found = addresses_in_line("a.md", 0, LINE)
    assert [(LINE[each.start : each.end], each.image) for each in found] == [
        ("c", False),
        ("e", True),
        ("h", False),
        ("j", False),
        ("n", True),
        ("o", False),
    ]
