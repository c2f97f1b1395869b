"""Short names of emoji, on both panels."""

from __future__ import annotations

import pytest

from tests.generator.render.test_render import render


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("done :tada:", "done 🎉"),
        (":+1: and :-1:", "👍 and 👎"),
        ("很好:smile:。", "很好😄。"),
        ("（:warning:）", "（⚠️）"),
        ("**:rocket: fast**", "🚀 fast"),
        ("`:tada:` stays", ":tada:</code> stays"),
        ("at 10:30:45, std::map::at, a:key:b, :no-such-name:, : star :", "at 10:30:45, std::map::at, a:key:b, :no-such-name:, : star :"),
        (r"\:tada:", ":tada:"),
    ],
)  # fmt: skip
def test_a_short_name_is_its_emoji(text: str, shown: str) -> None:
    both = render(text)
    assert shown in both.page.answer
    assert shown in both.card.answer
