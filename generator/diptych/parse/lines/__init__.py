"""A text as lines and items: which of them ask, and where each ends."""
