r"""Derivatives, brackets and states as the package physics writes them, as plain LaTeX."""

from __future__ import annotations

from diptych.characters import lazy
from diptych.render.arguments import Arguments, arguments_at, bracket_end, written_anew

_PARTIAL = r"\partial "
_DERIVATIVES = {
    **dict.fromkeys(("dv", "derivative"), r"\mathrm{d}"),
    **dict.fromkeys(("pdv", "pderivative", "partialderivative"), _PARTIAL),
    **dict.fromkeys(("fdv", "functionalderivative"), r"\delta "),
}
_DIFFERENTIALS = {
    **dict.fromkeys(("dd", "differential"), r"\mathrm{d}"),
    **dict.fromkeys(("var", "variation"), r"\delta "),
}
_FENCES = {
    **dict.fromkeys(("abs", "absolutevalue"), ("|", "|")),
    "norm": (r"\|", r"\|"),
    **dict.fromkeys(("bra",), (r"\langle ", "|")),
    **dict.fromkeys(("ket",), ("|", r"\rangle ")),
    **dict.fromkeys(("comm", "commutator"), ("[", "]")),
    **dict.fromkeys(("acomm", "anticommutator", "poissonbracket", "pb"), (r"\{", r"\}")),
    "pqty": ("(", ")"),
    "bqty": ("[", "]"),
    "vqty": ("|", "|"),
    "Bqty": (r"\{", r"\}"),
}
_OF_TWO = frozenset({"comm", "commutator", "acomm", "anticommutator", "poissonbracket", "pb"})
_VECTORS = {
    **dict.fromkeys(("vb", "vectorbold"), r"\mathbf"),
    **dict.fromkeys(("va", "vectorarrow"), r"\vec{\mathbf"),
    **dict.fromkeys(("vu", "vectorunit"), r"\hat{\mathbf"),
}
_WORDS = {
    **dict.fromkeys(("grad", "gradient"), r"{\nabla}"),
    **dict.fromkeys(("curl",), r"{\nabla\times}"),
    **dict.fromkeys(("divergence",), r"{\nabla\cdot}"),
    **dict.fromkeys(("laplacian",), r"{\nabla^2}"),
    **dict.fromkeys(("cross", "crossproduct", "cp"), r"{\times}"),
    **dict.fromkeys(("vdot", "dotproduct", "dp"), r"{\cdot}"),
    **{word: rf"{{\operatorname{{{word}}}}}" for word in ("tr", "Tr", "rank", "erf", "Res")},
    "trace": r"{\operatorname{tr}}",
    "principalvalue": r"{\mathcal{P}}",
}
_STATES = frozenset(
    {
        *("braket", "innerproduct", "ip", "ketbra", "dyad", "outerproduct", "op", "Braket"),
        *("mel", "matrixel", "matrixelement", "expval", "ev", "expectationvalue"),
    }
)
_OF_THREE = frozenset({"mel", "matrixel", "matrixelement"})
_QUANTITY = frozenset({"qty", "quantity"})
_OTHERS = frozenset({"order", "eval"})
SIGN = lazy(
    r"\\("
    + "|".join(
        sorted(
            {*_DERIVATIVES, *_DIFFERENTIALS, *_FENCES, *_VECTORS, *_WORDS}
            | {*_STATES, *_QUANTITY, *_OTHERS},
            key=len,
            reverse=True,
        )
    )
    + r")(?![A-Za-z])"
)
_BRACKETS = {"(": r"\left(", ")": r"\right)", "[": r"\left[", "]": r"\right]"}


def physics_as_latex(latex: str) -> str:
    """Write the commands of physics out; what is not understood stays as it is."""
    return written_anew(latex, SIGN, _command) if SIGN.search(latex) else latex


def _command(name: str, latex: str, place: int) -> tuple[str, int] | None:
    if name in _WORDS:
        return _WORDS[name], place
    of_three = name in _OF_THREE or _DERIVATIVES.get(name) == _PARTIAL
    found = arguments_at(latex, place, 3 if of_three else 2)
    if name in _QUANTITY or (not found.groups and name in {"order", *_DIFFERENTIALS}):
        return _around(name, latex, place)
    taken = _written(name, found)
    if taken is None:
        return None
    said, count = taken
    return said, found.ends[count - 1]


def _around(name: str, latex: str, place: int) -> tuple[str, int] | None:
    r"""Write what makes the brackets behind it grow, ``\qty(…)``, ``\order(…)``, ``\dd(…)``."""
    behind_name = place
    place += len(latex[place:]) - len(latex[place:].lstrip())
    opening = latex[place : place + 1]
    end = bracket_end(latex, place) if opening in {"(", "[", "|"} else -1
    if end < 0 and name in _DIFFERENTIALS:
        return f"{_DIFFERENTIALS[name]} ", behind_name
    if end < 0:
        found = arguments_at(latex, place, 1)
        if name not in _QUANTITY or not found.groups:
            return None
        return rf"\left\{{{found.groups[0]}\right\}}", found.ends[0]
    inside = latex[place + 1 : end - 1]
    grown = rf"\left{opening}{inside}\right{latex[end - 1]}"
    if name == "order":
        return rf"\mathcal{{O}}{grown}", end
    if name in _DIFFERENTIALS:
        return rf"{_DIFFERENTIALS[name]}{grown}", end
    return (grown, end) if name in _QUANTITY else None


def _written(name: str, found: Arguments) -> tuple[str, int] | None:
    """Write a command with its groups; give how many of them it took."""
    groups = found.groups
    if not groups:
        return None
    if name in _DERIVATIVES:
        return _derivative(_DERIVATIVES[name], found, of_many=_DERIVATIVES[name] == _PARTIAL)
    if name in _DIFFERENTIALS:
        power = f"^{{{found.options}}}" if found.options else ""
        return rf"{{{_DIFFERENTIALS[name]}{power}{{{groups[0]}}}}}", 1
    if name in _OF_TWO:
        opening, closing = _FENCES[name]
        shown = rf"\left{opening}{groups[0]},{groups[1]}\right{closing}" if groups[1:] else None
        return (shown, 2) if shown else None
    if name in _FENCES:
        opening, closing = _FENCES[name]
        return rf"\left{opening}{groups[0]}\right{closing}", 1
    if name in _VECTORS:
        end = "}" if "{" in _VECTORS[name] else ""
        return rf"{_VECTORS[name]}{{{groups[0]}}}{end}", 1
    if name == "order":
        return rf"\mathcal{{O}}\left({groups[0]}\right)", 1
    if name == "eval":
        return rf"\left.{groups[0]}\right|", 1
    return _states(name, groups)


def _derivative(sign: str, found: Arguments, *, of_many: bool) -> tuple[str, int]:
    groups, power = found.groups, f"^{{{found.options}}}" if found.options else ""
    if len(groups) == 1:
        return _over(f"{sign}{power}", f"{sign}{groups[0]}{power}", flat=found.star), 1
    above, *below = groups
    if len(below) == 2 and of_many:
        parts = "".join(f"{sign}{each}" for each in below)
        return _over(f"{sign}^{{2}}{above}", parts, flat=found.star), 3
    parts = f"{sign}{{{below[0]}}}{power}"
    return _over(f"{sign}{power}{{{above}}}", parts, flat=found.star), 2


def _over(above: str, below: str, *, flat: bool) -> str:
    return rf"{{{above}}}/{{{below}}}" if flat else rf"\frac{{{above}}}{{{below}}}"


def _states(name: str, groups: tuple[str, ...]) -> tuple[str, int] | None:
    first, *others = groups
    second = others[0] if others else ""
    if name in {"expval", "ev", "expectationvalue"}:
        inside = rf"{second}\middle|{first}\middle|{second}" if second else first
        return rf"\left\langle {inside}\right\rangle ", 1 + bool(second)
    if name in _OF_THREE:
        if len(groups) < 3:
            return None
        return rf"\left\langle {first}\middle|{second}\middle|{groups[2]}\right\rangle ", 3
    if name in {"ketbra", "dyad", "outerproduct", "op"}:
        behind = second or first
        shown = rf"\left|{first}\right\rangle\!\left\langle {behind}\right|"
        return shown, 1 + bool(second)
    if second:
        return rf"\left\langle {first}\middle|{second}\right\rangle ", 2
    inside = first.replace("|", r"\middle|") if "|" in first else first
    if name in {"braket", "Braket"}:
        return rf"\left\langle {inside}\right\rangle ", 1
    return rf"\left\langle {first}\middle|{first}\right\rangle ", 1
