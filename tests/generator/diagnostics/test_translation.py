"""The command line in Chinese: whole sentences, every place filled, nothing invented."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import diptych
from diptych.cli import main
from diptych.diagnostics.codes import CODES
from diptych.diagnostics.translation import translated, translated_step
from tests.conftest import MakeNotebook

ENGINE = Path(diptych.__file__).parent
FILES = sorted((ENGINE / "diagnostics/translations").glob("*.toml"))
PLACE = re.compile(r"\{(\w+)\}")
NOTES = "## 什么是秩？\n\n![图](gone.png)\n\n文字。\n\n## 什么是迹？\n"


def table(file: Path, name: str) -> dict[str, str]:
    words: dict[str, str] = tomllib.loads(file.read_text(encoding="utf-8"))[name]
    return words


def sentences_of_the_code() -> Iterator[str]:
    """Every text that the engine's code holds; what is put into one stands as a NUL."""
    for file in ENGINE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
            elif isinstance(node, ast.JoinedStr):
                yield "".join(
                    str(part.value) if isinstance(part, ast.Constant) else "\0"
                    for part in node.values
                )


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
@pytest.mark.parametrize("name", ["sentences", "phrases"])
def test_each_sentence_has_all_its_places(file: Path, name: str) -> None:
    for ours, other in table(file, name).items():
        assert sorted(PLACE.findall(ours)) == sorted(PLACE.findall(other)), ours


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
def test_each_sentence_is_one_that_the_code_says(file: Path) -> None:
    said = {*sentences_of_the_code(), *(f"{meaning}, \0 times" for _, meaning in CODES.values())}
    # Of a thing that the code names by a place, “image” or “sound”, ours begins with the noun.
    of_things = [
        re.compile(re.escape(rest).replace("\0", ".*"))
        for noun, _, rest in (each.partition(" ") for each in said)
        if noun == "\0"
    ]
    for ours in table(file, "sentences"):
        pieces = map(re.escape, PLACE.split(ours)[::2])
        pattern = re.compile("[^ ]*\0.*".join(pieces) + "\0*", re.DOTALL)
        behind = ours.partition(" ")[2]
        assert any(map(pattern.fullmatch, said)) or any(
            each.fullmatch(behind) for each in of_things
        ), ours


def test_a_report_is_translated_and_what_is_not_known_stays(
    make_notebook: MakeNotebook, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_notebook({"a.md": NOTES})
    monkeypatch.setenv("DIPTYCH_LANG", "zh_CN.UTF-8")
    assert main(["check", str(root)]) == 0
    out = capsys.readouterr().out
    assert "a.md:3:6: 警告 D401: 图片 `gone.png` 找不到" in out
    assert "    提示：把文件放到那里，或者改正路径。" in out
    assert "![图](gone.png)" in out
    assert "2 个问题，其中 1 个还没有答案; 0 个错误, 2 个警告" in out
    assert translated("a.md:1:1: error D999: never said", "zh") == "a.md:1:1: 错误 D999: never said"
    assert translated("    a source line: kept", "zh") == "    a source line: kept"
    assert translated_step("writing", "zh-CN") == "写入"
    assert translated_step("dreaming", "zh-CN") == "dreaming"


@pytest.mark.parametrize(
    ("environment", "setting", "chinese"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "en", True),
        ({"LANG": "en_US.UTF-8"}, "zh-CN", False),
        ({"LANG": "C.UTF-8"}, "zh-CN", True),
        ({}, "zh-CN", True),
        ({}, "en", False),
        ({"LC_ALL": "POSIX", "LANG": "zh_TW"}, "en", True),
        ({"DIPTYCH_LANG": "en", "LC_ALL": "zh_CN.UTF-8"}, "zh-CN", False),
        ({"LANG": "de_DE.UTF-8"}, "zh-CN", False),
    ],
)
def test_the_environment_chooses_and_then_the_notebook(
    make_notebook: MakeNotebook,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    setting: str,
    chinese: bool,
) -> None:
    for name in ("DIPTYCH_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    root = make_notebook({"diptych.toml": f'language = "{setting}"\n', "notes/a.md": NOTES})
    output = str(root / "site")
    for arguments in (["build"], ["build"], ["check"]):  # the second one has nothing to do
        more = ["--output", output] if arguments == ["build"] else []
        assert main([*arguments, str(root), *more]) == 0
        out = capsys.readouterr().out
        assert ("没有答案" in out) == chinese, arguments
        assert ("without an answer" in out) != chinese, arguments
