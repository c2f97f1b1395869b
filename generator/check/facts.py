"""All that rules may look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generator.figures.registry import Gallery
    from generator.links import LinkMap
    from generator.model import Document, Question
    from generator.references import Reference


@dataclass(frozen=True, slots=True)
class Facts:
    """The notebook as read.

    Attributes:
        where: the notes folder or file, for people.
        references: all that the documents refer to, in order.
        files: the bytes of the files referred to that exist, by path.
    """

    where: str
    documents: Sequence[Document]
    references: Sequence[Reference]
    files: Mapping[str, bytes]
    links: LinkMap
    gallery: Gallery

    @property
    def questions(self) -> list[Question]:
        """All questions in the order of the notes."""
        return [question for document in self.documents for question in document.questions]
