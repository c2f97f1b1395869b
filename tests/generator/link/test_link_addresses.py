"""Links that pages do not follow are told, and say where they led."""

from __future__ import annotations

import pytest

from tests.conftest import MakeNotebook, check_folder


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("zotero://open-pdf/library/items/ABCD", True),
        ("obsidian://open?vault=a", True),
        ("evernote:///view/1/2/", True),
        ("tel:+123", True),
        ("https://a.example", False),
        ("HTTP://a.example", False),
        ("mailto:a@a.example", False),
        ("#a", False),
    ],
)
def test_a_link_that_pages_do_not_follow_keeps_its_address_in_a_remark(
    make_notebook: MakeNotebook, address: str, told: bool
) -> None:
    report = check_folder(make_notebook({"a.md": f"## A?\n\nSee [x]({address}).\n"}))
    assert [each.code for each in report.diagnostics] == ["D411"] * told
    assert all(f"`{address}`" in each.message for each in report.diagnostics)


def test_a_link_to_a_file_of_one_machine_is_told_and_leads_nowhere(
    make_notebook: MakeNotebook,
) -> None:
    root = make_notebook({"a.md": "## A?\n\nSee [x](file:///C:/a.pdf) or <file:///C:/b.pdf>.\n"})
    report = check_folder(root)
    assert [each.code for each in report.diagnostics] == ["D411", "D411"]
