"""Sections of a size that one can list and rehearse: the tiny ones joined, the huge ones divided.

Many that hold one question each (`diptych.link.lonely`) stand together, by the folder of their
files or else by their first tag. A section of a thousand questions is divided into ranges of its
numbers.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.link.lonely import FEW
from diptych.model.book import SectionPage
from diptych.syntax.slugs import FreeSlugs, slug_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from diptych.model.book import QuestionPage

# A section that is joined or divided holds so many questions at most.
_MANY = 100
# So many questions the joined sections hold on average at least.
_SHARED = 5

_Path = tuple[str, ...]


class Shelves(Struct, frozen=True):
    """Sections as they are listed.

    Attributes:
        sections: what is listed and rehearsed, in order.
        joined: those that stand in others, and so need no page of their own.
    """

    sections: tuple[SectionPage, ...]
    joined: tuple[SectionPage, ...]


def shelve(sections: Sequence[SectionPage], folders: Mapping[str, str]) -> Shelves:
    """Join sections of one question each, and divide what holds too many.

    Args:
        folders: the folder of each question's file, with forward slashes, by the question's slug.
    """
    lonely = [each for each in sections if each.lonely]
    if len(lonely) < FEW:
        lonely = []
    free = FreeSlugs(each.slug for each in sections)
    alone = {each.slug for each in lonely}
    joined = _joined(lonely, _key(lonely, folders), free)
    listed = []
    for section in sections:
        if section.slug not in alone:
            listed.append(section)
        elif section.slug in joined:  # the first of those that stand together
            listed.append(joined[section.slug])
    return Shelves(tuple(_divided(listed)), tuple(lonely))


def _key(
    lonely: Sequence[SectionPage], folders: Mapping[str, str]
) -> Callable[[SectionPage], _Path]:
    """Choose what sections of one question are joined by: whatever makes few groups of them.

    The deeper folder is preferred to the one above it, any folder to the first tag; where neither
    serves, all of them stand together.
    """
    paths = {each.slug: _folder(each.questions[0], folders) for each in lonely}
    shared = _shared(list(paths.values()))

    def by_folder(depth: int) -> Callable[[SectionPage], _Path]:
        return lambda section: paths[section.slug][shared : shared + depth]

    deepest = max((len(path) - shared for path in paths.values()), default=0)
    candidates = [by_folder(depth) for depth in range(deepest, 0, -1)]
    most = max(1, len(lonely) // _SHARED)
    for key in (*candidates, _first_tag):
        if len({key(each) for each in lonely}) <= most:
            return key
    return lambda _: ()


def _folder(question: QuestionPage, folders: Mapping[str, str]) -> _Path:
    return tuple(part for part in folders.get(question.slug, "").split("/") if part)


def _shared(paths: Sequence[_Path]) -> int:
    """Count how many folders from the top down all files have in common."""
    depth = 0
    for names in zip(*paths, strict=False):
        if len(set(names)) > 1:
            break
        depth += 1
    return depth


def _first_tag(section: SectionPage) -> _Path:
    return section.questions[0].tags[:1]


def _joined(
    lonely: Iterable[SectionPage], key: Callable[[SectionPage], _Path], free: FreeSlugs
) -> dict[str, SectionPage]:
    """Make a section of those that stand together, by the slug of the first of them."""
    groups: dict[_Path, list[SectionPage]] = defaultdict(list)
    for each in lonely:
        groups[key(each)].append(each)
    found = {}
    for path, together in groups.items():
        slug = free.take(slug_of(" ".join(path)))
        questions = tuple(question for each in together for question in each.questions)
        found[together[0].slug] = SectionPage(slug, path, (), questions)
    return found


def _divided(sections: Iterable[SectionPage]) -> Iterator[SectionPage]:
    """Divide each section that holds too many into itself, with what it says, and ranges below."""
    for section in sections:
        questions = section.questions
        if len(questions) <= _MANY:
            yield section
            continue
        yield SectionPage(section.slug, section.path, section.intro, ())
        for place in range(0, len(questions), _MANY):
            part = questions[place : place + _MANY]
            title = f"{part[0].number}–{part[-1].number}"
            # A slug has no point, so no other section is called so.
            slug = f"{section.slug}.{place // _MANY + 1}"
            yield SectionPage(slug, (*section.path, title), (), part)
