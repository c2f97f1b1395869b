"""Every page of the site, planned: `pages` reads as the list of them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlsplit

from diptych.digests import key_of
from diptych.model import PlannedFile
from diptych.render import PageTarget
from diptych.site import sharing, views
from diptych.site.filled import Filled, FilledBody, body_key
from diptych.site.navigation import places, section_slugs, steps, subsections
from diptych.site.print_parts import leaves, printed_ids
from diptych.site.rehearsal import section_script, tag_counts
from diptych.site.related import iso_date, neighbours, recent, tags, written_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from diptych.model import Book, Html, QuestionPage, SectionPage
    from diptych.render import Context
    from diptych.site.navigation import Place, Step
    from diptych.site.writer import Writer

# More questions than this, and the table of contents shows its parts folded.
_AT_A_GLANCE = 60

# So many questions of a section stand beside each of them; a list of all would be most of a page.
_BESIDE = 30

HIDDEN = frozenset({"404.html", "redirect.html"})
"""Our templates of pages that ask search engines not to find them."""


class Planned(NamedTuple):
    """A page that is planned, and the template that it is made by."""

    file: PlannedFile
    template: str


class Navigation:
    """The list of questions beside each of them: the same for some, so written once."""

    def __init__(self, writer: Writer, values: dict[str, Any]) -> None:
        self._writer = writer
        self._values = values
        self._written: str | None = None
        self.key = key_of(values)

    def at(self, slug: str) -> str:
        """Show the list on the page of one of its questions."""
        if self._written is None:
            self._written = self._writer.part("navigation.html", self._values)
        link = f'href="../q/{quote(slug, safe="")}.html"'
        return self._written.replace(link, f'{link} aria-current="page"', 1)


class Beside(NamedTuple):
    """A navigation as it stands on the page of one question."""

    navigation: Navigation
    slug: str

    def __html__(self) -> str:
        return self.navigation.at(self.slug)


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
        self._about = about_book(book, writer.words)
        self._whole = views.WholeHead(
            title=book.title,
            author=book.author,
            language=book.language,
            figures=bool(book.figures),
            deck_file=book.deck_file,
            cards=book.cards,
            base_url=book.base_url,
            name=book.name,
        )
        # What a theme shows of the book nobody knows; ours show little of it on most pages.
        small = views.Head(book.title, book.author, book.language, bool(book.figures))
        self._head = self._whole if book.theme.templates else small
        self._bodies = {
            each.slug: body_key(each.body, self._context)
            for section in book.sections
            for each in section.questions
        }

    def all(self) -> Iterator[Planned]:
        """Plan every page, but for the scripts of cards."""
        yield self._index()
        yield self._everything()
        yield self._lost()
        yield from self._sections()
        if self._tags:
            yield self._tag_list()
        yield from self._tag_pages()
        yield from self._questions()
        for slug, question in self._book.redirects.items():
            target = views.RedirectView(question.slug, question.prompt)
            yield self._page(f"q/{slug}.html", "redirect.html", {"question": target})
        if self._book.figures:
            yield self._figures()
        yield self._rehearsal()

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
                yield PlannedFile(f"rehearse/{section.slug}.js", key, make)

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
        return Planned(PlannedFile(path, key, make), template)

    def _index(self) -> Planned:
        found = recent(self._book)
        words = self._writer.words
        changed = tuple(
            views.RecentView(link, iso_date(each.changed), written_date(each.changed, words))
            for each in found
            if (link := self._links.named(each))
        )
        total = self._total()
        return self._page(
            "index.html",
            "index.html",
            {
                "about": sharing.about_page(
                    self._book, "index.html", self._book.title, self._about
                ),
                "chapters": views.contents(self._book, self._links),
                "total": total,
                "folded": total > _AT_A_GLANCE,
                "recent": changed,
                "tagged": bool(self._tags),
            },
            whole=True,
        )

    def _everything(self) -> Planned:
        return self._page(
            "all.html",
            "all.html",
            {
                "about": self._about_whole("all.html", "everything"),
                "total": self._total(),
                "leaves": tuple(self._leaves()),
            },
            at="all",
        )

    def _leaves(self) -> Iterator[views.LeafView]:
        make = partial(PageTarget.all_in_one, self._context)
        for leaf in leaves(self._book):
            section = leaf.section
            yield views.LeafView(
                id=leaf.id,
                opens=leaf.opens,
                closes=leaf.closes,
                title=" · ".join(section.path) if section.path else None,
                intro=self._filled(section.intro, partial(make, f"s-{section.slug}")),
                questions=tuple(self._article(each, make) for each in section.questions),
            )

    def _article(self, question: QuestionPage, target: partial[PageTarget]) -> views.Article:
        make = partial(target, f"q-{question.slug}")
        return views.Article(
            question.slug,
            question.number,
            views.foreign(question, self._book),
            question.answered,
            FilledBody(question.body, self._bodies[question.slug], make),
        )

    def _lost(self) -> Planned:
        # Served for any address: only where it is published is it known where the root is.
        base = self._book.base_url
        root = f"{urlsplit(base).path}/" if base else ""
        about = sharing.about_page(self._book, "", self._book.title, self._about)
        return self._page("404.html", "404.html", {"about": about}, root=root)

    def _tag_list(self) -> Planned:
        shown = tuple(views.TagView(tag.name, tag.slug, len(tag.questions)) for tag in self._tags)
        about = self._about_whole("tags.html", "all_tags")
        return self._page("tags.html", "tags.html", {"about": about, "tags": shown})

    def _tag_pages(self) -> Iterator[Planned]:
        for tag in self._tags:
            path = f"t/{tag.slug}.html"
            said = f"{self._writer.words['tags']}{tag.name}"
            values = {
                "about": sharing.about_page(self._book, path, tag.name, said),
                "name": tag.name,
                "questions": self._links.listed(tag.questions),
            }
            yield self._page(path, "tag.html", values)

    def _figures(self) -> Planned:
        questions = {each.number: each for s in self._book.sections for each in s.questions}
        shown = tuple(
            views.FigureView(
                each.name,
                each.body,
                each.code,
                self._links.marked(questions[number] for number in each.questions),
            )
            for each in self._book.figures
        )
        about = self._about_whole("figures.html", "figures")
        values = {"about": about, "figures": shown}
        return self._page("figures.html", "figures.html", values, at="figures")

    def _sections(self) -> Iterator[Planned]:
        below = subsections(self._book)
        printed = printed_ids(self._book)
        for section in self._book.sections:
            title = section.path[-1] if section.path else self._book.title
            path = steps(section.path[:-1], self._slugs)
            inside = below.get(section.path, ())
            yield self._section(section, title, path, printed.get(section.slug), inside)

    def _section(
        self,
        section: SectionPage,
        title: str,
        path: tuple[Step, ...],
        printed: str | None,
        below: Sequence[SectionPage],
    ) -> Planned:
        depth = len(section.path)
        values = {
            "about": sharing.about_section(self._book, section, title),
            "title": title,
            "slug": section.slug,
            "steps": path,
            "printed": printed,
            "total": len(section.questions) + sum(len(each.questions) for each in below),
            "intro": self._filled(section.intro, lambda: self._own),
            "questions": self._links.listed(section.questions),
            "recall": tuple(self._recall(each) for each in section.questions),
            "subsections": tuple(
                views.BelowView(
                    each.slug, " · ".join(each.path[depth:]), self._links.listed(each.questions)
                )
                for each in below
            ),
        }
        return self._page(f"s/{section.slug}.html", "section.html", values)

    def _recall(self, question: QuestionPage) -> views.RecallView:
        return views.RecallView(
            question.slug,
            question.prompt,
            views.foreign(question, self._book),
            question.answered,
            self._filled(
                question.body.short, partial(PageTarget.folded, self._context, question.slug)
            ),
        )

    def _filled(self, html: Html, target: Callable[[], PageTarget]) -> Filled:
        return Filled(html, self._context, target)

    def _rehearsal(self) -> Planned:
        values = {
            "about": self._about_whole("rehearse.html", "rehearse"),
            "chapters": views.counts(self._book),
            "total": self._total(),
            "tags": dict(tag_counts(self._book)),
        }
        return self._page("rehearse.html", "rehearse.html", values, at="rehearse", whole=True)

    def _questions(self) -> Iterator[Planned]:
        near = neighbours(self._book)
        tag_links = {tag.name: views.TagLink(tag.name, tag.slug) for tag in self._tags}
        for _, together in groupby(places(self._book), key=lambda place: place.section.slug):
            of_section = tuple(together)
            path = steps(of_section[0].section.path, self._slugs)
            for start in range(0, len(of_section), _BESIDE):
                part = of_section[start : start + _BESIDE]
                navigation = self._navigation(part)
                for place in part:
                    slug = place.question.slug
                    bears = tuple([tag_links[each] for each in place.question.tags])
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
            FilledBody(question.body, self._bodies[question.slug], lambda: self._own),
            tuple(
                [views.HeadingView(each.id, each.title, each.level) for each in question.headings]
            ),
            bears,
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

    def _total(self) -> int:
        return sum(len(section.questions) for section in self._book.sections)


def about_book(book: Book, words: Mapping[str, str]) -> str:
    """One sentence on the whole site."""

    def counted(name: str, count: int) -> str:
        form = words[f"{name}_one" if count == 1 else f"{name}_many"]
        return form.replace("{count}", str(count))

    questions = sum(len(section.questions) for section in book.sections)
    return (
        words["about"]
        .replace("{questions}", counted("questions", questions))
        .replace("{cards}", counted("cards", book.cards))
    )
