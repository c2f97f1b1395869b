"""The authors' dense CRF, by way of pydensecrf."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import Any

import numpy as np

from figures.data.dense_crf import KERNELS, load, unary

STEP = 2  # of four pixels one is written down
ITERATIONS = (1, 3, 10)


def answers() -> dict[str, Any]:
    """255 · P(cup) in two hexadecimal digits a pixel, for the committed photo and scores."""
    result = load()
    energies = unary(result.scores)
    cup = {n: ask(energies, result.photo, n, **KERNELS)[::STEP, ::STEP, 1] for n in ITERATIONS}
    return {
        "made_by": {"pydensecrf2": version("pydensecrf2")},
        **{str(n): np.round(q * 255).astype(np.uint8).tobytes().hex() for n, q in cup.items()},
    }


def ask(energies: Any, photo: Any, iterations: int, **kernels: float) -> Any:
    """Its probabilities (H, W, L); its kernels are normalised symmetrically, as by default."""
    densecrf = import_module("pydensecrf.densecrf")
    height, width, labels = energies.shape
    crf = densecrf.DenseCRF2D(width, height, labels)
    flat = energies.reshape(-1, labels).T
    crf.setUnaryEnergy(np.ascontiguousarray(flat, dtype=np.float32))
    crf.addPairwiseGaussian(sxy=kernels["sigma_gamma"], compat=kernels["w_smoothness"])
    crf.addPairwiseBilateral(
        sxy=kernels["sigma_alpha"],
        srgb=kernels["sigma_beta"],
        rgbim=np.ascontiguousarray(photo),
        compat=kernels["w_appearance"],
    )
    return np.array(crf.inference(iterations)).T.reshape(energies.shape)
