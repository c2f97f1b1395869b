"""Code between backticks is found as the parser finds it, whatever else stands in the line."""

from __future__ import annotations

from diptych.syntax.code_spans import code_spans, masked_code


def test_code_is_what_stands_between_runs_of_as_many_backticks() -> None:
    for text, found in {
        "a `b` c": ["`b`"],
        "``a`b`` `c`": ["``a`b``", "`c`"],
        "`a``b` c`": ["`a``b`"],
        "`` a ` b": [],
        r"\`a` b`": ["` b`"],
        r"\\`a` b": ["`a`"],
        "`a\nb`": [],
        "```": [],
        "`a` `b": ["`a`"],
    }.items():
        assert [text[start:end] for start, end in code_spans(text)] == found, text


def test_code_is_masked_sign_by_sign() -> None:
    assert masked_code("a `b` c", " ") == "a     c"
    assert masked_code("a `b` c", "") == "a  c"
    assert masked_code("no code", " ") == "no code"
