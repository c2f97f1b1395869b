"""A second build makes and writes what changed and nothing else, and heals what is broken."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from diptych.commands.building import making, packages, pipeline
from diptych.deck import visible_texts
from diptych.model.book import PlannedFile
from diptych.output.locks import LOCK
from diptych.output.staging import STAGE
from diptych.output.write import MANIFEST
from tests.conftest import NOW, MakeNotebook, build_folder, files_below, of
from tests.trust.calls import WRITES, listening

NOTES: dict[str, str | bytes] = {
    "diptych.toml": 'title = "T"\nlanguage = "en"\nname = "t"\n',
    "notes/a.md": (
        "# Part\n\n## One? {#one}\n\n> Short.\n\nLong $x^2$, see [two](b.md#two).\n\n"
        "## Uno? {#uno}\n\nSo.\n"
    ),
    "notes/b.md": "---\ntags: [t]\n---\n\n# Other\n\n## Two? {#two}\n\nBecause.\n\n![p](p.png)\n",
    "notes/c.md": "# Last\n\n## Three? {#three}\n\nYes.\n",
    "notes/p.png": b"\x89PNG one",
}


def files(output: Path) -> dict[str, bytes]:
    """What lies in an output folder but for the manifest, which tells of sources, and the lock."""
    return files_below(output, {MANIFEST, LOCK})


def edit(root: Path, name: str, before: str, after: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    assert before in text
    (root / name).write_text(text.replace(before, after), encoding="utf-8")


def scratch(root: Path, now: int = NOW) -> dict[str, bytes]:
    """What a build into a new folder gives."""
    output = root.parent / "scratch"
    shutil.rmtree(output, ignore_errors=True)
    assert build_folder(root, output, now).summary is not None
    return files(output)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the files that builds have made, filled while they run."""
    found: list[str] = []

    def counted(file: PlannedFile) -> PlannedFile:
        def make() -> bytes:
            found.append(file.path)
            return file.make()

        return replace(file, make=make)

    def noted(plan: Callable[..., Any]) -> Callable[..., Any]:
        def planned(*args: Any) -> Any:
            return tuple(map(counted, plan(*args)))

        return planned

    for planning in (making.plan_pages, packages.plan_decks):
        monkeypatch.setattr(pipeline, planning.__name__, noted(planning))
    return found


def test_of_the_same_notes_nothing_is_made(
    make_notebook: MakeNotebook, tmp_path: Path, made: list[str]
) -> None:
    root, output = make_notebook(NOTES), tmp_path / "out"
    build_folder(root, output)
    assert set(made) == files(output).keys()
    made.clear()
    built = build_folder(root, output)
    assert made == []
    assert built.summary is not None
    assert built.summary.written == 0


# The package of options holds a note of each deck: here the one that is edited.
OPTIONS = "options/t-options.apkg"
# Whatever changed on a card is told on the index for a while.
ALL = {"all.html", "t.apkg", OPTIONS, "index.html"}
# What search looks through: titles, and the first part of the texts.
TITLES, TEXTS = "search/titles.js", "search/1.js"
PAGES = {
    "index.html", "404.html", "all.html", "rehearse.html", "tags.html", "t/t.html",
    "s/part.html", "s/other.html", "s/last.html",
    "q/one.html", "q/uno.html", "q/two.html", "q/three.html",
}  # fmt: skip
# What a published site is installed by.
APP = {"site.webmanifest", "worker.js", "icon-192.png", "icon-512.png", "apple-touch-icon.png"}
# Of what has a text: previews show the question.
PREVIEWS = {"previews/one.png", "previews/uno.png", "previews/three.png"}
CARDS = {"rehearse/part.js", "rehearse/other.js", "rehearse/last.js"}
EDITS: list[tuple[str, str, str, set[str]]] = [
    # An answer stands on its own page, its section's, that of all, and on its card; the prompt
    # wherever the question is named.
    (
        "notes/a.md",
        "Long",
        "Longer",
        {"q/one.html", "s/part.html", "rehearse/part.js", TEXTS, *ALL},
    ),
    (
        "notes/a.md",
        "Short.",
        "Brief.",
        {"q/one.html", "s/part.html", "rehearse/part.js", TEXTS, *ALL},
    ),
    (
        "notes/c.md",
        "Three?",
        "Drei?",
        # The one before it leads on to it.
        {"q/three.html", "q/two.html", "s/last.html", "rehearse/last.js", TITLES, *ALL},
    ),
    (
        "notes/b.md",
        "[t]",
        "[t, u]",
        {
            "q/two.html", "rehearse.html", "rehearse-questions.js", TITLES, "tags.html",
            "t/u.html", "t.apkg", OPTIONS, "index.html",
        },
    ),
    # Cards name neither the author nor the picture's bytes; its name tells those.
    ("diptych.toml", 'title = "T"', 'title = "T"\nauthor = "Me"', PAGES | CARDS),
    (
        "notes/p.png",
        "one",
        "two",
        {"q/two.html", "s/other.html", "rehearse/other.js", "media/p", *ALL},
    ),
    # Where it is published stands on every page, and on the cards in Anki.
    (
        "diptych.toml",
        'name = "t"',
        'name = "t"\nbase_url = "https://a.example"',
        PAGES | APP | PREVIEWS | {"sitemap.xml", "robots.txt", "feed.xml", "llms.txt", "t.apkg", OPTIONS},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "before", "after", "shown"), EDITS)
def test_an_edit_makes_what_shows_it(
    make_notebook: MakeNotebook,
    tmp_path: Path,
    made: list[str],
    name: str,
    before: str,
    after: str,
    shown: set[str],
) -> None:
    root, output = make_notebook(NOTES), tmp_path / "out"
    build_folder(root, output)
    if name.endswith(".png"):
        (root / name).write_bytes(b"\x89PNG two")
    else:
        edit(root, name, before, after)
    made.clear()
    build_folder(root, output, NOW + 100_000)
    assert {path.split("-")[0] if "media/" in path else path for path in made} == shown
    assert files(output) == scratch(root, NOW + 200_000)


def test_a_theme_gets_the_head_of_the_book_on_every_page(
    make_notebook: MakeNotebook, tmp_path: Path, made: list[str]
) -> None:
    """What it shows of it nobody knows, so each change of it makes all pages anew."""
    template = '{% extends "ours/question.html" %}{% block title %}{{ book.cards }} {{ book.deck_file }} {{ book.name }}{% endblock %}'
    theme: dict[str, str | bytes] = {"look/templates/question.html": template}
    root, output = make_notebook(NOTES | theme), tmp_path / "out"
    edit(root, "diptych.toml", 'name = "t"', 'name = "t"\ntheme = "look"')
    build_folder(root, output)
    assert "<title>4 t.apkg t</title>" in (output / "q/one.html").read_text(encoding="utf-8")
    edit(root, "notes/c.md", "Yes.", "Yes.\n\n## Four? {#four}\n\nNo.")
    made.clear()
    build_folder(root, output)
    assert made.count("q/one.html") == 1
    assert "<title>5 t.apkg t</title>" in (output / "q/one.html").read_text(encoding="utf-8")
    assert files(output) == scratch(root)


def test_a_template_that_fails_writes_nothing(make_notebook: MakeNotebook, tmp_path: Path) -> None:
    """Only one page shows that it does, and it is made after others."""
    template = '{% extends "ours/question.html" %}{% block title %}{{ 1 / (question.number - 4) }}{% endblock %}'
    theme: dict[str, str | bytes] = {"look/templates/question.html": template}
    root, output = make_notebook(NOTES | theme), tmp_path / "out"
    build_folder(root, output)
    before = files(output)
    ledger = (root / "notes/identity.jsonl").read_bytes()
    edit(root, "diptych.toml", 'name = "t"', 'name = "t"\ntheme = "look"')
    edit(root, "notes/a.md", "Long", "Longer")
    built = build_folder(root, output, NOW + 60)
    assert built.summary is None
    assert [each.code for each in built.report.diagnostics if each.severity == "error"] == ["D602"]
    assert files(output) == before
    assert (root / "notes/identity.jsonl").read_bytes() == ledger


def _longer(page: Path) -> None:
    page.write_bytes(page.read_bytes() + b"x")


def edited_as_long(page: Path) -> None:
    """As an editor that keeps times would."""
    times = page.stat()
    page.write_bytes(page.read_bytes()[:-1] + b"x")
    os.utime(page, ns=(times.st_atime_ns, times.st_mtime_ns))


def _a_link(page: Path) -> None:
    page.unlink()
    page.symlink_to(page.parent / "three.html")


def _a_touch(page: Path) -> None:
    os.utime(page, ns=(1, 1))


HANDS: list[tuple[Callable[[Path], object], int]] = [
    (Path.unlink, 1),
    (_longer, 1),
    (edited_as_long, 1),
    (_a_link, 1),
    (_a_touch, 0),
]


@pytest.mark.parametrize(("by_hand", "written"), HANDS)
def test_what_somebody_did_to_a_page_is_undone(
    make_notebook: MakeNotebook, tmp_path: Path, by_hand: Callable[[Path], object], written: int
) -> None:
    root, output = make_notebook(NOTES), tmp_path / "out"
    build_folder(root, output)
    before = files(output)
    by_hand(output / "q/one.html")
    built = build_folder(root, output)
    assert built.summary is not None
    assert built.summary.written == written
    assert files(output) == before


MANY = 1_000_000


class Killed(BaseException):
    """The build was killed: nothing of it runs any more."""


class Killer:
    """Lets some writes happen and kills the build at the next: after it, nothing is done any more."""

    def __init__(self, folder: Path, after: int) -> None:
        self.left = after
        self.listening = listening(str(folder), self._heard)

    def _heard(self, call: str, path: str) -> None:
        self.left -= call in WRITES
        if self.left < 0:
            raise Killed


def _other_notes(root: Path) -> None:
    """A reworded answer, a question with another name, one that is new, one that is gone."""
    edit(root, "notes/a.md", "Long", "Other")
    edit(root, "notes/a.md", "{#uno}", "{#eins}")
    (root / "notes/c.md").write_text("# New\n\n## Neu? {#neu}\n\nJa.\n", encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("goes_on", ["with the notes", "with those before"])
def test_a_build_that_was_killed_anywhere_is_healed_by_the_next(
    make_notebook: MakeNotebook, tmp_path: Path, goes_on: str
) -> None:
    root, output = make_notebook(NOTES), tmp_path / "out"
    build_folder(root, output)
    old = files(output)
    notes, ledger = tmp_path / "before", root / "notes/identity.jsonl"
    shutil.copytree(root / "notes", notes)
    shutil.copytree(output, tmp_path / "first")
    _other_notes(root)
    new = scratch(root, NOW + 60)
    kills = 0
    for number in range(1000):
        shutil.rmtree(output)
        shutil.copytree(tmp_path / "first", output)
        shutil.copy(notes / "identity.jsonl", ledger)
        killer = Killer(tmp_path, number)
        try:
            with killer.listening:
                build_folder(root, output, NOW + 60)
        except Killed:
            kills += 1
        with of(f"a kill at write {number}"):
            for path, data in files(output).items():
                whole = data in (old.get(path), new.get(path))
                assert whole or path.startswith(f"{STAGE}/"), f"{path} is torn"
            if goes_on == "with the notes":
                build_folder(root, output, NOW + 60)
                assert files(output) == new
            else:
                shutil.copytree(root / "notes", tmp_path / "after")
                shutil.rmtree(root / "notes")
                shutil.copytree(notes, root / "notes")
                build_folder(root, output, NOW)
                assert _healed(files(output), old)
                shutil.rmtree(root / "notes")
                shutil.move(tmp_path / "after", root / "notes")
        if killer.left >= 0:
            break
    assert kills > 20


def _healed(now: dict[str, bytes], old: dict[str, bytes]) -> bool:
    """Whether all is as it was; notes that a deck has shown otherwise are dated after that one."""
    decks = [path for path in old if path.endswith(".apkg")]
    same = {path: data for path, data in now.items() if path not in decks} == {
        path: data for path, data in old.items() if path not in decks
    }
    return same and all(visible_texts(now[deck]) == visible_texts(old[deck]) for deck in decks)


def test_the_first_build_that_is_killed_leaves_no_page_for_good(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    root, output = make_notebook(NOTES), tmp_path / "out"
    counter = Killer(tmp_path, MANY)
    with counter.listening:
        build_folder(root, tmp_path / "other")
    (root / "notes/identity.jsonl").unlink()
    with pytest.raises(Killed), Killer(tmp_path, MANY - counter.left - 8).listening:
        build_folder(root, output)
    assert [path for path in files(output) if path.endswith(".html")]
    _other_notes(root)
    build_folder(root, output, NOW + 60)
    assert files(output) == scratch(root, NOW + 60)
