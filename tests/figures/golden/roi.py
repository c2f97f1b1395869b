"""RoI pooling by torch: adaptive max pooling of a crop, and sampling on an affine grid."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from tests.figures.golden.asking import SEED, versions

SIZE, SCALE, SAMPLES = (2, 3), 0.25, 2


def answers() -> dict[str, Any]:
    """Both ways for some regions inside a small map."""
    torch = import_module("torch")
    random = np.random.default_rng(SEED)
    features = random.normal(size=(2, 9, 12)).round(3)
    rois = some_regions(random, 5, features.shape)
    return {
        "made_by": versions("torch"),
        "features": features.tolist(),
        "rois": rois.tolist(),
        "pool": pool(torch, features, rois, SIZE, SCALE).tolist(),
        "align": align(torch, features, rois, SIZE, SCALE, SAMPLES).tolist(),
    }


def some_regions(random: np.random.Generator, count: int, shape: tuple[int, ...]) -> Any:
    """Boxes in pixels whose rounded corners are cells of the map."""
    end = np.array([shape[2], shape[1]]) / SCALE - 1 / SCALE
    corner = random.uniform(0, 0.6 * end, (count, 2))
    return np.hstack([corner, corner + random.uniform(0.1, 0.4, (count, 2)) * end])


def pool(torch: Any, features: Any, rois: Any, size: tuple[int, int], scale: float) -> Any:
    """Crop whole cells, both ends counted in, and let torch choose the bins."""
    maps = torch.tensor(features)
    crops = [np.floor(np.asarray(roi) * scale + 0.5).astype(int).tolist() for roi in rois]
    pooled = [
        torch.nn.functional.adaptive_max_pool2d(maps[:, y1 : y2 + 1, x1 : x2 + 1], size)
        for x1, y1, x2, y2 in crops
    ]
    return torch.stack(pooled)


def align(
    torch: Any, features: Any, rois: Any, size: tuple[int, int], scale: float, samples: int
) -> Any:
    """Points of an affine grid over each region, sampled, and averaged by bins."""
    f = torch.nn.functional
    maps, boxes = torch.tensor(features), torch.tensor(np.asarray(rois) * scale)
    channels, height, width = maps.shape
    x1, y1, x2, y2 = boxes.T
    zero = torch.zeros_like(x1)
    across = torch.stack([(x2 - x1) / width, zero, (x1 + x2) / width - 1], 1)
    down = torch.stack([zero, (y2 - y1) / height, (y1 + y2) / height - 1], 1)
    shape = (len(boxes), channels, size[0] * samples, size[1] * samples)
    grid = f.affine_grid(torch.stack([across, down], 1), shape, align_corners=False)
    repeated = maps[None].expand(len(boxes), -1, -1, -1)
    points = f.grid_sample(repeated, grid, padding_mode="border", align_corners=False)
    return f.avg_pool2d(points, samples)
