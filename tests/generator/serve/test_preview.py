"""What an edit shows at once is what the whole notebook then says; what more it changes waits for that."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diptych.commands.building.preview import Preview
from diptych.serve.problems import editor_url_of
from diptych.serve.session import Session
from tests.conftest import NOW, MakeNotebook, build_folder

FIRST = (
    "# Boxes {{tags}}\n\n## What is IoU? {{#iou}}\n\n{}\n\n## What is GIoU?\n\nSee [IoU](#iou).\n"
)
SECOND = "# Losses\n\n## What is NMS? {#nms}\n\nSee [IoU](a.md#iou), [GIoU](a.md#what-is-giou).\n"
DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
ANSWER = "Overlap over union."

EDITS = [
    "Other words.",
    "$\\frac{a}{b}$ and $$\\sum_i x_i$$",
    "```python\ndef f(): ...\n```",
    "![dot](dot.svg)",
    "A link [to NMS](b.md#nms) and back.",
    "> Short.\n\nLong.[^1]\n\n[^1]: Source.",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "==hidden== words",
]

MORE_THAN_AN_EDIT: list[tuple[str, Callable[[str], str]]] = [
    ("two reworded", lambda text: text.replace("What is", "Why")),
    ("another id", lambda text: text.replace("{#iou}", "{#box-iou}")),
    ("a new question", lambda text: f"{text}\n## New?\n\nYes.\n"),
    ("one question less", lambda text: text.split("## What is GIoU?")[0]),
    (
        "another order",
        lambda text: text.replace("## What is GIoU?", "## Again?\n\nA.\n\n## What is GIoU?"),
    ),
    ("a heading to link to", lambda text: text.replace(ANSWER, f"{ANSWER}\n\n### Why\n\nSo.")),
    ("another title", lambda text: text.replace("# Boxes", "# Frames")),
    ("tags", lambda text: f"---\ntags: [box]\n---\n{text}"),
    ("an error", lambda text: text.replace(ANSWER, "$\\frac{1}{2$")),
]


@pytest.fixture
def root(make_notebook: MakeNotebook) -> Path:
    return make_notebook(
        {
            "diptych.toml": 'title = "Vision"\nstrict = true\n',
            "notes/a.md": FIRST.format(ANSWER),
            "notes/b.md": SECOND,
            "notes/dot.svg": DOT,
        }
    )


def shown(session: Session, path: str) -> tuple[str, bytes | None]:
    site = session.shown.site
    assert site is not None
    return site.version_of(path), site.read(path)


def started(root: Path) -> tuple[Preview, Session]:
    session = Session()
    preview = Preview(root, NOW, session)
    preview.refresh(frozenset())
    assert session.shown.site is not None, preview.report.diagnostics
    return preview, session


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(st.sampled_from(EDITS), min_size=1, max_size=3))
def test_what_an_edit_shows_is_what_a_whole_build_says(root: Path, edits: list[str]) -> None:
    note = root / "notes" / "a.md"
    note.write_text(FIRST.format(ANSWER), encoding="utf-8")
    preview, session = started(root)
    for answer in edits:
        note.write_text(FIRST.format(answer), encoding="utf-8")
        assert preview.show_edit(frozenset({note}))
    pages = ["q/iou.html", "q/what-is-giou.html"]
    at_once = [shown(session, page) for page in pages]
    preview.refresh(frozenset({note}))
    for page, (version, data) in zip(pages, at_once, strict=True):
        # The other half of the version is of the font, which a new formula may change.
        assert shown(session, page)[0].split(".")[0] == version.split(".")[0]
        assert shown(session, page)[1] == data


def test_a_reworded_question_is_shown_at_once(root: Path) -> None:
    note = root / "notes" / "a.md"
    preview, session = started(root)
    build_folder(root, root / "site")  # the ledger knows the one without an id
    preview.refresh(frozenset())
    for before, after in (("What is IoU?", "Why IoU?"), ("What is GIoU?", "What is the GIoU?")):
        note.write_text(note.read_text("utf-8").replace(before, after), encoding="utf-8")
        assert preview.show_edit(frozenset({note}))
        pages = ("q/iou.html", "q/what-is-giou.html")
        at_once = [shown(session, page)[1] for page in pages]
        assert after.encode() in b"".join(filter(None, at_once))
        preview.refresh(frozenset({note}))
        assert [shown(session, page)[1] for page in pages] == at_once


def test_what_a_page_was_called_leads_to_it_though_the_notes_were_broken_meanwhile(
    root: Path,
) -> None:
    note = root / "notes" / "a.md"
    (root / "notes" / "b.md").unlink()  # its links are strict
    preview, session = started(root)
    for title, word in (("Why GIoU?", "$\\frac{1}{2$"), ("Why GIoU?", ""), ("When GIoU?", "")):
        text = FIRST.format(word or ANSWER).replace("What is GIoU?", title)
        note.write_text(text, encoding="utf-8")
        preview.refresh(frozenset({note}))
    assert session.shown.site is not None
    assert session.shown.site.moved == {
        "q/what-is-giou.html": "q/when-giou.html",
        "q/why-giou.html": "q/when-giou.html",
    }


@pytest.mark.parametrize(("what", "edit"), MORE_THAN_AN_EDIT)
def test_what_is_more_than_an_edit_waits_for_the_whole_build(
    root: Path, what: str, edit: Callable[[str], str]
) -> None:
    note = root / "notes" / "a.md"
    preview, session = started(root)
    before = shown(session, "q/iou.html")
    changed = edit(note.read_text(encoding="utf-8"))
    assert changed != note.read_text(encoding="utf-8")
    note.write_text(changed, encoding="utf-8")
    assert not preview.show_edit(frozenset({note})), what
    assert shown(session, "q/iou.html") == before


def test_an_edit_below_headings_of_many_files_is_shown_at_once(make_notebook: MakeNotebook) -> None:
    form = "# {0}\n\n## Cause\n\nWind on {0}.\n\n## Period\n\nSome time of {0}.\n"
    root = make_notebook({f"{each}.md": form.format(each) for each in ("Tide", "Swell", "Surge")})
    note = root / "Tide.md"
    preview, session = started(root)
    note.write_text(form.format("Tide").replace("Wind on", "Moon above"), encoding="utf-8")
    assert preview.show_edit(frozenset({note}))
    _, page = shown(session, "q/tide.html")
    preview.refresh(frozenset({note}))
    assert b"Moon above" in (page or b"")
    assert shown(session, "q/tide.html")[1] == page


def test_a_deleted_a_new_and_another_kind_of_file_wait_too(root: Path) -> None:
    preview, _ = started(root)
    for name in ("notes/new.md", "diptych.toml", "notes/dot.svg"):
        (root / name).touch()
        assert not preview.show_edit(frozenset({root / name}))
    (root / "notes" / "b.md").unlink()
    assert not preview.show_edit(frozenset({root / "notes" / "b.md"}))


def test_a_save_without_a_change_loads_no_page_anew(root: Path) -> None:
    preview, session = started(root)
    pages = ("index.html", "all.html", "rehearse.html", "q/iou.html", "q/none.html")
    before = [shown(session, page)[0] for page in pages]
    preview.refresh(frozenset({root / "notes" / "a.md"}))
    assert [shown(session, page)[0] for page in pages] == before


def test_only_pages_that_show_what_was_edited_are_loaded_anew(root: Path) -> None:
    preview, session = started(root)
    pages = ("q/iou.html", "all.html", "rehearse.html", "q/nms.html", "q/none.html")
    before = [shown(session, page)[0] for page in pages]
    note = root / "notes" / "a.md"
    note.write_text(FIRST.format("Other words."), encoding="utf-8")
    preview.refresh(frozenset({note}))
    after = [shown(session, page)[0] for page in pages]
    assert [one != other for one, other in zip(before, after, strict=True)] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_the_deck_holds_what_was_edited_a_moment_ago(root: Path, tmp_path: Path) -> None:
    note = root / "notes" / "a.md"
    preview, session = started(root)
    note.write_text(FIRST.format("Other words."), encoding="utf-8")
    assert preview.show_edit(frozenset({note}))
    deck = shown(session, "vision.apkg")[1]
    assert build_folder(root, tmp_path / "site").summary is not None
    assert deck == (tmp_path / "site" / "vision.apkg").read_bytes()


@pytest.mark.parametrize(
    ("command", "scheme"),
    [
        ("code --wait", "vscode"),
        ("/usr/bin/codium", "vscodium"),
        ("C:\\Programs\\Cursor\\cursor.exe", "cursor"),
        ("vim", ""),
        ("", ""),
    ],
)
def test_an_editor_that_takes_addresses_is_known(command: str, scheme: str) -> None:
    address = editor_url_of({"EDITOR": command})
    assert address == (f"{scheme}://file/{{path}}:{{line}}" if scheme else "")
    assert editor_url_of({"EDITOR": "nano", "VISUAL": command or "nano"}) == address
