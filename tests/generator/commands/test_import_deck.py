"""``diptych import``: who has only a deck gets notes of it, and loses neither a review nor a word."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from html import unescape
from pathlib import Path

# First: modules of anki import each other in a circle, and this is where it may be entered.
import anki.collection
import genanki
import pytest

from diptych.cli import main
from diptych.commands.importing.notebook import Imported, import_deck
from diptych.deck import lines_of, read_package
from diptych.model import silent
from tests.anki_engine import Anki
from tests.conftest import NOW, Run, build_folder, files_below
from tests.generator.commands.test_adopt_any_deck import change_type, histories
from tests.generator.identity.stories.collection import read_collection
from tests.pictures import png

BASIC = ("{{Front}}", "{{FrontSide}}<hr id=answer>{{Back}}")


def model(
    name: str, fields: Sequence[str], *sides: tuple[str, str], cloze: bool = False
) -> genanki.Model:
    """A notetype of another tool's."""
    number = 1_000_000 + sum(map(ord, name))
    templates = [{"name": f"Card {n}", "qfmt": q, "afmt": a} for n, (q, a) in enumerate(sides, 1)]
    kind = genanki.Model.CLOZE if cloze else genanki.Model.FRONT_BACK
    return genanki.Model(
        number, name, [{"name": each} for each in fields], templates, model_type=kind
    )


PLAIN = model("Simple", ["Front", "Back"], BASIC)
BOTH = model(
    "Both ways", ["Front", "Back"], BASIC, ("{{Back}}", "{{FrontSide}}<hr id=answer>{{Front}}")
)
HOLES = model(
    "Lücken", ["Text", "More"], ("{{cloze:Text}}", "{{cloze:Text}}<br>{{More}}"), cloze=True
)
FIVE = model(
    "Vokabel",
    ["Wort", "Lautschrift", "Bedeutung", "Beispiel", "Nr"],
    (
        "<div class=w>{{Wort}}</div>{{#Lautschrift}}<i>{{Lautschrift}}</i>{{/Lautschrift}}",
        "{{FrontSide}}<hr id=answer>{{Bedeutung}}{{#Beispiel}}<p>Beispiel: {{Beispiel}}</p>{{/Beispiel}}",
    ),
)  # fmt: skip

DECKS: dict[str, tuple[genanki.Model, list[list[str]]]] = {
    "Simple": (PLAIN, [
        ["What is a <b>kernel</b>?", "A function<br>of two points"],
        ["1. Which one?", "Answer: 42"],
        ["Price of 2*3*4 &lt; $5 and $6?", "snake_case __dunder__ [x](y) #tag ==no== a::b {{c1::no}} :smile:"],
        ["Two lines<br>of a question", "答案：是的"],
        ["Which is it?<ul><li>one</li><li>two</li></ul>", "<blockquote>the second</blockquote>"],
        ["Same front", "one"],
        ["same front ", "two"],
    ]),
    "Both::ways": (BOTH, [["Paris", "France"], ["東京", "日本 **no bold**"]]),
    "Lücken": (HOLES, [
        ["{{c1::Canberra::city}} is the capital of {{c2::Australia}}", "<img src='a b.png'>"],
        ["Line one<br>{{c1::line <b>two</b>}}", "[sound:tö ne.mp3]"],
        ["All: {{c3::<ul><li>one</li><li>two</li></ul>}}", r"\(x_{{1}}\)"],
    ]),
    "Vokabel::A1: Reise/Zug?": (FIVE, [
        ["der Zug", "tsuːk", "train", "Der Zug fährt ab.", "1"],
        ["die Reise", "", "journey", "", "2"],
    ]),
    "HTML": (PLAIN, [
        ["A table?", "<table><tbody><tr><td>a</td><td>b</td></tr><tr><td>1</td><td>2</td></tr></tbody></table>"],
        ["Code?", "<pre><code>def f(x):\n    return x &lt; 1\n</code></pre>"],
        [r"What is \(x^2 &lt; 3\)?", r"\[\int_0^1 x\,dx\] and [latex]$a_1$[/latex], 2[$]y[/$]3"],
        ["List?", "<ol><li>one<ul><li>deep</li></ul></li><li><i>two</i> <u>u</u> x<sub>2</sub></li></ol>tail"],
        ["Link?", '<a href="https://example.org/a_(b)">there</a><div>below</div><h2>Head</h2>text'],
    ]),
}  # fmt: skip


def package_of(name: str, folder: Path) -> bytes:
    """A deck that somebody made with another tool."""
    kind, rows = DECKS[name]
    deck = genanki.Deck(sum(map(ord, name)), name)
    for number, row in enumerate(rows):
        tags = ["all", *(["some::thing"] if number % 2 else [])]
        deck.add_note(genanki.Note(kind, row, tags=tags, guid=f"{name[:3]}-{number}"))
    package = genanki.Package(deck)
    for medium, data in (("a b.png", png(1, 1)), ("tö ne.mp3", b"ID3")):
        (folder / medium).write_bytes(data)
        package.media_files.append(folder / medium)
    package.write_to_file(folder / "made.apkg")
    return (folder / "made.apkg").read_bytes()


def words(html: str) -> list[str]:
    """What one sees of a card: what asks and answers, without where it stands."""
    html = re.sub(r"(?s)<style>.*?</style>|<script.*?</script>", "", html)
    html = re.sub(r"""(?s)<div class="(?:place|page|ask)">.*?</div>""", "", html)
    html = html.replace("&#123;", "{").replace("&#125;", "}")
    html = re.sub(
        r'<img class=latex alt="([^"]*)"[^>]*>', lambda f: f" {unescape(f[1]).strip('$')} ", html
    )
    html = html.replace("LaTeX image generation is disabled in the preferences.", "")
    html = re.sub(r"(?s)\[anki:play:[^\]]*\]|<img[^>]*>", " □ ", html)
    html = re.sub(r"\\[()\[\]]", " ", html).replace("{ {", "{{")
    # What is deleted from several paragraphs at once is so in each.
    said = re.sub(r"\[\.\.\.\](?: \[\.\.\.\])+", "[...]", " ".join(lines_of(html)))
    return said.replace("\u2060", "").split()


def shown(anki_: Anki, guids: Sequence[str]) -> dict[tuple[str, int], tuple[list[str], list[str]]]:
    """The words on the front and on the back of each card.

    Below a text with deletions our front hides by its script what holds none of them.
    """
    hidden = re.compile(r'(?s)<div class="answer" data-asks="">.*</div>')
    return {
        (guid, card.ord): (
            words(hidden.sub("", anki_.front(guid, card.ord))),
            words(anki_.back(guid, card.ord)),
        )
        for guid in guids
        for card in anki_.cards(guid)
    }


def exported_whole(anki_: Anki, file: Path, *, legacy: bool) -> bytes:
    options = anki.collection.ExportAnkiPackageOptions(
        with_scheduling=True, with_deck_configs=False, with_media=True, legacy=legacy
    )
    anki_.collection.export_anki_package(out_path=str(file), options=options, limit=None)
    return file.read_bytes()


def imported(package: bytes, folder: Path) -> Imported:
    return import_deck(package, folder, NOW, silent)


@pytest.mark.parametrize("legacy", [False, True], ids=["new", "old"])
@pytest.mark.parametrize("name", DECKS)
def test_a_deck_becomes_notes_and_loses_neither_a_review_nor_a_word(
    anki: Anki, tmp_path: Path, name: str, legacy: bool
) -> None:
    anki.import_apkg(package_of(name, tmp_path))
    guids = sorted(anki.guids())
    for guid in guids:
        for card in anki.cards(guid):
            anki.study(guid, card.ord)
    before, seen = read_collection(anki), shown(anki, guids)
    root = tmp_path / "book"
    package = exported_whole(anki, tmp_path / "x.apkg", legacy=legacy)
    result = import_deck(package, root, int(time.time()), silent)
    assert (result.left, result.reworded, result.cards, result.missing) == ((), (), (), ())
    assert result.unshown == (("Vokabel, Nr: 2",) if name.startswith("Vokabel") else ())

    assert main(["build", str(root), "--output", str(root / "site")]) == 0
    (built,) = (root / "site").glob("*.apkg")
    assert {note.guid for note in read_package(built.read_bytes())} == set(guids)
    assert anki.import_apkg(built).conflicting == len(guids)
    for notetype, search in result.searches:
        change_type(anki, search, notetype)
    told = anki.import_apkg(built)
    assert (told.new, told.updated, told.conflicting) == (0, len(guids), 0)

    after = read_collection(anki)
    assert histories(after, guids) == histories(before, guids)
    assert {
        guid: note.tags >= before.notes[guid].tags for guid, note in after.notes.items()
    } == dict.fromkeys(guids, True)
    assert [*shown(anki, guids).items()] == [*seen.items()]
    assert anki.check_media().missing == ()
    first = files_below(root)
    assert main(["build", str(root), "--output", str(root / "site")]) == 0
    assert files_below(root) == first
    assert anki.import_apkg(built).updated == 0
    assert anki.problems() == []


def test_a_folder_that_holds_something_and_a_file_that_is_no_deck_are_refused(
    tmp_path: Path, run: Run
) -> None:
    (tmp_path / "x.apkg").write_bytes(package_of("Simple", tmp_path))
    (tmp_path / "full").mkdir()
    (tmp_path / "full/mine.md").write_text("mine", encoding="utf-8")
    refused = run("import", "x.apkg", "full", cwd=tmp_path)
    assert refused.returncode == 2
    assert "is not empty; name a new folder" in refused.stderr
    assert files_below(tmp_path / "full") == {"mine.md": b"mine"}
    (tmp_path / "bad.apkg").write_bytes(b"no zip")
    assert run("import", "bad.apkg", cwd=tmp_path).returncode == 2
    assert not (tmp_path / "bad").exists()
    assert not list(tmp_path.glob(".diptych-*"))
    (tmp_path / "x").mkdir()  # empty, so it may be taken
    done = run("import", "x.apkg", cwd=tmp_path)
    assert done.returncode == 0
    assert "has questions: 7; files: 1; pictures and sounds: 0" in done.stdout
    assert "Notes → Change Note Type" in done.stdout


OURS = """# T

## What is x? {.reversed}

> short

Long *a* $x$.

## Capital? {.typed}

> Paris

More.

## Hole {{c1::a}}

b {{c2::c}}

## Nothing yet?

## Which are prime?

Some code:

```python
x = 4
```

- [ ] **four** and $x$
- [x] five
- [x] seven

> Five, seven.

Because *so*.
"""


def test_letters_before_options_are_left_out_and_that_is_told(tmp_path: Path) -> None:
    (tmp_path / "first").mkdir()
    (tmp_path / "first/a.md").write_text(
        "## Which?\n\nA. one\nB. two\n\n答案：B\n", encoding="utf-8"
    )
    build_folder(tmp_path / "first", tmp_path / "out")
    (deck,) = (tmp_path / "out").glob("*.apkg")
    result = imported(deck.read_bytes(), tmp_path / "book")
    assert (result.left, result.reworded) == ((), ("Which?",))
    (text,) = (tmp_path / "book/notes").rglob("*.md")
    assert re.search(
        r"- \[ \] (&#8288;)?one\n- \[x\] (&#8288;)?two\n", text.read_text(encoding="utf-8")
    )


def test_a_deck_of_ours_gives_notes_that_change_nothing(anki: Anki, tmp_path: Path) -> None:
    """Ids, kinds, short answers and what asks back are taken over: no note is an updated one."""
    (tmp_path / "first").mkdir()
    (tmp_path / "first/a.md").write_text(OURS, encoding="utf-8")
    build_folder(tmp_path / "first", tmp_path / "out")
    (deck,) = (tmp_path / "out").glob("*.apkg")
    assert anki.import_apkg(deck).new == 5
    result = imported(deck.read_bytes(), tmp_path / "book")
    assert (result.left, result.reworded, result.searches) == ((), (), ())
    build_folder(tmp_path / "book", tmp_path / "book/site", NOW + 9000)
    (again,) = (tmp_path / "book/site").glob("*.apkg")
    told = anki.import_apkg(again)
    assert (told.new, told.updated, told.duplicate) == (0, 0, 5)
