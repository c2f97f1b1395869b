"""What is said about notes: codes, severities, suppressions; as text, JSON or annotations."""
