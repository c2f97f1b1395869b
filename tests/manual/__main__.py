"""Write the references of the manual anew."""

from __future__ import annotations

from tests.manual.reference import MANUAL, references

for path, text in references().items():
    (MANUAL / path).write_text(text, encoding="utf-8", newline="\n")
