"""Completion by the Tab key, in the real shells; and what it must not cost."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from diptych.commands.completion import HOW
from tests.conftest import Run, missing

# Where `diptych` lies, as it does for whoever has it on the PATH.
PATH = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))


@pytest.fixture
def script(tmp_path: Path, run: Run, request: pytest.FixtureRequest) -> Path:
    """What a shell reads at its start, of the shell that the test names; skips where there is none."""
    shell: str = request.param
    if not shutil.which(shell):
        missing(shell)
    done = run("completion", shell, cwd=tmp_path)
    assert done.returncode == 0
    file = tmp_path / f"diptych.{shell}"
    file.write_text(done.stdout, encoding="utf-8")
    (tmp_path / "my notes.md").write_text("## A?\n\na\n", encoding="utf-8")
    return file


def said(*command: str, cwd: Path) -> list[str]:
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, "PATH": PATH},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split("\n")


@pytest.mark.parametrize("script", ["bash"], indirect=True)
def test_bash_completes(script: Path) -> None:
    def completed(line: str) -> list[str]:
        ask = f"""
            source {script}
            COMP_LINE={line!r}; COMP_POINT={len(line)}; COMP_WORDS=({line}); COMP_CWORD=1; COMP_TYPE=9
            _python_argcomplete diptych
            printf '%s\\n' "${{COMPREPLY[@]}}"
        """
        return [each.strip() for each in said("bash", "-c", ask, cwd=script.parent)]

    assert "build" in completed("diptych bui")
    assert {"--format", "--fix"} < {*completed("diptych check --f")}
    assert "github" in completed("diptych check --format gi")


@pytest.mark.parametrize("script", ["fish"], indirect=True)
def test_fish_completes(script: Path) -> None:
    ask = f"source {script}; complete -C 'diptych check --form'; complete -C 'diptych bui'"
    words = [line.split("\t")[0].strip() for line in said("fish", "-c", ask, cwd=script.parent)]
    assert {"--format", "build"} <= {*words}


@pytest.mark.parametrize("script", ["zsh"], indirect=True)
def test_zsh_completes(script: Path) -> None:
    """On a terminal, as zsh completes nowhere else."""
    import pty  # which Windows has not, as it has no zsh

    shell, terminal = pty.fork()
    if not shell:
        os.chdir(script.parent)
        environment = {**os.environ, "PATH": PATH, "TERM": "dumb", "HOME": str(script.parent)}
        os.execvpe("zsh", ["zsh", "-f", "-i"], environment)
    try:
        os.write(
            terminal,
            f"autoload -Uz compinit; compinit -u; source {script}; echo re''ady\n".encode(),
        )
        assert seen(terminal, "ready")
        os.write(terminal, b"diptych fetch-im\t")
        assert seen(terminal, "fetch-images")
    finally:
        os.kill(shell, 9)
        os.close(terminal)
        os.waitpid(shell, 0)


def seen(terminal: int, words: str) -> bool:
    """Whether a terminal shows these words, within what a busy machine may take."""
    shown, end = "", time.monotonic() + 60
    while words not in shown and time.monotonic() < end:
        if select.select([terminal], [], [], 1)[0]:
            shown += os.read(terminal, 4096).decode(errors="replace")
    return words in shown


def test_each_shell_has_its_script_and_says_where_it_belongs(tmp_path: Path, run: Run) -> None:
    for shell, how in HOW.items():
        assert "diptych" in run("completion", shell, cwd=tmp_path).stdout
        assert how in run("completion", "--help", cwd=tmp_path).stdout
    powershell = run("completion", "powershell", cwd=tmp_path).stdout
    assert "Register-ArgumentCompleter" in powershell
    assert "-CommandName diptych" in powershell
    assert run("completion", "dosh", cwd=tmp_path).returncode == 2
