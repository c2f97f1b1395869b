"""Link documents: tell each question who it is, resolve what it refers to, render it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from diptych.figures.code_behind import code_behind
from diptych.identity import Identity, identify, kept_numbers
from diptych.interface import texts
from diptych.link.kinds import kind_of
from diptych.link.lonely import FEW, lonely_sections
from diptych.link.unasked import unasked
from diptych.model import Diagnostic, counter
from diptych.model.book import Asset, Body, Deletion, FigurePage, UnfilledBody
from diptych.render import (
    CardTarget,
    Context,
    Occluded,
    PageTarget,
    assets_of,
    fill_card,
    occluded_pictures,
    render_figure,
    with_numbers,
)
from diptych.syntax.references import LINKS
from diptych.syntax.slugs import unique_slugs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from diptych.compile import CompiledQuestion, CompiledSection
    from diptych.figures.registry import Gallery
    from diptych.link.notebook import Notebook
    from diptych.model import NoteKind, Progress


class Entry(Struct, frozen=True):
    """A question with all that is known of it after linking.

    Attributes:
        number: its place in the notebook, from 1.
        slug: its page is ``q/<slug>.html``.
        kind: the kind of its note.
        card: what its card shows.
        media: the files that its card needs.
        deletions: those on its card, in the order of its text.
        linked: the slugs of the other questions that it links to, each once.
        occluded: its pictures whose labels further cards ask for.
        joined: whether it is alone in its section, as so many are that these make no decks.
    """

    number: int
    identity: Identity
    slug: str
    kind: NoteKind
    card: Body
    media: tuple[Asset, ...]
    deletions: tuple[Deletion, ...]
    linked: tuple[str, ...]
    occluded: Occluded = field(default_factory=Occluded)
    joined: bool = False

    @property
    def question(self) -> CompiledQuestion:
        """The question as it was read."""
        return self.identity.question

    @property
    def deleted(self) -> tuple[int, ...]:
        """The number of each deletion on its card, in the order of its text."""
        return tuple([number for number, _ in self.deletions])

    @property
    def clozes(self) -> tuple[int, ...]:
        """The numbers of its card's deletions."""
        return tuple(sorted(set(self.deleted)))


class LinkedSection(Struct, frozen=True):
    """A section with its page's name.

    Attributes:
        slug: its page is ``s/<slug>.html``.
        entries: its questions, in order.
        lonely: whether it holds one question and nothing else, so that links to it lead there.
    """

    section: CompiledSection
    slug: str
    entries: tuple[Entry, ...]
    lonely: bool


class Linked(Struct, frozen=True):
    """All that both panels are made of, in the order of the notes.

    Attributes:
        context: what the targets of pages need to know.
        assets: the files that the site shows beside its pages.
        diagnostics: what was found while linking.
    """

    entries: tuple[Entry, ...]
    sections: tuple[LinkedSection, ...]
    figures: tuple[FigurePage, ...]
    context: Context
    assets: tuple[Asset, ...]
    diagnostics: tuple[Diagnostic, ...]


def link(
    notebook: Notebook,
    gallery: Gallery,
    progress: Progress,
    identities: Sequence[Identity] | None = None,
) -> Linked:
    """Tell each question who it is, and resolve what it refers to.

    Args:
        identities: what `identities_of` says of the notebook, where it was asked already.
    """
    names = _Names(notebook, identities_of(notebook) if identities is None else identities)
    context = _context(notebook, gallery, names)
    page = PageTarget.own(context)
    done = counter(progress, "linking", len(names.identities))
    waiting = iter(names.identities)
    section_slugs = iter(names.section_slugs)
    entries: list[Entry] = []
    sections: list[LinkedSection] = []
    diagnostics: list[Diagnostic] = []
    assets: list[Asset] = []
    for document in notebook.documents:
        of_document: list[Entry] = []
        for compiled in document.questions:
            number = len(entries) + len(of_document) + 1
            who = next(waiting)
            joined = number - 1 in names.joined
            entry = link_question(number, compiled, who, names.slugs, context, joined=joined)
            of_document.append(entry)
            done()
        entries += of_document
        if document.deletions:
            diagnostics += unasked(document, [each.deleted for each in of_document])
        for entry in of_document:
            diagnostics += entry.occluded.diagnostics
        by_path: dict[tuple[str, ...], list[Entry]] = {}
        for entry in of_document:
            by_path.setdefault(entry.question.section, []).append(entry)
        for each in document.sections:
            # Two sections of one name: their questions stand under the first.
            inside = tuple(by_path.pop(each.path, ()))
            lonely = len(sections) in names.lonely
            sections.append(LinkedSection(each, next(section_slugs), inside, lonely))
        assets += assets_of([each.intro for each in document.sections], page)
        for compiled in document.questions:
            if compiled.finished is None:
                assets += assets_of(compiled.page_parts, page)
    figures, of_figures = _figures(entries, gallery, context)
    return Linked(
        entries=tuple(entries),
        sections=tuple(sections),
        figures=figures,
        context=context,
        assets=tuple(once([*assets, *of_figures])),
        diagnostics=tuple(diagnostics),
    )


class _Names:
    """Who each question is, and what the pages of questions and sections are called."""

    def __init__(self, notebook: Notebook, identities: Sequence[Identity]) -> None:
        self.identities = identities
        self.slugs = unique_slugs(identity.id for identity in identities)
        sections = (each for document in notebook.documents for each in document.sections)
        self.section_slugs = unique_slugs(" ".join(section.path) for section in sections)
        self.lonely = lonely_sections(notebook.documents)
        self.joined = frozenset(self.lonely.values() if len(self.lonely) >= FEW else ())


def _context(notebook: Notebook, gallery: Gallery, names: _Names) -> Context:
    facts = notebook.facts
    places = {("question", n): f"q/{slug}.html" for n, slug in enumerate(names.slugs)}
    places |= {("section", n): f"s/{slug}.html" for n, slug in enumerate(names.section_slugs)}
    # A page that lists one question is a detour, and where there are many it is not even made.
    places |= {("section", n): places["question", own] for n, own in names.lonely.items()}
    return Context(
        files=facts.files,
        figures=gallery.by_path(),
        palette=gallery.palette,
        links=facts.links,
        places=places,
        base_url=notebook.config.base_url,
        texts=texts(notebook.language),
        moved=facts.moved,
        remote_images=notebook.config.remote_images,
    )


def link_question(
    number: int,
    compiled: CompiledQuestion,
    identity: Identity,
    slugs: Sequence[str],
    context: Context,
    *,
    joined: bool,
) -> Entry:
    """Resolve what a question refers to.

    Args:
        number: its place in the notebook, from 1.
        slugs: those of all questions, in order.
        joined: whether it is alone in its section, as so many are that these make no decks.
    """
    card, deleted, media = _card(compiled, context)
    if identity.known and (numbers := kept_numbers(identity.known, deleted, compiled.numbered)):
        card = with_numbers(card, numbers)
        deleted = tuple((numbers.get(number, number), text) for number, text in deleted)
    kind = kind_of(compiled, deleted, identity.known)
    if kind == "choice" and compiled.choice is not None:
        card, _ = fill_card(UnfilledBody(*compiled.choice), context)
        media = tuple(once(assets_of(compiled.choice, CardTarget(context))))
    occluded = occluded_pictures(compiled.occlusions, compiled.unfinished_card, context)
    return Entry(
        number=number,
        identity=identity,
        slug=slugs[number - 1],
        kind=kind,
        card=card,
        media=tuple(once([*media, *occluded.assets])) if media or occluded.assets else (),
        deletions=deleted,
        linked=_linked(compiled, slugs, context) if compiled.references else (),
        occluded=occluded,
        joined=joined,
    )


def _linked(compiled: CompiledQuestion, slugs: Sequence[str], context: Context) -> tuple[str, ...]:
    """List the slugs of the questions that one links to, each once."""
    leading = (each for each in compiled.references if each.kind in {*LINKS, "source"})
    places = (context.links.find(each.target) for each in leading)
    linked = (slugs[place[1]] for place in places if place and place[0] == "question")
    return tuple(dict.fromkeys(linked))


def _card(
    compiled: CompiledQuestion, context: Context
) -> tuple[Body, tuple[Deletion, ...], tuple[Asset, ...]]:
    """Fill a question's card: what it shows, its deletions, the files that it needs."""
    if compiled.card is not None:
        return Body(*compiled.card.shown), compiled.card.deleted, ()
    card, deleted = fill_card(compiled.unfinished_card, context)
    return card, deleted, tuple(once(assets_of(compiled.card_parts, CardTarget(context))))


def _figures(
    entries: Sequence[Entry], gallery: Gallery, context: Context
) -> tuple[tuple[FigurePage, ...], list[Asset]]:
    """Show all drawn figures in the gallery, with the files that they need."""
    shown_in: dict[str | None, list[int]] = {}
    for entry in entries:
        for path in {each.target.path for each in entry.question.references}:
            shown_in.setdefault(path, []).append(entry.number)
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
    """Identify each question by its pinned id, the ledger, or its words."""
    name = notebook.name
    questions = list(_with_own_ids(notebook.facts.questions))
    return identify(questions, notebook.ledger, name)


def _with_own_ids(questions: Iterable[CompiledQuestion]) -> Iterator[CompiledQuestion]:
    """Drop each pinned id that an earlier question has: ids name pages and cards."""
    taken: set[str] = set()
    for question in questions:
        key = question.pinned.casefold() if question.pinned else ""
        yield replace(question, pinned=None) if key in taken else question
        if key:
            taken.add(key)


def once(assets: Iterable[Asset]) -> list[Asset]:
    """Keep each asset once, in order."""
    return list({asset.name: asset for asset in assets}.values())
