"""Items that begin with a box, ``- [x] done``: tasks, and choices below a question.

The plugin for them that others have looks for the list of each item through all items before it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it.token import Token

from diptych.characters import lazy

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore

# Also with nothing behind it, where something is still to be written.
_BOX = lazy(r"\[(?P<tick>[ xX])\](?=[ \t\n\v\f\r]|\Z)")
_LISTS = ("bullet_list", "ordered_list")


def task_plugin(md: MarkdownIt) -> None:
    """Put boxes in the place of what stands for them, and classes on their items and lists."""
    md.core.ruler.after("inline", "tasks", _tasks)


def _tasks(state: StateCore) -> None:
    lists: list[Token] = []
    for at, token in enumerate(state.tokens):
        if token.type.startswith(_LISTS):
            if token.nesting > 0:
                lists.append(token)
            else:
                lists.pop()
        elif token.type == "inline" and lists and (found := _BOX.match(token.content)):
            paragraph, item = state.tokens[at - 1], state.tokens[at - 2]
            if paragraph.type == "paragraph_open" and item.type == "list_item_open":
                _put_box(token, found)
                item.attrSet("class", "task-list-item")
                lists[-1].attrSet("class", "contains-task-list")


def _put_box(text: Token, found: re.Match[str]) -> None:
    ticked = "" if found["tick"] == " " else ' checked="checked"'
    box = Token("html_inline", "", 0)
    box.content = (
        f'<input class="task-list-item-checkbox"{ticked} disabled="disabled" type="checkbox">'
    )
    children = text.children or []
    children[0].content = children[0].content.removeprefix(found[0])
    text.children = [box, *children]
    text.content = text.content.removeprefix(found[0])
