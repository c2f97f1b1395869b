"""Ways through the site: anchors, neighbours, tags, what changed, what is printed. No browser here."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from msgspec.structs import replace

from diptych.interface import texts
from diptych.model.book import Book, QuestionPage, SectionPage
from diptych.render.formulas import FormulaError, to_mathml
from diptych.render.latex import rewritten
from diptych.site.print_parts import printed, question_weights, sheets
from diptych.site.related import iso_date, neighbours, recent, repeated, tags, written_date
from tests.conftest import compiled
from tests.generator.site.books import CONTEXT, Page, book, question, site_of, with_words

DAY = 86_400


def asked(number: int, **changes: object) -> QuestionPage:
    page = question(number, answer="x", tags=(), prompt=f"Q{number}?", gist="")
    return with_words(replace(page, **changes))


def one_section(*pages: QuestionPage, **changes: object) -> Book:
    return book(SectionPage("s", ("甲",), (), pages), **changes)


def read(made: Book) -> dict[str, Page]:
    files = site_of(made, ())
    return {path: Page.read(data) for path, data in files.items() if path.endswith(".html")}


# ---- Headings


@pytest.mark.parametrize(("count", "shown"), [(2, 0), (3, 1)])
def test_long_answers_have_a_table_of_contents(count: int, shown: int) -> None:
    answer = "\n\n".join(f"## Part {number}\n\nx" for number in range(count))
    pages = read(one_section(question(1, answer=answer)))
    contents = [tag for tag in pages["q/q1.html"].all("details") if tag.get("class") == "toc"]
    assert len(contents) == shown
    links = [tag["href"] for tag in pages["q/q1.html"].all("a") if "class" not in tag]
    assert links.count("#part-0") == shown


def test_what_leads_to_a_question_says_its_formulas_as_one_reads_them() -> None:
    notes = "## Why divide by $\\sqrt{d}$?\n\nx\n\n### What of $x^2$?\n\ny\n\n## And then?\n\nz\n"
    (first, _) = compiled(notes).questions
    assert first.title == "Why divide by √d?"
    assert first.prompt == "Why divide by $\\sqrt{d}$?"
    assert [(each.id, each.title) for each in first.headings] == [("what-of-x-2", "What of x²?")]


def test_anchors_on_the_page_of_all_do_not_clash() -> None:
    same = (question(number, answer="## Why\n\nx") for number in (1, 2))
    page = read(one_section(*same))["all.html"]
    anchors = [tag["href"] for tag in page.all("a") if tag.get("class") == "anchor"]
    assert anchors == ["#q-q1.why", "#q-q2.why"]
    assert {"q-q1.why", "q-q2.why"} <= set(page.values("id"))


def test_bold_words_before_a_text_can_be_pointed_at() -> None:
    answer = "**Why**: x, **not** y\n\n- **why** z\n\n## Why\n\n| **cell** |\n|---|\n| **x** |"
    pages = read(one_section(question(1, answer=answer)))
    names = ("lead.why", "lead.why-2", "why")
    for path, scope in (("q/q1.html", ""), ("s/s.html", "q-q1.")):
        links = [a["href"] for a in pages[path].all("a") if a.get("class") == "anchor"]
        assert links[-3:] == [f"#{scope}{name}" for name in names]
        assert {f"{scope}{name}" for name in names} <= set(pages[path].values("id"))


def test_ids_stay_when_a_question_comes_before_them() -> None:
    answer = "> a[^1]\n\n## Why\n\nb[^1]\n\n[^1]: c"
    before = site_of(one_section(question(1, "old", answer)))
    after = site_of(one_section(question(1, "new", "x"), question(2, "old", answer)))
    for path in ("all.html", "s/s.html", "rehearse/s.js", "q/old.html"):
        ids = re.findall(r'(?:id=|href=)\\?"([^"\\]*old[.][^"\\]*)', before[path].decode())
        assert ids == re.findall(r'(?:id=|href=)\\?"([^"\\]*old[.][^"\\]*)', after[path].decode())
    assert "q-old.why" in before["all.html"].decode()


# ---- Neighbours


def named(made: Book, slug: str) -> list[tuple[str, str]]:
    return [(each.kind, each.question.slug) for each in neighbours(made)[slug]]


def test_links_come_first_then_backlinks_then_shared_tags() -> None:
    made = one_section(
        asked(1, tags=("a", "b")),
        asked(2, tags=("a",), links=("q1",)),
        asked(3, tags=("a", "b")),
        asked(4, links=("q2", "gone", "q4")),
        asked(5, tags=("a",)),
    )
    assert named(made, "q2") == [
        ("refers", "q1"),
        ("referred", "q4"),
        ("alike", "q3"),
    ]
    assert named(made, "q1")[:2] == [("referred", "q2"), ("alike", "q3")]
    assert named(made, "q4") == [("refers", "q2")]


def test_neighbours_are_three_at_most_and_none_twice_and_the_rarer_tag_counts_more() -> None:
    many = [asked(number, tags=("common",)) for number in range(1, 40)]
    many[0] = asked(1, tags=("common", "rare"), links=("q2", "q2"))
    many[38] = asked(39, tags=("common", "rare"))
    found = named(one_section(*many), "q1")
    assert len(found) == len({slug for _, slug in found}) == 3
    assert found[:2] == [("refers", "q2"), ("alike", "q39")]


def test_neighbours_stand_on_the_page_with_the_reason() -> None:
    pages = read(one_section(asked(1), asked(2, links=("q1",)), asked(3)))
    words = texts("zh")
    assert words["near_refers"] in pages["q/q2.html"].text
    assert words["near_referred"] in pages["q/q1.html"].text
    assert words["near"] not in pages["q/q3.html"].text


# ---- Tags


def test_every_tag_has_a_page_that_its_questions_link_to() -> None:
    made = one_section(asked(1, tags=("C++", "c")), asked(2, tags=("C",)), asked(3))
    assert [tag.name for tag in tags(made)] == ["C", "C++", "c"]
    slugs = [tag.slug.casefold() for tag in tags(made)]
    assert len(set(slugs)) == 3
    pages = read(made)
    listed = [tag["href"] for tag in pages["tags.html"].all("a") if tag["href"].startswith("t/")]
    assert len(listed) == 3
    for address in listed:
        assert unquote(address) in pages
    assert "../q/q2.html" in pages[f"t/{tags(made)[0].slug}.html"].values("href")
    ours = {each for each in pages["q/q1.html"].values("href") if each.startswith("../t/")}
    assert len(ours) == 2


def test_without_tags_there_are_no_pages_of_them() -> None:
    pages = read(one_section(asked(1)))
    assert not [path for path in pages if path.startswith(("t/", "tags"))]
    assert "tags.html" not in pages["index.html"].values("href")


# ---- What changed


def test_after_the_first_build_nothing_changed_recently() -> None:
    made = one_section(*(asked(number, changed=5 * DAY + number) for number in range(1, 9)))
    assert recent(made) == ()
    assert texts("zh")["recent"] not in read(made)["index.html"].text


def test_the_latest_changes_stand_first_eight_at_most() -> None:
    pages = [asked(number, changed=(100 + number) * DAY) for number in range(1, 13)]
    made = one_section(*pages)
    assert [page.number for page in recent(made)] == [12, 11, 10, 9, 8, 7, 6, 5]
    index = read(made)["index.html"]
    assert texts("zh")["recent"] in index.text
    assert index.all("time")[0]["datetime"] == "1970-04-23"
    assert "1970 年 4 月 23 日" in index.text


def test_days_are_written_as_the_language_does() -> None:
    assert written_date(1_790_000_000, texts("en")) == "21 September 2026"
    assert written_date(1_790_000_000, texts("zh")) == "2026 年 9 月 21 日"
    assert iso_date(0) == "1970-01-01"


# ---- Questions of one prompt


def test_questions_of_one_prompt_are_told_apart_by_their_numbers() -> None:
    same = {"prompt": "What's the output?"}
    made = one_section(asked(1, **same), asked(2, **same, links=("q1",)), asked(3))
    assert repeated(made) == {"What's the output?"}
    page = read(made)["q/q2.html"]
    flat = " ".join(page.text.split())
    assert "What's the output? (2) —" in flat
    assert "1 What's the output? 2 What's the output? Q3?" in flat
    assert flat.count("1 What's the output? 本题提到") == 1
    assert "上一题 1" in flat


# ---- A page that is not there


@pytest.mark.parametrize(
    ("base", "root"), [("", ""), ("https://x.org/notes", "/notes/"), ("https://x.org", "/")]
)
def test_the_page_for_what_is_not_there_finds_the_root(base: str, root: str) -> None:
    page = read(one_section(asked(1), base_url=base))["404.html"]
    assert {f"{root}style.css", f"{root}index.html#contents"} <= set(page.values("href"))
    assert texts("zh")["not_found"] in page.text


# ---- Printing by section


def test_sections_and_chapters_can_be_printed_by_themselves() -> None:
    made = book(
        SectionPage("a", ("A",), (), ()),
        SectionPage("a-b", ("A", "B"), (), (asked(1),)),
        SectionPage("a-c", ("A", "C"), (), (asked(2),)),
        SectionPage("d", ("D",), (), (asked(3),)),
        SectionPage("e", ("E",), (), ()),
    )
    (whole,) = sheets(made, question_weights(made, CONTEXT), CONTEXT)
    assert [(leaf.id, leaf.opens, leaf.closes) for leaf in whole.leaves] == [
        ("s-a-b", "c-a-b", False),
        ("s-a-c", None, True),
        ("s-d", None, False),
    ]
    parts = {"a": "c-a-b", "a-b": "s-a-b", "a-c": "s-a-c", "d": "s-d"}
    assert printed(made, [whole]) == {slug: f"all.html#{part}" for slug, part in parts.items()}
    pages = read(made)
    ids = set(pages["all.html"].values("id"))
    for slug, part in parts.items():
        assert part in ids
        page = pages[f"s/{slug}.html"]
        # A section's page prints itself; a chapter's leads to where the whole chapter stands.
        assert any(each.get("class") == "print" for each in page.all("button")) == (slug != "a")
        assert (f"../all.html#{part}" in page.values("href")) == (slug == "a")
    assert not any("all.html#" in each for each in pages["s/e.html"].values("href"))


def test_what_does_not_fit_on_one_page_stands_on_several_that_all_addresses_lead_to() -> None:
    def section(slug: str, path: tuple[str, ...], number: int, size: int) -> SectionPage:
        one = asked(number)
        said = ("<p>", "word " * (size // 5), "</p>")
        return SectionPage(slug, path, (), (replace(one, body=replace(one.body, answer=said)),))

    made = book(
        SectionPage("a", ("A",), (), ()),
        section("a-b", ("A", "B"), 1, 700_000),
        section("a-c", ("A", "C"), 2, 700_000),
        SectionPage("d", ("D",), (), ()),
        section("d-e", ("D", "E"), 3, 400_000),
        section("d-f", ("D", "F"), 4, 400_000),
        section("g", ("G",), 5, 1_800_000),
    )
    pages = read(made)
    held = {
        path: {leaf for leaf in page.values("id") if leaf[:2] in {"s-", "c-"}}
        for path, page in pages.items()
        if path.startswith("all/")
    }
    assert held == {
        "all/a-b.html": {"s-a-b"},
        "all/a-c.html": {"s-a-c"},
        "all/d-e.html": {"c-d-e", "s-d-e", "s-d-f"},
        "all/g.html": {"s-g"},
    }
    whole = pages["all.html"]
    assert {"s-a-b", "c-a-b", "s-a-c", "c-d-e", "s-d-e", "s-d-f", "s-g"} <= set(whole.values("id"))
    linked = {*whole.values("href")}
    for page in (path for path in pages if path.startswith("s/")):
        linked |= {each.removeprefix("../") for each in pages[page].values("href")}
    for address in (each for each in linked if each.startswith("all")):
        path, _, fragment = address.partition("#")
        assert not fragment or fragment in pages[path].values("id"), address
    assert "all.html#c-a-b" in linked  # a chapter on two pages is shown in the list
    assert "all/d-e.html#c-d-e" in linked
    assert {"../all.html", "../q/q1.html"} <= set(pages["all/a-b.html"].values("href"))


# ---- Formulas


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (r"\sum_{\substack{i=1\\ i\ne j}}^n x_i", "∑"),
        (r"\mathop{\mathrm{argmin}}\limits_{\theta} L", "argmin"),
        (r"\mathop{\arg\max}_x f", "arg"),
        (r"\begin{split} a &= b \\ &= c \end{split}", "c"),
        (r"\begin{equation}\begin{split} a &= b \end{split}\end{equation}", "b"),
        (r"\begin{eqnarray} a &=& b \end{eqnarray}", "b"),
        (r"\begin{smallmatrix} a & b \end{smallmatrix}", "b"),
        (r"\begin{alignedat}{2} a &= b \end{alignedat}", "b"),
        (r"x \mbox{ if } y", "if"),
        (r"\mathbbm{1}_A + \mathds{1}_B", "𝟙"),
        (r"E = mc^2 \label{eq:1}", "E"),
        (r"E = mc^2 \tag{7}", "(7)"),
        (r"\begin{align} a &= b \label{a} \\ c &= d \tag{8} \end{align}", "(8)"),
        (r"\widetilde{x} \dotsc \hdots \dotsb \smash{y}", "y"),
        (r"\text{中文} \textnormal{x}", "中文"),
        (r"\Large\sum_k a_k + {\scriptsize b}", "∑"),
        (r"p \varpropto q", "∝"),
        (r"\left< u, v \right>", "⟨"),
        (r"\bigl\lt u \bigr\gt", "⟩"),
        (r"\begin{flalign} a &= b \tag{9} \end{flalign}", "(9)"),
        (r"\begin{flalign*} a &= b \\ c &= d \end{flalign*}", "d"),
        (r"\begin{equation} \begin{split} a &= b \end{split} \tag{4} \end{equation}", "(4)"),
        (r"\begin{subequations} a \end{subequations}", "a"),
        (r"\begin{pmatrix*}[r] a & b \cr c & d \end{pmatrix*}", "d"),
        (r"\operatorname*{\operatorname{arg\,max}}_x f", "max"),
        (r"\operatorname{V_{ext}}(r)", "V"),
        (r"\text{snake_case & more}", "snake_case"),
        (r"\begin{align} a &= b \\ \intertext{hence} c &= d \end{align}", "hence"),
        (r"\cancelto{0}{x} + \colorbox{red}{$y$} + \bbox[blue]{z}", "y"),
    ],
)
def test_latex_that_the_converter_lacks_is_said_otherwise(latex: str, shown: str) -> None:
    mathml = to_mathml(latex, display=True)
    assert shown in mathml
    assert r"\label" not in mathml


@pytest.mark.parametrize("latex", [r"\text{from $u_1$ to $u_2$}", r"\mbox{from $u_1$ to $u_2$}"])
def test_formulas_within_the_words_of_a_formula_are_set_as_formulas(latex: str) -> None:
    mathml = to_mathml(latex, display=False)
    assert "$" not in mathml
    assert mathml.count("<msub>") == 2
    assert mathml.index("from") < mathml.index("<msub>") < mathml.index("to")


def test_a_name_with_something_lowered_is_set_upright() -> None:
    mathml = to_mathml(r"\operatorname{V_{ext}}", display=False)
    assert mathml == to_mathml(r"\mathrm{V_{ext}}", display=False)
    assert "<msub>" in mathml


def test_formulas_are_not_numbered_each_as_the_first() -> None:
    assert "(1)" not in to_mathml(r"\begin{equation} x \end{equation}", display=True)


@pytest.mark.parametrize(
    "latex", ["x", r"\frac{a}{b}", r"\labelled", r"\begin{cases} a \end{cases}"]
)
def test_other_formulas_stay_as_they_are(latex: str) -> None:
    assert rewritten(latex) == latex


def test_an_error_in_a_rewritten_formula_is_pointed_at_where_it_was_written() -> None:
    latex = r"\mbox{a} + \mbox{b} \foo"
    with pytest.raises(FormulaError) as caught:
        to_mathml(latex, display=False)
    assert caught.value.offset == latex.index(r"\foo")


@pytest.mark.parametrize(
    "latex", [r"\mathop{", r"\substack{a", r"\tag", r"\label{", r"\mathop{a}\limits", "\\mbox"]
)
def test_torn_formulas_end_in_an_error_at_worst(latex: str) -> None:
    offset = 0
    try:
        to_mathml(latex, display=True)
    except FormulaError as problem:
        offset = problem.offset
    assert 0 <= offset <= len(latex)


def test_fences_around_a_line_do_not_stretch_and_others_do() -> None:
    still = '<mo stretchy="false">(</mo>'
    assert still in to_mathml(r"\left( x_i \right)", display=True)
    for tall in (
        r"\left(\frac ab\right)",
        r"\left(\sum_i x\right)",
        r"\begin{pmatrix} a \end{pmatrix}",
    ):
        assert still not in to_mathml(tall, display=True)
