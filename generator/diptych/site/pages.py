"""Every file of the site but the deck: ``render_site`` reads as the list of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files
from itertools import groupby
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from markupsafe import Markup, escape

from diptych.render import PageTarget
from diptych.render.relocations import strings
from diptych.site import sharing
from diptych.site.font import MathFont, math_font
from diptych.site.navigation import chapters, places, section_slugs, steps, subsections
from diptych.site.print_parts import leaves, printed_ids
from diptych.site.rehearsal import questions_script, section_script, tag_counts
from diptych.site.related import iso_date, neighbours, recent, repeated, tags, written_date
from diptych.site.search import search_data, search_script
from diptych.site.stylesheet import slim, stylesheet
from diptych.site.theming import ThemeError, explained, style_of, troubles, with_theme, words_of
from diptych.site.titles import in_clauses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from jinja2.runtime import Context as TemplateContext

    from diptych.model import Asset, Book, Diagnostic, Html, QuestionPage, SectionPage, Theme
    from diptych.render import Context
    from diptych.site.navigation import Place
    from diptych.site.related import Tag

__all__ = ["ThemeError", "render_site", "theme_troubles"]

_MEDIA = "media/"
# What only one page or one feature needs is no part of what all pages load.
_SHEETS = ("rehearse.css", "search.css")
_SCRIPTS = ("site.js", "theme.js", "zoom.js")
_REHEARSAL = ("rehearse.js", "rehearse-cards.js", "rehearse-marks.js", "rehearse-round.js")

# More questions than this, and the table of contents shows its parts folded.
_AT_A_GLANCE = 60

# So many questions of a section stand beside each of them; a list of all would be most of a page.
_BESIDE = 30


def render_site(book: Book, assets: Sequence[Asset], context: Context) -> dict[str, bytes]:
    """Make every file of the site but the deck, by path relative to ``index.html``.

    Args:
        book: what the site shows; its HTML is safe.
        assets: what the pages show beside text; they lie under ``media/``.
        context: the notebook, for what its HTML leaves open.

    Raises:
        ValueError: two files would have one name, so one would be lost.
        ThemeError: a template of the notebook's own cannot be filled in.
    """
    font = math_font(_finished(book))
    site: dict[str, bytes] = {}
    for path, data in _files(book, assets, context, font):
        if path in site:
            raise ValueError(f"two files of the site would be called {path}")
        site[path] = data
    return site


def theme_troubles(theme: Theme) -> list[Diagnostic]:
    """Find what of a theme can be seen to be wrong before any page is made."""
    return list(troubles(theme, _environment())) if theme.folder else []


def _files(
    book: Book, assets: Sequence[Asset], context: Context, font: MathFont | None
) -> Iterator[tuple[str, bytes]]:
    found: list[str] = []
    for path, page in _pages(book, context):
        yield path, page.encode()
        found += [path] if path.endswith(".html") and not sharing.is_hidden(page) else []
    yield from sharing.sharing_files(book, found, _about(book))
    yield "style.css", stylesheet(book.palette, font.path if font else None, book.theme).encode()
    yield "mark.svg", _resource("mark.svg")
    for name in (*_SCRIPTS, *_REHEARSAL):
        yield name, _script(name).encode()
    yield "search.js", search_script(words_of(book), _script("search.js")).encode()
    for name in _SHEETS:
        yield name, f"{slim(style_of(name, book.theme))}\n".encode()
    yield "search-data.js", search_data(book).encode()
    if book.figures:
        yield "play.js", _script("play.js").encode()
    if font:
        yield font.path, font.data
        yield "fonts/OFL.txt", font.licence.encode()
    for asset in assets:
        yield _MEDIA + asset.name.removeprefix(_MEDIA), asset.data


def _pages(book: Book, context: Context) -> Iterator[tuple[str, str]]:
    words = replace(context, texts=words_of(book))
    writer = _Writer(book, words, with_theme(_environment(), book.theme))
    yield "index.html", writer.index()
    yield "all.html", writer.everything()
    yield "404.html", writer.lost()
    for section in book.sections:
        yield f"s/{section.slug}.html", writer.section(section)
    if writer.tags:
        yield "tags.html", writer.tag_list()
    for tag in writer.tags:
        yield f"t/{tag.slug}.html", writer.tag(tag)
    yield from writer.questions()
    for slug, question in book.redirects.items():
        yield f"q/{slug}.html", writer.redirect(question)
    if book.figures:
        yield "figures.html", writer.figures()
    yield "rehearse.html", writer.rehearsal()
    yield "rehearse-questions.js", questions_script(book)
    for section in book.sections:
        if section.questions:
            yield f"rehearse/{section.slug}.js", section_script(section, writer.card)


@dataclass
class _Writer:
    """Templates filled in with what all pages of one book have in common."""

    book: Book
    context: Context
    environment: Environment

    @property
    def texts(self) -> Mapping[str, str]:
        return self.context.texts

    @cached_property
    def about(self) -> sharing.About:
        """What a page says of itself that has nothing of its own to say."""
        return sharing.about_page(self.book, "", self.book.title, _about(self.book))

    @cached_property
    def tags(self) -> tuple[Tag, ...]:
        return tags(self.book)

    @cached_property
    def repeated(self) -> frozenset[str]:
        return repeated(self.book)

    @cached_property
    def slugs(self) -> dict[tuple[str, ...], str]:
        """The pages of the sections, by path."""
        return section_slugs(self.book)

    @cached_property
    def subsections(self) -> dict[tuple[str, ...], tuple[SectionPage, ...]]:
        """What stands below each section."""
        return subsections(self.book)

    @cached_property
    def printed(self) -> dict[str, str]:
        return printed_ids(self.book)

    def index(self) -> str:
        count = sum(len(section.questions) for section in self.book.sections)
        return self._page(
            "index.html",
            root="",
            about=sharing.about_page(self.book, "index.html", self.book.title, _about(self.book)),
            chapters=chapters(self.book),
            folded=count > _AT_A_GLANCE,
            recent=recent(self.book),
            written_date=lambda seconds: written_date(seconds, self.texts),
            tagged=bool(self.tags),
        )

    def everything(self) -> str:
        return self._page(
            "all.html",
            root="",
            about=self._about("all.html", "everything"),
            lifted=_filled(lambda scope: PageTarget.all_in_one(self.context, scope)),
            leaves=leaves(self.book),
        )

    def lost(self) -> str:
        # Served for any address: only where it is published is it known where the root is.
        base = self.book.base_url
        return self._page("404.html", root=f"{urlsplit(base).path}/" if base else "")

    def tag_list(self) -> str:
        return self._page(
            "tags.html", root="", about=self._about("tags.html", "all_tags"), tags=self.tags
        )

    def tag(self, tag: Tag) -> str:
        path = f"t/{tag.slug}.html"
        about = sharing.about_page(self.book, path, tag.name, f"{self.texts['tags']}{tag.name}")
        return self._page("tag.html", root="../", about=about, tag=tag)

    def figures(self) -> str:
        questions = {each.number: each for s in self.book.sections for each in s.questions}
        return self._page(
            "figures.html",
            root="",
            about=self._about("figures.html", "figures"),
            questions=questions,
        )

    def section(self, section: SectionPage) -> str:
        title = section.path[-1] if section.path else self.book.title
        return self._page(
            "section.html",
            root="../",
            about=sharing.about_section(self.book, section, title),
            section=section,
            title=title,
            printed=self.printed.get(section.slug),
            steps=steps(section.path[:-1], self.slugs),
            subsections=self.subsections.get(section.path, ()),
            pointing_to=_filled(lambda question: PageTarget.folded(self.context, question.slug)),
        )

    def rehearsal(self) -> str:
        return self._page(
            "rehearse.html",
            root="",
            about=self._about("rehearse.html", "rehearse"),
            chapters=chapters(self.book),
            tags=tag_counts(self.book),
        )

    def card(self, section: SectionPage, question: QuestionPage) -> str:
        lifted = _filled(lambda scope: PageTarget.rehearsal(self.context, scope))
        return self._page("card.html", root="", section=section, question=question, lifted=lifted)

    def redirect(self, question: QuestionPage) -> str:
        return self._page("redirect.html", root="../", question=question)

    def questions(self) -> Iterator[tuple[str, str]]:
        near = neighbours(self.book)
        tag_slugs = {tag.name: tag.slug for tag in self.tags}
        for _, together in groupby(places(self.book), key=lambda place: place.section.slug):
            of_section = tuple(together)
            section = of_section[0].section
            path = steps(section.path, self.slugs)
            for start in range(0, len(of_section), _BESIDE):
                part = of_section[start : start + _BESIDE]
                # A navigation costs ten times what the rest of a page does: once is enough.
                navigation = self._page(
                    "navigation.html",
                    root="../",
                    section=section,
                    shown=[place.question for place in part],
                )
                for place in part:
                    slug = place.question.slug
                    beside = _with_current(navigation, slug)
                    page = self._question(
                        place, steps=path, near=near[slug], navigation=beside, tag_slugs=tag_slugs
                    )
                    yield f"q/{slug}.html", page

    def _question(self, place: Place, **values: Any) -> str:
        return self._page(
            "question.html",
            root="../",
            about=sharing.about_question(self.book, place.question),
            place=place,
            question=place.question,
            **values,
        )

    def _about(self, path: str, name: str) -> sharing.About:
        """Describe a page of the whole book; its title is a word of the interface."""
        title = f"{self.texts[name]} — {self.book.title}"
        return sharing.about_page(self.book, path, title, _about(self.book))

    def _page(self, template: str, **values: Any) -> str:
        here = {
            "book": self.book,
            "t": SimpleNamespace(**self.texts),
            "about": self.about,
            "repeated": self.repeated,
            "target": PageTarget.own(self.context),
        }
        try:
            return self.environment.get_template(template).render(here | values)
        except Exception as error:
            # Templates are code: those of the notebook may raise anything, ours nothing.
            if not self.book.theme.templates:
                raise
            raise explained(error, self.book.theme, template) from error


def _about(book: Book) -> str:
    """One sentence on the whole site."""
    words = words_of(book)

    def counted(name: str, count: int) -> str:
        form = words[f"{name}_one" if count == 1 else f"{name}_many"]
        return form.replace("{count}", str(count))

    questions = sum(len(section.questions) for section in book.sections)
    return (
        words["about"]
        .replace("{questions}", counted("questions", questions))
        .replace("{cards}", counted("cards", book.cards))
    )


def _with_current(navigation: str, slug: str) -> Markup:
    link = f'href="../q/{_address(slug)}.html"'
    return Markup(navigation.replace(link, f'{link} aria-current="page"', 1))


@pass_context
def _safe(template: TemplateContext, html: str | Html) -> Markup:
    """Show safe HTML, its open places filled as a page of its own has them."""
    return Markup(html if isinstance(html, str) else template["target"].whole(html))


def _filled(target: Callable[[Any], PageTarget]) -> Callable[[Html, Any], Markup]:
    """Make the function by which a template shows HTML that stands on a page with others.

    Args:
        target: what the template says of the place → the target.
    """
    return lambda html, place: Markup(target(place).whole(html))


def _finished(book: Book) -> Iterator[str]:
    """Walk all HTML that is finished before any page is made, formulas among it."""
    for section in book.sections:
        yield from strings(section.intro)
        for question in section.questions:
            for part in question.body.parts:
                yield from strings(part)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("diptych.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters["address"] = _address
    environment.filters["safe_html"] = _safe
    environment.filters["iso_date"] = iso_date
    environment.filters["in_clauses"] = lambda title: Markup(in_clauses(str(escape(title))))
    return environment


def _address(slug: str) -> str:
    return quote(slug, safe="")


@cache
def _script(name: str) -> str:
    """Read a script of ours without comments on lines of their own and without indents."""
    lines = (line.strip() for line in _resource(name).decode().splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))


def _resource(name: str) -> bytes:
    return (files(__package__) / name).read_bytes()
