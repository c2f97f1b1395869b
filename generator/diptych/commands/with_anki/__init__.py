"""The notes beside a collection of Anki: sent to it, brought back from it, studied in it."""
