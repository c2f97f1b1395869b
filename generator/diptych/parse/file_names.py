"""What a document is called that says no title: as its file, or the folder that this stands for."""

from __future__ import annotations

from functools import lru_cache

from diptych.parse.tools.notion import without_id

FOLDER_PAGES = frozenset({"readme", "index"})
"""Files that stand for their folder."""


@lru_cache(maxsize=64)  # finders ask again and again
def name_of(path: str) -> str:
    """Name a document without a title: by its file, or the folder that it stands for."""
    folders, _, file = path.rpartition("/")
    stem = file.rpartition(".")[0] or file
    stands_for_folder = stem.lower() in FOLDER_PAGES and folders
    return without_id(folders.rpartition("/")[2] if stands_for_folder else stem)
