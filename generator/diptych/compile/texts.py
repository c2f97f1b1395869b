"""What a question says as plain text: for the ledger, for search, for the checks across files."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, NamedTuple

from diptych.characters import lazy
from diptych.model import EXCERPT
from diptych.render.readable import readable
from diptych.syntax.cloze import without_deletions
from diptych.syntax.html_policy import shown_text
from diptych.syntax.tree import TEXT_BLOCKS, blocks_of, walk
from diptych.syntax.words import in_dollars, is_formula, left_out, plain_text, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from diptych.syntax.document import Question
    from diptych.syntax.tree import Node

# A formula of fewer characters is typed sooner than it is copied.
COPIED = 14
CODE = frozenset({"fence", "code_block"})

# Two capitals at least, as in RPN, mAP or BatchNorm; a plural's s does not count.
TERM = lazy(r"(?<![\w$\\])(?=\w*[A-Z]\w*[A-Z])[A-Za-z][A-Za-z0-9]*(?!\w)")


def asked(question: Question) -> str:
    """Read a question as entries keep it: with the code and the choices that it is asked with.

    “What's the output?” alone tells one question of a quiz from no other.
    """
    if not question.front:
        return question.prompt
    code = " ".join(node.content for node in walk(question.front) if node.type in CODE)
    with_all = f"{question.prompt} {code} {words_of(question.front)}"
    return " ".join(with_all.split())[: len(question.prompt) + EXCERPT]


class Said(NamedTuple):
    """What one block says.

    Attributes:
        text: as plain text.
        content: as it was written, if it is no running text.
    """

    text: str
    content: str | None = None


def said_in(nodes: Iterable[Node], formula: Callable[[str], str] = in_dollars) -> list[Said]:
    """Read each of some blocks, once for all that is wanted of it.

    Args:
        formula: how a formula is read, from its LaTeX.
    """
    return [
        Said(block_text(block, formula), None if block.type in TEXT_BLOCKS else block.content)
        for block in blocks_of(nodes)
    ]


def block_text(block: Node, formula: Callable[[str], str] = in_dollars) -> str:
    """Read one block, but for the blocks in it, as plain text."""
    if block.type in TEXT_BLOCKS:
        return plain_text(block.children, formula)
    return _shown(block, formula)


def text_of(said: Iterable[Said]) -> str:
    """Put together all that some blocks say."""
    return " ".join(" ".join(each.text for each in said).split())


def running_words(said: Iterable[Said]) -> str:
    """Put together what paragraphs, headings and table cells say."""
    return " ".join(each.text for each in said if each.content is None)


def code_hash(said: Iterable[Said]) -> str:
    """Hash the code of some blocks without its white space; empty where there is none."""
    code = "".join("".join(each.content.split()) for each in said if each.content)
    data = code.encode(errors="surrogatepass")
    return hashlib.blake2b(data, digest_size=16).hexdigest() if code else ""


def legible_text(question: Question, text: str) -> str:
    """Read all that is said below a question, with formulas as one reads them.

    The LaTeX of longer ones stands behind all, for who searches with what was copied.

    Args:
        text: the same with formulas in dollars.
    """
    if "$" not in text:
        return text
    written: dict[str, None] = {}

    def read(latex: str) -> str:
        shown = readable(latex)
        if shown != latex and len(latex) >= COPIED:
            written[latex] = None
        return shown

    said = text_of(said_in((*question.front, *question.short, *question.answer), read))
    return " ".join([said, *(" ".join(latex.split()) for latex in written)])


def title(question: Question) -> str:
    """Read what is asked, with formulas as one reads them."""
    return plain_text(question.prompt_nodes, readable)


def gist(question: Question) -> str:
    """Read what one would answer aloud, else the whole answer, with formulas as one reads them."""
    return text_of(said_in(question.short or question.answer, readable))


def _shown(block: Node, formula: Callable[[str], str]) -> str:
    """Read a block that is no running text."""
    if block.type == "html_block":
        return shown_text(block.content, between=" ")
    if is_formula(block):
        return formula(without_deletions(block.content.strip()))
    return block.content


def abbreviations(question: Question) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Find the abbreviations of an answer, and those that the question writes out.

    Formulas are left out: their letters are no abbreviations.
    """
    answer = words_of((*question.short, *question.answer), left_out)
    explained = _terms(plain_text(question.prompt_nodes, left_out)) | _in_brackets(answer)
    return tuple(sorted(_terms(answer))), tuple(sorted(explained))


def _terms(text: str) -> set[str]:
    return {found.removesuffix("s") for found in TERM.findall(text)}


def _in_brackets(text: str) -> set[str]:
    """Find terms that stand right before a bracket, or inside of one."""
    inside = re.findall(r"[(（]([^()（）]*)[)）]", text)
    before = re.findall(r"([A-Za-z][A-Za-z0-9]*) ?[(（]", text)
    return set().union(*map(_terms, [*inside, *before]))
