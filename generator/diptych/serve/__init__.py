"""A site shown while its notes are written: a server on this machine, and what watches files."""
