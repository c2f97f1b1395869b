"""Languages of drawings, whose code a browser does not draw."""

from __future__ import annotations

DIAGRAMS = {
    "mermaid": "Mermaid",
    "plantuml": "PlantUML",
    "puml": "PlantUML",
    "flow": "flowchart.js",
    "flowchart": "flowchart.js",
    "sequence": "js-sequence",
    "tikz": "TikZ",
}
"""What stands behind a fence → what its language is called."""


def diagram_of(info: str) -> str:
    """Name the language of a fence's drawing; empty where it holds other code."""
    words = info.strip("{} ").split()
    return DIAGRAMS.get(words[0].lower(), "") if words else ""
