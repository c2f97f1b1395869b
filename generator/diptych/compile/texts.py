"""What a question says as plain text: for the ledger, for search, for the checks across files."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from diptych.identity import EXCERPT
from diptych.syntax.cloze import without_deletions
from diptych.syntax.html_policy import shown_text
from diptych.syntax.tree import TEXT_BLOCKS, blocks_of, walk
from diptych.syntax.words import is_formula, plain_text, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from diptych.syntax.document import Question
    from diptych.syntax.tree import Node

CODE = frozenset({"fence", "code_block"})

# Two capitals at least, as in RPN, mAP or BatchNorm; a plural's s does not count.
TERM = re.compile(r"(?<![\w$\\])(?=\w*[A-Z]\w*[A-Z])[A-Za-z][A-Za-z0-9]*(?!\w)")


def asked(question: Question) -> str:
    """Read a question as entries keep it: with the code and the choices that it is asked with.

    “What's the output?” alone tells one question of a quiz from no other.
    """
    if not question.front:
        return question.prompt
    code = " ".join(node.content for node in walk(question.front) if node.type in CODE)
    with_all = f"{question.prompt} {code} {words_of(question.front)}"
    return " ".join(with_all.split())[: len(question.prompt) + EXCERPT]


def excerpt(question: Question) -> str:
    """Read the beginning of an answer, as entries keep it to recognise it by."""
    return words_of((*question.short, *question.answer))[:EXCERPT]


def text_of(nodes: Iterable[Node]) -> str:
    """Read all that some blocks say as plain text."""
    words = []
    for block in blocks_of(nodes):
        if block.type in TEXT_BLOCKS:
            words.append(plain_text(block.children))
        elif block.type == "html_block":
            words.append(shown_text(block.content, between=" "))
        elif is_formula(block):
            words.append(f"${without_deletions(block.content.strip())}$")
        else:
            words.append(block.content)
    return " ".join(" ".join(words).split())


def words_and_code(nodes: Iterable[Node]) -> tuple[str, str]:
    """Read the words of some blocks, and hash their code without its white space."""
    words, code = [], []
    for block in blocks_of(nodes):
        if block.type in TEXT_BLOCKS:
            words.append(plain_text(block.children))
        elif block.content:
            code.append("".join(block.content.split()))
    whole = "".join(code)
    digest = hashlib.blake2b(whole.encode(errors="surrogatepass"), digest_size=16).hexdigest()
    return " ".join(words), digest if whole else ""


def abbreviations(question: Question) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Find the abbreviations of an answer, and those that the question writes out.

    Formulas are left out: their letters are no abbreviations.
    """
    answer = words_of((*question.short, *question.answer), formulas=False)
    explained = _terms(plain_text(question.prompt_nodes, formulas=False)) | _in_brackets(answer)
    return tuple(sorted(_terms(answer))), tuple(sorted(explained))


def _terms(text: str) -> set[str]:
    return {found.removesuffix("s") for found in TERM.findall(text)}


def _in_brackets(text: str) -> set[str]:
    """Find terms that stand right before a bracket, or inside of one."""
    inside = re.findall(r"[(（]([^()（）]*)[)）]", text)
    before = re.findall(r"([A-Za-z][A-Za-z0-9]*) ?[(（]", text)
    return set().union(*map(_terms, [*inside, *before]))
