"""How fast the numerics are beside their references: ``python -m tests.benchmarks``.

Speed is told as ratios of paired runs: ours and the reference take turns, so that whatever else the
machine does hits both. A ratio above 1 says that ours is faster.
"""
