"""Which headings ask, and what questions stand below each."""
