"""Which lines lead back to the top of a page, and so belong on no card."""

from __future__ import annotations

import pytest

from diptych.model import Source
from diptych.parse.source import parse


@pytest.mark.parametrize(
    ("line", "is_left_out"),
    [
        ("[⬆](#top)", True),
        ("[back to top](#top)", True),
        ("**[⬆ 回到顶部](#目录)**", True),
        ('<a href="#top">↑</a>', True),
        (":arrow_up:[Top](#a) | [Home](https://a.b) :information_source:[Next](b.md)", True),
        ("[⬆ Back to top](#a) · [Next](#b)", True),
        ("[Вернуться к содержанию](#a)", True),
        ("[Top](#a) and [Home](b.md)", False),
        ("[Home](a.md) | [Next](b.md)", False),
        # A symbol may be all that a topic is called by.
        ("[💻](#machines)", False),
        ("[back](other.md)", False),
    ],
)
def test_words_or_an_arrow_lead_back(line: str, is_left_out: bool) -> None:
    document, diagnostics = parse(Source("a.md", f"## Why?\n\nx\n\n{line}\n"))
    assert (len(document.questions[0].answer) == 1) is is_left_out
    assert ("D208" in [each.code for each in diagnostics]) is is_left_out
