"""Reading: encodings, line ends, order, and what lies outside."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diptych.input import crowding
from diptych.input import sources as source
from diptych.input.encoding import decode, split_lines, with_line_feeds
from diptych.input.sources import find_notes, read_files, read_sources
from diptych.model import Diagnostic, Source
from diptych.parse.source import parse
from tests.conftest import MakeNotebook, missing, of


def read(root: Path) -> tuple[list[Source], list[Diagnostic]]:
    return read_sources(root, find_notes(root, root, root / "site").files)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_marks_make_no_difference(
    make_notebook: MakeNotebook, end: str, mark: bytes
) -> None:
    text = "# 一\n\n二\n"
    root = make_notebook({"a.md": mark + text.replace("\n", end).encode()})
    sources, diagnostics = read(root)
    assert [each.text for each in sources] == [text]
    assert diagnostics == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_cannot_be_read_is_told_with_its_line(make_notebook: MakeNotebook, end: str) -> None:
    data = f"# first{end}{end}na\xefve\xff{end}".encode("latin-1")
    sources, (told,) = read(make_notebook({"a.md": data, "b.md": "# fine\n"}))
    assert [each.path for each in sources] == ["b.md"]
    assert told.code == "D103"
    assert told.span is not None
    assert (told.span.path, told.span.line) == ("a.md", 3)


SIMPLIFIED = "这个问题问的是机器学习里的过拟合：模型在训练数据上很好，在没有见过的数据上不行。"
TRADITIONAL = "這個問題問的是機器學習裡的過擬合：模型在訓練資料上很好，在沒有見過的資料上不行。"
JAPANESE = "これは機械学習についての質問です。モデルはなぜ過学習をするのでしょうか。"
KOREAN = "이것은 기계 학습에 관한 질문입니다. 우리는 그것을 어떻게 이해해야 합니까?"
RUSSIAN = "Это вопрос о машинном обучении. Как мы должны его понимать?"


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (SIMPLIFIED, "gb18030", "GB18030"),
        (SIMPLIFIED, "gb2312", "GB18030"),
        ("第二题", "gbk", "GB18030"),
        (SIMPLIFIED + "①②𠮷€", "gb18030", "GB18030"),
        (TRADITIONAL, "gb18030", "GB18030"),
        (TRADITIONAL, "big5", "Big5"),
        (JAPANESE, "shift_jis", "Shift JIS"),
        (JAPANESE, "euc_jp", "EUC-JP"),
        ("English 中文", "utf-16", "UTF-16"),
        ("English", "utf-32", "UTF-32"),
    ],
)
def test_other_encodings_are_read_and_named(
    make_notebook: MakeNotebook, text: str, codec: str, name: str
) -> None:
    whole = f"# English title\r\n\n{text}\r{text}\n"
    (source,), (told,) = read(make_notebook({"a.md": whole.encode(codec)}))
    assert source.text == f"# English title\n\n{text}\n{text}\n"
    assert (told.code, told.severity) == ("D230", "warning")
    assert told.message == f"`a.md` is not UTF-8; it was read as {name}"
    assert told.span is not None
    assert told.span.line == (1 if codec.startswith("utf") else 3)


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (KOREAN, "euc_kr"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        ("Größe, Übermaß, naïve café", "latin-1"),
        ("ÄÖÜäöüß" * 9, "latin-1"),
    ],
)
def test_no_encoding_is_guessed(make_notebook: MakeNotebook, text: str, codec: str) -> None:
    sources, (told,) = read(make_notebook({"a.md": f"# Title\n\n{text}\n".encode(codec)}))
    assert (sources, told.code) == ([], "D103")


# Common enough to stand in any text, but none of those that every text is full of.
RARE = "啊阿埃挨哎唉哀皑癌蔼矮艾碍爱隘鞍氨安俺按"
FREQUENT = "的一是在不"
HIRAGANA = "あいうえおかきくけこさしすせそたちつてと"
KATAKANA = "アイウエオカキクケコサシスセソタチツテト"


@pytest.mark.parametrize(
    ("sure", "doubtful", "codec"),
    [
        # A text of twenty characters must have frequent ones among them, a quarter.
        (RARE[:19], RARE, "gb18030"),
        (RARE[:15] + FREQUENT, RARE[:16] + FREQUENT[:4], "gb18030"),
        # Nine of ten must be Chinese; of a short text, common.
        (FREQUENT * 4 + "éé", FREQUENT * 4 + "ééé", "gb18030"),
        (RARE[:9] + "亍", RARE[:8] + "亍", "gb18030"),
        # Japanese is told by twenty characters, a quarter of them hiragana.
        (HIRAGANA, HIRAGANA[:19], "euc_jp"),
        (HIRAGANA[:5] + KATAKANA[:15], HIRAGANA[:4] + KATAKANA[:16], "euc_jp"),
    ],
)
def test_an_encoding_is_named_from_where_one_can_be_sure(
    sure: str, doubtful: str, codec: str
) -> None:
    named, unnamed = decode(sure.encode(codec)), decode(doubtful.encode(codec))
    assert (named and named.codec, named and named.text) == (codec, sure)
    assert (unnamed and unnamed.codec) != codec


@given(st.text(max_size=200))
def test_utf8_is_always_utf8(text: str) -> None:
    decoded = decode(text.encode())
    assert decoded is not None
    assert decoded.codec == "utf-8"
    assert decoded.text == text.removeprefix("\ufeff")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    decoded = decode(data)
    assert decoded is None or isinstance(decoded.text, str)


@given(st.text("a字\r\n", max_size=40))
def test_lines_and_their_ends_make_the_whole(text: str) -> None:
    lines, ends = split_lines(text)
    assert "".join(map("".join, zip(lines, ends, strict=True))) == text
    assert lines == with_line_feeds(text).split("\n")


def test_mixed_line_ends_keep_spans_exact(make_notebook: MakeNotebook) -> None:
    root = make_notebook({"a.md": "## A?\r\n\r一\n\r\n## B?\r\r二\r\n".encode()})
    (source,), _ = read(root)
    document, _ = parse(source)
    assert [(q.span.line, q.span.end_line) for q in document.questions] == [(1, 3), (5, 7)]


def test_files_come_in_natural_order_without_what_is_hidden(make_notebook: MakeNotebook) -> None:
    names = [
        "b/2.md",
        "b/10.md",
        "a.markdown",
        ".git/x.md",
        "site/y.md",
        "c.txt",
        "node_modules/z.md",
    ]
    root = make_notebook(dict.fromkeys(names, "# x\n"))
    sources, _ = read(root)
    assert [each.path for each in sources] == ["a.markdown", "b/2.md", "b/10.md"]


def test_too_large_a_file_is_refused(
    make_notebook: MakeNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "MAX_TEXT", 10)
    sources, (told,) = read(make_notebook({"a.md": "x" * 11}))
    assert (sources, told.code) == ([], "D104")


def test_too_many_lines_or_headings_are_refused_at_the_first_that_is_one_too_many(
    make_notebook: MakeNotebook,
) -> None:
    heading, lines, items = crowding.MOST_HEADINGS, crowding.MOST_LINES, crowding.MOST_ITEMS
    crowds = {
        "atx": ("## a\n\n", heading, 2 * heading + 1),
        "setext": ("a\n=\n", heading, 2 * heading + 2),
        "listed": ("4. ### a\n", heading, heading + 1),
        "quoted": ("> ## a\r\n", heading, heading + 1),
        "html": ("<H2>a</H2>\n", heading, heading + 1),
        "lines": ("a\n", lines, lines + 1),
        "items": ("- a\n", items, items + 1),
        "rows": ("| a | b |\n", items, items + 1),
        "tags": ("a <b>b</b>\n\n", items, 2 * items + 1),
    }
    for name, (piece, most, line) in crowds.items():
        with of(name):
            assert crowding.crowded_line(with_line_feeds(piece * most)) is None
            found = crowding.crowded_line(with_line_feeds(piece * (most + 1)))
            assert found
            assert found[0] == line
    sources, (told,) = read(make_notebook({"a.md": "a\r" * (lines + 1)}))
    assert (sources, told.code) == ([], "D104")
    assert told.span
    assert told.span.line == lines + 1


def test_a_file_that_cannot_be_opened_is_told(
    make_notebook: MakeNotebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_notebook({"a.md": "# x\n"})

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    sources, (told,) = read(root)
    assert (sources, told.code, told.message) == (
        [],
        "D107",
        "`a.md` cannot be opened: Permission denied",
    )


def test_noncharacters_cannot_reach_the_renderer(make_notebook: MakeNotebook) -> None:
    (one,), (told,) = read(make_notebook({"a.md": "# x\n\n\ufdd00\ufdd1\n"}))
    assert one.text == "# x\n\n\ufffd0\ufffd\n"
    assert told.code == "D106"
    assert told.span is not None
    assert told.span.line == 3


def test_nothing_outside_the_notebook_is_read(make_notebook: MakeNotebook, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("# secret\n")
    root = make_notebook({"a.md": "# x\n", "image/a.png": b"png"})
    try:
        (root / "link.md").symlink_to(tmp_path / "secret.md")
    except OSError:
        missing("the right to make links (Windows grants it to developers)")
    sources, (told,) = read(root)
    assert [each.path for each in sources] == ["a.md"]
    assert told.code == "D105"
    found = read_files(root, ["image/a.png", "link.md", "../secret.md", "gone.png", "a\0b"])
    assert found == {"image/a.png": b"png"}
