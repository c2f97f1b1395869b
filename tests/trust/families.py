"""Hostile notes of any size: what a file may hold much of, or nest deeply, one family a kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping

ASKS = "## What is it?\n\n"


def _filled(piece: str, size: int) -> str:
    """Repeat a piece until so many bytes are full."""
    return piece * max(1, size // len(piece.encode()))


def _table(columns: int, rows: str) -> str:
    """Write a table with a head of so many columns."""
    return ASKS + "|" + "a|" * columns + "\n|" + "-|" * columns + "\n" + rows


def _questions(size: int, answer: str) -> str:
    """Ask so many bytes of questions with one answer."""
    return "".join(f"## What is {i}?\n\n{answer}\n\n" for i in range(size // 25))


FAMILIES: Mapping[str, Callable[[int], str]] = {
    "aliases of YAML": lambda n: (
        "---\na0: &a0 [x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 9))
        + "tags: *a8\n---\n"
        + ASKS
        + "a\n" * (n // 1000)
    ),
    "front matter nest": lambda n: (
        "---\na: " + "[" * (n // 2) + "]" * (n // 2) + "\n---\n" + ASKS + "x\n"
    ),
    "front matter merge": lambda n: (
        "---\nx: &x {"
        + ", ".join(f"k{i}: v" for i in range(n // 20))
        + "}\n"
        + "".join(f"y{i}: {{<<: *x}}\n" for i in range(n // 40))
        + "---\n"
        + ASKS
        + "x\n"
    ),
    "front matter digits": lambda n: "---\na: 0x" + "f" * n + "\n---\n" + ASKS + "x\n",
    "front matter parts": lambda n: "+++\n" + _filled("a.", n) + "b = 1\n+++\n" + ASKS + "x\n",
    "front matter open": lambda n: "---\n" + _filled("a: b\n", n),
    "tags many questions": lambda n: (
        "---\ntags: ["
        + ", ".join(f"t{i}" for i in range(n // 16))
        + "]\n---\n"
        + "".join(f"## What is {i}?\n\nx{i}\n\n" for i in range(n // 50))
    ),
    "tags deep": lambda n: "---\ntags: [" + _filled("t/", n) + "]\n---\n" + ASKS + "x\n",
    "headings that cycle": lambda n: "".join(
        f"{'#' * (i % 6 + 1)} H {i}\n\nx\n\n" for i in range(n // 16)
    ),
    "headings that ask, cycling": lambda n: "".join(
        f"{'#' * (i % 6 + 1)} What is {i}?\n\nx\n\n" for i in range(n // 22)
    ),
    "headings deeper down": lambda n: "".join(
        f"{'#' * (6 - i % 6)} {i}.{i} What {i}\n\nx\n\n" for i in range(n // 24)
    ),
    "headings alike": lambda n: _filled("## What is it?\n\nx\n\n", n),
    "headings": lambda n: "".join(f"## {i}\n" for i in range(n // 8)),
    "headings html": lambda n: "".join(f"<h2>{i}</h2>\n\nx\n\n" for i in range(n // 20)),
    "headings html in an answer": lambda n: ASKS + _filled("<h2>a?</h2>b\n", n),
    "setext long": lambda n: ASKS + _filled("a\n", n) + "===\n",
    "no space headings apart": lambda n: "".join(f"##什么是{i}？\n\nx\n\n" for i in range(n // 30)),
    "Q: A: lines": lambda n: _filled("Q: a\nA: b\n", n),
    "A: lines": lambda n: _filled("A: a\n", n),
    "terms": lambda n: "".join(f"t{i} :: m{i}\n" for i in range(n // 12)),
    "flashcards ?": lambda n: _filled("a\n?\nb\n\n", n),
    "cloze blocks": lambda n: _filled("- {{c1::a}} b\n", n),
    "cards #card": lambda n: _filled("- What is a? #card\n  - b\n", n),
    "anki basic": lambda n: _filled("START\nBasic\na\nBack: b\nEND\n\n", n),
    "table of questions": lambda n: (
        "| Question | Answer |\n|-|-|\n"
        + "".join(f"| What is {i}? | x{i} |\n" for i in range(n // 25))
    ),
    "titles like": lambda n: "".join(
        f"## What is the difference between a{i} and b{i}?\n\nThe a{i} is this and the b{i} is that.\n\n"
        for i in range(n // 100)
    ),
    "questions": lambda n: "".join(f"## What is {i}?\n\nx{i}\n\n" for i in range(n // 25)),
    "questions same answers": lambda n: "".join(
        f"## What is {i}?\n\nThe same answer for all of them.\n\n" for i in range(n // 50)
    ),
    "details open": lambda n: ASKS + _filled("<details>\n\n", n),
    "summary open": lambda n: ASKS + _filled("<summary>", n),
    "details": lambda n: _filled(
        "<details><summary>What is it?</summary>\n\nb\n\n</details>\n\n", n
    ),
    "spaces": lambda n: f"{ASKS}a{' ' * n}b\n",
    "spaces in an item": lambda n: f"1. a{' ' * n}b\n   答案：c\n\n2. d\n   答案：e\n",
    "spaces before attributes": lambda n: f"{ASKS}a{' ' * n}{{: .aa}}\n",
    "blanks to fill in": lambda n: ASKS + _filled("___ ", n) + "\n",
    "blanks or emphasis": lambda n: ASKS + _filled("___a___ ", n) + "\n",
    "choices below a label": lambda n: "Q: a\n" + _filled("A. b\n", n) + "A: A\n",
    "choices in a line": lambda n: (
        "1. a " + _filled("A. b ", n) + "\n   答案：A\n\n2. c\n   答案：A\n"
    ),
    "choices in columns": lambda n: (
        "|Question|" + _filled("A|", n // 2) + "\n|" + _filled("-|", n // 2) + "-|\n|a|b|\n"
    ),
    "answers within an answer": lambda n: ASKS + _filled("Answer: b\n\n", n),
    "tabs": lambda n: f"{ASKS}a{chr(9) * n}b\n",
    "blank lines": lambda n: ASKS + "\n" * n + "b\n",
    "letters apart": lambda n: ASKS + _filled("a ", n) + "\n",
    "one word": lambda n: ASKS + "a" * n + "\n",
    "long title of words": lambda n: "## What is " + _filled("ab ", n) + "?\n\nx\n",
    "title exclaims": lambda n: "## What is it" + "!" * n + "\n\nx\n",
    "title marks": lambda n: "## " + _filled("**a** $b$ `c` ", n) + "\n\nx\n",
    "label blank": lambda n: ASKS + "Answer" + " " * n + "x\n",
    "labels of other blanks": lambda n: ASKS + _filled("\x85", n) + "x\n",
    "combining": lambda n: ASKS + "a" + _filled("\u0301", n) + "\n",
    "nbsp": lambda n: ASKS + _filled("\u00a0", n) + "b\n",
    "chinese words": lambda n: ASKS + _filled("字 a ", n) + "\n",
    "digits chain": lambda n: "## " + _filled("1.", n) + " What is it?\n\nx\n",
    "brackets": lambda n: ASKS + "[" * (n // 2) + "a" + "]" * (n // 2) + "\n",
    "brackets open": lambda n: ASKS + "[" * n + "\n",
    "wiki open": lambda n: ASKS + _filled("[[", n) + "\n",
    "embeds open": lambda n: ASKS + _filled("![[a", n) + "\n",
    "wiki links": lambda n: ASKS + _filled("[[a]] ", n) + "\n",
    "links open": lambda n: ASKS + _filled("[a](", n) + "\n",
    "images": lambda n: ASKS + _filled("![a](b.png) ", n) + "\n",
    "autolinks": lambda n: ASKS + _filled("<http://a.b> ", n) + "\n",
    "address dots": lambda n: ASKS + "http://" + _filled("a.", n) + "\n",
    "references used": lambda n: (
        ASKS
        + "".join(f"[a{i}] " for i in range(n // 20))
        + "\n\n"
        + "".join(f"[a{i}]: /b\n" for i in range(n // 20))
    ),
    "references nested": lambda n: ASKS + _filled("[a][b", n) + "\n",
    "references blank": lambda n: ASKS + "[a]:" + " " * n + "\n",
    "references titles": lambda n: ASKS + '[a]: /b "' + _filled("c\n", n),
    "footnotes": lambda n: (
        ASKS
        + "".join(f"[^{i}] " for i in range(n // 20))
        + "\n\n"
        + "".join(f"[^{i}]: a\n" for i in range(n // 20))
    ),
    "footnotes nested": lambda n: (
        ASKS + "[^0]\n\n" + "".join(f"[^{i}]: [^{i + 1}]\n" for i in range(n // 15))
    ),
    "footnotes shared": lambda n: (
        "".join(f"## What is {i}?\n\nx[^{i}]\n\n" for i in range(n // 50))
        + "".join(f"[^{i}]: a\n" for i in range(n // 50))
    ),
    "parens both": lambda n: ASKS + "[a](" + "(" * (n // 2) + ")" * (n // 2) + ")\n",
    "path up": lambda n: ASKS + "[a](" + _filled("../", n) + "b.md)\n",
    "emphasis": lambda n: ASKS + _filled("*a **b ", n) + "\n",
    "emphasis run": lambda n: ASKS + "*" * n + "a" + "\n",
    "emphasis chinese": lambda n: ASKS + _filled("**“粗”**的", n) + "\n",
    "emphasis mixed": lambda n: ASKS + _filled("a**b_c*", n) + "\n",
    "tildes run": lambda n: ASKS + "~" * n + "a\n",
    "sub sup": lambda n: ASKS + _filled("a~b^c ", n) + "\n",
    "equals": lambda n: ASKS + _filled("==a ", n) + "\n",
    "equals run": lambda n: ASKS + "=" * n + "a\n",
    "backticks": lambda n: (
        ASKS + "".join("`" * (i % 300 + 1) + "a" for i in range(n // 150)) + "\n"
    ),
    "backtick run": lambda n: ASKS + "`" * n + "a\n",
    "backticks growing": lambda n: (
        ASKS + "".join("a" + "`" * i for i in range(1, int((2 * n) ** 0.5))) + "\n"
    ),
    "escapes": lambda n: ASKS + _filled("\\*", n) + "\n",
    "entities open": lambda n: ASKS + _filled("&", n) + "\n",
    "entities num": lambda n: ASKS + _filled("&#x1F600;", n) + "\n",
    "short lines": lambda n: ASKS + _filled("a\n", n),
    "paragraphs": lambda n: ASKS + _filled("a\n\n", n),
    "quotations": lambda n: ASKS + ">" * n + " a\n",
    "quotation growing": lambda n: ASKS + "".join("> " * i + "a\n" for i in range(int(n**0.5))),
    "quotation lazily": lambda n: ASKS + "> " * 50 + "a\n" + _filled("a\n", n),
    "callouts": lambda n: ASKS + _filled("> [!note] a\n> b\n\n", n),
    "admonitions": lambda n: ASKS + _filled(":::note\n", n),
    "lists deep": lambda n: ASKS + "".join("  " * i + "- a\n" for i in range(int(n**0.5))),
    "list items": lambda n: ASKS + _filled("- a\n", n),
    "list markers changing": lambda n: ASKS + _filled("- a\n* b\n+ c\n", n),
    "tasks": lambda n: ASKS + _filled("- [ ] a\n", n),
    "choices": lambda n: ASKS + "".join(f"{chr(65 + i % 26)}. a{i}\n" for i in range(n // 8)),
    "mixed nest": lambda n: ASKS + _filled("> - ", n) + "a\n",
    "definition lists": lambda n: ASKS + _filled("a\n: b\n\n", n),
    "formulas nested": lambda n: ASKS + "$" + "\\frac{" * n + "x" + "}{y}" * n + "$\n",
    "formula braces open": lambda n: ASKS + "$" + "{" * n + "$\n",
    "formula left": lambda n: ASKS + "$" + _filled("\\left(", n) + "$\n",
    "formula color": lambda n: ASKS + "$" + _filled("\\color{red}", n) + "$\n",
    "formula mathop": lambda n: ASKS + "$" + _filled("\\mathop{a}\\limits_{b}", n) + "$\n",
    "formula ce": lambda n: ASKS + "$\\ce{" + _filled("H2O + ", n) + "}$\n",
    "formula macro": lambda n: ASKS + "$" + _filled("\\newcommand{\\a}{b}", n) + "$\n",
    "formula rows": lambda n: ASKS + "$" + _filled("\\\\", n) + "$\n",
    "formula words open": lambda n: ASKS + "$" + _filled("\\text{", n) + "$\n",
    "formula quantities open": lambda n: ASKS + "$" + _filled("\\qty[", n) + "]$\n",
    "formula units": lambda n: ASKS + "$" + _filled("\\si{\\metre}", n) + "$\n",
    "formula tildes": lambda n: ASKS + "$" + _filled("~", n) + "$\n",
    "formulas in parentheses": lambda n: ASKS + _filled("\\(a\\) ", n) + "\n",
    "formulas": lambda n: ASKS + "".join(f"$a_{{{i}}}$ " for i in range(n // 9)) + "\n",
    "formulas wrong": lambda n: ASKS + _filled("$\\foo{$ ", n) + "\n",
    "formula brackets": lambda n: ASKS + _filled("\\[a\n", n) + "\n",
    "dollars": lambda n: ASKS + _filled("$a ", n) + "\n",
    "dollars double": lambda n: ASKS + _filled("$$a ", n) + "\n",
    "begin": lambda n: ASKS + _filled("\\begin{align}\n", n),
    "html comments": lambda n: ASKS + _filled("<!-- ", n) + "\n",
    "declarations": lambda n: ASKS + _filled("a <![CDATA[", n) + "\n",
    "tags open": lambda n: ASKS + _filled("<b>", n) + "\n",
    "tags div lines": lambda n: ASKS + _filled("<div>\n\n", n) + "\n",
    "tag attributes inline": lambda n: ASKS + "x <a " + _filled("b='c' ", n) + ">\n",
    "tables": lambda n: ASKS + "|a|b|\n|-|-|\n" + _filled("|b|c|\n", n),
    "tables wide": lambda n: _table(n // 6, "|" + "b|" * (n // 6) + "\n"),
    "tables square": lambda n: _table(int(n**0.5 / 1.4), "|\n" * int(n**0.5)),
    "tables short rows": lambda n: _table(n // 8, "b\n" * (n // 4)),
    "tables html nested": lambda n: ASKS + _filled("<table><tr><td>", n) + "\n",
    "deletions open": lambda n: ASKS + _filled("{{c1::", n) + "\n",
    "deletions nested": lambda n: _filled("{{c1::a", n // 2) + "}}" * (n // 14) + "\n",
    "deletions each": lambda n: "".join(f"{{{{c{i}::a}}}} " for i in range(1, n // 11)) + "\n",
    "deletions, comments open": lambda n: ASKS + "{{c1::a}} " + _filled("<!--", n) + "\n",
    "deletion of zeros": lambda n: ASKS + "{{c" + "0" * n + "::a}}\n",
    "braces both": lambda n: ASKS + _filled("{{}}", n) + "\n",
    "attributes open": lambda n: "## What is it? " + _filled("{#a ", n) + "\n\nx\n",
    "attributes many": lambda n: "## What is it? " + _filled("{#a} ", n) + "\n\nx\n",
    "occlusion": lambda n: ASKS + '![a](b.png){occlude="' + _filled("1,2,3,4 ", n) + '"}\n',
    "suppressions": lambda n: ASKS + _filled("<!-- diptych: ignore D104 -->\n\n[[a]]\n\n", n),
    "transclusions double": lambda n: "".join(
        f"## What is {i}?\n\n![[#What is {i + 1}?]]\n\n![[#What is {i + 1}?]]\n\n"
        for i in range(n // 70)
    ),
    "transclusions of itself": lambda n: ASKS + _filled("![[a]]\n\n", n),
    "transclusions of one heading": lambda n: ASKS + _filled("![[#What is it?]]\n\n", n),
    "transclusions of blocks": lambda n: "".join(
        f"## What is {i}?\n\na ^b{i}\n\n![[#^b{i + 1}]]\n\n" for i in range(n // 45)
    ),
    "footnotes inline": lambda n: ASKS + _filled("a^[b] ", n) + "\n",
    "references dead": lambda n: ASKS + _filled("[a]", n) + "\n\n[a]: /b\n",
    "block ids": lambda n: ASKS + "".join(f"a ^b{i}\n\n" for i in range(n // 9)),
    "code nested": lambda n: ASKS + "```python\n" + "(" * n + "\n```\n",
    "code strings": lambda n: ASKS + "```python\n" + _filled("'a", n) + "\n```\n",
    "code json": lambda n: ASKS + "```json\n" + _filled("[", n) + "\n```\n",
    "code java": lambda n: ASKS + "```java\n" + _filled("a<b ", n) + "\n```\n",
    "code fences open": lambda n: ASKS + _filled("```a\n~~~b\n", n),
    "mermaid": lambda n: ASKS + "```mermaid\n" + _filled("a-->b\n", n) + "\n```\n",
    "code blank lines": lambda n: ASKS + "```java\n" + "\n" * n + "x\n```\n",
    "code words": lambda n: ASKS + "```c\n" + _filled("a\n", n) + "```\n",
    "code dots": lambda n: ASKS + "```typescript\n" + _filled("a.", n) + "\n```\n",
    "code links open, in parts": lambda n: (
        ASKS + _filled("```markdown\n" + "*a [b](\n" * 3000 + "```\n\n", n)
    ),
    "code links open": lambda n: ASKS + "```markdown\n" + _filled("*a [b](\n", n) + "```\n",
    "code quotes escaped": lambda n: ASKS + "```go\n" + _filled('\\" ', n) + "\n```\n",
    "chapters numbered deep": lambda n: "".join(
        f"## {'.'.join('1' * (i + 1))} C{i}\n\nx\n\n" for i in range(1, int(n**0.5))
    ),
    "chapter title long": lambda n: (
        "# " + _filled("a b ", n // 2) + "\n\n" + _questions(n // 2, "x")
    ),
    "chapter titles long": lambda n: (
        "".join(f"{'#' * i} {i} {_filled('a b ', n // 10)}\n\n" for i in range(1, 6))
        + "".join(f"###### What is {i}?\n\nx\n\n" for i in range(n // 60))
    ),
    "title of the page long": lambda n: (
        "---\ntitle: " + _filled("a b ", n // 2) + "\n---\n" + _questions(n // 2, "x")
    ),
    "deck of the page long": lambda n: (
        "---\ndeck: " + _filled("a b ", n // 2) + "\n---\n" + _questions(n // 2, "x")
    ),
    "tag of the page long": lambda n: (
        "---\ntags: [" + _filled("ab", n // 2) + "]\n---\n" + _questions(n // 2, "x")
    ),
    "footnote long, shared": lambda n: (
        _questions(n // 2, "x[^1]") + "[^1]: " + _filled("b ", n // 2) + "\n"
    ),
    "footnotes citing the next": lambda n: (
        "".join(f"## What is {i}?\n\nx[^{i}]\n\n" for i in range(n // 45))
        + "".join(f"[^{i}]: a[^{i + 1}]\n\n" for i in range(n // 45))
    ),
    "sections alike": lambda n: "".join(
        f"# A\n\n## A\n\n### What is {i}?\n\nSaid of it.\n\n" for i in range(n // 45)
    ),
    "sections that tell": lambda n: (
        ASKS + "".join(f"## {i}\n\na b c d e f g h i j k l m\n\n" for i in range(n // 40))
    ),
    "deletions open in lines": lambda n: ASKS + _filled("{{c1::a\n", n),
    "details nested": lambda n: (
        ASKS
        + _filled("<details><summary>a</summary>\n\n", n // 2)
        + _filled("\n</details>\n", n // 5)
    ),
    "properties of Logseq": lambda n: (
        "- What is it? #card\n" + "".join(f"  k{i}:: v\n" for i in range(n // 12)) + "  - x\n"
    ),
    "formula aligned": lambda n: (
        ASKS
        + "$$\n\\begin{aligned}\n"
        + "".join(f"a_{i} &= b \\\\\n" for i in range(n // 15))
        + "\\end{aligned}\n$$\n"
    ),
    "noncharacters": lambda n: ASKS + _filled("\ufdd0", n) + "\n",
    "line separators": lambda n: ASKS + _filled("a\u2028", n) + "\n",
}

GIANTS: Mapping[str, Callable[[], str]] = {
    "100 KB of Q: lines": lambda: _filled("Q: a\n", 100_000),
    "10 MB of short lines": lambda: ASKS + "a\n" * 5_000_000,
    "50,000 questions": lambda: "".join(f"## What is {i}?\n\nx{i}\n\n" for i in range(50_000)),
    "50,000 answers": lambda: "".join(f"Q: What is {i}?\nA: x{i}\n\n" for i in range(50_000)),
    "50,000 terms": lambda: "".join(f"t{i} :: m{i}\n" for i in range(50_000)),
    "100,000 headings": lambda: "".join(f"## {i}\n" for i in range(100_000)),
    "100,000 underlined": lambda: "".join(f"{i}\n-\n" for i in range(100_000)),
    "11 MB in a line": lambda: ASKS + "a" * 11_000_000,
}
"""What nobody keeps in a file; it must be refused with its line."""

FIELDS: Mapping[str, Callable[[int], str]] = {
    "tags open": lambda n: _filled("<b>", n),
    "divisions open": lambda n: _filled("<div>", n),
    "lists open": lambda n: _filled("<ul><li>", n),
    "cells open": lambda n: _filled("<table><tr><td>", n),
    "code open": lambda n: _filled("<pre>", n),
    "comments open": lambda n: _filled("<!--", n),
    "declarations open": lambda n: _filled("<!a", n),
    "attributes open": lambda n: _filled("<img src='", n),
    "formulas open": lambda n: _filled("\\(", n),
    "dollars in brackets open": lambda n: _filled("[$]", n),
    "latex open": lambda n: _filled("[latex]$", n),
    "dollars": lambda n: "$" * n,
    "deletions open": lambda n: _filled("{{c1::", n),
    "deletions nested": lambda n: _filled("{{c1::", n // 2) + "}}" * (n // 14),
    "hints": lambda n: _filled("::", n),
    "hints in a deletion": lambda n: "{{c1::" + _filled("a::", n),
    "pictures open": lambda n: _filled("![", n),
    "pictures, addresses open": lambda n: _filled("![a](", n),
    "pictures, attributes open": lambda n: _filled("![a](b){", n),
    "pictures of other notes open": lambda n: _filled("![[", n),
    "links": lambda n: _filled("](a) ", n),
    "links, addresses open": lambda n: _filled("](a", n),
    "links and code": lambda n: _filled("`a` [a](b)", n),
    "footnotes open": lambda n: _filled("[^a", n),
    "attributes in braces open": lambda n: _filled("{#a", n),
}
"""Fields of decks that are imported, and lines that an editor shows."""

SETTINGS: Mapping[str, Callable[[int], str]] = {
    "patterns": lambda n: f"include = {[f'a{i}*' for i in range(n // 10)]}\n",
    "pattern of stars": lambda n: f'exclude = ["{_filled("*a", n)}b"]\n',
    "pattern of some stars": lambda n: f'include = ["{"*a" * 9}b.md", "*.md"]\n' + "#" * n + "\n",
    "title": lambda n: f'title = "{_filled("a ", n)}"\n',
    "deck": lambda n: f'deck = "{_filled("a::", n)}b"\n',
    "words known": lambda n: f"known_terms = {[f'A{i}' for i in range(n // 10)]}\n",
    "words agreed on": lambda n: "[terms]\n" + "".join(f"a{i} = 'b'\n" for i in range(n // 12)),
    "word long": lambda n: f'[terms]\nit = "{_filled("a ", n)}"\n',
    "macros": lambda n: "[macros]\n" + "".join(f"{'a' * i} = 'b'\n" for i in range(1, int(n**0.5))),
    "unknown words": lambda n: "".join(f"k{i} = 1\n" for i in range(n // 10)),
    "lists nested": lambda n: "a = " + "[" * (n // 2) + "]" * (n // 2) + "\n",
    "tables nested": lambda n: "a = " + _filled("{a=", n // 2) + "1" + "}" * (n // 6) + "\n",
    "key of parts": lambda n: "a" + _filled(".a", n) + " = 1\n",
    "digits": lambda n: f"question_level = {'1' * n}\n",
    "text open": lambda n: 'title = """' + _filled("a\n", n),
}
"""Settings of a notebook, below its folder of notes."""
