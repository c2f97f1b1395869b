"""Highlighted code: what Pygments says of it, written by ourselves."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES

from diptych.render.code import highlight

# What opens and closes states in one language or another, and what is an error in most.
SAMPLE = """#include <x>
int main() { char *s = "a\\n"; /* c */ return 0x1F; }
<a href='b'>&amp;</a> <<END
x
END
R"(x)" 'it''s' @x ${y} $z `q` {{w}} \\frac{1}{2} % c
f"{a!r:>{b}}" '''t''' r"\\d" // d
-- e
"""


def test_code_that_lexers_read_again_and_again_is_plain() -> None:
    for text in ("\n", "a ", "a\n", "a.", "1.", "$ ", "a< ", '\\"', '\\" '):
        code = f"int x = 1;\n{text * 1000}\nint y = 2;"
        assert highlight(code, "java") == html.escape(code, quote=False).rstrip("\n"), text
        assert "<span" in highlight(f"int x = 1;\n{text * 200}\nint y = 2;", "java")


def test_code_that_is_longer_than_any_listing_is_plain() -> None:
    line = "x = 'a'\n"
    assert "<span" in highlight(line * 100, "python")
    assert "<span" not in highlight(line * 6000, "python")


class _Coloured(HTMLParser):
    """Gathers each character with the class of its span, which is what a reader sees."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._open = [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag == "span"
        self._open.append(dict(attrs)["class"] or "")

    def handle_endtag(self, tag: str) -> None:
        assert tag == "span"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self.found += [(character, self._open[-1]) for character in data]


@given(
    st.sampled_from(["python", "css", "html", "bash", "none such"]),
    st.lists(st.sampled_from(re.findall(r"\w+|\s+|[^\w\s]", SAMPLE)), max_size=40).map("".join),
)
def test_highlighting_keeps_every_character_and_its_colour(language: str, text: str) -> None:
    written = highlight(text, language)
    reader = _Coloured()
    reader.feed(written)
    reader.close()
    lexer = get_lexer_by_name("text" if language == "none such" else language, stripnl=False)
    expected = [
        (character, STANDARD_TYPES[kind] if character != "\n" else "")
        for kind, value in lexer.get_tokens(text)
        for character in value
    ]
    assert html.unescape(re.sub(r"<[^<>]*>", "", written)) == "".join(
        character for character, _ in expected
    ).rstrip("\n")
    for (_, shown), (_, kind) in zip(reader.found, expected, strict=False):
        assert shown in {"", kind}
    assert "<span" not in written or any(shown for _, shown in reader.found)


def test_one_span_holds_what_looks_alike_and_ends_with_its_line() -> None:
    assert highlight('"""a\nb"""', "python").count("<span") == 2
    assert highlight("'a' 'b'", "python") == (
        "<span class=\"s1\">'a'</span> <span class=\"s1\">'b'</span>"
    )
    assert highlight("x = y", "python") == "x = y"
