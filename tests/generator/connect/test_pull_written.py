"""Corrections come into notes of many habits, and what no card shows of them stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from diptych.cli import main
from tests.anki_connect import AnkiConnect
from tests.anki_engine import Anki
from tests.conftest import MakeNotebook, of
from tests.generator.connect.pushed import SETTINGS, guid, push
from tests.pictures import png

NOTES = """---
tags: [t]
---

# Locks

## 1. What is a _lock_? {#lock .reversed}

> One holds it,
> the others wait.

Long _ago_ with [a door](#door) and
__more__ words[^1], 锁与**“钥匙”**的关系。 %%not shown%%

![old cap](old.png){width=50%}

| a | b |
|:--|--:|
| 1 | 2 |

* one
    * two

```python
if a:
    b = 1
```

Kept %%hidden%% here.

[^1]: A *paper*. <https://x.y/z>

## Which one is right? {#which}

- [x] the right one
- [ ] the wrong one

Because.

## Which two? {#two}

A. first
B. second

Answer: B

## Door {#door}

Short of it.

# Others

Q: What is a key?
A: It opens
a door.

Hinge :: what a _door_ hangs on
"""
# A question, a field; what stands there, what then; what the notes say, what then.
EDITS = [
    ("lock", "Question", "<em>lock</em>", "<em>bolt</em>", "_lock_", "_bolt_"),
    ("lock", "Short", "others wait", "rest waits", "others wait", "rest waits"),
    ("lock", "Answer", "Long ", "Very long ", "Long _ago_", "Very long _ago_"),
    ("lock", "Answer", "a door", "a gate", "[a door](#door)", "[a gate](#door)"),
    ("lock", "Answer", "more", "less", "__more__", "__less__"),
    ("lock", "Answer", "words", "signs", "words[^1]", "signs[^1]"),
    ("lock", "Answer", "的关系", "的联系", "的关系", "的联系"),
    ("lock", "Answer", ">1</td>", "><b>1</b></td>", "| 1 |", "| **1** |"),
    ("lock", "Answer", "two", "<i>two</i>", "* two", "* *two*"),
    ("lock", "Answer", "    b = ", "  c = ", "    b = 1", "  c = 1"),
    ("lock", "Answer", "Kept", "Held", "Kept %%", "Held %%"),
    ("lock", "Sources", "<em>paper</em>", "<em>book</em>", "*paper*", "*book*"),
    (
        "which",
        "Options",
        "the right one",
        "the <b>true</b> one",
        "the right one",
        "the **true** one",
    ),
    ("which", "Answer", "Because.", "Hence.", "Because.", "Hence."),
    ("two", "Options", "second", "third", "B. second", "B. third"),
    ("what-is-a-key", "Question", "key", "bolt", "a key?", "a bolt?"),
    ("what-is-a-key", "Answer", "opens", "shuts", "It opens", "It shuts"),
    ("hinge", "Answer", "hangs", "swings", "hangs on", "swings on"),
    ("hinge", "Question", "Hinge", "Joint", "Hinge ::", "Joint ::"),
]
# What cannot be written without losing something, or is not found: told, with both sides.
REFUSED = [
    ("lock", "Answer", "<p>Kept  here.</p>", ""),
    ("lock", "Answer", "<figcaption>old cap</figcaption>", "<figcaption>new cap</figcaption>"),
    ("lock", "Context", "Locks", "Bolts"),
    ("which", "Right", "the right one", "the wrong one"),
]


@pytest.fixture
def root(make_notebook: MakeNotebook) -> Path:
    files: dict[str, str | bytes] = {
        "diptych.toml": SETTINGS,
        "notes/a.md": NOTES,
        "notes/old.png": png(8, 8, 1),
    }
    return make_notebook(files)


def test_corrections_come_into_notes_of_many_habits(
    root: Path, add_on: AnkiConnect, anki: Anki
) -> None:
    assert push(root, add_on) == 0
    for name, field, before, after, written, expected in EDITS:
        with of(f"{name} {before}"):
            note = guid(anki, name)
            was = anki.fields(note)[field]
            assert before in was
            assert written in NOTES
            add_on.edit(note, **{field: was.replace(before, after, 1)})
            assert main(["pull", str(root), "--anki", add_on.address, "--yes"]) == 0
            told = (root / "notes/a.md").read_text(encoding="utf-8")
            assert told == NOTES.replace(written, expected, 1)
            add_on.edit(note, **{field: was})
            (root / "notes/a.md").write_text(NOTES, encoding="utf-8")


def test_what_would_be_lost_is_told_and_not_written(
    root: Path, add_on: AnkiConnect, anki: Anki, capsys: pytest.CaptureFixture[str]
) -> None:
    assert push(root, add_on) == 0
    for name, field, before, after in REFUSED:
        with of(f"{name} {field} {before}"):
            note = guid(anki, name)
            was = anki.fields(note)[field]
            assert before in was
            add_on.edit(note, **{field: was.replace(before, after, 1)})
            assert main(["pull", str(root), "--anki", add_on.address, "--yes"]) == 1
            assert ">>>>>>> Anki" in capsys.readouterr().out
            assert (root / "notes/a.md").read_text(encoding="utf-8") == NOTES
            add_on.edit(note, **{field: was})
