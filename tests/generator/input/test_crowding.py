"""Files that hold too much to be read."""

from __future__ import annotations

from diptych.input.crowding import MOST_HEADINGS, crowded_line


def test_headings_are_counted_below_the_front_matter_only() -> None:
    comments = "---\ntags: [a]\n" + "# a comment\n" * (MOST_HEADINGS + 1) + "---\n"
    assert crowded_line(f"{comments}\n# A\n") is None
    headings = "# A\n" * MOST_HEADINGS
    assert crowded_line(comments + headings) is None
    line = comments.count("\n") + MOST_HEADINGS + 1
    assert crowded_line(f"{comments}{headings}# B\n") == (
        line,
        f"{MOST_HEADINGS:,} headings and rules",
    )


def test_rules_are_counted_where_no_front_matter_ends() -> None:
    text = "---\n\n" + "# A\n" * (MOST_HEADINGS + 1)
    assert crowded_line(text) == (MOST_HEADINGS + 2, f"{MOST_HEADINGS:,} headings and rules")
