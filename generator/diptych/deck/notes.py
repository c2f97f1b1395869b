"""Entries as Anki notes, and hashes of what their cards show."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import structs

from diptych.characters import lazy
from diptych.deck.content_hash import content_hash, former_content_hashes, recalled_hash
from diptych.deck.kinds import note_guid, picture_guid
from diptych.deck.names import deck_name
from diptych.deck.note import AnkiNote
from diptych.digests import key_of
from diptych.identity import CardState, RememberedPicture, numbered
from diptych.input.editor import editor_address
from diptych.interface import texts
from diptych.model.book import Body
from diptych.render import former_picture_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from diptych.identity import Identity, LedgerEntry
    from diptych.input.config import Config
    from diptych.link.entries import Entry
    from diptych.link.notebook import Notebook
    from diptych.model import Span

_CONTROL = lazy(r"[\x00-\x1f\x7f]")

UNANSWERED_TAG = "diptych::unanswered"
# Anki suspends what a deck brings suspended only if one imports learning progress, too; by this tag
# one finds the cards to suspend oneself.
SUSPENDED_TAG = "diptych::suspended"


def anki_notes(notebook: Notebook, entries: Iterable[Entry]) -> list[AnkiNote]:
    """Make the notes for the deck; when each changed is not known yet."""
    deck, config = notebook.deck, notebook.config
    top = f"{config.relative(config.notes)}/"
    return [note for entry in entries for note in _notes_of(entry, config, deck, top)]


def _notes_of(entry: Entry, config: Config, top_deck: str, top: str) -> Iterator[AnkiNote]:
    """Make a question's own note, and one for each picture whose labels cards ask for.

    Args:
        top_deck: the notebook's deck.
        top: the path of the folder of the notes, as spans begin with it.
    """
    base = config.base_url.rstrip("/")
    deck, keeps = _deck(entry, top_deck, top)
    note = AnkiNote(
        guid=note_guid(entry.identity.guid, entry.kind),
        changed=0,
        deck=deck,
        keeps_deck=keeps,
        tags=_tags(entry),
        identifier=entry.identity.id,
        body=entry.card,
        context=" › ".join(_below(top_deck, entry.question.section)),
        link=f"{base}/q/{entry.slug}.html" if base else "",
        reversed="reversed" in entry.question.classes,
        kind=entry.kind,
        clozes=entry.clozes,
        deletions=entry.deletions,
        plain_answer=entry.question.typed or entry.question.right,
        suspended="suspended" in entry.question.classes,
        language=entry.question.language,
        source=_source(config, entry.question.span),
    )
    yield note
    known = entry.identity.known.pictures if entry.identity.known else ()
    for picture in entry.occluded.pictures:
        labels = numbered(known, picture.name, (label.text for label in picture.labels))
        yield structs.replace(
            note,
            guid=picture_guid(entry.identity.guid, picture.name),
            tags=tuple(tag for tag in note.tags if tag != UNANSWERED_TAG),
            body=Body(entry.occluded.prompt, "", "", _cited(picture.caption, note.body.sources)),
            reversed=False,
            kind="occlusion",
            clozes=(),
            deletions=(),
            plain_answer="",
            picture=structs.replace(picture, numbered=labels),
        )


def _cited(caption: str, sources: str) -> str:
    """Give the sources of a question's answer if a caption cites one."""
    return sources if 'class="ref"' in caption else ""


def _source(config: Config, span: Span) -> tuple[str, str] | None:
    """Write the address that opens a question in its author's editor.

    Its line changes with each edit above it, and the root with the machine: what stays is the file.
    """
    if not config.editor_url:
        return None
    address = editor_address(config.editor_url, config.root, span.path, span.line)
    return f"{config.editor_url} {span.path}", address


def _deck(entry: Entry, top_deck: str, top: str) -> tuple[tuple[str, ...], bool]:
    """Name the deck of a question's cards, and those that it lies in, from the top down.

    A section is a deck. Where many hold one question each, what they lie in is one instead: the
    section above, else the folder. A card that came to a deck of its own before is left there.

    Returns:
        also whether it is left so.
    """
    question, known = entry.question, entry.identity.known
    if question.subdeck is not None:
        return (top_deck, *_below(top_deck, question.subdeck)), False
    own = (top_deck, *_below(top_deck, question.section))
    if not entry.joined:
        return own, False
    if known and known.deck == deck_name(own):
        return own, True
    above = question.section[:-1] or _folders(question.span.path.removeprefix(top))
    return (top_deck, *_below(top_deck, above)), False


def _folders(path: str) -> tuple[str, ...]:
    """List the folders of a file, from that of the notes down."""
    return tuple(path.split("/")[:-1])


def _below(deck: str, section: tuple[str, ...]) -> tuple[str, ...]:
    """Drop a section's first title if it only repeats the deck's name."""
    return section[1:] if section[:1] == (deck,) else section


def _tags(entry: Entry) -> tuple[str, ...]:
    levels = [_level(title) for title in entry.question.section]
    section = "::".join(level for level in levels if level)
    unanswered = "" if entry.question.answered else UNANSWERED_TAG
    suspended = SUSPENDED_TAG if "suspended" in entry.question.classes else ""
    known = entry.identity.known
    brought = known.tags if known else ()
    tags = (*entry.question.tags, section, unanswered, suspended, *brought)
    return tuple(dict.fromkeys(tag for tag in tags if tag))


@lru_cache(maxsize=1024)  # the questions of a section share its levels
def _level(title: str) -> str:
    """Write one level of a tag: Anki's tags hold no spaces, and `::` parts their levels."""
    return "_".join(_CONTROL.sub(" ", title).replace("::", ":").split())


def card_states(
    notebook: Notebook, notes: Iterable[AnkiNote], identities: Iterable[Identity]
) -> tuple[dict[str, CardState], list[Identity]]:
    """Sum up what each note's cards show, by the question's GUID.

    The identities come back with entries that compare with these: an entry that was hashed as
    former versions did says what it would say by today's, if its note did not change since.
    """
    by_id: dict[str, list[AnkiNote]] = {}
    for note in notes:
        by_id.setdefault(note.identifier, []).append(note)
    former = _Former(notebook)
    words = key_of(texts(notebook.language))
    cards: dict[str, CardState] = {}
    compared: list[Identity] = []
    for identity in identities:
        (note, *others), known = by_id[identity.id], identity.known
        now = recalled_hash(note, notebook.language, words)
        pictures = tuple(_shown(each, notebook.language) for each in others)
        deck = deck_name(note.deck)
        cards[identity.guid] = CardState(
            now, note.kind, deck, pictures, note.keeps_deck, note.deletions
        )
        if known and (known.shows != now or known.pictures):
            shown = dict(zip((each.name for each in pictures), others, strict=True))
            identity = structs.replace(identity, known=former.as_today(known, note, shown))
        compared.append(identity)
    return cards, compared


class _Former:
    """What notes were hashed to by former versions; asked only where something differs."""

    def __init__(self, notebook: Notebook) -> None:
        self._language = notebook.language
        self._gallery = notebook.facts.gallery

    def _names(self, note: AnkiNote) -> dict[str, str]:
        """Map the names of the pictures that a note may show to their former ones."""
        shown = repr((note.body, note.picture))
        figures = [each for each in self._gallery.figures.values() if each.name in shown]
        return former_picture_names(figures, self._gallery.palette)

    def as_today(
        self, known: LedgerEntry, note: AnkiNote, pictures: Mapping[str, AnkiNote]
    ) -> LedgerEntry:
        """Put today's hashes where former ones say the same.

        Args:
            pictures: the notes that ask for the labels of a question's pictures, by their names.
        """
        return structs.replace(
            known,
            shows=self._translated(known.shows, note),
            pictures=tuple(
                structs.replace(each, shows=self._translated(each.shows, pictures[each.name]))
                if each.name in pictures
                else each
                for each in known.pictures
            ),
        )

    def _translated(self, shows: str, note: AnkiNote) -> str:
        now = content_hash(note, self._language)
        if shows == now:
            return now
        former = former_content_hashes(note, self._language, self._names(note))
        return now if shows in former else shows


def _shown(note: AnkiNote, language: str) -> RememberedPicture:
    """Sum up what the cards of a picture show."""
    assert note.picture is not None
    name, labels = note.picture.name, note.picture.numbered
    here = {label.text for label in note.picture.labels}
    gone = tuple(text for text in labels if text not in here)
    return RememberedPicture(name, content_hash(note, language), 0, labels, gone)
