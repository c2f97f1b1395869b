"""What the site shows, made of the notebook and its rendered questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.identity import slug_of
from diptych.link.checks.answers import is_answered
from diptych.model import Book, QuestionPage, SectionPage
from diptych.syntax.cloze import without_deletions
from diptych.syntax.markdown import TAG, plain_text
from diptych.syntax.references import in_question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

    from diptych.figures.registry import Gallery
    from diptych.identity import Ledger
    from diptych.link.entries import Panels
    from diptych.link.notebook import Notebook
    from diptych.link.targets import LinkMap
    from diptych.model import Question


def make_book(
    notebook: Notebook, panels: Panels, gallery: Gallery, ledger: Ledger, deck_file: str, cards: int
) -> Book:
    """What the site shows.

    Args:
        ledger: as it is after this build; it remembers the pages' former names.
    """
    all_pages = tuple(
        QuestionPage(
            slug=slug,
            number=number,
            prompt=question.prompt,
            body=each.page,
            answered=is_answered(question),
            tags=question.tags,
            language=question.language,
            text=_text((*question.front, *question.short, *question.answer)),
            changed=ledger.entries[identity.id].changed,
            links=_links(question, panels, notebook.facts.links),
            gist=_text(question.short or question.answer),
            guid=identity.guid,
        )
        for number, (slug, identity, each, question) in enumerate(
            zip(
                panels.slugs,
                panels.identities,
                panels.rendered,
                notebook.facts.questions,
                strict=True,
            ),
            start=1,
        )
    )
    pages = iter(all_pages)
    sections = []
    slugs = iter(zip(panels.section_slugs, panels.intros, strict=True))
    for document in notebook.documents:
        by_path: dict[tuple[str, ...], list[QuestionPage]] = {}
        for question in document.questions:
            by_path.setdefault(question.section, []).append(next(pages))
        for section in document.sections:
            slug, intro = next(slugs)
            # Two sections of one name: their questions stand under the first.
            inside = tuple(by_path.pop(section.path, ()))
            sections.append(SectionPage(slug, section.path, intro, inside))
    return Book(
        title=notebook.title,
        author=notebook.config.author,
        language=notebook.language,
        deck_file=deck_file,
        cards=cards,
        sections=tuple(sections),
        figures=panels.figures,
        redirects=_redirects(panels, all_pages, ledger),
        palette=gallery.palette,
        base_url=notebook.config.base_url.rstrip("/"),
        theme=notebook.theme,
        name=notebook.config.name or notebook.title,
    )


def _redirects(
    panels: Panels, pages: Sequence[QuestionPage], ledger: Ledger
) -> dict[str, QuestionPage]:
    """What once was a page's slug and is no other's now → the page."""
    found = {
        slug_of(former): page
        for identity, page in zip(panels.identities, pages, strict=True)
        for former in ledger.entries[identity.id].former
    }
    return {slug: page for slug, page in found.items() if slug not in panels.slugs}


def _text(tokens: Sequence[Token]) -> str:
    """All that some tokens say, as plain text."""
    words = []
    for token in tokens:
        if token.type == "inline":
            words.append(plain_text([token]))
        elif token.type == "html_block":
            words.append(TAG.sub(" ", token.content))
        elif token.type.startswith("math_"):
            words.append(f"${without_deletions(token.content.strip())}$")
        elif not token.nesting:
            words.append(token.content)
    return " ".join(" ".join(words).split())


def _links(question: Question, panels: Panels, links: LinkMap) -> tuple[str, ...]:
    """The slugs of the other questions that this one refers to, in order."""
    found = (
        links.find(r.target) for r in in_question(question, question.span.path) if r.kind == "link"
    )
    slugs = [panels.slugs[place[1]] for place in found if place and place[0] == "question"]
    return tuple(dict.fromkeys(slugs))
