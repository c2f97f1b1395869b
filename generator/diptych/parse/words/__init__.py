"""What the words, numbers and marks of a line tell, in all languages."""
