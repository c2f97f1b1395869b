"""What a command costs: CPU and wall time, and memory at its peak; where the system counts them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_ENVIRONMENT = {
    name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
}
_KILO = 1 if sys.platform == "darwin" else 1024  # the unit of ru_maxrss


class CommandError(Exception):
    """A command that was to be measured failed; tells what it said."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What one run cost, its own child processes included.

    Attributes:
        cpu: seconds, of all processors together.
        wall: seconds.
        peak: bytes of memory, of the largest of its processes.
    """

    cpu: float
    wall: float
    peak: int


def measure(command: Sequence[str | Path], folder: Path, environment: Mapping[str, str]) -> Usage:
    """Run a command to its end, with Python's modules compiled as they are where it is installed.

    Args:
        environment: what is set beside what is set already.

    Raises:
        CommandError: its exit code is not 0.
    """
    with (folder / "benchmark.log").open("w+", encoding="utf-8") as log:
        begin = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, stdout=log, stderr=log, env={**_ENVIRONMENT, **environment}
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            log.seek(0)
            raise CommandError(f"{command} gave {process.returncode}: {log.read()[-2000:]}")
    return Usage(used.ru_utime + used.ru_stime, wall, used.ru_maxrss * _KILO)
