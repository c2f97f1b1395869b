"""Notebooks of other subjects, written in other habits than ours: the engine is anybody's."""

from __future__ import annotations

import sys
from pathlib import Path

# The figure package of the notebook is imported by its own name, as the engine imports it. The
# hyphens of the folder's name keep mypy from taking it for a part of the package `tests`.
sys.path.append(str(Path(__file__).parent / "sound-and-tuning"))
