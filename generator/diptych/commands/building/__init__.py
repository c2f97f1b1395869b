"""A build, from the settings to the files, and what else is made of the same notebook."""
