"""Nasty but plausible notes for property tests, made of words that occur once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count, product

from hypothesis import strategies as st

# In templates W is a word and C a character of Chinese; I is a run of text, B are blocks.
HOLE = re.compile("W|C(?!DATA)")

INLINE = (
    "W", "CC，C", "C W", "**W**", "*W*W", "**“C”**C", "_W_", "~~W~~", "`W`", "``W ` W``", "$W$",
    "$$W$$", "$W", "\\$W$", "价$5，C$6", "$\\frac{W}$", "$\\text{W}$", "\\(W\\)", "\\[W\\]",
    "==W==", "%%W%%", "[[W]]", "[[x|W]]", "![[x.png|300]]", "#W", "^x1", "W :: W",
    "[W](https://a.example)", '[W](b.md "W")', "[W](<b c> 'W')", "[W](", "[W", "W]", "<https://a.example/W>",
    "![W](x.png)", '![W](x.png "W")', "![*W* [W](y)](x.png)", "[![W](x.png 'W')](y (W))",
    "![x](J:\\W x\\W.png)", "![图](https://a.example/equation?tex=W)", "[f](c.py#f)",
    "[W][ref]", "[ref]", "![W][ref]", "[W][gone]", "[^n]", "[^m]", "[^gone]", "^[W *W*]", "^[W ^[W]]", "![W^[W]](x.png)", "{{c1::W {{c2::W}}}}", "^[W",
    "{{c1::W}}", "{{c2::W $W$::hint}}", "{{c1::W", "{{W}}", "{W}", "`W`{W=W}", "[W](y){W=W .c}", "[W](y){.c}",
    "`W`{% W %}", "![W](x.png){width=W}", "[W]{.c}",
    "<b>W</b>", '<b title="W">W</b>', "<i style='W'>W", "<!-- W -->", "<!-- W", "<!---> W -->",
    "<W>W</W>", "<b W", '<b "W', "<br/>W", "</div>W", "<img src=x.png alt=W>", '<img title="W">',
    "<script>W</script>", "<script>W", "<?W?>", "<!W W>", "<![CDATA[W]]>", "<![中[W]]>", "<a name=W>W</a>",
    "<textarea>W", "</b W>", "<td>W</td>", "a<W", "vector<W>", "&amp;W;", "&W;", "\\*W\\*",
    "W  \nW", "W\\\nW", "W\nC", "W\tW", "\u3000W", "\u200bW", "\ufeffW", "W\x00", "W\x1f", "😀W", "W|W", "\\|W",
    "[TOC]", "[ ] W", "(c) W...", "W--W", "'W'", "nn W C", "σ2σ2", "x~W~", "x^W^", "**W****W**", "**W **C", "[W](zotero://W)", "__init__", "![[W]]", "![[#x|W]]", "![[a|W]]", "![W](a.md#x)", "![W](a.md 'W')", "![W](x.mp3)", "![W](x.pdf 'W')",
    "![W](https://a.example/W.png 'W')", '<audio src="x.mp3" W="W">W <b>W</b></audio>', "<video src=x.mp4 title=W>", "$|W|$", "[W](/b)", "*", "**", "`", "$", "_", "[ ", "<",
)  # fmt: skip

BLOCKS = (
    "# I", "## I?", "## I", "### 1. I", "### 2) I?", "#### I {#pin .reversed}", "## I {.c}", "## Q4: I",
    "### （1）I", "### 第3题 I", "## 问题3：C", "####### I", "#", "##  ", "## 1.", "## <b></b>", "## ![](x.png)", "## &nbsp;", "## [](y)", "## <!-- W -->", "# W #", "I\n===", "I\n---",
    "I\nI\n---", "## I^[W]", "## I[^n]", "## I <!-- W -->", "# <b title=W>W</b>", "## ![W](x.png 'W')",
    "I", "I I I", "I\nI", "> I", "> I\nI", "> [!NOTE] W\n> I", "> # W\n> I", "- I", "- I\n- I",
    "1. I\n2. I", "4.  ### I\n\n    I", "- ## I\n  I", "- [ ] I\n- [x] I", "* I\n\n  I\n\n      W", "+",
    "-", "- I #card\n  - I", "12) I", "```\nW\n```", "```py\nW = 1\n```", "```py W=W\nW", "~~~\nW\n~~~~",
    "````\n```\nW\n````", "```py W\n```", "    W\n\n    W", "\tW", "$$\nW\n$$", "$$\nW", "$$W$$ (W)",
    "$$ W % W\nW $$", "\\[\nW\n\\]", "\\begin{a}\nW\n\\end{a}", "```math\nW\n```",
    "<div>\nI\n</div>", "<div>\n\nI\n\n</div>", "<div W\nI", '<div title="W"\nW\n>I', "</div>\nI",
    "<!-- W\n\nW -->", "<!-- W", "<!--ID:123-->", "<script>\nW\n\nW\n</script>\nW", "<style>W</style>",
    "<pre>\nW\n\nW</pre>", "<?W\n\nW?>W", "<!W\nW>W", "<![CDATA[\nW\n\nW]]>W", "<table><tr>W<td>W</table>",
    "<details><summary>I</summary>\n\nI\n\n</details>", "<details>\n<summary>W</summary>\nI", "<W>\nI",
    "<img src='x.png' alt='W' style='W'>", "<b>\n\nI", "<a id=W></a>", "</p>", "<svg><text>W</text></svg>",
    "| W | I |\n|---|:-:|\n| W | W |", "W | W\n---|---\nW\nW | W | W | I", "| W |\n|---|\n| W \\| W | W |",
    "> | W | W |\n> |---|---|\n> | W | W | W", "| W | W |\n|---|", "|W|\n|-|\nI",
    "[^n]: I", "[^n]: W", "[^m]: I\n\n    I\n\n    - I", "[^k]: [^m] I", "[^m]: W\n    [^j]: W", "[^j]: [^k]",
    "[^l]:\n    ```py\n    W\n    ```", "> [^q]: I", "- [^r]: W",
    "[ref]: x.md", '[ref]: x.png "W"', "[other]: x.md 'W'", "[W]: <x y>\n  (W)", "[//]: # (W)", "> [ref2]: y 'W'",
    "[W]: W", "*[W]: W", "---", "***", "===", "Q: I\n\nA: I", "Q：I\nA：I", "W :: W", "{.c}\nI", "{#W}",
    "**1、I？**\n\nI", "**I?**", "１．I？\nI\n２．I？", "1. I?\n   I\n2. I?\n\n   - I", "- I？\n  - I\n- **I？**",
    "> 1. I？\n\nI", "【问】I\n【答】I", "题目：I\n解析：I\n答案：I", "### I？\n\n答：I\n解析：I", "I\n- I\n?\nI",
    "1. I（ ）。\nA. I\nB. I\n答案：I", "1. W（√）\n2. I____（W）", "# 答案\n\n1. I\n2. I", "# 参考答案\n\n**1. A**\nI",
    "| 问题 | I | 答案 |\n|---|---|---|\n| I | I | I |\n| I | | I |", "| Term | Definition |\n|---|---|\n| I | I |",
    "# 词汇\n\nW：I\nW - I\nI\n\n- W: I\n  - I", "W n. C\n\nW v. C\n\nW：C\nI", "<h3 id='x'>I？</h3>\nI", "<h2>W</h2>",
    "<details>\n<summary>W？\n\n```\nW\n```\n</summary>\n\nI\n\n</details>",
    "<details><summary>W？\n\n* I\n* W</summary>\n\n* I</details>", "## 题目描述\n\nI\n\n## 思路\n\nI", "## [W](x.md)",
    "## [W](#x)", "## Answer (EN)\n\nI", "# Question (EN)\n\nI", "## W (RU)\n\nI", "## 总结\n\nI", "### Example",
    "![W](x.png)", "![x.png](x.png 'W')", "[W](c.py#f)", "**I**", "I ^block-id", "[TOC]", "[toc]\nW",
    ":::tip I\nI\n:::", ":::{note} W\n\n- I\n:::", "!!! note \"W\"\n    I\n\n    I", "??? W\n    I", "::: W\nI",
    "| W | W |\n|---|---|\n| $|W|$ | W |", "（1）I\n（2）I\nI", "A. W\nB. W", "**W**：I\n**W：**I", "@[TOC](W)", "![[#I]]", "![[a]]\nI", "[W](x.mp3 'W')",
    "<h2>W</h2>\n[other]: x.md 'W'\n[W][ref]", "<h3>I？</h3>\nI\n[ref]: y 'W'", "I\n\n<source src=x.mp3 title='W'>", "I\n<source title=W src=y>\nI",
    "- I\n  id:: 64c1a2b3-0000-4000-8000-000000000001\n  collapsed:: true\n  note:: W\n  - I", "- I #card\n  id:: q1\n  card-score:: 5\n  - I",
    "title:: W\ntags:: W, W\nicon:: W", "- id:: 64c1a2b3-0000-4000-8000-000000000002\n- I", "{{embed ((64c1a2b3-0000-4000-8000-000000000001))}} I",
    "((64c1a2b3-0000-4000-8000-000000000003)) I", "[I](((64c1a2b3-0000-4000-8000-000000000003)))", "{{embed [[W]]}}",
    "#flashcards\n\nI::I\n\nI\n?\n- I\n  - I\n+++\nI", "I\n??\n1. I\n+++", "```mermaid\nW\n```", "*1\\r\\n$4\\r\\nW\\r\\n$5\\r\\nW",
    "$W/W:$W is $5 or W$", "::: W\n:::: W\nI\n::::\n:::", "!!! W\n    !!! W \"W\"\n        I",
    "<audio W>\n<source src='x.mp3'>\nW\n</audio>", "<video src='x.mp4'\nwidth=W>",
)  # fmt: skip

FRONT_MATTER = (
    "", "", "",
    "---\ntitle: W\n---\n", "---\ntags: [a, b]\n---\n", "---\nW: W # W\n# W\n---\n", "---\nlang: en\n---\n",
    "---\nquestion_level: 2\n---\n", "---\nquestion_level: W\n---\n", "---\nW\n---\n", "---\n- W\n---\n",
    "---\ntitle: [W\n---\n", "---\nW: 2024-13-45\n---\n", "---\nW: {W: [W, 1]}\n---\n", "---\nW\n", "---\n---\n",
    "---\ntitle: W\ntitle: W\n---\n", "---\ntitle: W\n...\nW\n---\n", "---\n!!python/x W: W\n---\n",
    "\n---\nW: W\n---\n",
)  # fmt: skip


def _texts() -> st.SearchStrategy[str]:
    separators = st.sampled_from(("", " ", " ", "\u3000", "，"))
    piece = st.tuples(st.sampled_from(INLINE), separators).map("".join)
    return st.lists(piece, min_size=1, max_size=4).map("".join)


@st.composite
def _blocks(draw: st.DrawFn) -> str:
    template = draw(st.sampled_from(BLOCKS))
    text = re.sub("I", lambda _hole: draw(_texts()), template)
    wrap = draw(st.sampled_from(("", "", "", "", "", "> ", "- ", "1. ", "  ", "    ", "> - ")))
    if not wrap:
        return text
    other = wrap if wrap.startswith(">") or wrap.isspace() else " " * len(wrap)
    first, *rest = text.split("\n")
    return "\n".join([wrap + first, *(other + line for line in rest)])


@st.composite
def notes(draw: st.DrawFn) -> str:
    """A file of notes.

    Each word stands in it once: a `z` and three letters that are no `z`, or one Chinese character.
    Words stand where an author writes prose: in headings, text, code, formulas, cells, titles of
    links, alternative texts, comments, definitions that nobody uses, unknown attributes. None
    stands in what is a name to the machine: addresses, labels, the language of a fence.
    """
    blocks = draw(st.lists(_blocks(), max_size=8))
    ends = st.sampled_from(("\n", "\n\n", "\n\n", "\n\n\n"))
    text = draw(st.sampled_from(FRONT_MATTER)) + "".join(block + draw(ends) for block in blocks)
    latin, chinese = _latin(), map(chr, count(0x5000))
    return HOLE.sub(lambda hole: next(latin if hole.group() == "W" else chinese), text)


def words_of(text: str) -> set[str]:
    """The words that `notes` put into a text."""
    return set(re.findall("z[a-v]{3}|[\u5000-\u50ff]", text))


def _latin() -> Iterator[str]:
    return ("z" + "".join(letters) for letters in product("abcdefghijklmnopqrstuv", repeat=3))
