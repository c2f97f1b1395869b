"""What independent libraries said, committed: ``NAME.json``, written by ``NAME.py`` beside it.

They are heavy, so write in an environment that has them (the extra ``oracles``, and torch):

    python -m tests.figures.golden boxes losses …
"""
