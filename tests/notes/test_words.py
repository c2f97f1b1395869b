"""One thing has one name: our notes say it as the glossary of CONTRIBUTING.md does."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def glossary() -> list[tuple[str, str]]:
    """What is never written, with what is written instead, from the table of CONTRIBUTING.md."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.partition("| we write |")[2].partition("\n\n")[0]
    rows = [row.strip("|").split("|") for row in table.splitlines()[2:]]
    return [(word, ours.strip()) for ours, _, never in rows for word in never.strip().split("、")]


@pytest.mark.parametrize(("never", "ours"), glossary())
def test_a_thing_has_one_name(never: str, ours: str) -> None:
    for path in sorted((ROOT / "notes").glob("*.md")):
        lines = path.read_text(encoding="utf-8").splitlines()
        found = [f"{path.name}:{n}" for n, line in enumerate(lines, 1) if never in line]
        assert not found, f"say {ours} instead of {never}"


def test_the_glossary_is_read() -> None:
    assert ("真值框", "GT 框") in glossary()
