"""A language server: what an editor asks about a notebook while its notes are written.

Each feature is a pure function in a file of its own, of a `Snapshot` of the notebook and a place in
the text. Columns are counted in characters, from 0; only `server` knows how editors count.
"""
