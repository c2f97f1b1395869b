r"""Numbers and units as siunitx writes them, ``\SI{5}{\metre\per\second}``, as plain LaTeX."""

from __future__ import annotations

import re

from diptych.characters import lazy
from diptych.render.arguments import arguments_at, written_anew

SIGN = lazy(r"\\(SI(?:range|list)?|si|num(?:range|list)?|qty(?:range|list)?|unit|ang)(?![A-Za-z])")

_PREFIXES = {
    "yocto": "y", "zepto": "z", "atto": "a", "femto": "f", "pico": "p", "nano": "n", "micro": "µ",
    "milli": "m", "centi": "c", "deci": "d", "deca": "da", "deka": "da", "hecto": "h", "kilo": "k",
    "mega": "M", "giga": "G", "tera": "T", "peta": "P", "exa": "E", "zetta": "Z", "yotta": "Y",
    "kibi": "Ki", "mebi": "Mi", "gibi": "Gi", "tebi": "Ti",
}  # fmt: skip
_UNITS = {
    "metre": "m", "meter": "m", "gram": "g", "gramme": "g", "kilogram": "kg", "second": "s",
    "ampere": "A", "kelvin": "K", "mole": "mol", "candela": "cd", "hertz": "Hz", "newton": "N",
    "pascal": "Pa", "joule": "J", "watt": "W", "coulomb": "C", "volt": "V", "farad": "F",
    "ohm": "Ω", "siemens": "S", "weber": "Wb", "tesla": "T", "henry": "H", "lumen": "lm",
    "lux": "lx", "becquerel": "Bq", "gray": "Gy", "sievert": "Sv", "katal": "kat",
    "radian": "rad", "steradian": "sr", "minute": "min", "hour": "h", "day": "d", "litre": "L",
    "liter": "L", "tonne": "t", "hectare": "ha", "electronvolt": "eV", "dalton": "Da",
    "astronomicalunit": "au", "atomicmassunit": "u", "bar": "bar", "mmHg": "mmHg",
    "angstrom": "Å", "barn": "b", "knot": "kn", "bel": "B", "decibel": "dB", "neper": "Np",
    "bit": "bit", "byte": "B", "celsius": "°C", "degreeCelsius": "°C", "degree": "°",
    "arcminute": "′", "arcsecond": "″", "percent": "%",
    "um": "µm", "us": "µs", "ug": "µg", "umol": "µmol", "uA": "µA", "uW": "µW", "uV": "µV",
    "uF": "µF", "uL": "µL", "uJ": "µJ", "kohm": "kΩ", "Mohm": "MΩ",
}  # fmt: skip
# Short names that are what they say.
_SAID = (
    "fg pg ng mg g kg pm nm mm cm dm m km as fs ps ns ms s fmol pmol nmol mmol mol kmol pA nA mA A "
    "kA mHz Hz kHz MHz GHz THz mN N kN MN Pa kPa MPa GPa mJ J kJ MJ meV eV keV MeV GeV TeV kWh nW "
    "mW W kW MW GW pV nV mV V kV F fF pF nF K dB mL L hL kB MB GB TB"
)
_UNITS |= {each: each for each in _SAID.split()}
_POWERS = {"square": "2", "cubic": "3", "squared": "2", "cubed": "3"}
_PIECE = lazy(
    r"\\(?P<raise>tothe|raiseto)\s*\{\s*(?P<power>[+\-−]?\d+)\s*\}|\\(?P<name>[A-Za-z]+)\s*"
    r"|(?P<word>[A-Za-zµμΩΩÅ°%℃]+)|\^\s*(?:\{\s*(?P<up>[+\-−]?\d+)\s*\}|(?P<digit>\d))"
    r"|(?P<over>\s*/\s*)|(?P<one>1(?=\s*/))|(?P<between>[\s.~]+|\\[,;!: ]|\\cdot(?![A-Za-z]))"
)
_NUMBER = lazy(
    r"\s*(?P<sign>[+\-−]|\\pm\s*)?\s*(?P<digits>\d*(?:[.,]\d*)?)(?P<doubt>\(\d+\))?"
    r"(?:\s*(?:\+-|\\pm|±)\s*(?P<margin>\d+(?:[.,]\d+)?))?"
    r"(?:\s*[eEdD]\s*(?P<power>[+\-−]?\d+))?\s*"
)


def units_as_latex(latex: str) -> str:
    """Write numbers and units out; what is not understood stays as it is."""
    return written_anew(latex, SIGN, _command) if SIGN.search(latex) else latex


def _command(name: str, latex: str, place: int) -> tuple[str, int] | None:
    of_two = name in {"SI", "qty"}
    count = 3 if name in {"SIrange", "qtyrange"} else 2 if "range" in name or of_two else 1
    count = 2 if name in {"SIlist", "qtylist"} else count
    found = arguments_at(latex, place, count)
    if len(found.groups) < count:
        return None
    try:
        return _written(name, found.groups), found.ends[-1]
    except ValueError:
        return None


def _written(name: str, groups: tuple[str, ...]) -> str:
    if name in {"si", "unit"}:
        return _unit(groups[0])
    if name == "num":
        return _number(groups[0])
    if name == "ang":
        parts = [part.strip() for part in groups[0].split(";")]
        signs = zip(parts, (r"{}^{\circ}", "'", "''"), strict=False)
        return "".join(f"{_number(part)}{sign}" for part, sign in signs if part)
    if name in {"SI", "qty"}:
        return _with_unit(groups[0], groups[1])
    if name.endswith("range"):
        unit = groups[2:]
        ends = [_with_unit(each, *unit) for each in groups[:2]]
        return rf"{ends[0]}\text{{–}}{ends[1]}"
    unit = groups[1:]
    return ",\\ ".join(_with_unit(each, *unit) for each in groups[0].split(";"))


def _with_unit(number: str, unit: str = "") -> str:
    shown, units = _number(number), _unit(unit) if unit.strip() else ""
    close = not shown or not units or units.startswith((r"\text{°}", r"\text{′}", r"\text{″}"))
    between = "" if close else r"\,"
    return f"{{{shown}{between}{units}}}"


def _number(text: str) -> str:
    """Write a number; a product, ``2 x 3``, factor by factor; a letter or a formula as it is."""
    factors = re.split(r"\s*(?:x|\\times)\s*", text.strip())
    return r"\times ".join(_factor(each) for each in factors)


def _factor(text: str) -> str:
    found = _NUMBER.fullmatch(text)
    if found is None:
        return text
    sign = (found["sign"] or "").replace("−", "-")
    digits = found["digits"].replace(",", "{,}")
    shown = f"{sign}{digits}{found['doubt'] or ''}"
    if found["margin"]:
        shown += rf"\pm {found['margin'].replace(',', '{,}')}"
        shown = f"({shown})" if found["power"] else shown
    if found["power"]:
        power = rf"10^{{{found['power'].replace('−', '-').lstrip('+')}}}"
        shown = rf"{shown}\times {power}" if digits else f"{sign}{power}"
    return shown


def _unit(text: str) -> str:
    """Write a unit, of words or of letters.

    Raises:
        ValueError: it holds what is neither.
    """
    done: list[str] = []
    prefix, power, below, place = "", "", False, 0
    while place < len(text):
        found = _PIECE.match(text, place)
        if found is None:
            raise ValueError(text)
        place = found.end()
        name, word = found["name"] or "", found["word"] or ""
        later = found["power"] or found["up"] or found["digit"] or ""
        if name in _PREFIXES and name not in _UNITS:
            prefix = _PREFIXES[name]
        elif name == "per" or found["over"]:
            below = True
        elif name in {"square", "cubic"}:
            power = _POWERS[name]
        elif found["raise"] == "raiseto":
            power = later
        elif name in _POWERS or later:
            if not done:
                raise ValueError(text)
            done[-1] = _raised(done[-1], _POWERS.get(name, later))
        elif name or word:
            if name and name not in _UNITS:
                raise ValueError(text)
            said = prefix + _UNITS.get(name, word)
            raised = power or ("1" if below else "")
            done.append(_raised(_upright(said), f"-{raised}" if below else raised))
            prefix, power, below = "", "", False
    return r"\,".join(done)


def _upright(said: str) -> str:
    if said.isascii() and said.isalpha():
        return rf"\mathrm{{{said}}}"
    escaped = said.replace("%", r"\%")
    return rf"\text{{{escaped}}}"


def _raised(unit: str, power: str) -> str:
    """Raise a unit to a power; one below a line, to its negative."""
    power = power.replace("−", "-").lstrip("+")
    if unit.endswith("^{-1}"):
        unit, power = unit.removesuffix("^{-1}"), f"-{power}"
    return f"{unit}^{{{power}}}" if power else unit
