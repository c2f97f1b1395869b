"""The room that brings the notes into a learner's account, with no desktop open.

It keeps a copy of the account's collection, opened by Anki's own engine (PyPI's ``anki``, AGPL,
imported here and nowhere else, only by this command). ``copy`` are the copy's files, ``account``
logs in and syncs, ``actions`` does what AnkiConnect does, so that ``connect/`` compares and sends
as it does with a running Anki; ``difference`` counts what either side of a conflict would lose.
"""
