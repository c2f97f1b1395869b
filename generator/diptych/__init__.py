"""Diptych's engine: Markdown notes in, an Anki deck and a static site out.

The rooms, in the order in which data passes through them: ``input``, ``syntax``, ``parse``,
``figures``, ``render``, ``compile``, ``identity``, ``link``, ``deck`` and ``site``, ``output``.
``commands/building/pipeline.py`` tells it all; between ``input`` and ``output`` all is pure.
"""

__version__ = "0.2.0"
