"""Every file of the site but the deck: `plan_site` reads as the list of them.

A plan names each file, with a key: a digest of all that the file is made of. It is made into bytes
only when it is asked to be, so what an earlier build wrote by the same key costs next to nothing.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.digests import key_of
from diptych.model.book import PlannedFile
from diptych.site import sharing
from diptych.site.font import FONT_PATH, font_characters
from diptych.site.lowering import lowered_or_kept
from diptych.site.offline import plan_offline
from diptych.site.pages import Pages
from diptych.site.previews import plan_previews, previews, with_previews
from diptych.site.rehearsal import questions_script, remembered_script
from diptych.site.resources import resource, script
from diptych.site.search import search_data, search_script, text_parts
from diptych.site.stylesheet import stylesheet
from diptych.site.synonyms import synonyms_of
from diptych.site.theming import style_of
from diptych.site.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from diptych.model.book import Asset, Book, Theme
    from diptych.render import Context
    from diptych.site.font import MathFont
    from diptych.site.pages import Planned
    from diptych.site.previews import Painter

_MEDIA = "media/"
# What only one page or one feature needs is no part of what all pages load.
_SHEETS = ("front.css", "gallery.css", "lists.css", "rehearse.css", "search.css", "section.css")
_SCRIPTS = (
    "site.js",
    "theme.js",
    "zoom.js",
    "rehearse.js",
    "rehearse-cards.js",
    "rehearse-marks.js",
    "rehearse-round.js",
    "rehearse-tonight.js",
    "sheets.js",
)

# Our templates of pages that ask search engines not to find them.
_HIDDEN = frozenset({"404.html", "redirect.html"})


def plan_site(
    book: Book,
    assets: Sequence[Asset],
    context: Context,
    engine: str,
    written: Mapping[str, str],
    cut: Callable[[str], MathFont],
    painter: Painter | None = None,
) -> tuple[PlannedFile, ...]:
    """Plan every file of the site but the deck, by path relative to ``index.html``.

    What pages load comes before the pages, and ``index.html`` last.

    Args:
        book: what the site shows; its HTML is safe.
        assets: what the pages show beside text; they lie under ``media/``.
        context: the notebook, for what its HTML leaves open.
        engine: names this version of the engine, and of the libraries below it.
        written: the path of each file that the last build left, by its key.
        cut: cuts the math font down to some characters, as `math_font` does.
        painter: paints the pictures that previews show; without one there are none.
    """
    shown = previews(book, context, painter) if painter and book.base_url else {}
    pictures = plan_previews(shown, painter, engine) if painter else ()
    book = with_previews(book, shown) if shown else book
    writer = Writer(book, engine)
    pages = Pages(book, writer, context)
    planned = list(pages.all())
    loaded = [
        *_style(book, engine, written, cut),
        *_scripts(book, writer, engine),
        *pages.cards(),
    ]
    offline = plan_offline(book, loaded, engine) if book.base_url else ()
    shared = _sharing(book, writer, planned)
    index, *others = (page.file for page in planned)
    plan = (*_media(assets), *pictures, *loaded, *others, *shared, *offline, index)
    if book.theme.templates:
        plan = tuple(replace(file, fallible=True) for file in plan)
    return plan


def plan_questions(
    book: Book, assets: Iterable[Asset], context: Context, engine: str, slugs: frozenset[str]
) -> tuple[PlannedFile, ...]:
    """Plan the pages of some questions, and the files that pages show beside text."""
    pages = Pages(book, Writer(book, engine), context)
    return (*_media(assets), *pages.questions(slugs))


def _media(assets: Iterable[Asset]) -> Iterator[PlannedFile]:
    for asset in assets:
        name = asset.name.removeprefix(_MEDIA)
        # The name tells the content.
        yield PlannedFile(_MEDIA + name, key_of(name, len(asset.data)), partial(bytes, asset.data))


def _style(
    book: Book, engine: str, written: Mapping[str, str], cut: Callable[[str], MathFont]
) -> Iterator[PlannedFile]:
    """Plan the sheets, and the font that the first of them names."""
    font: str | None = None
    if characters := font_characters(book.formulas):
        key = key_of(engine, "font", characters)
        # Cutting a font takes a second; where an earlier build did, its name is known.
        known = written.get(key, "")
        font = known if FONT_PATH.fullmatch(known) else cut(characters).path
        yield PlannedFile(font, key, lambda: cut(characters).data)
        key = key_of(engine, "licence")
        yield _text("fonts/OFL.txt", key, lambda: cut(characters).licence)
    styles = dict(book.theme.styles)
    key = key_of(engine, "style", dict(book.palette), font, styles)
    yield _text("style.css", key, partial(stylesheet, book.palette, font, book.theme))
    for name in _SHEETS:
        key = key_of(engine, styles.get(name))
        yield _text(name, key, partial(_sheet, name, book.theme))


def _sheet(name: str, theme: Theme) -> str:
    return f"{lowered_or_kept(style_of(name, theme))}\n"


def _scripts(book: Book, writer: Writer, engine: str) -> Iterator[PlannedFile]:
    yield PlannedFile("mark.svg", key_of(engine), partial(resource, "icons/mark.svg"))
    for name in (*_SCRIPTS, "play.js") if book.figures else _SCRIPTS:
        yield _text(name, key_of(engine), partial(script, name))
    yield _text("search.js", writer.key, lambda: search_script(writer.words, _search()))
    yield _text("remembered.js", writer.key, lambda: remembered_script(book, writer.words))
    searched = [
        (
            section.path,
            [(q.slug, q.number, q.prompt, q.tags, q.language) for q in section.questions],
        )
        for section in book.sections
    ]
    parts = text_parts(book)
    same = synonyms_of(book)
    key = key_of(engine, searched, same, len(parts))
    yield _text("search/titles.js", key, partial(search_data, book, same, len(parts)))
    for part in parts:
        yield _text(part.path, key_of(engine, part), part.script)
    rehearsed = [
        (section.slug, section.path, [(each.slug, each.tags) for each in section.questions])
        for section in book.sections
    ]
    former = [(slug, question.slug) for slug, question in book.redirects.items()]
    key = key_of(engine, book.title, rehearsed, former)
    yield _text("rehearse-questions.js", key, partial(questions_script, book))


def _search() -> str:
    """Read the scripts of search, which are served as one."""
    return "".join(map(script, ("search-text.js", "search-find.js", "search.js")))


def _sharing(book: Book, writer: Writer, pages: Sequence[Planned]) -> Iterator[PlannedFile]:
    """Plan the files that lead others to the pages; none where nobody says where those are."""
    if not book.base_url:
        return
    told = [
        (
            section.slug,
            section.path,
            [(q.slug, q.number, q.prompt, q.gist, q.changed, q.guid) for q in section.questions],
        )
        for section in book.sections
    ]
    head = (book.title, book.author, book.language, book.base_url, book.cards)
    key = key_of(writer.key, head, told, [(page.file.path, page.file.key) for page in pages])
    what = sharing.about_book(book, writer.words)
    yield _text("sitemap.xml", key, lambda: sharing.sitemap(book, _found(book, pages)))
    yield _text("robots.txt", key, lambda: sharing.robots(book))
    yield _text("feed.xml", key, lambda: sharing.feed(book, what))
    yield _text("llms.txt", key, lambda: sharing.llms(book, what))


def _text(path: str, key: str, make: Callable[[], str]) -> PlannedFile:
    return PlannedFile(path, key, lambda: make().encode())


def _found(book: Book, pages: Sequence[Planned]) -> Iterator[str]:
    """List the pages that want to be found: what templates of a theme say, only the pages tell."""
    own = book.theme.templates
    if _HIDDEN & own.keys() or any("noindex" in text for text in own.values()):
        shown = (page for page in pages if not sharing.is_hidden(page.file.make().decode()))
    else:
        shown = (page for page in pages if page.template not in _HIDDEN)
    return (page.file.path for page in shown)
