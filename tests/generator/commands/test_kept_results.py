"""What is known of code and templates is kept from build to build: the same output, sooner."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import CodeType

import pytest
from jinja2 import Environment
from msgspec import msgpack

from diptych.commands.building.kept_results import recalled_code, recalled_templates
from diptych.digests import Recalled, recalled
from diptych.output.cache_folder import VARIABLE
from diptych.output.store import FILE, Store
from diptych.render import code
from diptych.site import environment
from tests.conftest import NOW, MakeNotebook, build_folder

NOTES = {
    "diptych.toml": 'name = "n"\nfigures = "drawings"\n',
    "notes/a.md": "# Part\n\n## A?\n\n[twice](../drawings/sums.py#twice)\n",
    "notes/b.md": "# Other part\n\n## B?\n\nOne.\n",
    "drawings/__init__.py": "FIGURES = ()\nPALETTE = {}\n",
    "drawings/sums.py": "def twice(x):\n    return 2 * x\n",
}


@pytest.fixture
def boxes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The code that was highlighted because notes show it from a file."""
    found: list[str] = []
    real = code.code_box

    def counting(text: str, language: str, file: str = "") -> str:
        found.append(text)
        return real(text, language, file)

    monkeypatch.setattr(code, "code_box", counting)
    return found


def test_code_is_highlighted_anew_only_where_it_changed(
    make_notebook: MakeNotebook,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    boxes: list[str],
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    root = make_notebook(NOTES)
    build_folder(root, root / "site")
    assert boxes == ["def twice(x):\n    return 2 * x"]
    page = (root / "site/q/a.html").read_text("utf-8")
    (root / "notes/a.md").write_text(f"{NOTES['notes/a.md']}\nMore.\n", "utf-8")
    build_folder(root, root / "site")
    assert len(boxes) == 1
    assert "More." in (root / "site/q/a.html").read_text("utf-8")
    (root / "drawings/sums.py").write_text("def twice(x):\n    return x + x\n", "utf-8")
    build_folder(root, root / "site")
    assert boxes[1:] == ["def twice(x):\n    return x + x"]
    assert (root / "site/q/a.html").read_text("utf-8") not in {page, ""}


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The names of the templates that were compiled, as far as no process knew them."""
    found: list[str] = []
    real = Environment.compile

    def counting(environment: Environment, source: str, name: str, file: str) -> CodeType:
        found.append(name)
        return real(environment, source, name, file)

    monkeypatch.setattr(Environment, "compile", counting)
    environment.our_environment.cache_clear()
    yield found
    environment.our_environment.cache_clear()


def test_a_template_is_compiled_anew_only_where_it_changed(
    make_notebook: MakeNotebook,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    compiled: list[str],
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    own = '{% extends "ours/404.html" %}{% block content %}<p>SAID</p>{% endblock %}'
    root = make_notebook({**NOTES, "diptych.toml": 'name = "n"\ntheme = "look"\n'})
    (root / "look/templates").mkdir(parents=True)
    (root / "look/templates/404.html").write_text(own.replace("SAID", "Nothing"), "utf-8")
    build_folder(root, root / "site")
    assert {"404.html", "question.html"} <= set(compiled)
    page = (root / "site/q/a.html").read_bytes()

    compiled.clear()
    environment.our_environment.cache_clear()
    shutil.rmtree(root / "site")
    build_folder(root, root / "site")
    assert compiled == ["404.html"]  # whether a theme's template can be read is looked at each time
    assert (root / "site/q/a.html").read_bytes() == page

    compiled.clear()
    environment.our_environment.cache_clear()
    (root / "look/templates/404.html").write_text(own.replace("SAID", "Lost"), "utf-8")
    build_folder(root, root / "site")
    assert compiled == ["404.html", "404.html"]
    assert "<p>Lost</p>" in (root / "site/404.html").read_text("utf-8")


def test_a_deck_is_made_anew_without_genanki(
    make_notebook: MakeNotebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    root = make_notebook(NOTES)
    build_folder(root, root / "site", NOW)
    (file,) = (root / "site").glob("*.apkg")
    deck = file.read_bytes()
    monkeypatch.setitem(sys.modules, "genanki", None)
    shutil.rmtree(root / "site")
    build_folder(root, root / "site", NOW)
    assert file.read_bytes() == deck
    shutil.rmtree(tmp_path / "cache")
    with pytest.raises(ImportError, match="genanki"):
        build_folder(root, root / "again")


@pytest.mark.parametrize("kept", [b"", b"\xc1", b"\x81\xa5boxes\xc4\x01\xc1", b"\x81\xa5boxes\x01"])
def test_what_is_damaged_is_made_anew(tmp_path: Path, kept: bytes, boxes: list[str]) -> None:
    class Spoiled(Store):
        def read(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
            return dict.fromkeys(keys, kept)

    for store in (Store(tmp_path / FILE), Spoiled(tmp_path / FILE)):
        with recalled_code(store, tmp_path):
            assert ">x</" in code.code_file_box("x: int", "a.py") or boxes
    assert len(boxes) == 2


@pytest.mark.parametrize(
    "kept", [b"\xc1", *(msgpack.encode({"templates": each}) for each in (b"", b"\x01", b"0"))]
)
def test_templates_whose_code_is_damaged_are_compiled(tmp_path: Path, kept: bytes) -> None:
    store = Store(tmp_path / FILE)
    store.read = lambda keys: dict.fromkeys(keys, kept)  # type: ignore[method-assign]
    with recalled_templates(store, tmp_path):
        environment.our_environment.cache_clear()
        assert environment.our_environment().get_template("404.html").name == "404.html"


def test_only_what_was_asked_for_since_is_kept() -> None:
    asked: list[int] = []

    def double(number: int) -> int:
        asked.append(number)
        return 2 * number

    first = Recalled(double, int)
    assert (first(1), first(2), first(1)) == (2, 4, 2)
    second = Recalled(double, int)
    second.start(first.keep())
    assert second(2) == 4
    assert asked == [1, 2]
    assert not second.learned
    third = Recalled(double, int)
    third.start(second.keep())
    assert (third(2), third(1)) == (4, 2)
    assert asked == [1, 2, 1]
    assert third.learned


def test_tuples_come_back_as_tuples() -> None:
    pair: Callable[[str], tuple[str, ...]] = recalled(tuple[str, ...])(lambda text: (text, text))
    assert isinstance(pair, Recalled)
    assert pair("a") == ("a", "a")
    pair.start(pair.keep())
    assert pair("a") == ("a", "a")
