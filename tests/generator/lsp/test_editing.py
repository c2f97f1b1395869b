"""A notebook that is kept in memory while it is edited says what one says that is read anew."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from diptych.commands.editing import EditedNotebook
from diptych.commands.pipeline import build, check_notes
from diptych.input.config import load_config
from diptych.model import silent
from tests.conftest import MakeNotebook, of
from tests.generator.lsp.test_lsp import DETECTION, LOSSES, WOUNDS

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
    root = make_notebook(texts)
    build(*load_config(root, root / "site"), 1_700_000_000, silent)
    notebook = EditedNotebook(root)
    draw = random.Random(20)
    for number in range(ROUNDS):
        name = draw.choice([*texts])
        texts[name] = edited(texts[name], draw)
        file = root / name
        if draw.random() < 0.7:
            notebook.edit(file, texts[name])
        else:  # as an editor saves, and another program writes
            notebook.edit(file, None)
            file.write_text(texts[name], encoding="utf-8")
            notebook.take_notice([file])
        if draw.random() < 0.3:
            continue  # several edits are looked at together
        notebook.refresh()
        with of(f"{number} {name}"):
            assert notebook.report.diagnostics == said_of(root, texts)
            fresh = EditedNotebook(root)
            for each, text in texts.items():
                fresh.edit(root / each, text)
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
    before = {name: (root / name).read_bytes() for name in texts}
    for name, text in texts.items():
        (root / name).write_text(text, encoding="utf-8")
    report = check_notes(*load_config(root))
    for name, data in before.items():
        (root / name).write_bytes(data)
    return report.diagnostics
