"""Build what is uploaded: ``python -m tests.release dist``.

Wheel and source are built twice and must be the same bytes. Beside them lies an SBOM (CycloneDX), of an
environment that holds the wheel with what it needs, in the versions of `constraints.txt`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
CYCLONEDX = "cyclonedx-bom==7.5.0"


def build(folder: Path) -> list[Path]:
    """Wheel and source, built twice.

    Raises:
        SystemExit: they differ.
    """
    with tempfile.TemporaryDirectory() as again:
        for place, mask in ((folder, 0o022), (Path(again), 0o077)):
            command = [sys.executable, "-m", "hatchling", "build", "-d", str(place)]
            subprocess.run(command, cwd=ROOT, check=True, umask=mask, stdout=subprocess.DEVNULL)
        made = sorted(Path(again).iterdir())
        for file in made:
            if file.read_bytes() != (folder / file.name).read_bytes():
                raise SystemExit(f"{file.name}: built twice, it is not the same bytes")
        return [folder / file.name for file in made]


def bill(wheel: Path, file: Path) -> None:
    """Write the SBOM of a wheel: each package that comes with it, with version and licence."""
    with tempfile.TemporaryDirectory() as scratch:
        clean, tool = (_environment(Path(scratch) / name) for name in ("clean", "tool"))
        pins = ["--constraint", str(ROOT / "constraints.txt")]
        _pip(clean, "install", *pins, str(wheel))
        _pip(tool, "install", CYCLONEDX)
        command = [str(tool.with_name("cyclonedx-py")), "environment", "--output-reproducible"]
        command += ["--pyproject", str(ROOT / "pyproject.toml"), "--mc-type", "application"]
        subprocess.run([*command, "--output-file", str(file), str(clean)], check=True)


def _environment(folder: Path) -> Path:
    """A fresh environment: its Python. It has no pip of its own, which would be in the bill."""
    venv.create(folder, with_pip=False)
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _pip(python: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--python", str(python), *arguments]
    subprocess.run([*command, "--quiet"], check=True)


def main() -> None:
    """Build all into a folder."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    made = build(folder)
    (wheel,) = (file for file in made if file.suffix == ".whl")
    file = folder / f"{wheel.name.removesuffix('-py3-none-any.whl')}.cdx.json"
    bill(wheel, file)
    sys.stdout.write("".join(f"{each}\n" for each in [*made, file]))


if __name__ == "__main__":
    main()
