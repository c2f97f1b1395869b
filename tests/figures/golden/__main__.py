"""Write golden values anew: those named, or all."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent


def main(names: list[str]) -> None:
    """Ask each module for its ``answers()`` and write them."""
    for name in names or sorted(
        file.stem for file in HERE.glob("[a-z]*.py") if file.stem != "asking"
    ):
        answers = import_module(f"tests.figures.golden.{name}").answers()
        path = HERE / f"{name}.json"
        path.write_text(json.dumps(answers, indent=1) + "\n", encoding="utf-8", newline="\n")


main(sys.argv[1:])
