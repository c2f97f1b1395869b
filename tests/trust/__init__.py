"""The promises about trust, tried hard: `python -m tests.trust` (small), `--full` (all of it)."""
