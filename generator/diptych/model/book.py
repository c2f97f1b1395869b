"""What both panels are made of: rendered questions, the pages of the site, and its files."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping


class Asset(Struct, frozen=True):
    """Bytes to be written under a name (forward slashes, relative to the output)."""

    name: str
    data: bytes


class PlannedFile(Struct, frozen=True):
    """A file of the output that is not made yet.

    Attributes:
        path: relative to the output, with forward slashes.
        key: a digest of all that its bytes depend on: equal keys, equal bytes.
        make: gives its bytes.
        fallible: whether making it may fail, so that it must be done before anything is written.
        dear: whether making it takes longer than to unpack it, so that it is kept.
    """

    path: str
    key: str
    make: Callable[[], bytes]
    fallible: bool = False
    dear: bool = False


class Relocation:
    """A place in finished HTML that only linking can fill: `diptych.render.relocations` has all."""

    __slots__ = ()


Html = tuple[str | Relocation, ...]
"""Safe HTML with places that are still open."""


class UnfilledBody(Struct, frozen=True):
    """One question as safe HTML for one panel, its relocations not filled.

    Attributes:
        front: what stands below the prompt: code, choices; most questions have none.
    """

    prompt: Html
    front: Html = ()
    short: Html = ()
    answer: Html = ()
    sources: Html = ()

    @property
    def parts(self) -> tuple[Html, Html, Html, Html, Html]:
        """All parts, in the order in which they are read."""
        return (self.prompt, self.front, self.short, self.answer, self.sources)


class AnswerHeading(Struct, frozen=True):
    """One heading of an answer: its id, what it says as one reads it, how deep it is (1–6)."""

    id: str
    title: str
    level: int


class Body(Struct, frozen=True):
    """One question as safe HTML, ready to be shown: the parts of an `UnfilledBody`, filled."""

    prompt: str
    short: str
    answer: str
    sources: str
    front: str = ""

    @property
    def asks(self) -> str:
        """Prompt and front together, as one field of a card holds them."""
        return f'{self.prompt}<div class="asked">{self.front}</div>' if self.front else self.prompt


Deletion = tuple[int, str]
"""The number of a deletion on a card, and what it hides, as plain text."""


class OtherName(NamedTuple):
    """A term, and another name of it that a question writes beside it in brackets.

    Attributes:
        most: 0, or how long the term is at most that ``term`` ends in and that stands nowhere else:
            no space says where a Chinese term begins.
    """

    term: str
    name: str
    most: int = 0


class QuestionPage(Struct, frozen=True):
    """One question as the site shows it.

    Attributes:
        slug: the page is ``q/<slug>.html``.
        number: its place in the notebook, from 1.
        prompt: plain text, formulas as one reads them.
        answered: False when the notes hold no answer yet.
        language: the BCP 47 tag of its text, when the notes say it.
        text: what it says beside the prompt, as plain text.
        changed: when it last changed, in seconds since the epoch.
        links: the slugs of the questions that it refers to.
        gist: what one would answer aloud, or else the whole answer, as plain text.
        guid: what the question is known by, whatever becomes of its name; empty if it has none.
        headings: those of the answer, in order.
        picture: the address of its first picture below the root; empty if it shows none.
        figure: the path of its first registered figure; empty if it shows none.
        search: what finds its card in Anki.
        other_names: the terms that it writes out.
        finished: a digest of its HTML and how many characters that has; None where it has places
            that are open.
        asks_with: the words that it asks with, as `diptych.compile.subject_words` gives them.
        answers_with: those of its gist.
    """

    slug: str
    number: int
    prompt: str
    body: UnfilledBody
    answered: bool
    tags: tuple[str, ...]
    language: str | None
    text: str = ""
    changed: int = 0
    links: tuple[str, ...] = ()
    gist: str = ""
    guid: str = ""
    headings: tuple[AnswerHeading, ...] = ()
    picture: str = ""
    figure: str = ""
    search: str = ""
    other_names: tuple[OtherName, ...] = ()
    finished: tuple[str, int] | None = None
    asks_with: str = ""
    answers_with: str = ""


class SectionPage(Struct, frozen=True):
    """One section as the site shows it: ``s/<slug>.html``.

    Attributes:
        path: the titles from the top down to this one, inclusive.
        intro: empty when there is none.
        lonely: whether it holds one question, no introduction and no section below it.
    """

    slug: str
    path: tuple[str, ...]
    intro: Html
    questions: tuple[QuestionPage, ...]
    lonely: bool = False


class FigurePage(Struct, frozen=True):
    """One figure as the gallery shows it.

    Attributes:
        caption: what to see in it, as text; may be empty.
        body: the drawing, its slider if it has one; filled when a page shows it.
        code: what it is computed and drawn by: name → highlighted HTML, in order.
        questions: the numbers of the questions that show it.
    """

    name: str
    caption: str
    body: Html
    code: tuple[tuple[str, str], ...]
    questions: tuple[int, ...]


class Theme(Struct, frozen=True):
    """What a notebook puts in place of our own templates, styles and words.

    Attributes:
        folder: relative to the notebook's root; empty when there is none.
        templates: file name → text, before our template of that name.
        styles: file name → text: in place of our sheet of that name, or added to all.
        words: language tag, in small letters → key → what the interface says.
    """

    folder: str = ""
    templates: Mapping[str, str] = field(default_factory=dict)
    styles: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def template_path(self, name: str) -> str:
        """Write a template's path as spans name it."""
        return f"{self.folder}/templates/{name}"

    @property
    def texts(self) -> dict[str, str]:
        """The text of each template, by the path that spans name it by."""
        return {self.template_path(name): text for name, text in self.templates.items()}


class Book(Struct, frozen=True):
    """All that the site shows, in the order of the notes.

    Attributes:
        deck_file: the path of the .apkg below the root.
        options_file: that of the .apkg of the deck's options; empty where there is none.
        cards: how many cards the deck holds.
        sections: as they are listed and rehearsed; each question stands in one.
        figures: for the gallery; empty when the notebook has no figure package.
        redirects: slugs that pages had before → the page that each is now.
        palette: figure colours: name → (light, dark), as ``#rrggbb``.
        base_url: where the site is published, without a slash at its end; empty when it is not.
        name: the notebook's lasting name, which what browsers remember goes by.
        remote_images: whether pages may show pictures from the network.
        joined: sections of one question each that are listed as part of others; they have no page.
        terms: word that the notebook never writes → the one that it has agreed on.
        formulas: the characters that its formulas show.
    """

    title: str
    author: str
    language: str
    deck_file: str
    cards: int
    sections: tuple[SectionPage, ...]
    figures: tuple[FigurePage, ...]
    redirects: Mapping[str, QuestionPage]
    palette: Mapping[str, tuple[str, str]]
    base_url: str = ""
    theme: Theme = Theme()
    name: str = ""
    remote_images: bool = False
    options_file: str = ""
    joined: tuple[SectionPage, ...] = ()
    terms: Mapping[str, str] = {}
    formulas: str = ""

    @property
    def total(self) -> int:
        """Count its questions."""
        return sum(len(section.questions) for section in self.sections)

    @property
    def short_first(self) -> bool:
        """Tell whether each of its questions has a short answer."""
        return all(each.body.short for section in self.sections for each in section.questions)
