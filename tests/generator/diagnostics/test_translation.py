"""The command line in Chinese: whole sentences, every place filled, nothing invented."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

import diptych
from diptych.cli import main
from diptych.commands.shared.common import USAGE
from diptych.diagnostics.codes import CODES
from diptych.diagnostics.translation import translated, translated_step
from diptych.input.settings import KINDS, SETTINGS
from diptych.parse.metadata.front_matter import KEYS
from tests.conftest import MakeNotebook

ENGINE = Path(diptych.__file__).parent
FILES = sorted((ENGINE / "diagnostics/translations").glob("*.toml"))
CASES = Path(__file__).parents[2] / "cases"
PLACE = re.compile(r"\{(\w+)\}")
MARKS = " ,.;:()"
PARTS = re.compile(r"(?<=[,.;:])\s+|\s+(?=\()|(?<=\))\s+")
LEAST = 4
WORD = re.compile(r"[^\W\d_]{2,}")
NOTES = "## 什么是秩？\n\n![图](gone.png)\n\n文字。\n\n## 什么是迹？\n"


def table(file: Path, name: str) -> dict[str, str]:
    words: dict[str, str] = tomllib.loads(file.read_text(encoding="utf-8"))[name]
    return words


def sentences_of_the_code(*further: Path) -> Iterator[str]:
    """Every text that the engine's code holds; what is put into one stands as a NUL."""
    for file in (*ENGINE.rglob("*.py"), *further):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
            elif isinstance(node, ast.JoinedStr):
                yield "".join(map(piece_of, node.values))


def piece_of(part: ast.expr) -> str:
    """What a part of a text says by itself: of `counted(n, "file")` the noun."""
    match part:
        case ast.Constant(str(words)):
            return words
        case ast.FormattedValue(ast.Call(ast.Name("counted"), [_, ast.Constant(str(noun))])):
            return f"\0 {noun}\0"
        case _:
            return "\0"


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
@pytest.mark.parametrize("name", ["sentences", "phrases", "lines", "libraries"])
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


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
def test_each_meaning_is_one_of_a_setting_a_key_or_a_code(file: Path) -> None:
    settings = [text for each in SETTINGS.values() for text in (each.meaning, each.default)]
    others = [key.meaning for key in KEYS.values()] + [meaning for _, meaning in CODES.values()]
    said = {*settings, *others, *KINDS.values()} - {"", "none", "true", "false"}
    assert {each for each in said if not each.startswith('"')} == table(file, "meanings").keys()


WRONG_FORMULAS = r"""
\frac{1}{2 | \foo | \begin{foo}x\end{foo} | a} | \left( x | x^2^3 | \sqrt | a & b | #1
\begin{matrix} a \end{pmatrix} | \color{foo}x | \hspace{2} | \begin{array}{q}a\end{array} | x__2
\left x \right) | \text{\alpha} | \limits_x | a\over b\over c | {\frac}
"""
WRONG_YAML = (
    """- a: b: c|a: [1|a: "x|- a\nb: c|a: *x|a: {b|a: @x|a: b\na|a: !x y|a: "\\q"|[[[|a: ]"""
)


def test_what_libraries_say_is_said_in_chinese(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIPTYCH_LANG", "zh")
    formulas = re.split(r"[|\n]", WRONG_FORMULAS.strip())
    for n, formula in enumerate(formulas):
        (tmp_path / f"f{n}.md").write_text(f"## 什么是 {n}？\n\n$${formula.strip()}$$\n", "utf-8")
    for n, yaml in enumerate(WRONG_YAML.split("|")):
        (tmp_path / f"y{n}.md").write_text(f"---\n{yaml}\n---\n\n## 何为 {n}？\n\n答\n", "utf-8")
    main(["check", str(tmp_path)])
    said = re.findall(
        r"(?:无法显示|无法读取)：(.*?)(?:；略去|（第 |$)", capsys.readouterr().out, re.MULTILINE
    )
    assert len(said) == len(formulas) + len(WRONG_YAML.split("|"))
    bare = [re.sub(r'"[^"]*"|`[^`]*`|\'[^\']*\'|\\\w+', "", each) for each in said]
    assert not [each for each in bare if re.search(r"[a-z]{3,}", each)]


def test_what_a_setting_is_is_said_in_chinese() -> None:
    hint = "    hint: `title` is the site's title."
    assert translated(hint, "zh-CN") == "    提示：`title`：网站的标题。"
    assert translated(
        "diptych.toml:1:1: error D102: `title` must be text in quotes", "zh"
    ).endswith("`title` 必须是带引号的文字")
    assert translated("    hint: `a.md` is gone.", "zh") == "    提示：`a.md` is gone."


def test_how_each_case_was_read_is_said_in_chinese() -> None:
    """Names of finders are values of a setting and code stays; no English is left of the rest."""
    cases = [*CASES.glob("*.txt"), *(CASES / "shapes").glob("*.txt")]
    for case in cases:
        how = case.read_text("utf-8").split("\n")[0].partition(" | ")[2]
        said = translated(f"a.md: read as {how}", "zh-CN")
        assert said.startswith("a.md：识别方式 "), case.name
        bare = re.sub(r"`[^`]*`|语言：[a-z, ]+|[a-z-]+：", "", said)
        assert not re.search(r"[a-z]{2,}", bare.removeprefix("a.md")), said
    how = "headings: 3 questions (3 of 4 headings of levels 2 and 3 ask or are numbered); cloze: 1 question (a paragraph has deletions)"
    assert translated(f"a.md: read as {how}", "zh-CN") == (
        "a.md：识别方式 headings：3 个问题（2、3 级标题共 4 个，其中 3 个是问句或带编号）；cloze：1 个问题（段落里有挖空）"
    )
    said = "no questions found in x: looked for y; read a.md (headings: no headings); b.md (headings: no heading asks)"
    assert translated(f"error D302: {said}", "zh-CN").endswith(
        "读了 a.md（headings：没有标题）; b.md（headings：没有标题是问题）"
    )


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
def test_each_line_is_one_that_a_command_says(file: Path) -> None:
    """What argparse says of itself is among them; other Pythons may word it otherwise."""
    lines = {line for each in sentences_of_the_code() for line in each.split("\n")}
    said = {part for line in lines for part in (line.strip(MARKS), *parts_of(line))}
    # What says next to nothing, as `{} in {}` does, would be found in any sentence.
    patterns = [
        re.compile(re.sub("(?:\0\\W*)+", ".*", re.escape(each)))
        for each in said
        if "\0" in each and sum(map(str.isalpha, each)) >= LEAST
    ]

    def is_said(text: str) -> bool:
        return bool({text, text.strip("7 ")} & said) or any(
            each.fullmatch(text) for each in patterns
        )

    of_argparse = ("usage: ", "error: ", "positional ", "options", "show ")
    for ours in table(file, "lines"):
        # A noun may stand in one or in several; what is put in at an end may stand apart.
        filled = PLACE.sub("7", ours)
        known = is_said(filled.strip(MARKS)) or all(
            is_said(part) for part in parts_of(filled) if WORD.search(part)
        )
        assert known or ours.startswith(of_argparse), ours


def parts_of(line: str) -> list[str]:
    """What a line may be put together from: its sentences, and what stands in brackets."""
    return [part.strip(MARKS) for part in PARTS.split(line)]


def test_commands_say_of_themselves_what_they_are_in_chinese(
    make_notebook: MakeNotebook, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def said(*arguments: str) -> str:
        with suppress(SystemExit):  # as --help does
            assert main(arguments) == USAGE
        shown = capsys.readouterr()
        return shown.out + shown.err

    english = said("plan", "--help")
    monkeypatch.setenv("DIPTYCH_LANG", "zh-CN")
    assert "用法：diptych" in said("--help")
    assert "生成网站和牌组" in said("--help")
    assert "不认识的参数 --never" in said("check", "--never")
    assert "不能是 'never'" in said("check", "--format", "never")
    for command in (
        "build",
        "check",
        "plan",
        "adopt",
        "import",
        "explain",
        "serve",
        "lsp",
        "same",
        "figures",
    ):
        shown = said(command, "--help")
        left = [
            word for word in re.findall(r"[a-z]{3,}(?: [a-z]{3,})+", shown) if "dip" not in word
        ]
        assert not left, command
    monkeypatch.setenv("DIPTYCH_LANG", "en")
    assert said("plan", "--help") == english
    root = make_notebook({"a.md": NOTES})
    assert main(["build", str(root), "--output", str(root / "site")]) == 0
    (root / "a.md").write_text(NOTES.replace("文字", "别的"), encoding="utf-8")
    capsys.readouterr()
    monkeypatch.setenv("DIPTYCH_LANG", "zh-CN")
    monkeypatch.chdir(root)  # whose `site` holds the last deck
    assert main(["plan", str(root)]) == 0
    out = capsys.readouterr().out
    assert "有改动：1" in out
    assert "1 条笔记不受影响。" in out


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
    assert "2 个问题，其中 1 个还没有答案；0 个错误，2 个警告，1 条备注（用 -v 查看）。" in out
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


@pytest.mark.parametrize(
    ("ours", "chinese"),
    [
        (
            "And: 3 × two questions with one id; 2 pictures are not there: `diptych check` shows them",
            "此外：3 × 两道题用了同一个编号；2 张图片找不到：用 `diptych check` 查看",
        ),
        (
            "a.md:1:1: warning D328: 2 lines look like cards and are none: "
            "line 3 `- a >> b` (other lines are written otherwise); line 7 `Q: c` (no answer)",
            "a.md:1:1: 警告 D328: 2 行像卡片而不是卡片："
            "第 3 行 `- a >> b`（别的行不是这样写的）；第 7 行 `Q: c`（没有答案）",
        ),
        (
            "    hint: Nearly questions: a.md:1 `# A` (a heading, but not of the level of questions).",
            "    提示：差一点就是问题：a.md:1 `# A`（是标题，但不是问题的级别）。",
        ),
        (
            "a.md:1:1: info D316: the attribute `id` of <a> is where links lead, and not shown, "
            "9 times in this file: `a`, `b` and 7 others, down to line 12",
            "a.md:1:1: 备注 D316: <a> 的属性 `id` 是链接的落点，不显示，本文件 9 处：`a`、`b` 等，另有 7 种，直到第 12 行",
        ),
        (
            "a.md:1:1: info D409: image `a.png` has no alternative text: “img” says nothing",
            "a.md:1:1: 备注 D409: 图片 `a.png` 没有替代文字：“img”没说明什么",
        ),
    ],
)
def test_what_sentences_quote_and_count_is_translated(ours: str, chinese: str) -> None:
    assert translated(ours, "zh") == chinese
