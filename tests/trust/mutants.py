"""Real notes, damaged at random: whatever stands in a file, no command ends with a traceback."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable, Iterator
from itertools import count, takewhile
from pathlib import Path

from tests.trust import judging
from tests.trust.judging import Row
from tests.trust.scene import command, use_folders

ROOT = Path(__file__).parents[2]
SNIPPETS = (
    *("\x00", "\ufeff", "\u2028", "\x1f", "\ufdd0", "\u202e", "\r", "\t", "\n\n\n", "   " * 9),
    *("$", "$$", "\\(", "\\frac{", "{{c1::", "}}", "[[", "![[", "](", "<details>", "</summary>"),
    *("<!--", "-->", "```", "~~~", "> [!note]", ":::", "---\n", "+++\n", "| - |", "[^1]: ", "{#a}"),
    *("Q: ", "A: ", "a :: b", "==x==", "%%", "#card", "1. ", "- [x] ", "% ", "&#0;", "&#xD800;"),
    *('{occlude="', "{.choice}", "\\ce{", "\\href{javascript:", "file:///etc", "%00", "𝔘", "é"),
)


def try_mutants(folder: Path, most: int, minutes: float = 0) -> list[Row]:
    """Check and build damaged notes, settings and ledgers.

    Args:
        most: how many.
        minutes: for so long instead, others each day.
    """
    seed = seed_of_today() if minutes else 1
    use_folders(folder)
    row = Row("damaged notes, settings and ledgers: a diagnostic or a sentence, never a traceback")
    chance = random.Random(seed)
    texts = [file.read_bytes() for file in sorted((ROOT / "tests/cases").rglob("*.md"))]
    texts += [file.read_bytes() for file in sorted((ROOT / "notes").glob("*.md"))]
    ledger = (ROOT / "notes/identity.jsonl").read_bytes().splitlines(keepends=True)
    settings = (ROOT / "diptych.toml").read_bytes().replace(b'figures = "figures"', b"")
    for number in _until(time.monotonic() + 60 * minutes) if minutes else range(most):
        notes = folder / f"n{number}/notes"
        notes.mkdir(parents=True)
        damage = chance.choice(DAMAGES)
        text = chance.choice(texts)[: chance.randrange(200, 6000)]
        (notes / "a.md").write_bytes(damage(text, chance))
        (notes / "b.md").write_bytes(chance.choice(texts)[:2000])
        if number % 3 == 0:
            rows = b"".join(ledger[: chance.randrange(2, 6)])
            (notes / "identity.jsonl").write_bytes(damage(rows, chance))
        if number % 4 == 0:
            (notes.parent / "diptych.toml").write_bytes(damage(settings, chance))
        what = "build" if number % 2 else "check"
        problems = judging.of_words(command(what, str(notes.parent)))
        row.add(f"{number} of seed {seed}: {what}", problems)
        shutil.rmtree(notes.parent)
    return [row]


def seed_of_today() -> int:
    """Give a seed that is another each day, and the same all day."""
    return int(time.time()) // 86_400


def _until(moment: float) -> Iterator[int]:
    return takewhile(lambda _: time.monotonic() < moment, count())


def _cut(text: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(text))
    return text[:start] + text[start + chance.randrange(1, 60) :]


def _repeat(text: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(text))
    return text[:start] + text[start : start + 40] * chance.randrange(2, 60) + text[start:]


def _insert(text: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randrange(1, 12)):
        at = chance.randrange(len(text))
        text = text[:at] + chance.choice(SNIPPETS).encode() + text[at:]
    return text


def _nest(text: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(text))
    return text[:at] + chance.choice(SNIPPETS).encode() * 400 + text[at:]


def _flip(text: bytes, chance: random.Random) -> bytes:
    changed = bytearray(text)
    for _ in range(chance.randrange(1, 8)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _shuffle(text: bytes, chance: random.Random) -> bytes:
    lines = text.splitlines(keepends=True)
    chance.shuffle(lines)
    return b"".join(lines)


DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _cut,
    _repeat,
    _insert,
    _nest,
    _flip,
    _shuffle,
)
