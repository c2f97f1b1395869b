"""What is found out of one document without any other: takes it, gives diagnostics."""
