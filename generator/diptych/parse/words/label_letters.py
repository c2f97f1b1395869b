"""The letters that mark questions and answers in a language: ``D: …`` and ``R: …``, ``P.``, ``O.``.

Each names much else as well, so a page must show that it means questions: most lines with the first
letter ask, and a line with the second one follows.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from diptych.characters import QUESTION_MARKS, lazy
from diptych.parse.words.asking import asks

if TYPE_CHECKING:
    from collections.abc import Sequence

# Which letter answers which: Întrebare, Domanda and Demande, Pergunta and Pytanie, Frage and Fråga,
# Vraag, Soru, Kérdés and Kysymys, Spørgsmål, Tanya and Soal, Hỏi, Питання, Вопрос, Ερώτηση …
_PAIRS = (
    "d r|î r|i r|p r|p o|f a|f s|f sv|f l|v a|v o|s c|s cv|k v|k a|j a|sp s|sp sv|sp sva|sv s|g e"
    "|t j|s j|h đ|h tl|h t|c đ|c tl|pyt odp|ot od|pr re|preg resp|perg resp|dom risp|fr antw|fr aw"
    "|п в|з в|з о|п о|в о|вопр отв|с ж|а х|сұ жа|ε α|ε απ|ερ απ"
    "|კ პ|հ պ|प्र उ|প্র উ|س پ"
)
PAIRS = frozenset((each.split()[0], each.split()[1]) for each in _PAIRS.split("|"))
LINE = lazy(
    r"[\s>*_+-]*([^\W\d_]{1,4}[\u094d\u0930\u09cd\u09b0]*)\s?\d{0,3}[*_]{0,2}[:：.)）][*_]{0,2}\s*(\S.*)"
)
# An answer in the same line.
BEHIND = lazy(rf"(?<=[{QUESTION_MARKS};])\s+([^\W\d_]{{1,4}})\s?[:：.]\s*\S")
# Choices, which would take such a letter from an answer: `B) …`, `C. …`.
CHOICE = lazy(r"[\s>*_+-]*[(（]?[bB]\s?[.)）]\s")
MOST, HALF = 0.6, 0.5
# A single pair tells by itself, if hardly anything else stands on its page.
FEWEST = 2
FEW_LINES = 4


def letters_of(lines: Sequence[str]) -> tuple[str, str] | None:
    """Find the letters of a page's questions and answers; None if it has none, or some choices."""
    asked: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    waiting = ""
    for line in lines:
        found = LINE.match(line)
        if found is None:
            continue
        letter = found[1].casefold()
        pair = waiting, letter
        if pair in PAIRS:
            pairs[pair] += 1
            waiting = ""
        else:
            seen[letter] += 1
            behind = BEHIND.search(found[2])
            asked[letter] += asks(found[2][: behind.start()] if behind else found[2])
            waiting = letter
            pair = letter, behind[1].casefold() if behind else ""
            pairs[pair] += pair in PAIRS
    best, count = max(pairs.items(), key=lambda each: each[1], default=(("", ""), 0))
    alone = sum(bool(line.strip()) for line in lines) <= FEW_LINES
    enough = count >= max(1 if alone else FEWEST, MOST * seen[best[0]])
    if not enough or asked[best[0]] < HALF * count or any(map(CHOICE.match, lines)):
        return None
    return best
