"""Torch as a live oracle where it is installed; where CI promises it, its absence is a failure."""

from __future__ import annotations

import importlib
import json
import os
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def torch() -> Any:
    try:
        return importlib.import_module("torch")
    except ImportError:
        if os.environ.get("CI") == "true":
            pytest.fail("torch must be installed in CI: pip install torch==2.13.0")
        pytest.skip("torch is not installed; its committed values are compared all the same")


@pytest.fixture(scope="session")
def golden() -> Any:
    """What torch and OpenCV said when ``make_golden.py`` was last run."""
    text = (Path(__file__).parent / "golden" / "golden.json").read_text(encoding="utf-8")
    return json.loads(text)
