"""A notebook that is kept in memory while it is edited says what one says that is read anew."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from diptych.commands.building.editing import EditedNotebook
from diptych.commands.building.pipeline import build, check_notes
from diptych.input.config import load_config
from diptych.model import silent
from tests.conftest import MakeNotebook, of
from tests.generator.lsp.made_up import BOXES, DETECTION, LOSSES, PNG, WOUNDS

ROUNDS = 60

# What is typed, deleted or put in somewhere.
PIECES = (
    "字",
    "\n\n## 新的问题？\n\n答。\n",
    "\n\n# 节\n",
    " {#ce}",
    "[[检测]]",
    "[x](losses.md#ce)",
    "![图](nowhere.png)",
    "![图](elsewhere/曲线.png)",
    "==要记的==",
    "\n\n<!-- diptych: ignore D410 -->\n[[无人]]\n",
    "![[losses]]",
    "\n```\n",
    "---\n",
    "{{c1::空}}",
    "\n- [x] 对\n- [ ] 错\n",
    " #标签",
)


@pytest.mark.slow
def test_after_any_edits_it_says_what_check_says(make_notebook: MakeNotebook) -> None:
    texts = {
        "losses.md": LOSSES,
        "检测.md": DETECTION,
        "wounds.md": WOUNDS,
        "README.md": "# 读我\n",
    }
    root = notebook_of(make_notebook, texts)
    # A ledger that was taken back: what the deck knows better is to be minded all the time.
    ledger = root / "notes/identity.jsonl"
    ledger.write_text(ledger.read_text("utf-8").replace("17000000", "16000000"), encoding="utf-8")
    notebook = EditedNotebook(root)
    draw = random.Random(20)
    picture = root / "notes/pictures/曲线.png"
    for number in range(ROUNDS):
        name = draw.choice([*texts])
        texts[name] = edited(texts[name], draw)
        file = root / "notes" / name
        if draw.random() < 0.7:
            notebook.edit(file, texts[name])
        else:  # as an editor saves, and another program writes
            notebook.edit(file, None)
            file.write_text(texts[name], encoding="utf-8")
            picture.write_bytes(PNG + bytes([number]))
            notebook.take_notice([file, picture])
        if draw.random() < 0.3:
            continue  # several edits are looked at together
        notebook.refresh()
        with of(f"{number} {name}"):
            assert notebook.report.diagnostics == said_of(root, texts)
            same_as_read_anew(notebook, root, texts)


def test_who_a_question_is_follows_its_answer(make_notebook: MakeNotebook) -> None:
    answer = "卷积核在输入上看到的范围，随层数与步长增大，可以用空洞卷积放大。\n"
    texts = {"a.md": f"# 甲\n\n## 什么是感受野？\n\n{answer}\n## 什么是步长？\n\n每次移动几格。\n"}
    root = notebook_of(make_notebook, texts)
    notebook = EditedNotebook(root)
    codes = []
    for heading, said in (
        ("什么是感受野？", answer),
        ("感受野指的是什么？", answer),
        ("感受野指的是什么？", "苹果与香蕉都是水果，橙子也是。\n"),
        ("感受野指的是什么？", answer),
    ):
        text = texts["a.md"].replace("什么是感受野？", heading).replace(answer, said)
        notebook.edit(root / "notes/a.md", text)
        notebook.refresh()
        same_as_read_anew(notebook, root, {"a.md": text})
        codes.append([e.code for e in notebook.report.diagnostics if e.code.startswith("D5")])
    assert codes == [[], [], ["D505"], []]


def test_a_picture_that_is_found_by_its_name_is_on_the_card(make_notebook: MakeNotebook) -> None:
    other = "# 乙\n\n## 什么是迹？\n\n![起伏的曲线图](pictures/曲线.png)\n"
    texts = {"a.md": "# 甲\n\n## 什么是秩？\n\n维数。\n", "b.md": other}
    root = notebook_of(make_notebook, texts)
    notebook = EditedNotebook(root)
    notebook.refresh()
    for address in ("nowhere/曲线.png", "pictures/曲线.png", "elsewhere/曲线.png"):
        text = f"{texts['a.md']}\n![起伏的曲线图]({address})\n"
        notebook.edit(root / "notes/a.md", text)
        notebook.refresh()
        same_as_read_anew(notebook, root, {"a.md": text})
        assert notebook.snapshot is not None
        assert len(notebook.snapshot.entries[0].media) == 1
    # Nobody told that it changed, and another document shows it.
    (root / "notes/pictures/曲线.png").write_bytes(PNG + b"more")
    notebook.edit(root / "notes/a.md", f"{texts['a.md']}\n好。\n")
    notebook.refresh()
    same_as_read_anew(notebook, root, {"a.md": f"{texts['a.md']}\n好。\n"})


def notebook_of(make_notebook: MakeNotebook, texts: dict[str, str]) -> Path:
    """Write notes and build them."""
    files: dict[str, str | bytes] = {f"notes/{name}": text for name, text in texts.items()}
    files |= {
        "notes/pictures/曲线.png": PNG,
        "code/boxes.py": BOXES,
        "diptych.toml": 'name = "t"\n',
    }
    root = make_notebook(files)
    built = build(*load_config(root), 1_700_000_000, silent)
    assert built.summary is not None, built.report.diagnostics
    return root


def same_as_read_anew(notebook: EditedNotebook, root: Path, texts: dict[str, str]) -> None:
    """Compare all that is known of a notebook with what one knows that has kept nothing."""
    fresh = EditedNotebook(root)
    for name, text in texts.items():
        fresh.edit(root / "notes" / name, text)
    fresh.refresh()
    assert notebook.report == fresh.report
    kept, anew = notebook.snapshot, fresh.snapshot
    assert kept is not None
    assert anew is not None
    assert kept.identities == anew.identities
    assert kept.entries == anew.entries


def test_nothing_is_done_where_nothing_changed(make_notebook: MakeNotebook) -> None:
    root = make_notebook({"diptych.toml": "", "notes/a.md": LOSSES})
    notebook = EditedNotebook(root)
    assert notebook.refresh()
    assert not notebook.refresh()
    notebook.take_notice([root / "site/index.html", root / ".git/HEAD", Path("/elsewhere")])
    assert not notebook.refresh()
    notebook.take_notice([root / "notes/a.md"])
    assert notebook.refresh()


def edited(text: str, draw: random.Random) -> str:
    """Another text, a piece more or less."""
    place = draw.randrange(len(text) + 1)
    if draw.random() < 0.35:
        return text[:place] + text[place + draw.randrange(1, 30) :]
    return text[:place] + draw.choice(PIECES) + text[place:]


def said_of(root: Path, texts: dict[str, str]) -> object:
    """What `check` says of the notes when all is saved; then they are as they were."""
    notes = root / "notes"
    before = {name: (notes / name).read_bytes() for name in texts}
    for name, text in texts.items():
        (notes / name).write_text(text, encoding="utf-8")
    report = check_notes(*load_config(root))
    for name, data in before.items():
        (notes / name).write_bytes(data)
    return report.diagnostics
