"""The notebook of these tests, on the disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.generator.lsp.made_up import BOXES, DETECTION, LOSSES, PNG


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "我的 notes"
    for name, data in {
        "diptych.toml": 'title = "视觉"\nseverity = { D409 = "off" }\n'.encode(),
        "notes/losses.md": LOSSES.encode(),
        "notes/检测.md": DETECTION.encode(),
        "pictures/曲线.png": PNG,
        "code/boxes.py": BOXES.encode(),
    }.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return root
