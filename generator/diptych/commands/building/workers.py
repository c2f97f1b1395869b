"""Compile many sources by several processes, in their order and to the same documents.

This process compiles as well, from the end, while the others take from the beginning: so there is
one process less to start, and where none can be started, or one crashes, the work is done here.
"""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from threading import Thread
from typing import TYPE_CHECKING

from diptych.commands.building.one_by_one import as_bytes, compile_here

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future
    from multiprocessing.process import BaseProcess

    from diptych.compile import CompileSettings
    from diptych.model import Source

_AT_ONCE = 8_000  # characters that a process is given: little waits for the last one
_MOST = 7


def compile_many(
    sources: Sequence[Source], settings: CompileSettings, others: int, done: Callable[[], None]
) -> list[bytes]:
    """Compile sources in their order.

    Args:
        others: how many processes there may be beside this one.
        done: called for each source.

    Returns:
        each as `as_bytes` writes it.
    """
    # A fork would copy the threads' locks, and Windows has none: everywhere a fresh process.
    context = multiprocessing.get_context("spawn")
    try:
        pool = ProcessPoolExecutor(min(others, _MOST), context, _end_with_parent)
    except (OSError, NotImplementedError):  # a system without semaphores
        return _in_bytes(sources, settings, done)
    chunks = list(_chunks(sources))
    theirs: list[Future[list[bytes]]] = []
    ours: list[list[bytes]] = []
    with pool:
        while len(theirs) + len(ours) < len(chunks):
            busy = sum(not each.done() for each in theirs)
            if busy > others or not _hand_out(pool, chunks[len(theirs)], settings, theirs):
                ours.append(_in_bytes(chunks[-1 - len(ours)], settings, done))
        compiled: list[bytes] = []
        for waiting, chunk in zip(theirs, chunks, strict=False):
            compiled += _result(waiting, chunk, settings, done)
        return [*compiled, *(each for chunk in reversed(ours) for each in chunk)]


def _end_with_parent() -> None:
    """Let this process end when the one that started it is killed, instead of waiting for work."""
    if parent := multiprocessing.parent_process():
        Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(process: BaseProcess) -> None:
    process.join()
    os._exit(1)


def _hand_out(
    pool: ProcessPoolExecutor,
    chunk: Sequence[Source],
    settings: CompileSettings,
    theirs: list[Future[list[bytes]]],
) -> bool:
    """Give a chunk to another process; tell whether there is one that takes it."""
    try:
        theirs.append(pool.submit(_compile_chunk, chunk, settings))
    except (BrokenExecutor, OSError):  # none can be started, or one has crashed
        return False
    return True


def _compile_chunk(sources: Sequence[Source], settings: CompileSettings) -> list[bytes]:
    """Compile in another process; the one that waits counts."""
    return _in_bytes(sources, settings, lambda: None)


def _in_bytes(
    sources: Sequence[Source], settings: CompileSettings, done: Callable[[], None]
) -> list[bytes]:
    return [as_bytes(each) for each in compile_here(sources, settings, done)]


def _result(
    waiting: Future[list[bytes]],
    chunk: Sequence[Source],
    settings: CompileSettings,
    done: Callable[[], None],
) -> list[bytes]:
    """Take what another process compiled; compile it here if that crashed."""
    try:
        results = waiting.result()
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
