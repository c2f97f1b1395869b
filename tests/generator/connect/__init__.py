"""Tests of the room ``deck``."""
