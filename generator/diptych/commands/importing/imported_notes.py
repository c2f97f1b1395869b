"""The notes of a deck as files of Markdown: what stands where, and in which words."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import unquote

from msgspec import Struct, field

from diptych.characters import lazy
from diptych.deck import notetype_named
from diptych.from_html import SOUND, Manner, markdown_of, written_blocks
from diptych.from_html.tree import text_of, tree_of
from diptych.parse.metadata.tags import TAG
from diptych.syntax.html import replace_images
from diptych.syntax.slugs import DEVICES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from diptych.deck import ForeignNote, Sides

MEDIA = "media"
_UNSAFE = lazy(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f#%^\[\]]')
# So long may a file's name be, its ending apart; in bytes, of which systems count 255.
_LONGEST, _MOST_BYTES = 80, 200


class Planned(Struct):
    """A note, and how it is written."""

    note: ForeignNote
    sides: Sides
    manner: Manner = Manner.PLAIN


class DeckFile(Struct):
    """A file of Markdown: the notes of one deck.

    Attributes:
        path: below the folder of the notes.
        tags: those that all of its notes bear.
    """

    path: str
    deck: str
    notes: list[Planned] = field(default_factory=list)

    @property
    def tags(self) -> tuple[str, ...]:
        """Find the tags that all of its notes bear."""
        first, *others = [own_tags(each.note) for each in self.notes]
        return tuple(tag for tag in first if all(tag in tags for tags in others))

    def text(self, media: Mapping[str, str]) -> tuple[str, dict[int, Planned]]:
        """Write the file; the line on which each note begins comes with it.

        Args:
            media: the name of each file on cards → its name in the notebook.
        """
        above = "../" * self.path.count("/") + MEDIA
        head = [f"deck: {json.dumps(self.deck, ensure_ascii=False)}"]
        if self.tags:
            head.append(f"tags: {json.dumps(self.tags, ensure_ascii=False)}")
        text = "\n".join(["---", *head, "---", ""])
        places: dict[int, Planned] = {}
        for planned in self.notes:
            text += "\n"
            places[text.count("\n") + 1] = planned
            text += _question(planned, self.tags, above, media)
        return text, places


def own_tags(note: ForeignNote) -> tuple[str, ...]:
    """List a note's tags without those that a build gives and takes."""
    return tuple(tag for tag in note.tags if not tag.startswith("diptych::"))


def deck_files(planned: Iterable[Planned]) -> list[DeckFile]:
    """Give each deck a file, in folders as it lies in others."""
    files: dict[str, DeckFile] = {}
    taken: set[str] = set()
    for each in planned:
        deck = each.note.deck or "Default"
        if deck not in files:
            levels = [safe_name(level) for level in deck.split("::")]
            files[deck] = DeckFile(free_name("/".join(levels), ".md", taken), deck)
        files[deck].notes.append(each)
    return list(files.values())


def safe_name(name: str) -> str:
    """Make a name that every system takes for a file's."""
    whole = _UNSAFE.sub("_", unicodedata.normalize("NFC", name)).strip(" .")[:_LONGEST]
    safe = whole.encode(errors="ignore")[:_MOST_BYTES].decode(errors="ignore").strip(" .") or "_"
    return f"_{safe}" if DEVICES.fullmatch(safe.partition(".")[0].rstrip()) else safe


def free_name(stem: str, ending: str, taken: set[str]) -> str:
    """Add a number to a name that another file has, whatever the case of its letters."""
    name, number = f"{stem}{ending}", 2
    while name.casefold() in taken:
        name, number = f"{stem}-{number}{ending}", number + 1
    taken.add(name.casefold())
    return name


def media_of(html: str) -> list[str]:
    """Find the files that some HTML shows or plays."""
    found: list[str] = []

    def see(attributes: dict[str, str]) -> str:
        found.append(unquote(attributes.get("src", "")))
        return ""

    replace_images(html, see)
    return [*found, *SOUND.findall(html)]


def _question(planned: Planned, common: Sequence[str], above: str, media: Mapping[str, str]) -> str:
    sides, manner = planned.sides, planned.manner
    deletes = sides.kind == "cloze"

    def written(html: str) -> str:
        return markdown_of(_with_media(html, above, media), manner=manner)

    asked = written_blocks(_with_media(sides.asks, above, media), deletes=deletes, manner=manner)
    if asked and asked[0].lines:
        heading, *lines = asked[0].lines
        rest = ["\\\n".join(lines)] if lines else []
        rest += [block.text for block in asked[1:]]
    else:
        words = "<br>".join(text_of(tree_of(sides.asks)).split("\n"))
        flat = written_blocks(words, deletes=deletes, manner=manner)
        heading, rest = "<br>".join(line for each in flat for line in each.lines), []
    answer = [written(sides.answer)]
    if sides.short.strip():
        quoted = written(sides.short).replace("\n", "\n> ")
        answer.insert(0, f"> {quoted}")
    folded = "\n\n".join(filter(None, answer))
    if rest and folded and sides.kind != "choice":  # whose options part both
        answer = [f"<details><summary>Answer</summary>\n\n{folded}\n\n</details>"]
    blocks = [f"## {heading}{_attributes(planned)}", *rest, *answer, _tags(planned, common)]
    return "\n\n".join(filter(None, blocks)) + "\n"


def _attributes(planned: Planned) -> str:
    note, found = planned.note, []
    if notetype_named(note.notetype.name) and (own := note.fields.get("Id", "").strip()):
        found.append(f"#{own}")
    found += [".typed"] if planned.sides.kind == "typed" else []
    found += [".reversed"] if planned.sides.reversed else []
    return f" {{{' '.join(found)}}}" if found else ""


def _tags(planned: Planned, common: Sequence[str]) -> str:
    """Write the tags of one note only; what no tag in a text can say stands in the ledger."""
    own = [f"#{tag.replace('::', '/')}" for tag in own_tags(planned.note) if tag not in common]
    return " ".join(tag for tag in own if re.fullmatch(TAG, tag))


def _with_media(html: str, above: str, media: Mapping[str, str]) -> str:
    """Let pictures and sounds lead to the files of the notebook."""

    def shown(attributes: dict[str, str]) -> str:
        name = unquote(attributes.get("src", ""))
        sizes: dict[str, str] = {
            key: attributes[key] for key in ("alt", "width", "height") if key in attributes
        }
        source = f"{above}/{media[name]}" if name in media else attributes.get("src", "")
        return _image(source, sizes)

    pictures = replace_images(html, shown)
    return SOUND.sub(lambda f: _image(f"{above}/{media.get(f[1], f[1])}", {}), pictures)


def _image(source: str, attributes: Mapping[str, str]) -> str:
    pairs = {"src": source, **attributes}
    written = " ".join(
        f'{name}="{value.replace("&", "&amp;").replace(chr(34), "&quot;")}"'
        for name, value in pairs.items()
    )
    return f"<img {written}>"
