"""The tables that Notion exports of its databases: ``Name.csv`` and ``Name_all.csv``.

Each row is also a page, exported as Markdown into the folder ``Name`` beside the table, with the
row's cells as properties below its title. So pages are read and tables are not, which is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.model import LeftOut

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

HEX_ID = lazy(r"[ _-][0-9a-f]{32}$")
"""The id that Notion puts behind each file's name."""

TABLE = ".csv"
WITH_PAGES = "a table, whose rows are not read: the pages in the folder of its name are"
WITHOUT_PAGES = "a table of Notion, whose rows are not read: there is no folder with their pages"
ALONE = "a table, whose rows are not read: those of a table in Markdown are"


def is_table(file: Path) -> bool:
    """Tell by its name whether a file is a table."""
    return file.suffix.lower() == TABLE


def tables_left_out(tables: Mapping[Path, str], *, alone: bool) -> Iterator[LeftOut]:
    """Say what becomes of each table that Notion exported, or may have, and of those without notes.

    Args:
        tables: file → its name relative to the notebook's root.
        alone: whether there is nothing but tables.
    """
    for file, name in sorted(tables.items()):
        pages = file.with_name(file.stem.removesuffix("_all"))
        if pages.is_dir():
            yield LeftOut(name, WITH_PAGES)
        elif HEX_ID.search(pages.name):
            yield LeftOut(name, WITHOUT_PAGES)
        elif alone:
            yield LeftOut(name, ALONE)
