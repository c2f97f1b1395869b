"""What Anki's MathJax does not know, said in words that it knows; measured with that of 26.9.

LaTeX, KaTeX or the converter of pages know each of these, so nobody who writes them looks twice; on
a card they would stand in red as they are written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Names of commands, and what is written in their place: of those that take a group, before it.
_TABLE = r"""
Alpha = \mathrm{A}
Beta = \mathrm{B}
Chi = \mathrm{X}
Epsilon = \mathrm{E}
Eta = \mathrm{H}
Iota = \mathrm{I}
Kappa = \mathrm{K}
Mu = \mathrm{M}
Nu = \mathrm{N}
Omicron = \mathrm{O}
Rho = \mathrm{P}
Tau = \mathrm{T}
Zeta = \mathrm{Z}
alef alefsym = \aleph
thetasym = \vartheta
weierp = \wp
Complex cnums = \mathbb{C}
N natnums = \mathbb{N}
R Reals reals = \mathbb{R}
Z = \mathbb{Z}
bold = \mathbf
bm = \boldsymbol
emph = \textit
mathbbm mathds = \mathbb
arcctg = \operatorname{arcctg}
arctg = \operatorname{arctg}
cosec = \operatorname{cosec}
cotg = \operatorname{cotg}
ctg = \operatorname{ctg}
cth = \operatorname{cth}
ch = \operatorname{ch}
sh = \operatorname{sh}
tg = \operatorname{tg}
th = \operatorname{th}
argmax = \operatorname*{arg\,max}
argmin = \operatorname*{arg\,min}
plim = \operatorname*{plim}
operatornamewithlimits = \operatorname*
image = \Im
real = \Re
nicefrac sfrac = \tfrac
Darr dArr = \Downarrow
darr = \downarrow
Harr hArr Lrarr lrArr = \Leftrightarrow
harr lrarr = \leftrightarrow
Larr lArr = \Leftarrow
larr = \leftarrow
Rarr rArr = \Rightarrow
rarr = \rightarrow
Uarr uArr = \Uparrow
uarr = \uparrow
Overrightarrow = \overset{\Rightarrow}
overleftharpoon = \overset{\leftharpoonup}
overrightharpoon = \overset{\rightharpoonup}
overgroup = \overparen
undergroup = \underparen
underbar = \underline
phase = \angle
Dagger ddag = \ddagger
dag = \dagger
bull = \bullet
clubs = \clubsuit
diamonds = \diamondsuit
hearts = \heartsuit
spades = \spadesuit
empty = \emptyset
exist = \exists
infin = \infty
isin = \in
plusmn = \pm
sub = \subset
sube = \subseteq
supe = \supseteq
lang = \langle
rang = \rangle
llbracket = ⟦
rrbracket = ⟧
lBrace = ⦃
rBrace = ⦄
lq = ‘
rq = ’
P = ¶
sect = §
copyright = ©
euro = \text{€}
mathsterling pounds = £
imageof = ⊷
origof = ⊶
minuso = ⦵
notni = ∌
oiint = ∯
oiiint = ∰
bigsqcap = ⨅
approxcolon = \mathrel{\approx:}
approxcoloncolon = \mathrel{\approx::}
coloncolon = \mathrel{::}
coloncolonapprox = \mathrel{::\approx}
coloncolonequals = \mathrel{::=}
coloncolonminus = \mathrel{::-}
coloncolonsim = \mathrel{::\sim}
colonequals = \mathrel{:=}
colonminus = \mathrel{:-}
equalscolon = \mathrel{=:}
equalscoloncolon = \mathrel{=::}
minuscolon = \mathrel{-:}
minuscoloncolon = \mathrel{-::}
simcolon = \mathrel{\sim:}
simcoloncolon = \mathrel{\sim::}
ratio vcentcolon = \mathrel{:}
medspace = \:
thickspace = \;
footnotesize = \small
allowbreak ensuremath nobreak relax xspace =
"""


def _rows() -> Iterator[tuple[str, str]]:
    for line in _TABLE.strip().splitlines():
        names, _, said = line.partition(" =")
        for name in names.split():
            yield name, said.strip()


CRASHING = "\u0250-\u02af\u1a20-\u1aad\u20a0-\u20ff\u2400-\u245f\u2de0-\u2dff\U0001fa00-\U0001faff"
"""Characters, as a class of a pattern, at which MathJax gives up a formula; as text they are shown.

Phonetic letters, signs of currencies, marks that are put over another character, newer emoji.
"""

LACKING: Mapping[str, str] = dict(_rows())
"""Name of a command → what to write in its place."""
