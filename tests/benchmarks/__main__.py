"""Run the benchmarks named, or all: ``python -m tests.benchmarks [NAME …]``."""

from __future__ import annotations

import os
import sys

# One thread for everybody; the libraries read this when they are first imported.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

from importlib import import_module  # noqa: E402
from pathlib import Path  # noqa: E402

from tests.benchmarks.paired import measure  # noqa: E402


def main(names: list[str]) -> int:
    """Print a line a comparison; 1 when a library that one asks for is not installed."""
    known = sorted(file.stem for file in Path(__file__).parent.glob("bench_*.py"))
    unknown = [name for name in names if f"bench_{name}" not in known]
    if unknown:
        print(f"no benchmark {unknown[0]}; there are: {', '.join(n[6:] for n in known)}")
        return 2
    print(f"{'':52} {'reference ÷ ours: median (least…most)':>38} {'ours':>10} {'runs':>5}")
    absent = False
    for name in [f"bench_{name}" for name in names] or known:
        try:
            cases = import_module(f"tests.benchmarks.{name}").cases()
            for case in cases:
                ratio = measure(case)
                spread = f"{ratio.median:.2f} ({ratio.least:.2f}…{ratio.most:.2f})"
                title = f"{case.name} | {case.reference}"
                print(f"{title:52} {spread:>38} {ratio.ours_seconds * 1e3:8.2f}ms {ratio.rounds:5}")
        except ImportError as error:
            print(f"{name[6:]}: needs {error.name} (the extra `oracles`; torch by hand)")
            absent = True
    return int(absent)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
