"""Tests of the figures and the algorithms behind them, a file a module."""
