"""The promises about trust, tried at a small size; all of it: `python -m tests.trust --full`."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT, missing
from tests.trust.__main__ import PARTS


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_what_is_promised_holds(part: str) -> None:
    """In a process of its own: what it wraps and kills is no part of the tests' process."""
    if part in {"kills", "pairs"} and not hasattr(os, "fork"):
        missing("fork")
    done = subprocess.run(
        [sys.executable, "-m", "tests.trust", part],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "generator")])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
