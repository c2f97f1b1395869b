"""Losses of boxes: torch, the naive twin, central differences, and what each is known for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numerics.box_losses import (
    KINDS,
    box_loss_grad,
    box_loss_naive,
    ciou,
    diou,
    eiou,
    giou,
    paired_iou,
)
from figures.numerics.boxes import iou
from tests.figures.golden.asking import value_and_gradient
from tests.figures.golden.box_losses import loss as in_torch
from tests.figures.golden.box_losses import seeded_pairs

if TYPE_CHECKING:
    from collections.abc import Callable

SIMILARITY: dict[str, Callable[..., Any]] = {
    "iou": paired_iou,
    "giou": giou,
    "diou": diou,
    "ciou": ciou,
    "eiou": eiou,
}
kinds = pytest.mark.parametrize("kind", KINDS)


def close(actual: Any, expected: Any, tolerance: float = 4e-15) -> None:
    np.testing.assert_allclose(actual, expected, rtol=tolerance, atol=tolerance)


@kinds
def test_loss_and_gradient_agree_with_committed_torch(golden: Any, kind: Any) -> None:
    case = golden("box_losses")
    pair = np.array(case["boxes"]), np.array(case["targets"])
    close(1 - SIMILARITY[kind](*pair), case[kind]["value"])
    close(box_loss_grad(*pair, kind), case[kind]["grad"])
    assert 0 < np.count_nonzero(paired_iou(*pair) == 0) < len(pair[0])  # near and far are there


@kinds
def test_loss_and_gradient_agree_with_torch_live(torch: Any, kind: Any) -> None:
    boxes, targets = seeded_pairs(5, 200)
    told = value_and_gradient(partial(in_torch, torch, kind, targets.tolist()), boxes)
    close(1 - SIMILARITY[kind](boxes, targets), told["value"], 1e-14)
    close(box_loss_grad(boxes, targets, kind), told["grad"], 1e-14)


@kinds
@given(st.integers(0, 10**6))
def test_a_loss_is_its_naive_twin(kind: Any, seed: int) -> None:
    boxes, targets = np.round(seeded_pairs(seed, 6))  # edges meet often
    boxes[:, 2:] += 1
    targets[:, 2:] += 1
    expected = [
        box_loss_naive(*pair, kind) for pair in zip(boxes.tolist(), targets.tolist(), strict=True)
    ]
    close(1 - SIMILARITY[kind](boxes, targets), expected)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "ciou"])
def test_gradient_by_central_differences(gradient: Any, kind: Any) -> None:
    boxes, targets = seeded_pairs(1, 12)
    expected = gradient(lambda b: (1 - SIMILARITY[kind](b, targets)).sum(), boxes)
    np.testing.assert_allclose(box_loss_grad(boxes, targets, kind), expected, rtol=0, atol=1e-9)


def test_iou_of_pairs_is_the_diagonal_of_all_pairs() -> None:
    boxes, targets = seeded_pairs(2)
    np.testing.assert_array_equal(paired_iou(boxes, targets), np.diag(iou(boxes, targets)))


@kinds
@given(st.integers(0, 10**6), st.sampled_from([1e-3, 0.5, 40.0, 1e6]))
def test_a_loss_knows_no_scale_and_no_place(kind: Any, seed: int, factor: float) -> None:
    boxes, targets = seeded_pairs(seed, 5)
    moved = SIMILARITY[kind]((boxes + 3) * factor, (targets + 3) * factor)
    close(moved, SIMILARITY[kind](boxes, targets), 2e-14)


@kinds
def test_equal_boxes_cost_nothing(kind: Any) -> None:
    boxes, _ = seeded_pairs(3)
    close(SIMILARITY[kind](boxes, boxes), np.ones(len(boxes)))


def test_far_apart_they_go_to_their_limits() -> None:
    box, far = [[0.0, 0, 1, 1]], [[1e8, 0, 1e8 + 1, 1]]
    assert paired_iou(box, far) == 0
    assert giou(box, far)[0] == pytest.approx(-1)
    assert diou(box, far)[0] == pytest.approx(-1)
    assert eiou(box, far)[0] == pytest.approx(-1)


def test_by_hand() -> None:
    box, other = [[0.0, 0, 1, 1]], [[2.0, 0, 3, 1]]
    assert giou(box, other)[0] == pytest.approx(-1 / 3)
    assert diou(box, other)[0] == pytest.approx(-0.4)
    assert (ciou(box, other), eiou(box, other)) == (diou(box, other), diou(box, other))


def test_apart_only_iou_has_no_gradient() -> None:
    pair = [[0.0, 0, 1, 2]], [[3.0, 1, 5, 2]]
    assert not box_loss_grad(*pair, "iou").any()
    for kind in KINDS[1:]:
        assert box_loss_grad(*pair, kind)[0, 2] < 0  # the right edge is drawn to the right


def test_inside_the_target_giou_is_iou_and_diou_moves_to_the_middle() -> None:
    inside, target = [[1.0, 1, 3, 2]], [[0.0, 0, 6, 6]]
    assert giou(inside, target) == paired_iou(inside, target)
    moved = box_loss_grad(inside, target, "giou")
    assert moved[0, 0] + moved[0, 2] == 0  # to move it changes nothing
    drawn = box_loss_grad(inside, target, "diou")
    assert drawn[0, 0] + drawn[0, 2] < 0


def test_the_ratio_pulls_width_and_height_opposite_ways() -> None:
    pair = [[0.0, 0, 4, 2]], [[0.0, 0, 5, 5]]
    difference = box_loss_grad(*pair, "ciou") - box_loss_grad(*pair, "diou")
    assert difference[0, 2] > 0 > difference[0, 3]
    np.testing.assert_allclose(difference[0, :2], -difference[0, 2:])
    similar = [[0.0, 0, 2, 2]], [[0.0, 0, 5, 5]]
    np.testing.assert_array_equal(ciou(*similar), diou(*similar))
    np.testing.assert_array_equal(box_loss_grad(*similar, "ciou"), box_loss_grad(*similar, "diou"))


UNIT = [[0.0, 0, 1, 1]]


@pytest.mark.parametrize("function", SIMILARITY.values())
def test_unusable_pairs_are_refused(function: Any) -> None:
    with pytest.raises(ValueError, match=r"targets must have shape \(1, 4\), not \(2, 4\)"):
        function(UNIT, UNIT * 2)
    with pytest.raises(ValueError, match=r"boxes\[0\] has no area"):
        function([[0, 0, 0, 1]], UNIT)
    with pytest.raises(ValueError, match=r"targets\[0\] has no area"):
        function(UNIT, [[0, 0, 1, 0]])
    assert function([], []).shape == (0,)


def test_an_unknown_kind_is_refused_and_nothing_is_changed() -> None:
    with pytest.raises(ValueError, match="kind must be one of iou, giou, diou, ciou, eiou, not l1"):
        box_loss_grad(UNIT, UNIT, "l1")  # type: ignore[arg-type]
    boxes, targets = seeded_pairs(4)
    boxes.flags.writeable = targets.flags.writeable = False
    for kind in KINDS:
        assert box_loss_grad(boxes, targets, kind).shape == boxes.shape
    assert box_loss_grad([], [], "ciou").shape == (0, 4)
