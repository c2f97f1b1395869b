"""The math font: STIX Two Math, cut down to what the book's formulas need."""

from __future__ import annotations

from copy import deepcopy
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.characters import HAN, lazy

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

_LATIN = "".join(chr(base + i) for base in (ord("A"), ord("a")) for i in range(26))
_GREEK = "".join(
    chr(code) for code in (*range(0x391, 0x3AA), *range(0x3B1, 0x3CA)) if code != 0x3A2
)
_GREEK_VARIANTS = "ϑϕϵϖϰϱ"
# What a browser shows for a lone letter in <mi>; ℎ stands in for the hole in the italic alphabet.
_ITALIC = "".join(chr(code) for code in (*range(0x1D434, 0x1D468), *range(0x1D6E2, 0x1D71C)))
_SIGNS = "ℎ𝚤𝚥0123456789√()[]{}|‖⟨⟩⌊⌋⌈⌉∑∏∐∫∬∮⋃⋂+-−±×·/=≠<>≤≥≈∈∉→←∂∇∞′…⋯.,:;!%⏞⏟¯ˆ˜˙¨̲⃗̂̄"

# Number sets, expectation, loss and the like, and signs that formulas hold and nobody sees.
_OFTEN = "ℂℕℙℚℝℤ𝔼𝟙ℒℓℱ𝒩𝖳⊤∗∼∝∣∖∩∪⊂⊆⊙⋅≪≫∀∃\u2061\u2062\u2063\xa0\ufe00"

ALWAYS = frozenset(_LATIN + _GREEK + _GREEK_VARIANTS + _ITALIC + _SIGNS + _OFTEN)
"""Characters that every subset keeps: most edits leave the font file as it is, and most notebooks
need no other than the one that is cut for these already."""

# What formulas say in Chinese is shown in the reader's own font.
_FOREIGN = lazy(f"[{HAN}\uff00-\uffef]+")

SHIPPED = "fonts/math-font.woff2"
"""That one: to cut a font takes as long as to build a few hundred questions."""

SHIPPED_LICENCE = "fonts/math-font.txt"

FONT_PATH = lazy(r"fonts/stix-[0-9a-f]{12}\.woff2")
"""Where the font lies below the site's root."""

_RADICAL_WIDTH = 860  # in units of 1/1000 em: between that of the small and of the large signs

# The numbers of the name table's records that say whose font it is and on what terms.
_LICENCE_RECORDS = (0, 7, 13, 14)


class MathFont(Struct, frozen=True):
    """The font file and the terms that travel with it."""

    path: str
    data: bytes
    licence: str


def font_characters(used: str) -> str:
    """List the characters that the font of formulas needs; none where there are no formulas.

    Args:
        used: the characters that the formulas show.
    """
    return "".join(sorted({*_FOREIGN.sub("", used), *ALWAYS})) if used else ""


def shipped_font(characters: str) -> MathFont | None:
    """Read the font that is cut already, if it has all characters that are needed."""
    if not ALWAYS.issuperset(characters):
        return None
    ours = files(__package__)
    licence = (ours / SHIPPED_LICENCE).read_text(encoding="utf-8")
    return _named((ours / SHIPPED).read_bytes(), licence)


@lru_cache(maxsize=4)
def math_font(characters: str) -> MathFont:
    """Cut the font down to some characters."""
    # Imported here because a book without formulas, or with its font at hand, need not wait for it.
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options(
        flavor="woff2",
        hinting=False,
        # ssty: the letters drawn for subscripts; dtls: those without dots below an accent.
        layout_features=["ssty", "dtls"],
        name_IDs=[1, 2, *_LICENCE_RECORDS],
        notdef_outline=True,
        recalc_timestamp=False,
    )
    with TTFont(BytesIO(_font_file().read_bytes()), recalcTimestamp=False) as font:
        licence = _licence(font)
        _even_radicals(font)
        _space_accents(font)
        _join_arrows(font)
        _offer_to_all_scripts(font)
        cutter = Subsetter(options)
        cutter.populate(unicodes=[ord(character) for character in characters])
        cutter.subset(font)
        font.flavor = "woff2"
        packed = BytesIO()
        font.save(packed)
    return _named(packed.getvalue(), licence)


def _named(data: bytes, licence: str) -> MathFont:
    return MathFont(f"fonts/stix-{sha256(data).hexdigest()[:12]}.woff2", data, licence)


def _even_radicals(font: TTFont) -> None:
    """Make all sizes of the root sign equally wide.

    Chromium reserves the width of the widest size for every root, which leaves a gap behind √x
    and draws its bar too long.
    """
    sizes = _sizes(font, "VertGlyph", font.getBestCmap()[ord("√")])
    for name in sizes:
        advance, _ = font["hmtx"][name]
        _move(font, name, stretch=_RADICAL_WIDTH / advance)
        font["hmtx"][name] = (_RADICAL_WIDTH, font["glyf"][name].xMin)


def _space_accents(font: TTFont) -> None:
    """Give accents that lie left of their origin, such as that of a vector, a place of their own.

    Chromium centres an accent by its advance, which is zero for a combining mark.
    """
    for name in font["MATH"].table.MathVariants.HorizGlyphCoverage.glyphs:
        advance, left = font["hmtx"][name]
        if advance == 0 and left < 0:
            glyph = font["glyf"][name]
            _move(font, name, shift=-left)
            font["hmtx"][name] = (glyph.xMax, 0)
            # As a mark it would lose its advance again in shaping.
            font["GDEF"].table.GlyphClassDef.classDefs[name] = 1


def _join_arrows(font: TTFont) -> None:
    """Let the heads of long arrows be joined to their lines.

    The head of → and its like says that it can be joined on its right side, where nothing follows.
    Chromium takes the font at its word and draws a short arrow below a long text.
    """
    variants = font["MATH"].table.MathVariants
    for construction in variants.HorizGlyphConstruction:
        parts = construction.GlyphAssembly.PartRecords if construction.GlyphAssembly else ()
        last = parts[-1] if parts else None
        if last and last.StartConnectorLength < variants.MinConnectorOverlap:
            ends = last.EndConnectorLength, last.StartConnectorLength
            last.StartConnectorLength, last.EndConnectorLength = ends


def _offer_to_all_scripts(font: TTFont) -> None:
    """Let what is drawn for subscripts be found whatever the script.

    Chromium takes a formula for text of no script, and so finds nothing of what the font keeps for
    mathematics: a prime would be the small one of running text, raised once more.
    """
    scripts = [record.Script for record in font["GSUB"].table.ScriptList.ScriptRecord]
    tags = [record.ScriptTag for record in font["GSUB"].table.ScriptList.ScriptRecord]
    of_math = scripts[tags.index("math")].DefaultLangSys
    for script in scripts:
        script.DefaultLangSys, script.LangSysRecord = deepcopy(of_math), []


def _sizes(font: TTFont, direction: str, glyph: str) -> set[str]:
    """Collect a stretchy glyph, its larger variants, and the parts that larger ones are made of."""
    variants = font["MATH"].table.MathVariants
    index = getattr(variants, f"{direction}Coverage").glyphs.index(glyph)
    construction = getattr(variants, f"{direction}Construction")[index]
    return {
        *(record.VariantGlyph for record in construction.MathGlyphVariantRecord),
        *(part.glyph for part in construction.GlyphAssembly.PartRecords),
    }


def _move(font: TTFont, name: str, *, stretch: float = 1.0, shift: int = 0) -> None:
    glyph = font["glyf"][name]
    glyph.expand(font["glyf"])
    glyph.coordinates.scale((stretch, 1))
    glyph.coordinates.translate((shift, 0))
    glyph.coordinates.toInt()
    glyph.recalcBounds(font["glyf"])


def _licence(font: TTFont) -> str:
    name = font["name"]
    records = [str(name.getDebugName(number) or "") for number in (4, *_LICENCE_RECORDS)]
    lines = [record for record in records if record]
    lines.append(
        "This copy was reduced to the characters that the pages beside it use, "
        "and its root signs, accents and arrows were fitted to web browsers."
    )
    lines.append((files(__package__) / "fonts/OFL-1.1.txt").read_text(encoding="utf-8"))
    return "\n\n".join(dict.fromkeys(lines))


def _font_file() -> Path:
    # The package is found but not imported: importing it costs time and warns.
    spec = find_spec("ziamath")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the package ziamath, which brings the math font, is not installed")
    return Path(spec.origin).parent / "fonts" / "STIXTwoMath-Regular.ttf"
