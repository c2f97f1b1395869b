"""A folder in; settings, sources, theme and media out. Reads the disk, writes nothing."""
