"""Pure functions on arrays; each is tested against a formula or a slower twin."""
