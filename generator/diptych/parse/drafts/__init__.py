"""Questions as finders find them, and what is taken off or added before they are made."""
