"""Our own notes: complete, sound, and of one mind with the code that they show."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from diptych.diagnostics.report import Report
from diptych.input.config import load_config
from diptych.link.notebook import Notebook, read_notebook
from diptych.parse.source import parse
from diptych.render.formulas import to_mathml
from diptych.syntax.cloze import deletions
from diptych.syntax.document import Document, Question
from diptych.syntax.tree import Node, text_blocks, walk
from diptych.syntax.words import plain_text
from tests.anki_engine import Anki
from tests.conftest import NOW, build_folder, check_folder, copy_own_notes, of

ROOT = Path(__file__).parents[1]

# The user's question → ours. Two of his hold two questions each.
QUESTIONS = {
    1: ("faster-rcnn",),
    2: ("yolo-v1",),
    3: ("l1-l2-regularization",),
    4: ("cross-entropy",),
    5: ("convolution",),
    6: ("max-variance-regression",),
    7: ("class-imbalance",),
    8: ("overfitting-remedies",),
    9: ("dense-crf",),
    10: ("batch-norm",),
    11: ("multi-label-loss",),
    12: ("detect-overfitting", "cross-validation"),
    13: ("focal-loss",),
    14: ("backpropagation",),
    15: ("few-samples",),
    16: ("fine-tuning",),
    17: ("linearity",),
    18: ("activation-functions",),
    19: ("t-sne",),
    20: ("distribution-distances",),
    21: ("fpn",),
    22: ("nms", "soft-nms"),
    23: ("rcnn-family",),
    24: ("arcface",),
}

# What has been asked since: a topic's number in the second edition → its question.
LATER = {
    25: "average-precision",
    26: "iou-losses",
    27: "yolo-evolution",
    28: "label-assignment",
    29: "attention",
    30: "vit",
    31: "detr",
    32: "segmentation-networks",
    33: "resnet",
    34: "optimizers",
    35: "normalisation-beyond-bn",
    36: "mixed-precision",
    37: "self-supervised",
    38: "compression",
    39: "lora",
    40: "diffusion",
    41: "training-debug",
}


@pytest.fixture(scope="module")
def notebook() -> Notebook:
    config, _ = load_config(ROOT)
    return read_notebook(config)


@pytest.fixture(scope="module")
def report() -> Report:
    return check_folder(ROOT)


@pytest.fixture(scope="module")
def documents(notebook: Notebook) -> list[Document]:
    """The notes as they are parsed, before they become HTML."""
    return [parse(source, notebook.config.reading)[0] for source in notebook.sources]


@pytest.fixture(scope="module")
def asked(documents: list[Document]) -> list[Question]:
    """All questions, likewise."""
    return [question for document in documents for question in document.questions]


def test_all_questions_are_there_and_answered(report: Report) -> None:
    wanted = {identifier for ours in QUESTIONS.values() for identifier in ours} | {*LATER.values()}
    assert wanted <= {question.id for question in report.questions}
    assert all(question.answered for question in report.questions)


def test_each_topic_has_follow_ups_and_there_are_cards_of_every_kind(asked: list[Question]) -> None:
    main = {identifier for ours in QUESTIONS.values() for identifier in ours} | {*LATER.values()}
    follow_ups: dict[str, int] = dict.fromkeys(main, 0)
    topic = ""
    for question in asked:
        if question.pinned in main:
            topic = question.pinned or ""
        elif not deletions(question.nodes):
            follow_ups[topic] += 1
    assert min(follow_ups.values()) >= 2, follow_ups
    assert sum(follow_ups.values()) >= 60
    clozes = [deletions(question.nodes) for question in asked]
    assert sum(map(len, clozes)) >= 20
    assert sum("reversed" in question.classes for question in asked) >= 6


def test_there_is_nothing_to_complain_about(report: Report) -> None:
    assert [(d.code, d.message) for d in report.diagnostics if d.severity != "info"] == []


def test_every_question_is_pinned_and_answered_shortly_first(asked: list[Question]) -> None:
    for question in asked:
        assert question.pinned, question.prompt
        if not deletions(question.nodes):
            short = plain_text(text_blocks(question.short))
            assert 40 <= len(short) <= 260, f"{question.pinned}: {len(short)}"
        assert question.answer


def test_all_code_in_the_notes_is_tested_code(asked: list[Question]) -> None:
    """Code is included from the figure package, where it has its tests; none is typed in."""
    for question in asked:
        assert not [token for token in question.answer if token.type == "fence"], question.pinned


def test_every_registered_figure_is_shown_and_every_topic_shows_one(
    notebook: Notebook,
) -> None:
    shown = {
        question.pinned: {
            reference.target.path for reference in question.references if reference.kind == "image"
        }
        for question in notebook.facts.questions
    }
    assert set().union(*shown.values()) == set(notebook.facts.gallery.by_path())
    for number, ours in QUESTIONS.items():
        assert any(shown[each] for each in ours), number
    topic, of_topic = "", dict[str, set[str | None]]()
    for question in notebook.facts.questions:
        topic = question.pinned or "" if question.pinned in LATER.values() else topic
        of_topic.setdefault(topic, set()).update(shown[question.pinned])
    for number, main in LATER.items():
        assert of_topic[main], number


def test_every_question_cites_a_source_with_its_year(documents: list[Document]) -> None:
    for document in documents:
        for question in document.questions:
            cited = set(labels(question.short)) | set(labels(question.answer))
            assert cited, question.pinned
        for label, nodes in document.footnotes.items():
            text = plain_text(text_blocks(nodes))
            assert re.search(r"(?:18|19|20)\d\d", text), label


def labels(nodes: tuple[Node, ...]) -> Iterator[str]:
    return (node.meta["label"] for node in walk(nodes) if node.type == "footnote_ref")


def test_every_figure_is_shown_somewhere(notebook: Notebook) -> None:
    used = {reference.target.path for reference in notebook.facts.references}
    assert set(notebook.facts.gallery.by_path()) <= used


def test_no_drawing_is_stale(notebook: Notebook) -> None:
    assert [f.name for f in notebook.facts.gallery.figures.values() if f.stale] == []


def test_no_ledger_line_is_lost(notebook: Notebook) -> None:
    ids = {question.pinned for question in notebook.facts.questions}
    entries = notebook.ledger.entries.values()
    assert {entry.id for entry in entries if entry.retired is None} == ids


@pytest.mark.slow
def test_the_deck_is_imported_whole_by_the_real_engine(tmp_path: Path) -> None:
    root = copy_own_notes(tmp_path / "own")
    built = build_folder(root, tmp_path / "site", NOW)
    assert built.summary is not None
    deck = tmp_path / "site" / built.summary.deck_file
    with Anki(tmp_path / "anki") as anki:
        first = anki.import_apkg(deck)
        # A picture whose labels are asked for is a note beside that of its question.
        marked = sum(
            len(re.findall(r"\{[^{}]*\bocclude", file.read_text(encoding="utf-8")))
            for file in root.rglob("notes/*.md")
        )
        assert marked >= 3
        assert (first.new, first.conflicting) == (built.summary.questions + marked, 0)
        assert len(anki.rows("SELECT id FROM cards")) == built.summary.cards
        found = anki.check_media()
        assert (found.missing, found.unused) == ((), ())
        assert anki.problems() == []
        again = anki.import_apkg(deck)
        assert (again.new, again.updated) == (0, 0)
        for guid in anki.guids():
            back = anki.back(guid)
            assert "{{" not in back
            # A revealed deletion in a formula has no mark of its own.
            assert 'class="short"' in back or "[...]" not in back
            for card in anki.cards(guid):
                for latex, display in formulas_on(card.question() + card.answer()):
                    with of(f"{anki.fields(guid)['Id']}: {latex}"):
                        assert to_mathml(latex, display=display)


def formulas_on(card: str) -> Iterator[tuple[str, bool]]:
    """The formulas of a card as Anki's MathJax gets them, with whether each is displayed."""
    card = re.sub(r"<(script|style)>.*?</\1>", "", card, flags=re.DOTALL)
    for found in re.finditer(r"\\\((.*?)\\\)|\\\[(.*?)\\\]", card, re.DOTALL):
        shown = html.unescape(re.sub("<[^>]*>", "", found[1] or found[2]))
        yield shown, found[2] is not None
