"""What other tools say of a file: front matter of Hugo, decks, properties of Notion."""

from __future__ import annotations

import pytest

from diptych.model import Source
from diptych.parse.source import parse
from diptych.syntax.document import Document
from tests.anki_engine import Anki
from tests.conftest import MakeNotebook, build_folder

NOTION = "题库 0123456789abcdef0123456789abcdef/什么是秩？ fedcba9876543210fedcba9876543210.md"


def read(text: str, path: str = "a.md") -> tuple[Document, list[str]]:
    document, told = parse(Source(path, text))
    return document, [f"{each.code}: {each.message}" for each in told]


def test_front_matter_of_hugo_is_read_and_is_on_no_page() -> None:
    text = (
        '+++\ntitle = "A: title"\ntags = ["one", "two words"]\nweight = 3\n+++\n\n## Why?\n\nSo.\n'
    )
    document, told = read(text)
    assert (document.title, document.questions[0].tags) == ("A: title", ("one", "two-words"))
    assert told == ["D204: front matter `weight: 3` is not used"]
    assert document.questions[0].span.line == 7


def test_rows_that_anki_exported_go_over_lines() -> None:
    document, told = read(
        '#separator:tab\n#tags column:3\nWhy?\t"So,\n\nand so."\tone\nWhen?\tThen\ttwo\n\n## Who?\n\nI.\n'
    )
    assert [(each.prompt, each.span.line) for each in document.questions] == [
        ("Why?", 3),
        ("When?", 6),
        ("Who?", 8),
    ]
    assert told == ["D215: the property `tags: one, two` is not shown"]


@pytest.mark.parametrize("text", ["+++\nno end\n\n## Why?\n\nSo.\n", "a +++ b\n\n## Why?\n\nSo.\n"])
def test_other_pluses_stay(text: str) -> None:
    document, told = read(text)
    assert told == []
    assert any("+++" in node.content for node in document.nodes)


@pytest.mark.parametrize("key", ["deck", "cards-deck", "anki_deck"])
def test_front_matter_names_the_deck(make_notebook: MakeNotebook, anki: Anki, key: str) -> None:
    text = f"---\n{key}: Zoology::Birds\n---\n\n# Part\n\n## Why?\n\nSo.\n"
    root = make_notebook({"diptych.toml": 'title = "Book"\n', "notes/a.md": text})
    assert build_folder(root, root / "site").summary is not None
    (package,) = (root / "site").glob("*.apkg")
    anki.import_apkg(package)
    (guid,) = anki.guids()
    assert anki.state(guid).deck == "Book::Zoology::Birds"


def test_properties_of_notion_are_tags_or_told() -> None:
    text = "# 什么是秩？\n\n标签: 代数, 矩阵 论\n掌握程度: 3\n\n独立的行数。\n"
    document, told = read(text, NOTION)
    (question,) = document.questions
    assert question.tags == ("代数", "矩阵-论")
    assert told == ["D215: the property `掌握程度: 3` is not shown"]
    assert "0123" not in str(question.section)
    assert [node.content for node in question.answer] == ["独立的行数。"]


@pytest.mark.parametrize(
    ("path", "text"),
    [("什么是秩？.md", "# 什么是秩？\n\n标签: 代数\n"), (NOTION, "# 什么是秩？\n\n它是: 行数\n而且不止\n"),
     (NOTION, "# 什么是秩？\n\n它说：行数\n")],
)  # fmt: skip
def test_lines_that_only_look_so_are_the_answer(path: str, text: str) -> None:
    document, told = read(text, path)
    assert document.questions[0].answer
    assert told == []
