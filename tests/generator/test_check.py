"""Each rule: what makes it speak, and where."""

from __future__ import annotations

import pytest

from generator.codes import CODES
from generator.report import Report
from tests.conftest import MakeNotebook, Notes, check_folder, codes

ANSWERED = "## What is IoU?\n\nIntersection over union.\n"


def places(report: Report) -> list[tuple[str, str, int]]:
    """Code, file and line of all but remarks."""
    return [
        (each.code, each.span.path if each.span else "", each.span.line if each.span else 0)
        for each in report.diagnostics
        if each.severity != "info"
    ]


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        ({"a.md": ANSWERED}, []),
        ({"a.txt": "x"}, [("D201", "", 0)]),
        ({"a.md": "just text\n"}, [("D201", "a.md", 1)]),
        ({"a.md": ANSWERED, "b.md": "text\n"}, [("D202", "b.md", 1)]),
        ({"a.md": "## A?\n\n## B?\n\nb\n"}, [("D301", "a.md", 1)]),
        ({"a.md": "## A?\n\n![x](gone.png)\n"}, [("D302", "a.md", 1), ("D401", "a.md", 3)]),
        ({"a.md": "## A?\n\nsee ![x](gone.png)\n"}, [("D401", "a.md", 3)]),
        ({"a.md": "## A?\n\n![x](gone.png)\n\n```\ncode\n```\n"}, [("D401", "a.md", 3)]),
        ({"a.md": "## A?\n\n<img src='C:\\x y.png'>\n"}, [("D302", "a.md", 1), ("D401", "a.md", 3)]),
        ({"a.md": "## A?\n\n![x](a.png)\n", "a.png": b"png"}, []),
        ({"a.md": "## A?\n\n![x](https://a.example/x.png)\n\ny\n"}, [("D401", "a.md", 3)]),
        ({"a.md": "## A? {#x}\n\na\n", "b.md": "## B? {#X}\n\nb\n"}, [("D303", "b.md", 1)]),
        ({"a.md": "## A?\n\na\n\n## a?\n\nb\n"}, [("D304", "a.md", 5)]),
        ({"a.md": "# X\n\n## A?\n\na\n\n# Y\n\n## A?\n\nb\n"}, []),
        ({"a.md": "## A?\n\n<script>x()</script>\n"}, [("D305", "a.md", 3)]),
        ({"a.md": "## A <b onclick='x'>b</b>?\n\na\n"}, [("D305", "a.md", 1)]),
        ({"a.md": "## A?\n\none\nvector<T>\n"}, [("D305", "a.md", 4)]),
        ({"a.md": '## A?\n\n1\n2 <b onclick="x">b</b>\n'}, [("D305", "a.md", 4)]),
        ({"a.md": "## A?\n\n<!-- aside -->\n\nx\n"}, [("D305", "a.md", 3)]),
        ({"a.md": "## A?\n\n<details><summary>s</summary>x</details>\n"}, []),
        ({"a.md": "## A?\n\none\ntwo[^x]\n"}, [("D306", "a.md", 4)]),
        ({"a.md": "## A?\n\na\n\n[^x]: lost words\n"}, [("D307", "a.md", 5)]),
        ({"a.md": "## A?\n\na[^x]\n\n[^x]: see[^y]\n\n[^y]: y\n"}, []),
        ({"a.md": "## A?\n\n[x](#gone)\n"}, [("D404", "a.md", 3)]),
        ({"a.md": "## A?\n\n[x](b.md#b)\n", "b.md": "## B? {#b}\n\nb\n"}, []),
        ({"a.md": "## A?\n\n[x](b.md#什么-是)\n", "b.md": "## 什么 是？\n\nb\n"}, []),
        ({"a.md": "## A?\n\n[x](b.md)\n", "b.md": ANSWERED}, []),
        ({"a.md": "## A?\n\n[x](c.md)\n"}, [("D404", "a.md", 3)]),
        ({"a.md": "## A?\n\n[x](c.pdf)\n", "c.pdf": b"pdf"}, []),
        ({"a.md": "## A?\n\n[x](c.pdf) [y](folder/)\n"}, [("D408", "a.md", 3)] * 2),
        ({"a.md": "intro\n\n#### Part\n\n## A?\n\n[x](#part) [y](#deeper-one)\n\n### Deeper *one*\n"}, []),
        ({"a.md": '## A?\n\n<a name="here"></a>[x](#here)\n'}, [("D305", "a.md", 3)]),
        ({"a.md": "## A?\n\n[x](https://a.example) [y](mailto:a@a.example)\n"}, []),
        ({"a.md": "## A?\n\n[f](c.py#f)\n", "c.py": "def f(): ...\n"}, []),
        ({"a.md": "## A?\n\n[f](c.py#g)\n", "c.py": "def f(): ...\n"}, [("D405", "a.md", 3)]),
        ({"a.md": "## A?\n\n[f](c.py#f)\n"}, [("D405", "a.md", 3)]),
        ({"a.md": "## A?\n\n$\\frac{a}{$\n"}, [("D601", "a.md", 3)]),
        ({"a.md": ANSWERED, "identity.jsonl": "{\n"}, [("D501", "identity.jsonl", 1)]),
    ],
)  # fmt: skip
def test_rules(
    make_notebook: MakeNotebook, notes: Notes, expected: list[tuple[str, str, int]]
) -> None:
    report = check_folder(make_notebook(notes))
    assert places(report) == expected


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("#IoU\n\nx\n", "Nearly questions: a.md:1 `#IoU` (no space after the #)."),
        ("x\n\n**What is IoU?**\n", "a.md:3 `**What is IoU?**` (bold, but no heading)"),
        ("**什么是 IoU**？\n", "a.md:1 `**什么是 IoU**？` (bold, but no heading)"),
        ("Is it so?\n\nQ. What is IoU\n\n#A\n\n__B?__\n",
         "Nearly questions: a.md:5 `#A` (no space after the #); a.md:7 `__B?__` (bold, but no "
         "heading); a.md:3 `Q. What is IoU` (a paragraph, not a heading)."),
        ("---\nquestion_level: 3\n---\n\n## What is IoU?\n\nx\n",
         "a.md:5 `## What is IoU?` (a heading, but not of the level of questions)"),
        ("```sh\n#!/bin/sh\n#what?\n```\n", "Make each question a heading."),
    ],
)  # fmt: skip
def test_without_questions_the_nearest_misses_are_shown(
    make_notebook: MakeNotebook, text: str, hint: str
) -> None:
    (told,) = check_folder(make_notebook({"a.md": text})).diagnostics
    assert told.code == "D201"
    assert "looked for headings such as" in told.message
    assert hint in told.hint


def test_what_is_left_out_is_quoted(make_notebook: MakeNotebook) -> None:
    text = '## A?\n\n<b style="color: steal()">b</b> <!-- aside -->\n\na\n\n[^x]: lost words\n'
    messages = [d.message for d in check_folder(make_notebook({"a.md": text})).diagnostics]
    assert any("steal()" in message for message in messages)
    assert any("aside" in message for message in messages)
    assert any("lost words" in message for message in messages)


def test_hints_name_what_was_nearly_meant(make_notebook: MakeNotebook) -> None:
    notes = {
        "a.md": "## A? {#soft-nms}\n\n[x](#soft-nsm)\n\n[f](c.py#softnms)\n",
        "c.py": "def soft_nms(): ...\n",
    }
    hints = [each.hint for each in check_folder(make_notebook(notes)).diagnostics]
    assert hints == ["Did you mean `#soft-nms`?", "Did you mean `#soft_nms`?"]


def test_a_part_of_a_notebook_is_checked_in_the_light_of_the_whole(
    make_notebook: MakeNotebook,
) -> None:
    root = make_notebook(
        {
            "diptych.toml": "",
            "notes/a.md": "## A?\n\n[b](b.md#b)\n",
            "notes/b.md": "## B? {#b}\n\n## C?\n\nc\n",
        }
    )
    part = check_folder(root / "notes" / "a.md")
    assert [question.file for question in part.questions] == ["notes/a.md"]
    assert codes(part) == []
    assert codes(check_folder(root)) == ["D301"]


def test_every_code_is_documented_once_and_has_its_severity() -> None:
    assert all(severity in {"error", "warning", "info"} for severity, _ in CODES.values())
    meanings = [meaning for _, meaning in CODES.values()]
    assert len(set(meanings)) == len(meanings)
