"""Each rule: what makes it speak, and where."""

from __future__ import annotations

import pytest

from diptych.diagnostics.codes import CODES
from diptych.diagnostics.report import Report
from diptych.figures.registry import Figure, Gallery
from diptych.link.checks.facts import Facts
from diptych.link.checks.images import without_alternative
from diptych.link.targets import LinkMap
from diptych.model import Source, Span
from diptych.parse.source import parse
from diptych.syntax.references import in_question, references, resolve
from tests.conftest import MakeNotebook, Notes, check_folder, codes, compiled

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
        ({"a.md": "## A?\n\n<br><b>\n</b>\n\n## B?\n\nb\n"}, [("D301", "a.md", 1)]),
        ({"a.md": "## A?\n\n<a name='x'></a>\n\n## B?\n\nb\n"}, [("D301", "a.md", 1)]),
        ({"a.md": "## A?\n\n> - []()\n\n## B?\n\nb\n"}, [("D301", "a.md", 1)]),
        ({"a.md": "## A?\n\n- [ ] TODO\n\n## B?\n\n- [x] b\n"}, [("D301", "a.md", 1)]),
        ({"a.md": "## A?\n\n- [ ]\n\n## B?\n\n- b\n"}, [("D301", "a.md", 1)]),
        ({"a.md": "## A?\n\n-\n\n## B?\n\n$b$\n"}, [("D301", "a.md", 1)]),
        ({"a.md": "## A?\n\n**（待补充）**\n\n## B?\n\n待定\n"}, [("D301", "a.md", 1)]),
        ({"a.md": "## A?\n\n> 后续更新……\n\n## B?\n\n更新\n"}, [("D301", "a.md", 1)]),
        ({"a.md": "## A?\n\nTBD.\n\n## B?\n\nto be determined\n"}, [("D301", "a.md", 1)]),
        ({"a.md": "## A?\n\nTODO\n\n[TODO](b.md)\n", "b.md": ANSWERED}, []),
        ({"a.md": "## A?\n\n`TODO` marks what is to be done\n"}, []),
        ({"a.md": "## The word for {{c1::plan}}?\n\nTODO\n"}, []),
        ({"a.md": "## A?\n\n![x](gone.png)\n"}, [("D302", "a.md", 1), ("D401", "a.md", 3)]),
        ({"a.md": "## A?\n\nsee ![x](gone.png)\n"}, [("D401", "a.md", 3)]),
        ({"a.md": "## A?\n\n![x](gone.png)\n\n```\ncode\n```\n"}, [("D401", "a.md", 3)]),
        ({"a.md": "## A?\n\n<img src='C:\\x y.png'>\n"}, [("D302", "a.md", 1), ("D401", "a.md", 3)]),
        ({"a.md": "## A?\n\n![x](a.png)\n", "a.png": b"png"}, []),
        ({"a.md": "## A?\n\n![x](https://a.example/x.png)\n\ny\n"}, [("D401", "a.md", 3)]),
        ({"a.md": "## A? {#x}\n\na\n", "b.md": "## B? {#X}\n\nb\n"}, [("D303", "b.md", 1)]),
        ({"a.md": "## A?\n\na\n\n## a?\n\nb\n"}, [("D304", "a.md", 5)]),
        (
            {"a.md": "## A?\n\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n"},
            [("D332", "a.md", 3)],
        ),
        (
            {"a.md": "## A?\n\n<<<<<<< HEAD\n```\na\n=======\n```\nb\n>>>>>>> o\n```\n"},
            [("D332", "a.md", 3)],
        ),
        ({"a.md": "## A?\n\n```\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> o\n```\n\na\n"}, []),
        ({"a.md": "## A?\n\na\n\n=======\n\n>>>>>>> deep\n"}, []),
        (
            {"a.md": "## A?\n\nb[^two words] [^ ] [^x]\n\n[^two words]: c d\n\n[^x]: d\n"},
            [("D306", "a.md", 3), ("D306", "a.md", 5)],
        ),
        ({"a.md": "## A?\n\nb\n\n<hr style=' x' color=#0 size=1'>\n"}, [("D305", "a.md", 5)]),
        ({"a.md": "## A?\n\n<div>\n\nb **c** d\n\n</div>\n\n<pre>**c**</pre>\n"}, []),
        ({"a.md": "## A?\n\nb\n\n```text\nc\n\n## B?\n\nd\n"}, [("D327", "a.md", 5)]),
        ({"a.md": "## A?\n\n```text\nc\n\n## B?\n```\n\nb\n"}, []),
        ({"a.md": "## A?\n\nb\n\n<pre>\nc\n\n## B?\n\nd\n"}, [("D327", "a.md", 5)]),
        ({"a.md": "## A?\n\nb\n\n<!--\n## B?\n\nd\n"}, [("D327", "a.md", 5)]),
        ({"a.md": "## A?\n\n<div>b</div>\n## B?\n\nd\n"}, [("D327", "a.md", 4)]),
        ({"a.md": "## A?\n\n`x`{=html} and f{~a}\n"}, []),
        ({"a.md": "## A?\n\n::before and ::after\n"}, []),
        (
            {
                "a.md": "## A?\n\n`{c1:b}` `:[ a ]:` $a_{c1:b}$ [@user] [@vue/cli] C# or F#, #a\n"
                "{c1: 1} a <<< b #1 #2 [a@b.example1]\n"
            },
            [],
        ),
        ({"a.md": "## A?\n\n![x](file:///C:/a.png) y\n"}, [("D401", "a.md", 3)]),
        ({"a.md": "# X\n\n## A?\n\na\n\n# Y\n\n## A?\n\nb\n"}, []),
        ({"a.md": "## A?\n\n<script>x()</script>\n"}, [("D305", "a.md", 3)]),
        ({"a.md": "## A <b onclick='x'>b</b>?\n\na\n"}, [("D305", "a.md", 1)]),
        ({"a.md": "## A?\n\none\n<iframe>\n"}, [("D305", "a.md", 4)]),
        ({"a.md": '## A?\n\n1\n2 <b onclick="x">b</b>\n'}, [("D305", "a.md", 4)]),
        ({"a.md": "## A?\n\n<!-- aside -->\n\nx\n"}, []),
        ({"a.md": "## A?\n\n<details><summary>s</summary>x</details>\n"}, []),
        ({"a.md": "## A?\n\none\ntwo[^x]\n"}, [("D306", "a.md", 4)]),
        ({"a.md": "## A?\n\na\n\n[^x]: lost words\n"}, [("D307", "a.md", 5)]),
        ({"a.md": "## A?\n\na\n\n[^x]:\n"}, []),
        ({"a.md": "## A?\n\na[^x]\n\n[^x]: see[^y]\n\n[^y]: y\n"}, []),
        ({"a.md": "## A?\n\n[x](#gone)\n"}, [("D404", "a.md", 3)]),
        ({"a.md": "## A?\n\n[x](b.md#b)\n", "b.md": "## B? {#b}\n\nb\n"}, []),
        ({"a.md": "## A?\n\n[x](b.md#什么-是)\n", "b.md": "## 什么 是？\n\nb\n"}, []),
        ({"a.md": "## A?\n\n[x](b.md)\n", "b.md": ANSWERED}, []),
        ({"a.md": "## A?\n\n[x](c.md)\n"}, [("D404", "a.md", 3)]),
        ({"a.md": "## A?\n\n[x](c.pdf)\n", "c.pdf": b"pdf"}, []),
        ({"a.md": "## A?\n\n[x](c.pdf) [y](folder/)\n"}, [("D408", "a.md", 3)] * 2),
        ({"a.md": "## A?\n\n[x](/gone.md) [y](gone)\n"}, [("D404", "a.md", 3), ("D408", "a.md", 3)]),
        ({"a.md": "intro\n\n#### Part\n\n## A?\n\n[x](#part) [y](#deeper-one)\n\n### Deeper *one*\n"}, []),
        ({"a.md": '## A?\n\n<a name="here"></a>[x](#here)\n'}, []),
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


def test_drawings_in_a_language_are_told_once_for_each(make_notebook: MakeNotebook) -> None:
    fences = [
        "```mermaid\na\n```",
        "~~~PlantUML\nb\n~~~",
        "```{mermaid}\nc\n```",
        "```python\nd\n```",
    ]
    report = check_folder(make_notebook({"a.md": "## A?\n\n" + "\n\n".join(fences)}))
    told = [each for each in report.diagnostics if each.code == "D317"]
    assert [each.span and each.span.line for each in told] == [3, 7]
    assert "Mermaid is shown as its code, 2 times" in told[0].message


def test_code_is_included_by_a_paragraph_that_is_one_link_and_nothing_else() -> None:
    kinds = {
        "[f](c.py#f)": ["code"],
        "[`f`](c.py#f)": ["code"],
        "[f](c.py#f) [g](c.py#g)": ["link", "link"],
        "[f](c.py#f)[g](c.py#g)": ["link", "link"],
        "[f](c.py#f), then": ["link"],
        "see [f](c.py#f)": ["link"],
        "[f](c.py)": ["link"],
        "[f](c.md#f)": ["link"],
        "![f](c.py#f)": ["image"],
    }
    for text, wanted in kinds.items():
        document, _ = parse(Source("a.md", f"## A?\n\n{text}\n"))
        assert [
            each.kind for each in references(document, map(in_question, document.questions))
        ] == wanted, text


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
        # Three are shown, in the order of the notes where they are as near.
        ("Is one so?\n\nIs two so?\n\nIs three so?\n\nIs four so?\n",
         "Nearly questions: a.md:1 `Is one so?` (asks, but is no heading); a.md:3 `Is two so?` (asks, "
         "but is no heading); a.md:5 `Is three so?` (asks, but is no heading)."),
        # Sixty characters are quoted.
        (f"{'a' * 59}?\n", f"a.md:1 `{'a' * 59}?` (asks"),
        (f"{'a' * 60}?\n", f"a.md:1 `{'a' * 60}…` (asks"),
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


def test_registered_figures_need_no_alternative_text() -> None:
    document = compiled("## A?\n\n![](drawn/a.svg) ![](b.svg)\n")
    figure = Figure("a", "drawn/a.svg", "plots/a.py", "0", None)
    facts = Facts("a.md", [document], document.references, {}, {}, LinkMap([document]),
                  Gallery(figures={"a": figure}), {})  # fmt: skip
    assert [each.message for each in without_alternative(facts)] == [
        "image `b.svg` has no alternative text"
    ]


@pytest.mark.parametrize(
    ("footnote", "expected"),
    [
        ("see [x](gone.md)", ["D404"]),
        ("see ![x](gone.png)", ["D401"]),
        ("see ![](gone.png)", ["D401", "D409"]),
        ("see <b onclick='x'>b</b> and vector<T>", ["D305", "D316"]),
        ("see[^gone]", ["D306"]),
        ("copied xixi, σ2σ2", ["D231"]),
        ("well", []),
    ],
)
def test_a_footnote_in_the_text_is_looked_at_like_any_text(
    make_notebook: MakeNotebook, footnote: str, expected: list[str]
) -> None:
    notes = {"diptych.toml": "", "notes/a.md": f"## A?\n\nsaid\nhere^[{footnote}]\n"}
    found = check_folder(make_notebook(notes)).diagnostics
    assert [each.code for each in found] == expected
    assert {each.span.line for each in found if each.span} <= {4}


def test_a_footnote_that_only_one_in_the_text_refers_to_is_used(
    make_notebook: MakeNotebook,
) -> None:
    text = "## A?\n\na^[see[^x]]\n\n[^x]: shown\n"
    assert places(check_folder(make_notebook({"a.md": text}))) == []


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


ANCHORS = {
    "the number of a question": ("## 3. What is X?", "#3-what-is-x"),
    "its words alone": ("## 3. What is X?", "#what-is-x"),
    "a long number": ("### 1.2.3 Why?\n\na\n\n### 1.2.4 Who?", "#123-why"),
    "Chinese, full-width punctuation": ("### 问题3：什么是“过拟合”？", "#问题3什么是过拟合"),
    "percent-encoded": ("## 什么是 IoU？", "#%E4%BB%80%E4%B9%88%E6%98%AF-iou"),
    "as written, with capitals": ("## What is IoU?", "#What-is-IoU"),
    "code and emphasis": ("## Why `a_b()` **or** *c*?", "#why-a_b-or-c"),
    "a link": ("## What is [NMS](https://a.example)?", "#what-is-nms"),
    "a formula": ("## What is $\\gamma$?", "#what-is-gamma"),
    "dashes stay where punctuation was": ("## C & D – why?", "#c--d--why"),
    "and some forges write one": ("## C & D – why?", "#c-d-why"),
    "an emoji": ("## 🚀 Why?", "#-why"),
    "an emoji with its selector": ("## ⚡\ufe0f Why?", "#\ufe0f-why"),
    "without it": ("## ⚡\ufe0f Why?", "#-why"),
    "marks of Indian scripts": ("## हिन्दी क्या है?", "#हिन्दी-क्या-है"),
    "the forge's prefix": ("## What is X?", "#user-content-what-is-x"),
    "name in raw HTML": ("## X?\n\n<a name=here></a>", "#here"),
    "id in raw HTML": ("## X?\n\n<a id='Here'></a>", "#Here"),
    "a section": ("# Über uns\n\n## X?", "#über-uns"),
    "a deeper heading": ("## X?\n\n#### Not *so* fast!", "#not-so-fast"),
}


@pytest.mark.parametrize("case", ANCHORS)
def test_anchors_as_forges_make_them(make_notebook: MakeNotebook, case: str) -> None:
    heading, link = ANCHORS[case]
    text = f"{heading}\n\nanswer [a]({link}) [b](#none-such)\n"
    told = [d for d in check_folder(make_notebook({"a.md": text})).diagnostics if d.code == "D404"]
    assert ["none-such" in each.message for each in told] == [True]


def test_of_headings_alike_each_has_its_anchor() -> None:
    text = "# T\n\n## Why?\n\n### So\n\na\n\n## Why?\n\n### So\n\nb\n\n## So-1?\n\nc\n\n## 2. Why?\n\nd\n"
    document = compiled(text)
    links = LinkMap([document])
    places = {
        anchor: links.find(resolve("a.md", f"#{anchor}"))
        for anchor in ("t", "why", "why-1", "so", "so-1", "so-1-1", "2-why", "why-2", "so-2")
    }
    assert places == {
        "t": ("section", 0),
        "why": ("question", 0),
        "why-1": ("question", 1),
        "so": ("question", 0),
        "so-1": ("question", 1),
        "so-1-1": ("question", 2),
        "2-why": ("question", 3),
        "why-2": None,
        "so-2": None,
    }


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        ("## A?\n\n### b\n\n#### c\n\n### d\n", []),
        ("## A?\n\n#### b\n\n#### c\n", [("D315", 3)]),
        ("## A?\n\na\n\n### b\n\n##### c\n\n### d\n", [("D315", 7)]),
        ("# A\n\n### B\n\n### C\n\n#### Q?\n\na\n", [("D315", 3)]),
        ("### A?\n\na\n\n> ##### b\n", []),
        ("# A\n\n### Q?\n\na\n", []),
        ("# A\n\n#### aside\n\n### Q?\n\na\n", []),
        ("## A?\n\n```\nx\n```\n", [("D314", 3)]),
        (f"## A?\n\n```js\n{'x = 1;' * 7000}\n```\n", [("D318", 3)]),
        (f"## A?\n\n```js\nx = '{'A' * 1000}'\n```\n", [("D318", 3)]),
        (f"## A?\n\n```js\n{'x = 1;' * 1000}\n```\n", []),
        ("## A?\n\n- b\n\n  ~~~ \n  x\n  ~~~\n", [("D314", 5)]),
        ("# I\n\n```\nx\n```\n\n## A?\n\na[^x]\n\n[^x]: b\n\n    ```\n    x\n    ```\n",
         [("D314", 3), ("D314", 13)]),
        ("## A?\n\n```text\nx\n```\n\n```\n\n```\n\n    indented\n", []),
        ("## A?\n\n![](a.png)\n", [("D409", 3)]),
        ("## A?\n\n![img](a.png) ![a](a.png) ![在这里插入图片描述](a.png)\n", [("D409", 3)] * 3),
        ("## A?\n\n<img src='a.png'> <img src='a.png' alt='a curve'>\n", [("D409", 3)]),
        ("## A?\n\n![a curve](a.png) [![badge](a.png)](https://a.example)\n", []),
    ],
)  # fmt: skip
def test_remarks(make_notebook: MakeNotebook, notes: str, expected: list[tuple[str, int]]) -> None:
    report = check_folder(make_notebook({"a.md": notes, "a.png": b"png"}))
    found = [(d.code, d.span.line) for d in report.diagnostics if d.span and d.severity == "info"]
    assert found == expected


@pytest.mark.parametrize(
    ("answer", "line", "column"),
    [
        ("where $a<\\nonsense$ stands", 3, 10),
        ("中文 $x$、$\\frac{a}{$", 3, 18),
        ("`$a<\\no$` is $a<\\no$", 3, 17),
        ("one\ntwo $$a<\\no$$", 4, 9),
        ("$$\na \\\\\nb<\\no\n$$", 5, 3),
        ("- a\n\n  $$a<\\no$$", 5, 7),
        ("> $$\n> a\n> \\no\n> $$", 3, 3),
        ("$a  <\\no$", 3, 0),
    ],
)
def test_a_formula_that_does_not_parse_is_pointed_at(
    make_notebook: MakeNotebook, answer: str, line: int, column: int
) -> None:
    told = check_folder(make_notebook({"a.md": f"## A?\n\n{answer}\n"})).diagnostics
    spans = [each.span for each in told if each.code == "D601"]
    assert spans == [Span("a.md", line, line, column)]


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


# What an address may call a note beside its path, and the question that the link then leads to.
LOOSE = {
    "from the root": ("/deep/one.md", "deep/one.md"),
    "from the root, with an anchor": ("/deep/one.md#one", "deep/one.md"),
    "from the root, without the ending": ("/deep/one", "deep/one.md"),
    "without the ending": ("deep/one", "deep/one.md"),
    "without the ending, with an anchor": ("./deep/one#one", "deep/one.md"),
    "as a page": ("deep/one.html", "deep/one.md"),
    "a folder with a page of its own": ("deep", "deep/README.md"),
    "that folder with a slash": ("./deep/", "deep/README.md"),
    "that folder with an anchor": ("deep#home", "deep/README.md"),
    "a folder with a note of its name": ("topic", "topic/topic.md"),
    "a folder of notes alone": ("plain", "plain/a.md"),
    "the folder itself": ("./", "Index.md"),
    "the folder itself with an anchor": ("./#start", "Index.md"),
    "the root": ("/", "Index.md"),
}


@pytest.mark.parametrize("case", LOOSE)
def test_addresses_that_name_a_note_loosely(make_notebook: MakeNotebook, case: str) -> None:
    address, path = LOOSE[case]
    others = {
        "deep/README.md": "## Home?\n\na\n",
        "deep/one.md": "## One?\n\na\n",
        "plain/a.md": "## First?\n\na\n",
        "plain/b.md": "## Second?\n\na\n",
        "topic/a.md": "## Other?\n\na\n",
        "topic/topic.md": "## Topic?\n\na\n",
    }
    root = make_notebook({"Index.md": f"## Start?\n\n[x]({address})\n", **others})
    assert places(check_folder(root)) == []
    documents = [compiled(text, path) for path, text in others.items()]
    documents.append(compiled("## Start?\n\na\n", "Index.md"))
    assert LinkMap(documents).document(resolve("Index.md", address)) == path


def test_a_link_from_the_root_may_mean_the_notes_own_folder(make_notebook: MakeNotebook) -> None:
    toml = 'notes = "notes"\n'
    notes = {"notes/a.md": "## A?\n\n[x](/b.md) [y](/notes/b.md)\n", "notes/b.md": ANSWERED}
    assert places(check_folder(make_notebook({"diptych.toml": toml, **notes}))) == []


def test_a_link_that_is_written_as_from_the_root_is_read_so(make_notebook: MakeNotebook) -> None:
    """An index in a folder names its neighbours as the site does that it was written for."""
    links = "[x](deep/b.md) [y](deep/设计%20-%20c.md#what-is-b) [z](deep/b) [v](./deep/b.md)"
    notes = {"deep/a.md": f"## A?\n\n{links} [w](deep/gone.md)\n", "deep/b.md": ANSWERED}
    others = {"deep/设计 - c.md": "## What is b?\n\nx\n"}
    (told,) = check_folder(make_notebook({**notes, **others})).diagnostics
    assert (told.code, told.message) == ("D404", "the link to `deep/gone.md` leads nowhere")


def test_a_folder_without_notes_is_there_but_has_no_page(make_notebook: MakeNotebook) -> None:
    notes = {"a.md": "## A?\n\n[x](code/)\n", "code/x.txt": "x"}
    (told,) = check_folder(make_notebook(notes)).diagnostics
    assert (told.code, told.message) == ("D408", "no page shows the folder that `code/` leads to")


@pytest.mark.parametrize(
    "text",
    [
        "[TOC]\n\n## A?\n\nsee [the first line](#top) again\n",
        "# T\n\n## Table of Contents\n\n- [A](#a)\n- [B](#b)\n\n## A?\n\na [top](#table-of-contents) x\n\n"
        "## B?\n\nb\n",
        '# T\n\n<a id="toc"></a>\n\n- [A](#a)\n- [B](#b)\n- [C](#c)\n\n## A?\n\nsee [the list](#toc) x\n\n'
        "## B?\n\nb\n\n## C?\n\nc\n",
    ],
)
def test_anchors_that_are_left_out_are_the_top_of_the_page(
    make_notebook: MakeNotebook, text: str
) -> None:
    told = check_folder(make_notebook({"a.md": text})).diagnostics
    assert [each.message for each in told if each.code == "D404"] == []


@pytest.mark.parametrize(
    "anchor", ['<a name="Xy9"></a>', '<a id="Xy9"></a>\n', "<a id=Xy9></a>\n\n"]
)
def test_an_anchor_right_above_a_heading_means_it(anchor: str) -> None:
    links = LinkMap([compiled(f"## A?\n\na\n\n{anchor}\n## B?\n\nb\n")])
    assert links.find(resolve("a.md", "#Xy9")) == ("question", 1)
