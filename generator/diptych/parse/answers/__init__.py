"""Answers: their parts and labels, where they are hidden, what they have in common."""
