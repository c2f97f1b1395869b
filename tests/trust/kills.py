"""A build is killed at one of its calls: no file is torn, no page names what is missing."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from tests.trust import judging
from tests.trust.calls import at_call, count_calls, listening
from tests.trust.judging import Row
from tests.trust.scene import Scene


def try_kills(folder: Path, most: int) -> list[Row]:
    """Kill builds, of a whole notebook and of one that was edited, at calls of equal distance.

    Args:
        most: how many kills of each.
    """
    scene = Scene.make(folder)
    rows = []
    fresh = {name: data for name, data in scene.edited.items() if "/site/" not in name}
    fresh.pop("notebook/notes/identity.jsonl")
    for what, begin in (("an edit", scene.edited), ("a first build", fresh)):
        row = Row(f"killed in {what}: no torn file, no dangling page, no id lost; the next heals")
        scene.put(begin)
        scene.build()
        scene.after = scene.files()
        scene.put(begin)
        count = len(count_calls(str(folder), scene.build))
        numbers = sorted({place * count // most for place in range(most)})
        for number in numbers:
            scene.put(begin)
            killed = _killed(scene, number)
            files = scene.files()
            problems = [] if killed else ["the build was not killed"]
            problems += judging.of_pieces(scene, files, first=begin is fresh)
            problems += judging.of_next(scene, scene.build(), scene.files())
            row.add(f"call {number} of {count}", problems)
        rows.append(row)
    return rows


def _killed(scene: Scene, number: int) -> bool:
    """Build in a process of its own that is killed at a call; tell whether it was."""
    child = os.fork()
    if child == 0:
        try:
            kill = at_call(number, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
            with listening(str(scene.folder), kill):
                scene.build()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)
