"""What sources name leads there, on pages and on cards, and nothing else becomes a link."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from diptych.model.book import Body
from diptych.render.cited_links import without_cited_links
from diptych.render.relocations import strings
from diptych.syntax.cited import with_links
from diptych.syntax.tree import Node
from tests.conftest import compiled, of

LEADS = {
    "Ren S.，2015，arXiv:1506.01497": ["https://arxiv.org/abs/1506.01497"],
    "arXiv: 1506.01497v3.": ["https://arxiv.org/abs/1506.01497v3"],
    "arXiv:hep-th/9901001": ["https://arxiv.org/abs/hep-th/9901001"],
    "doi:10.1109/5.771073。": ["https://doi.org/10.1109/5.771073"],
    "(10.1016/S0031-3203(96)00142-2)": ["https://doi.org/10.1016/S0031-3203(96)00142-2"],
    "https://en.wikipedia.org/wiki/A_(b).": ["https://en.wikipedia.org/wiki/A_(b)"],
    "见 http://a.example/x?y=1&z=%20（代码）": ["http://a.example/x?y=1&z=%20"],
    "arXiv:1506.01497，arXiv:1502.03167": ["https://arxiv.org/abs/1506.01497", "https://arxiv.org/abs/1502.03167"],
}  # fmt: skip
STAY = (
    "JMLR 13，2012", "10.5 MB/s", "arXiv:15", "javascript:alert(1)", "ftp://a.example", "http://", "`arXiv:1506.01497`",
    "version 1.10.1234/5", "[arXiv:1506.01497](https://a.example)",
)  # fmt: skip


def sources_of(note: str) -> tuple[str, str]:
    """The sources of a question that cites something, on its page and on its card."""
    document = compiled(f"# A\n\n## Why?\n\nSo.[^1]\n\n[^1]: {note}\n")
    (question,) = document.questions
    assert question.card
    return "".join(strings(question.page.sources)), Body(*question.card.shown).sources


def test_numbers_and_addresses_lead_where_they_say_on_pages_and_cards() -> None:
    for note, addresses in LEADS.items():
        for shown in sources_of(note):
            with of(note):
                found = re.findall('<a class="cited" href="([^"]*)">', shown)
                assert [each.replace("&amp;", "&") for each in found] == addresses


def test_what_names_nothing_or_leads_already_stays() -> None:
    for note in STAY:
        with of(note):
            assert "cited" not in sources_of(note)[0]


@given(st.text("arXiv:doi10./1234567890 htps<>&\"'()，。`{[", max_size=60))
def test_no_word_is_lost_and_every_address_is_one_of_the_web(said: str) -> None:
    shown = with_links((Node("text", content=said),))
    assert "".join(node.content for node in shown) == said
    for node in shown:
        assert node.type == "text" or re.fullmatch(r"https?://[^\s<>\"'`{\[]+", node.attrs["href"])


def test_taken_out_again_they_leave_what_was_there_before() -> None:
    (_, card) = sources_of("A & B, arXiv:1506.01497, <https://a.example>")
    plain = without_cited_links(card)
    assert "<li>A &amp; B, arXiv:1506.01497, <a href=" in plain
