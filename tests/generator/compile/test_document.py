"""Compiling is a pure function of one file: in any order, in any process, to the same plain data."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diptych.compile import Compiled, CompileSettings, Requirements, compile_source, decode, encode
from diptych.input.config import load_config
from diptych.input.options import Options
from diptych.input.sources import find_notes, read_sources
from diptych.model import Source
from diptych.model.book import Relocation
from diptych.render.relocations import relocations
from tests.conftest import of
from tests.generator.any_notes import notes

ROOT = Path(__file__).parents[3]
CASES = sorted((ROOT / "tests" / "cases").rglob("*.md"))
REQUIRED = Requirements(longest_answer=20, sources=True, abbreviations=True)
SETTINGS = CompileSettings(Options(), REQUIRED)


def own_sources() -> list[Source]:
    """The sources of this repository's notebook."""
    config, _ = load_config(ROOT)
    sources, problems = read_sources(
        config.root, find_notes(config.root, config.notes, config.output).files
    )
    assert not problems
    return sources


@pytest.fixture(scope="module")
def compiled() -> list[Compiled]:
    return [compile_source(source, SETTINGS) for source in own_sources()]


def test_every_case_read_from_bytes_is_equal(compiled: list[Compiled]) -> None:
    cases = [compile_source(Source(f.name, f.read_text("utf-8")), SETTINGS) for f in CASES]
    kinds: set[type] = set()
    for each in (*compiled, *cases):
        with of(each.path):
            again = decode(encode(each))
            assert again == each
        parts = [part for q in again.questions for part in (*q.page_parts, *q.card_parts)]
        kinds |= {type(found) for part in parts for found in relocations(part)}
    assert kinds == set(Relocation.__subclasses__())


@settings(max_examples=50)
@given(notes())
def test_any_notes_read_from_bytes_are_equal(text: str) -> None:
    each = compile_source(Source("a.md", text), SETTINGS)
    assert decode(encode(each)) == each


@settings(max_examples=2)
@given(st.randoms(use_true_random=False))
def test_the_order_of_files_makes_no_difference(compiled: list[Compiled], random: Random) -> None:
    sources = own_sources()
    order = list(range(len(sources)))
    random.shuffle(order)
    again = {n: compile_source(sources[n], SETTINGS) for n in order}
    assert [again[n] for n in range(len(sources))] == compiled


@pytest.mark.slow
def test_a_process_of_its_own_gives_the_same(compiled: list[Compiled]) -> None:
    """Each document in one that compiled nothing before, with hashes of another seed than ours."""
    # One process imports the engine, and those of the documents are its copies, where there are such.
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    context.set_forkserver_preload([__name__])
    with ProcessPoolExecutor(max_workers=2, mp_context=context, max_tasks_per_child=1) as pool:
        assert list(map(decode, pool.map(_compile_and_encode, own_sources()))) == compiled


def _compile_and_encode(source: Source) -> bytes:
    return encode(compile_source(source, SETTINGS))
