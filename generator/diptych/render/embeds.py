"""Sounds, films and other files as HTML, and what stands for a picture that is elsewhere."""

from __future__ import annotations

import html
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from msgspec import Struct

from diptych.render.sizes import as_page_says, shown_size

if TYPE_CHECKING:
    from collections.abc import Mapping

    from diptych.model.book import Asset
    from diptych.render.relocations import Embed, Picture

TAGS = {"sound": ("audio", "none"), "film": ("video", "metadata")}
"""The element of each medium that is played, and how much of it is loaded with the page."""


class Remote(Struct, frozen=True):
    """An address on the network.

    Attributes:
        host: whom a browser would ask.
    """

    address: str
    host: str

    @property
    def is_safe(self) -> bool:
        """Tell whether nobody on the way can read or change what it gives."""
        return self.address.lower().startswith("https://")


def remote(address: str) -> Remote | None:
    """Read an address on the web; None when it is none, or names no host."""
    whole = f"https:{address}" if address.startswith("//") else address
    try:
        parts = urlsplit(whole)
        host = parts.hostname or ""
    except ValueError:
        return None
    return Remote(whole, host) if parts.scheme in {"http", "https"} and host else None


def label_of(embedded: Embed | Picture) -> str:
    """Read what the notes call what they embed; empty where they say nothing."""
    return " ".join(filter(None, (embedded.attribute("alt"), embedded.attribute("title"))))


def remote_link(found: Remote, embedded: Picture | Embed, texts: Mapping[str, str]) -> str:
    """Link to what lies on the network, and say on which host."""
    where = texts["on_network"].replace("{host}", found.host)
    name = PurePosixPath(unquote(urlsplit(found.address).path)).name
    words = html.escape(f"{where}: {label_of(embedded) or name or found.address}")
    return f'<a class="remote" href="{html.escape(found.address)}">{words}</a>'


def player(asset: Asset, embed: Embed, address: str, label: str) -> str:
    """Write a player, with a link for browsers and papers that cannot play.

    Args:
        address: where the file lies as seen from the page.
        label: the words of the link.
    """
    tag, preload = TAGS[embed.medium]
    size = as_page_says(shown_size(asset, embed)) if tag == "video" else {}
    called = {"aria-label": label_of(embed) or label, "title": embed.attribute("title")}
    said = {"src": address + _part(embed), **called}
    attributes = "".join(
        f' {name}="{html.escape(value)}"' for name, value in (said | size).items() if value
    )
    link = f'<a href="{address}">{html.escape(label)}</a>'
    shown = f'<{tag} controls preload="{preload}"{attributes}></{tag}>'
    return f'<span class="player">{shown} {link}</span>'


def file_link(embed: Embed, address: str, label: str) -> str:
    """Link to a file that no page shows."""
    return f'<a class="file" href="{address}{_part(embed)}">{html.escape(label)}</a>'


def sound_mark(asset: Asset) -> str:
    """Write what Anki plays; of films, too.

    It is the only place where it may be written: in text of notes its bracket is escaped.
    """
    return f"[sound:{asset.name}]"


def _part(embed: Embed) -> str:
    """Write which part of a file is meant, such as ``#t=30`` or ``#page=3``."""
    return f"#{quote(embed.target.fragment, safe='=,&:.')}" if embed.target.fragment else ""
