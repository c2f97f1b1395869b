"""Pictures of texts and drawings for the previews of pages, each painted once and kept."""

from __future__ import annotations

import hashlib
import os
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from diptych.characters import is_cjk
from diptych.render.style import COLOURS, to_hex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

    from diptych.diagnostics.report import Found
    from diptych.output.store import Store
    from diptych.site.previews import Painter, Preview

# Where systems keep a font with Chinese characters.
_CHINESE = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-sans-cjk-vf-fonts/NotoSansCJK-VF.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/Hiragino Sans GB.ttc",
    "/System/Library/Fonts/STHeiti Medium.ttc",
)
_CHINESE_OF_WINDOWS = ("msyh.ttc", "msyh.ttf", "simhei.ttf", "simsun.ttc")

# Raised when the same text is painted otherwise: what was kept is not taken any more.
_MANNER = 2

# So large that the words of a drawing can be read; so many of its colours are kept.
_DRAWN = 1200, 630
_AROUND = 30
_COLOURS = 64

# As large as previews show it: larger, the pictures of a notebook would weigh more than its pages.
WIDTH, HEIGHT = 800, 420
_MARGIN, _COLUMN = 54, 692
_INSET = 20

# What must not begin a line, and what must not end one.
_CLOSING = "，。、；：？！）》」』”’…,.;:!?)]}%"
_OPENING = "（《「『“‘([{"


class _Set(NamedTuple):
    """How a text is set: its size in pixels, from line to line, and how many lines it may take."""

    size: int
    leading: int
    lines: int
    width: int = _COLUMN
    bold: int = 0


_TITLE = _Set(35, 50, 4, bold=1)
_ANSWER = _Set(20, 32, 7, _COLUMN - 2 * _INSET)
_WHERE = _Set(17, 26, 1)

# From each ground to what is written on it; four bits a pixel hold all of them.
_STEPS = 4
_GROUNDS = (("paper", "ink"), ("wash", "ink"), ("paper", "muted"), ("accent", "accent"))


def preview_painter(store: Store) -> KeptPainter | None:
    """Find what paints previews; None where the extra `figures`, which brings it, is not there."""
    latin = _latin_font() if find_spec("PIL") else None
    return KeptPainter(store, latin, _chinese_font()) if latin else None


def _latin_font() -> str | None:
    """Find the font that Matplotlib brings along, without importing it."""
    spec = find_spec("matplotlib")
    folder = Path(next(iter(spec.submodule_search_locations or []), "")) if spec else Path()
    font = folder / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf"
    return str(font) if font.is_file() else None


def _chinese_font() -> str:
    windows = Path(os.environ.get("SYSTEMROOT", "C:/Windows"), "Fonts")
    places = [*map(Path, _CHINESE), *(windows / name for name in _CHINESE_OF_WINDOWS)]
    return next((str(each) for each in places if each.is_file()), "")


def lacks_font(painter: Painter, questions: Iterable[Found]) -> bool:
    """Tell whether questions are previewed without a picture for want of a font."""
    return not painter.knows_chinese and any(map(is_cjk, "".join(q.prompt for q in questions)))


class KeptPainter:
    """Paints pictures of texts and drawings, or reads what was painted of one before.

    Args:
        latin: the font's file for letters.
        chinese: the one for Chinese characters; empty if there is none.
    """

    def __init__(self, store: Store, latin: str, chinese: str) -> None:
        self._store = store
        self._latin, self._chinese = latin, chinese

    @property
    def knows_chinese(self) -> bool:
        """Whether it has a font with Chinese characters."""
        return bool(self._chinese)

    @property
    def draws(self) -> bool:
        """Whether it can paint drawings."""
        return find_spec("resvg_py") is not None

    def paint(self, preview: Preview) -> bytes:
        """Make a PNG; the same bytes of the same text and drawing."""
        said = "\0".join((str(_MANNER), *preview, Path(self._chinese).name))
        key = hashlib.blake2b(f"preview\0{said}".encode(), digest_size=32).digest()
        if (known := self._store.read([key]).get(key)) is not None:
            return known
        chinese = _face(self._chinese, preview.language) if self._chinese else (self._latin, 0)
        fonts = _Fonts((self._latin, 0), chinese)
        painted = (_drawn if preview.drawing else _painted)(preview, fonts)
        self._store.write({key: painted})
        return painted


@cache
def _face(path: str, language: str) -> tuple[str, int]:
    """Choose the face of a collection that has the shapes of a language."""
    from PIL import ImageFont

    tag = language.lower()
    region = {"ja": "JP", "ko": "KR"}.get(tag[:2], "SC")
    if tag in {"zh-tw", "zh-hk", "zh-hant"}:
        region = "TC"
    for index in range(10):
        try:
            family = ImageFont.truetype(path, 16, index=index).getname()[0] or ""
        except OSError:  # there are no more
            break
        if family.endswith(f" {region}"):
            return path, index
    return path, 0


class _Fonts(NamedTuple):
    """The files of two fonts, each with the number of its face."""

    latin: tuple[str, int]
    chinese: tuple[str, int]

    def of(self, character: str, size: int) -> FreeTypeFont:
        """Choose the font of a character: that for Chinese has the letters that go with it."""
        own = character.isascii() or is_cjk(character) or character in _CLOSING + _OPENING
        return _font(*(self.chinese if own else self.latin), size)


@cache
def _font(path: str, index: int, size: int) -> FreeTypeFont:
    from PIL import ImageFont

    # The same on every machine, whatever else shapes text there.
    return ImageFont.truetype(path, size, index=index, layout_engine=ImageFont.Layout.BASIC)


def _painted(preview: Preview, fonts: _Fonts) -> bytes:
    from PIL import Image, ImageChops, ImageDraw

    ink, ground = (Image.new("L", (WIDTH, HEIGHT)) for _ in range(2))
    pen, brush = ImageDraw.Draw(ink), ImageDraw.Draw(ground)
    brush.rectangle((0, HEIGHT - 60, WIDTH, HEIGHT), _ground("paper", "muted"))
    brush.rectangle((0, 0, 9, HEIGHT), _ground("accent", "accent"))
    y = _write(pen, fonts, _TITLE, preview.title, (_MARGIN, 42))
    room = (HEIGHT - 60 - (y + 40)) // _ANSWER.leading
    if preview.answer and room > 0:
        how = _ANSWER._replace(lines=min(room, _ANSWER.lines))
        bottom = _write(pen, fonts, how, preview.answer, (_MARGIN + _INSET, y + 24)) + 10
        box = (_MARGIN, y + 14, _MARGIN + _COLUMN, bottom)
        brush.rectangle(box, _ground("wash", "ink"))
        brush.rectangle((_MARGIN, y + 14, _MARGIN + 2, bottom), _ground("accent", "accent"))
    _write(pen, fonts, _WHERE, preview.where, (_MARGIN, HEIGHT - 48))
    steps = ink.point([round(value * (_STEPS - 1) / 255) for value in range(256)])
    picture = Image.frombytes("P", (WIDTH, HEIGHT), ImageChops.add(ground, steps).tobytes())
    picture.putpalette(_palette())
    file = BytesIO()
    picture.save(file, "PNG", bits=4)
    return file.getvalue()


def _drawn(preview: Preview, fonts: _Fonts) -> bytes:
    """Paint a drawing in the middle of the paper, as large as it fits."""
    import resvg_py
    from PIL import Image

    paper = to_hex(COLOURS["paper"][0])
    picture = Image.new("RGB", _DRAWN, paper)
    family = _font(*fonts.chinese, _WHERE.size).getname()[0]
    data = resvg_py.svg_to_bytes(
        svg_string=preview.drawing,
        height=_DRAWN[1] - 2 * _AROUND,
        background=paper,
        skip_system_fonts=True,
        font_files=[path for path, _ in fonts],
        font_family=family,
        sans_serif_family=family,
    )
    with Image.open(BytesIO(data)) as drawn:
        drawn.thumbnail((_DRAWN[0] - 2 * _AROUND, _DRAWN[1]))
        picture.paste(drawn, ((_DRAWN[0] - drawn.width) // 2, (_DRAWN[1] - drawn.height) // 2))
    file = BytesIO()
    picture.quantize(_COLOURS, dither=Image.Dither.NONE).save(file, "PNG")
    return file.getvalue()


def _ground(below: str, above: str) -> int:
    return _GROUNDS.index((below, above)) * _STEPS


def _palette() -> list[int]:
    """List the colours of all steps, red, green and blue of each."""
    light = {name: bytes.fromhex(to_hex(pair[0])[1:]) for name, pair in COLOURS.items()}
    return [
        round(a + (b - a) * step / (_STEPS - 1))
        for below, above in _GROUNDS
        for step in range(_STEPS)
        for a, b in zip(light[below], light[above], strict=True)
    ]


def _write(pen: ImageDraw, fonts: _Fonts, how: _Set, text: str, place: tuple[int, int]) -> int:
    """Write a text line by line; give where the next one may begin."""
    left, y = place
    for line in _lines(fonts, how, text):
        x = float(left)
        for character in line:
            font = fonts.of(character, how.size)
            # Every line stands on its base line, whatever font its characters are of.
            base = (x, y + how.size)
            pen.text(base, character, 255, font, anchor="ls", stroke_width=how.bold)
            x += font.getlength(character)
        y += how.leading
    return y


def _lines(fonts: _Fonts, how: _Set, text: str) -> list[str]:
    """Part a text into lines; what does not fit ends in an ellipsis."""
    width = cache(lambda character: fonts.of(character, how.size).getlength(character))
    lines = [*_broken(_unbreakable(" ".join(text.split())), width, how.width)]
    if len(lines) > how.lines:
        last = lines[how.lines - 1]
        while last and sum(map(width, last)) + width("…") > how.width:
            last = last[:-1]
        lines[how.lines - 1 :] = [f"{last.rstrip(_CLOSING + _OPENING + ' ')}…"]
    return lines


def _broken(pieces: Iterable[str], width: Callable[[str], float], room: float) -> Iterator[str]:
    line, used = "", 0.0
    for piece in pieces:
        wide = sum(map(width, piece))
        if line and used + wide > room:
            yield line.rstrip()
            line, used = "", 0.0
            piece = piece.lstrip()
        while sum(map(width, piece)) > room:  # a word that is longer than a line
            cut = next(n for n in range(len(piece), 0, -1) if sum(map(width, piece[:n])) <= room)
            yield piece[:cut]
            piece = piece[cut:]
        line += piece
        used += sum(map(width, piece))
    if line:
        yield line.rstrip()


def _unbreakable(text: str) -> Iterator[str]:
    """Part a text where lines may break: between words, and between Chinese characters."""
    piece = ""
    for before, character in zip(f" {text}", text, strict=False):
        parts = before == " " or is_cjk(before) or is_cjk(character)
        if piece and parts and character not in _CLOSING + " " and before not in _OPENING:
            yield piece
            piece = ""
        piece += character
    if piece:
        yield piece
