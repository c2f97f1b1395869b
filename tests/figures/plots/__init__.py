"""Tests of the figures, a file a figure, and of what holds for all of them."""
