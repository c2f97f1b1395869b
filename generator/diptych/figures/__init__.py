"""The notebook's figures: which there are, whether they are fresh, how they are drawn.

``registry`` reads the figure package with the standard library alone; only ``drawing`` imports
Matplotlib, and only when something is stale. ``svg`` is text in, text out.
"""
