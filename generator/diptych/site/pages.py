"""Every page of the site, planned: `pages` reads as the list of them."""

from __future__ import annotations

from functools import cached_property, partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from msgspec.structs import replace

from diptych.digests import key_of
from diptych.model.book import PlannedFile
from diptych.render import PageTarget
from diptych.site import sharing, views
from diptych.site.beside import Beside, Navigation
from diptych.site.filled import Filled, FilledBody, body_key
from diptych.site.navigation import joined_path, places, section_slugs, steps, with_subsections
from diptych.site.paging import paged
from diptych.site.print_parts import printed, question_weights, sheet_view, sheets
from diptych.site.rehearsal import section_script, tag_counts
from diptych.site.related import iso_date, neighbours, recent, tags, written_date
from diptych.site.sample import sample
from diptych.site.section_pages import stretches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from diptych.model.book import Book, Html, QuestionPage, SectionPage
    from diptych.render import Context
    from diptych.site.navigation import Place
    from diptych.site.print_parts import Leaf, Sheet
    from diptych.site.section_pages import Stretch
    from diptych.site.writer import Writer

# More questions than this, and the table of contents shows its parts folded.
_AT_A_GLANCE = 60

# More questions than this, and a table of contents names sections only; their pages list them.
_LISTED = 600

# So many tags, or questions of a tag, are listed on one page.
_TAGS_A_PAGE = 600
_QUESTIONS_A_PAGE = 300
# So many drawings, with the code of each, are shown on one.
_FIGURES_A_PAGE = 24

# So many questions of a section stand beside each of them; a list of all would be most of a page.
_BESIDE = 30


class Planned(NamedTuple):
    """A page that is planned, and the template that it is made by."""

    file: PlannedFile
    template: str


class Pages:
    """The pages of one book.

    Args:
        context: the notebook, for what its HTML leaves open.
    """

    def __init__(self, book: Book, writer: Writer, context: Context) -> None:
        self._book = book
        self._writer = writer
        self._context = replace(context, texts=writer.words)
        self._own = PageTarget.own(self._context)
        self._links = views.Links(book)
        self._tags = tags(book)
        self._slugs = section_slugs(book)
        self._about = sharing.about_book(book, writer.words)
        self._whole = views.whole_head(book)
        # What a theme shows of the book nobody knows; ours show little of it on most pages.
        self._head = self._whole if book.theme.templates else views.head(book)
        self._bodies: dict[str, str] = {}

    @cached_property
    def _sheets(self) -> tuple[Sheet, ...]:
        return sheets(self._book, self._weights, self._context)

    @cached_property
    def _weights(self) -> Mapping[str, int]:
        return question_weights(self._book, self._context)

    def all(self) -> Iterator[Planned]:
        """Plan every page, but for the scripts of cards."""
        yield self._index()
        yield from self._everything()
        yield self._lost()
        yield from self._sections()
        if self._tags:
            yield from self._tag_list()
        yield from self._tag_pages()
        yield from self._questions()
        for slug, question in self._book.redirects.items():
            target = views.RedirectView(question.slug, question.prompt)
            yield self._page(f"q/{slug}.html", "redirect.html", {"question": target})
        if self._book.figures:
            yield from self._figures()
        yield self._rehearsal()

    def questions(self, slugs: frozenset[str]) -> Iterator[PlannedFile]:
        """Plan the pages of some questions only."""
        return (page.file for page in self._questions(slugs))

    def cards(self) -> Iterator[PlannedFile]:
        """Plan the scripts of the cards that are rehearsed, one a section."""
        for section in self._book.sections:
            if section.questions:
                where = " · ".join(section.path or (self._book.title,))
                articles = tuple(
                    self._article(each, partial(PageTarget.rehearsal, self._context))
                    for each in section.questions
                )
                key = key_of(
                    self._writer.key, self._head, "card.html", section.slug, where, articles
                )
                make = partial(self._card_script, section.slug, where, articles)
                yield PlannedFile(f"rehearse/{section.slug}.js", key, make, dear=True)

    def _card_script(self, slug: str, where: str, articles: tuple[views.Article, ...]) -> bytes:
        def card(article: views.Article) -> str:
            values = {"book": self._head, "root": "", "where": where, "question": article}
            return self._writer.part("card.html", values)

        return section_script(slug, [(each.slug, card(each)) for each in articles]).encode()

    def _page(
        self,
        path: str,
        template: str,
        values: dict[str, Any],
        *,
        root: str | None = None,
        at: str = "",
        whole: bool = False,
    ) -> Planned:
        """Plan a page.

        Args:
            root: where the site's root lies as seen from the page; None goes by its path.
            whole: whether it shows more of the book than most pages.
        """
        root = "../" * path.count("/") if root is None else root
        head = self._whole if whole else self._head
        key = key_of(self._writer.key, head, template, root, at, values)
        make = partial(self._writer.page, template, head, root, at, values)
        return Planned(PlannedFile(path, key, make, dear=True), template)

    def _index(self) -> Planned:
        found = recent(self._book)
        words = self._writer.words
        changed = tuple(
            views.RecentView(link, iso_date(each.changed), written_date(each.changed, words))
            for each in found
            if (link := self._links.named(each))
        )
        total = self._book.total
        about = sharing.about_page(self._book, "index.html", self._book.title, self._about)
        return self._page(
            "index.html",
            "index.html",
            {
                "about": about,
                "chapters": views.contents(self._book, self._links, listed=total <= _LISTED),
                "total": total,
                "folded": total > _AT_A_GLANCE,
                "listed": total <= _LISTED,
                "recent": changed,
                "sample": sample(self._book, self._links) if total > 1 else None,
                "tagged": bool(self._tags),
            },
            whole=True,
        )

    def _everything(self) -> Iterator[Planned]:
        if len(self._sheets) > 1:
            values = {
                "about": self._about_whole("all.html", "everything"),
                "total": self._book.total,
                "sheets": tuple(map(sheet_view, self._sheets)),
            }
            yield self._page("all.html", "sheets.html", values, at="all")
        for sheet in self._sheets:
            root = "../" * sheet.path.count("/")
            values = {
                "about": self._about_whole(sheet.path, "everything"),
                "total": sheet.total,
                "leaves": tuple(self._leaf(leaf, root) for leaf in sheet.leaves),
            }
            yield self._page(sheet.path, "all.html", values, at="all")

    def _leaf(self, leaf: Leaf, root: str) -> views.LeafView:
        make = partial(PageTarget.all_in_one, self._context, root)
        return views.LeafView(
            id=leaf.id,
            opens=leaf.opens,
            closes=leaf.closes,
            title=joined_path(leaf.section),
            intro=self._filled(leaf.section.intro, partial(make, f"s-{leaf.section.slug}")),
            questions=tuple(self._article(each, make) for each in leaf.section.questions),
        )

    def _article(self, question: QuestionPage, target: partial[PageTarget]) -> views.Article:
        make = partial(target, f"q-{question.slug}")
        return views.Article(
            question.slug,
            question.number,
            views.foreign(question, self._book),
            question.answered,
            FilledBody(question.body, self._body_key(question), make),
            question.search,
        )

    def _lost(self) -> Planned:
        # Served for any address: only where it is published is it known where the root is.
        base = self._book.base_url
        root = f"{urlsplit(base).path}/" if base else ""
        about = sharing.about_page(self._book, "", self._book.title, self._about)
        return self._page("404.html", "404.html", {"about": about}, root=root)

    def _tag_list(self) -> Iterator[Planned]:
        shown = [views.TagView(tag.name, tag.slug, len(tag.questions)) for tag in self._tags]
        for page in paged("tags.html", shown, _TAGS_A_PAGE):
            values = {
                "about": self._about_whole(page.path, "all_tags"),
                "tags": page.items,
                **page.place,
            }
            yield self._page(page.path, "tags.html", values)

    def _tag_pages(self) -> Iterator[Planned]:
        for tag in self._tags:
            said = f"{self._writer.words['tags']}{tag.name}"
            for page in paged(f"t/{tag.slug}.html", tag.questions, _QUESTIONS_A_PAGE):
                values = {
                    "about": sharing.about_page(self._book, page.path, tag.name, said),
                    "name": tag.name,
                    "total": len(tag.questions),
                    "questions": self._links.listed(page.items),
                    **page.place,
                }
                yield self._page(page.path, "tag.html", values)

    def _figures(self) -> Iterator[Planned]:
        questions = {each.number: each for s in self._book.sections for each in s.questions}
        shown = tuple(
            views.FigureView(
                each.name,
                each.caption,
                self._filled(each.body, partial(PageTarget.gallery, self._context, each.name)),
                each.code,
                self._links.marked(questions[number] for number in each.questions),
            )
            for each in self._book.figures
        )
        for page in paged("figures.html", shown, _FIGURES_A_PAGE):
            about = self._about_whole(page.path, "figures")
            values = {"about": about, "total": len(shown), "figures": page.items, **page.place}
            yield self._page(page.path, "figures.html", values, at="figures")

    def _sections(self) -> Iterator[Planned]:
        prints = printed(self._book, self._sheets)
        for section, inside in with_subsections(self._book):
            title = section.path[-1] if section.path else self._book.title
            values: dict[str, Any] = {
                "title": title,
                "slug": section.slug,
                "steps": steps(section.path[:-1], self._slugs),
            }
            parts = stretches(section, self._weights)
            # What stands on this page alone is printed from it.
            whole = len(parts) == 1 and not inside and section.questions
            values["printed"] = None if whole else prints.get(section.slug)
            values["list"] = self._list_of(parts)
            for part in parts:
                last = part is parts[-1]
                yield self._section(section, part, inside if last else (), values)

    def _section(
        self,
        section: SectionPage,
        part: Stretch,
        below: Sequence[SectionPage],
        place: Mapping[str, Any],
    ) -> Planned:
        depth = len(section.path)
        inside = sum(len(each.questions) for each in below)
        listed = inside <= _LISTED and all(len(each.path) > depth for each in below)
        is_first = part.name == f"{section.slug}.html"
        make = partial(PageTarget.in_section, self._context)
        values = {
            **place,
            "about": sharing.about_section(self._book, part, place["title"]),
            "page": part.name,
            "total": len(section.questions) + inside,
            "listed": listed,
            "intro": self._filled(section.intro if is_first else (), lambda: self._own),
            "questions": tuple(self._article(each, make) for each in part.questions),
            "subsections": tuple(
                views.BelowView(
                    each.slug,
                    " · ".join(each.path[depth:]) or place["title"],
                    self._links.listed(each.questions) if listed else (),
                    len(each.questions),
                )
                for each in below
            ),
        }
        return self._page(f"s/{part.name}", "section.html", values)

    def _list_of(self, parts: Sequence[Stretch]) -> tuple[views.StretchView, ...]:
        return tuple(
            views.StretchView(part.name, self._links.listed(part.questions)) for part in parts
        )

    def _filled(self, html: Html, target: Callable[[], PageTarget]) -> Filled:
        return Filled(html, self._context, target)

    def _rehearsal(self) -> Planned:
        values = {
            "about": self._about_whole("rehearse.html", "rehearse"),
            "chapters": views.counts(self._book),
            "total": self._book.total,
            "tags": dict(tag_counts(self._book)),
        }
        return self._page("rehearse.html", "rehearse.html", values, at="rehearse", whole=True)

    def _body_key(self, question: QuestionPage) -> str:
        if question.finished:
            return question.finished[0]
        slug = question.slug
        if slug not in self._bodies:
            self._bodies[slug] = body_key(question.body, self._context)
        return self._bodies[slug]

    def _questions(self, only: frozenset[str] | None = None) -> Iterator[Planned]:
        near = neighbours(self._book)
        tag_links = {tag.name: views.TagLink(tag.name, tag.slug) for tag in self._tags}
        for _, together in groupby(places(self._book), key=lambda place: place.section.slug):
            of_section = tuple(together)
            path = steps(of_section[0].section.path, self._slugs)
            for start in range(0, len(of_section), _BESIDE):
                part = of_section[start : start + _BESIDE]
                if only is not None and only.isdisjoint(each.question.slug for each in part):
                    continue
                navigation = self._navigation(part)
                for place in part:
                    slug = place.question.slug
                    bears = tuple(tag_links[each] for each in place.question.tags)
                    others = [each.question for each in near[slug]]
                    links = zip(near[slug], self._links.marked(others), strict=True)
                    values = {
                        "about": sharing.about_question(self._book, place.question),
                        "navigation": Beside(navigation, slug),
                        "steps": path,
                        "question": self._paged(place.question, bears),
                        "near": tuple([views.NearLink(each.kind, link) for each, link in links]),
                        "previous": self._links.named(place.previous),
                        "following": self._links.named(place.following),
                    }
                    yield self._page(f"q/{slug}.html", "question.html", values)

    def _paged(
        self, question: QuestionPage, bears: tuple[views.TagLink, ...]
    ) -> views.PagedQuestion:
        return views.PagedQuestion(
            question.number,
            question.prompt,
            views.foreign(question, self._book),
            question.answered,
            question.prompt in self._links.repeated,
            FilledBody(question.body, self._body_key(question), lambda: self._own),
            tuple(views.HeadingView(each.id, each.title, each.level) for each in question.headings),
            bears,
            question.search,
        )

    def _navigation(self, part: Sequence[Place]) -> Navigation:
        """Plan what stands beside some questions of a section."""
        section = part[0].section
        about = views.SectionView(
            section.path[-1] if section.path else self._book.title,
            section.slug,
            len(section.questions),
        )
        shown = self._links.marked([place.question for place in part])
        values = {"book": self._head, "root": "../", "section": about, "shown": shown}
        return Navigation(self._writer, values)

    def _about_whole(self, path: str, name: str) -> sharing.About:
        """Describe a page of the whole book; its title is a word of the interface."""
        title = f"{self._writer.words[name]} — {self._book.title}"
        return sharing.about_page(self._book, path, title, self._about)
