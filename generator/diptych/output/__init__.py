"""Bytes in, files out: the lock, atomic replacement, the manifest of what was written."""
