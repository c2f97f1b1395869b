"""What the site shows, made of the notebook and its rendered questions."""

from __future__ import annotations

from posixpath import dirname
from typing import TYPE_CHECKING

from diptych.identity import search_by_id
from diptych.model.book import Book, QuestionPage, SectionPage
from diptych.render.relocations import Picture, relocations
from diptych.site.shelves import shelve
from diptych.syntax.slugs import slug_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from diptych.figures.registry import Figure, Gallery
    from diptych.identity import Ledger
    from diptych.link.entries import Entry, Linked
    from diptych.link.notebook import Notebook
    from diptych.model.book import Asset, UnfilledBody
    from diptych.render import Context


def make_book(
    notebook: Notebook,
    linked: Linked,
    gallery: Gallery,
    ledger: Ledger,
    deck: tuple[str, str],
    cards: int,
) -> Book:
    """Gather what the site shows.

    Args:
        deck: the names of the deck's file, and of that of its options.
        ledger: as it is after this build; it remembers the pages' former names.
    """
    pages = {entry.slug: _page(entry, ledger, linked.context) for entry in linked.entries}
    sections = tuple(
        SectionPage(
            slug=each.slug,
            path=each.section.path,
            intro=each.section.intro,
            questions=tuple(pages[entry.slug] for entry in each.entries),
            lonely=each.lonely,
        )
        for each in linked.sections
    )
    folders = {entry.slug: dirname(entry.question.span.path) for entry in linked.entries}
    shelves = shelve(sections, folders)
    return Book(
        title=notebook.title,
        author=notebook.config.author,
        language=notebook.language,
        deck_file=deck[0],
        options_file=deck[1],
        cards=cards,
        sections=shelves.sections,
        figures=linked.figures,
        redirects=_redirects(linked.entries, pages, ledger),
        palette=gallery.palette,
        base_url=notebook.config.base_url.rstrip("/"),
        theme=notebook.theme,
        name=notebook.name,
        joined=shelves.joined,
        remote_images=notebook.config.remote_images,
        terms=notebook.config.terms,
        formulas="".join(sorted({sign for each in notebook.documents for sign in each.formulas})),
    )


def _page(entry: Entry, ledger: Ledger, context: Context) -> QuestionPage:
    question, known = entry.question, ledger.entries[entry.identity.id]
    body = question.page
    shown = [] if question.finished else pictures(body, context)
    return QuestionPage(
        slug=entry.slug,
        number=entry.number,
        prompt=question.title,
        body=body,
        headings=question.headings,
        picture=first_picture(shown),
        figure=_first_figure(shown),
        answered=question.answered,
        tags=question.tags,
        language=question.language,
        text=question.text,
        changed=known.changed,
        links=entry.linked,
        gist=question.gist,
        other_names=question.other_names,
        finished=question.finished,
        asks_with=question.asks_with,
        answers_with=question.answers_with,
        guid=entry.identity.guid,
        search=search_by_id(entry.identity.id, known.former),
    )


Shown = tuple["Figure | None", "Asset | None"]
"""A picture that a question shows: the registered figure, the file, or neither."""


def pictures(body: UnfilledBody, context: Context) -> list[Shown]:
    """List the pictures that a question shows, in order."""
    return [
        context.picture(relocation.target)
        for part in (body.front, body.short, body.answer)
        for relocation in relocations(part)
        if isinstance(relocation, Picture)
    ]


def first_picture(shown: Iterable[Shown]) -> str:
    """Find the address of a question's first picture; a drawing within the page has none."""
    for figure, asset in shown:
        if asset and (figure is None or figure.drawing is None):
            return f"media/{asset.name}"
    return ""


def _first_figure(shown: Iterable[Shown]) -> str:
    found = (figure.path for figure, _ in shown if figure and figure.drawing)
    return next(found, "")


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
