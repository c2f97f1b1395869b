"""Links to a file or a section that holds one question lead to that question."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

from tests.conftest import MakeNotebook, build_folder

ASK = """# Links

## Where do they lead?

[file](only.md) [section](two.md#alone) [introduced](intro.md) [above](above.md) [many](many.md)
"""
NOTES = {
    "a.md": ASK,
    "only.md": "# Only this?\n\nYes.\n",
    "two.md": "# Two\n\n## Alone\n\n### Am I alone?\n\nYes.\n\n## Not\n\n### One?\n\nA.\n\n### Two?\n\nB.\n",
    "intro.md": "# Introduced\n\nSaid before.\n\n## Who is introduced?\n\nI.\n",
    "above.md": "# Above\n\n## What is above?\n\nA section.\n\n## Below\n\n### What is below?\n\nIt.\n",
    "many.md": "# Many\n\n## First?\n\nA.\n\n## Second?\n\nB.\n",
}


def test_a_link_to_what_holds_one_question_leads_to_it(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    assert build_folder(make_notebook(NOTES), tmp_path / "site").summary
    assert _links(tmp_path / "site") == {
        "file": "../q/only-this.html",
        "section": "../q/am-i-alone.html",
        "introduced": "../s/introduced.html",
        "above": "../s/above.html",
        "many": "../s/many.html",
    }


def test_sections_that_stand_together_have_no_page_and_links_to_them_none_that_is_missing(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    files = {f"n{number}.md": f"# Thing {number}?\n\n{number}.\n" for number in range(40)}
    root = make_notebook({**NOTES, **files})
    assert build_folder(root, tmp_path / "site").summary
    site = tmp_path / "site"
    assert not list((site / "s").glob("thing*"))
    assert not list((site / "s").glob("n[0-9]*"))
    for address in _links(site).values():
        assert (site / "q" / address).is_file(), address


def _links(site: Path) -> dict[str, str]:
    page = (site / "q" / "where-do-they-lead.html").read_text("utf-8")
    answer = page[page.index("<article") :]
    words = "|".join(("file", "section", "introduced", "above", "many"))
    found = re.findall(rf'<a href="([^"]*)">({words})</a>', answer)
    return {text: unquote(address) for address, text in found}
