"""Each “Add …” recipe of CONTRIBUTING, followed in a copy of the repository, gives what it says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
PARTS = ("figures", "generator", "notes", "tests")
FILES = ("CONTRIBUTING.md", "README.md", "constraints.txt", "diptych.toml", "pyproject.toml")

# What takes long and no recipe asks for. Compiled code is copied, too: it is as old as its source.
LEFT = {
    "notes": shutil.ignore_patterns("*.md", "identity.jsonl"),
    "tests": shutil.ignore_patterns("data", "benchmarks"),
}


class Copy:
    """A copy of the repository, in which only that is edited which a recipe names."""

    def __init__(self, root: Path, recipe: str) -> None:
        self.root = root
        text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
        (self.recipe,) = re.findall(rf"^\*\*{recipe}\*\*.*?(?=\n\*\*|\n## )", text, re.M | re.S)
        for part in PARTS:
            shutil.copytree(ROOT / part, root / part, ignore=LEFT.get(part))
        for file in FILES:
            shutil.copy(ROOT / file, root)

    def add(self, path: str, text: str) -> None:
        """A file in a folder that the recipe names."""
        assert f"`{path.rpartition('/')[0]}/" in self.recipe, path
        assert not (self.root / path).exists()
        (self.root / path).write_text(text, encoding="utf-8")

    def edit(self, path: str, before: str, after: str) -> None:
        """A line in a file that the recipe names."""
        assert f"`{path}`" in self.recipe, path
        written = (self.root / path).read_text(encoding="utf-8")
        assert written.count(before) == 1, (path, before)
        (self.root / path).write_text(written.replace(before, after), encoding="utf-8")

    def run(self, *arguments: str, status: int = 0) -> str:
        """What a command of the copy says: ``diptych``, or ``pytest`` with its own tests."""
        module, *rest = arguments
        rest = ["-n", "0", "-p", "no:cacheprovider", *rest] if module == "pytest" else rest
        environment = {
            **os.environ,
            "PYTHONPATH": f"{self.root / 'generator'}{os.pathsep}{self.root}",
        }
        environment.pop("PYTEST_ADDOPTS", None)
        done = subprocess.run(
            [sys.executable, "-m", module, *rest],
            cwd=self.root,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout

    def check(self, text: str) -> str:
        """What ``diptych check -v`` says of a document that is added to the notes."""
        (self.root / "notes/new.md").write_text(text, encoding="utf-8")
        return self.run("diptych", "check", "-v", "notes/new.md")


@pytest.fixture
def copy(tmp_path: Path, request: pytest.FixtureRequest) -> Copy:
    return Copy(tmp_path, request.param)


def follows(recipe: str) -> pytest.MarkDecorator:
    """A test follows a recipe, which begins with these words in bold."""
    return pytest.mark.parametrize("copy", [recipe], indirect=True, ids=[recipe])


ASK = '''\
"""Paragraphs that begin with ``Ask me:``; the next paragraph answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.parse.drafts.draft import QuestionDraft
from diptych.parse.search import Search
from diptych.syntax.tree import last_line
from diptych.syntax.words import plain_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.parse.page import Page
    from diptych.syntax.tree import Node

NAME = "ask-me"


def search(_page: Page, nodes: Sequence[Node]) -> Search | None:
    """Look for paragraphs that ask; return None when none does."""
    if not any(map(_asks, nodes)):
        return None
    return Search("paragraphs begin with `Ask me:`", _find)


def _asks(block: Node) -> bool:
    return block.type == "paragraph" and plain_text(block.children).startswith("Ask me:")


def _find(
    blocks: Sequence[Node], section: tuple[str, ...], _end: int
) -> tuple[list[Node], list[QuestionDraft]]:
    rest: list[Node] = []
    drafts: list[QuestionDraft] = []
    following = iter(blocks)
    for block in following:
        if not _asks(block):
            rest.append(block)
            continue
        body = tuple(each for each in [next(following, None)] if each)
        end = last_line([block, *body], block.line)
        drafts.append(QuestionDraft(block.children, body, section, block.line, end))
    return rest, drafts
'''


@follows("a dialect")
def test_a_finder(copy: Copy) -> None:
    finders = "generator/diptych/parse/finders"
    copy.add(f"{finders}/ask_me.py", ASK)
    copy.edit(
        f"{finders}/__init__.py", "import (\n    bullets,", "import (\n    ask_me,\n    bullets,"
    )
    copy.edit(
        f"{finders}/__init__.py",
        "] = (\n    start_end,",
        "] = (\n    ask_me,\n    start_end,",
    )
    copy.edit(
        "generator/diptych/input/options.py", '"file-name",\n)', '"file-name",\n    "ask-me",\n)'
    )
    copy.add("tests/cases/ask-me.md", "# T\n\nAsk me: what is IoU?\n\nA ratio.\n")
    said = copy.check("# T\n\nAsk me: what is IoU?\n\nA ratio.\n")
    assert "ask-me: 1 question (paragraphs begin with `Ask me:`)" in said
    copy.run("pytest", "--update-cases", "tests/generator/parse/test_parse.py", "-k", "ask-me")
    expected = (copy.root / "tests/cases/ask-me.txt").read_text(encoding="utf-8")
    assert "question 3-5: Ask me: what is IoU?" in expected
    copy.run(
        "pytest", "tests/generator/parse/test_finders.py", "tests/generator/test_house.py", "-k",
        "settings or rule or room",
    )  # fmt: skip


HASHES = '''\
"""Headings whose ``#`` is a full-width one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.syntax.repairs.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.syntax.repairs.text import Text

CODE = "D298"
SAFE = True
SIGN = re.compile(r"^\\uff03+(?= )", re.MULTILINE)


def find(text: Text) -> Iterator[Edit]:
    """``\uff03 Title`` → ``# Title``."""
    for number, line in text.prose():
        if found := SIGN.match(line):
            yield Edit(number, 0, found.end(), "#" * found.end())
'''
PAGE = """\
# {code}: {meaning}

It is told here.

```{kind}
{example}
```

## What to do

Nothing.
"""


def chinese(page: str) -> str:
    """A page of a code with the heading that those in Chinese have."""
    return page.replace("## What to do", "## 怎么办")


@follows("a repair")
def test_a_repair(copy: Copy) -> None:
    repairs = "generator/diptych/syntax/repairs"
    codes = "generator/diptych/diagnostics/codes.py"
    meaning = "repaired: a heading with a full-width #"
    copy.add(f"{repairs}/full_width.py", HASHES)
    copy.edit(
        f"{repairs}/__init__.py", "    heading_spaces,\n", "    full_width,\n    heading_spaces,\n"
    )
    copy.edit(f"{repairs}/__init__.py", "(heading_spaces, ", "(full_width, heading_spaces, ")
    copy.edit(codes, '        "D301"', f'        "D298": ("info", "{meaning}"),\n        "D301"')
    page = PAGE.format(
        code="D298", meaning=meaning, kind="markdown example", example="＃＃ Why?\n\nSo."
    )
    copy.add("generator/diptych/diagnostics/explanations/D298.md", page)
    copy.add("generator/diptych/diagnostics/explanations/zh/D298.md", chinese(page))
    cases = "# One\n\n```before\n＃＃ Why?\n```\n\n```after\n## Why?\n```\n\n# Two\n\n```stays\na ＃ b\n```\n"
    copy.add("tests/cases/repairs/full_width.md", cases)
    said = copy.check("＃＃ Why?\n\nSo.\n\n＃＃ How?\n\nThus.\n")
    assert said.count("D298") == 2
    assert f"{meaning}: ＃＃ → ##" in said
    copy.run(
        "pytest", "tests/generator/syntax/test_repairs.py", "tests/generator/diagnostics/test_explain.py",
        "tests/generator/test_house.py", "-k", "full_width or page or D298 or rule",
    )  # fmt: skip


LOUD = '''\
"""Does a question shout?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.diagnostics.codes import diagnose
from diptych.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.{room}.checks.facts import {kind}
    from diptych.model import Diagnostic


def loud(facts: {kind}) -> Iterator[Diagnostic]:
    """Tell of questions that end in an exclamation mark."""
    for question in facts.{questions}:
        if question.prompt.endswith("!"):
            line = question.span.line
            yield diagnose("D398", "it shouts", Span(question.span.path, line, line), "Ask.")
'''


@pytest.mark.parametrize(
    ("room", "kind", "questions"),
    [("compile", "DocumentFacts", "document.questions"), ("link", "Facts", "questions")],
)
@follows("a check")
def test_a_check(copy: Copy, room: str, kind: str, questions: str) -> None:
    checks = f"generator/diptych/{room}/checks"
    codes = "generator/diptych/diagnostics/codes.py"
    copy.add(f"{checks}/loud.py", LOUD.format(room=room, kind=kind, questions=questions))
    copy.edit(f"{checks}/__init__.py", "import (\n", "import (\n    loud,\n")
    copy.edit(f"{checks}/__init__.py", "]] = (\n", "]] = (\n    loud.loud,\n")
    row = '"D398": ("warning", "loud question"),'
    copy.edit(codes, '        "D401"', f'        {row}\n        "D401"')
    page = PAGE.format(
        code="D398", meaning="loud question", kind="markdown example", example="## 1. Why!\n\nSo."
    )
    copy.add("generator/diptych/diagnostics/explanations/D398.md", page)
    copy.add("generator/diptych/diagnostics/explanations/zh/D398.md", chinese(page))
    row = '        ({"a.md": ANSWERED}, []),\n'
    new = '        ({"a.md": "## 1. Why!\\n\\na\\n"}, [("D398", "a.md", 1)]),\n'
    copy.edit("tests/generator/link/test_check.py", row, row + new)
    said = copy.check("## 1. Why!\n\nSo.\n")
    assert "notes/new.md:1:1: warning D398: it shouts" in said
    copy.run(
        "pytest", "tests/generator/link/test_check.py", "tests/generator/diagnostics/test_explain.py",
        "tests/generator/test_house.py", "-k", "rule or code or page",
    )  # fmt: skip


LINE = '''\
"""A line through three points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from figures.style import add_panel, new_figure, write

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

ALT = "一条线经过三个点。"
CAPTION = "三个点在一条线上。"


@dataclass(frozen=True, slots=True)
class Data:
    """Three points."""

    x: NDArray[np.float64]


def compute() -> Data:
    """Points at equal distances."""
    return Data(np.array([0.0, 1.0, 2.0]))


def draw(data: Data) -> Figure:
    """The points, joined."""
    figure = new_figure(height=180)
    panel = add_panel(figure, left=60, top=20, width=300, height=120)
    panel.set_axis_off()
    panel.plot(data.x, data.x, color="C0")
    write(panel, 0, 0, "一条线", "ink")
    return figure
'''


@follows("a figure")
def test_a_figure(copy: Copy) -> None:
    copy.add("figures/plots/new_line.py", LINE.replace('color="C0"', 'color=PALETTE["a"][0]').replace(
        "from figures.style", "from figures import PALETTE\nfrom figures.style"))  # fmt: skip
    copy.edit("figures/__init__.py", "] = (\n", '] = (\n    "new-line",\n')
    drawn = copy.run("diptych", "figures", "--trust", "new-line")
    assert "figures/rendered/new-line.svg: drawn" in drawn
    drawing = (copy.root / "figures/rendered/new-line.svg").read_text(encoding="utf-8")
    assert ">一条线</text>" in drawing
    shown = copy.check("## Why? {#why-new}\n\n![](../figures/rendered/new-line.svg)\n\nSo.\n")
    assert not re.search("D40[0-9]", shown)


HELLO = '''\
"""``diptych hello``: greet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.commands.shared.common import FINE

if TYPE_CHECKING:
    import argparse

    from diptych.commands.shared.answering import Answer
    from diptych.commands.shared.common import Subparsers


def add(commands: Subparsers) -> None:
    """Declare the command and its arguments."""
    command = commands.add_parser("hello", help="greet somebody")
    command.add_argument("name")
    command.set_defaults(run=run)


def run(options: argparse.Namespace, answer: Answer) -> int:
    """Print a greeting."""
    answer.say(f"Good morning, {options.name}.")
    return FINE
'''


@follows("a command")
def test_a_command(copy: Copy) -> None:
    cli = "generator/diptych/cli.py"
    copy.add("generator/diptych/commands/hello.py", HELLO)
    last = '    "fetch-images": "fetch_images",\n'
    copy.edit(cli, last, f'{last}    "hello": "hello",\n')
    assert copy.run("diptych", "hello", "Ada") == "Good morning, Ada.\n"
    assert "hello" in copy.run("diptych", "--help")
    copy.run("pytest", "tests/generator/test_house.py", "-k", "rule or library")


MOTTO = """\
    "motto": Setting(str, "what stands below the title", "", 'motto = "Learn."'),
"""


@follows("a setting")
def test_a_setting(copy: Copy) -> None:
    before = '    "deck": Setting('
    copy.edit("generator/diptych/input/settings.py", before, MOTTO + before)
    author = '    author: str = ""\n'
    copy.edit("generator/diptych/input/config.py", author, author + '    motto: str = ""\n')
    group = '("title", "language", "author", '
    copy.edit("tests/manual/reference.py", group, f'{group}"motto", ')
    zh = "generator/diptych/diagnostics/translations/zh.toml"
    copy.edit(zh, "[meanings]\n", '[meanings]\n"what stands below the title" = "标题下面的话"\n')
    copy.run("tests.manual")
    manual = copy.root / "generator/manual"
    said = [
        (manual / language / "reference-settings.md").read_text(encoding="utf-8")
        for language in ("en", "zh")
    ]
    assert "- `motto` (text in quotes): what stands below the title.\n" in said[0]
    assert "- `motto`（带引号的文字）：标题下面的话。\n" in said[1]
    copy.run("pytest", "tests/manual", "-k", "settings or references")


SHEET = '''\
    @classmethod
    def sheet(cls, context: Context) -> PageTarget:
        """Make the target of a sheet at the root, whose headings stand one deeper."""
        return cls(context, root="", scope="sheet.", deeper=1)

'''
ON_A_SHEET = """\
def test_a_sheet() -> None:
    html = shown("[l](#other)\\n\\n## Why\\n\\nx", "sheet")
    assert 'href="q/' in html
    assert re.findall("<h([1-6])", html) == ["3"]


"""


@follows("a target")
def test_a_target(copy: Copy) -> None:
    tests = "tests/generator/render/test_targets.py"
    before = "    @classmethod\n    def gallery("
    copy.edit("generator/diptych/render/targets.py", before, SHEET + before)
    row = '        "section": PageTarget.in_section(here, "q-x"),\n'
    copy.edit(tests, row, row + '        "sheet": PageTarget.sheet(here),\n')
    copy.edit(tests, "# ---- Headings\n", ON_A_SHEET + "# ---- Headings\n")
    copy.run("pytest", tests, "-k", "sheet or scoped")
