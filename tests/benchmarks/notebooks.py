"""Notebooks of any size for benchmarks: a Chinese paragraph, formulas and code in each answer."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDERS = 20

_NOUNS = """
卷积 归一化 梯度 损失 特征 采样 检测 分割 注意力 残差 学习率 权重 偏置 激活 池化 感受野 锚框 召回率 精确率 阈值
蒸馏 量化 剪枝 正则化 动量 批次 嵌入 查询 键值 掩码 解码器 编码器 对比学习 数据增强 标签平滑 多尺度 上采样 先验
后验 方差 均值 协方差 特征值 收敛 过拟合 泛化 初始化 反向传播 优化器 余弦 温度 熵 交叉熵 散度
"""
_WORDS = _NOUNS.split()
_LINKS = ("会影响", "取决于", "可以代替", "不同于", "先于", "决定了", "约束着", "等价于")
_WHY = ("为什么", "怎样", "何时", "在多大程度上")
_FORMULAS = (
    r"\frac{%s}{1+e^{-%s x}}",
    r"\sum_{i=1}^{%s} w_i x_i + %s",
    r"\lVert x - %s \rVert_2 \le %s",
    r"\sqrt{%s + \epsilon_{%s}}",
    r"\log\frac{p_{%s}}{q_{%s}}",
    r"\mathbb{E}[x^{%s}] - %s\mu",
)
_CODE = """```python
def step_{i}(values: list[float], rate: float = {a}) -> float:
    \"\"\"Weigh what is above the threshold.\"\"\"
    kept = [value for value in values if value > {b}]
    return rate * sum(kept) / max(len(kept), 1)
```"""


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a made-up notebook.

    Attributes:
        folder: the one that it lies in; folders are the sections of a site.
    """

    number: int
    folder: str
    prompt: str
    answer: str

    @property
    def name(self) -> str:
        """What its file is called, without the ending."""
        return f"q{self.number:06}"


def questions(count: int) -> Iterator[Question]:
    """Make up questions, the same ones each time."""
    for number in range(count):
        yield question(number)


def question(number: int, edition: int = 0) -> Question:
    """Make up one question.

    Args:
        edition: another one gives another answer to the same question.
    """
    draw = random.Random(number)
    what, other = draw.sample(_WORDS, 2)
    prompt = f"{what}{draw.choice(_WHY)}{draw.choice(_LINKS)}第 {number} 号{other}？"
    draw = random.Random(f"{number} {edition}")
    sentences = "".join(
        f"{draw.choice(_WORDS)}{draw.choice(_LINKS)}{draw.choice(_WORDS)}，"
        f"{draw.choice(_WORDS)} {draw.randrange(1000)} 次以后{draw.choice(_LINKS)}{draw.choice(_WORDS)}。"
        for _ in range(4)
    )
    inline, display = (_formula(draw) for _ in range(2))
    code = _CODE.format(i=number, a=draw.randrange(1, 999) / 1000, b=draw.randrange(99))
    answer = f"> {what}{draw.choice(_LINKS)}{other}，因为 ${inline}$。\n\n{sentences}\n\n$$\n{display}\n$$\n\n{code}\n"
    return Question(number, f"part-{number % FOLDERS:02}", prompt, answer)


def _formula(draw: random.Random) -> str:
    return draw.choice(_FORMULAS) % (draw.randrange(2, 99), draw.randrange(2, 99))


def write_files(notes: Path, count: int) -> None:
    """Write a file a question, as Diptych reads it."""
    for each in questions(count):
        write_file(notes, each)


def write_file(notes: Path, question: Question) -> None:
    """Write one of them, or write it anew."""
    file = notes / question.folder / f"{question.name}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"# {question.prompt}\n\n{question.answer}", encoding="utf-8")


def write_one_file(notes: Path, count: int, edited: int | None = None) -> None:
    """Write all questions into one file, a section for every fifty.

    Args:
        edited: which one has another answer.
    """
    notes.mkdir(parents=True, exist_ok=True)
    parts = ["# All of it\n"]
    for each in questions(count):
        if each.number % 50 == 0:
            parts.append(f"\n## Part {each.number // 50}\n")
        answer = question(each.number, 1).answer if each.number == edited else each.answer
        parts.append(f"\n### {each.prompt}\n\n{answer}")
    (notes / "all.md").write_text("".join(parts), encoding="utf-8")
