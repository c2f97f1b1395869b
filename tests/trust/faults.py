"""Each call that a build makes to the disk fails once: the output is the old one or the new one."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from tests.trust import judging
from tests.trust.calls import WRITES, at_call, count_calls, listening
from tests.trust.judging import Row
from tests.trust.scene import Scene, guids

ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES)
READ_ERRORS = (errno.EIO, errno.EACCES)


def try_faults(folder: Path, every: int, first: int = 0) -> list[Row]:
    """Let each call of a build fail, one at a time.

    Args:
        every: of how many calls one is tried.
        first: the number of the first.
    """
    scene = Scene.make(folder)
    writes = Row("a write fails: the old output or the new one, whole; a sentence; the next heals")
    reads = Row("a read fails: likewise, or what could not be read is told")
    scene.put(scene.edited)
    calls = count_calls(str(folder), scene.build)
    for number in range(first, len(calls), every):
        call, path = calls[number]
        kinds = ERRORS if call in WRITES else READ_ERRORS
        code = kinds[number // every % len(kinds)]
        case = f"{number}: {call} {os.path.relpath(path, folder)} {errno.errorcode[code]}"
        (writes if call in WRITES else reads).add(case, _problems(scene, number, code))
    return [writes, reads]


def _problems(scene: Scene, number: int, code: int) -> list[str]:
    hit = ""

    def fail(call: str, path: str) -> None:
        nonlocal hit
        hit = call
        raise OSError(code, os.strerror(code), path)

    scene.put(scene.edited)
    with listening(str(scene.folder), at_call(number, fail)):
        done = scene.build()
    files = scene.files()
    problems = judging.of_words(done) + judging.of_ids(files, guids(scene.before))
    problems += judging.of_left_over(scene, files, done.code)
    if hit in WRITES or not _told(done.said):
        problems += judging.of_output(scene, files, done.code)
    return problems + judging.of_next(scene, scene.build(), scene.files(), done.said)


def _told(said: str) -> bool:
    """Tell whether a build said that something could not be read, or is not there."""
    return "warning" in said and " 0 warnings" not in said
