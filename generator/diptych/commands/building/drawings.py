"""Drawings in Mermaid, made by its own command where that is on the PATH: ``mmdc``.

Notes may come from anybody, and so may what a drawing says. What the command makes is taken as a
picture of dots only, which holds no scripts and leads nowhere; it is given so much time and no
more; and what it made is kept, by the drawing's text.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from base64 import b64encode
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from msgspec.structs import replace

from diptych.output.versions import DRAWS_MERMAID as COMMAND
from diptych.syntax.data_images import LARGEST, ending_of_picture
from diptych.syntax.diagrams import MERMAID, diagram_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from diptych.model import Source
    from diptych.output.store import Store

SECONDS = 60
"""For one drawing; a browser starts for each."""

ALL_SECONDS = 300
"""For all drawings of one build."""

LONGEST = 50_000
"""Characters of one drawing's text."""

SCALE = 2
"""Dots of a picture for each of the page."""


def with_drawings(sources: Sequence[Source], store: Store) -> list[Source]:
    """Give each source the pictures of its drawings, or why there are none."""
    sign = MERMAID.lower()
    asking = [each for each in sources if any(sign in text.lower() for text in _texts(each))]
    command = shutil.which(COMMAND) if asking else None
    if command is None:
        return [*sources]
    drawn = {source.path: tuple(dict.fromkeys(_codes(source))) for source in asking}
    codes = dict.fromkeys(code for found in drawn.values() for code in found)
    pictures = _pictures(command, list(codes), store)
    return [
        replace(each, drawings=tuple((code, *pictures[code]) for code in drawn.get(each.path, ())))
        for each in sources
    ]


def _texts(source: Source) -> Iterator[str]:
    yield source.text
    yield from (each.text for each in source.transcluded)


def _codes(source: Source) -> Iterator[str]:
    from diptych.syntax.markdown import block_tokens  # mostly nothing is drawn, and nothing parsed

    for text in _texts(source):
        for token in block_tokens(text):
            if token.type == "fence" and diagram_of(token.info) == MERMAID:
                yield token.content


def _pictures(command: str, codes: list[str], store: Store) -> dict[str, tuple[str, str]]:
    """Find or make the picture of each drawing: its address, or else what went wrong."""
    keys = {code: _key(command, code) for code in codes}
    known = store.read([*keys.values()])
    made: dict[bytes, bytes] = {}
    found: dict[str, tuple[str, str]] = {}
    end = time.monotonic() + ALL_SECONDS
    for code, key in keys.items():
        trouble = ""
        data = known.get(key)
        if data is None:
            data, trouble = _draw(command, code, end - time.monotonic())
            made |= {key: data} if data else {}
        address = f"data:image/png;base64,{b64encode(data).decode()}" if data else ""
        found[code] = (address, trouble)
    store.write(made)
    return found


def _key(command: str, code: str) -> bytes:
    whole = f"{COMMAND}\0{command}\0{SCALE}\0{code}"
    return hashlib.blake2b(whole.encode(errors="surrogatepass"), digest_size=32).digest()


def _draw(command: str, code: str, left: float) -> tuple[bytes, str]:
    """Let the command draw; give the picture's bytes, or none and why."""
    if len(code) > LONGEST:
        return b"", f"it has more than {LONGEST} characters"
    if left <= 0:
        return b"", f"all drawings together took more than {ALL_SECONDS} seconds"
    with TemporaryDirectory(prefix="diptych-", ignore_cleanup_errors=True) as folder:
        text, picture = Path(folder) / "drawing.mmd", Path(folder) / "drawing.png"
        text.write_text(code, encoding="utf-8", errors="replace", newline="\n")
        look = ("--backgroundColor", "white", "--scale", str(SCALE), "--quiet")
        arguments = [command, "--input", str(text), "--output", str(picture), *look]
        trouble = _run(arguments, folder, min(SECONDS, left))
        try:
            data = picture.read_bytes() if picture.stat().st_size <= LARGEST else b""
        except OSError:
            return b"", trouble or f"`{COMMAND}` wrote no picture"
    if trouble or ending_of_picture(data) != ".png":
        return b"", trouble or f"`{COMMAND}` wrote no picture of at most {LARGEST // 2**20} MiB"
    return data, ""


def _run(arguments: Sequence[str], folder: str, seconds: float) -> str:
    """Run a command and what it starts; give what went wrong, or nothing."""
    try:
        process = subprocess.Popen(
            arguments,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=sys.platform != "win32",
        )
    except OSError as error:
        return f"`{COMMAND}` cannot be run: {error.strerror or error}"
    try:
        _, said = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        _end(process)
        return f"`{COMMAND}` took more than {round(seconds)} seconds"
    if process.returncode == 0:
        return ""
    lines = said.decode("utf-8", errors="replace").split("\n")
    return f"`{COMMAND}` says “{_first_words(lines) or process.returncode}”"


def _first_words(lines: Iterable[str]) -> str:
    said = next((line for each in lines if (line := " ".join(each.split()))), "")
    return "".join(character for character in said if character.isprintable())[:200]


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process that we started, and the browser that it started."""
    if sys.platform == "win32":
        kill = ("taskkill", "/F", "/T", "/PID", str(process.pid))
        subprocess.run(kill, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.communicate()
