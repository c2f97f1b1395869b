"""The room that speaks with a running Anki, by its add-on AnkiConnect.

``client`` asks, ``collection`` reads what there is, ``sent`` is the memory of what was sent last.
``ownership`` finds which notes are ours, ``merging`` plans what is to be sent so that what the
learner wrote stays, ``sending`` sends it, to whatever does AnkiConnect's actions (``sync/`` does
them, too). The way back: ``ancestors`` finds which of our decks a note in Anki came from,
``pulling`` merges what was changed there into the lines of the notes, ``patching`` word by word.
All but ``client`` are pure, or get the client handed in.
"""

ADDRESS = "http://127.0.0.1:8765"
"""Where AnkiConnect answers unless it is set otherwise."""
