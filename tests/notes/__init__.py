"""Numbers in our notes, computed anew."""
