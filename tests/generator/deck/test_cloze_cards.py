"""However deletions stand in notes: each is on a card or told, and Anki has the cards we count."""

from __future__ import annotations

import re
import tempfile
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diptych.deck.values import visible
from tests.anki_engine import Anki
from tests.conftest import build_folder
from tests.generator.deck.deck_notes import body_of

PNG = b"\x89PNG\r\n\x1a\n"

# D is a deletion, N a number, W a word that occurs once.
DELETIONS = (
    "{{cN::W}}", "{{cN::W::hint}}", "{{cN::W::hint {x}}}", "{{cN::W {a, b}}}", "{{cN::**W**}}",
    "{{cN::$\\frac{W}{b}$}}", "{{cN::`f{W}`}}", "{{cN::a W D b}}", "{{cN::D}}", "{{cN::{a D}}}",
    "{{cN::W [x](https://a.example)}}", "{{cN::a::b}}", "{{cN::a:{{cN::W}}::b}}", "{{cN::W}}}",
    "{{{cN::W}}}", "$x^{{cN::\\frac{W}{b}}}$", "$\\frac{{{cN::W}}}{{{cN::{W}}}}$",
    "${{cN::W {{cN::\\text{W}}} b}}$", "${{cN::W::a}}$", "$\\{ {{cN::\\{W\\}}} \\}$",
    "{{cN::W", "{{cN::W}", "{{cN::}}", "{{c0::W}}", "{{c600::W}}", "{{c0N::W}}", "{{cN,2::W}}",
    "\\{\\{cN::W}}", "`{{cN::W}}`", "![{{cN::W}}](p.png)", "a ![{{cN::W}}](p.png)",
    "![{{cN::W}}](gone.png)", "^[{{cN::W}}]", "<b>{{cN::W</b>}}", "<i title='{{cN::W}}'>b</i>",
    "{{cN::a {{cN::b {{cN::W}}}}}}", "{{cloze W}}", "{{cN::a } W}}", "{{cN::a { W}}",
)  # fmt: skip

BLOCKS = (
    "D", "D", "D D", "a D b", "## D?", "## D", "## Plain?", "## Plain? {.reversed}", "a", "# D",
    "> D", "- D\n- b\n- D", "1. D\n\n   a D", "| a | D |\n|---|---|\n| D | b |", "```py\nD\n```",
    "    D", "$$\nx={{cN::\\frac{W}{b}}}\n$$", "$$ {{cN::W_{i}}} $$", "$$\n{{cN::W}}\n$$ (eq)",
    "- $$x={{cN::W}}$$", "term :: D", "Q: D\nA: D", "Q: a\nA: D", "a[^n]\n\n[^n]: D", "==a== D",
    "<div>\nD\n</div>", "<details><summary>a</summary>\n\nD\n\n</details>", "> [!NOTE] D\n> D",
    "{{cN::a\n\nW}}", "{{cN::a\nW}}", "- D #card\n  - D", "<!-- D -->",
)  # fmt: skip


@st.composite
def notes(draw: st.DrawFn) -> str:
    """A file of notes with deletions of all kinds; each word occurs once."""
    words = (
        f"z{number:03}".translate(str.maketrans("0123456789", "abcdefghij")) for number in count()
    )

    def deletion(depth: int = 0) -> str:
        kinds = DELETIONS if depth < 2 else DELETIONS[:1]
        template = draw(st.sampled_from(kinds))
        return re.sub("D", lambda _: deletion(depth + 1), template)

    blocks = draw(st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=7))
    text = "\n\n".join(re.sub("D", lambda _: deletion(), block) for block in blocks)
    text = re.sub("W", lambda _: next(words), text)
    return re.sub("N", lambda _: str(draw(st.integers(1, 4))), text) + "\n\n## Last?\n\na\n"


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(notes())
def test_the_summary_counts_what_the_engine_has(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "book"
        root.mkdir()
        (root / "p.png").write_bytes(PNG)
        (root / "a.md").write_text(text, encoding="utf-8")
        built = build_folder(root, root / "out")
        if built.summary is None:
            return
        with Anki(Path(folder) / "anki") as anki:
            (package,) = (root / "out").glob("*.apkg")
            anki.import_apkg(package)
            assert [built.summary.cards] == anki.rows("SELECT count() FROM cards")[0]
            for guid in anki.guids():
                note = anki.note(guid)
                if numbers := note.cloze_numbers_in_fields():
                    assert [card.ord + 1 for card in anki.cards(guid)] == sorted(numbers)
            assert not anki.collection.get_empty_cards().notes
            told = {d.code for d in built.report.diagnostics}
            if "D325" not in told:
                assert sorted(written(text) - hidden(anki)) == []


def written(text: str) -> set[str]:
    """The words that stand in deletions, all those that are."""
    text = re.sub(r"<!--.*?-->|\\\{.*?(?=\n)", "", text, flags=re.DOTALL)
    return set(re.findall(r"\{\{c(?:[0-9,]+::|loze )[^{}]*?(z[a-j]{3})", text))


def hidden(anki: Anki) -> set[str]:
    """The words that some card's front hides and its back shows."""
    found: set[str] = set()
    for guid in anki.guids():
        for card in anki.cards(guid):
            front, back = (visible(body_of(side)) for side in (card.question(), card.answer()))
            words = set(re.findall("z[a-j]{3}", back))
            found |= {word for word in words if word not in front}
    return found
