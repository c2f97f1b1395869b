"""Which files' texts a source shows: found by name before anything is compiled.

Compiling a source then needs nothing but the source: the texts of the others come with it, and are
part of the key that what was compiled is kept by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from diptych.characters import lazy
from diptych.input.media import MEDIA
from diptych.input.sources import MARKDOWN
from diptych.link.block_index import Block, index_blocks, words_of_block
from diptych.link.lookup import Names, note_names
from diptych.model import Transcluded
from diptych.parse.chosen import is_drawing
from diptych.syntax.block_names import EMBEDDED, NAMED
from diptych.syntax.media import ending_of
from diptych.syntax.references import DEEPEST, key_of_target, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from diptych.model import Source
    from diptych.syntax.references import Target

MOST = 100
"""Of so many files one source may show the text."""

# Whatever looks like one; what code only quotes costs nothing but a file more to know of.
WIKI = lazy(r"(?:!|\{\{embed[ \t]+)\[\[([^\[\]\n|]+)(?:\|[^\[\]\n]*)?\]\]")
MARKED = lazy(r"!\[[^\[\]\n]*\]\(([^()\n]+)\)")


class _File(NamedTuple):
    """A file as far as names go: by its title alone nothing is transcluded."""

    path: str
    title: str = ""
    aliases: tuple[str, ...] = ()


def with_transcluded(sources: Sequence[Source], others: Iterable[Source]) -> list[Source]:
    """Give each source the files whose texts it shows.

    Args:
        others: all files that may be shown, those that are no notes among them.
    """
    asked = {source.path for source in sources if _targets(source) or _names_block(source)}
    if not asked:
        return [*sources]
    everything = {each.path: each for each in others}
    names = note_names([_File(path) for path in everything])
    named = any(map(_names_block, sources))
    blocks = index_blocks(everything.values()) if named else {}
    return [
        replace(source, transcluded=tuple(_reachable(source, everything, names, blocks)))
        if source.path in asked
        else source
        for source in sources
    ]


def may_transclude(source: Source) -> bool:
    """Tell whether a source may show what stands in another file."""
    return _names_block(source) or any(target.name != "" for target in _targets(source))


def _names_block(source: Source) -> bool:
    return NAMED.search(source.text) is not None


def _reachable(
    source: Source,
    everything: Mapping[str, Source],
    names: Names,
    blocks: Mapping[str, Block],
) -> Iterator[Transcluded]:
    """Find the files that a source shows, and those that they show, as deep as is allowed."""
    waiting, seen, count = [(source, 0)], {source.path}, 0
    while waiting:
        here, depth = waiting.pop(0)
        yield from _named_blocks(here, blocks)
        for key, path in _shown_by(here, everything, names, blocks):
            if count == MOST:
                return
            count += 1
            yield Transcluded(here.path, key, path, everything[path].text)
            if path not in seen and depth + 1 < DEEPEST:
                seen.add(path)
                waiting.append((everything[path], depth + 1))


def _named_blocks(source: Source, blocks: Mapping[str, Block]) -> Iterator[Transcluded]:
    """Find the blocks that a source names: of each its words, and the file that it stands in."""
    for uuid in dict.fromkeys(each.lower() for each in NAMED.findall(source.text)):
        if block := blocks.get(uuid):
            words = words_of_block(uuid, blocks)
            yield Transcluded(source.path, f"(({uuid}))", block.source.path, words)


def _shown_by(
    source: Source,
    everything: Mapping[str, Source],
    names: Names,
    blocks: Mapping[str, Block],
) -> Iterator[tuple[str, str]]:
    """Find what a source calls each file that it shows, and the path of that file."""
    embedded = [uuid.lower() for uuid, _ in EMBEDDED.findall(source.text) if uuid]
    files = [blocks[uuid].source.path for uuid in embedded if uuid in blocks]
    yield from dict.fromkeys((path, path) for path in files if path != source.path)
    for key in dict.fromkeys(map(key_of_target, _targets(source))):
        found = (key,) if key in everything else names.find(key)
        if len(found) == 1 and not is_drawing(everything[found[0]]):
            yield key, found[0]


def _targets(source: Source) -> list[Target]:
    if "![" not in source.text and "{{embed" not in source.text:
        return []
    wiki = [f"[[{found.strip()}]]" for found in WIKI.findall(source.text)]
    wiki = [each for each in wiki if ending_of(each[2:-2]) not in MEDIA]
    marked = [each.strip("<> ").partition(' "')[0] for each in MARKED.findall(source.text)]
    marked = [each for each in marked if ending_of(each) in MARKDOWN]
    found = [resolve(source.path, address) for address in (*wiki, *marked)]
    return [each for each in found if key_of_target(each)]
