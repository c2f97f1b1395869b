"""What notes embed beside pictures: sounds, films, and files that no page can show.

Markdown writes them as images, ``![](say.mp3)``, and HTML as ``<audio>`` and ``<video>``. A player
of raw HTML is read as the image that it could have been, with the sort of medium noted down.
"""

from __future__ import annotations

import html
import re
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote

from msgspec import Struct

from diptych.characters import lazy
from diptych.input.media import FILES, FILMS, SOUNDS
from diptych.syntax.html import closing_tag, opening_tag, opening_tags, without_tags

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

Medium = Literal["picture", "sound", "film", "file"]

NOTED = "data-medium"
"""The attribute that says of an image that it was a player."""

OPENING = lazy(opening_tag("(audio|video)"), re.IGNORECASE)
PLAYERS: Mapping[str, Medium] = {"audio": "sound", "video": "film"}
# What a player's tag may say besides its address. That it has buttons and when it is loaded, pages
# decide for all players.
KEPT = ("title", "width", "height", "style")
UNDERSTOOD = {*KEPT, "src", "aria-label", "controls", "preload"}
# Of several files the one that every browser and every Anki plays.
EVERYWHERE = frozenset({".mp3", ".m4a", ".mp4", ".wav"})
LONGEST = 4000
"""Characters between the tags of a player."""


class Player(Struct, frozen=True):
    """One player of raw HTML.

    Attributes:
        start, end: where it stands in its text.
        attributes: those of its opening tag.
        addresses: the files that it may play, the one that is played first.
        inside: what stands between its tags.
    """

    start: int
    end: int
    name: str
    attributes: Mapping[str, str]
    addresses: tuple[str, ...]
    inside: str

    @property
    def words(self) -> str:
        """What a browser without a player would show in its place."""
        return " ".join(html.unescape(without_tags(self.inside)).split())

    @property
    def unused(self) -> list[str]:
        """The attributes that nothing is made of."""
        return [name for name in self.attributes if name not in UNDERSTOOD]


def ending_of(address: str) -> str:
    """Find the ending of the file that an address names, in small letters."""
    path = unquote(re.split("[?#]", address, maxsplit=1)[0])
    return PurePosixPath(path.replace("\\", "/")).suffix.lower()


def medium_of(address: str, attributes: Mapping[str, str]) -> Medium:
    """Tell what an image means: a picture, or something else that its address or its tag names."""
    if attributes.get(NOTED) in PLAYERS.values():
        return "film" if attributes[NOTED] == "film" else "sound"
    ending = "" if address.startswith("data:") else ending_of(address)
    if ending in SOUNDS:
        return "sound"
    if ending in FILMS:
        return "film"
    return "file" if ending in FILES else "picture"


def player_plugin(md: MarkdownIt) -> None:
    """Keep a player in a paragraph whole, whatever stands between its tags."""
    md.inline.ruler.before("html_inline", "player", _tokenize)


def _tokenize(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "<":
        return False
    player = _player(state.src, state.pos)
    if player is None:
        return False
    if not silent:
        state.push("html_inline", "", 0).content = state.src[player.start : player.end]
    state.pos = player.end
    return True


def players(raw: str) -> Iterator[Player]:
    """Find the players of raw HTML that name a file."""
    done = 0
    for opening in OPENING.finditer(raw):
        if opening.start() >= done and (player := _player(raw, opening.start())):
            done = player.end
            yield player


def players_as_images(raw: str) -> str:
    """Write each player of raw HTML as an image; there are as many lines as before."""
    pieces: list[str] = []
    done = 0
    for player in players(raw):
        pieces += [raw[done : player.start], _image(player)]
        pieces.append("\n" * raw.count("\n", player.start, player.end))
        done = player.end
    return "".join([*pieces, raw[done:]])


def _player(raw: str, start: int) -> Player | None:
    opening = OPENING.match(raw, start)
    if opening is None:
        return None
    (tag,) = opening_tags(opening[0])
    end, inside = opening.end(), ""
    if not opening[0].endswith("/>") and (
        closing := _closing(tag.name).search(raw, end, end + LONGEST)
    ):
        inside, end = raw[end : closing.start()], closing.end()
    own = [tag.attributes.get("src", "")]
    others = [each.attributes.get("src", "") for each in opening_tags(inside, "source")]
    addresses = [each.strip() for each in (*own, *others) if each.strip()]
    addresses.sort(key=lambda address: ending_of(address) not in EVERYWHERE)
    if not addresses:
        return None
    return Player(start, end, tag.name, tag.attributes, tuple(addresses), inside)


@cache
def _closing(name: str) -> re.Pattern[str]:
    return re.compile(closing_tag(name), re.IGNORECASE)


def _image(player: Player) -> str:
    said = {name: value for name, value in player.attributes.items() if name in KEPT}
    said |= {"src": player.addresses[0], "alt": player.attributes.get("aria-label", "")}
    said |= {NOTED: PLAYERS[player.name]}
    attributes = "".join(f' {name}="{_flat(value)}"' for name, value in said.items())
    return f"<img{attributes}>"


def _flat(value: str) -> str:
    """Write an attribute's value on one line."""
    return html.escape(" ".join(value.split()))
