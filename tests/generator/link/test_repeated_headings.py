"""Headings that file after file is filled in with: the title above them asks, and goes on asking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from diptych.commands.building.compiling import CompileMemory
from diptych.compile import Compiled, CompileSettings, compile_source
from diptych.identity import read_ledger
from diptych.input.config import load_config
from diptych.link.notebook import Notebook, read_notebook
from diptych.link.repeated_headings import Templates, same_templates
from diptych.model import Progress, Source, silent
from tests.conftest import MakeNotebook, Notes, build_folder, check_folder, of

WAVES = ("Tide", "Swell", "Ripple", "Surge")
FORM = ("Cause", "Period", "Why it matters")


def form(title: str, headings: Sequence[str] = FORM, mark: str = "# ") -> str:
    """A title, and below each heading a text of its own."""
    said = "".join(f"## {each}\n\nOf the {title}: {each}.\n\n" for each in headings)
    return f"{mark}{title}\n\n{said}"


def forms(titles: Sequence[str], headings: Sequence[str] = FORM) -> dict[str, str]:
    return {f"{title.lower()}.md": form(title, headings) for title in titles}


def asked(notebook: Notebook) -> dict[str, list[str]]:
    return {
        each.path: [question.prompt for question in each.questions] for each in notebook.documents
    }


def read(root: Path) -> Notebook:
    return read_notebook(load_config(root)[0])


def titles(names: Sequence[str]) -> dict[str, list[str]]:
    return {f"{name.lower()}.md": [name] for name in names}


OTHER = {"other.md": "# Tools\n\n## Barometer\n\nIt weighs air.\n\n## Sonar\n\nIt listens.\n"}


@pytest.mark.parametrize(
    "notes",
    [
        forms(WAVES[:3]),
        forms(WAVES, ("Cause",)),
        forms(WAVES, ("What is it?", "How is it measured?")),
        forms(WAVES, ("1. Cause", "2. Period")),
        forms(WAVES, ("成因", "周期", "为什么重要")),
        {name: f"---\ntags: [sea]\n---\n\n{text}" for name, text in forms(WAVES).items()},
        {name: text.replace("## ", "#### ") for name, text in forms(WAVES).items()},
        {name: text.replace("## Cause", "## **Cause:**") for name, text in forms(WAVES).items()},
        {
            name: f"{title}\n=====\n\nCause\n-----\n\nOf {name}.\n\nPeriod\n---\n\nOf {name} again.\n"
            for name, title in zip(forms(WAVES), WAVES, strict=True)
        },
        {
            name: text.replace("## Period", f"```sh\n## set {name}\n## run {name}\n## end {name}\n```\n\n## Period")
            for name, text in forms(WAVES).items()
        },
        {
            name: text.replace("## ", "### ").replace("### Cause", "## Content\n\n### Cause", 1)
            + f"## Open\n\nMore on {name}.\n"
            for name, text in forms(WAVES).items()
        },
        # One of them has a heading more, one leaves one out, one has nothing to say yet.
        forms(WAVES[:2])
        | {"ripple.md": form("Ripple", (*FORM, "Seen from the shore")), "surge.md": "# Surge\n\n"}
        | {"surge.md": form("Surge", FORM[:2]) + "## Why it matters\n"},
    ],
    ids=[
        "three files", "one heading", "asking", "numbered", "Chinese", "front matter", "deeper",
        "emphasised", "underlined",
        "with code",
        "in two levels", "not quite alike",
    ],
)  # fmt: skip
def test_the_title_asks_where_its_headings_are_those_of_other_files(
    make_notebook: MakeNotebook, notes: Notes
) -> None:
    notebook = read(make_notebook({**notes, **OTHER}))
    others = {"other.md": ["Barometer", "Sonar"]}
    assert (
        asked(notebook)
        == titles([name for name in WAVES if f"{name.lower()}.md" in notes]) | others
    )
    (told,) = (each for each in notebook.diagnostics if each.code == "D331")
    assert "× 3" in told.message or "× 4" in told.message


def test_without_a_title_the_name_of_the_file_asks(make_notebook: MakeNotebook) -> None:
    notes = {name: text.split("\n", 2)[2] for name, text in forms(WAVES).items()}
    found = asked(read(make_notebook(notes)))
    assert found == {name: [name.removesuffix(".md")] for name in notes}


def test_the_text_above_the_headings_asks_where_they_answer(make_notebook: MakeNotebook) -> None:
    quizzes = {
        f"quiz-{n}.md": f"Give the height of the {n}.\n\n- A) Low\n- B) High {n}\n\n"
        f"## Explanation\n\nB, for {n}.\n"
        for n in WAVES
    }
    untitled = {
        f"sea-{n}.md": f"It rises.\n\nWhy does the {n} rise?\n\n## Cause\n\nWind on {n}.\n"
        for n in WAVES
    }
    titled = {
        f"task-{n}.md": f"# Survey of {n}\n\nMeasure it at {n}.\n\n## Answer guide\n\nTake a rod, {n}.\n"
        for n in WAVES
    }
    told = {
        f"{n}.md": f"The {n} is a wave.\n\n## Origin\n\nFar away, {n}.\n\n## Use\n\n{n} mills.\n"
        for n in WAVES
    }
    root = make_notebook({**quizzes, **untitled, **titled, **told})
    documents = {each.path: each.questions for each in read(root).documents}
    assert all(len(questions) == 1 for questions in documents.values())
    shown = {
        path: (questions[0].prompt, questions[0].words) for path, questions in documents.items()
    }
    assert shown["quiz-Tide.md"] == (
        "Give the height of the Tide.",
        "A) Low B) High Tide Explanation B, for Tide.",
    )
    assert shown["sea-Tide.md"][0] == "It rises."
    assert shown["task-Tide.md"][0] == "Survey of Tide"
    assert shown["Tide.md"][0] == "Tide"
    fronts = {path: "".join(map(str, q[0].page.front)) for path, q in documents.items()}
    assert "High Tide" in fronts["quiz-Tide.md"]
    assert "Why does the Tide rise?" in fronts["sea-Tide.md"]
    assert "Measure it at Tide." in fronts["task-Tide.md"]
    assert not fronts["Tide.md"]
    # Which stays so while files go, and is a form no longer with the last one.
    _, known = build(root)
    for name in WAVES[2:]:
        for path in (f"quiz-{name}.md", f"sea-{name}.md", f"task-{name}.md", f"{name}.md"):
            (root / path).unlink()
    assert build(root)[1].items() <= known.items()


def test_lines_that_ask_in_a_part_are_none_unless_all_do(make_notebook: MakeNotebook) -> None:
    asking = "- The wind blows over {0}.\n- How strong must it be for {0}?\n"
    listed = "- How high is {0}?\n- How fast is {0}?\n- Who saw {0}?\n"
    text = "# {0}\n\n## Cause\n\n{1}\n## Period\n\nLong, {0}.\n"
    parts = {f"part-{n}.md": text.format(n, asking.format(n)) for n in WAVES}
    lists = {f"list-{n}.md": text.format(f"On {n}", listed.format(n)) for n in WAVES}
    exams = {
        f"exam-{n}.md": f"# Exam on {n}\n\n## 题目\n\n1. 求{n}的高\n2. 写出{n}的成因\n3. {n}的周期\n\n"
        f"## 答案\n\n1. {n} 一米\n2. {n} 风\n3. {n} 十秒\n"
        for n in WAVES
    }
    found = asked(read(make_notebook({**parts, **lists, **exams})))
    assert found["exam-Tide.md"] == ["求Tide的高", "写出Tide的成因", "Tide的周期"]
    assert {path: found[path] for path in parts} == {f"part-{n}.md": [n] for n in WAVES}
    assert found["list-Tide.md"] == ["How high is Tide?", "How fast is Tide?", "Who saw Tide?"]


def test_a_concept_in_a_longer_file_is_one_of_them(make_notebook: MakeNotebook) -> None:
    deeper = "".join(
        form(title).replace("## ", "### ").replace("# T", "## T") for title in ("Tide",)
    )
    longer = f"# The sea\n\n{deeper}## Is the sea level flat?\n\nNo.\n"
    found = asked(read(make_notebook({**forms(WAVES[1:]), "sea.md": longer})))
    assert found["sea.md"] == ["Tide", "Is the sea level flat?"]


STAYS: Mapping[str, tuple[Notes, Mapping[str, list[str]]]] = {
    "two files": (forms(WAVES[:2]), {key: [*FORM] for key in ["tide.md", "swell.md"]}),
    "copies of a file": (
        {f"{n}/tide.md": form("Tide") for n in "abcd"},
        {f"{n}/tide.md": [*FORM] for n in "abcd"},
    ),
    "copies under other titles": (
        {f"{n}.md": form("Tide").replace("# Tide", f"# Tide {n}", 1) for n in "abcd"},
        {f"{n}.md": [*FORM] for n in "abcd"},
    ),
    "the same question in many lists": (
        {
            f"{name}.md": f"# {name}\n\n## What is a wave?\n\nSaid {name}.\n\n"
            f"## Who saw {name}?\n\nx {name}\n\n## When was {name}?\n\ny {name}\n"
            for name in WAVES
        }
        | forms(("Rome", "Oslo", "Lima"), ("What is a wave?",)),
        {f"{n}.md": ["What is a wave?", f"Who saw {n}?", f"When was {n}?"] for n in WAVES}
        | {f"{n}.md": ["What is a wave?"] for n in ("rome", "oslo", "lima")},
    ),
    "sections of questions": (
        {
            f"{name}.md": f"# {name}\n\n## Basics\n\nFirst {name}.\n\n### What is {name}?\n\nA {name}.\n\n"
            f"## Advanced\n\n### Why is {name}?\n\nSo {name}.\n"
            for name in WAVES
        }
        | {"oslo.md": form("Oslo", ("Basics", "Advanced"))},
        {f"{n}.md": [f"What is {n}?", f"Why is {n}?"] for n in WAVES}
        | {"oslo.md": ["Basics", "Advanced"]},
    ),
    "chapters with a summary": (
        {
            f"{name}.md": f"# {name}\n\n## Height of {name}\n\nSo {name}.\n\n"
            f"## Length of {name}\n\nLong {name}.\n\n## Exercises\n\nMeasure {name}.\n"
            for name in WAVES
        },
        {f"{n}.md": [f"Height of {n}", f"Length of {n}", "Exercises"] for n in WAVES},
    ),
    "references below a text": (
        {f"{n}.md": f"A text on {n}.\n\n## References\n\nA book on {n}.\n" for n in WAVES},
        {f"{n}.md": [] for n in WAVES},
    ),
    "courses alike": (
        forms(WAVES, [f"Topic {each}" for each in "abcdefghijklm"]),
        {f"{n.lower()}.md": [f"Topic {each}" for each in "abcdefghijklm"] for n in WAVES},
    ),
    "headings of code": (
        {f"{n}.md": f"## What is {n}?\n\n```sh\n# run\n\ngo {n}\n# stop\n```\n" for n in WAVES},
        {f"{n}.md": [f"What is {n}?"] for n in WAVES},
    ),
    "days": (
        {
            f"2024-03-0{day}.md": f"# 2024-03-0{day}\n\n## Tasks\n\nRow {day}.\n\n## Log\n\nRain {day}.\n"
            for day in range(1, 5)
        },
        {f"2024-03-0{day}.md": [] for day in range(1, 5)},
    ),
    "ids of their own": (
        {f"{n}.md": form(n, [f"{each} {{#{each.split()[0]}-{n}}}" for each in FORM]) for n in WAVES}
        | forms(("Rome", "Oslo")),
        {f"{n}.md": [*FORM] for n in (*WAVES, "rome", "oslo")},
    ),
    "a level that was asked for": (
        {**forms(WAVES), "diptych.toml": 'notes = "."\nquestion_level = 2\n'},
        {f"{n.lower()}.md": [*FORM] for n in WAVES},
    ),
}


def test_what_only_resembles_a_template_asks_as_before(tmp_path: Path) -> None:
    for name, (notes, expected) in STAYS.items():
        with of(name):
            root = tmp_path / name
            for path, text in notes.items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(str(text), encoding="utf-8")
            assert asked(read(root)) == expected


def build(root: Path) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Build; give what each file asks, and the GUIDs by file and prompt."""
    built = build_folder(root, root.parent / "site")
    assert built.summary is not None
    entries = read_ledger((root / "identity.jsonl").read_bytes(), "")[0].entries.values()
    guids = {f"{e.file} {e.prompt}": e.guid for e in entries if e.retired is None}
    return asked(read(root)), guids


def test_no_other_file_changes_how_one_is_read(make_notebook: MakeNotebook) -> None:
    """A notebook that grows file by file keeps its cards, whenever the template becomes one."""
    root = make_notebook(forms(WAVES[:1]))
    known: dict[str, str] = {}
    for count in range(1, len(WAVES) + 1):
        make_notebook(forms(WAVES[:count]))
        found, guids = build(root)
        assert found == {f"{name.lower()}.md": [*FORM] for name in WAVES[:count]}
        assert known.items() <= guids.items()
        known = guids
    # Many that come at once are read by the template, and the first ones stay as they were.
    make_notebook({"tide.md": form("Ebb and flow")})
    more = [f"Wave of {name}" for name in ("Rome", "Oslo", "Lima", "Riga", "Pisa", "Bonn")]
    make_notebook(forms(more))
    found, guids = build(root)
    assert found == {f"{name.lower()}.md": [*FORM] for name in WAVES} | titles(more)
    assert known.items() <= guids.items()


def test_what_a_template_made_stays_while_files_go(make_notebook: MakeNotebook) -> None:
    root = make_notebook(forms(WAVES))
    _, known = build(root)
    for name in WAVES[2:]:
        (root / f"{name.lower()}.md").unlink()
        found, guids = build(root)
        assert all(len(prompts) == 1 for prompts in found.values())
        assert guids.items() <= known.items()
    # An edit of one of two that are left is an edit of one card.
    (root / "tide.md").write_text(form("Tide", (*FORM, "Height")), encoding="utf-8")
    assert build(root) == (titles(WAVES[:2]), guids)


def test_files_that_move_stay_as_they_were(make_notebook: MakeNotebook) -> None:
    root = make_notebook(forms(WAVES[:2]))
    _, known = build(root)
    make_notebook({f"sea/{name}": text for name, text in forms(WAVES).items()})
    for name in WAVES[:2]:
        (root / f"{name.lower()}.md").unlink()
    found, guids = build(root)
    assert found == {f"sea/{name.lower()}.md": [*FORM] for name in WAVES}
    assert {*known.values()} <= {*guids.values()}


def test_only_what_the_template_concerns_is_compiled_anew(make_notebook: MakeNotebook) -> None:
    root = make_notebook({**forms(WAVES[:2]), **OTHER})
    compiled: list[str] = []

    def compile_and_count(
        sources: Sequence[Source], settings: CompileSettings, _: Progress
    ) -> list[Compiled]:
        compiled.extend(source.path for source in sources)
        return [compile_source(source, settings) for source in sources]

    compiler = CompileMemory().before(compile_and_count)
    config, _ = load_config(root)
    read_notebook(config, silent, compiler)
    compiled.clear()
    make_notebook(forms(WAVES[2:3]))
    after = read_notebook(config, silent, compiler)
    assert sorted(compiled) == ["ripple.md", "swell.md", "tide.md"]
    assert asked(after) == asked(read(root))


def test_an_edit_of_headings_that_others_have_may_change_templates() -> None:
    before = Source("a.md", form("Tide"))
    notebook = [before, Source("b.md", form("Swell")), Source("c.md", OTHER["other.md"])]

    def same(text: str) -> bool:
        return same_templates(before, Source("a.md", text), notebook)

    assert same(form("Tide").replace("Of the", "About the"))
    for text in (form("Ebb"), form("Tide", FORM[:2]), f"{form('Tide')}## Left empty\n"):
        assert not same(text)
    assert same_templates(
        notebook[2], Source("c.md", "# Tools\n\n## Gauge\n\nIt reads.\n\n## Sonar\n\nx\n"), notebook
    )
    renamed = Source("c.md", "# Tools\n\n## Period\n\nIt reads.\n\n## Sonar\n\nx\n")
    assert not same_templates(notebook[2], renamed, notebook)


def test_many_headings_are_looked_through_in_their_number() -> None:
    # Were one of them tried from each of its places, this would take minutes.
    runs = "".join(f"# {mark * 50_000}x\n\n" for mark in (" ", " #", ".", "=", "-", "`", "*"))
    text = runs + "".join(f"{'#' * (n % 6 + 1)} Heading {n}\n\n```\n{n}\n" for n in range(20_000))
    sources = [Source(f"{n}.md", text) for n in range(2)]
    assert Templates(sources).given(()) == sources


def test_who_reads_the_report_is_told_once(make_notebook: MakeNotebook) -> None:
    report = check_folder(make_notebook(forms(WAVES)))
    (told,) = report.diagnostics
    assert (told.code, told.severity) == ("D331", "info")
    assert told.span is not None
    assert (told.span.path, told.span.line) == ("ripple.md", 3)
    assert told.message.endswith("“Cause” × 4, “Period” × 4, “Why it matters” × 4")


def test_a_heading_that_asked_with_a_list_goes_on_asking(make_notebook: MakeNotebook) -> None:
    """The ledger has the list behind the words of the heading; an edit of another file is none here."""
    marked = "# Ship log, 5 May\n\nAll quiet.\n\n## Checks\n\n- rudder: ✅ turns\n- ropes: ✅ dry\n- lamp ✅, oil ✅\n- left over: a leak\n"
    other = "# Ship log, 4 May\n\nFog.\n\n## Checks\n\n- Rudder: ✅ turns (7 degrees)\n- Ropes: ✅ dry\n- Lamps: 7/7 lit\n- Leaks: 0\n"
    root = make_notebook({"a.md": other, "b.md": marked})
    found, known = build(root)
    assert "Checks" in found["b.md"]
    (root / "a.md").write_text(other.replace("Fog", "Rain"), encoding="utf-8")
    assert build(root) == (found, known)


@pytest.mark.parametrize(
    "notes",
    [
        # A title asked since nothing below it did; its parts must not stop those of another title.
        {
            "a.md": "## Log\n\nEach day.\n\n## Squall\n\n### Log\n\nAt noon.\n\n"
            "## Cause\n\n### Cause?\n\nThe wind.\n",
            "b.md": "# Weather\n\n## Cause\n\nThe sun.\n",
        },
        {
            "a.md": "# Weather\n\n## Period\n\nA week.\n\n## Landing\n\n### Landing?\n\nUpwind.\n\n"
            "### Landing\n\nSlowly.\n",
            "b.md": "## Period\n\nA day.\n\n### Period\n\nAn hour.\n",
        },
        # One thing is asked with a template, another without, and each calls for the other.
        {
            "a.md": "## Weather\n\n## Squall\n\nIt comes fast.\n\n### Notes?\n\nTaken.\n\n"
            "### Cause\n\nHeat.\n",
            "b.md": "# Squall\n\n## Cause\n\nCold.\n\n## Cause\n\nWarmth.\n",
            "c.md": "# Landing\n\n## Cause\n\nFuel.\n\n### Weather?\n\nFog.\n\n## Radio\n\nLoud.\n\n"
            "### Landing\n\nHere.\n\n### Landing?\n\nThere.\n",
        },
    ],
)
def test_a_second_build_reads_the_notes_as_the_first_did(
    make_notebook: MakeNotebook, notes: dict[str, str]
) -> None:
    root = make_notebook(notes)
    ledgers = []
    for now in (1000, 2000, 3000):
        build_folder(root, root.parent / "site", now)
        (ledger,) = root.rglob("identity.jsonl")
        ledgers.append(ledger.read_bytes())
    assert ledgers[0] == ledgers[1] == ledgers[2]
