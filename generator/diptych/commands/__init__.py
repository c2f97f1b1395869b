"""One file a command: arguments in, an exit code out. Only here do all rooms meet."""
