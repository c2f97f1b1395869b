"""The subject of this notebook: sound, as numbers and as figures."""

from __future__ import annotations

FIGURES: tuple[str, ...] = ("beats", "partials", "aliasing", "tunings")

PALETTE: dict[str, tuple[str, str]] = {
    "ink": ("#22242a", "#e8e6e1"),
    "faint": ("#686b72", "#a0a3aa"),
    "line": ("#dcdad4", "#35383f"),
    "first": ("#9a3412", "#f59e6c"),
    "second": ("#1e4f8f", "#8fbcf5"),
}
"""Role → its colour on light paper and on dark paper."""
