"""Tests of the server that shows a site while its notes are written."""
