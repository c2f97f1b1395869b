"""Tags of Hexo and Hugo, ``{% note info %}`` and ``{{< figure src="a.png" >}}``, as Markdown.

What Jekyll puts in on a line of its own, ``{% include toc.html %}``, and what it and SiYuan say of
a block or a word, ``{: .note }``, are left out, but for a heading's id; so are the places where an
online judge is answered.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from diptych.characters import lazy
from diptych.syntax.code_spans import masked_code
from diptych.syntax.repairs.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from diptych.syntax.repairs.text import Text

CODE = "D236"
# The site that the notes are written for needs its tags.
SAFE = False
SIGN = lazy(r"\{\{ *[a-z]+\(|\{%-? *[a-z]|\{\{[<%] *[/a-z]|\{: *[.#a-z]")

_TAG = lazy(r"\{%-?\s*(?P<hexo>[^{}\n]*?)\s*-?%\}|\{\{[<%]\s*(?P<hugo>[^{}\n]*?)\s*/?[%>]\}\}")
_WORD = lazy(r"(?:(\w+)\s*[=:]\s*)?(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))")
# What frames a text, and what becomes of the frame.
_FRAMES = {
    **dict.fromkeys(("note", "admonition", "notice", "callout", "alert", "hint", "message"), ""),
    **dict.fromkeys(("tip", "info", "warning", "danger"), ""),
    **dict.fromkeys(("fold", "folding", "details", "spoiler", "hideToggle"), "details"),
    **dict.fromkeys(("blockquote", "quote", "cq", "centerquote"), "quote"),
}
_LEFT_OUT = frozenset({"include", "include_relative", "assign", "toc", "seo", "feed_meta"})
# A table of contents is left out as such.
_ATTRIBUTES = lazy(
    r"[ \t>]*(\{:(?! *toc *\}) *(?:[.#]?[\w-]+(?:=(?:\"[^\"]*\"|'[^']*'|\S+))?[ ]*)+\})[ \t]*"
)
# Within a text, where a brace and a colon may be anything else: `{:.2f}`, `{:#x}`.
# Spaces from where they begin only: to try them from each takes for ever.
_OF_WORDS = lazy(
    r"(?<![ \t])[ \t]*(\{:(?: *(?:[.#][A-Za-z][\w-]+|[\w-]+=(?:\"[^\"]*\"|'[^']*')))+ *\})"
)
_ITEM = lazy(r"[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+")
_HEADING = lazy(r"[ \t>]*#{1,6}[ \t]")
_ID = lazy(r"[: ]#([\w-]+)")
# Where a judge of programs and quizzes lets one answer.
_CHOSEN_HERE = lazy(r"[ \t>]*(\{\{ *(?:multi)?(?:select|input|textarea)\( *\d+ *\) *\}\})[ \t]*")
_CODE = ("codeblock", "highlight")
_KINDS = {
    **{kind: kind for kind in ("note", "info", "tip", "warning", "danger", "success", "question")},
    **dict.fromkeys(("primary", "default", "simple", ""), "note"),
    **dict.fromkeys(("error", "red"), "danger"),
    **dict.fromkeys(("caution", "orange", "yellow"), "warning"),
    **dict.fromkeys(("green",), "success"),
    **dict.fromkeys(("blue", "purple", "pink", "cyan"), "info"),
}
_PICTURE = lazy(r"\.(?:png|jpe?g|gif|svg|webp|bmp|avif)$", re.IGNORECASE)
_VIDEOS = {"youtube": "https://youtu.be/", "bilibili": "https://www.bilibili.com/video/"}


def find(text: Text) -> Iterator[Edit]:
    """Tags within a line, and those that stand on lines of their own around what they frame."""
    opened: list[tuple[str, Edit]] = []
    framed: list[Edit] = []
    for number, line in text.prose(SIGN):
        if said := _ATTRIBUTES.fullmatch(line) or _CHOSEN_HERE.fullmatch(line):
            framed.append(Edit(number, *said.span(1), ""))
            continue
        framed += _attributes(number, line)
        for tag in _TAG.finditer(line):
            name, words = _parts(tag["hexo"] or tag["hugo"] or "")
            alone = line.strip(" \t>") == tag[0]
            plain = re.sub(r"^(?:end|/\s*)", "", name)
            if plain != name:
                # What was opened further in, and is not closed, frames nothing.
                place = next((n for n, (each, _) in enumerate(opened) if each == plain), None)
                if place is not None and (alone or plain == "raw"):
                    after = {"raw": ""}.get(plain, "```" if plain in _CODE else ":::")
                    framed += [opened[place][1], Edit(number, tag.start(), tag.end(), after)]
                    del opened[place:]
            elif (opening := _opening(name, words)) is not None and (alone or name == "raw"):
                opened.append((name, Edit(number, tag.start(), tag.end(), opening)))
            elif alone and name in _LEFT_OUT:
                framed.append(Edit(number, tag.start(), tag.end(), ""))
            elif (shown := _inline(name, words)) is not None:
                framed.append(Edit(number, tag.start(), tag.end(), shown))
    yield from sorted(framed)


def _attributes(number: int, line: str) -> Iterator[Edit]:
    """Leave out what is said of words within a line; the id of a heading is one of ours."""
    for said in _OF_WORDS.finditer(masked_code(line, "`")):
        name = _ID.search(said[1]) if _HEADING.match(line) else None
        # The blank behind the mark of an item belongs to that.
        whole = 1 if _ITEM.fullmatch(line, 0, said.start(1)) else 0
        yield Edit(number, *said.span(whole), f" {{#{name[1]}}}" if name else "")


def _parts(inside: str) -> tuple[str, list[tuple[str, str]]]:
    """Part a tag into its name and its words, each with its key if it has one."""
    name, _, rest = inside.partition(" ")
    if inside.startswith("/"):
        return f"/{inside[1:].strip()}", []
    words = [(key or "", a or b or c or "") for key, a, b, c in _WORD.findall(rest)]
    return name, words


def _opening(name: str, words: list[tuple[str, str]]) -> str | None:
    """Write what opens a frame; None where the tag opens none."""
    if name == "raw":
        return ""
    given = [word for key, word in words if not key or key in {"title", "type"}]
    if name in _CODE:
        named = [word for key, word in words if key == "lang"]
        return f"```{(named or (given if name == 'highlight' else []) or [''])[0]}"
    if name not in _FRAMES:
        return None
    kinds = [_KINDS[word] for word in given if word in _KINDS]
    kind = _FRAMES[name] or (kinds or [_KINDS.get(name, "note")])[0]
    title = " ".join(
        word for word in given if word not in _KINDS and word not in {"no-icon", "icon", "flat"}
    )
    return f":::{kind} {title}".rstrip()


def _inline(name: str, words: list[tuple[str, str]]) -> str | None:
    """Write what a tag within a text shows; None where it is not known."""
    keyed, given = dict(words), [word for key, word in words if not key]
    if name == "asset_img":
        file = next((word for word in given if _PICTURE.search(word)), None)
        said = given[given.index(file) + 1 :] if file else []
        return (
            f"![{' '.join(each for each in said if not each.isdigit())}]({file})" if file else None
        )
    if name == "asset_link" and given:
        return f"[{' '.join(given[1:]) or given[0]}]({given[0]})"
    if name == "post_link" and given:
        return f"[[{given[0]}|{' '.join(given[1:])}]]" if given[1:] else f"[[{given[0]}]]"
    if name == "figure" and "src" in keyed:
        caption = keyed.get("caption") or keyed.get("alt") or keyed.get("title", "")
        return f"![{caption}]({keyed['src']})"
    if name in {"ref", "relref"} and given:
        return given[0]
    if name in _VIDEOS and given:
        return f"<{_VIDEOS[name]}{given[0]}>"
    return None
