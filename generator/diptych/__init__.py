"""Diptych's engine: Markdown notes in, an Anki deck and a static site out.

The rooms, in the order in which data passes through them: ``config``, ``source``, ``parse``,
``check``, ``identity``, ``render``, ``deck`` and ``site``, ``write``. ``build`` tells the whole
story; everything between ``source`` and ``write`` is a pure function.
"""

__version__ = "0.2.0"
