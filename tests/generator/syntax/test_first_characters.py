"""Which rules of the parser are asked must make no difference to what is read."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.ruler import Ruler

from diptych.syntax import markdown
from diptych.syntax.first_characters import BLOCKS, INLINE

PIECES = [
    *"-+*_`~:!?#>|<[]()^={}$&\\ \t\n1.a字",
    *("---", "***", "```", "$$", ":::tip\n", "!!! note\n", "[^1]: ", "[a]: /b", "<div>", "| - |"),
    *("\n\n", "\n    ", "\n- ", "\n1. ", "\n> ", "{{c1::", "}}", "==", "<!--", "-->", ":tada:"),
    *("![[a.png]]", "[[a]]", "{.b width=5%}", "![a](b)", "<https://a.b>", "a~2~", "x^2^", "&amp;"),
]


@cache
def _asking_all() -> MarkdownIt:
    md = markdown._make_parser()
    blocks, inline = Ruler[Any](), Ruler[Any]()
    blocks.__rules__, inline.__rules__ = md.block.ruler.__rules__, md.inline.ruler.__rules__
    md.block.ruler, md.inline.ruler = blocks, inline
    return md


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
@example("| a |\n| - |\n| b |\n")
@example("~~~\na\n~~~\n===\n+ a\n  1. b\n")
def test_no_rule_is_missed(text: str) -> None:
    # Front matter is read at the very beginning only: see below.
    text = f"a\n{text}"
    ours = markdown.parser().parse(text, {})
    assert [each.as_dict() for each in ours] == [
        each.as_dict() for each in _asking_all().parse(text, {})
    ]


def test_every_name_is_that_of_a_rule() -> None:
    md = markdown.parser()
    assert BLOCKS.keys() <= {rule.name for rule in md.block.ruler.__rules__}
    assert INLINE.keys() <= {rule.name for rule in md.inline.ruler.__rules__}


def test_list_that_opens_a_file_holds_no_front_matter() -> None:
    read = markdown.parser().parse("- a---\n  b\n  ---\n", {})
    assert "front_matter" not in {each.type for each in read}
    assert any("a---" in each.content for each in read)
