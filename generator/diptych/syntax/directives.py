"""Callouts as writing tools have them: ``:::tip Title``, ``:::{note}``, ``!!! note "Title"``.

Docusaurus, VitePress, MyST, Quarto, MkDocs, mdBook and a plugin of Obsidian each have a mark of
their own for what GitHub writes as ``> [!NOTE]``; all become the same tokens, as do tabs,
``=== "Title"``. Only the kinds that these tools know are read: other words behind such a mark are
something else, and stay text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.syntax.callouts import KINDS, frame
from diptych.syntax.nesting import MAX_NESTING

if TYPE_CHECKING:
    import re

    from markdown_it import MarkdownIt
    from markdown_it.ruler import RuleOptionsType
    from markdown_it.rules_block import StateBlock

_KIND = r"(?P<kind>[A-Za-z]+)"
# `:::tip Title`, `:::tip[Title]`, `:::{tip} Title`, and the last as a fence.
NAMED = lazy(
    rf"(?P<mark>:{{3,}})[ \t]*(?:{_KIND}(?:\[(?P<boxed>[^\]]*)\])?|\{{(?P<braced>[A-Za-z]+)\}})"
    r"(?P<title>(?:[ \t].*)?)"
)
FENCED = lazy(r"(?P<mark>`{3,}|~{3,})\{(?P<braced>[A-Za-z]+)\}(?P<title>(?:[ \t].*)?)")
# A fence of Obsidian's plugin, whose kinds people add to, and one of mdBook's.
PLUGIN = lazy(
    r"(?P<mark>`{3,}|~{3,})[ \t]*(?:ad-(?=[A-Za-z])|admonish\b[ \t]*)(?P<kind>[A-Za-z]*)[ \t]*"
    r"(?P<title>\".*\")?"
)
# What stands at the top of a body and is about it: `title: …`, `:class: tip`.
PLUGIN_OPTION = lazy(r"(title|collapse|icon|color):[ \t]*(.*)")
BRACED_OPTION = lazy(r":(class|name|open|icon|color):[ \t]*(.*)")
# `::: {.callout-tip title="Title" collapse="true"}`
QUARTO = lazy(rf"(?P<mark>:{{3,}})[ \t]*\{{[^{{}}]*\.callout-{_KIND}\b(?P<options>[^{{}}]*)\}}")
OPTION = lazy(r"\b(title|collapse)=\"([^\"]*)\"")
# `!!! tip "Title"`; `???` is folded, `???+` can be.
# `=== "Title"`, a tab of Material for MkDocs.
TAB = lazy(r"(?P<mark>===)[+!]?[ \t]+(?P<title>\"[^\"]+\"|'[^']+')")
# What only arranges what stands inside, and says nothing itself.
ARRANGED = lazy(
    r"(?P<mark>:{3,})[ \t]*(?:(?:code-group|tabs?|raw|v-pre|color\d+)(?:[ \t].*)?"
    r"|\{[ \t]*[.#](?![^{}]*\bcallout-)[^{}]*\})"
)
INDENTED = lazy(rf"(?P<mark>!!!|\?\?\?\+?)[ \t]+{_KIND}\b(?P<title>.*)")
OPENING = lazy(r"(:{3,})[ \t]*[^\s:]")
BARE = lazy(r"(:{3,}|`{3,}|~{3,})[ \t]*")
CODE = lazy(r"(`{3,}|~{3,})")

FOLDS = {"???": "-", "???+": "+"}


def directive_plugin(md: MarkdownIt) -> None:
    """Make tokens ``callout_…`` of directives and admonitions."""
    interrupts: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    md.block.ruler.before("fence", "directive", _enclosed, interrupts)
    md.block.ruler.before("fence", "admonition", _indented, interrupts)


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip()


def _enclosed(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a directive that a mark opens and closes."""
    line = _line(state, start)
    if line[:3] not in {":::", "```", "~~~"} or state.is_code_block(start):
        return False
    if arranged := ARRANGED.fullmatch(line):
        closes = _closing_line(state, start, end, arranged["mark"])
        if closes is not None and not silent:
            _push(state, (start, start + 1, closes, closes + 1), None)
        return closes is not None
    plugin = PLUGIN.fullmatch(line) if "ad" in line and line[0] != ":" else None
    head = plugin or NAMED.fullmatch(line) or QUARTO.fullmatch(line) or FENCED.fullmatch(line)
    if head is None:
        return False
    words = head.groupdict(default="")
    kind = (words.get("kind") or words.get("braced", "")).lower()
    is_one = plugin or kind == "admonition" or kind in KINDS
    closes = _closing_line(state, start, end, head["mark"]) if is_one else None
    if closes is None:
        return False
    if not silent:
        options = dict(OPTION.findall(words.get("options", "")))
        above = _options(state, start, closes, PLUGIN_OPTION if plugin else BRACED_OPTION)
        options |= dict(above)
        classes = options.get("class", "").split()
        named = [each for each in (kind, *classes) if each in KINDS or (plugin and each)]
        title = words.get("boxed") or words.get("title", "").strip('"') or options.get("title", "")
        folded = kind == "details" or "dropdown" in classes
        fold = "-" if folded or options.get("collapse") in {"true", "closed", "close"} else ""
        lines = (start, start + 1 + len(above), closes, closes + 1)
        _push(state, lines, ((named or ["note"])[0], fold, title))
    return True


def _options(
    state: StateBlock, start: int, end: int, pattern: re.Pattern[str]
) -> list[tuple[str, str]]:
    """Read what stands at the top of a body and is about the callout."""
    found: list[tuple[str, str]] = []
    for number in range(start + 1, end):
        option = pattern.fullmatch(_line(state, number))
        if option is None:
            break
        found.append((option[1], option[2]))
    return found


def _closing_line(state: StateBlock, start: int, end: int, mark: str) -> int | None:
    """Find the line that closes a directive; those within it are passed over.

    What is nested too deeply is closed by nothing, and need not be looked through to the end.
    """
    depth, code = 0, ""
    for number in range(start + 1, end):
        if depth > MAX_NESTING:
            return None
        line = _line(state, number)
        if line and state.sCount[number] < state.blkIndent:
            return None
        bare = BARE.fullmatch(line)
        fence = CODE.match(line)
        if code:
            code = "" if bare and line.startswith(code) else code
        elif bare and line.startswith(mark):
            if depth == 0:
                return number
            depth -= 1
        elif fence:
            code = fence[1]
        elif (opening := OPENING.match(line)) and len(opening[1]) >= len(mark) and mark[0] == ":":
            depth += 1
    return None


def _indented(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read an admonition, whose body is indented below it."""
    line = _line(state, start)
    pattern = TAB if line[:3] == "===" else INDENTED
    head = pattern.fullmatch(line) if line[:3] in {"!!!", "???", "==="} else None
    kind = head.groupdict().get("kind", "note").lower() if head else ""
    if head is None or kind not in KINDS or state.is_code_block(start):
        return False
    behind = last = start + 1
    while behind < end and (state.isEmpty(behind) or state.sCount[behind] >= state.blkIndent + 4):
        behind += 1
        last = last if state.isEmpty(behind - 1) else behind
    if last == start + 1:
        return False
    if not silent:
        outer = state.blkIndent
        state.blkIndent += 4
        title = head["title"].strip().strip("\"'")
        _push(state, (start, start + 1, last, last), (kind, FOLDS.get(head["mark"], ""), title))
        state.blkIndent = outer
    return True


def _push(
    state: StateBlock, lines: tuple[int, int, int, int], said: tuple[str, str, str] | None
) -> None:
    """Push a callout, or only what stands inside.

    Args:
        lines: that of its head, the first of its body, the one behind that, and the one to go on
            with.
        said: its kind, how it is folded, and its title; None for no callout.
    """
    start, body, behind, further = lines
    opening, closing = frame(*said, (start, further), state.level) if said else ([], [])
    state.tokens += opening
    outer, state.parentType = state.parentType, "callout"
    outer_end, state.lineMax = state.lineMax, behind
    state.level += 1
    state.md.block.tokenize(state, body, behind)
    state.level -= 1
    state.parentType, state.lineMax = outer, outer_end
    state.tokens += closing
    state.line = further
