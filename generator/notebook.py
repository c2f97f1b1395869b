"""Everything that is read of a notebook, and what the checks say of it."""

from __future__ import annotations

from codecs import BOM_UTF8
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.check import check
from generator.check.facts import Facts, Wishes
from generator.codes import diagnose
from generator.figures.registry import FigurePackageError, Gallery, load_gallery
from generator.identity import Ledger, read_ledger
from generator.language import language_of
from generator.links import map_links
from generator.model import Diagnostic, Document, Source, Span
from generator.parse import parse
from generator.references import references
from generator.source import list_notes, read_files, read_sources

if TYPE_CHECKING:
    from generator.config import Config


@dataclass(frozen=True, slots=True)
class Notebook:
    """Everything that was read, and what is to be said about it.

    Attributes:
        language: the configured one, else what the notes seem to be written in.
    """

    config: Config
    language: str
    sources: tuple[Source, ...]
    documents: tuple[Document, ...]
    facts: Facts
    ledger: Ledger
    diagnostics: tuple[Diagnostic, ...]

    @property
    def title(self) -> str:
        """The configured title, the only document's, or the folder's name."""
        if self.config.title:
            return self.config.title
        if len(self.documents) == 1:
            return self.documents[0].title
        return self.config.notes.stem

    @property
    def deck(self) -> str:
        """The Anki deck's name."""
        return self.config.deck or self.title

    @property
    def failed(self) -> bool:
        """Whether there are errors, so that nothing may be written."""
        return any(diagnostic.severity == "error" for diagnostic in self.diagnostics)


def read_notebook(config: Config) -> Notebook:
    """Read all notes and what they refer to, and check them."""
    diagnostics: list[Diagnostic] = []
    sources, problems = read_sources(config.root, list_notes(config.notes, config.output))
    diagnostics += problems
    documents = []
    for source in sources:
        document, problems_in_it = parse(source, config.reading)
        documents.append(document)
        diagnostics += problems_in_it
    gallery, trouble = load_figures(config)
    diagnostics += trouble
    found = tuple(reference for document in documents for reference in references(document))
    facts = Facts(
        where=config.notes.name,
        documents=documents,
        references=found,
        files=read_files(config.root, [r.target.path for r in found if r.target.path]),
        links=map_links(documents),
        gallery=gallery,
        wishes=Wishes(config.longest_answer, config.need_sources, config.known_terms),
    )
    # What could not be read must not look like what is not there.
    unread = any(each.severity == "error" for each in diagnostics) and not sources
    diagnostics += [] if unread else check(facts)
    ledger, problems = read_ledger(ledger_bytes(config), config.relative(config.ledger))
    return Notebook(
        config=config,
        language=config.language or language_of(source.text for source in sources),
        sources=tuple(sources),
        documents=tuple(documents),
        facts=facts,
        ledger=ledger,
        diagnostics=(*diagnostics, *problems),
    )


def ledger_bytes(config: Config) -> bytes:
    """The identity ledger as it is, line ends apart; empty when there is none yet."""
    try:
        return config.ledger.read_bytes().removeprefix(BOM_UTF8).replace(b"\r\n", b"\n")
    except FileNotFoundError:
        return b""


def load_figures(config: Config) -> tuple[Gallery, list[Diagnostic]]:
    """The figure package, or why it cannot be used."""
    if config.figures is None or not config.figures.is_dir():
        return Gallery(), []  # the configuration's own check tells of a missing folder
    try:
        return load_gallery(config.root, config.figures), []
    except FigurePackageError as error:
        span = Span(config.relative(config.figures / "__init__.py"), 1, 1)
        return Gallery(), [diagnose("D407", f"the figure package cannot be loaded: {error}", span)]
