"""Stories: what becomes of a studied collection when its notes are edited, built and imported again.

``book`` is the notes as data, ``world`` the notebook with its collection and what is measured,
``collection`` what lies in Anki. ``registry`` says what a story is; the other modules tell them.
``python -m tests.generator.identity.stories`` prints the table of all, as `STORIES.md` holds it.
"""

from tests.generator.identity.stories import forms, memory, places, words

STORIES = [*words.STORIES, *places.STORIES, *forms.STORIES, *memory.STORIES]
