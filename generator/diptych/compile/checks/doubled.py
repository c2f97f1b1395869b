r"""Is there text that a browser copied twice, once as seen and once as read aloud?

MathJax and KaTeX keep a formula in a page twice. Copied, `$n$` becomes `nn` and `$\sigma^2$`
becomes `σ2σ2`. What was meant cannot be known from that, so it is told and nothing is changed.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct

from diptych.characters import EAST_ASIAN, lazy
from diptych.diagnostics.codes import diagnose

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from diptych.compile.checks.facts import DocumentFacts
    from diptych.model import Diagnostic

HINT = "Write the formula between dollars; what is shown here is a guess."

GREEK = "\u0370-\u03ff"
# The same twice, alone: neither a part of a word nor of a name, an address or a number.
START = rf"(?<![A-Za-z0-9{GREEK}._/\\:@#$%&+\-])"
END = rf"(?![A-Za-z0-9{GREEK}_/\\@:]|[.\-][A-Za-z0-9])"
NO_BLANK = rf"[^\s{EAST_ASIAN}]"
SIGNS_OF_MATH = rf"[0-9{GREEK}∑∂∇(=×≤≥≈≠∈∏∞√−⋅·^]"
TWICE = lazy(
    rf"{START}(?:(?P<letters>[A-Za-z]{{1,2}})(?P=letters)"
    rf"|(?=[A-Za-z]{{,40}}{SIGNS_OF_MATH})"
    rf"(?P<half>[A-Za-z0-9{GREEK}∑∂∇]{NO_BLANK}{{0,40}}?)(?P=half)){END}"
)
# Where KaTeX puts three: what is seen, the LaTeX, and what is seen again.
WORD = lazy(rf"{NO_BLANK}{{3,}}")
MARKUP = lazy(r"[\\^_]")
LONGEST_WORD = 200
# C(n,k) with its two indices, which are seen in one order and read in another.
TURNED = lazy(r"(?<![A-Za-z0-9])([A-Z])([a-zA-Z0-9])([a-zA-Z0-9])\1\3\2(?![A-Za-z0-9])")

SIGN = lazy(r"[=×≤≥≈≠∈∑∏∂∇∞√−⋅·^]")
# With a letter and a digit (x1, n2), or a letter and brackets around it (f(x)).
INDEXED = lazy(rf"[A-Za-z{GREEK}][0-9]|[A-Za-z{GREEK}]\([^()]+\)")
SUBSCRIPT = lazy(r"[A-Za-z][ijknmt]")
# Doubled letters that mean something else at least as often.
ABBREVIATIONS = "AA BB CC DD EE FF II PP QQ SS TT VV XX cc dd ff ll mm pp ss xx"
COMMON = frozenset(ABBREVIATIONS.split())
NEVER = frozenset({"II", "QQ", "XX"})
LIST_MARK = lazy(r"[)）]")

NAMES = """
α alpha, β beta, γ gamma, δ delta, ε epsilon, ζ zeta, η eta, θ theta, κ kappa, λ lambda, μ mu,
ν nu, ξ xi, π pi, ρ rho, σ sigma, τ tau, φ phi, χ chi, ψ psi, ω omega, Γ Gamma, Δ Delta, Θ Theta,
Λ Lambda, Ξ Xi, Π Pi, Σ Sigma, Φ Phi, Ψ Psi, Ω Omega, × times, ≤ le, ≥ ge, ≈ approx, ≠ ne, ∈ in,
∑ sum, ∏ prod, ∂ partial, ∇ nabla, ∞ infty, √ sqrt, · cdot, ⋅ cdot
"""
COMMANDS: dict[str, str] = dict(pair.split() for pair in NAMES.split(","))
SIGNS = {name: sign for sign, name in COMMANDS.items()}


class Doubled(Struct, frozen=True):
    """One place where text is doubled.

    Attributes:
        text: the piece of text that it stands in, at ``place``.
        sure: whether nothing else is likely to look so.
        digits: whether it is a number, which only its company makes suspicious.
    """

    line: int
    text: str
    place: int
    found: str
    half: str
    original: str
    sure: bool = False
    digits: bool = False


def doubled_math(facts: DocumentFacts) -> Iterator[Diagnostic]:
    """Report formulas that stand twice; single letters and numbers in suspicious company only."""
    texts = [(node.content, line) for node, line in facts.elements if node.type == "text"]
    found = [each for text, line in texts for each in _found(text, line)]
    for (line, text), group in groupby(_suspicious(found), lambda each: (each.line, each.text)):
        before, after = _before_and_after(text, list(group))
        message = f"this looks like formulas that were copied twice: {before} → {after}"
        yield diagnose("D231", message, facts.point(line, before), HINT)


def _before_and_after(text: str, doubled: Sequence[Doubled]) -> tuple[str, str]:
    """Quote the words from the first place to the last, as they are and as they probably were."""
    start = done = doubled[0].place
    shown = ""
    for each in doubled:
        if each.place < done:
            continue
        shown += f"{text[done : each.place]}${each.original}$"
        done = each.place + len(each.found)
    return text[start:done], shown


def _found(text: str, line: int) -> Iterator[Doubled]:
    """All that stands twice in a piece of text, whatever it may be."""
    yield from _thrice(text, line)
    for found in TURNED.finditer(text):
        letter, above, below = found.groups()
        if above != below:
            latex = f"{letter}_{below}^{above}"
            yield Doubled(line, text, found.start(), found[0], found[0][:3], latex, sure=True)
    for found in TWICE.finditer(text):
        half = found["letters"] or found["half"]
        before, after = text[: found.start()], text[found.end() :]
        if half.isascii() and half.isdigit():
            if not _is_year_or_decimal(found[0], before, after):
                yield Doubled(line, text, found.start(), found[0], half, half, digits=True)
        elif _is_sure(half):
            yield Doubled(line, text, found.start(), found[0], half, _latex(half), sure=True)
        elif _may_be_math(half, before, after):
            yield Doubled(line, text, found.start(), found[0], half, _latex(half))


def _thrice(text: str, line: int) -> Iterator[Doubled]:
    for found in WORD.finditer(text) if MARKUP.search(text) else ():
        word = found[0].strip(",.;:")
        if len(word) > LONGEST_WORD or not MARKUP.search(word):
            continue
        for length in range(1, len(word) // 3 + 1):
            seen, latex = word[:length], word[length:-length]
            if word.endswith(seen) and latex != seen and _seen(latex) == seen:
                place = text.index(word, found.start())
                yield Doubled(line, text, place, word, seen, latex, sure=True)
                break


def _suspicious(found: Sequence[Doubled]) -> list[Doubled]:
    """Keep what remains in the light of all that a document holds.

    Two letters of one kind are a word as often as a formula (the LL and RR of a tree, a size, a
    name). They tell by company: on one line two different small letters that are no abbreviation,
    or one and a doubled number.
    """
    telling = [each for each in found if _tells(each)]
    of_line: dict[int, set[str]] = {}
    for each in telling:
        of_line.setdefault(each.line, set()).add(each.half)
    numbered = {each.line for each in found if each.digits}
    copied = any(len(halves) + (line in numbered) > 1 for line, halves in of_line.items())
    if not copied and not any(each.sure for each in found):
        return []
    lines = {each.line for each in found if each.sure} | of_line.keys()
    kept = [each for each in found if each.line in lines]
    return sorted(kept, key=lambda each: (each.line, each.text, each.place))


def _tells(each: Doubled) -> bool:
    """Tell whether it is a small letter twice, and no abbreviation."""
    half = each.half
    is_letter = not each.sure and not each.digits and len(half) == 1
    return is_letter and half.islower() and half * 2 not in COMMON


def _is_sure(half: str) -> bool:
    if re.fullmatch(rf"[{GREEK}]", half) or SIGN.search(half):
        return half.count("(") == half.count(")") and not half.endswith("=")
    return bool(INDEXED.match(half)) and half.count("(") == half.count(")")


def _may_be_math(half: str, before: str, after: str) -> bool:
    """Tell a lone letter, or one with an index (`xi`), from a list mark, unit or abbreviation."""
    if half * 2 in NEVER or (half == "m" and before.rstrip()[-1:].isdigit()):
        return False
    inside = len(re.findall("[(（]", before)) > len(re.findall("[)）]", before))
    begins = not before.strip() or not inside or before.rstrip()[-1:] in {"(", "（"}
    return not (begins and LIST_MARK.match(after)) and bool(
        re.fullmatch(r"[A-Za-z]", half) or SUBSCRIPT.fullmatch(half)
    )


def _is_year_or_decimal(number: str, before: str, after: str) -> bool:
    is_part = before[-1:] in {".", ","} or bool(re.match(r"[.,]\d|%|\s*年", after))
    return is_part or (len(number) == 4 and number[:2] in {"19", "20"})


def _seen(latex: str) -> str:
    """Reduce a formula to what it looks like without its marks."""
    plain = re.sub(r"\\([A-Za-z]+|-)", lambda found: SIGNS.get(found[1], found[1]), latex)
    return re.sub(r"[\\{}^_\s]", "", plain)


def _latex(half: str) -> str:
    """How it was probably written: 2 and 3 behind a letter are powers, the rest are indices."""
    if SUBSCRIPT.fullmatch(half):
        return f"{half[0]}_{half[1]}"
    raised = re.sub(rf"(?<=[A-Za-z{GREEK}])([23])(?!\d)", r"^\1", half)
    indexed = re.sub(rf"(?<=[A-Za-z{GREEK}])(\d+)", r"_\1", raised)
    named = "".join(f"\\{COMMANDS[c]} " if c in COMMANDS else c for c in indexed)
    return re.sub(r" (?![A-Za-z])", "", named.replace("\\- ", "-")).strip()
