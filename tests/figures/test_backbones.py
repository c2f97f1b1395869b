"""Parts of backbones: torch, the plain convolution, central differences, and laws."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures.numerics.backbones import (
    conv_params_flops,
    deform_conv2d,
    depthwise_conv2d,
    residual_gradient_norms,
    squeeze_excite,
)
from figures.numerics.convolution import conv2d
from tests.figures.golden.backbones import deformed, grouped


def close(actual: Any, expected: Any, tolerance: float = 1e-14) -> None:
    np.testing.assert_allclose(actual, expected, rtol=tolerance, atol=tolerance)


# --- cost


def test_cost_by_hand() -> None:
    assert conv_params_flops(3, 64, 3, 10) == (1728, 17280)
    assert conv_params_flops(8, 8, 3, 1, groups=8) == (72, 72)
    assert conv_params_flops(8, 12, 1, 5, groups=4) == (24, 120)


@pytest.mark.parametrize("groups", [1, 2, 4])
def test_weights_are_those_of_torchs_layer(torch: Any, groups: int) -> None:
    layer = torch.nn.Conv2d(8, 12, 3, groups=groups, bias=False)
    assert conv_params_flops(8, 12, 3, 1, groups)[0] == layer.weight.numel()


# --- depthwise


def test_depthwise_agrees_with_committed_torch(golden: Any) -> None:
    case = golden("backbones")
    close(depthwise_conv2d(case["x"], case["depthwise"], 2, 1), case["filtered"])


@given(st.integers(1, 3), st.integers(1, 3), st.integers(0, 2), st.integers(0, 10**6))
def test_depthwise_is_a_convolution_of_each_channel(
    side: int, stride: int, padding: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    x, w = random.normal(size=(2, 3, 6, 5)), random.normal(size=(3, side, side))
    ours = depthwise_conv2d(x, w, stride, padding)
    for c in range(3):
        alone = conv2d(x[:, c : c + 1], w[None, None, c], None, stride, padding)
        close(ours[:, c : c + 1], alone)


def test_depthwise_agrees_with_torch_live(torch: Any) -> None:
    random = np.random.default_rng(1)
    x, w = random.normal(size=(2, 5, 9, 11)), random.normal(size=(5, 3, 5))
    close(depthwise_conv2d(x, w, 2, 2), grouped(torch, x, w, 2, 2))


# --- deformable


def test_deformable_agrees_with_committed_torch(golden: Any) -> None:
    case = golden("backbones")
    close(deform_conv2d(case["x"][0], case["w"], case["offsets"], 1), case["deformed"], 1e-13)


def test_deformable_agrees_with_torch_live(torch: Any) -> None:
    random = np.random.default_rng(2)
    x, w = random.normal(size=(2, 8, 6)), random.normal(size=(3, 2, 3, 3))
    offsets = random.normal(0, 3, (6, 4, 3, 3, 2))
    close(deform_conv2d(x, w, offsets), deformed(torch, x, w, offsets, 0), 1e-13)


def test_without_offsets_it_is_a_convolution_and_whole_ones_shift_it() -> None:
    random = np.random.default_rng(3)
    x, w = random.normal(size=(2, 7, 7)), random.normal(size=(3, 2, 3, 3))
    none = np.zeros((7, 7, 3, 3, 2))
    plain = conv2d(x[None], w, None, 1, 1)[0]
    close(deform_conv2d(x, w, none, 1), plain)
    down = none + np.array([1, 0])
    close(deform_conv2d(x, w, down, 1)[:, :5], plain[:, 1:6])
    dilated = none + (np.moveaxis(np.indices((3, 3)), 0, -1) - 1)  # each tap once farther out
    spread = np.zeros((3, 2, 5, 5))
    spread[:, :, ::2, ::2] = w
    close(deform_conv2d(x, w, dilated, 1), conv2d(x[None], spread, None, 1, 2)[0])


# --- channel attention


def test_squeeze_and_excite(torch: Any) -> None:
    random = np.random.default_rng(4)
    x, w1, w2 = (
        random.normal(size=(2, 8, 3, 3)),
        random.normal(size=(2, 8)),
        random.normal(size=(8, 2)),
    )
    means = torch.tensor(x).mean(dim=(2, 3))
    gates = torch.sigmoid(torch.relu(means @ torch.tensor(w1).T) @ torch.tensor(w2).T)
    close(squeeze_excite(x, w1, w2), x * gates.numpy()[:, :, None, None])
    assert (squeeze_excite(x, w1 * 0, w2) == x / 2).all()


# --- gradients through depth


def test_lengths_are_those_of_central_differences(gradient: Any) -> None:
    depth, width, gain = 3, 4, 0.9
    random = np.random.default_rng(7)
    weights = random.normal(0, gain * np.sqrt(2 / width), (depth, width, width))
    x, out = random.normal(size=(2, width))
    for skip, branch in ((True, 1 / np.sqrt(depth)), (False, 1.0)):

        def run(start: Any, skip: bool = skip, branch: float = branch) -> Any:
            for w in weights:
                start = skip * start + branch * (w @ np.maximum(start, 0))
            return start @ out

        expected = np.linalg.norm(gradient(run, x)) / np.linalg.norm(out)
        ours = residual_gradient_norms(depth, width, gain, skip=skip, seed=7)
        assert ours[0] == pytest.approx(expected, rel=1e-9)
        assert ours[-1] == 1


def test_plain_gradients_shrink_or_grow_by_the_gain_and_skips_hold_them() -> None:
    for gain in (0.8, 1.2):
        plain = residual_gradient_norms(50, 256, gain, skip=False)
        assert np.log(plain[0]) / 50 == pytest.approx(np.log(gain), abs=0.03)
        with_skip = residual_gradient_norms(50, 256, gain, skip=True)
        assert with_skip.min() > 0.5
        assert with_skip.max() < 5


# --- arguments

IMAGE = np.ones((1, 2, 4, 4))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: conv_params_flops(3, 4, 3, 1, 2), "3 and 4 channels, but 2 groups"),
        (lambda: conv_params_flops(3, 4, 3, 0), "outputs must be a whole number of at least 1"),
        (lambda: depthwise_conv2d(IMAGE, np.ones((3, 3, 3))), r"w must have shape \(2, k, l\)"),
        (lambda: depthwise_conv2d(IMAGE, np.ones((2, 5, 3))), "5"),
        (
            lambda: deform_conv2d(IMAGE[0], np.ones((1, 3, 1, 1)), 0),
            r"w must have shape \(O, 2, k, l\)",
        ),
        (
            lambda: deform_conv2d(IMAGE[0], np.ones((1, 2, 3, 3)), np.zeros((4, 4, 3, 3, 2))),
            r"offsets must have shape \(2, 2, 3, 3, 2\), not \(4, 4, 3, 3, 2\)",
        ),
        (lambda: squeeze_excite(IMAGE, np.ones((1, 3)), np.ones((3, 1))), "do not fit"),
        (lambda: residual_gradient_norms(0, 1, 1, skip=True), "depth must be a whole number"),
        (lambda: residual_gradient_norms(1, 1, 0, skip=True), "gain must be positive"),
    ],
)
def test_unusable_arguments_are_refused(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_arguments_are_never_changed() -> None:
    x = np.ones((1, 2, 4, 4))
    x.flags.writeable = False
    depthwise_conv2d(x, np.ones((2, 3, 3)))
    deform_conv2d(x[0], np.ones((1, 2, 3, 3)), np.zeros((2, 2, 3, 3, 2)))
    assert not np.shares_memory(squeeze_excite(x, np.ones((1, 2)), np.ones((2, 1))), x)
