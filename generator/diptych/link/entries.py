"""A notebook → what its two panels are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from diptych.deck import content_hash, former_content_hash
from diptych.figures.code_behind import code_behind
from diptych.identity import Identity, identify, unique_slugs
from diptych.interface import texts
from diptych.link.checks.answers import is_answered
from diptych.model import (
    AnkiNote,
    Asset,
    Diagnostic,
    Document,
    FigurePage,
    Question,
)
from diptych.progress import counter
from diptych.render import Context, Rendered, render_figure, render_intro, render_question
from diptych.syntax.cloze import deletions
from diptych.syntax.references import in_question

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from diptych.figures.registry import Gallery
    from diptych.link.notebook import Notebook
    from diptych.progress import Progress

UNANSWERED_TAG = "diptych::unanswered"


@dataclass(frozen=True, slots=True)
class Panels:
    """What both panels are made of.

    Attributes:
        intros: for each section of all documents, its introduction as HTML.
    """

    identities: tuple[Identity, ...]
    rendered: tuple[Rendered, ...]
    intros: tuple[str, ...]
    figures: tuple[FigurePage, ...]
    assets: tuple[Asset, ...]
    slugs: tuple[str, ...]
    section_slugs: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]


def render_panels(notebook: Notebook, gallery: Gallery, progress: Progress) -> Panels:
    """Identify and render every question."""
    facts, config = notebook.facts, notebook.config
    questions = facts.questions
    identities = identities_of(notebook)
    slugs = unique_slugs(identity.id for identity in identities)
    sections = [section for document in notebook.documents for section in document.sections]
    section_slugs = unique_slugs(" ".join(section.path) for section in sections)
    places = {("question", n): f"q/{slug}.html" for n, slug in enumerate(slugs)}
    places |= {("section", n): f"s/{slug}.html" for n, slug in enumerate(section_slugs)}
    context = Context(
        files=facts.files,
        figures=gallery.by_path(),
        palette=gallery.palette,
        links=facts.links,
        places=places,
        base_url=config.base_url,
        texts=texts(notebook.language),
        lines=facts.lines,
        moved=facts.moved,
    )
    done = counter(progress, "rendering", len(questions))
    rendered: list[Rendered] = []
    intros: list[str] = []
    diagnostics: list[Diagnostic] = []
    assets: list[Asset] = []
    for document in notebook.documents:
        for section in document.sections:
            scope = f"s-{section_slugs[len(intros)]}"
            intro, needed, problems = render_intro(section, document, scope, context)
            intros.append(intro)
            assets += needed
            diagnostics += problems
        for question in document.questions:
            each = render_question(question, document, slugs[len(rendered)], context)
            rendered.append(each)
            assets += each.page_assets
            diagnostics += each.diagnostics
            done()
    figures, of_figures = _figures(notebook, gallery, context)
    return Panels(
        identities=tuple(identities),
        rendered=tuple(rendered),
        intros=tuple(intros),
        figures=figures,
        assets=tuple(once([*assets, *of_figures])),
        slugs=tuple(slugs),
        section_slugs=tuple(section_slugs),
        diagnostics=tuple(diagnostics),
    )


def _figures(
    notebook: Notebook, gallery: Gallery, context: Context
) -> tuple[tuple[FigurePage, ...], list[Asset]]:
    """All drawn figures for the gallery, and the files they need."""
    shown_in: dict[str | None, list[int]] = {}
    for number, (document, question) in enumerate(_with_documents(notebook), start=1):
        paths = {r.target.path for r in in_question(question, document.path)}
        for path in paths:
            shown_in.setdefault(path, []).append(number)
    pages: list[FigurePage] = []
    assets: list[Asset] = []
    for figure in gallery.figures.values():
        if figure.drawing is not None:
            code = code_behind(figure, gallery)
            page, needed = render_figure(figure, code, shown_in.get(figure.path, ()), context)
            pages.append(page)
            assets += needed
    return tuple(pages), assets


def identities_of(notebook: Notebook) -> list[Identity]:
    """Who each question is, by its pinned id, the ledger, or its words."""
    name = notebook.config.name or notebook.title
    return identify(notebook.facts.questions, notebook.ledger, name)


def anki_notes(notebook: Notebook, panels: Panels) -> list[AnkiNote]:
    """The notes for the deck; when each changed is not known yet."""
    base = notebook.config.base_url.rstrip("/")
    rows = zip(
        notebook.facts.questions, panels.identities, panels.rendered, panels.slugs, strict=True
    )
    return [
        AnkiNote(
            guid=_guid(identity, clozes := deletions(question.tokens)),
            changed=0,
            deck=(notebook.deck, *_subdeck(notebook.deck, question)),
            tags=_tags(question),
            identifier=identity.id,
            body=each.card,
            context=" › ".join(_below(notebook.deck, question.section)),
            link=f"{base}/q/{slug}.html" if base else "",
            reversed="reversed" in question.classes,
            clozes=clozes,
        )
        for question, identity, each, slug in rows
    ]


def _guid(identity: Identity, clozes: tuple[int, ...]) -> str:
    """Anki refuses a note that turns up with another notetype, so its cloze form is another."""
    return f"{identity.guid}c" if clozes else identity.guid


def _subdeck(deck: str, question: Question) -> tuple[str, ...]:
    """A file of one question makes no deck of its own; its folder does."""
    if question.subdeck is not None:
        return question.subdeck
    return _below(deck, question.section)


def _below(deck: str, section: tuple[str, ...]) -> tuple[str, ...]:
    """The section's path without its first title if that only repeats the deck's name."""
    return section[1:] if section[:1] == (deck,) else section


def _tags(question: Question) -> tuple[str, ...]:
    levels = [_level(title) for title in question.section]
    section = "::".join(level for level in levels if level)
    unanswered = "" if is_answered(question) else UNANSWERED_TAG
    return tuple(dict.fromkeys(tag for tag in (*question.tags, section, unanswered) if tag))


def _level(title: str) -> str:
    """One level of a tag: Anki's tags hold no spaces, and `::` parts their levels."""
    return "_".join(re.sub(r"[\x00-\x1f\x7f]", " ", title).replace("::", ":").split())


def content_hashes(
    notebook: Notebook, panels: Panels, notes: Sequence[AnkiNote]
) -> tuple[list[str], list[Identity]]:
    """A hash of what each note's cards show, and the identities with entries that compare with it.

    An entry that was hashed as former versions did says what it would have said by today's, if its
    note did not change since.
    """
    hashes = [content_hash(note, notebook.language) for note in notes]
    identities = []
    for identity, note, now in zip(panels.identities, notes, hashes, strict=True):
        known = identity.known
        if (
            known
            and known.shows != now
            and known.shows == former_content_hash(note, notebook.language)
        ):
            known = replace(known, shows=now)
        identities.append(replace(identity, known=known))
    return hashes, identities


def _with_documents(notebook: Notebook) -> list[tuple[Document, Question]]:
    return [(document, q) for document in notebook.documents for q in document.questions]


def once(assets: Iterable[Asset]) -> list[Asset]:
    """Each asset once, in order."""
    return list({asset.name: asset for asset in assets}.values())
