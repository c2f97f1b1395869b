"""The one Markdown parser that the engine uses."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from markdown_it.rules_block.table import escapedSplit, table
from markdown_it.rules_core import StateCore
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from msgspec import Struct

from diptych.characters import lazy
from diptych.syntax.blanks import blanks_plugin
from diptych.syntax.block_ids import block_id_plugin
from diptych.syntax.block_references import block_reference_plugin
from diptych.syntax.callouts import callout_plugin
from diptych.syntax.cjk import cjk_emphasis_plugin
from diptych.syntax.cloze import cloze_plugin
from diptych.syntax.directives import directive_plugin
from diptych.syntax.dollars import dollar_plugin
from diptych.syntax.dunder import dunder_plugin
from diptych.syntax.emoji import emoji_plugin
from diptych.syntax.first_characters import ask_by_first_character
from diptych.syntax.highlights import highlight_plugin
from diptych.syntax.link_labels import link_label_plugin
from diptych.syntax.media import player_plugin
from diptych.syntax.nesting import MAX_NESTING, nesting_plugin
from diptych.syntax.note_images import note_image_plugin
from diptych.syntax.obsidian import wiki_plugin
from diptych.syntax.picture_sizes import picture_size_plugin
from diptych.syntax.raised import raised_plugin
from diptych.syntax.spoilers import spoiler_plugin
from diptych.syntax.tasks import task_plugin

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token


# What may stand in braces behind an image, a link or code. Other braces are text.
ATTRIBUTES = lazy(r"\{(?:\s*(?:\.[A-Za-z][\w\-]*|(?:width|height)=(?:\"\d[\w.%]*\"|\d\w*)))+\s*\}")

LATEX_COMMENT = lazy(r"(?<!\\)%.*")

# Front matter below blank lines: a key, and then what YAML may go on with.
BELOW_BLANKS = lazy(
    r"((?:[ \t]*\n)+)(---[ \t]*\n[A-Za-z][\w -]{0,40}:(?:[ \t].*)?\n"
    r"(?:[\w][\w -]{0,40}:(?:[ \t].*)?\n|[ \t]+\S.*\n|-[ \t].*\n|\#.*\n|[ \t]*\n){0,200}?"
    r"---[ \t]*(?:\n|\Z))"
)
_PLUSES = lazy(r"\+{3}([ \t]*\n(?:.*\n){0,200}?)\+{3}(?=[ \t]*(?:\n|\Z))")

# `{#id .class deck="A::B"}` at a heading's end. Other braces, such as those of `$x^{a}$`, are text.
_DECK = r"deck=(?:\"([^\"{}\n]+)\"|([^\s\"'{}]+))"
HEADING_ATTRIBUTES = lazy(rf"[ \t]*\{{((?:[ \t]*(?:[#.][\w:.\-]+|{_DECK}))+)[ \t]*\}}[ \t]*$")
_ATTRIBUTE = lazy(rf"([#.])([\w:.\-]+)|{_DECK}")


@cache
def parser(*, front_matter: bool = True) -> MarkdownIt:
    """Make the parser, once.

    Args:
        front_matter: whether rules at the beginning of a text enclose front matter.
    """
    md = _make_parser()
    return md if front_matter else md.disable("front_matter")


class _Parser(MarkdownIt):
    """The parser; a link to a file of one machine is one, whose address is told and not shown."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 (its name in markdown-it)
        """Tell whether an address may be that of a link or a picture."""
        return url.strip().lower().startswith("file:") or super().validateLink(url)


def _make_parser() -> MarkdownIt:
    """CommonMark with raw HTML, tables, strikethrough and the plugins of the design."""
    # A list and its item are two levels, so the rule below is asked before markdown-it gives up.
    options = {"html": True, "maxNesting": MAX_NESTING + 2, "store_labels": True}
    md = _Parser("commonmark", options)
    md.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    md.enable(["table", "strikethrough"])
    md.use(front_matter_plugin)
    # Definitions stay where they are: each question gathers those that it refers to.
    md.use(footnote_plugin, move_to_end=False, always_match_refs=True)
    # `价格$5，收益$6元` is no formula: no digits or spaces beside the dollars.
    md.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True)
    md.use(dollar_plugin)
    md.use(task_plugin)
    md.use(attrs_plugin, allowed=("class", "width", "height"))
    md.use(picture_size_plugin)
    md.inline.ruler.before("attr", "brace", _brace)
    md.use(cjk_emphasis_plugin)
    md.use(dunder_plugin)
    md.use(blanks_plugin)
    md.use(cloze_plugin)
    md.use(block_reference_plugin)
    md.use(wiki_plugin)
    md.use(player_plugin)
    md.use(note_image_plugin)
    md.use(highlight_plugin)
    md.use(raised_plugin)
    md.use(spoiler_plugin)
    md.use(emoji_plugin)
    md.use(callout_plugin)
    md.use(directive_plugin)
    md.use(block_id_plugin)
    md.use(nesting_plugin)
    md.use(link_label_plugin)
    md.core.ruler.after("normalize", "odd_front_matter", _odd_front_matter)
    md.core.ruler.before("inline", "heading_attributes", _heading_attributes)
    md.core.ruler.before("inline", "guard_first_dollar", _guard_first_dollar)
    ask_by_first_character(md)
    return md


class Blocks(Struct, frozen=True):
    """The blocks of a text, what stands in them not read yet.

    Attributes:
        text: as the parser took it.
        defined: what the text defines for its links and footnotes.
    """

    text: str
    tokens: list[Token]
    defined: dict[str, Any]


def read_blocks(text: str) -> Blocks:
    """Read the blocks of a text, not their inline content: a quarter of the time of all."""
    state = StateCore(text, _block_parser(), {})
    _block_parser().core.process(state)
    return Blocks(state.src, state.tokens, dict(state.env))


def block_tokens(text: str) -> list[Token]:
    """Read the blocks of a text as tokens."""
    return read_blocks(text).tokens


def read_inline(blocks: Blocks, environment: MutableMapping[str, Any]) -> list[Token]:
    """Read what stands in blocks, whose tokens are changed and given: once only.

    Args:
        environment: what rules are told, and what they note down.
    """
    environment.update(blocks.defined)
    state = StateCore(blocks.text, _inline_parser(), environment, blocks.tokens)
    _inline_parser().core.process(state)
    return state.tokens


_OF_BLOCKS = ("normalize", "odd_front_matter", "block")


@cache
def _block_parser() -> MarkdownIt:
    md = _make_parser()
    md.core.ruler.enableOnly(_OF_BLOCKS)
    return md


@cache
def _inline_parser() -> MarkdownIt:
    md = _make_parser()
    md.core.ruler.disable(_OF_BLOCKS)
    return md


def _odd_front_matter(state: StateCore) -> None:
    """Write Hugo's front matter, and that below blank lines, as the plugin knows it.

    The blank lines go behind it, so that all lines of the text below keep their numbers.
    """
    below = BELOW_BLANKS.match(state.src) if state.src[:1].isspace() else None
    if below:
        end = "" if below[2].endswith("\n") else "\n"
        state.src = f"{below[2]}{end}{below[1]}{state.src[below.end() :]}"
    found = _PLUSES.match(state.src)
    if found:
        state.src = f"---{found[1]}---{state.src[found.end() :]}"


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read a table; each row remembers the cells beyond the last column, which GFM drops."""
    first = len(state.tokens)
    if not _rules_below(state, start, end) or not table(state, start, end, silent):
        return False
    columns = sum(token.type == "th_open" for token in state.tokens[first:])
    for token in state.tokens[first:]:
        if token.type == "tr_open" and token.map:
            line = token.map[0]
            row = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip()
            cells = escapedSplit(row.removeprefix("|"))
            if left := " | ".join(cells[columns:]).strip(" |"):
                token.meta["left_out"] = left
    return True


def _rules_below(state: StateBlock, start: int, end: int) -> bool:
    """Tell whether the next line begins as the one below a table's head does."""
    if start + 2 > end:
        return False
    place = state.bMarks[start + 1] + state.tShift[start + 1]
    return state.src[place : place + 1] in {"|", "-", ":"}


def _brace(state: StateInline, silent: bool) -> bool:
    """Keep a brace that opens no attributes of ours as text; the plugin would take it away."""
    if state.src[state.pos] != "{" or ATTRIBUTES.match(state.src, state.pos):
        return False
    if not silent:
        state.pending += "{"
    state.pos += 1
    return True


def _heading_attributes(state: StateCore) -> None:
    """Take `{#id .class deck=…}` off each heading, before its inline content is parsed."""
    for heading, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if heading.type != "heading_open":
            continue
        if found := HEADING_ATTRIBUTES.search(inline.content):
            inline.content = inline.content[: found.start()]
            pairs = [each.groups() for each in _ATTRIBUTE.finditer(found.group(1))]
            heading.attrJoin("class", " ".join(name for sign, name, *_ in pairs if sign == "."))
            heading.meta["ids"] = [name for sign, name, *_ in pairs if sign == "#"]
            heading.meta["decks"] = [quoted or bare for *_, quoted, bare in pairs if quoted or bare]


def _guard_first_dollar(state: StateCore) -> None:
    """Let a formula open a text that ends in a digit, such as the table cell `$a$ or 1`.

    To see whether a digit stands before a dollar, the plugin (0.7.0) looks at the text's last
    character when the dollar is its first. A space at the end is not seen by anybody.
    """
    for token in state.tokens:
        if token.type == "inline" and token.content.startswith("$") and token.content[-1].isdigit():
            token.content += " "
