"""Documents in, a linked notebook out: targets, entries, and the checks that need all files."""
