"""What a file says of itself: front matter and tags."""
