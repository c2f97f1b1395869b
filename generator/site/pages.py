"""Every file of the site but the deck: ``render_site`` reads as the list of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from generator.interface import texts
from generator.site.font import MathFont, math_font
from generator.site.fragments import at_top, lifted, unbroken
from generator.site.navigation import chapters, places, section_slugs, steps, subsections
from generator.site.search import search_data, search_script
from generator.site.stylesheet import stylesheet
from generator.site.titles import in_clauses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.model import Asset, Book, QuestionPage, SectionPage

_MEDIA = "media/"

# More questions than this, and the table of contents shows its parts folded.
_AT_A_GLANCE = 60


def render_site(book: Book, assets: Sequence[Asset]) -> dict[str, bytes]:
    """Every file of the site but the deck, by path relative to ``index.html``.

    Args:
        book: what the site shows; its HTML is safe and addresses files from one folder down.
        assets: what the pages show beside text; they lie under ``media/``.

    Raises:
        ValueError: two files would have one name, so one would be lost.
    """
    font = math_font(_fragments(book))
    site: dict[str, bytes] = {}
    for path, data in _files(book, assets, font):
        if path in site:
            raise ValueError(f"two files of the site would be called {path}")
        site[path] = data
    return site


def _files(
    book: Book, assets: Sequence[Asset], font: MathFont | None
) -> Iterator[tuple[str, bytes]]:
    for path, page in _pages(book):
        yield path, page.encode()
    yield "style.css", stylesheet(book.palette, font.path if font else None).encode()
    for name in ("theme.js", "site.js", "mark.svg"):
        yield name, _resource(name)
    yield "search.js", search_script(book.language, _resource("search.js").decode()).encode()
    yield "search.css", _resource("css/search.css")
    yield "search-data.js", search_data(book).encode()
    if book.figures:
        yield "play.js", _resource("play.js")
    if font:
        yield font.path, font.data
        yield "fonts/OFL.txt", font.licence.encode()
    for asset in assets:
        yield _MEDIA + asset.name.removeprefix(_MEDIA), asset.data


def _pages(book: Book) -> Iterator[tuple[str, str]]:
    writer = _Writer(book)
    yield "index.html", writer.index()
    yield "all.html", writer.everything()
    for section in book.sections:
        yield f"s/{section.slug}.html", writer.section(section)
    yield from writer.questions()
    for slug, question in book.redirects.items():
        yield f"q/{slug}.html", writer.redirect(question)
    if book.figures:
        yield "figures.html", writer.figures()


@dataclass(frozen=True)
class _Writer:
    """Templates filled in with what all pages of one book have in common."""

    book: Book

    def index(self) -> str:
        count = sum(len(section.questions) for section in self.book.sections)
        return self._page(
            "index.html", root="", chapters=chapters(self.book), folded=count > _AT_A_GLANCE
        )

    def everything(self) -> str:
        return self._page("all.html", root="", lifted=_lift)

    def figures(self) -> str:
        questions = {each.number: each for s in self.book.sections for each in s.questions}
        return self._page("figures.html", root="", at_top=_at_top, questions=questions)

    def section(self, section: SectionPage) -> str:
        return self._page(
            "section.html",
            root="../",
            section=section,
            title=section.path[-1] if section.path else self.book.title,
            steps=steps(section.path[:-1], section_slugs(self.book)),
            subsections=subsections(self.book).get(section.path, ()),
        )

    def redirect(self, question: QuestionPage) -> str:
        return self._page("redirect.html", root="../", question=question)

    def questions(self) -> Iterator[tuple[str, str]]:
        slugs = section_slugs(self.book)
        for _, together in groupby(places(self.book), key=lambda place: place.section.slug):
            of_section = tuple(together)
            section = of_section[0].section
            # A long navigation costs ten times what the rest of a page does: once is enough.
            navigation = self._page("navigation.html", root="../", section=section)
            path = steps(section.path, slugs)
            for place in of_section:
                page = self._page(
                    "question.html",
                    root="../",
                    place=place,
                    question=place.question,
                    steps=path,
                    navigation=_with_current(navigation, place.question.slug),
                )
                yield f"q/{place.question.slug}.html", page

    def _page(self, template: str, **values: Any) -> str:
        here = {"book": self.book, "t": SimpleNamespace(**texts(self.book.language))}
        return _environment().get_template(template).render(here | values)


def _with_current(navigation: str, slug: str) -> Markup:
    link = f'href="../q/{_address(slug)}.html"'
    return Markup(navigation.replace(link, f'{link} aria-current="page"', 1))


def _safe(html: str) -> Markup:
    return Markup(unbroken(html))


def _at_top(html: str) -> Markup:
    return Markup(at_top(html))


def _lift(html: str, prefix: str) -> Markup:
    return Markup(lifted(html, prefix=prefix, deeper=2))


def _fragments(book: Book) -> Iterator[str]:
    for section in book.sections:
        yield section.intro
        for question in section.questions:
            body = question.body
            yield from (body.prompt, body.front, body.short, body.answer, body.sources)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("generator.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters["address"] = _address
    environment.filters["safe_html"] = _safe
    environment.filters["in_clauses"] = lambda title: Markup(in_clauses(str(escape(title))))
    return environment


def _address(slug: str) -> str:
    return quote(slug, safe="")


def _resource(name: str) -> bytes:
    return (files(__package__) / name).read_bytes()
