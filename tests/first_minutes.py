"""Walk as a new user with a clock, by the README alone: ``python -m tests.first_minutes [en|zh|here …]``.

``en`` and ``zh`` begin in an empty folder whose path holds a space and Chinese, with an empty
environment, and do what the README of that language says under “Your own notes”, line by line; the
wheel of this checkout stands for what PyPI has. The first is walked with git, the second without.
``here`` does what stands under “Five minutes”, in a copy of this repository. Each walk ends with the
first card in Anki's engine and the first page in Chromium, and fails if it takes more than five minutes
of a processor, or if a command does not go well. Each step is printed with the seconds that passed and
those of a processor, since a machine that does other things meanwhile makes the former longer.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.anki_engine import Anki
from tests.browser import browser, reader

ROOT = Path(__file__).parents[1]
LIMIT = 300
READMES = {"en": "README.md", "zh": "README.zh.md"}
WALKS = (*READMES, "here")
WINDOWS = sys.platform == "win32"
PROGRAMS = "Scripts" if WINDOWS else "bin"

# What a new user's environment has, too; pip's settings say only where packages come from.
_KEPT = re.compile(r"PIP_\w+|SYSTEMROOT|COMSPEC|PATHEXT|TEMP|TMP|LANG")
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_COMMENT = re.compile(r"\s+#.*")


@dataclass
class Walk:
    """One user: a folder that is home, an environment, and a clock."""

    home: Path
    path: list[str]
    language: str
    begun: tuple[float, float] = field(default_factory=lambda: _clocks())

    @property
    def environment(self) -> dict[str, str]:
        """Nothing but what a new machine has."""
        kept = {name: value for name, value in os.environ.items() if _KEPT.fullmatch(name)}
        return kept | {
            "PATH": os.pathsep.join(self.path),
            "HOME": str(self.home),
            "USERPROFILE": str(self.home),
            "LOCALAPPDATA": str(self.home / "AppData"),
            "DIPTYCH_LANG": self.language,
        }

    def run(self, command: str | list[str], folder: Path) -> str:
        """Run a command, print how long it took, and give what it said."""
        with self.timed(command if isinstance(command, str) else " ".join(command)):
            done = subprocess.run(
                command,
                shell=isinstance(command, str),
                cwd=folder,
                env=self.environment,
                capture_output=True,
                encoding="utf-8",
                check=False,
            )
            if done.returncode:
                raise SystemExit(f"exit {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Print a step and its seconds."""
        begun = _clocks()
        yield
        _print_since(begun, step)

    def see(self, site: Path) -> None:
        """Bring the deck into Anki's engine, and open the site in Chromium."""
        (deck,) = (each for each in site.glob("*.apkg") if "options" not in each.name)
        with (
            self.timed("the first card, in Anki"),
            TemporaryDirectory() as folder,
            Anki(Path(folder)) as anki,
        ):
            found = anki.import_apkg(deck)
            assert found.new > 0, found
            assert found.conflicting == 0, found
            assert all(anki.front(guid) for guid in anki.guids())
        with (
            self.timed("the first page, in Chromium"),
            browser() as chromium,
            reader(chromium) as reading,
        ):
            reading.open(site / "index.html")
            assert reading.page.title()
            assert reading.complaints == []

    def end(self) -> None:
        """Print what all of it took; too long is a failure."""
        _print_since(self.begun, "in all, to the first card and the first page")
        if _clocks()[1] - self.begun[1] > LIMIT:
            raise SystemExit(f"more than {LIMIT} s")


def _clocks() -> tuple[float, float]:
    """Read the clock on the wall, and how long processors worked for us and what we began."""
    spent = os.times()
    return time.monotonic(), sum(spent[:4])


def _print_since(begun: tuple[float, float], step: str) -> None:
    wall, worked = (now - then for now, then in zip(_clocks(), begun, strict=True))
    print(f"  {wall:6.1f} s, {worked:5.1f} s of a processor  {step}", flush=True)


def commands(readme: Path, kind: str, number: int) -> list[str]:
    """Read the commands of a README's fence, without what is said behind them."""
    found = [text for name, text in _FENCE.findall(readme.read_text("utf-8")) if name == kind]
    return [_COMMENT.sub("", line) for line in found[number].splitlines()]


def example(readme: Path) -> str:
    """Read the note that a README shows."""
    fences = _FENCE.findall(readme.read_text(encoding="utf-8"))
    return "".join(text for name, text in fences if name == "markdown")


def walk_own_notes(language: str, home: Path, wheel: Path) -> None:
    """Install the wheel, and do what the README says of one's own notes."""
    git = shutil.which("git") if language == "en" else None
    print(f"{READMES[language]}, {'with' if git else 'without'} git, in {home}")
    tools = _without_git(home) if git is None else _system()
    walk = Walk(home, [str(home / "env" / PROGRAMS), *tools], language)
    walk.run([sys.executable, "-m", "venv", str(home / "env")], home)
    walk.run(
        [str(home / "env" / PROGRAMS / "python"), "-m", "pip", "install", "-q", str(wheel)], home
    )
    assert "diptych new" in walk.run("diptych", home)
    readme = ROOT / READMES[language]
    build, check, new, manual = commands(readme, "sh", 1)
    notes = Path(build.split()[-1].replace("~", str(home)))
    (home / notes).mkdir()
    (home / notes / "detection.md").write_text(example(readme), encoding="utf-8")
    for command in (build, check):
        print(_indented(walk.run(command.replace("~", f'"{home}"') if WINDOWS else command, home)))
    walk.see(home / "site")
    walk.end()
    print(_indented(walk.run(new, home)))
    begun = home / new.split()[-1]
    walk.run("diptych build", begun)
    walk.see(begun / "site")
    if git:
        who = "git -c user.name=a -c user.email=a@example.org"
        walk.run(f"git init -q && git add . && {who} commit -q -m start", begun)
        walk.run("diptych build", begun)
        assert walk.run("git status --porcelain", begun) == ""
    walk.run(manual, home)


def walk_here(home: Path) -> None:
    """Do what the README says of this repository, in a copy of what git has of it."""
    print(f"README.md, “Five minutes”, in {home}")
    folder = home / "diptych"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in filter(None, listed.stdout.decode().split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    walk = Walk(home, [str(Path(sys.executable).parent), *_system()], "en")
    (line,) = commands(ROOT / "README.md", "bat" if WINDOWS else "sh", 0)
    said = walk.run(line, folder)
    print(_indented("\n".join(said.splitlines()[-4:])))
    walk.see(folder / "site")
    walk.end()


def _system() -> list[str]:
    return os.environ["PATH"].split(os.pathsep)


def _without_git(home: Path) -> list[str]:
    """Make a folder of links to all programs of the system but git; on Windows, drop git's own."""
    if WINDOWS:
        return [each for each in _system() if "git" not in each.lower()]
    programs = home / "programs"
    programs.mkdir()
    for folder in ("/bin", "/usr/bin"):
        for program in Path(folder).iterdir():
            link = programs / program.name
            if not (program.name.startswith("git") or link.is_symlink()):
                link.symlink_to(program)
    return [str(programs)]


def _indented(text: str) -> str:
    return "".join(f"      | {line}\n" for line in text.splitlines()).rstrip("\n")


def main() -> None:
    """Walk each way that was asked for, or all."""
    asked = sys.argv[1:] or WALKS
    with TemporaryDirectory() as temporary:
        make = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", temporary, str(ROOT)]
        subprocess.run(make, check=True)
        (wheel,) = Path(temporary).glob("*.whl")
        for name in asked:
            home = Path(temporary) / f"新 用户 {name}"
            home.mkdir()
            if name == "here":
                walk_here(home)
            else:
                walk_own_notes(name, home, wheel)


if __name__ == "__main__":
    main()
