"""Who each question is: ids and GUIDs that outlive any edit, and when each card last changed.

``records`` are what all of it speaks of. ``ledger`` is the memory, ``joining`` makes one of
several. ``matching`` recognises questions by it: those that were edited by an ``assignment`` from
the ``evidence`` of their ``words`` and ``places``. ``naming`` gives ids and dates changes,
``searching`` finds their notes in Anki. ``decisions`` are what the author says of two questions.
"""

from diptych.identity.decisions import (
    UndecidableError,
    Undecided,
    declare_different,
    declare_same,
    find_new,
    find_old,
    undecided,
)
from diptych.identity.deletions import deletion_diagnostics, kept_numbers
from diptych.identity.evidence import nearest
from diptych.identity.joining import join_entries
from diptych.identity.ledger import UNREADABLE, newly_retired, read_ledger, write_ledger
from diptych.identity.matching import Matches, match, prepare_to_match
from diptych.identity.naming import guid_of, identify, identity_diagnostics, kind_diagnostics, stamp
from diptych.identity.pictures import join_pictures, label_diagnostics, numbered
from diptych.identity.records import (
    CardState,
    Identity,
    Ledger,
    LedgerEntry,
    RememberedDeletion,
    RememberedPicture,
)
from diptych.identity.searching import search_by_id
from diptych.identity.words import normal

__all__ = [
    "UNREADABLE",
    "CardState",
    "Identity",
    "Ledger",
    "LedgerEntry",
    "Matches",
    "RememberedDeletion",
    "RememberedPicture",
    "UndecidableError",
    "Undecided",
    "declare_different",
    "declare_same",
    "deletion_diagnostics",
    "find_new",
    "find_old",
    "guid_of",
    "identify",
    "identity_diagnostics",
    "join_entries",
    "join_pictures",
    "kept_numbers",
    "kind_diagnostics",
    "label_diagnostics",
    "match",
    "nearest",
    "newly_retired",
    "normal",
    "numbered",
    "prepare_to_match",
    "read_ledger",
    "search_by_id",
    "stamp",
    "undecided",
    "write_ledger",
]
