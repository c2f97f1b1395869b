"""A run without the slow tests says what it left out, in one process and in two."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = "pytester"

ROOT = Path(__file__).parents[1]

TESTS = """
import pytest

@pytest.mark.slow
@pytest.mark.parametrize("case", [1, 2])
def test_long(case): pass

def test_short(): pass

def test_other(): pass
"""


@pytest.fixture
def some_tests(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # of plugins only what shares out
    pytester.makeini("[pytest]\nmarkers = slow\naddopts = -p xdist.plugin\n")
    pytester.makeconftest(
        "from tests.left_out import LeftOut\n"
        "def pytest_configure(config): config.pluginmanager.register(LeftOut())\n"
    )
    pytester.makepyfile(test_one=TESTS, test_two=TESTS)
    return pytester


@pytest.mark.parametrize("processes", [0, 2])
def test_what_was_left_out_is_said(some_tests: pytest.Pytester, processes: int) -> None:
    done = some_tests.runpytest_subprocess("-n", str(processes), "-m", "not slow")
    done.assert_outcomes(passed=4, deselected=0 if processes else 4)
    done.stdout.fnmatch_lines(["left out 4 slow tests: test_one.py (2), test_two.py (2)"])


def test_where_all_were_run_or_others_named_nothing_is_said(some_tests: pytest.Pytester) -> None:
    for arguments in ([], ["-k", "short"]):
        done = some_tests.runpytest_subprocess("-n", "0", *arguments)
        done.stdout.no_fnmatch_line("left out*")
