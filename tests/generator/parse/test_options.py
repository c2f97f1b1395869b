"""Which options a question has, and which of them its answer calls right."""

from __future__ import annotations

import pytest

from diptych.model import Source
from diptych.parse.choices.options import choice_of
from diptych.parse.source import parse
from diptych.syntax.words import words_of

FOUR = "A. one\nB. two\nC. three\nD. four\n\n"
IN_LINE = "A. one  B. **two**  C. $x$  D. four\n\n"
WIDE = "Ａ．one　Ｂ．two　Ｃ．three\n\n"
LIST = "- A) one\n- B) two\n- C) three\n\n"


def options(body: str) -> list[tuple[str, str, bool]] | None:
    """Letter, words and whether it is right, of each option."""
    text = f"# T\n\n## 下列哪个对？\n\n{body}\n"
    document, _ = parse(Source("a.md", text))
    choice = choice_of(document.questions[0])
    if choice is None:
        return None
    return [(each.letter, words_of(each.nodes), each.right) for each in choice.options]


@pytest.mark.parametrize(
    ("body", "right"),
    [
        (f"{FOUR}答案：B", "B"),
        (f"{FOUR}答案：AC", "AC"),
        (f"{FOUR}答案：A、C", "AC"),
        (f"{FOUR}Answer: A and D.", "AD"),
        (f"{FOUR}答案：选 B。因为", "B"),
        (f"{FOUR}答案：B（第 3 章）", "B"),
        (f"{FOUR}答案：B 正确", "B"),
        (f"{FOUR}> B", "B"),
        (f"{FOUR}答案：Ｂ", "B"),
        (f"{FOUR}<details><summary>Answer</summary>\n\nB\n\n</details>", "B"),
        (f"{IN_LINE}答案：D", "D"),
        (f"{WIDE}答案：C", "C"),
        (f"{LIST}Answer: B", "B"),
        ("- A) one\n- B) two\n-\n\nAnswer: B", "B"),
        ("-\n- A) one\n- B) two\n\nAnswer: B", "B"),
        (f"{FOUR}答案：E", None),
        (f"{FOUR}答案：Adam 更快", None),
        (f"{FOUR}答案：A kernel", None),
        (f"{FOUR}答案：CAD 图", None),
        (f"{FOUR}答案：A 错误，B 正确", None),
        (f"{FOUR}答案：A. 错误", None),
        (f"{FOUR}解析：\n\nA. 对，因为\n\nB. 不对", None),
        (f"{FOUR}没有说", None),
    ],
)
def test_letters_say_which_are_right(body: str, right: str | None) -> None:
    found = options(body)
    told = None if found is None else "".join(letter for letter, _, good in found if good)
    assert told == right


def test_letters_are_taken_off_and_their_words_stay() -> None:
    assert options(f"{IN_LINE}答案：D") == [
        ("A", "one", False), ("B", "two", False), ("C", "$x$", False), ("D", "four", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "right"),
    [
        ("- [ ] one\n- [x] two\n", ["two"]),
        ("- [X] one\n- [x] two\n- [ ] three\n", ["one", "two"]),
        ("- [ ] one\n\n  says why\n- [x] two\n\n  says more\n", ["two"]),
        ("1. [ ] one\n2. [x] two\n", ["two"]),
        ("- [x] one\n- [x] two\n", None),
        ("- [ ] one\n- [ ] two\n", None),
    ],
)
def test_ticks_say_which_are_right(body: str, right: list[str] | None) -> None:
    found = options(body)
    assert (None if found is None else [words for _, words, good in found if good]) == right


def test_a_tick_above_a_hidden_answer_tells_nothing_in_front() -> None:
    body = "- [ ] one\n- [x] two\n\n<details><summary>Answer</summary>\n\nso\n\n</details>"
    document, _ = parse(Source("a.md", f"# T\n\n## A?\n\n{body}\n"))
    (question,) = document.questions
    assert "checked" not in str(question.front)
    assert words_of(question.answer).split()[-1] == "so"
    assert options(body) == [("", "one", False), ("", "two", True)]


def test_what_options_say_of_themselves_is_part_of_the_answer() -> None:
    said = "- [ ] one\n\n  too short\n- [x] two\n\n  long enough\n"
    document, _ = parse(Source("a.md", f"# T\n\n## A?\n\n{said}\nEnd.\n"))
    choice = choice_of(document.questions[0])
    assert choice is not None
    assert "too short" in words_of(choice.answer)
    bare, _ = parse(Source("a.md", "# T\n\n## A?\n\n- [ ] one\n- [x] two\n\nEnd.\n"))
    choice = choice_of(bare.questions[0])
    assert choice is not None
    assert words_of(choice.answer) == "End."
