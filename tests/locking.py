"""Write `locked.txt` anew: what `constraints.txt` pins, with the hashes of all files that PyPI has of it.

pip checks them, so CI installs what was locked or nothing: `pip download --no-deps --require-hashes
-r locked.txt`. The file names no address; where the files come from is the machine's affair.
It asks uv, and uv asks PyPI: ``pip install uv && python -m tests.locking``.

``python -m tests.locking only NAME …`` and ``… without NAME …`` print a part of the lock.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
PINS = ROOT / "constraints.txt"
LOCKED = ROOT / "locked.txt"
EXTRAS = ("test", "dev", "oracles", "figure-data")
"""What CI installs."""

HEAD = """\
# The set that CI uses, on every system, with the hashes of all files that PyPI has of each; no addresses.
# Made of constraints.txt and pyproject.toml by: python -m tests.locking
"""

_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_NEVER = re.compile(
    r"^\S+ ; sys_platform == 'never' \\\n(?:    --hash=\S+(?: \\)?\n)+", re.MULTILINE
)


def canonical(name: str) -> str:
    """The one spelling of a package's name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(text: str) -> dict[str, str]:
    """Package → version, of all that a file of requirements pins."""
    return {canonical(name): version for name, version in _PIN.findall(text)}


def locked(uv: str) -> str:
    """The lock: what our extras need on any system, then what else is pinned."""
    pinned = pins(PINS.read_text("utf-8"))
    # Whatever asks for PyTorch is not asked which: its CUDA would come along.
    extras = [part for extra in EXTRAS for part in ("--extra", extra)]
    needed = _compiled(
        uv, "pyproject.toml", "--overrides", "-", *extras, given="torch ; sys_platform == 'never'"
    )
    needed = _NEVER.sub("", needed)
    others = [f"{name}=={version}" for name, version in pinned.items() if name not in pins(needed)]
    rest = _compiled(uv, "-", "--no-deps", given="\n".join(others))
    return HEAD + needed + rest


def _compiled(uv: str, what: str, *options: str, given: str) -> str:
    command = [uv, "pip", "compile", what, "--universal", "--python-version", "3.11"]
    command += ["--generate-hashes", "--no-annotate", "--no-header", "--no-emit-index-url"]
    command += ["--no-emit-find-links", "--constraints", str(PINS), *options]
    done = subprocess.run(
        command, cwd=ROOT, input=given, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


def strange_lines(text: str) -> Iterable[str]:
    """Lines of a lock that pin nothing, hash nothing and say nothing."""
    shape = re.compile(r"#.*|[a-z0-9-]+==\S+(?: ; .*)? \\|    --hash=sha256:[0-9a-f]{64}(?: \\)?")
    return (line for line in text.splitlines() if not shape.fullmatch(line))


def part(text: str, names: Iterable[str], *, without: bool) -> str:
    """The rows of a lock that pin some packages, or those that pin any other."""
    chosen = {canonical(name) for name in names}
    rows = re.findall(r"^[a-z0-9].*\n(?:    --hash.*\n)+", text, re.MULTILINE)
    return "".join(row for row in rows if (row.partition("==")[0] in chosen) is not without)


def main() -> None:
    """Write the lock, or print a part of it."""
    if len(sys.argv) > 1:
        which, *names = sys.argv[1:]
        sys.stdout.write(part(LOCKED.read_text("utf-8"), names, without=which == "without"))
        return
    uv = shutil.which("uv") or sys.exit("needs uv: pip install uv")
    LOCKED.write_text(locked(uv), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
