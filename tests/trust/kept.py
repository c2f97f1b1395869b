"""What builds keep for themselves, damaged: the next build takes longer, and writes the same."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from tests.trust import judging
from tests.trust.judging import Row
from tests.trust.scene import Done, Files, Scene, guids, output_of

MANIFEST = "notebook/site/.diptych.json"
# Former decks say when a card changed: one that is damaged costs that, and no build.
_KEPT = ("cache/", "data/", MANIFEST)


def try_kept(folder: Path, most: int, seed: int) -> Row:
    """Damage one kept file, or two of them, and build an edited notebook.

    Args:
        most: how many times.
    """
    row = Row("damaged caches and manifests: the next build mends it or says so, the same bytes")
    chance = random.Random(seed)
    scene = Scene.make(folder)
    scene.put(scene.before)
    scene.build()
    kept = {
        name: file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and (name := file.relative_to(folder).as_posix()).startswith(_KEPT)
    }
    for number in range(most):
        damage = chance.choice(DAMAGES)
        changed = damage(kept, chance)
        scene.put(scene.edited | kept | changed)
        done = scene.build()
        # A manifest may have lost a file's name to a flipped bit: nobody knows whose that is.
        what = f"{number} of seed {seed}: {damage.__name__} of {', '.join(changed)}"
        asks = (
            damage is _flipped and MANIFEST in changed and "was not written by Diptych" in done.said
        )
        row.add(what, judging.of_words(done) + ([] if asks else _of_bytes(scene, done)))
    return row


def _of_bytes(scene: Scene, done: Done) -> list[str]:
    if done.code:
        return [f"the build fails: {done.said.strip()[:150]}"]
    files = scene.files()
    made, meant = output_of(files), output_of(scene.after)
    problems = [f"other bytes: {name}" for name in meant if made.get(name) != meant[name]]
    return problems + ([] if guids(files) == guids(scene.after) else ["an id was lost"])


def _emptied(kept: Files, chance: random.Random) -> Files:
    return {chance.choice(sorted(kept)): b""}


def _cut(kept: Files, chance: random.Random) -> Files:
    name = chance.choice(sorted(kept))
    return {name: kept[name][: chance.randrange(len(kept[name]) + 1)]}


def _flipped(kept: Files, chance: random.Random) -> Files:
    name = chance.choice(sorted(kept))
    changed = bytearray(kept[name])
    for _ in range(chance.randrange(1, 20) if changed else 0):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return {name: bytes(changed)}


def _swapped(kept: Files, chance: random.Random) -> Files:
    one, other = chance.sample(sorted(kept), 2)
    return {one: kept[other], other: kept[one]}


def _foreign(kept: Files, chance: random.Random) -> Files:
    name = chance.choice(sorted(kept))
    texts = (b"[]", b"{}", b"null", b"1", b'"a"', b"[1]", b'{"a": 1}', b"[" * 9999, b"1" * 9999)
    return {name: chance.choice((*texts, b"\xff\x00"))}


DAMAGES: tuple[Callable[[Files, random.Random], Files], ...] = (
    _emptied,
    _cut,
    _flipped,
    _swapped,
    _foreign,
)
