"""What is found by its name instead of its path: notes by wiki links, pictures that were moved."""

from __future__ import annotations

import difflib
import posixpath
import unicodedata
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote

from msgspec import Struct

from diptych.input.media import MEDIA
from diptych.input.sources import MARKDOWN
from diptych.syntax.references import SCHEME, Target, picture_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Names(Struct, frozen=True):
    """What notes can be called: by file, else by title or alias.

    Attributes:
        files: a file's plain name without its ending → the documents' paths.
        titles: a plain title or alias → the documents' paths.
        spelled: each of those names as it is written.
        top: the folder that all notes lie in, which is "" or ends with a slash.
    """

    files: Mapping[str, tuple[str, ...]]
    titles: Mapping[str, tuple[str, ...]]
    spelled: Mapping[str, str]
    top: str

    def find(self, name: str) -> tuple[str, ...]:
        """Find the paths of the notes that a name may mean.

        A path from the notes' own folder down means one note only; a shorter one, each note whose
        path ends so.
        """
        wanted = plain(_without_ending(name)).strip("/")
        ending = [
            path
            for path in self.files.get(wanted.rpartition("/")[2], ())
            if f"/{plain(_without_ending(path))}".endswith(f"/{wanted}")
        ]
        whole = {wanted, plain(self.top) + wanted}
        exact = [path for path in ending if plain(_without_ending(path)) in whole]
        return tuple(exact or ending) or self.titles.get(wanted, ())

    def near(self, name: str) -> list[str]:
        """Suggest at most three names that may have been meant, as they are written."""
        wanted = plain(_without_ending(name)).rpartition("/")[2]
        # To compare with all would take seconds where a vault has thousands of both.
        alike = [each for each in self.spelled if each[:2] == wanted[:2] or wanted in each]
        return [self.spelled[each] for each in difflib.get_close_matches(wanted, alike)]


class Named(Protocol):
    """What names lead to."""

    @property
    def path(self) -> str:
        """Where it lies, relative to the notebook's root."""

    @property
    def title(self) -> str:
        """Its title; empty where it is not known."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """What else it is called."""


def note_names(documents: Sequence[Named]) -> Names:
    """Collect the names that documents go by."""
    files: dict[str, list[str]] = {}
    titles: dict[str, list[str]] = {}
    spelled: dict[str, str] = {}
    for document in documents:
        name = _without_ending(document.path.rpartition("/")[2])
        files.setdefault(plain(name), []).append(document.path)
        for title in {plain(each) for each in (document.title, *document.aliases)}:
            titles.setdefault(title, []).append(document.path)
        for each in (name, document.title, *document.aliases):
            spelled.setdefault(plain(each), each)
    folders = [posixpath.dirname(document.path) for document in documents]
    top = posixpath.commonpath(folders) if folders else ""
    return Names(
        {name: tuple(paths) for name, paths in files.items()},
        {title: tuple(paths) for title, paths in titles.items()},
        spelled,
        f"{top}/" if top else "",
    )


def find_pictures(targets: Iterable[Target], pictures: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Find the pictures that have the name of each that is missing.

    Args:
        targets: the missing ones; addresses on the network among them mean no file.
        pictures: the paths of all that there are.

    Returns:
        ``picture_key`` → paths, which may be none. Of several only those whose path ends as the
        one that is missing, if there are such.
    """
    by_name: dict[str, list[str]] = {}
    for path in pictures:
        by_name.setdefault(plain(path.rpartition("/")[2]), []).append(path)
    found = {}
    for target in targets:
        wanted = _picture_path(target)
        same_name = by_name.get(wanted.rpartition("/")[2], ()) if wanted else ()
        same_end = [path for path in same_name if f"/{plain(path)}".endswith(f"/{wanted}")]
        if wanted:
            found[picture_key(target)] = tuple(same_end or same_name)
    return found


def is_picture(target: Target) -> bool:
    """Tell whether an address names a picture's file, here or on another machine."""
    return bool(_picture_path(target))


def plain(name: str) -> str:
    """Normalise a name as all systems and editors spell it: composed, without case."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _picture_path(target: Target) -> str:
    """Reduce an address to a plain path; empty when it names no picture's file."""
    written = target.name
    if written is None:
        written = unquote(target.address.partition("#")[0])
    is_file = written[:5].lower() == "file:"
    if (SCHEME.match(written) and not is_file) or written.startswith("//"):
        return ""
    path = plain(written.replace("\\", "/").partition("?")[0]).lstrip("./")
    return path if PurePosixPath(path).suffix in MEDIA else ""


def _without_ending(path: str) -> str:
    stem, dot, ending = path.rpartition(".")
    return stem if f".{ending.lower()}" in MARKDOWN and dot else path
