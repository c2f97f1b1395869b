"""Where labels end is looked for once, and found where markdown-it finds it."""

from __future__ import annotations

from collections import Counter

import pytest
from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkLabel
from markdown_it.rules_inline import StateInline

from diptych.syntax.markdown import parser

TEXTS = (
    "[a]",
    "[a][b",
    "[a][b]c]",
    "[a `]` b](c)",
    "[a [b](c) d](e)",
    "[a [b] c][d",
    "![a [b](c)](d) [e",
    "[a \\] b](c)",
    "[[a] [b",
    "[a <b c=']'> d](e)",
    "^[a [b] c] [d]",
)


def test_labels_end_where_markdown_it_ends_them(monkeypatch: pytest.MonkeyPatch) -> None:
    md = parser()
    for text in TEXTS:
        once = str(md.parse(f"{text}\n\n[a]: /b\n"))
        with monkeypatch.context() as before:
            before.setattr(md.helpers, "parseLinkLabel", parseLinkLabel)
            assert once == str(md.parse(f"{text}\n\n[a]: /b\n")), text


def test_brackets_that_none_closes_are_walked_through_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    md, asked = parser(), Counter[int]()
    skip = md.inline.skipToken

    def counting(state: StateInline) -> None:
        asked[state.pos] += 1
        skip(state)

    monkeypatch.setattr(md.inline, "skipToken", counting)
    md.parse("[a][b" * 500 + "\n\n[a]: /b\n")
    assert max(asked.values()) == 1


def test_other_parsers_keep_their_helpers() -> None:
    assert MarkdownIt().helpers.parseLinkLabel is parseLinkLabel
