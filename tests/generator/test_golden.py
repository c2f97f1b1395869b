"""Notes in; questions, diagnostics and HTML out: each as a file beside the notes.

``pytest --update-cases`` writes the files anew; ``git diff`` then shows what a change changes.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from diptych.commands.building.reporting import report_on
from diptych.diagnostics.report import as_text
from diptych.input.config import load_config
from diptych.link.entries import Linked, link
from diptych.link.notebook import Notebook, read_notebook
from diptych.model import silent
from diptych.model.book import Body
from diptych.render import PageTarget, fill_body

CASES = Path(__file__).parents[1] / "cases"
# A case is a file, or a folder with several and with what they refer to.
FILES = sorted([*CASES.glob("*.md"), *(CASES / "peers").glob("*.md")])
FOLDERS = sorted(path for path in (CASES / "folders").glob("*") if path.is_dir())


@pytest.mark.parametrize("case", [*FILES, *FOLDERS], ids=lambda case: case.stem)
def test_golden(case: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    notes = tmp_path / case.name
    if case.is_dir():
        shutil.copytree(case, notes)
    else:
        shutil.copy(case, notes)
    notebook = read_notebook(load_config(notes)[0])
    linked = link(notebook, notebook.facts.gallery, silent)
    said = as_text(report_on(notebook, linked), verbose=True)
    shown = "\n".join(_shown(notebook, linked))
    expected = {".said": said + "\n", ".html": shown + "\n"}
    for suffix, got in expected.items():
        file = case.with_name(case.stem + suffix)
        if request.config.getoption("--update-cases"):
            file.write_text(got, encoding="utf-8", newline="\n")
        assert got == file.read_text(encoding="utf-8")


def _shown(notebook: Notebook, linked: Linked) -> Iterator[str]:
    page = PageTarget.own(linked.context)
    for document in notebook.documents:
        for each in linked.sections:
            span = each.section.span
            if span.path == document.path:
                yield f"<!-- {span.path}:{span.line} {' > '.join(each.section.path)} -->"
                yield page.whole(each.section.intro)
        for entry in linked.entries:
            span = entry.question.span
            if span.path == document.path:
                yield f"\n<!-- {span.path}:{span.line} {entry.identity.id} -->"
                yield from _parts("page", fill_body(entry.question.page, page))
                yield from _parts("card", entry.card)


def _parts(panel: str, body: Body) -> Iterator[str]:
    sides = {"prompt": body.prompt, "front": body.front, "short": body.short}
    for name, html in {**sides, "answer": body.answer, "sources": body.sources}.items():
        if html:
            yield f"<!-- {panel}, {name} -->\n{html}"
