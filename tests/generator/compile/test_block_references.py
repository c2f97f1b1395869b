"""Blocks that Logseq's pages name by their ids, and what else it writes into its pages."""

from __future__ import annotations

import re

import pytest

from diptych.input.config import load_config
from diptych.link.block_index import DEEPEST, LONGEST
from diptych.link.entries import Entry, Linked, link
from diptych.link.notebook import Notebook, read_notebook
from diptych.model import silent
from diptych.render import PageTarget, fill_body
from tests.conftest import MakeNotebook, Notes

TAP, BOIL, PIPE, NOBODY = (f"64c1a2b3-0000-4000-8000-00000000000{n}" for n in range(4))

TAPS = f"""- Taps
\t- A **tap** ends a [pipe](https://example.org/pipe)
\t  id:: {TAP}
\t- Water boils
\t  soon
\t  id:: {BOIL.upper()}
\t  logseq.order-list-type:: number
\t\t- at 100 degrees
- What is a pipe? #card
  id:: {PIPE}
\t- A tube.
"""


def read(make_notebook: MakeNotebook, notes: Notes) -> tuple[Notebook, Linked]:
    notebook = read_notebook(load_config(make_notebook(notes))[0])
    return notebook, link(notebook, notebook.facts.gallery, silent)


def asked(
    make_notebook: MakeNotebook, answer: str, **others: str
) -> tuple[Entry, str, str, list[str]]:
    """A question with some answer: its entry, its page, its card, and what is told of its file."""
    notes = {"a.md": f"- Why? #card\n\t- {answer}\n", "pages/Taps.md": TAPS, **others}
    notebook, linked = read(make_notebook, notes)
    (entry,) = [each for each in linked.entries if each.question.span.path == "a.md"]
    page = fill_body(entry.question.page, PageTarget.own(linked.context))
    card = entry.card
    told = [d for d in notebook.diagnostics if d.span and d.span.path == "a.md"]
    codes = [f"{d.code}:{d.span.line if d.span else 0}" for d in told]
    return entry, page.answer + page.short, card.answer + card.short, codes


def words(html: str) -> str:
    html = re.sub('<a class="anchor"[^>]*>#</a>', "", html)  # it stands beside the words
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


@pytest.mark.parametrize(
    ("written", "said", "leads"),
    [
        (f"See (({TAP})).", "See A tap ends a pipe .", True),
        (f"**(({BOIL}))** and (({TAP}))", "Water boils soon and A tap ends a pipe", True),
        (f"(({PIPE.upper()}))", "What is a pipe?", True),
        (f"[so]((({TAP})))", "so", True),
        (f"`(({TAP}))`", f"(({TAP}))", False),
        (f"{{{{embed (({BOIL}))}}}}", "Water boils soon at 100 degrees Water boils soon", True),
        ("{{embed [[Taps]]}}", "Taps A tap ends a pipe Water boils soon at 100", True),
        ("f((x)) and ((a))", "f((x)) and ((a))", False),
    ],
)
def test_a_block_stands_where_it_is_named(
    make_notebook: MakeNotebook, written: str, said: str, leads: bool
) -> None:
    _, page, card, told = asked(make_notebook, written)
    assert words(page).startswith(said)
    assert words(card).startswith(said)
    assert ('<a href="../' in page or '<a href="taps' in page) is leads
    assert "::" not in page + card
    assert not re.search(r"<(?!ul|ol)\w+>\s*<li", page)  # an item stands in a list only
    assert told == []


def test_a_block_that_is_nowhere_is_told_and_its_name_stays(make_notebook: MakeNotebook) -> None:
    _, page, card, told = asked(make_notebook, f"See (({NOBODY})).\n\t- {{{{embed (({NOBODY}))}}}}")
    assert page.count(NOBODY) == card.count(NOBODY) == 2
    assert told == ["D410:2", "D410:3"]


def test_what_asks_may_name_a_block(make_notebook: MakeNotebook) -> None:
    notes = {"a.md": f"- How does (({TAP})) drip? #card\n\t- Slowly.\n", "Taps.md": TAPS}
    _, linked = read(make_notebook, notes)
    assert "How does A tap ends a pipe drip?" in [e.question.prompt for e in linked.entries]


def test_a_link_leads_to_the_question_that_bears_the_id(make_notebook: MakeNotebook) -> None:
    _, page, _, _ = asked(make_notebook, f"(({PIPE}))")
    assert f'<a href="{PIPE}.html"' in page or f'<a href="../q/{PIPE}.html"' in page


def test_blocks_that_name_each_other_end(make_notebook: MakeNotebook) -> None:
    circle = f"- one (({TAP}))\n  id:: {BOIL}\n- two (({BOIL}))\n  id:: {TAP}\n"
    _, page, _, _ = asked(make_notebook, f"(({BOIL}))", **{"pages/Taps.md": circle})
    assert len(re.findall("one|two", words(page))) == DEEPEST
    long = f"- {'word ' * LONGEST}\n  id:: {BOIL}\n"
    _, page, _, _ = asked(make_notebook, f"(({BOIL})) end", **{"pages/Taps.md": long})
    assert len(words(page)) < LONGEST + 20
    assert words(page).endswith("… end")


def test_blocks_named_in_what_is_embedded_are_shown(make_notebook: MakeNotebook) -> None:
    other = f"- Sinks\n  - below (({TAP}))\n"
    _, page, _, _ = asked(make_notebook, "{{embed [[Sinks]]}}", **{"Sinks.md": other})
    assert "below A tap ends a pipe" in words(page)


def test_properties_are_told_and_not_shown(make_notebook: MakeNotebook) -> None:
    head = "title:: Water\nalias:: aqua\ntags:: [[wet]], #clear stuff\ntype:: book\n\n"
    text = f"{head}- First\n  collapsed:: true\n  id:: {NOBODY}\n\t- Who? #card\n\t\t- I.\n"
    notebook, linked = read(make_notebook, {"w.md": text, "x.md": "# X\n\n## Y?\n\n[[aqua]]\n"})
    (entry, _) = linked.entries
    assert entry.question.tags == ("wet", "clear-stuff")
    assert entry.question.section[0] == "Water"
    told = [(d.code, d.span.line if d.span else 0) for d in notebook.diagnostics]
    assert told == [("D215", 4), ("D215", 7)]
    intro = "".join(str(section.intro) for doc in notebook.documents for section in doc.sections)
    assert "First" in intro
    assert "::" not in intro


def test_what_only_looks_like_a_property_stays(make_notebook: MakeNotebook) -> None:
    text = "# C++\n\n## What is it?\n\n- std:: is a space\n  a:: b\n\nid:: 12\n"
    _, linked = read(make_notebook, {"c.md": text})
    page = fill_body(linked.entries[0].question.page, PageTarget.own(linked.context))
    assert words(page.answer) == "std:: is a space a:: b id:: 12"
