"""The separators and deletions that a vault chose for itself, as its own app reads them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from diptych.input.config import load_config
from diptych.model import CardMarks, Source
from diptych.output.cache_folder import VARIABLE
from diptych.output.write import read_manifest
from diptych.parse.source import parse
from diptych.syntax.cloze import deletions
from diptych.syntax.document import Question
from diptych.syntax.tree import text_blocks
from diptych.syntax.words import plain_text
from tests.conftest import MakeNotebook, build_folder, is_fresh

SETTINGS = ".obsidian/plugins/obsidian-spaced-repetition/data.json"


def questions(text: str, marks: CardMarks) -> tuple[Question, ...]:
    return parse(Source("a.md", text, card_marks=marks))[0].questions


def sides(question: Question) -> tuple[str, str]:
    answer = text_blocks((*question.short, *question.answer))
    return question.prompt, " / ".join(plain_text(each.children) for each in answer)


@pytest.mark.parametrize(
    "mark", [";;", ">>", "->", "%%", "$$", "==", "~~", "||", "#q", "\\\\", "问"]
)
def test_what_parts_a_line_may_mean_something_else_in_markdown(mark: str) -> None:
    text = f"#flashcards\n\ntap {mark} an end\nkey:: value `x {mark} y`\n\n- sink{mark}a way\n"
    first, second = questions(text, CardMarks(within=mark))
    assert (sides(first)[0], sides(second)) == ("tap", ("sink", "a way"))
    assert "key:: value" in sides(first)[1]


@pytest.mark.parametrize("mark", ["---", "===", "***", "???", "!", "%%", "$$", "###", "&&&", "答"])
@pytest.mark.parametrize("answer", ["Slowly.\n\nAlways.", "- seat\n- stem"])
def test_a_line_between_two_sides_may_mean_something_else(mark: str, answer: str) -> None:
    text = f"#flashcards\n\nHow does a tap\ndrip\n{mark}\n{answer}\n+++\n\nWords of no card.\n"
    document, _ = parse(Source("a.md", text, card_marks=CardMarks(between=mark)))
    (question,) = document.questions
    said = answer.replace("- ", "").replace("\n\n", " / ").replace("\n", " / ")
    assert sides(question) == ("How does a tap drip", said)
    assert "Words of no card" not in str(question.nodes)


@pytest.mark.parametrize("mark", ["---", "***", "===", "%%"])
def test_the_line_that_ends_a_card_may_end_a_list(mark: str) -> None:
    text = (
        f"#flashcards\n\nParts\n??\n- seat\n\n  wide\n- stem\n{mark}\n\nq\n?\na\n{mark}\nBehind.\n"
    )
    first, second = questions(text, CardMarks(end=mark))
    assert sides(first) == ("Parts", "seat / wide / stem")
    assert first.classes == ("reversed",)
    assert sides(second) == ("q", "a")


def test_an_end_below_a_list_is_no_line_of_its_last_item() -> None:
    text = "#flashcards\n\nParts\n?\n- seat\n  - stem\n+++\nBehind.\n"
    (question,) = parse(Source("a.md", text))[0].questions
    assert sides(question) == ("Parts", "seat / stem")


@pytest.mark.parametrize(
    ("hide", "numbers"),
    [(("==",), (1,)), (("**",), (1,)), (("{{",), (1,)), (("==", "**", "{{"), (1, 2, 3)), ((), ())],
)
def test_words_hide_as_the_vault_says(hide: tuple[str, ...], numbers: tuple[int, ...]) -> None:
    text = "#karten\n\nA ==b c== **d e** {{f g}}\n\n## Q?\n\nx\n"
    first = questions(text, CardMarks(tags=("karten",), hide=hide))[0]
    assert deletions(first.nodes) == numbers
    shown = "A b c d e f g" if "{{" in hide else "A b c d e {{f g}}"
    assert first.prompt == (shown if numbers else "Q?")


@pytest.mark.parametrize(
    ("head", "everywhere", "parted"),
    [
        ("#karten/wasser", False, True),
        ("---\ntags: [Karten]\n---", False, True),
        ("#other", False, False),
        ("", True, True),
    ],
)
def test_only_notes_that_hold_cards_are_read_so(head: str, everywhere: bool, parted: bool) -> None:
    marks = CardMarks(tags=("karten",), within=">>", everywhere=everywhere)
    prompts = [q.prompt for q in questions(f"{head}\n\na >> b\n\n## Q?\n\nx\n", marks)]
    assert prompts == (["a", "Q?"] if parted else ["Q?"])


def test_settings_are_read_from_the_vault_and_a_change_is_seen(
    make_notebook: MakeNotebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))

    def settings(separator: str) -> str:
        said = {"flashcardTags": ["#karten"], "singleLineCardSeparator": separator}
        patterns = ["**[123;;]answer[;;hint]**"]
        return json.dumps({"settings": {**said, "clozePatterns": patterns}})

    note = "#karten\n\ntap >> an end\n\nA **sink** ==x==.\n\nvalve ;; a part\n"
    root = make_notebook(
        {
            f"v/{SETTINGS}": settings(">>"),
            "v/n.md": note,
            "w/n.md": "# W\n\n## Why?\n\nBecause **so** >> it is\n",
        }
    )

    def pages() -> set[str]:
        assert build_folder(root, tmp_path / "site").summary
        return {page.stem for page in (tmp_path / "site" / "q").glob("*.html")}

    assert pages() == {"tap", "a-sink-x", "why"}
    config, _ = load_config(root, tmp_path / "site")
    assert is_fresh(config, read_manifest(config.output))
    (root / "v" / SETTINGS).write_text(settings(";;"), encoding="utf-8")
    assert not is_fresh(config, read_manifest(config.output))
    assert pages() == {"a-sink-x", "valve", "why"}
    (root / "v" / SETTINGS).write_text("{", encoding="utf-8")
    assert not {"tap", "valve"} & pages()
