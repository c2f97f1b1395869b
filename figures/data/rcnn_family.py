"""What the papers of the R-CNN family report: seconds an image and mAP on VOC07, with VGG16.

All three detectors were trained on VOC07 trainval and timed on an Nvidia K40. Facts, not a work:
no licence applies. Mask R-CNN is not among them: it reports COCO, with another network on another
GPU, about 0.2 s (He et al., 2017, arXiv:1703.06870, section 4.4).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Detector:
    """One row of the comparison.

    Attributes:
        name: as it is called.
        seconds: an image, as reported.
        with_proposals: whether ``seconds`` include finding the regions.
        seconds_in_all: an image with that, where the papers tell.
        accuracy: mAP on the test set of VOC07, in percent, as reported at first.
        rerun: what a run in the code of the later paper gave, where that tells.
    """

    name: str
    seconds: float
    with_proposals: bool
    seconds_in_all: float | None
    accuracy: float
    rerun: float | None = None


DETECTORS = (
    # Girshick, "Fast R-CNN", 2015, arXiv:1504.08083, tables 1 and 4: the network of Girshick et
    # al., 2014, arXiv:1311.2524, with VGG16; "test rate" leaves the proposals out.
    Detector("R-CNN", 47.0, with_proposals=False, seconds_in_all=None, accuracy=66.0),
    # The same tables, without truncated SVD. The whole is 1,830 ms, of which selective search takes
    # 1,510: Ren et al., "Faster R-CNN", 2015, arXiv:1506.01497, table 5. By the footnote
    # of their table 3, their code makes its mAP 68.1; that is to be compared with 69.9.
    Detector("Fast R-CNN", 0.32, False, 1.83, accuracy=66.9, rerun=68.1),
    # Ren et al., tables 3 (mAP, shared features) and 5 (198 ms, of which proposals take 10).
    Detector("Faster R-CNN", 0.198, with_proposals=True, seconds_in_all=0.198, accuracy=69.9),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a pipeline.

    Attributes:
        name: in one or two lines.
        per_region: whether it runs once a region, not once an image.
        trained: whether it is trained together with the other such steps.
        in_network: whether it is a network's work at all.
        follows: whether it takes what the step before gives; otherwise both take the image.
    """

    name: tuple[str, ...]
    per_region: bool = False
    trained: bool = True
    in_network: bool = True
    follows: bool = True


_SEARCH = Stage(("selective", "search"), trained=False, in_network=False)
_POOL = Stage(("RoIPool",), per_region=True)
_HEADS = Stage(("分类、", "框回归"), per_region=True)

# Preprint years and steps, from the papers named above. SVMs and regression of R-CNN are trained
# one after the other on features of the fine-tuned network.
PIPELINES = (
    (
        "R-CNN",
        2013,
        (
            _SEARCH,
            Stage(("裁剪缩放",), per_region=True, trained=False),
            Stage(("CNN",), per_region=True),
            Stage(("SVM、", "框回归"), per_region=True, trained=False),
        ),
    ),
    ("Fast R-CNN", 2015, (_SEARCH, Stage(("CNN",), follows=False), _POOL, _HEADS)),
    ("Faster R-CNN", 2015, (Stage(("CNN",)), Stage(("RPN",)), _POOL, _HEADS)),
    (
        "Mask R-CNN",
        2017,
        (
            Stage(("CNN",)),
            Stage(("RPN",)),
            Stage(("RoIAlign",), per_region=True),
            Stage(("分类、框、", "mask"), per_region=True),
        ),
    ),
)
