"""Notes in notes: the text of another file stands where a document transcludes it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from diptych.compile import transclusions
from diptych.compile.transclusions import AROUND, LONGEST
from diptych.compile.transclusions import MOST as TOGETHER
from diptych.input.config import load_config
from diptych.link.entries import Linked, link
from diptych.link.notebook import Notebook, read_notebook
from diptych.link.transcluding import MOST
from diptych.model import Diagnostic, silent
from diptych.render import PageTarget, fill_body
from diptych.syntax.references import DEEPEST
from tests.anki_engine import Anki
from tests.conftest import NOW, MakeNotebook, Notes, build_folder

LENSES = """# Lenses

First words.

## Kinds of lens

Convex ones gather light.[^1]

### Deeper kinds

Concave ones part it, see ![a ray](pics/ray.png) and [the end](#the-end).

- one thing
- a marked thing ^item

  with a second line

| cell |
|---|
| so |

^table

## The end

Nothing but {{c1::the end}} and ==light==. ^last

[^1]: Hooke, *Micrographia*.
"""


def read(make_notebook: MakeNotebook, notes: Notes) -> tuple[Notebook, Linked]:
    notebook = read_notebook(load_config(make_notebook(notes))[0])
    return notebook, link(notebook, notebook.facts.gallery, silent)


def shown(make_notebook: MakeNotebook, answer: str, **others: str | bytes) -> tuple[str, list[str]]:
    """What a question with some answer shows on its page, and what is told of its file."""
    files: Notes = {"deep/Lenses.md": LENSES, "deep/pics/ray.png": b"\x89PNG\r\n\x1a\n"}
    notes = {"a.md": f"# A\n\n## What bends light?\n\n{answer}\n", **files, **others}
    notebook, linked = read(make_notebook, notes)
    (entry,) = [each for each in linked.entries if each.question.span.path == "a.md"]
    body = fill_body(entry.question.page, PageTarget.own(linked.context))
    told = [d for d in notebook.diagnostics if d.span and d.span.path == "a.md"]
    return body.short + body.answer + body.sources, [
        f"{d.code}:{d.span.line if d.span else 0}" for d in told
    ]


WHOLE = {"First", "Convex", "Hooke", "Concave", "a ray", "marked", "second", "so", "Nothing"}


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("![[Lenses]]", WHOLE),
        ("![[deep/Lenses]]", WHOLE),
        ("![[lenses.md|seen]]", {*WHOLE, "seen"}),
        ("![seen](deep/Lenses.md)", {*WHOLE, "seen"}),
        ("![[Lenses#The end]]", {"Nothing"}),
        ("![[Lenses#Kinds of lens#The end]]", {"Nothing"}),
        ("![](deep/Lenses.md#the-end)", {"Nothing"}),
        ("![[Lenses#Deeper kinds]]", {"Concave", "a ray", "marked", "second", "so"}),
        ("![[Lenses#^last]]", {"Nothing"}),
        ("![[Lenses#^item]]", {"marked", "second"}),
        ("![[Lenses#^table]]", {"so"}),
        ("- in a list ![[Lenses#^last]] and on", {"in a list", "Nothing", "and on"}),
        ("> quoted\n> ![[Lenses#^last]]", {"quoted", "Nothing"}),
    ],
)
def test_what_is_named_is_put_in_and_nothing_else(
    make_notebook: MakeNotebook, written: str, words: set[str]
) -> None:
    html, told = shown(make_notebook, written)
    text = re.sub(r'<img [^>]*alt="([^"]*)"[^>]*>|<[^>]*>', r"\1", html)
    every = {*WHOLE, "seen", "quoted", "in a list", "and on"}
    assert {word for word in every if re.search(rf"\b{word}\b", text)} == words
    assert {each for each in told if not each.startswith(("D413", "D409"))} == set()


def test_what_is_put_in_is_at_home(make_notebook: MakeNotebook) -> None:
    html, _ = shown(
        make_notebook, "![[Lenses]]\n\n![[Lenses#Kinds of lens]] own[^1]\n\n[^1]: Mine."
    )
    assert not re.findall(r"<h\d", html)
    assert len(re.findall(r"<strong[^>]*>Deeper kinds<", html)) == 2
    ids = re.findall(r'id="([^"]*)"', html)
    assert len(ids) == len(set(ids))
    # One source of each file, though both are called 1.
    assert html.count("<li id=") == 2
    assert "Hooke" in html
    assert "Mine." in html
    assert html.count('src="../media/ray-') == 2
    assert re.search(r'<a href="\.\./[qs]/[^"]*">the end</a>', html)
    assert html.count("<mark>") == html.count("<mark>light</mark>") == 1


def test_a_transclusion_asks_nothing_of_its_own(
    make_notebook: MakeNotebook, tmp_path: Path, anki: Anki
) -> None:
    notes = {"a.md": "## What bends?\n\n![[Lenses#The end]]\n", "Lenses.md": LENSES}
    build_folder(make_notebook({**notes, "pics/ray.png": b"x"}), tmp_path / "site")
    anki.import_apkg(next((tmp_path / "site").glob("*.apkg")))
    (fields,) = [f for guid in anki.guids() if (f := anki.fields(guid)).get("Question")][:1]
    backs = [anki.back(guid) for guid in anki.guids()]
    assert any("What bends?" in back and "Nothing but the end" in back for back in backs), fields


@pytest.mark.parametrize(
    ("written", "others", "told"),
    [
        ("![[a]]", {}, ["D412:5"]),
        ("So\n![[#What bends light?]]", {}, ["D412:6"]),
        ("![[b]]", {"b.md": "# B\n\nx ![[a]]\n"}, ["D412:5"]),
        ("![[long]]", {"long.md": "# L\n\n" + "word " * (LONGEST // 5 + 1)}, ["D412:5"]),
        ("| a |\n|---|\n| ![[Lenses]] |", {}, ["D412:7"]),
        ("*so ![[Lenses]]*", {}, ["D412:5"]),
        ("*so ![[Lenses]] ![[b]] ![[Lenses]]*", {"b.md": "x\n"}, ["D412:5", "D412:5"]),
        ("![[Wide#All]]", {"Wide.md": "# W\n\n## All\n\n### 1\n\na\n\n### 2\n\nb\n"}, []),
        ("![[b#One]]", {"b.md": "# B\n\n## One\n\n![[#Two]]\n\n## Two\n\nx\n"}, []),
        ("![[Wide]]", {"Wide.md": "# W\n\n## One\n\na\n\n## Two\n\nb\n"}, ["D413:5"]),
        ("![[Named]]", {"c.md": "---\ntitle: Named\n---\n\nx\n"}, ["D412:5"]),
        ("![[Gone]]", {}, ["D410:5"]),
        ("![[Lenses#Gone]]", {}, ["D410:5"]),
        ("![x](gone.md)", {}, ["D404:5"]),
        ("![[Draw]]", {"Draw.md": "---\nexcalidraw-plugin: parsed\n---\n\n{x}\n"}, ["D412:5"]),
    ],
)
def test_what_is_not_put_in_is_a_link_and_told_where_it_stands(
    make_notebook: MakeNotebook, written: str, others: dict[str, str | bytes], told: list[str]
) -> None:
    html, found = shown(make_notebook, written, **others)
    assert [each for each in found if not each.startswith("D2")] == told
    if told and told[0].startswith("D412"):
        assert "<a" in html


def test_what_follows_in_its_paragraph_begins_with_no_blank(make_notebook: MakeNotebook) -> None:
    html, _ = shown(make_notebook, "before\n![[Lenses#^last]]\nbehind")
    assert "<p>before</p>" in html
    assert "<p>behind</p>" in html


def test_nothing_is_put_into_itself(make_notebook: MakeNotebook) -> None:
    notes = {"a.md": "# A\n\n## Why?\n\nonce ![[b]]\n", "b.md": "# B\n\ntwice ![[a]]\n"}
    notebook, linked = read(make_notebook, notes)
    told = [each.message for each in notebook.diagnostics if each.code == "D412"]
    assert len(told) == 2
    assert all("in itself" in each for each in told)
    for entry in linked.entries:
        assert (entry.card.answer.count("once"), entry.card.answer.count("twice")) == (1, 1)


def test_it_is_put_in_three_deep_and_no_deeper(make_notebook: MakeNotebook) -> None:
    chain = {f"n{n}.md": f"# N{n}\n\nlevel{n}\n\n![[n{n + 1}]]\n" for n in range(1, 7)}
    html, told = shown(make_notebook, "![[n1]]", **chain, **{"n7.md": "# N7\n\nlevel7\n"})
    assert {n for n in range(1, 8) if f"level{n}" in html} == set(range(1, DEEPEST + 1))
    assert [each for each in told if each.startswith("D41")] == ["D412:5"]


def test_so_many_files_are_put_in_and_no_more(make_notebook: MakeNotebook) -> None:
    names = [f"n{n}" for n in range(MOST + 3)]
    others = {f"{name}.md": f"# {name}\n\nsaid-{name}\n" for name in names}
    html, told = shown(make_notebook, "\n\n".join(f"![[{name}]]" for name in names), **others)
    assert html.count("said-") == MOST
    assert len([each for each in told if each.startswith("D412")]) == 3


def test_what_is_put_in_again_and_again_is_bounded(make_notebook: MakeNotebook) -> None:
    many = "\n\n".join(["![[n2]]"] * 100)
    text = f"# N\n\n{'word ' * 2000}\n\n"
    others = {"n1.md": text + many, "n2.md": text + many.replace("n2", "n3"), "n3.md": text}
    html, told = shown(make_notebook, "![[n1]]", **others)
    assert text.count("word") * 5 * 10 < len(html) < 2 * TOGETHER
    assert told == ["D412:5"] * len(told)
    assert len(told) < 10


def test_what_is_said_is_compared_with_little(
    make_notebook: MakeNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared, same = [], Diagnostic.__eq__

    def counting(self: Diagnostic, other: object) -> bool:
        compared.append(self)
        return same(self, other)

    monkeypatch.setattr(Diagnostic, "__eq__", counting)
    times = 300
    _, told = shown(make_notebook, "![[a]]\n\n" * times)
    assert told.count("D412:5") == 1
    assert len([each for each in told if each.startswith("D412")]) == times
    assert len(compared) < 10 * times


def test_what_would_be_more_than_all_together_may_be_is_not_put_in(
    make_notebook: MakeNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = 100
    others = {f"n{n}.md": "x" * size for n in range(4)}
    monkeypatch.setattr(transclusions, "MOST", 3 * (size + AROUND) + size)
    html, told = shown(make_notebook, "\n\n".join(f"![[n{n}]]" for n in range(4)), **others)
    assert html.count("x" * size) == 3
    assert told == ["D412:11"]


def test_the_card_changes_with_the_note_that_it_shows(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    notes = make_notebook({"a.md": "## Why so?\n\n![[b]]\n", "b.md": "## What is it?\n\nOld.\n"})
    build_folder(notes, tmp_path / "site")
    before = (notes / "identity.jsonl").read_text("utf-8")
    (notes / "b.md").write_text("## What is it?\n\nNew.\n", encoding="utf-8")
    built = build_folder(notes, tmp_path / "site", NOW + 60)
    assert built.summary
    after = (notes / "identity.jsonl").read_text("utf-8")
    times = re.compile(r'"changed": ?(\d+)')
    assert times.findall(before) != times.findall(after)
    assert set(times.findall(after)) == {str(NOW + 60)}
    assert "New." in (tmp_path / "site" / "q" / "why-so.html").read_text("utf-8")
