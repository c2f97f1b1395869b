"""The tests mirror the engine and the figures; ``cases/`` holds notes in, expected out."""
