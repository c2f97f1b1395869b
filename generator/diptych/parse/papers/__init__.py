"""Questions that only their place in a paper tells: they are made headings."""
