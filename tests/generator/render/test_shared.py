"""What is done once for both panels, or not at all, changes nothing of what they show."""

from __future__ import annotations

import html
import re
import sys

import pytest
from hypothesis import HealthCheck, given, settings

from diptych.model import Source
from diptych.parse.source import parse
from diptych.render import questions, safe
from diptych.render.questions import Rendered, render_question
from diptych.render.state import Shared
from tests.generator.any_notes import notes

# Whatever a panel shows in its own way, each by itself, for one may cover another up.
BY_ITSELF = (
    "A `b` **c** ~~d~~ \"e\" 'f' &amp; < > \\* g\xa0h ***",
    "*latin* and *中文*",
    "**lead**: x\n\n- **lead** y\n- z\n\n> **lead**",
    "**a <b> c**: x",
    "- ![x](x.png)\n- y\n\n![y](y.png)",
    "1. ![x](x.png) within\n\n![y](y.png)",
    "$a$, b",
    "$a$",
    "a $$b$$ c",
    "$$\na\n$$",
    "$$a$$ (b)",
    "==known== and {{c1::deep::hint}}",
    "two ^[a *note*] and [^n][^n]\n\n[^n]: Source ![z](z.png)",
    "### Deeper\n\nx\n\n### Deeper",
    # Nodes that are made for a list of sources only; their identity may become another's.
    "a[^m] b[^n]\n\n[^m]:\n    - x\n    - y\n\n[^n]:\n    > z\n\n    | a | b |\n    |---|---|\n    | c | d |",
    "| a |  |\n|---|---|\n| b | *c* |",
    "![caption **x**](a.png)\n\n![*x*](a.png)",
    "[f](code.py#f) and [self](#q) and [away](https://a.example) and [bad](javascript:x)",
    "[f](code.py#f)\n\n[*g*](code.py#g)",
    "<h4>raw</h4>\n\nx",
    "a <em>raw</em> <i>left open",
    "<img src=x.png>\n\n![y](y.png)",
    "a <img src=x.png>\n\n![y](y.png)",
    "> [!NOTE] *Title*\n> ![y](y.png)",
    "```py\nx = 1\n```\n\n---\n\n- [ ] task\n- tight\n  1. deeper\n\n     loose",
)


class _ForgetsAll(dict[object, object]):
    def __setitem__(self, key: object, value: object) -> None:
        pass


def _apart() -> Shared:
    return Shared(blocks=_ForgetsAll(), texts=_ForgetsAll())  # type: ignore[arg-type]


def _rendered(text: str) -> list[Rendered]:
    source = Source("n.md", text)
    document, _ = parse(source)
    lines = text.split("\n")
    return [render_question(question, document, lines) for question in document.questions]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(notes())
def test_what_panels_share_is_what_each_shows_by_itself(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    _is_the_same_apart(text, monkeypatch)


@pytest.mark.parametrize("text", BY_ITSELF)
def test_what_a_panel_shows_in_its_own_way_is_not_shared(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    _is_the_same_apart(f"## Q?\n\n{text}\n", monkeypatch)
    _is_the_same_unskipped(f"## Q?\n\n{text}\n", monkeypatch)


def _is_the_same_apart(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    together = _rendered(text)
    with monkeypatch.context() as patch:
        patch.setattr(questions, "Shared", _apart)
        assert _rendered(text) == together


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(notes())
def test_what_is_not_sanitised_need_not_be(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    _is_the_same_unskipped(text, monkeypatch)


def _is_the_same_unskipped(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = _rendered(text)
    with monkeypatch.context() as patch:
        patch.setattr(safe, "_PLAIN", re.compile(r"(?!)"))
        assert _rendered(text) == shown


def test_the_sanitiser_leaves_each_character_that_it_is_not_shown() -> None:
    every = map(chr, [*range(0xD800), *range(0xE000, sys.maxunicode + 1)])
    plain = [each for each in every if safe._PLAIN.fullmatch(html.escape(each, quote=False))]
    assert len(plain) > sys.maxunicode // 2
    for start in range(0, len(plain), 1000):
        text = html.escape("".join(plain[start : start + 1000]), quote=False)
        assert safe._ON_PAGES.clean(text) == text


def test_a_block_that_looks_alike_is_written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []

    escape = html.escape

    def counted(text: str, *, quote: bool = True) -> str:
        written.append(text)
        return escape(text, quote)

    monkeypatch.setattr(html, "escape", counted)
    _rendered("## Q?\n\nalike\n\n$x$ not alike\n")
    assert [written.count(each) for each in ("alike", " not alike")] == [1, 2]
