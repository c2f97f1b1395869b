"""The explanation of a card, folded below its short answer: the part of templates, and labels.

A fold opens and closes without a script, and is open where a web view knows none. What the fold
and the button say comes from the style by `:lang(…)`: all notebooks share the templates.
"""

from __future__ import annotations

import json

from diptych.characters import lazy
from diptych.interface import FALLBACK, languages, texts

EXPLANATION = """\
{{#Short}}{{#Answer}}<details class="more"><summary></summary>{{/Answer}}{{/Short}}
{{#Answer}}<div class="answer">{{Answer}}</div>{{/Answer}}
{{Sources}}
{{#Short}}{{#Answer}}</details>{{/Answer}}{{/Short}}"""
"""A template's part: the answer and its sources, folded where a short answer stands above."""

END = """
{{#Link}}<div class="page">{{Link}}</div>{{/Link}}
{{#Extra}}<div class="extra">{{Extra}}</div>{{/Extra}}
</div>"""
"""What ends the back of a note of text."""

# Which element a label of the interface names, and where in it the label is shown.
_LABELS = {"explanation": (".more", " > summary"), "wrap_lines": (".wrap-lines", "")}
# Whatever else in a field looks so was escaped.
_DELETION = lazy(r"\{\{c(\d+)::")
_DELETED_THERE = lazy(r'(?<=<div class="answer") data-asks="[\d ]*"')


def labels() -> str:
    """Write the rules that label folds and buttons in the language of the card."""
    rules = []
    for language in sorted(languages(), key=lambda each: each != FALLBACK):
        of_language = "" if language == FALLBACK else f":lang({language})"
        for text, (element, inside) in _LABELS.items():
            said = json.dumps(texts(language)[text], ensure_ascii=False)
            rules.append(f"{element}{of_language}{inside}::after {{ content: {said}; }}\n")
    return "".join(rules)


def deleted_there(answer: str) -> str:
    """Write the attribute that tells the script which deletions stand in an answer.

    Anki takes the marks of deletions out of formulas, so the script could not see those.
    """
    numbers = dict.fromkeys(_DELETION.findall(answer))
    return f' data-asks="{" ".join(numbers)}"'


def unattributed(field: str) -> str:
    """Take that attribute out of a field again: no card shows it, so it changes no note."""
    return _DELETED_THERE.sub("", field) if "data-asks" in field else field
