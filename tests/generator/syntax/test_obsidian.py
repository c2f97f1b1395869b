"""A vault as Obsidian keeps it: links by name, embeds, callouts, highlights, tags, block ids."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import pytest

from diptych.input.config import load_config
from diptych.input.options import Options
from diptych.model import Source
from diptych.output.write import read_manifest
from diptych.parse.source import parse
from diptych.syntax.markdown import parser
from diptych.syntax.tree import walk
from tests.anki_engine import Anki
from tests.conftest import MakeNotebook, Notes, build_folder, check_folder, codes, is_fresh

PNG = bytes.fromhex("89504e470d0a1a0a")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("[[Note]]", '<a href="[[Note]]">Note</a>'),
        ("[[Note|an alias]]", '<a href="[[Note]]">an alias</a>'),
        ("[[Note#One#Two]]", '<a href="[[Note#One#Two]]">Note &gt; One &gt; Two</a>'),
        ("[[#Two]]", '<a href="[[#Two]]">Two</a>'),
        ("[[a/Note#^b1c]]", '<a href="[[a/Note#^b1c]]">a/Note &gt; ^b1c</a>'),
        (r"[[Note\|alias]]", '<a href="[[Note]]">alias</a>'),
        ("见[[笔记]]。", '见<a href="[[笔记]]">笔记</a>。'),
        ("![[Note#Part]]", '<a href="[[Note#Part]]">Note &gt; Part</a>'),
        ("![[a b.png]]", '<img src="a%20b.png" alt="" />'),
        ("![[x.png|300]]", '<img src="x.png" alt="" width="300" />'),
        ("![[x.png|300x20]]", '<img src="x.png" alt="" width="300" height="20" />'),
        ("![[x.png#left|30]]", '<img src="x.png" alt="" width="30" />'),
        ("![[x.png|seen *so*|30]]", '<img src="x.png" alt="seen so" width="30" />'),
        # What is none.
        ("x[[0]] and f(x)[['a']]", "x[[0]] and f(x)[['a']]"),
        ("[[1]](x.md)", '<a href="x.md">[1]</a>'),
        (r"\[[a]] [[]] [[a", "[[a]] [[]] [[a"),
        ("`[[a]]`", "<code>[[a]]</code>"),
        ("[[a, 1], [b, 2]]", "[[a, 1], [b, 2]]"),
        ("[[1,0]] [[1, -2.5]] [[:alnum:]]", "[[1,0]] [[1, -2.5]] [[:alnum:]]"),
        ("[[2024-05-06]]", '<a href="[[2024-05-06]]">2024-05-06</a>'),
        # Highlights.
        ("==a **b**== **==c==**", "<mark>a <strong>b</strong></mark> <strong><mark>c</mark></strong>"),
        ("这是==“重点”==的", "这是<mark>“重点”</mark>的"),
        ("a == b == c, a==b and c==d", "a == b == c, a==b and c==d"),
        ("x!==y && y!==z, f(x)==1 or f(y)==2", "x!==y &amp;&amp; y!==z, f(x)==1 or f(y)==2"),
        ("===a=== ==== ==b", "===a=== ==== ==b"),
    ],
)  # fmt: skip
def test_inline_syntax(text: str, html: str) -> None:
    assert parser().renderInline(text) == html


def test_a_reference_in_brackets_stays_one() -> None:
    assert '[<a href="/url">a</a>]' in parser().render("[[a]]\n\n[a]: /url\n")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a ^abc-1", "<p>a</p>"),
        ("r ^2", "<p>r ^2</p>"),
        ("x ^n", "<p>x ^n</p>"),
        ("a ^abc b", "<p>a ^abc b</p>"),
        ("- a ^abc\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("`a ^abc`", "<p><code>a ^abc</code></p>"),
        ("# a ^abc", "<h1>a</h1>"),
        ("# ^abc", "<h1>^abc</h1>"),
        ("^abc", ""),
        ("a\n^abc", "<p>a</p>"),
    ],
)
def test_block_ids(text: str, html: str) -> None:
    assert parser().render(text).strip() == html


def test_highlights_can_hide() -> None:
    text = "## A ==b==?\n\n{{c2::c}} ==d== `==e==`\n\n- ==f==[^x]\n\n[^x]: ==g==\n"
    document, _ = parse(Source("a.md", f"==intro==\n\n{text}"), Options(highlights_hide=True))
    intro, question = document.questions  # what hides something is a card of its own in a section
    assert intro.prompt == "intro"
    numbers = [node.meta["number"] for node in walk(question.nodes) if node.type == "cloze"]
    assert numbers == [3, 2, 4, 5]
    shown = [*document.sections[0].intro, *document.footnotes["x"]]
    kinds = [node.type for node in walk(shown)]
    assert kinds.count("mark") == 1
    assert "cloze" not in kinds


@pytest.mark.parametrize(
    ("text", "prompt", "tags", "answer"),
    [
        ("## A? #x #y/z", "A?", ("x", "y::z"), "-"),
        ("## A *b* #x", "A b", ("x",), "-"),
        ("## What is C#?", "What is C#?", (), "-"),
        ("## Fix #12", "Fix #12", (), "-"),
        ("## #a and #b?", "#a and #b?", (), "-"),
        ("## #a or #b", "#a or #b", (), "-"),
        ("## A?\n\n#标签 #x\nb", "A?", ("标签", "x"), "b"),
        ("## A?\n\nb\n#x\nc", "A?", ("x",), "bc"),
        ("## A?\n\nb #x", "A?", (), "b #x"),
        ("## A?\n\n- #x", "A?", (), "#x"),
        ("## A?\n\n`#x`", "A?", (), "#x"),
    ],
)
def test_tags_in_the_text(text: str, prompt: str, tags: tuple[str, ...], answer: str) -> None:
    (question,) = parse(Source("a.md", text))[0].questions
    said = "".join(node.content for node in walk(question.answer) if not node.children)
    assert (question.prompt, question.tags, said or "-") == (prompt, tags, answer)


VAULT: Notes = {
    "Optics/Lenses.md": (
        "---\naliases: [Glasses, 镜片]\n---\n\n## 1. What bends light?\n\n"
        "> [!note]- Look at **this**\n> ![[Lens A.PNG|200]]\n\n"
        "Glass, as [[prisms]] do: [[Prisms#What is a prism|this one]], [[Prisms#^part-1]], "
        "[[folder/Notes]], [[#1. What bends light]], ![[Prisms]], ==most== of all.\n\n"
        "![](J:\\My%20Notes\\photo.jpg) %%mend this%%\n"
    ),
    "Prisms.md": (
        "## What is a prism?\n\n#solid\nA block of [[镜片]] and [[x.pdf]]. ^part-1\n\n"
        "## What is not?\n\nSee [the block](#^part-1).\n"
    ),
    "folder/Notes.md": "## Here?\n\nYes.\n",
    "other/Notes.md": "## There?\n\nNo.\n",
    "x.pdf": b"pdf",
    "pictures/lens a.png": PNG,
    "pictures/photo.jpg": PNG + b"1",
}


def page_of(output: Path, words: str) -> str:
    """The only question page that says something."""
    pages = [file.read_text(encoding="utf-8") for file in (output / "q").glob("*.html")]
    (page,) = [page for page in pages if f"<title>{words}" in page]
    return page


def test_a_vault_on_pages_and_cards(
    make_notebook: MakeNotebook, tmp_path: Path, anki: Anki
) -> None:
    output = tmp_path / "site"
    built = build_folder(make_notebook({**VAULT, "diptych.toml": 'notes = "."\n'}), output)
    assert codes(built.report) == []
    told = [(d.code, d.message.partition(": ")[2]) for d in built.report.diagnostics]
    assert ("D213", "Lens A.PNG → pictures/lens a.png") in told
    assert ("D213", "J:/My Notes/photo.jpg → pictures/photo.jpg") in told
    assert ("D241", "%%mend this%% → nothing") in told
    page = page_of(output, "What bends light?")
    links = re.findall(r'<a href="(\.\./q/[^"]+)">([^<]+)</a>', page)
    said = {text: address for address, text in links}
    assert said["this one"] == said["Prisms &gt; ^part-1"] == "../q/what-is-a-prism.html"
    assert said["1. What bends light"] == "../q/what-bends-light.html"
    assert re.search(r'<a href="\.\./s/[^"]+">prisms</a>', page)
    assert said["folder/Notes"] == "../q/here.html"  # all that this file asks
    assert "<mark>most</mark>" in page
    assert '<div class="callout callout-note">' in page
    assert '<summary class="callout-title">Look at <strong>this</strong></summary>' in page
    assert re.search(r'<img src="\.\./media/lens-a-\w+\.png" alt="" width="200"', page)
    assert "photo-" in page
    assert "mend this" not in page
    prism = page_of(output, "What is a prism?")
    assert "^part-1" not in prism
    assert '<a href="../q/what-bends-light.html">镜片</a>' in prism  # all that this file asks
    assert re.search(r'<a href="\.\./media/x-\w+\.pdf">x.pdf</a>', prism)
    assert "#solid" not in prism.replace("<", " <")
    anki.import_apkg(next(output.glob("*.apkg")))
    notes = {fields["Question"]: fields for fields in map(anki.fields, anki.guids())}
    answer = notes["What bends light?"]["Answer"]
    assert "<details>" in answer
    assert re.search(r'<img src="lens-a-\w+\.png"', answer)
    assert "mend this" not in json.dumps(list(notes.values()))


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("[[Prism]]", "there is no note of that name"),
        ("[[Notes]]", "may be one of several notes"),
        ("[[Prisms#Glass]]", "has no such heading or block"),
        ("[[Prisms#^zzz]]", "has no such heading or block"),
        ("[[#Nowhere]]", "has no such heading or block"),
        ("[[Prisms.md#Glass]]", "has no such heading or block"),
        ("[[gone.pdf]]", "there is no note of that name"),
        ("[[/etc/passwd]]", "there is no note of that name"),
        ("[[../../secret.txt]]", "there is no note of that name"),
        ("[[C:/secret.txt]]", "there is no note of that name"),
        ("[[gone.py#f]]", "there is no note of that name"),
    ],
)
def test_a_wiki_link_that_leads_nowhere(make_notebook: MakeNotebook, link: str, words: str) -> None:
    root = make_notebook({**VAULT, "a.md": f"## A?\n\n{link}\n"})
    report = build_folder(root, root.parent / "site").report
    (problem,) = [each for each in report.diagnostics if each.severity != "info"]
    assert problem.code == "D410"
    assert problem.severity == "warning"
    assert link in problem.message
    assert words in problem.message
    page = page_of(root.parent / "site", "A?")
    assert "media/" not in page
    assert problem.span
    assert (problem.span.path, problem.span.line) == ("a.md", 3)


def test_hints_of_wiki_links(make_notebook: MakeNotebook) -> None:
    notes = {**VAULT, "a.md": "## A?\n\n[[Prism]] [[Notes]] [[Prisms#What is a prsm]]\n"}
    hints = [d.hint for d in check_folder(make_notebook(notes)).diagnostics if d.code == "D410"]
    assert sorted(hints) == [
        "Did you mean `#what-is-a-prism`?",
        "Did you mean `[[Prisms]]`?",
        "Write more of its path: `folder/Notes.md`, `other/Notes.md`.",
    ]


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("![x](J:\\My Notes\\x.png)", ["D213"]),
        ("![x](J:/x.png)", ["D213"]),
        ("![x](file:///C:/My%20Notes/x.png)", ["D213"]),
        ("![x](old/X.PNG)", ["D213"]),
        ("![x](/assets/x.png)", ["D213"]),
        ("![x](../../x.png)", ["D213"]),
        ("<img src='J:\\My Notes\\x.png'>", ["D213"]),
        ('<img src="file:///C:/x.png">', ["D213"]),
        ("![[x.png]]", ["D213"]),
        ("![[pictures/x.png]]", []),
        ("![x](Se%CC%81ance.png)", ["D213"]),
        (f"![x]({unicodedata.normalize('NFD', 'Séance')}.png)", ["D213"]),
        ("![x](two.png)", ["D401"]),
        ("![x](b/two.png)", ["D213"]),
        ("![x](gone.png)", ["D401"]),
        ("![x](link.png)", ["D401"]),
        ("![x](https://a.example/x.png)", ["D401"]),
        ("[x](gone/x.png)", ["D408"]),
    ],
)
def test_pictures_are_found_by_their_name(
    make_notebook: MakeNotebook, image: str, expected: list[str]
) -> None:
    notes: Notes = {
        "a.md": f"## A?\n\ntext {image}\n",
        "pictures/x.png": PNG,
        "pictures/Séance.png": PNG,
        "pictures/a/two.png": PNG,
        "pictures/b/two.png": PNG,
        ".trash/gone.png": PNG,
    }
    (make_notebook(notes) / "pictures" / "link.png").symlink_to(__file__)
    told = {"D212", "D409"}  # of how it is written, not of where it is
    report = check_folder(make_notebook(notes))
    assert [each.code for each in report.diagnostics if each.code not in told] == expected
    if "(two" in image:
        assert "`pictures/a/two.png`, `pictures/b/two.png`" in report.diagnostics[0].hint


def test_a_picture_that_turns_up_is_seen_by_the_next_build(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    output = tmp_path / "site"
    steps: list[tuple[Notes, list[str]]] = [
        ({"a.md": "## A?\n\n![x](J:/x.png) words\n"}, ["D401"]),
        ({"b/c/x.png": PNG}, []),
        ({"d/x.png": PNG + b"2"}, ["D401"]),
    ]
    for files, expected in steps:
        root = make_notebook(files)
        config, _ = load_config(root, output)
        assert not is_fresh(config, read_manifest(output))
        assert codes(build_folder(root, output).report) == expected
        assert is_fresh(config, read_manifest(output))
