"""The settings of diptych.toml, each with what it is for: what the manual lists."""

from __future__ import annotations

from typing import NamedTuple


class Setting(NamedTuple):
    """One setting.

    Attributes:
        kind: the type of its value in TOML.
        meaning: what it is, so that “`title` is …” makes a sentence.
        default: the value without it, as TOML, or in words; empty where it means nothing.
        example: a line, or a table, of TOML.
    """

    kind: type
    meaning: str
    default: str
    example: str


KINDS = {
    str: "text in quotes",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    dict: "a table",
}
"""What the value of a setting must be, in words."""

# In the order in which the manual lists them.
SETTINGS: dict[str, Setting] = {
    "title": Setting(
        str,
        "the site's title",
        "the only document's title, else the folder's name",
        'title = "Computer vision"',
    ),
    "language": Setting(
        str,
        "a BCP 47 tag such as zh-CN, for the words and the typography of both panels",
        "by the notes' script",
        'language = "en"',
    ),
    "author": Setting(
        str, "who wrote the notes, for the first page and the deck", "", 'author = "Li Hua"'
    ),
    "deck": Setting(str, "the Anki deck's name", "the title", 'deck = "Interviews::Vision"'),
    "deck_description": Setting(
        str,
        "what Anki shows of the deck as a whole; an import replaces what stood there",
        "",
        'deck_description = "Questions for interviews."',
    ),
    "licence": Setting(
        str,
        "under which the deck may be passed on, such as CC BY-SA 4.0",
        "",
        'licence = "CC BY-SA 4.0"',
    ),
    "name": Setting(
        str,
        "the notebook's lasting name, from which new GUIDs are derived; set it once and never "
        "change it",
        "the title",
        'name = "cv-interview"',
    ),
    "notes": Setting(str, "the folder of Markdown files", '"notes"', 'notes = "notes"'),
    "include": Setting(
        list,
        "gitignore patterns: only files that match one are notes",
        "all files",
        'include = ["interviews/**"]',
    ),
    "exclude": Setting(
        list,
        "gitignore patterns of files that are no notes; `!` brings one back",
        "none",
        'exclude = ["drafts/", "!drafts/ready.md"]',
    ),
    "only_tagged": Setting(
        str,
        "a tag such as flashcards: only files that bear it are notes",
        "",
        'only_tagged = "flashcards"',
    ),
    "figures": Setting(str, "the figure package's folder", "", 'figures = "figures"'),
    "output": Setting(str, "the folder that the site is written to", '"site"', 'output = "public"'),
    "theme": Setting(
        str, "the folder of your own templates, styles and words", "", 'theme = "look"'
    ),
    "base_url": Setting(
        str,
        "where the site is published, so that cards can link to it and the site can be found",
        "",
        'base_url = "https://example.org/cv"',
    ),
    "remote_images": Setting(
        bool,
        "whether pictures on the network are shown, each from its own host",
        "false",
        "remote_images = true",
    ),
    "question_level": Setting(
        int,
        "the heading level of questions, when it should not be inferred",
        "inferred, for each document",
        "question_level = 3",
    ),
    "dialect": Setting(
        str,
        "how questions are written, when it should not be inferred",
        "inferred, for each document",
        'dialect = "headings"',
    ),
    "languages": Setting(
        list,
        "of questions that are asked in several languages, those to learn",
        "all",
        'languages = ["en"]',
    ),
    "highlights_hide": Setting(
        bool,
        "whether `==text==` is a deletion to recall instead of a highlight",
        "false",
        "highlights_hide = true",
    ),
    "line_breaks": Setting(
        bool, "whether each line of a paragraph stays a line", "false", "line_breaks = true"
    ),
    "macros": Setting(
        dict,
        'a table of commands for formulas: `RR = "\\\\mathbb{R}"`',
        "none",
        '[macros]\nRR = "\\\\mathbb{R}"\nnorm = "\\\\lVert #1 \\\\rVert"',
    ),
    "longest_answer": Setting(
        int,
        "how long what a card shows first may be; an East Asian character, a word of other "
        "scripts, and a formula count one each",
        "not checked",
        "longest_answer = 150",
    ),
    "need_sources": Setting(
        bool, "whether each answer must name a source", "false", "need_sources = true"
    ),
    "known_terms": Setting(
        list,
        "abbreviations that all readers know, such as GPU; others are checked",
        "not checked",
        'known_terms = ["CPU", "GPU"]',
    ),
    "terms": Setting(
        dict,
        'a table of words never written, each with the agreed one: `"e-mail" = "email"`',
        "none",
        '[terms]\n"e-mail" = "email"',
    ),
    "strict": Setting(bool, "whether warnings are errors", "false", "strict = true"),
    "editor_url": Setting(
        str,
        "the address by which your editor opens a file, such as `vscode://file/{path}:{line}`, for "
        "`serve` and for a link on each card; `{file}` is the path below the notebook's folder",
        "",
        'editor_url = "vscode://file/{path}:{line}"',
    ),
    "severity": Setting(
        dict,
        'a table of codes, each with what it weighs: `D401 = "error"`',
        "none",
        '[severity]\nD401 = "error"\nD314 = "off"',
    ),
}
