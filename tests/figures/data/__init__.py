"""The committed data are what their recipes make."""
