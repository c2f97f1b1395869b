"""A notebook's own templates, styles and words in place of ours, a file at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from diptych.commands.building.pipeline import Built
from diptych.input.config import load_config
from diptych.model import Span
from diptych.output.write import read_manifest
from tests.conftest import MakeNotebook, Notes, build_folder, check_folder, is_fresh

NOTES: dict[str, str | bytes] = {
    "diptych.toml": 'title = "T"\nlanguage = "en"\ntheme = "look"\n',
    "notes/a.md": "# Part\n\n## Why?\n\n> Because.\n\n## How?\n\nSo.\n",
    "look/read-me.txt": "not a part of it",
}
BLOCKS = '{% extends "ours/question.html" %}\n{% block content %}\n<p id="mine">{{ question.prompt }}</p>\n{{ super() }}\n{% endblock %}\n'


def built(make_notebook: MakeNotebook, tmp_path: Path, look: Notes) -> tuple[Built, Path]:
    root = make_notebook(NOTES | {f"look/{name}": text for name, text in look.items()})
    return build_folder(root, tmp_path / "out"), tmp_path / "out"


def page(out: Path, name: str) -> str:
    return (out / name).read_text(encoding="utf-8")


def test_a_template_of_the_same_name_wins(make_notebook: MakeNotebook, tmp_path: Path) -> None:
    _, out = built(
        make_notebook,
        tmp_path,
        {"templates/index.html": "<h1>{{ book.title }} & {{ t.contents }}</h1>\r\n"},
    )
    assert page(out, "index.html") == "<h1>T & Contents</h1>\n"
    assert "<!doctype html>" in page(out, "all.html")


def test_ours_can_be_extended(make_notebook: MakeNotebook, tmp_path: Path) -> None:
    base = (
        '{% extends "ours/base.html" %}\n{% block links %}<link rel="me" href="x">{% endblock %}\n'
    )
    _, out = built(
        make_notebook, tmp_path, {"templates/question.html": BLOCKS, "templates/base.html": base}
    )
    text = page(out, "q/why.html")
    assert '<p id="mine">Why?</p>' in text
    assert "Because." in text
    for file in out.rglob("*.html"):  # base.html is everybody's
        assert 'rel="me"' in file.read_text(encoding="utf-8"), file.name


def test_a_template_of_its_own_can_be_included(make_notebook: MakeNotebook, tmp_path: Path) -> None:
    look = {"templates/index.html": '{% include "mine.html" %}', "templates/mine.html": "{{ '<' }}"}
    _, out = built(make_notebook, tmp_path, look)
    assert page(out, "index.html") == "&lt;"


def test_extra_css_is_added_and_site_css_replaced(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    _, out = built(make_notebook, tmp_path, {"extra.css": "\ufeffp { color: red }\r\n"})
    sheet = page(out, "style.css")
    assert sheet.endswith("p{color:red}\n")
    assert ".skip" in sheet
    root = out.parent / "notebook"
    (root / "look/site.css").write_text("b { top: 0 }\n", encoding="utf-8")
    build_folder(root, out)
    sheet = page(out, "style.css")
    assert "b{top:0}" in sheet
    assert ".skip" not in sheet
    assert "--paper:" in sheet  # colours and content stay ours


def test_words_of_a_language_that_we_do_not_speak(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    look = {
        "interface/fr.toml": 'contents = "Sommaire"\n',
        "interface/fr-CA.toml": 'skip = "Aller"\n',
    }
    root = make_notebook(NOTES | {f"look/{name}": text for name, text in look.items()})
    settings = str(NOTES["diptych.toml"])
    (root / "diptych.toml").write_text(settings.replace('"en"', '"fr-CA"'), encoding="utf-8")
    build_folder(root, tmp_path / "out")
    text = page(tmp_path / "out", "index.html")
    assert "Sommaire" in text
    assert "Aller" in text
    assert "Everything" in text or "All questions" in text  # what it leaves out is English


def test_words_replace_ours(make_notebook: MakeNotebook, tmp_path: Path) -> None:
    _, out = built(make_notebook, tmp_path, {"interface/en.toml": 'contents = "What is in it"\n'})
    assert "What is in it" in page(out, "index.html")
    assert "Contents" not in page(out, "index.html")


@pytest.mark.parametrize(
    ("look", "path", "line", "says"),
    [
        ({"templates/index.html": "<p>\n{% if %}\n"}, "look/templates/index.html", 2, "expression"),
        ({"templates/index.html": "a\n\n{{ nope }}"}, "look/templates/index.html", 3, "nope"),
        ({"templates/index.html": "{{ 1 / 0 }}"}, "look/templates/index.html", 1, "ZeroDivisionError"),
        ({"templates/index.html": "\n{% include 'gone.html' %}"}, "look/templates/index.html", 2, "gone.html"),
        ({"templates/question.html": "\n{{ question.propmt }}"}, "look/templates/question.html", 2, "propmt"),
        ({"templates/parts.html": "{% macro path() %}{% endmacro %}"}, "look/templates/card.html", 1, "number"),
        ({"templates/index.html": "{{ 1|nothing }}"}, "look/templates/index.html", 1, "nothing"),
        ({"templates/index.html": "{% extends 'index.html' %}"}, "look/templates/index.html", 1, "Recursion"),
        ({"templates/index.html": b"\n\xff"}, "look/templates/index.html", 1, "UTF-8"),
        ({"interface/en.toml": 'a = "b"\nskip = \n'}, "look/interface/en.toml", 2, "value"),
        ({"interface/en.toml": "skip = 3\n"}, "look/interface/en.toml", 1, "`skip` must be text"),
        ({"sight.css": "p {}"}, "look/sight.css", 1, "replaces nothing"),
        ({"templates/index.html": "{% for a in [] %}" * 30 + "{% endfor %}" * 30}, "look/templates/index.html", 1, "nested blocks"),
        ({"templates/index.html": "{% if a %}" * 150 + "{% endif %}" * 150}, "look/templates/index.html", 1, "indentation"),
        ({"templates/index.html": "{{ " + "(" * 9999 + "1" + ")" * 9999 + " }}"}, "look/templates/index.html", 1, "Recursion"),
        ({"templates/index.html": "{% macro a() %}{{ a() }}{% endmacro %}\n{{ a() }}"}, "look/templates/index.html", 1, "Recursion"),
        ({"templates/index.html": "a\n\n{{ lipsum.__globals__.os.sys.exit(0) }}"}, "look/templates/index.html", 3, "SystemExit"),
        ({"templates/index.html": '{{ "\\ud800" }}'}, "look/templates/index.html", 1, "surrogates"),
        ({"interface/en.toml": 'search = "A"', "interface/EN.toml": 'search = "B"'}, "look/interface/en.toml", 1, "the same language"),
        ({"interface/en.toml": "search = " + "[" * 5000 + "]" * 5000}, "look/interface/en.toml", 1, "nested too deep"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(
    make_notebook: MakeNotebook,
    tmp_path: Path,
    look: dict[str, str | bytes],
    path: str,
    line: int,
    says: str,
) -> None:
    result, out = built(make_notebook, tmp_path, look)
    (told,) = (each for each in result.report.diagnostics if each.severity == "error")
    assert told.code == "D602"
    assert told.span is not None
    assert (told.span.path, told.span.line) == (path, line)
    assert says in told.message
    assert result.summary is None
    assert not (out / "index.html").exists()


@pytest.mark.parametrize(
    ("look", "path", "line", "says"),
    [
        ({"index.html": "x"}, "look/index.html", 1, "`templates/`"),
        ({"zh-CN.toml": "x"}, "look/zh-CN.toml", 1, "`interface/`"),
        ({"templates/indx.html": "x"}, "look/templates/indx.html", 1, "none of our templates"),
        ({"interface/en.toml": 'search = "A"\nserach = "B"'}, "look/interface/en.toml", 2, "`serach`"),
    ],
)  # fmt: skip
def test_what_has_no_effect_is_told(
    make_notebook: MakeNotebook, tmp_path: Path, look: Notes, path: str, line: int, says: str
) -> None:
    result, _ = built(make_notebook, tmp_path, look)
    (told,) = (each for each in result.report.diagnostics if each.severity == "warning")
    assert (told.code, told.span) == ("D604", Span(path, line, line))
    assert says in told.message
    assert result.summary is not None


def test_what_belongs_to_something_else_is_not_told(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    look = {
        "drafts/index.html": "x",
        "pyproject.toml": "x",
        "templates/index.html": "{% include t.search ~ '.html' %}",
        "templates/Search.html": "named by what is known only later",
    }
    result, _ = built(make_notebook, tmp_path, look)
    assert not [each for each in result.report.diagnostics if each.severity != "info"]


@pytest.mark.parametrize(
    ("link", "target"), [("look/templates", "out"), ("look/extra.css", "out/a.css")]
)
def test_what_a_theme_links_to_elsewhere_is_told(
    make_notebook: MakeNotebook, tmp_path: Path, link: str, target: str
) -> None:
    out = tmp_path / "elsewhere" / target
    (out if "." not in target else out.parent).mkdir(parents=True)
    if "." in target:
        out.write_text("a {}")
    root = make_notebook(NOTES)
    (root / link).symlink_to(out)
    told = [(e.code, e.span.path) for e in check_folder(root).diagnostics if e.span]
    assert told == [("D604" if link == "look/templates" else "D602", link)]


@pytest.mark.parametrize("key", ["theme", "notes", "figures"])
def test_a_folder_that_is_a_link_to_itself_is_not_there(
    make_notebook: MakeNotebook, key: str
) -> None:
    root = make_notebook({"diptych.toml": f'{key} = "loop"\n', "notes/a.md": "# Why?\n\nx\n"})
    (root / "loop").symlink_to("loop")
    (told,) = (each for each in check_folder(root).diagnostics if each.code == "D102")
    assert "`loop`" in told.message


@pytest.mark.parametrize(
    ("name", "css", "line", "says"),
    [
        (
            "extra.css",
            "b { top: 0 }\na,b" + "{ &.c, &.d\n" * 60 + "{ top: 0 }" + "}" * 60,
            15,
            "multiply",
        ),
        ("extra.css", "\n".join(f".a{n} {{ top: 0 }}" for n in range(20_001)), 20_001, "rules"),
        ("extra.css", "b { top: 0 }\na { color: red;\n  *zoom 1;\n}\n", 3, "Semicolon"),
        ("site.css", "b { top: 0 } }\n", 1, "end of input"),
        ("css/media.css", "a {\n" * 70 + "}\n" * 70, 65, "too deep"),
    ],
)
def test_a_sheet_with_a_mistake_is_told_and_sent_as_it_was_written(
    make_notebook: MakeNotebook, tmp_path: Path, name: str, css: str, line: int, says: str
) -> None:
    result, out = built(make_notebook, tmp_path, {name: css})
    (told,) = (each for each in result.report.diagnostics if each.severity == "warning")
    assert (told.code, told.span) == ("D603", Span(f"look/{name}", line, line))
    assert says in told.message
    sheet = (out / "style.css").read_text(encoding="utf-8")
    assert css.rstrip() in sheet
    # What stands beside it is compiled all the same.
    assert "light-dark(" not in sheet
    assert ".code pre{" in sheet


def test_what_a_notebook_adds_is_compiled_for_old_browsers(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    css = "a { color: light-dark(#abcdef, oklch(0 0 0)); &:hover { top: 0 } }"
    result, out = built(make_notebook, tmp_path, {"extra.css": css})
    assert result.summary is not None
    sheet = (out / "style.css").read_text(encoding="utf-8")
    assert "#abcdef" in sheet
    assert "a:hover{top:0}" in sheet
    assert "oklch(" not in sheet


def test_check_sees_what_needs_no_page(make_notebook: MakeNotebook) -> None:
    root = make_notebook(NOTES | {"look/templates/index.html": "{% if %}"})
    assert [each.code for each in check_folder(root).diagnostics] == ["D602"]


@pytest.mark.parametrize(("folder", "says"), [("gone", "is not there"), ("../out", "outside")])
def test_the_folder_must_be_one_of_the_notebook(
    make_notebook: MakeNotebook, folder: str, says: str
) -> None:
    root = make_notebook(NOTES | {"diptych.toml": f'theme = "{folder}"\n'})
    (told,) = check_folder(root).diagnostics
    assert told.code == "D102"
    assert says in told.message


@pytest.mark.parametrize(
    "name", ["templates/index.html", "extra.css", "interface/en.toml", "templates/new.html"]
)
def test_a_changed_theme_is_built_anew(
    make_notebook: MakeNotebook, tmp_path: Path, name: str
) -> None:
    look = {"templates/index.html": "a", "extra.css": "", "interface/en.toml": ""}
    _, out = built(make_notebook, tmp_path, look)
    config, _ = load_config(tmp_path / "notebook", out)
    manifest = read_manifest(out)
    assert is_fresh(config, manifest)
    (tmp_path / "notebook/look" / name).write_text("# b\n", encoding="utf-8")
    assert not is_fresh(config, manifest)


def test_a_broken_theme_is_an_error_whatever_the_settings_say(make_notebook: MakeNotebook) -> None:
    files = {
        "diptych.toml": 'theme = "look"\n[severity]\nD602 = "off"\n',
        "look/templates/index.html": "{{ a }}",
    }
    (told,) = check_folder(make_notebook(NOTES | files)).diagnostics
    assert (told.code, told.severity) == ("D102", "error")
