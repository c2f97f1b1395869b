"""A notebook that the tests of the language server made up, and broken notes."""

from __future__ import annotations

from pathlib import Path

from diptych.commands.building.pipeline import build
from diptych.identity import read_ledger
from diptych.input.config import load_config
from diptych.model import silent

LOSSES = """---
tags: [训练]
---

# 损失

## 什么是交叉熵？ {#ce}

> 预测分布与真实分布的差距：$-\\sum_i p_i \\log q_i$。

参见 [焦点损失](#focal-loss) 与 [[检测#非极大值抑制怎样去重？]]。

#optics/loss

## 什么是焦点损失？ {#focal-loss}

> 降低易分样本权重的交叉熵。

见 [交叉熵](#ce)、[交叉熵🙂](losses.md#什么是交叉熵)。
"""
DETECTION = """# 检测

## 非极大值抑制怎样去重？ {#nms}

> 留下得分最高的框，去掉与它重叠的框。

![曲线](../pictures/曲线.png)

用 🙂🙂 [焦点损失](losses.md#focal-loss) 训练；见 [损失](losses.md)。

[nms](../code/boxes.py#nms)
"""
BOXES = (
    '"""Boxes."""\n\nLIMIT = 0.5\n\n\ndef nms(boxes):\n    """Keep the best."""\n    return boxes\n'
)
WOUNDS = """# 伤

##没有空格

见 [[无人]]。<blink>闪</blink>

\\[ x^2 \\] 与 **“粗体”**后

## 问题？

##又没有
"""
BROKEN = [
    "",
    "---\ntags: [\n---\n## x\n",
    "## \ud83d\n".encode("utf-8", "replace").decode(),
    "```\n## 什么",
    "> " * 2000 + "x",
    "[" * 5000,
    "## a\u2028b\x0c\x1f {#\n\n[x](#",
    "## {#}\n\n## {#a} {#b}\n[[]] ![[]] [[#]] [[|]]\n",
]
PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000")


def build_notes(root: Path) -> dict[str, str]:
    """Build a notebook: the GUID of each question by its id."""
    built = build(*load_config(root), 1_700_000_000, silent)
    assert built.summary is not None, built.report.diagnostics
    ledger, _ = read_ledger((root / "notes/identity.jsonl").read_bytes(), "identity.jsonl")
    return {each.id: each.guid for each in ledger.entries.values() if each.retired is None}
