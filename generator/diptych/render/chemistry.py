r"""Chemistry as mhchem writes it, ``\ce{2H2 + O2 -> 2H2O}`` and ``\pu{5 kJ/mol}``, as plain LaTeX.

The converter to MathML does not know mhchem, whose reading is a language of its own: digits behind
an atom are lowered, a sign at its end is a charge, a number before it is an amount.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from diptych.characters import lazy
from diptych.syntax.macros import group_end

if TYPE_CHECKING:
    from collections.abc import Callable

SIGN = lazy(r"\\(ce|pu)\s*(?=\{)")

_ARROWS = {
    "->": (r"\xrightarrow", r"\longrightarrow"),
    "→": (r"\xrightarrow", r"\longrightarrow"),
    "<-": (r"\xleftarrow", r"\longleftarrow"),
    "<->": (r"\xleftrightarrow", r"\longleftrightarrow"),
    "<=>": (r"\xrightleftharpoons", r"\rightleftharpoons"),
    "⇌": (r"\xrightleftharpoons", r"\rightleftharpoons"),
    "<-->": ("", r"\rightleftarrows"),
    # Where an equilibrium lies: the longer half of the arrow points there.
    "<=>>": ("", r"\mathrel{⥂}"),
    "<<=>": ("", r"\mathrel{⥄}"),
}
_BONDS = {"-": "-", "=": "=", "#": r"\equiv", "1": "-", "2": "=", "3": r"\equiv", "~": r"\sim"} | {
    "...": r"\cdots",
    "....": r"\cdots",
    "->": r"\rightarrow",
    "<-": r"\leftarrow",
}
_OPERATOR = lazy(r"(?:\A|\s+)(\+|-|=|\\pm|±)(?=\s)\s*")
_GAS = lazy(r"\s+(\(\^\)|\^|\(v\)|v)(?=\s|\Z)|[↑↓]")
_ARROW = lazy(rf"\s*({'|'.join(sorted(map(re.escape, _ARROWS), key=len, reverse=True))})")
_AMOUNT = lazy(r"\(?(\d+)/(\d+)\)?|\d+(?:[.,]\d+)?|[a-z](?=\s)")
_STATE = lazy(r"\((?:s|l|g|aq|cr|am|vit|lc|mon|ads|sln)\)")
_SCRIPT = lazy(r"[_^](?=\S)")
_BARE_SCRIPT = lazy(r"\d*[+-]+(?![A-Za-z(\[])|-?\d+|[IVX]+|\\[A-Za-z]+|\S")
_CHARGED = lazy(r"[\d+\-−.*•]+")
# A sign ends what is charged where nothing is bound behind it.
_CHARGE = lazy(rf"([+\-−]+)(?=\s|\Z|[)\]}},;]|\\\\|&|{_STATE.pattern})")
_BOND = lazy(r"\\bond\{([^{}]*)\}|\.\.\.|[-−=#]")
_POINT = lazy(r"\s*[*.·•]\s*|\s*\\cdot(?![A-Za-z])\s*")
_COMMAND = lazy(r"\\[A-Za-z]+")
_HOLD_CHEMISTRY = {
    rf"\{name}" for name in ("frac", "overset", "underset", "underbrace", "overbrace")
}
_LETTERS = lazy(r"[A-Za-z]+")
_OTHER_LETTERS = lazy(r"[^\W\dA-Za-z_]+")
_PLAIN = lazy(r"\\\\|&|[,;:/|!?'\"~%°℃]|\\[ ,;:!%]")

_NUMBER = lazy(
    r"\s*([+\-−±]|\\pm)?\s*(\d+(?:[.,]\d+)*)?(?:\s*\(([\d.]+)\))?"
    r"(?:\s*(?:[eE]([+\-−]?\d+)|(?:x|\*|\\times|×)\s*10\^\{?([+\-−]?\d+)\}?))?"
)
_UNIT = lazy(r"\\[A-Za-z]+|[A-Za-zµμΩΩÅ°℃%]+")
_POWER = lazy(r"\^?\{?([+\-−]?\d+)\}?")


class ChemistryError(ValueError):
    """Something that mhchem reads and this does not."""


def chemistry_as_latex(latex: str) -> str:
    r"""Write each ``\ce{…}`` and ``\pu{…}`` of a formula as plain LaTeX.

    Raises:
        ChemistryError: one of them cannot be read.
    """
    done, place = "", 0
    while found := SIGN.search(latex, place):
        end = group_end(latex, found.end())
        if end < 0:
            raise ChemistryError(f"`\\{found[1]}` has no end")
        inside = latex[found.end() + 1 : end - 1]
        said = _reaction(inside) if found[1] == "ce" else _quantity(inside)
        done += f"{latex[place : found.start()]}{{{said}}}"
        place = end
    return done + latex[place:]


def _reaction(text: str) -> str:
    return _Reader(text.strip()).read()


class _Reader(Struct):
    """Reads one reaction from left to right.

    Attributes:
        bears: whether what was read last may bear what is raised and lowered.
        begins: whether a term begins, where a number is an amount.
    """

    text: str
    place: int = 0
    bears: bool = False
    begins: bool = True
    done: list[str] = field(default_factory=list)

    def read(self) -> str:
        """Read all of it."""
        steps: tuple[Callable[[], bool], ...] = (
            *(self._arrow, self._operator, self._gas, self._amount, self._scripts, self._state),
            *(self._charge, self._count, self._point, self._bond, self._bracket, self._group),
            *(self._formula, self._words, self._plain, self._space),
        )
        while self.place < len(self.text):
            if not any(step() for step in steps):
                raise ChemistryError(f"`{self.text[self.place]}` is not known in chemistry")
        return "".join(self.done)

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.place)
        if found and found[0]:
            self.place = found.end()
            return found
        return None

    def _put(self, latex: str, *, bears: bool = False, begins: bool = False) -> bool:
        self.done.append(latex)
        self.bears, self.begins = bears, begins
        return True

    def _arrow(self) -> bool:
        found = self._take(_ARROW)
        if found is None:
            return False
        long, short = _ARROWS[found[1]]
        above, below = self._bracketed(), self._bracketed()
        self._take(re.compile(r"\s+"))
        if not above and not below:
            return self._put(f" {short} ", begins=True)
        if long:
            under = f"[{below}]" if below else ""
            return self._put(f"{long}{under}{{{above}}}", begins=True)
        arrow = rf"\underset{{{below}}}{{{short}}}" if below else short
        return self._put(rf"\overset{{{above}}}{{{arrow}}}", begins=True)

    def _bracketed(self) -> str:
        """Read what stands above or below an arrow."""
        if not self.text.startswith("[", self.place):
            return ""
        depth = 0
        for end in range(self.place, len(self.text)):
            depth += (self.text[end] in "[{") - (self.text[end] in "]}")
            if depth == 0:
                inside = self.text[self.place + 1 : end]
                self.place = end + 1
                return _reaction(inside)
        raise ChemistryError("an arrow's bracket has no end")

    def _operator(self) -> bool:
        found = self._take(_OPERATOR)
        return found is not None and self._put(f" {{}}{found[1]}{{}} ", begins=True)

    def _gas(self) -> bool:
        found = self._take(_GAS)
        if found is None:
            return False
        down = found[0].strip("() \t\n") in {"v", "↓"}
        return self._put(r"\downarrow " if down else r"\uparrow ")

    def _amount(self) -> bool:
        found = self._take(_AMOUNT) if self.begins else None
        if found is None:
            return False
        self._take(re.compile(r"\s+"))
        amount = rf"\tfrac{{{found[1]}}}{{{found[2]}}}" if found[1] else found[0]
        follows = self.place < len(self.text) and not _ARROW.match(self.text, self.place)
        return self._put(rf"{amount}\," if follows else amount)

    def _scripts(self) -> bool:
        scripts: dict[str, str] = {}
        while found := self._take(_SCRIPT):
            if found[0] in scripts:
                self.place = found.start()
                break
            scripts[found[0]] = self._script(raised=found[0] == "^")
        if not scripts:
            return False
        written = "".join(f"{mark}{{{said}}}" for mark, said in scripts.items())
        return self._put(written if self.bears else f"{{}}{written}", bears=self.bears)

    def _script(self, *, raised: bool) -> str:
        if self.text.startswith("{", self.place):
            inside = self._inside_group()
        elif self.text.startswith("$", self.place):
            return self._inside_dollars()
        else:
            bare = self._take(_BARE_SCRIPT)
            inside = bare[0] if bare else ""
        if raised and _CHARGED.fullmatch(inside):
            return re.sub(r"[.*•]", r"{\\bullet}", inside)
        return _upright(inside)

    def _state(self) -> bool:
        found = self._take(_STATE)
        return found is not None and self._put(rf"\,(\mathrm{{{found[0][1:-1]}}})", bears=True)

    def _charge(self) -> bool:
        found = self._take(_CHARGE) if self.bears else None
        return found is not None and self._put(f"{{}}^{{{found[1].replace('−', '-')}}}", bears=True)

    def _count(self) -> bool:
        found = self._take(re.compile(r"\d+"))
        if found is None:
            return False
        return self._put(f"_{{{found[0]}}}" if self.bears else found[0], bears=self.bears)

    def _point(self) -> bool:
        found = None if self.text.startswith("...", self.place) else self._take(_POINT)
        return found is not None and self._put(r"{\cdot}", begins=True)

    def _bond(self) -> bool:
        found = self._take(_BOND)
        if found is None:
            return False
        kind = (found[1] if found[1] is not None else found[0]).replace("−", "-")
        if kind not in _BONDS:
            raise ChemistryError(f"no bond is called `{kind}`")
        return self._put(f"{{{_BONDS[kind]}}}")

    def _bracket(self) -> bool:
        found = self._take(re.compile(r"[()\[\]]|\\[{}]"))
        if found is None:
            return False
        closes = found[0][-1] in ")]}"
        return self._put(found[0], bears=closes, begins=not closes)

    def _group(self) -> bool:
        if not self.text.startswith("{", self.place):
            return False
        inside = self._inside_group()
        said = rf"\text{{{inside}}}" if re.fullmatch(r"[\w \-]+", inside) else _reaction(inside)
        return self._put(f"{{{said}}}", bears=True)

    def _formula(self) -> bool:
        return self.text.startswith("$", self.place) and self._put(
            f"{{{self._inside_dollars()}}}", bears=True
        )

    def _inside_group(self) -> str:
        end = group_end(self.text, self.place)
        if end < 0:
            raise ChemistryError("a brace has no end")
        inside = self.text[self.place + 1 : end - 1]
        self.place = end
        return inside

    def _inside_dollars(self) -> str:
        end = self.text.find("$", self.place + 1)
        if end < 0:
            raise ChemistryError("a dollar has no end")
        inside = self.text[self.place + 1 : end]
        self.place = end + 1
        return chemistry_as_latex(inside)

    def _words(self) -> bool:
        if found := self._take(_LETTERS):
            return self._put(rf"\mathrm{{{found[0]}}}", bears=True)
        if found := self._take(_COMMAND):
            groups = ""
            read = _reaction if found[0] in _HOLD_CHEMISTRY else chemistry_as_latex
            while self.text.startswith("{", self.place):
                groups += f"{{{read(self._inside_group())}}}"
            return self._put(f"{found[0]}{groups} ", bears=True)
        found = self._take(_OTHER_LETTERS)
        return found is not None and self._put(rf"\text{{{found[0]}}}", bears=True)

    def _plain(self) -> bool:
        found = self._take(_PLAIN)
        written = {"%": r"\%"}.get(found[0], found[0]) if found else ""
        return found is not None and self._put(written, begins=written in {"&", r"\\"})

    def _space(self) -> bool:
        found = self._take(re.compile(r"\s+"))
        return found is not None and self._put(r"\ ", begins=True)


def _upright(text: str) -> str:
    """Set letters upright but a small one by itself, which counts something; others as text."""
    letters = re.sub(r"(?<![A-Za-z\\])(?:[A-Z][A-Za-z]*|[a-z][A-Za-z]+)", r"\\mathrm{\g<0>}", text)
    return _OTHER_LETTERS.sub(r"\\text{\g<0>}", letters).replace("$", "")


def _quantity(text: str) -> str:
    r"""Write a number with its unit, ``1.2e3 kg m-3``."""
    number = _NUMBER.match(text)
    assert number is not None  # all of it is optional
    sign, digits, unsure, *powers = number.groups(default="")
    written = sign.replace("−", "-") + digits.replace(",", "{,}")
    written += f"({unsure})" if unsure else ""
    if power := next(filter(None, powers), ""):
        written += rf"\times 10^{{{power.replace('−', '-')}}}" if digits else rf"10^{{{power}}}"
    units = _units(text[number.end() :].strip())
    return rf"{written}\,{units}" if written and units else written + units


def _units(text: str) -> str:
    if "//" in text:
        above, _, below = text.partition("//")
        return rf"\frac{{{_units(above.strip())}}}{{{_units(below.strip())}}}"
    done, place = "", 0
    while place < len(text):
        if unit := _UNIT.match(text, place):
            done += _unit(unit[0])
            place = unit.end()
            if power := _POWER.match(text, place):
                done += f"^{{{power[1].replace('−', '-')}}}"
                place = power.end()
        elif between := re.compile(r"\s*[*.·]\s*|\s*/\s*|\s+|[()]").match(text, place):
            mark = between[0].strip()
            done += {"": r"\,", "/": "/", "(": "(", ")": ")"}.get(mark, r"{\cdot}")
            place = between.end()
        elif number := re.compile(r"\d+").match(text, place):
            done += number[0]
            place = number.end()
        else:
            raise ChemistryError(f"`{text[place]}` is not known in a unit")
    return done


def _unit(unit: str) -> str:
    if unit.startswith("\\"):
        return f"{unit} "
    if unit == "%":
        return r"\%"
    return rf"\mathrm{{{unit.replace('%', '')}}}" if unit.isascii() else rf"\text{{{unit}}}"
