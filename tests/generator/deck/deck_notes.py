"""Notes for the deck's tests, and ways to look into a package."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from pathlib import Path

from msgspec import structs
from msgspec.structs import replace

from diptych.deck import build_deck
from diptych.deck.note import AnkiNote
from diptych.model.book import Asset, Body

DAY = 1_700_000_000
ROOT = Path(__file__).parents[3]

LIGHT = Asset("focal-light-1a2b.svg", b"<svg>light</svg>")
DARK = Asset("focal-dark-3c4d.svg", b"<svg>dark</svg>")
FIGURE = (
    f'<figure class="figure"><img class="light" src="{LIGHT.name}" alt="a &gt; b">'
    f'<img class="dark" src="{DARK.name}" alt="a &gt; b"></figure>'
)


def make_note(guid: str = "a", *, answer: str = "<p>答案</p>", **changes: object) -> AnkiNote:
    body = Body(prompt=f"问题 {guid}", short="<p>一句话</p>", answer=answer, sources="")
    note = AnkiNote(
        guid=guid,
        changed=DAY,
        deck=("CV", "损失"),
        tags=("损失::focal", "面试"),
        identifier=f"id-{guid}",
        body=body,
        context="计算机视觉 › 损失",
        link="",
        reversed=False,
    )
    return structs.replace(note, **changes)


def with_body(note: AnkiNote, **changes: str) -> AnkiNote:
    return structs.replace(note, body=replace(note.body, **changes))


def build(*notes: AnkiNote, media: tuple[Asset, ...] = (), time: int = DAY) -> bytes:
    return build_deck(notes, media, name="CV", language="zh-CN", notetype_changed=time)


def database(package: bytes) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    with zipfile.ZipFile(io.BytesIO(package)) as archived:
        connection.deserialize(archived.read("collection.anki2"))
    return connection


def body_of(card: str) -> str:
    """The card's HTML without its style."""
    return card.rpartition("</style>")[2]
