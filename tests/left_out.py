"""What a run without the slow tests leaves out is said at its end, so that nobody takes it for all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest


class LeftOut:
    """Counts the slow tests that were left out, by file."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        """Count those that are slow; whoever named tests by `-k` knows what was left out."""
        if not items[0].config.getoption("markexpr"):
            return
        self.counts.update(
            item.nodeid.partition("::")[0] for item in items if item.get_closest_marker("slow")
        )

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Hand the counts to the process that shared out the tests, if this is a worker."""
        output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
        if output is not None:
            output["left_out"] = dict(self.counts)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take a worker's counts; each worker has looked at all tests."""
        self.counts |= Counter(getattr(node, "workeroutput", {}).get("left_out", {}))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Name the files, and how many tests of each."""
        if self.counts:
            files = ", ".join(f"{file} ({count})" for file, count in sorted(self.counts.items()))
            terminalreporter.write_line(f"left out {self.counts.total()} slow tests: {files}")
