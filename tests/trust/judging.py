"""What is wrong with the files that a command left behind, in a few words each."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from diptych.output.staging import STAGE
from tests.trust.scene import Done, Files, Scene, dangling, guids, left_over, output_of

MANIFEST = "notebook/site/.diptych.json"


@dataclass
class Row:
    """One line of the table: a promise, how often it was tried, and what did not hold."""

    promise: str
    tried: int = 0
    broken: Counter[str] = field(default_factory=Counter)
    first: dict[str, str] = field(default_factory=dict)

    def add(self, case: str, problems: list[str]) -> None:
        """Count one case, and remember the first that each problem came from."""
        self.tried += 1
        for each in problems:
            self.broken[each] += 1
            self.first.setdefault(each, case)

    def lines(self) -> Iterator[str]:
        """A line of the table, and one for each thing that did not hold."""
        held = "held" if not self.broken else f"{sum(self.broken.values())} broken"
        yield f"| {self.promise} | {self.tried} | {held} |"
        for problem, times in self.broken.most_common():
            yield f"    {times} × {problem}; first: {self.first[problem]}"


def of_words(done: Done) -> list[str]:
    """A command must end with a sentence, never with a traceback."""
    problems = []
    if done.fell:
        problems.append(f"a traceback: {done.fell.strip().splitlines()[-1][:150]}")
    if "Traceback" in done.said:
        problems.append("a traceback among its words")
    if done.code not in (0, 1, 2, 99):
        problems.append(f"exit code {done.code}")
    if done.code == 1 and not done.said.strip():
        problems.append("it failed without a word")
    if "report it" in done.said:
        problems.append(f"the last resort had to speak: {done.said.strip()[:200]}")
    return problems


def of_output(scene: Scene, files: Files, code: int) -> list[str]:
    """After a fault the output is the old one or the new one; if it failed, the old one."""
    if code == 0:  # what cannot be swept now, the next build sweeps
        files = {name: data for name, data in files.items() if f"/{STAGE}/" not in name}
    states = (files, scene.edited, scene.after)
    now, old, new = (output_of(_without_words(each)) for each in states)
    if now == new and code == 0:
        return []
    if now == old and code != 0:
        return []
    if code == 0:
        return [f"it says fine, and {_differences(now, new)}"]
    if now == new:
        return ["it fails, and the output is new"]
    return [f"it fails, and {_differences(now, old)}"]


def of_pieces(scene: Scene, files: Files, *, first: bool) -> list[str]:
    """After a kill no file is torn, no page that can be reached is broken, and no id is lost.

    Args:
        first: whether there was no output before, and so no page that leads to others.
    """
    problems = []
    known = {*scene.edited.items(), *scene.after.items()}
    for name, data in files.items():
        hidden = any(part.startswith(".") for part in name.split("/"))
        if (name, data) not in known and not hidden:
            problems.append(f"{name} is torn")
    seen = {name: data for name, data in output_of(files).items() if not name.startswith(".")}
    for each in dangling(seen):
        page, path = each
        if path.endswith(".html") and (first or page not in output_of(scene.edited)):
            continue  # nothing leads to a new page yet, and what it leads to is on its way
        problems.append(f"dangling: {page} names {path}")
    return problems + of_ids(files, {} if first else guids(scene.before))


def of_ids(files: Files, before: dict[str, str]) -> list[str]:
    """What the ledger remembered, it remembers."""
    now = guids(files)
    lost = [name for name, guid in before.items() if now.get(name) != guid]
    return [f"the ledger lost {name}" for name in lost]


def of_next(scene: Scene, done: Done, files: Files, told: str = "") -> list[str]:
    """The next build makes all whole, and leaves nothing over.

    Args:
        told: what the build before said; of what it could not remember nothing is asked.
    """
    problems = of_words(done)
    if done.code != 0:
        problems.append(f"the next build fails: {done.said.strip()[:200]}")
    elif (now := _asked(files, told)) != (wanted := _asked(scene.after, told)):
        problems.append(f"the next build leaves that {_differences(now, wanted)}")
    return problems


def of_left_over(scene: Scene, files: Files, code: int) -> list[str]:
    """Nothing lies about that neither state has; what cannot be swept, the next build sweeps."""
    left = left_over(files, scene.edited | scene.after)
    return [f"left over: {name}" for name in left if code != 0 or f"/{STAGE}/" not in name]


def _asked(files: Files, told: str) -> Files:
    """What must be as it was, whatever was said and could not be remembered."""
    forgotten = "data/former/" if "cannot be kept" in told else ()
    kept = {name: data for name, data in files.items() if not name.startswith(forgotten)}
    return _without_words(kept)


def _without_words(files: Files) -> Files:
    """Leave out what the last build said: which questions went is said once."""
    told = json.loads(files.get(MANIFEST, b"{}"))
    rest = {name: told.get(name) for name in ("files", "keys")}
    return files | {MANIFEST: json.dumps(rest).encode()}


def _differences(now: Files, wanted: Files) -> str:
    missing, extra = sorted(wanted.keys() - now.keys()), sorted(now.keys() - wanted.keys())
    other = sorted(name for name in now.keys() & wanted.keys() if now[name] != wanted[name])
    parts = [
        f"{word} {', '.join(names[:3])}{' …' if len(names) > 3 else ''}"
        for word, names in (("lacks", missing), ("has besides", extra), ("differs in", other))
        if names
    ]
    return "the output " + "; ".join(parts)
