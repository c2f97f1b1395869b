"""What the site shows, made of the notebook and its rendered questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.identity import slug_of
from diptych.model import Book, QuestionPage, SectionPage
from diptych.render.relocations import Picture, relocations
from diptych.syntax.cloze import without_deletions
from diptych.syntax.html_policy import shown_text
from diptych.syntax.tree import TEXT_BLOCKS, blocks_of
from diptych.syntax.words import is_formula, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from diptych.figures.registry import Gallery
    from diptych.identity import Ledger
    from diptych.link.entries import Entry, Linked
    from diptych.link.notebook import Notebook
    from diptych.model import UnfilledBody
    from diptych.render import Context
    from diptych.syntax.tree import Node


def make_book(
    notebook: Notebook, linked: Linked, gallery: Gallery, ledger: Ledger, deck_file: str, cards: int
) -> Book:
    """Gather what the site shows.

    Args:
        ledger: as it is after this build; it remembers the pages' former names.
    """
    pages = {entry.slug: _page(entry, ledger, linked.context) for entry in linked.entries}
    sections = tuple(
        SectionPage(
            slug=each.slug,
            path=each.section.path,
            intro=each.intro,
            questions=tuple(pages[entry.slug] for entry in each.entries),
        )
        for each in linked.sections
    )
    return Book(
        title=notebook.title,
        author=notebook.config.author,
        language=notebook.language,
        deck_file=deck_file,
        cards=cards,
        sections=sections,
        figures=linked.figures,
        redirects=_redirects(linked.entries, pages, ledger),
        palette=gallery.palette,
        base_url=notebook.config.base_url.rstrip("/"),
        theme=notebook.theme,
        name=notebook.config.name or notebook.title,
    )


def _page(entry: Entry, ledger: Ledger, context: Context) -> QuestionPage:
    question = entry.question
    return QuestionPage(
        slug=entry.slug,
        number=entry.number,
        prompt=question.prompt,
        body=entry.rendered.page,
        headings=entry.rendered.headings,
        picture=first_picture(entry.rendered.page, context),
        answered=entry.answered,
        tags=question.tags,
        language=question.language,
        text=_text((*question.front, *question.short, *question.answer)),
        changed=ledger.entries[entry.identity.id].changed,
        links=entry.linked,
        gist=_text(question.short or question.answer),
        guid=entry.identity.guid,
    )


def first_picture(body: UnfilledBody, context: Context) -> str:
    """Find the address of a question's first picture; a drawing within the page has none."""
    for part in (body.front, body.short, body.answer):
        for relocation in relocations(part):
            if isinstance(relocation, Picture):
                figure, asset = context.picture(relocation.target)
                if asset and (figure is None or figure.drawing is None):
                    return f"media/{asset.name}"
    return ""


def _redirects(
    entries: Iterable[Entry], pages: Mapping[str, QuestionPage], ledger: Ledger
) -> dict[str, QuestionPage]:
    """Find the page that each former slug leads to, if no other page has that slug now."""
    found = {
        slug_of(former): pages[entry.slug]
        for entry in entries
        for former in ledger.entries[entry.identity.id].former
    }
    return {slug: page for slug, page in found.items() if slug not in pages}


def _text(nodes: Iterable[Node]) -> str:
    """Read all that some blocks say as plain text."""
    words = []
    for block in blocks_of(nodes):
        if block.type in TEXT_BLOCKS:
            words.append(plain_text(block.children))
        elif block.type == "html_block":
            words.append(shown_text(block.content, between=" "))
        elif is_formula(block):
            words.append(f"${without_deletions(block.content.strip())}$")
        else:
            words.append(block.content)
    return " ".join(" ".join(words).split())
