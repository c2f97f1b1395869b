"""What is known of code is kept from build to build: the same output, without looking at it again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from diptych.commands.kept_code import recalled_code
from diptych.digests import Recalled, recalled
from diptych.output.cache_folder import VARIABLE
from diptych.output.store import FILE, Store
from diptych.render import code
from tests.conftest import MakeNotebook, build_folder

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


@pytest.mark.parametrize("kept", [b"", b"\xc1", b"\x81\xa5boxes\xc4\x01\xc1", b"\x81\xa5boxes\x01"])
def test_what_is_damaged_is_made_anew(tmp_path: Path, kept: bytes, boxes: list[str]) -> None:
    class Spoiled(Store):
        def read(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
            return dict.fromkeys(keys, kept)

    for store in (Store(tmp_path / FILE), Spoiled(tmp_path / FILE)):
        with recalled_code(store, tmp_path):
            assert ">x</" in code.code_file_box("x: int", "a.py") or boxes
    assert len(boxes) == 2


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
