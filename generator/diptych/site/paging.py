"""Long lists on several pages: ``tags.html``, ``tags.2.html``, ``tags.3.html``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_Item = TypeVar("_Item")


class ListPage(Struct, Generic[_Item], frozen=True):
    """One of the pages that a list stands on.

    Attributes:
        all: the file names of all of them, in order; they lie in one folder.
    """

    path: str
    items: tuple[_Item, ...]
    all: tuple[str, ...]

    @property
    def name(self) -> str:
        """The file name of this one."""
        return self.path.rpartition("/")[2]


def paged(path: str, items: Sequence[_Item], size: int) -> Iterator[ListPage[_Item]]:
    """Divide a list into pages, the first of which has the path; an empty list has one, too."""
    stem = path.removesuffix(".html")
    count = max(1, -(-len(items) // size))
    # A slug has no point, so no other page is called so.
    paths = [path, *(f"{stem}.{number}.html" for number in range(2, count + 1))]
    names = tuple(each.rpartition("/")[2] for each in paths)
    for place, each in enumerate(paths):
        yield ListPage(each, tuple(items[place * size : (place + 1) * size]), names)
