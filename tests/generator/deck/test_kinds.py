"""Which kind of note each question becomes, and what the real engine makes of the newer kinds."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from diptych.commands.building.planned_import import plan_notes
from diptych.deck import build_deck
from diptych.deck import notetype as notetype_module
from diptych.deck.kinds import NOTETYPES, note_guid, notetype_of
from diptych.deck.note import AnkiNote
from diptych.input.config import load_config
from diptych.model import NoteKind, silent
from tests.anki_engine import Anki, Imported
from tests.conftest import NOW, MakeNotebook, build_folder, codes
from tests.generator.deck.deck_notes import DAY, build, make_note, with_body

BOXES = "- [ ] one\n- [x] two\n- [ ] three\n"
LETTERS = "A. one\nB. two\nC. three\n\n"
OPTIONS = '<ol class="options"><li class="right">two</li><li>one</li></ol>'

NOTES: dict[NoteKind, AnkiNote] = {
    "basic": make_note(),
    "cloze": make_note(kind="cloze", clozes=(1,), answer="<p>{{c1::a}}</p>"),
    "typed": make_note(kind="typed", plain_answer="été & co"),
    "choice": with_body(make_note(kind="choice", plain_answer="two"), front=OPTIONS),
}
NEWER: tuple[NoteKind, ...] = ("typed", "choice")


def notetypes(anki: Anki) -> dict[str, str]:
    """The notetype of each note by the question's id."""
    notes = (anki.note(guid) for guid in anki.guids())
    return {note["Id"]: str((note.note_type() or {})["name"]) for note in notes}


def built(root: Path, at: int = NOW) -> bytes:
    result = build_folder(root, root / "site", at)
    assert result.summary is not None, result.report.diagnostics
    return next((root / "site").glob("*.apkg")).read_bytes()


# --- which kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("a? {#x}\n\n> Paris", "basic"),
        ("a? {#x .typed}\n\n> Paris", "typed"),
        ("a? {#x .typed}\n\n> **Pa**ris\n\nMore.", "typed"),
        ("a? {#x .typed .reversed}\n\nParis", "typed"),
        ("a? {#x .typed}\n\n> {{c1::Paris}}", "cloze"),
        (f"a? {{#x}}\n\n{BOXES}", "choice"),
        (f"a? {{#x .choice}}\n\n{BOXES}", "choice"),
        (f"a? {{#x .reversed}}\n\n{BOXES}", "basic"),
        (f"a? {{#x}}\n\n{BOXES}\n{{{{c1::why}}}}", "cloze"),
        (f"Which of the following? {{#x}}\n\n{LETTERS}Answer: B", "choice"),
        (f"下列哪个对？ {{#x}}\n\n{LETTERS}答案：B\n\n解析：因为", "choice"),
        # Nothing says for certain which option is right.
        (f"Which of the following? {{#x}}\n\n{LETTERS}Answer: A kernel adds up.", "basic"),
        (f"下列哪个对？ {{#x}}\n\n{LETTERS}答案：A错误，B 也不对", "basic"),
        (f"Which of the following? {{#x}}\n\n{LETTERS}Answer: E", "basic"),
    ],
)
def test_a_question_becomes_the_kind_that_it_asks_for(
    make_notebook: MakeNotebook, anki: Anki, question: str, kind: NoteKind
) -> None:
    root = make_notebook({"a.md": f"# T\n\n## {question}\n\n## Other?\n\nb\n"})
    anki.import_apkg(built(root))
    assert notetypes(anki)["x"] == notetype_of(kind).name


@pytest.mark.parametrize(
    ("answer", "typed"),
    [
        ("> H<sub>2</sub>O", "H2O"),
        ("> a `b` *c* & <", "a b c & <"),
        ("> one\n> line", "one line"),
        ("> $x^2$", ""),
        ("> ![x](https://a.example/x.png)", ""),
        ("> one\\\n> two", ""),
        ("> one<br>two", ""),
        ("> one\n>\n> two", ""),
        ("- one", ""),
        ("one\n\ntwo", ""),
        ("> " + "long " * 17, ""),
    ],
)
def test_what_can_be_typed_is_one_line_of_text(
    make_notebook: MakeNotebook, anki: Anki, answer: str, typed: str
) -> None:
    root = make_notebook({"a.md": f"# T\n\n## a? {{#x .typed}}\n\n{answer}\n\n## Other?\n\nb\n"})
    result = build_folder(root, root / "site")
    told = [d for d in result.report.diagnostics if d.code == "D330"]
    assert [(d.span.path, d.span.line) for d in told if d.span] == ([] if typed else [("a.md", 3)])
    anki.import_apkg(next((root / "site").glob("*.apkg")))
    assert notetypes(anki)["x"] == notetype_of("typed" if typed else "basic").name
    if typed:
        (guid,) = (g for g in anki.guids() if anki.fields(g)["Id"] == "x")
        compared = anki.collection.compare_answer(anki.fields(guid)["Typed"], typed)
        assert "typeBad" not in compared
        assert "typeMissed" not in compared


def test_a_question_that_was_basic_stays_so_unless_its_author_asks(
    make_notebook: MakeNotebook, anki: Anki, monkeypatch: pytest.MonkeyPatch
) -> None:
    def written(classes: str) -> str:
        return f"# T\n\n## a? {{#x{classes}}}\n\n{BOXES}"

    root = make_notebook({"a.md": written("")})
    with monkeypatch.context() as former:  # as a version that knew no choices
        former.setattr("diptych.link.entries.kind_of", lambda *_: "basic")
        anki.import_apkg(built(root))
    (guid,) = anki.guids()
    anki.study(guid)
    assert anki.import_apkg(built(root, NOW + 10)) == Imported(duplicate=1)
    assert notetypes(anki) == {"x": "Diptych"}

    (root / "a.md").write_text(written(" .choice"), encoding="utf-8")
    report, plan = plan_notes(*load_config(root, root / "site"), silent)
    (told,) = (d for d in report.diagnostics if d.code == "D506")
    assert "was a basic note and is a choice one now" in told.message
    assert plan is not None
    assert [step.kind for step in plan.steps] == ["new", "orphaned"]
    assert anki.import_apkg(built(root, NOW + 20)) == Imported(new=1)
    assert anki.guids() == {guid, note_guid(guid, "choice")}
    assert anki.state(guid).repetitions == 2

    # Taken back, the note from before is its own again; and the other one, if that changes again.
    (root / "a.md").write_text(written(""), encoding="utf-8")
    anki.import_apkg(built(root, NOW + 30))
    assert anki.guids() == {guid, note_guid(guid, "choice")}


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("a? {.typed}\n\n$x$", [".typed"]),
        ("a? {.typed .reversed}\n\n{{c1::b}}", [".typed", ".reversed"]),
        ("a? {.choice}\n\nb", [".choice"]),
        (f"a? {{.choice .reversed}}\n\n{BOXES}", [".reversed"]),
        (f"Which of the following? {{.choice .typed}}\n\n{LETTERS}B", [".choice"]),
        ("a? {.typed .reversed}\n\nb", []),
    ],
)
def test_a_class_that_cannot_be_followed_is_told(
    make_notebook: MakeNotebook, question: str, names: list[str]
) -> None:
    root = make_notebook({"a.md": f"# T\n\n## {question}\n"})
    report = build_folder(root, root / "site").report
    told = [d.message.split("`")[1] for d in report.diagnostics if d.code == "D330"]
    assert (sorted(told), codes(report)) == (sorted(names), ["D330"] * len(names))


# --- what the importer does


@pytest.mark.parametrize("kind", NEWER)
def test_a_newer_note_is_an_update_that_keeps_reviews(anki: Anki, kind: NoteKind) -> None:
    note = NOTES[kind]
    assert anki.import_apkg(build(note)) == Imported(new=1)
    anki.study("a")
    before = anki.state("a")
    later = with_body(replace(note, changed=DAY + 1), answer="<p>other</p>")
    assert anki.import_apkg(build(later)) == Imported(updated=1)
    assert (anki.state("a"), anki.fields("a")["Answer"]) == (before, "<p>other</p>")
    assert anki.import_apkg(build(later, time=DAY + 5)) == Imported(duplicate=1)
    assert anki.problems() == []


@pytest.mark.parametrize("kind", NEWER)
def test_its_notetype_is_met_again_by_its_ids(anki: Anki, kind: NoteKind) -> None:
    anki.import_apkg(build(NOTES[kind]))
    notetype = anki.collection.models.by_name(notetype_of(kind).name)
    assert notetype is not None
    assert [f["id"] for f in notetype["flds"]] == [n for _, n in notetype_of(kind).fields]
    assert [t["id"] for t in notetype["tmpls"]] == [t.id for t in notetype_of(kind).templates]
    later = with_body(replace(NOTES[kind], changed=DAY + 1), answer="<p>other</p>")
    anki.import_apkg(build(later, time=DAY + 5))
    names = {each.name for each in anki.collection.models.all_names_and_ids()}
    assert notetype_of(kind).name in names
    assert not [name for name in names if name.endswith("+")]


def test_other_templates_reach_the_notetypes_that_are_there(
    anki: Anki, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = [replace(note, guid=kind) for kind, note in NOTES.items()]
    with monkeypatch.context() as former:
        former.setattr(notetype_module, "style", lambda: ".card { color: teal }")
        anki.import_apkg(build(*notes))
    for kind in NOTES:
        anki.study(kind)
    before = [anki.state(kind) for kind in NOTES]
    assert anki.import_apkg(build(*notes, time=DAY + 1)) == Imported(duplicate=len(notes))
    assert [anki.state(kind) for kind in NOTES] == before
    for kind in NOTES:
        assert "teal" not in anki.card(kind).css()


def test_all_kinds_lie_in_one_collection(anki: Anki) -> None:
    # Those of pictures are made of an entry's pictures: test_occlusion.py.
    assert {*NOTES, "occlusion"} == {each.kind for each in NOTETYPES}
    notes = [replace(note, guid=note_guid("q", kind)) for kind, note in NOTES.items()]
    assert anki.import_apkg(build(*notes)) == Imported(new=len(notes))
    assert anki.problems() == []


def test_a_typed_note_asks_back_by_a_second_card(anki: Anki) -> None:
    anki.import_apkg(build(replace(NOTES["typed"], reversed=True)))
    assert [card.ord for card in anki.cards("a")] == [0, 1]
    assert "[[type:Typed]]" in anki.front("a")
    assert "[[type:" not in anki.front("a", 1) + anki.back("a", 1)


def test_accents_count_in_what_is_typed(anki: Anki) -> None:
    anki.import_apkg(build(NOTES["typed"]))
    expected = anki.fields("a")["Typed"]
    assert "[[type:Typed]]" in anki.back("a")  # with `nc`, Anki would compare é and e as equal
    assert "typeMissed" in anki.collection.compare_answer(expected, "ete & co")
    assert "typeMissed" not in anki.collection.compare_answer(expected, "été & co")


# --- Anki's browser


def row(anki: Anki, guid: str, template: int = 0) -> list[str]:
    backend = anki.collection._backend
    backend.set_active_browser_columns(["question", "answer", "noteFld"])
    cells = backend.browser_row_for_id(anki.card(guid, template).id).cells
    return [" ".join(cell.text.split()) for cell in cells]


@pytest.mark.parametrize(
    ("note", "asks", "answers"),
    [
        (NOTES["basic"], "问题 a", "一句话"),
        (with_body(NOTES["basic"], short=""), "问题 a", "答案"),
        (NOTES["typed"], "问题 a", "été & co"),
        (NOTES["choice"], "问题 a", "two"),
        (with_body(NOTES["cloze"], short=""), "问题 a[...]", "a"),
    ],
)
def test_a_row_begins_with_the_question_and_its_answer_is_short(
    anki: Anki, note: AnkiNote, asks: str, answers: str
) -> None:
    anki.import_apkg(build(note))
    assert row(anki, "a")[:2] == [asks, answers]


def test_the_row_of_a_second_card_tells_its_own_sides(anki: Anki) -> None:
    anki.import_apkg(build(make_note(reversed=True)))
    assert row(anki, "a", 1)[:2] == ["一句话", "问题 a"]


def test_anki_makes_the_sort_field_anew(anki: Anki, monkeypatch: pytest.MonkeyPatch) -> None:
    """So a cloze note's cannot be had without its marks: it is what the first field says."""
    monkeypatch.setattr("diptych.deck.database.visible", lambda _: "ours")
    anki.import_apkg(build(NOTES["cloze"]))
    ((sort_field,),) = anki.rows("SELECT sfld FROM notes")
    assert "{{c1::a}}" in str(sort_field)


# --- what a deck brings beside its notes


@pytest.mark.parametrize("scheduling", [False, True])
def test_suspended_cards_arrive_so_only_with_learning_progress(
    anki: Anki, scheduling: bool
) -> None:
    anki.import_apkg(build(make_note(suspended=True)), scheduling=scheduling)
    assert anki.state("a").suspended is scheduling
    # What the learner chose afterwards stays, whatever the deck says.
    anki._scheduler().unsuspend_cards([anki.card("a").id])
    later = make_note(suspended=True, changed=DAY + 1, answer="other")
    assert anki.import_apkg(build(later), scheduling=scheduling) == Imported(updated=1)
    assert not anki.state("a").suspended


def test_a_learners_suspended_card_stays_suspended(anki: Anki) -> None:
    anki.import_apkg(build(make_note()))
    anki.suspend("a")
    anki.import_apkg(build(make_note(changed=DAY + 1, answer="other")), scheduling=True)
    assert anki.state("a").suspended


def test_a_suspended_question_is_found_by_a_tag(make_notebook: MakeNotebook, anki: Anki) -> None:
    root = make_notebook({"a.md": "# T\n\n## a? {#x .suspended}\n\nb\n\n## c? {#y}\n\nd\n"})
    anki.import_apkg(built(root), scheduling=True)
    found = anki.collection.find_notes("tag:diptych::suspended")
    assert [anki.collection.get_note(each)["Id"] for each in found] == ["x"]
    assert list(anki.collection.find_cards("is:suspended")) == anki.collection.card_ids_of_note(
        found[0]
    )


def test_a_question_names_its_own_deck(make_notebook: MakeNotebook, anki: Anki) -> None:
    notes = '## a? {#x deck="A::B c"}\n\nb\n\n## c? {#y deck=C .typed}\n\nd\n\n## e? {#z}\n\nf\n'
    root = make_notebook(
        {
            "notes/a.md": f"# T\n\n{notes}",
            "notes/b.md": "---\ndeck: Own\n---\n# U\n\n## g? {#v deck=G}\n\nh\n\n## i? {#w}\n\nj\n",
            "diptych.toml": 'deck = "Top"\n',
        }
    )
    anki.import_apkg(built(root))
    decks = {anki.fields(guid)["Id"]: anki.state(guid).deck for guid in anki.guids()}
    expected = {"x": "A::B c", "y": "C", "z": "T", "v": "G", "w": "Own"}
    assert decks == {name: f"Top::{deck}" for name, deck in expected.items()}
    page = next((root / "site" / "q").glob("x*.html")).read_text("utf-8")
    assert "deck=" not in page
    assert "B c" not in page


def test_a_deck_on_what_is_no_question_is_told(make_notebook: MakeNotebook) -> None:
    root = make_notebook({"a.md": "# T\n\n## Part {deck=A}\n\n### a?\n\nb\n\n### c?\n\nd\n"})
    told = build_folder(root, root / "site").report.diagnostics
    assert [(d.code, d.span.line) for d in told if d.span and d.code == "D206"] == [("D206", 3)]


def test_levels_of_tags_are_ankis(make_notebook: MakeNotebook, anki: Anki) -> None:
    root = make_notebook({"a.md": "---\ntags: [cv/loss, 'a::b']\n---\n# T\n\n## a? {#x}\n\nb\n"})
    anki.import_apkg(built(root))
    (guid,) = anki.guids()
    assert {"cv::loss", "a::b"} <= set(anki.note(guid).tags)


SETTINGS = 'deck = "Top"\nauthor = "A & B"\nbase_url = "https://a.example"\n'


def test_the_deck_is_described_when_its_author_says_so(
    make_notebook: MakeNotebook, anki: Anki
) -> None:
    root = make_notebook({"notes/a.md": "# T\n\n## a?\n\nb\n", "diptych.toml": SETTINGS})
    anki.import_apkg(built(root))
    assert description(anki, "Top") == ""
    more = 'deck_description = """About <it>.\nMore."""\nlicence = "CC BY 4.0"\n'
    (root / "diptych.toml").write_text(SETTINGS + more, encoding="utf-8")
    # The cards lie in a deck below it, and none is new.
    assert anki.import_apkg(built(root, NOW + 5)) == Imported(duplicate=1)
    link = '<a href="https://a.example">https://a.example</a>'
    said = f"<p>About &lt;it&gt;.</p><p>More.</p><p>A &amp; B · {link} · CC BY 4.0</p>"
    assert description(anki, "Top") == said


@pytest.mark.parametrize(("theirs", "left"), [("", "mine"), ("theirs", "theirs")])
def test_an_import_replaces_a_description_but_never_by_none(
    anki: Anki, theirs: str, left: str
) -> None:
    def deck(said: str) -> bytes:
        note = make_note(deck=("Top",))
        return build_deck(
            [note], [], name="Top", language="en", description=said, notetype_changed=DAY
        )

    anki.import_apkg(deck("first"))
    top = anki.collection.decks.by_name("Top")
    assert top is not None
    top["desc"] = "mine"
    anki.collection.decks.save(top)
    anki.import_apkg(deck(theirs))
    assert description(anki, "Top") == left


def description(anki: Anki, name: str) -> str:
    deck = anki.collection.decks.by_name(name)
    assert deck is not None
    return str(deck["desc"])
