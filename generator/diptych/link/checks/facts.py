"""All that a rule about the whole notebook may look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from diptych.compile import Compiled, CompiledQuestion
    from diptych.figures.registry import Gallery
    from diptych.link.targets import LinkMap
    from diptych.syntax.references import Reference


class Facts(Struct, frozen=True):
    """The notebook as it was read.

    Attributes:
        where: the notes folder or file, for people.
        references: all that the documents refer to, in order.
        lines: the lines of each file as they were read.
        files: the bytes of the files referred to that exist, by path.
        folders: what is referred to and is a folder.
        remote_images: whether pictures on the network are shown from there.
        oversized: what is referred to and is a file too large to be taken along.
        same_name: for pictures that are not where they should be, by `picture_key`: those of
            that name among the notes, if there are any.
        known_terms: all abbreviations but these must be written out somewhere; None when none
            need be.
        terms: word that is never written → the one that the notebook has agreed on.
    """

    where: str
    documents: Sequence[Compiled]
    references: Sequence[Reference]
    lines: Mapping[str, Sequence[str]]
    files: Mapping[str, bytes]
    links: LinkMap
    gallery: Gallery
    same_name: Mapping[str, tuple[str, ...]]
    known_terms: tuple[str, ...] | None = None
    terms: Mapping[str, str] = field(default_factory=dict)
    folders: frozenset[str] = frozenset()
    oversized: frozenset[str] = frozenset()
    remote_images: bool = False

    @property
    def questions(self) -> list[CompiledQuestion]:
        """All questions in the order of the notes."""
        return [question for document in self.documents for question in document.questions]

    @property
    def moved(self) -> dict[str, str]:
        """Where the pictures are of which there is only one so named, by `picture_key`."""
        return {key: paths[0] for key, paths in self.same_name.items() if len(paths) == 1}
