"""Compile many sources by several processes, in their order and to the same documents.

This process compiles as well, while the others have enough to do: so there is one process less to
start, and where none can be started, or one crashes, the work is done here.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from threading import Thread
from typing import TYPE_CHECKING

from diptych.commands.building.one_by_one import as_bytes, compile_here

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.process import BaseProcess

    from diptych.compile import CompileSettings
    from diptych.model import Source

_AT_ONCE = 8_000  # characters that a process is given: little waits for the last one
_MOST = 7


def compile_many(
    sources: Sequence[Source], settings: CompileSettings, others: int, done: Callable[[], None]
) -> Iterator[bytes]:
    """Compile sources in their order.

    Args:
        others: how many processes there may be beside this one.
        done: called for each source.

    Yields:
        each as `as_bytes` writes it, as soon as those before it are there.
    """
    # A fork would copy the threads' locks, and Windows has none: everywhere a fresh process.
    context = multiprocessing.get_context("spawn")
    try:
        pool = ProcessPoolExecutor(min(others, _MOST), context, _end_with_parent)
    except (OSError, NotImplementedError):  # a system without semaphores
        yield from _in_bytes(sources, settings, done)
        return
    begun: deque[tuple[list[Source], Future[list[bytes]] | list[bytes]]] = deque()
    with pool:
        for chunk in _chunks(sources):
            busy = sum(isinstance(work, Future) and not work.done() for _, work in begun)
            theirs = _hand_out(pool, chunk, settings) if busy <= others else None
            begun.append((chunk, theirs or _in_bytes(chunk, settings, done)))
            while begun and not (isinstance(begun[0][1], Future) and not begun[0][1].done()):
                yield from _result(*begun.popleft(), settings, done)
        while begun:
            yield from _result(*begun.popleft(), settings, done)


def _end_with_parent() -> None:
    """Let this process end when the one that started it is killed, instead of waiting for work."""
    if parent := multiprocessing.parent_process():
        Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(process: BaseProcess) -> None:
    process.join()
    os._exit(1)


def _hand_out(
    pool: ProcessPoolExecutor, chunk: Sequence[Source], settings: CompileSettings
) -> Future[list[bytes]] | None:
    """Give a chunk to another process; None if there is none that takes it."""
    try:
        return pool.submit(_compile_chunk, chunk, settings)
    except (BrokenExecutor, OSError):  # none can be started, or one has crashed
        return None


def _compile_chunk(sources: Sequence[Source], settings: CompileSettings) -> list[bytes]:
    """Compile in another process; the one that waits counts."""
    return _in_bytes(sources, settings, lambda: None)


def _in_bytes(
    sources: Sequence[Source], settings: CompileSettings, done: Callable[[], None]
) -> list[bytes]:
    return [as_bytes(each) for each in compile_here(sources, settings, done)]


def _result(
    chunk: Sequence[Source],
    work: Future[list[bytes]] | list[bytes],
    settings: CompileSettings,
    done: Callable[[], None],
) -> list[bytes]:
    """Take what was compiled, here or by another process; compile it here if that crashed."""
    if isinstance(work, list):
        return work
    try:
        results = work.result()
    except BrokenExecutor:
        return _in_bytes(chunk, settings, done)
    for _ in results:
        done()
    return results


def _chunks(sources: Sequence[Source]) -> Iterator[list[Source]]:
    """Cut the sources into pieces of about the same size, none empty."""
    chunk: list[Source] = []
    size = 0
    for source in sources:
        chunk.append(source)
        size += len(source.text)
        if size >= _AT_ONCE:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
