"""Whatever things are called in notes, files have names that every system takes, no two alike."""

from __future__ import annotations

import json

from hypothesis import example, given
from hypothesis import strategies as st

from diptych.commands.importing.imported_notes import free_name, safe_name
from diptych.render.context import named
from diptych.syntax.slugs import unique_slugs
from tests.conftest import MakeNotebook, build_folder, files_below
from tests.file_names import HOSTILE, clashing, wrong

names = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=300),
    st.builds("".join, st.lists(st.sampled_from([*HOSTILE, ".", " ", "-"]), max_size=4)),
)


def test_the_rules_tell_what_hurts() -> None:
    """Or the laws below would hold of anything."""
    assert all(
        wrong(each)
        for each in ("nul", "Com¹.x", "a.", "a:b", "C:", "a\x00", "字" * 90, "e\u0301", "a//b")
    )
    assert wrong("q/什么是-iou.html") == []
    assert clashing(["a/É", "a/e\u0301", "b"]) == ["'a/É' and 'a/e\u0301'"]


@given(st.lists(names, max_size=12))
@example([*HOSTILE])
def test_pages(ids: list[str]) -> None:
    paths = [f"q/{slug}.html" for slug in unique_slugs(ids)]
    assert [wrong(path) for path in paths if wrong(path)] == []
    assert clashing(paths) == []
    assert len(set(paths)) == len(ids)


@given(st.lists(names, max_size=12))
@example([*HOSTILE])
def test_media(stems: list[str]) -> None:
    for stem in stems:
        assert wrong(f"media/{named(stem, '.png', b'x').name}") == []


@given(st.lists(names, max_size=12))
@example([*HOSTILE])
def test_files_of_imported_decks(decks: list[str]) -> None:
    taken: set[str] = set()
    paths = [free_name(safe_name(each), ".md", taken) for each in decks]
    assert [(path, wrong(path)) for path in paths if wrong(path)] == []
    assert clashing(paths) == []


def test_all_files_of_a_notebook(make_notebook: MakeNotebook) -> None:
    shown = [each.replace("\n", " ") for each in HOSTILE if each.strip() and each.isprintable()]
    notes: dict[str, str | bytes] = {
        "diptych.toml": f'title = "NUL"\nname = "n"\ndeck = {json.dumps("com¹")}\n'
    }
    for number, each in enumerate(shown):
        tag = json.dumps(each if each.isalnum() else "NUL")
        notes[f"notes/{number}.md"] = (
            f"---\ntags: [{tag}]\n---\n# {each}\n\n## {each} {number}?\n\nx\n"
        )
    root = make_notebook(notes)
    built = build_folder(root, root / "site")
    assert built.summary is not None, built.report.diagnostics
    paths = [path for path in files_below(root / "site") if not path.startswith(".")]
    assert len(paths) > len(shown)
    assert [(path, wrong(path)) for path in paths if wrong(path)] == []
    assert clashing(paths) == []
