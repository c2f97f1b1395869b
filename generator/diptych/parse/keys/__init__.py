"""Keys of answers: found behind questions, read, and joined with them."""
