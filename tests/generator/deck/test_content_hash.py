"""What makes a note a changed one: what its cards show, by whatever version of the hash."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from msgspec.structs import replace

import diptych.interface
from diptych.cli import main
from diptych.commands.building.planned_import import plan_notes
from diptych.deck import content_hash, former_content_hashes
from diptych.deck.note import AnkiNote
from diptych.deck.values import field_values
from diptych.identity import LedgerEntry, read_ledger, write_ledger
from diptych.identity.ledger import CONTENT_HASH
from diptych.input.config import load_config
from diptych.interface import texts
from diptych.model import silent
from tests.anki_engine import Anki
from tests.conftest import NOW, MakeNotebook, build_folder, of
from tests.generator.deck.deck_notes import make_note, with_body

FORMER = Path(__file__).parent / "former_ledgers"
LATER = NOW + 1000

# What `former_ledgers` were written of, by the last version that hashed the whole interface.
NOTES = """# Part

## Answered?

> Short.

Long,[^a] and
more.

```python
x  =  1
```

[^a]: A book.

## Not answered?

## Asked back? {.reversed}

> Back.

## Hidden?

It is {{c1::this}} and {{c2::that}}.

## A quiz

```text
print(1)
```

- A: 1
- B: 2

<details><summary>Answer</summary>

A

</details>

## A picture?

![there is none](gone.png)
"""
GONE = "\n## Gone for a while?\n\nIt comes back.\n"


def settings(language: str) -> str:
    return f'title = "T"\nname = "t"\nlanguage = "{language}"\nbase_url = "https://a.example"\n'


def notebook(make_notebook: MakeNotebook, language: str) -> Path:
    ledger = (FORMER / f"{language}.jsonl").read_bytes()
    return make_notebook(
        {
            "diptych.toml": settings(language),
            "notes/a.md": NOTES,
            "notes/identity.jsonl": ledger,
        }
    )


def entries(root: Path) -> dict[str, LedgerEntry]:
    ledger, problems = read_ledger((root / "notes/identity.jsonl").read_bytes(), "x")
    assert problems == []
    return dict(ledger.entries)


def first_hash(note: AnkiNote) -> str:
    """Hash a note as version 1 did."""
    return next(former_content_hashes(note, "en", {}))


def dates(root: Path) -> dict[str, int]:
    return {name: entry.changed for name, entry in entries(root).items()}


@pytest.fixture(params=["en", "zh-CN"])
def former(make_notebook: MakeNotebook, request: pytest.FixtureRequest) -> Path:
    """A notebook whose ledger a former version wrote."""
    return notebook(make_notebook, request.param)


# --- ledgers of former versions


def test_a_former_ledger_is_taken_over_without_one_changed_note(former: Path) -> None:
    before = entries(former)
    _, plan = plan_notes(*load_config(former), silent)
    assert plan is not None
    assert (plan.steps, plan.unchanged) == ((), len(before) - 1)  # one is retired
    assert build_folder(former, former / "site", LATER).summary is not None
    after = entries(former)
    for name, entry in before.items():
        new = after[name]
        assert (new.guid, new.changed, new.retired) == (entry.guid, entry.changed, entry.retired)
        if not new.deletions:  # what these hide is remembered since, and the line written anew
            assert new == replace(entry, shows=new.shows)
        assert (after[name].shows == entry.shows) == (entry.retired is not None)
    written = (former / "notes/identity.jsonl").read_bytes()
    assert json.loads(written.splitlines()[0]) == {"diptych": 1, "content_hash": 2, "notebook": "t"}
    build_folder(former, former / "site", LATER + 1)
    assert (former / "notes/identity.jsonl").read_bytes() == written


def test_what_changed_since_is_a_changed_note(former: Path) -> None:
    before = dates(former)
    text = NOTES.replace("Back.", "Back again.")
    (former / "notes/a.md").write_text(text, encoding="utf-8")
    build_folder(former, former / "site", LATER)
    assert dates(former) == {**before, "asked-back": LATER}


def test_who_was_retired_before_comes_back_unchanged(former: Path) -> None:
    before = dates(former)
    build_folder(former, former / "site", LATER)
    back = f"{NOTES}\n## Gone for a while?\n\nIt comes back.\n"
    (former / "notes/a.md").write_text(back, encoding="utf-8")
    build_folder(former, former / "site", LATER + 1)
    assert dates(former) == before
    assert all(entry.retired is None for entry in entries(former).values())


def test_lines_of_both_versions_may_be_merged(former: Path) -> None:
    ledger = former / "notes/identity.jsonl"
    old, before = ledger.read_bytes().splitlines(), dates(former)
    build_folder(former, former / "site", LATER)
    new = ledger.read_bytes().splitlines()
    ledger.write_bytes(b"\n".join([old[0], new[0], *old[1:4], *new[4:]]) + b"\n")
    build_folder(former, former / "site", LATER + 1)
    assert dates(former) == before
    assert ledger.read_bytes().splitlines() == new


def test_a_ledger_without_a_head_is_one_of_the_first(former: Path) -> None:
    ledger, before = former / "notes/identity.jsonl", dates(former)
    ledger.write_bytes(b"".join(ledger.read_bytes().splitlines(keepends=True)[1:]))
    build_folder(former, former / "site", LATER)
    assert dates(former) == before
    assert b"content_hash" in ledger.read_bytes().splitlines()[0]


def test_anki_is_brought_nothing_by_a_new_version(former: Path, anki: Anki) -> None:
    """The deck of the former version held the same dates: by them Anki decides."""
    build_folder(former, former / "site", LATER)
    (deck,) = (former / "site").glob("*.apkg")
    assert anki.import_apkg(deck).new == 6
    rows = anki.rows("SELECT mod FROM notes")
    assert {row[0] for row in rows} == {entry.changed for entry in entries(former).values()}
    before = write_ledger(read_ledger((former / "notes/identity.jsonl").read_bytes(), "x")[0])
    build_folder(former, former / "site", LATER + 10)
    again = anki.import_apkg(deck)
    assert (again.new, again.updated) == (0, 0)
    assert (former / "notes/identity.jsonl").read_bytes() == before


@pytest.mark.parametrize("head", [{"diptych": 2}, {"diptych": 1, "content_hash": 3}])
@pytest.mark.parametrize("command", ["build", "check", "plan"])
def test_a_ledger_of_a_newer_version_is_refused(
    former: Path, capsys: pytest.CaptureFixture[str], command: str, head: dict[str, int]
) -> None:
    ledger = former / "notes/identity.jsonl"
    lines = ledger.read_text(encoding="utf-8").splitlines()
    of_the_future = [line.replace('"guid"', '"unheard": 1, "guid"') for line in lines[1:]]
    ledger.write_text("\n".join([*of_the_future, json.dumps(head)]), encoding="utf-8")
    before = ledger.read_bytes()
    assert main([command, str(former)]) == 1
    said = capsys.readouterr().out
    assert said.count(" error ") == 1
    assert "error D501: the identity ledger was written by a newer Diptych" in said
    assert "hint: Update Diptych" in said
    assert ledger.read_bytes() == before
    assert not (former / "site/index.html").exists()


@pytest.mark.parametrize("version", ['"2"', "null", "1.5", "true"])
def test_a_head_that_says_nothing_is_told(version: str) -> None:
    (told,) = read_ledger(f'{{"diptych": {version}}}\n'.encode(), "x")[1]
    assert (told.code, "must be a whole number" in told.message) == ("D501", True)


# --- what the hash is made of

FULL = with_body(make_note(link="https://a.example/q/a.html"), sources="<ol><li>x</li></ol>")
EMPTY = with_body(make_note(), short="", answer="")
KINDS_OF_NOTES = (
    FULL,
    EMPTY,
    make_note(),
    make_note(reversed=True),
    make_note(answer="<p>{{c1::a}}</p>", kind="cloze", clozes=(1,)),
)


@pytest.fixture
def other_words(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """The English interface, to be changed."""
    words = dict(texts("en"))
    texts.cache_clear()
    monkeypatch.setattr(diptych.interface, "_read", lambda _: words)
    yield words
    texts.cache_clear()


def shown(note: AnkiNote) -> dict[str, str]:
    return {name: text for name, text in field_values(note, "en").items() if name != "Id"}


def test_a_word_changes_those_notes_whose_cards_show_it(other_words: dict[str, str]) -> None:
    before = [(content_hash(note, "en"), shown(note)) for note in KINDS_OF_NOTES]
    for word, written in list(other_words.items()):
        other_words[word] = f"{written} or so"
        texts.cache_clear()
        with of(word):
            for note, (old_hash, old_fields) in zip(KINDS_OF_NOTES, before, strict=True):
                assert (content_hash(note, "en") == old_hash) == (shown(note) == old_fields)
        other_words[word] = written


def test_another_label_of_the_site_changes_no_note_and_one_of_the_cards_does(
    make_notebook: MakeNotebook, other_words: dict[str, str]
) -> None:
    root = notebook(make_notebook, "en")
    build_folder(root, root / "site", LATER)
    before = dates(root)
    for word, changed in (("print", set()), ("unanswered", {"not-answered"})):
        other_words[word] += "!"
        texts.cache_clear()
        build_folder(root, root / "site", LATER + 10)
        assert {name for name, date in dates(root).items() if date != before[name]} == changed


@pytest.mark.parametrize(
    "other",
    [
        structs.replace(FULL, tags=("other",)),
        structs.replace(FULL, context="other"),
        structs.replace(FULL, link="https://b.example/q/a.html"),
        structs.replace(FULL, reversed=True),
        structs.replace(FULL, kind="cloze", clozes=(1,)),
        with_body(FULL, prompt="other"),
        with_body(FULL, short="other"),
        with_body(FULL, answer="other"),
        with_body(FULL, sources="other"),
        with_body(FULL, front="other"),
    ],
)
def test_whatever_a_card_shows_counts(other: AnkiNote) -> None:
    assert content_hash(other, "en") != content_hash(FULL, "en")
    assert first_hash(other) != first_hash(FULL)


@pytest.mark.parametrize(
    "other",
    [
        structs.replace(FULL, deck=("Other",)),
        structs.replace(FULL, changed=FULL.changed + 1),
        structs.replace(FULL, identifier="other"),
        structs.replace(FULL, tags=FULL.tags[::-1]),  # Anki sorts them
    ],
)
def test_what_no_card_shows_does_not_count(other: AnkiNote) -> None:
    assert content_hash(other, "en") == content_hash(FULL, "en")


def test_the_language_counts() -> None:
    languages = ("en", "zh-CN", "zh-TW", "ja")
    assert len({content_hash(FULL, language) for language in languages}) == len(languages)


SPACES = st.text(" \t\n", min_size=1, max_size=4)
WORDS = [
    "word",
    "<b>bold</b>",
    "中文",
    "<code>a  b</code>",
    r"\(x\)",
    "a&nbsp;b",
    '<i title="a  b">c</i>',
]


@given(st.lists(st.sampled_from(WORDS), min_size=2), st.data())
def test_text_that_was_wrapped_anew_is_the_same(words: list[str], data: st.DataObject) -> None:
    def wrapped() -> str:
        return "".join(word + data.draw(SPACES) for word in words)

    one, two = (with_body(FULL, answer=f"<p>{wrapped()}</p>") for _ in range(2))
    assert content_hash(one, "en") == content_hash(two, "en")


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("<pre><code>a b</code></pre>", "<pre><code>a  b</code></pre>"),
        ("<pre>a\n<b>c</b>\nd</pre>", "<pre>a\n<b>c</b> d</pre>"),
        ("<code>a b</code>", "<code>a  b</code>"),
        ("\\[a % c\nb\\]", "\\[a % c b\\]"),
        ("a b", "ab"),
        ("a\u00a0b", "a b"),
        ("a\u3000b", "a b"),
    ],
)
def test_white_space_that_a_card_shows_counts(one: str, two: str) -> None:
    hashes = {content_hash(with_body(FULL, answer=text), "en") for text in (one, two)}
    assert len(hashes) == 2


def test_notes_that_a_formatter_wrapped_are_not_updated(
    make_notebook: MakeNotebook, anki: Anki
) -> None:
    wide = "## A?\n\n> one two three 中文，中文 four\n\nfive *six seven* eight `nine` ten.\n"
    narrow = "## A?\n\n> one two\n> three 中文，\n> 中文\n> four\n\nfive *six\nseven*\neight\n`nine` ten.\n"
    root = make_notebook({"notes/a.md": wide, "diptych.toml": 'name = "n"\n'})
    build_folder(root, root / "site")
    (deck,) = (root / "site").glob("*.apkg")
    anki.import_apkg(deck)
    before = dates(root)
    (root / "notes/a.md").write_text(narrow, encoding="utf-8")
    build_folder(root, root / "site", LATER)
    assert dates(root) == before
    assert anki.import_apkg(deck).updated == 0


def test_the_hash_is_what_its_version_says() -> None:
    """Another hash needs another version, and its former recipe beside the others."""
    assert content_hash(FULL, "en") == PINNED[CONTENT_HASH]


PINNED = {2: "f3150e5f9901a396"}


def test_a_source_that_became_a_link_changes_no_note() -> None:
    note = make_note("a")
    plain = "<ol><li>arXiv:1506.01497</li></ol>"
    link = '<a class="cited" href="https://arxiv.org/abs/1506.01497">arXiv:1506.01497</a>'
    one, other = (
        with_body(note, sources=plain),
        with_body(note, sources=f"<ol><li>{link}</li></ol>"),
    )
    assert field_values(one, "en") != field_values(other, "en")
    assert content_hash(one, "en") == content_hash(other, "en")
    assert first_hash(one) == first_hash(other)
    written = with_body(note, sources=plain.replace("arXiv", '<a href="x">arXiv</a>'))
    assert content_hash(one, "en") != content_hash(written, "en")
