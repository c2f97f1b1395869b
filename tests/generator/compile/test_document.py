"""Compiling is a pure function of one file: in any order, in any process, to the same plain data."""

from __future__ import annotations

import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diptych.compile import Compiled, CompileSettings, compile_source
from diptych.compile.checks.facts import Requirements
from diptych.input.config import load_config
from diptych.input.options import Options
from diptych.input.sources import list_notes, read_sources
from diptych.model import Source
from tests.generator.any_notes import notes

ROOT = Path(__file__).parents[3]
CASES = sorted((ROOT / "tests" / "cases").glob("*.md"))
SETTINGS = CompileSettings(Options(), Requirements(longest_answer=20, sources=True))


def own_sources() -> list[Source]:
    """The sources of this repository's notebook."""
    config, _ = load_config(ROOT)
    sources, problems = read_sources(config.root, list_notes(config.notes, config.output))
    assert not problems
    return sources


@pytest.fixture(scope="module")
def compiled() -> list[Compiled]:
    return [compile_source(source, SETTINGS) for source in own_sources()]


def test_it_is_plain_data(compiled: list[Compiled]) -> None:
    for each in compiled:
        assert pickle.loads(pickle.dumps(each)) == each
        assert b"markdown_it" not in pickle.dumps(each)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_every_case_is_plain_data(case: Path) -> None:
    each = compile_source(Source(case.name, case.read_text("utf-8")), SETTINGS)
    assert pickle.loads(pickle.dumps(each)) == each
    assert b"markdown_it" not in pickle.dumps(each)


@settings(max_examples=50)
@given(notes())
def test_any_notes_are_plain_data(text: str) -> None:
    each = compile_source(Source("a.md", text), SETTINGS)
    assert pickle.loads(pickle.dumps(each)) == each


@settings(max_examples=5)
@given(st.randoms(use_true_random=False))
def test_the_order_of_files_makes_no_difference(compiled: list[Compiled], random: Random) -> None:
    sources = own_sources()
    order = list(range(len(sources)))
    random.shuffle(order)
    again = {n: compile_source(sources[n], SETTINGS) for n in order}
    assert [again[n] for n in range(len(sources))] == compiled


def test_a_process_of_its_own_gives_the_same(compiled: list[Compiled]) -> None:
    context = multiprocessing.get_context("spawn")
    one = partial(compile_source, settings=SETTINGS)
    with ProcessPoolExecutor(max_workers=2, mp_context=context, max_tasks_per_child=1) as pool:
        assert list(pool.map(one, own_sources())) == compiled
