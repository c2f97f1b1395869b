"""Low-rank adaptation: a frozen layer beside which two small matrices are trained.

Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", 2022, arXiv:2106.09685, section
4.1. Weights are (outputs, inputs) and samples are rows, as in PyTorch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from figures.numerics.checks import as_floats, check_count, check_positive

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from figures.numerics.checks import Floats


def lora_init(
    outputs: int, inputs: int, rank: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """A random A and a zero B, so that at first the layer does what it did before.

    Args:
        outputs: ≥ 1.
        inputs: ≥ 1.
        rank: r ≥ 1.
        rng: the source of chance.

    Returns:
        A (r, inputs) with variance 1 / inputs, and B (outputs, r) of zeros.

    Raises:
        ValueError: an argument is malformed.
    """
    for name, count in (("outputs", outputs), ("inputs", inputs), ("rank", rank)):
        check_count(count, name)
    return rng.normal(0, inputs**-0.5, (rank, inputs)), np.zeros((outputs, rank))


def lora_forward(
    x: ArrayLike, weight: ArrayLike, a: ArrayLike, b: ArrayLike, alpha: float
) -> Floats:
    """Outputs of a layer with its adapter beside it: y = x Wᵀ + (α/r) (x Aᵀ) Bᵀ.

    Args:
        x: (N, I).
        weight: W (O, I), frozen.
        a: A (r, I).
        b: B (O, r).
        alpha: α > 0.

    Returns:
        (N, O).

    Raises:
        ValueError: an argument is malformed.
    """
    weight, a, b = _checked(weight, a, b, alpha)
    x = _rows(x, "x", a.shape[1])
    return x @ weight.T + alpha / len(a) * (x @ a.T) @ b.T


def lora_backward(
    x: ArrayLike, weight: ArrayLike, a: ArrayLike, b: ArrayLike, alpha: float, gradient: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    """Gradients of a loss by x, A and B of ``lora_forward``; W is frozen and needs none.

    dA = (α/r) Bᵀ gᵀ x and dB = (α/r) gᵀ (x Aᵀ): while B is 0, only B moves.

    Args:
        x: (N, I) that went in.
        weight: W (O, I).
        a: A (r, I).
        b: B (O, r).
        alpha: α > 0.
        gradient: g of the loss by y, (N, O).

    Returns:
        dx, dA and dB, shaped like x, A and B.

    Raises:
        ValueError: an argument is malformed.
    """
    weight, a, b = _checked(weight, a, b, alpha)
    x, g = _rows(x, "x", a.shape[1]), _rows(gradient, "gradient", len(b))
    if len(x) != len(g):
        raise ValueError(f"gradient must have {len(x)} rows like x, not {len(g)}")
    scale = alpha / len(a)
    through_b = g @ b
    return (
        g @ weight + scale * through_b @ a,
        scale * through_b.T @ x,
        scale * g.T @ (x @ a.T),
    )


def lora_merge(weight: ArrayLike, a: ArrayLike, b: ArrayLike, alpha: float) -> Floats:
    """Weights of one layer that does what layer and adapter do: W + (α/r) B A.

    Args:
        weight: W (O, I).
        a: A (r, I).
        b: B (O, r).
        alpha: α > 0.

    Returns:
        (O, I).

    Raises:
        ValueError: an argument is malformed.
    """
    weight, a, b = _checked(weight, a, b, alpha)
    return weight + alpha / len(a) * b @ a


def low_rank(matrix: ArrayLike, rank: int) -> tuple[Floats, Floats]:
    """The two factors whose product is the nearest matrix of a rank, by the first singular values.

    Eckart and Young, "The Approximation of One Matrix by Another of Lower Rank", 1936,
    Psychometrika 1(3).

    Args:
        matrix: (O, I).
        rank: r ≥ 1; above min(O, I) nothing is left to gain.

    Returns:
        A (r, I) and B (O, r) with B A nearest to the matrix; r at most min(O, I).

    Raises:
        ValueError: an argument is malformed.
    """
    matrix = as_floats(matrix, "matrix", "O, I")
    check_count(rank, "rank")
    u, s, vt = np.linalg.svd(matrix, full_matrices=False)
    root = np.sqrt(s[:rank])
    return root[:, None] * vt[:rank], u[:, :rank] * root


def _checked(
    weight: ArrayLike, a: ArrayLike, b: ArrayLike, alpha: float
) -> tuple[Floats, Floats, Floats]:
    weight = as_floats(weight, "weight", "O, I")
    a, b = as_floats(a, "a", "r, I"), as_floats(b, "b", "O, r")
    outputs, inputs = weight.shape
    if not len(a) or a.shape[1] != inputs:
        raise ValueError(f"a must have shape (r ≥ 1, {inputs}), not {a.shape}")
    if b.shape != (outputs, len(a)):
        raise ValueError(f"b must have shape ({outputs}, {len(a)}), not {b.shape}")
    check_positive(alpha, "alpha")
    return weight, a, b


def _rows(values: ArrayLike, name: str, columns: int) -> Floats:
    rows = as_floats(values, name, "N, …")
    if rows.shape[1] != columns:
        raise ValueError(f"{name} must have {columns} columns, not {rows.shape[1]}")
    return rows
