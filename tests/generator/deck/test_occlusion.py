"""Pictures whose labels cards ask for: in the real engine, through redraws and lost ledgers."""

from __future__ import annotations

import re

import pytest

from diptych.commands.building.planned_import import plan_notes
from diptych.input.config import load_config
from diptych.model import silent
from tests.anki_engine import Anki, Imported
from tests.generator.deck.occluded_book import NOTES, Book, photo, picture_note

LABEL = re.compile(r"'([^']*)'")


def test_the_engine_reads_a_shape_for_each_label(book: Book, anki: Anki) -> None:
    package = book.build("Encoder", "Decoder", "Head", "0.5")
    assert anki.import_apkg(package) == Imported(new=2)
    guid = picture_note(anki)
    assert len(anki.cards(guid)) == 3
    assert book.built.summary is not None
    assert [[book.built.summary.cards]] == anki.rows("SELECT count() FROM cards")
    read = anki.collection.get_image_occlusion_note(anki.note(guid).id).note
    assert {each.ordinal for each in read.occlusions} == {1, 2, 3}
    assert {shape.shape for each in read.occlusions for shape in each.shapes} == {"rect"}
    assert read.occlude_inactive
    assert read.header == "What are the blocks?"
    assert b"Encoder" in read.image_data
    assert anki.problems() == []
    assert (anki.check_media().missing, anki.check_media().unused) == ((), ())


def test_only_the_label_that_is_asked_for_is_hidden_on_request(book: Book, anki: Anki) -> None:
    anki.import_apkg(book.build("One", "Two", notes=NOTES.replace(".occlude", ".occlude-one")))
    guid = picture_note(anki)
    assert not anki.collection.get_image_occlusion_note(anki.note(guid).id).note.occlude_inactive


def test_the_question_keeps_the_note_that_it_had(book: Book, anki: Anki) -> None:
    anki.import_apkg(book.build("Encoder", notes=NOTES.replace("{.occlude}", "")))
    (guid,) = anki.guids()
    anki.study(guid)
    state = anki.state(guid)
    assert anki.import_apkg(book.build("Encoder")) == Imported(new=1, duplicate=1)
    assert anki.state(guid) == state


def test_a_redraw_keeps_the_reviews_of_each_label(book: Book, anki: Anki) -> None:
    anki.import_apkg(book.build("Encoder", "Head"))
    guid = picture_note(anki)
    anki.study(guid, 1)
    before = anki.state(guid, 1)
    assert "Head" in asked(anki, guid, 1)
    # Drawn in another order, with a label more between the two.
    assert anki.import_apkg(book.build("Head", "Neck", "Encoder")) == Imported(updated=2)
    assert anki.state(guid, 1) == before
    assert [asked(anki, guid, ordinal) for ordinal in range(3)] == ["Encoder", "Head", "Neck"]


def asked(anki: Anki, guid: str, ordinal: int) -> str:
    """The label that a card's active shape covers, by its place in the drawing."""
    read = anki.collection.get_image_occlusion_note(anki.note(guid).id).note
    (active,) = (each for each in read.occlusions if each.ordinal == ordinal + 1)
    top = next(each.value for each in active.shapes[0].properties if each.name == "top")
    source = (anki.folder.parent / "notebook/figures/plots/blocks.py").read_text("utf-8")
    names = LABEL.findall(source.partition("\n")[0])
    return str(names[round((0.95 - float(top)) / 0.2) - 1])


def test_a_label_that_comes_back_has_its_card_again(book: Book, anki: Anki) -> None:
    anki.import_apkg(book.build("Encoder", "Head"))
    guid = picture_note(anki)
    anki.study(guid, 0)
    before = anki.state(guid, 0)
    anki.import_apkg(book.build("Head", "Neck"))
    (told,) = book.told("D520")
    assert "“Encoder”" in told
    assert anki.state(guid, 0) == before
    book.build("Head", "Neck")
    assert book.told("D520") == []
    anki.import_apkg(book.build("Neck", "Encoder", "Head"))
    assert anki.state(guid, 0) == before
    assert [asked(anki, guid, ordinal) for ordinal in range(3)] == ["Encoder", "Head", "Neck"]


def test_nothing_is_updated_that_did_not_change(book: Book, anki: Anki) -> None:
    first = book.build("Encoder", "Head")
    anki.import_apkg(first)
    assert book.build("Encoder", "Head") == first
    assert anki.import_apkg(book.build("Encoder", "Head")) == Imported(duplicate=2)


def test_a_mark_that_was_taken_off_gives_its_cards_back(book: Book, anki: Anki) -> None:
    anki.import_apkg(book.build("Encoder", "Head"))
    guid = picture_note(anki)
    anki.study(guid, 1)
    before = anki.state(guid, 1)
    assert anki.import_apkg(book.build("Head", notes=NOTES.replace("{.occlude}", ""))).new == 0
    assert len(book.told("D520")) == 1
    assert anki.import_apkg(book.build("Head", "Encoder")).new == 0
    assert (anki.state(guid, 1), asked(anki, guid, 1)) == (before, "Head")


def test_a_lost_ledger_is_made_anew_from_the_last_deck(book: Book, anki: Anki) -> None:
    anki.import_apkg(book.build("Encoder", "Head"))
    anki.import_apkg(book.build("Head", "Neck"))
    guid = picture_note(anki)
    kept = book.ledger.read_bytes()
    book.ledger.unlink()
    assert anki.import_apkg(book.build("Head", "Neck")) == Imported(duplicate=2)
    assert book.ledger.read_bytes().count(b"Encoder") == kept.count(b"Encoder") > 0
    anki.import_apkg(book.build("Neck", "Encoder", "Head"))
    assert [asked(anki, guid, ordinal) for ordinal in range(3)] == ["Encoder", "Head", "Neck"]


def test_a_ledger_that_was_taken_back_stays_behind_no_deck(book: Book, anki: Anki) -> None:
    book.build("Encoder")
    ledger = book.ledger.read_bytes()
    anki.import_apkg(book.build("Encoder", "Head"))
    book.ledger.write_bytes(ledger)
    book.time -= 2 * 86_400
    assert anki.import_apkg(book.build("Head", "Encoder")) == Imported(updated=2)
    guid = picture_note(anki)
    assert [asked(anki, guid, ordinal) for ordinal in range(2)] == ["Encoder", "Head"]


def test_rectangles_name_the_labels_of_a_photograph(book: Book, anki: Anki) -> None:
    mark = 'occlude="10%,20%,30%,10%: cat; 100,50,40,20: dog; 60%,80%,5%,5%: cat"'
    anki.import_apkg(book.build("x", notes=f"# N\n\n## Who?\n\n![](photo.png){{{mark}}}\n"))
    guid = picture_note(anki)
    read = anki.collection.get_image_occlusion_note(anki.note(guid).id).note
    cat, dog = sorted(read.occlusions, key=lambda each: each.ordinal)
    assert (len(cat.shapes), len(dog.shapes)) == (2, 1)
    place = {each.name: float(each.value) for each in dog.shapes[0].properties if each.name != "oi"}
    assert place == {"left": 0.5, "top": 0.5, "width": 0.2, "height": 0.2}
    assert [len(anki.cards(guid)), read.image_data] == [2, photo()]


def test_the_plan_says_what_becomes_of_the_labels(book: Book) -> None:
    book.build("Encoder", "Head")

    def planned(*labels: str, notes: str = NOTES) -> list[tuple[str, str]]:
        book.write(*labels, notes=notes)
        report, plan = plan_notes(*load_config(book.root), silent)
        assert plan is not None, report.diagnostics
        touched = sum(each.kind in {"new", "changed"} for each in plan.steps)
        assert plan.unchanged + touched == 1 + notes.count("occlude")
        return [(each.kind, each.prompt) for each in plan.steps]

    question, picture = "What are the blocks?", "What are the blocks? › blocks"
    assert planned("Encoder", "Head") == []
    redrawn = [("changed", question), ("changed", picture)]
    assert planned("Head", "Encoder") == redrawn
    assert planned("Encoder", "Head", "Neck") == [*redrawn, ("card added", picture)]
    assert planned("Encoder") == [*redrawn, ("card blank", picture)]
    two = NOTES + '\n![](photo.png){occlude="9,9,9,9: a"}\n'
    assert planned("Encoder", "Head", notes=two)[1:] == [("new", f"{question} › photo.png")]


def test_a_mark_that_was_taken_off_orphans_its_cards(book: Book) -> None:
    book.build("Encoder", "Head")
    book.write("Encoder", "Head", notes=NOTES.replace("{.occlude}", ""))
    _, plan = plan_notes(*load_config(book.root), silent)
    assert plan is not None
    assert [(each.kind, each.was) for each in plan.steps] == [("orphaned", "Diptych Occlusion")]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("![](figures/rendered/blocks.svg){.occlude}", []),
        ("![](figures/rendered/blocks.svg){.occluded}", ["D414:5:34"]),
        ("![](photo.png){.occlude}", ["D414:5:0"]),
        ('![](photo.png){occlude="1,2,3: a"}', ["D415:5:25", "D414:5:0"]),
        ('![](photo.png){occlude="1,2,3,4: a; 5,6,0,8: b"}', ["D415:5:37"]),
        ('![](photo.png){occlude="1,2,3,4: a;\n 1,2,3,4:"}', ["D415:6:2"]),
        ('![](photo.png){occlude="90%,2,30%,4: a"}', ["D415:5:25"]),
        ('![](photo.png){occlude="300,2,30,40: a"}', ["D415:5:25", "D414:5:0"]),
        ('![](photo.png){occlude="1,2,3,4: a}', ["D414:5:15"]),
        ('![](photo.png){occlude=""}', ["D415:5:0", "D414:5:0"]),
        ('![](photo.png){occlude="1,2,3,4: a"} ![](photo.png){occlude="9,9,9,9: b"}', ["D414:5:0"]),
        ('![](https://a.example/a.png){.occlude}', ["D414:5:0"]),
        ('<img src="photo.png" class="occlude">', ["D414:5:0"]),
        ('a[^x]\n\n[^x]: ![](photo.png){occlude="1,2,3,4: a"}', ["D414:7:11"]),
    ],
)  # fmt: skip
def test_a_mark_that_makes_no_card_says_why(book: Book, answer: str, told: list[str]) -> None:
    book.build("Encoder", notes=f"# N\n\n## Who?\n\n{answer}\n")
    found = [
        f"{each.code}:{each.span.line}:{each.span.column}"
        for each in book.built.report.diagnostics
        if each.span and each.code in {"D414", "D415"}
    ]
    assert sorted(found) == sorted(told)
