"""Are there marks that other tools read, and that stand here as they are written?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.diagnostics.codes import diagnose
from diptych.syntax.callouts import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.compile.checks.facts import DocumentFacts
    from diptych.model import Diagnostic
    from diptych.syntax.tree import Node

_MARKS: Sequence[tuple[str, re.Pattern[str], str, str]] = (
    (
        "{c",
        lazy(r"(?<!\{)\{c\d{1,3}[:|][^\s{}][^{}]*\}"),
        "`{mark}` is a deletion of Roam, and hides nothing in an answer",
        "Write `{{c1::what is hidden}}`.",
    ),
    (
        "#+",
        lazy(r"^#\+[A-Za-z_]{3,20}(?::|$|(?=\s))"),
        "`{mark}` is a mark of Org mode, which is not read here",
        "Convert the file: `pandoc --from org --to gfm`.",
    ),
    (
        ":PROPERTIES:",
        lazy(r"^:PROPERTIES:$"),
        "`{mark}` is a mark of Org mode, which is not read here",
        "Convert the file: `pandoc --from org --to gfm`.",
    ),
    (
        "#separator:",
        lazy(r"^#separator:\S+"),
        "`{mark}` begins a text that Anki exported, and its rows stand as they are written",
        "Import it in Anki, or write its rows as a table: `| Front | Back |`.",
    ),
    (
        ":[",
        lazy(r":\[\s[^\[\]]+\s\]:"),
        "`{mark}` is a spoiler of Joplin, and hides nothing here",
        "Write `{{c1::what is hidden}}`, or fold it in `<details>`.",
    ),
    (
        "<<<",
        lazy(r"^<<<\s+[@~./][^\s{]+"),
        "`{mark}` is code that VitePress takes from a file, and is not shown",
        "Put the code into a fence.",
    ),
    (
        "{{",
        lazy(
            r"\{\{\s*(?:\[\[)?(?:renderer|query|embed|namespace|function|video|youtube|tweet|twitter|pdf"
            r"|table|kanban|mentions|attr-table|diagram)\b[^{}\n]{0,300}\}\}",
            re.IGNORECASE,
        ),
        "`{mark}` is a macro of Logseq or Roam, and stands as it is written",
        "Write what it shows, or delete it.",
    ),
    (
        "<%",
        lazy(r"<%[-_*+]*\s*(?:await\s+)?tp\.[^%\n]{1,300}%>"),
        "`{mark}` is to be filled in by Templater, and stands as it is written",
        "Let Obsidian fill it in, or delete it.",
    ),
    (
        "{",
        lazy(
            r"^::[^:{}]{1,80}::(?=[^:{}]{1,300}\{)|(?<=[.?!。])\s?\{(?:T|F|TRUE|FALSE)\}"
            r"|\{\s?[=~][^{}\n~=]{1,100}[~=][^{}\n]{1,200}\}"
        ),
        "`{mark}` is a mark of Moodle's GIFT, which is not read here",
        "Write the question as a heading, its choices below it, and `Answer: B`.",
    ),
    # With a digit, as keys of literature have a year: `[@user]` and `[@vue/cli]` are none.
    (
        "@",
        lazy(r"\[(?:[^\[\]@]{0,40}\s)?-?@[^\W\d_][\w:.-]*\d[^\[\]]*\]"),
        "`{mark}` is a citation of pandoc, whose source is not shown",
        "Cite by a footnote: `[^name]`, and `[^name]: the source` at the end.",
    ),
    (
        "#",
        lazy(r"(?<![\w#&/(\[])#(?=[^\W\d_])[\w /-]{0,30}\w(?<![\s#][A-Z])#(?![\w#])"),
        "`{mark}` is a tag of Bear, and stands on the card",
        "Write `#tag` with one `#` and without blanks, on a line of its own.",
    ),
    (
        "[sound:",
        lazy(r"\[sound:[^\[\]\n]{1,200}\]"),
        "`{mark}` is a sound of Anki, and stands as it is written",
        "Write `![](sound.mp3)`.",
    ),
    (
        "::",
        lazy(r"^:{3,}[ \t]*(?:[A-Za-z{].*)"),
        "`{mark}` opens a box of another tool, and stands as it is written",
        "Write `> [!NOTE]`, with `> ` before each line, or delete the marks.",
    ),
    (
        "::",
        lazy(r"(?<![\w:])::(?=[^\s:])[^:\n]{1,80}(?<=\S)::(?![\w:])"),
        "`{mark}` is a highlight of Bear, and stands as it is written",
        "Write `==what is marked==`.",
    ),
    (
        "!!!",
        lazy(rf"^!!![ \t]+(?:{'|'.join(sorted(KINDS))})\b.*"),
        "`{mark}` has no indented text below it, so it is no callout",
        "Indent its text by four spaces, or write `> [!NOTE]`.",
    ),
    (
        "///",
        lazy(r"^///[ \t]+[a-z][a-z-]*(?:[ \t]*\|.*)?$"),
        "`{mark}` opens a box of another tool, and stands as it is written",
        "Write `> [!NOTE]`, with `> ` before each line, or delete the marks.",
    ),
    (
        "[!",
        lazy(r"^\[![A-Za-z]+\][-+]?(?=\s|$)"),
        "`{mark}` stands in no quotation, so it is no callout",
        "Write `> ` before it, and before each line of its text.",
    ),
    (
        "{%",
        lazy(r"\{%-?\s*[A-Za-z][^{}\n]{0,200}%\}"),
        "`{mark}` is a tag that a site fills in, and stands as it is written",
        "Write what it shows, or delete it.",
    ),
    (
        "}",
        lazy(
            r"^\{(?:info|note|tip|warning|panel|code|noformat|expand|excerpt|quote|section|column)"
            r"(?::[^{}\n]*)?\}(?=$|\s)|\{(?:color|status|jira|anchor):[^{}\n]*\}"
        ),
        "`{mark}` is a macro of Confluence, and stands as it is written",
        "Export the page as Markdown or HTML, or write what the macro shows.",
    ),
    (
        "!",
        lazy(
            r"(?<![\w!])![\w./ -]{1,100}\.(?:png|jpe?g|gif|svg)(?:\|[^!\n]{0,80})?!(?!\w)",
            re.IGNORECASE,
        ),
        "`{mark}` is a picture of Confluence, and stands as it is written",
        "Write `![what it shows](picture.png)`.",
    ),
    (
        "((",
        lazy(r"\(\(\d{14}-[a-z0-9]{7}\b[^()\n]{0,200}\)\)"),
        "`{mark}` is a block of 思源 (SiYuan), and stands as it is written",
        "Write what it shows, or a link.",
    ),
    (
        "{{{",
        lazy(r"^\{\{\{(?:row|col)$"),
        "`{mark}` is a super block of 思源 (SiYuan), and stands as it is written",
        "Delete its marks.",
    ),
    (
        "[/",
        lazy(r"\[/(?:latex|\$\$?)\]"),
        "`{mark}` closes a formula of Anki that is not read here",
        "Write the formula between dollars: `$x^2$`.",
    ),
    (
        "{#",
        lazy(r"\{#(?:eq|fig|tbl|sec|lst)[:-][\w-]+\}"),
        "`{mark}` is a label of pandoc, and stands as it is written",
        "Delete it.",
    ),
)


# Most texts hold none of what all these begin with.
_SIGN = lazy(r"[{#@]|::|:\[|:PR|<<<|<%|///|\(\(|\[[/!s]|!\w|!!!")

# What Obsidian makes lists of, where its plugins run: the language of a fence, and code in a text.
_LISTS = frozenset({"dataview", "dataviewjs", "tasks", "datacore", "datacorejs", "base"})
_COMPUTED = lazy(r"\$?=\s*(?:this\.|dv\.|date\(|link\(|choice\(|dateformat\(|\[\[)")
_OF_PLUGIN = "`{mark}` is computed by a plugin of Obsidian, and stands as its code"


def foreign_marks(facts: DocumentFacts) -> Iterator[Diagnostic]:
    """Report the marks of other tools in running text, and the code that their plugins compute."""
    for node, line in facts.elements:
        if mark := _computed(node):
            told = _OF_PLUGIN.replace("{mark}", mark)
            hint = "Write what it shows, or delete it."
            yield diagnose("D246", told, facts.point(line, mark), hint)
        if node.type != "text" or not _SIGN.search(node.content):
            continue
        for sign, pattern, message, hint in _MARKS:
            for found in pattern.finditer(node.content) if sign in node.content else ():
                mark = found[0]
                told = message.replace("{mark}", mark)
                yield diagnose("D246", told, facts.point(line, mark), hint)


def _computed(node: Node) -> str:
    """Name the code that a plugin would show the result of; empty if there is none."""
    if node.type == "fence" and node.info.strip().lower() in _LISTS:
        return node.info.strip()
    is_code = node.type == "code_inline"
    return node.content if is_code and _COMPUTED.match(node.content) else ""
