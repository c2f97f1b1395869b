"""What each code means: a page of its own for each, in ``explanations/``."""

from __future__ import annotations

import difflib
from pathlib import Path

from diptych.diagnostics.codes import CODES
from diptych.diagnostics.translation import translated_meaning
from diptych.model import UsageError

PAGES = Path(__file__).parent / "explanations"


def explain(code: str, language: str = "en") -> str:
    """Read the page of one code, as Markdown.

    Args:
        code: in capitals or not.
        language: of the reader; English where there is no page in it.

    Raises:
        UsageError: there is no such code.
    """
    known = code.upper()
    if known not in CODES:
        near = difflib.get_close_matches(known, CODES, n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else "`diptych explain` lists them"
        raise UsageError(f"there is no code {code}; {hint}")
    translated = PAGES / language.split("-")[0].lower() / f"{known}.md"
    page = translated if translated.is_file() else PAGES / f"{known}.md"
    return page.read_text(encoding="utf-8").rstrip("\n")


def codes_as_data(code: str | None = None) -> list[dict[str, str]]:
    """Write each code as JSON has it, or one alone."""
    return [
        {"code": name, "severity": severity, "meaning": meaning}
        for name, (severity, meaning) in CODES.items()
        if code is None or name == code.upper()
    ]


def all_codes(language: str = "en") -> str:
    """List each code with its severity and its meaning in a language, a line each."""
    return "\n".join(
        f"{code}  {kind:7}  {translated_meaning(meaning, language)}"
        for code, (kind, meaning) in CODES.items()
    )
