"""Markdown → Documents of Questions: repair, tokenise, offer to the finders.

``source`` is the way in. It is imported from there, not from here: whoever only wants a word of how
notes are written, as linking does, loads no finders.
"""
