"""Write the references of the manual anew, and the ledgers of both languages."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from diptych.commands.shared.common import now
from tests.conftest import build_folder
from tests.manual.page import LANGUAGES, MANUAL
from tests.manual.reference import references

for path, text in references().items():
    (MANUAL / path).write_text(text, encoding="utf-8", newline="\n")

for language in LANGUAGES:
    with TemporaryDirectory() as output:
        built = build_folder(MANUAL / language, Path(output) / "site", now())
        assert built.summary is not None, built.report.diagnostics
