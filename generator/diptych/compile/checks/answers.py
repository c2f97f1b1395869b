"""Does each question say something, and is it answered?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.diagnostics.codes import diagnose
from diptych.syntax.cloze import deletions
from diptych.syntax.references import in_nodes
from diptych.syntax.tree import blocks_of, inline_of
from diptych.syntax.words import LINE_ENDS, plain_text, shows_nothing, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.compile.checks.facts import DocumentFacts
    from diptych.model import Diagnostic
    from diptych.syntax.document import Question
    from diptych.syntax.tree import Node

SPEAKING = frozenset({"fence", "code_block", "hr"})
_OF_LISTS = frozenset({"paragraph", "bullet_list", "ordered_list", "list_item", "blockquote"})
_WORDS = frozenset({"text", "code_inline", "em", "strong", "mark", *LINE_ENDS})
# What authors write where an answer is still to come. Nothing that a glossary could answer with.
_PLACEHOLDER = lazy(
    r"[\W_]*(?:to[- ]?do|t\.?b\.?[acd]\.?|fixme|wip|coming soon|not written yet"
    r"|to be (?:added|written|continued|completed|filled(?: in)?)"
    r"|待(?:补充?|更新?|完善|续|写|填|整理|编辑|添加)|未完待续|暂(?:无|缺)(?:答案|内容)?|敬请期待|施工中"
    r"|(?:以后|之后|后续|稍后|有空)再?(?:补充?|更新|补上))[\W_]*",
    re.IGNORECASE,
)


def wordless(facts: DocumentFacts) -> Iterator[Diagnostic]:
    """Report questions that say nothing, such as a heading that holds only its number."""
    for question in facts.document.questions:
        if not question.prompt.strip():
            where = question.span.first_line
            named = f" `{{#{question.pinned}}}`" if question.pinned else ""
            message = f"the question{named} has no words"
            yield diagnose("D319", message, where, "Write it, or delete it.")


def unanswered(facts: DocumentFacts) -> Iterator[Diagnostic]:
    """Report questions with nothing below them, or only a word that an answer is to come."""
    for question in facts.document.questions:
        if not is_answered(question):
            message = f"“{question.prompt}” has no answer"
            if said := placeholder(question):
                message = f"{message} yet, only `{said}`"
            where = question.span.first_line
            yield diagnose("D301", message, where, "Write one below the heading.")


def is_answered(question: Question) -> bool:
    """Tell whether anything stands below the question, or is to be recalled in it."""
    answer = (*question.short, *question.answer)
    if bool(deletions(question.prompt_nodes)):
        return True
    empty = all(shows_nothing(block) or _leads_nowhere(block) for block in answer)
    return not empty and not placeholder(question)


def _leads_nowhere(block: Node) -> bool:
    """Tell whether a block holds links without words and addresses, and nothing else: `[]()`."""
    if block.type not in _OF_LISTS:
        return False
    inline = [*inline_of([block])]
    links = [node for node in inline if node.type == "link"]
    others = any(node.type != "link" and node.content.strip() for node in inline)
    return bool(links) and not others and not any(link.attrs.get("href") for link in links)


def placeholder(question: Question) -> str:
    """Read what stands where an answer is to come: `TODO`, a box; empty where an answer does."""
    answer = (*question.short, *question.answer)
    if len(answer) != 1 or not {block.type for block in blocks_of(answer)} <= _OF_LISTS:
        return ""
    inline = [*inline_of(answer)]
    if not all(node.type in _WORDS or _is_box(node) for node in inline):
        return ""
    said = words_of(answer)
    if not said:
        return "[ ]" if inline else "-"
    return said if _PLACEHOLDER.fullmatch(said) else ""


def _is_box(node: Node) -> bool:
    """Tell whether a node is the box of a task."""
    return node.type == "html_inline" and 'type="checkbox"' in node.content


def only_pictures(question: Question) -> tuple[str, ...]:
    """List the addresses of an answer's pictures if it holds nothing else."""
    answer = (*question.short, *question.answer)
    # Nearly every answer begins with words, which costs less to see than to find all pictures.
    if any(map(_says_something, answer)):
        return ()
    found = in_nodes(answer, question.span)
    pictures = [each for each in found if each.kind in {"image", "embed"}]
    return tuple(each.target.address for each in pictures)


def _says_something(node: Node) -> bool:
    """Tell whether a node holds words, code or a formula; pictures apart."""
    if node.type in SPEAKING:
        return True
    if node.children:
        return node.type != "image" and any(map(_says_something, node.children))
    return bool(plain_text((node,)))
