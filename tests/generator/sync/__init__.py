"""Tests of the room ``sync`` and of its command, against Anki's own sync server."""
