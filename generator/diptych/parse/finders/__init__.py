"""The ways in which people write questions.

A page is offered to finders of three kinds. ``question_file`` and ``file_name`` know files that are
one question as a whole. Headings ask or do not (``headings``, in books ``chapters``). All others
look for questions in the text: each is a module with ``NAME`` and ``search(page, nodes)``, which
returns None when its sign is nowhere on the page. Add a module, then add it to ``IN_TEXT``, the
more explicit before the less, and its name to ``diptych.input.options``.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Protocol

from msgspec.structs import replace

from diptych.diagnostics.wording import counted
from diptych.parse.choices.front_letters import with_letters_below
from diptych.parse.choices.judgements import with_judgements_behind
from diptych.parse.choices.merged_lists import with_choices_below
from diptych.parse.cover import Cover
from diptych.parse.finders import (
    bullets,
    callouts,
    card_blocks,
    chapters,
    cloze,
    definition_lists,
    definitions,
    file_name,
    folded,
    headings,
    labelled,
    listed_headings,
    paired_labels,
    plain,
    question_answer,
    question_file,
    quoted_answers,
    ruled,
    series,
    sides,
    start_end,
    tables,
    vocabulary,
)
from diptych.parse.headings.sections import Outline, Texts, read_outline, title_of
from diptych.parse.keys.finding import with_heading_of_key
from diptych.parse.keys.folded_keys import with_keys_unfolded
from diptych.parse.outline import split
from diptych.parse.papers.asked_below import take_questions_below
from diptych.parse.papers.bare_stems import with_stems_as_headings
from diptych.parse.papers.pools import with_pools_as_headings
from diptych.parse.papers.set_tasks import with_tasks_above
from diptych.parse.words.manners import ANY_NUMBER
from diptych.parse.words.numbers import NUMBER, number_of_all
from diptych.syntax.document import Document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from diptych.model import Diagnostic
    from diptych.parse.drafts.draft import QuestionDraft
    from diptych.parse.page import Page
    from diptych.parse.reading import Reading
    from diptych.parse.search import Search
    from diptych.syntax.tree import Node


class Finder(Protocol):
    """What a module that looks for questions in the text offers."""

    NAME: str

    def search(self, page: Page, nodes: Sequence[Node]) -> Search | None:
        """Look for the finder's sign on a page; return None when it is nowhere."""


# The most explicit first: what bears a mark that is written for cards alone.
IN_TEXT: Sequence[Finder] = (
    start_end,
    labelled,
    card_blocks,
    sides,
    question_answer,
    paired_labels,
    bullets,
    definitions,
    definition_lists,
    quoted_answers,
    folded,
    callouts,
    cloze,
    tables,
    series,
    ruled,
    vocabulary,
    plain,
)
WHOLE = (question_file.NAME, file_name.NAME)
BY_HEADINGS = (chapters.NAME, listed_headings.NAME, headings.NAME)
NAMES = (*WHOLE, *BY_HEADINGS, *(finder.NAME for finder in IN_TEXT))


def read_page(page: Page) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Read a page with all finders, or with the one that was asked for."""
    best = _read(page)
    document = Document(
        path=page.path,
        title=best.title,
        language=page.language,
        sections=best.sections,
        questions=best.questions,
        footnotes=page.footnotes,
        understood=best.understood,
    )
    return document, best.diagnostics


def _read(page: Page) -> Reading:
    by_level = page.question_level is not None
    if page.dialect in {None, question_file.NAME} and not by_level:
        reading = question_file.read(page, wanted=page.dialect is not None)
        if reading:
            return reading
    reading, drafts = _read_flow(page)
    if page.dialect in {None, file_name.NAME} and not by_level:
        reading = file_name.read(page, drafts if page.dialect is None else ()) or reading
    if page.dialect is not None and not reading.questions:
        # Perhaps nothing is written in the dialect that was asked for.
        return _read_flow(page, dialect=headings.NAME)[0]
    return reading


def _read_flow(page: Page, dialect: str | None = None) -> tuple[Reading, Sequence[QuestionDraft]]:
    """Read a page by its headings and what stands in the text below them."""
    dialect = dialect or page.dialect
    if dialect in {None, headings.NAME} and page.question_level is None:
        nodes = with_tasks_above(page.nodes, page.lines)
        nodes = with_pools_as_headings(nodes, page.lines)
        nodes = with_choices_below(with_stems_as_headings(nodes, page.lines))
        nodes = with_letters_below(with_judgements_behind(nodes))
        asked = take_questions_below(nodes)
        page = replace(page, nodes=with_heading_of_key(with_keys_unfolded(asked)))
    nodes, cover, diagnostics = _search(page, dialect)
    name = headings.NAME
    if dialect in {None, listed_headings.NAME} and not cover.marked:
        wanted = dialect is not None or page.question_level is not None
        hoisted = listed_headings.hoist(nodes, wanted=wanted)
        nodes = hoisted or nodes
        name = listed_headings.NAME if hoisted else name
    preamble, found = split(nodes)
    texts = Texts(page, preamble, found, cover)
    depths: Sequence[int] = ()
    number = NUMBER
    numbered = chapters.read_roles(texts) if dialect in {None, chapters.NAME} else None
    if page.question_level is not None:
        roles, reason = headings.roles_of_level(found, page.question_level)
    elif numbered:
        name, number = chapters.NAME, ANY_NUMBER
        roles, depths, reason = numbered.roles, numbered.depths, numbered.reason
    elif dialect is None or dialect in BY_HEADINGS:
        roles, reason = headings.read_roles(texts)
    else:
        roles, reason = headings.roles_of_sections(found), "all headings are sections"
    if number is NUMBER:
        pairs = zip(found, roles, strict=True)
        number = number_of_all([heading.text for heading, role in pairs if role == "question"])
    outline = Outline(texts, roles, title_of(page, found, roles), number, depths)
    reading, drafts = read_outline(page, outline)
    told = replace(
        reading,
        understood=_understood(drafts, cover, name, reason),
        diagnostics=(*diagnostics, *reading.diagnostics),
    )
    return told, drafts


def _search(
    page: Page, dialect: str | None
) -> tuple[tuple[Node, ...], Cover, tuple[Diagnostic, ...]]:
    """Ask the finders for their signs; give the page's blocks as they want them read."""
    nodes = page.nodes
    searches: dict[str, Search] = {}
    diagnostics: tuple[Diagnostic, ...] = ()
    for finder in IN_TEXT:
        wanted = dialect == finder.NAME if dialect else page.question_level is None
        found = finder.search(page, nodes) if wanted else None
        if found:
            searches[finder.NAME] = found
            nodes = nodes if found.nodes is None else found.nodes
            diagnostics += found.diagnostics
    return nodes, Cover(searches), diagnostics


def _understood(drafts: Sequence[QuestionDraft], cover: Cover, name: str, reason: str) -> str:
    """Say which finder found how many questions, and why, in the order of their first ones."""
    count = Counter(draft.finder for draft in drafts)
    if not count:
        return f"{name}: {reason}"
    reasons = {finder: search.reason for finder, search in cover.searches.items()}
    return "; ".join(
        f"{name if finder == headings.NAME else finder}: {counted(number, 'question')} "
        f"({reasons.get(finder, reason)})"
        for finder, number in count.items()
    )
