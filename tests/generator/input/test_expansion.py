"""A long address that is used often is refused with its line; a long footnote is no address."""

from __future__ import annotations

import pytest

from diptych.input import expansion


def test_only_a_long_address_that_is_used_often_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expansion, "MOST_BYTES", 5_000)
    uses = b"[a] " * 20
    long = b"b" * 300
    assert expansion.expanding_line(uses + b"\n\n[a]: /" + long + b"\n") == 3
    assert expansion.expanding_line(uses + b"\n\n[a]: /b '" + long + b"'\n") == 3
    assert expansion.expanding_line(b"[a] [a]\n\n[a]: /" + long + b"\n") is None
    assert expansion.expanding_line(uses + b"\n\n[^a]: " + long + b"\n") is None
    assert expansion.expanding_line(uses + b"\n\n[^a]: See " + long + b"\n") is None
