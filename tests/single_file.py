"""Make one file of the whole engine, Python included, and try it: ``python -m tests.single_file DIR``.

PyInstaller makes it for the system that it runs on. Of ``shiv`` and ``zipapp`` nothing is used:
what they make is half as large, but needs a Python of the same version. Figures cannot be drawn,
because Matplotlib would double it and a notebook's own code may ask for any library.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from venv import EnvBuilder

ROOT = Path(__file__).parents[1]
ENGINE = ROOT / "generator" / "diptych"

START = """\
import sys
from multiprocessing import freeze_support

from diptych.cli import main

if __name__ == "__main__":
    freeze_support()  # the processes that compile notes
    sys.exit(main())
"""

# Its code lies beside it as files as well: builds see by their hash that the engine is another one.
PARTS = (
    *("--add-data", f"{ENGINE}{os.pathsep}diptych", "--collect-submodules", "diptych"),
    *("--add-data", f"{ENGINE.parent / 'manual'}{os.pathsep}diptych/manual"),
    *("--collect-all", "ziamath"),  # the math font; nothing imports the package
    *("--collect-submodules", "rich", "--collect-data", "emoji"),
    *("--recursive-copy-metadata", "diptych"),
)

NOTE = "## 什么是秩？\n\n$\\operatorname{rank}(A)$ 是矩阵 $A$ 的列空间的维数 :tada:。\n\n```python\nx = 1\n```\n"


def make(folder: Path) -> Path:
    """Make the file in a folder and return it."""
    with TemporaryDirectory() as temporary:
        environment = Path(temporary) / "env"
        EnvBuilder(with_pip=True).create(environment)
        python = environment / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        install = (python, "-m", "pip", "install", "--quiet", str(ROOT), "pyinstaller")
        subprocess.run([*install, "--constraint", str(ROOT / "constraints.txt")], check=True)
        start = Path(temporary) / "start.py"
        start.write_text(START, encoding="utf-8")
        into = ("--distpath", str(folder), "--workpath", temporary, "--specpath", temporary)
        how = ("--onefile", "--noconfirm", "--log-level", "ERROR", "--name", "diptych")
        subprocess.run([python, "-m", "PyInstaller", *how, *into, *PARTS, str(start)], check=True)
    return folder / ("diptych.exe" if sys.platform == "win32" else "diptych")


def attempt(file: Path) -> None:
    """Build notes with it where there is no Python, twice: the second time nothing is to be done."""
    with TemporaryDirectory() as temporary:
        notes = Path(temporary) / "我的 笔记"
        notes.mkdir()
        # Enough of them that several processes compile.
        for number in range(200):
            (notes / f"{number}.md").write_text(f"{NOTE * 5}\n", encoding="utf-8")
        needed = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP") if name in os.environ}
        environment = {**needed, "DIPTYCH_LANG": "en", "DIPTYCH_CACHE": f"{temporary}/cache"}
        for expected in ("1000 cards", "nothing changed"):
            done = subprocess.run(
                [file, "build", notes.name, "--output", "site"],
                cwd=temporary,
                env=environment,
                capture_output=True,
                encoding="utf-8",
                check=False,
            )
            if done.returncode or expected not in done.stdout:
                raise SystemExit(f"{file} failed:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    place = Path(sys.argv[1] if len(sys.argv) > 1 else "dist").absolute()
    made = make(place)
    attempt(made)
    size = made.stat().st_size / 2**20
    print(f"{made}: {size:.0f} MiB; it built 1,000 questions, and then had nothing to do.")
