"""Tests of the room ``interface``."""
