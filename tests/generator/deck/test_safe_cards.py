"""Formulas that would do more than be typeset, wherever they stand, in the MathJax of Anki itself."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser

from diptych.render.acting import acting_command
from diptych.render.latex import as_known
from tests.anki_engine import Anki
from tests.conftest import MakeNotebook, build_folder, of
from tests.payloads import FORMULAS, STYLE
from tests.pictures import png
from tests.reviewer import Reviewer, reviewer

if TYPE_CHECKING:
    from anki.cards import Card

# P is the formula, T what looks like one in text.
PLACES = """# Part T $P$

## What is T $P$? {#ID-what .reversed}

> Short T $P$.

Answer T $P$.[^n]

$$
P
$$

- $P$ **T** <b>\\\\</b>(x) `T`
- <kbd>T</kbd> <samp>T</samp>

| T | $P$ |
|---|-----|
| T | $P$ |

> [!NOTE] T $P$
> T $P$

![T $P$](p.png "T")

```text
T
```

[^n]: Source T $P$.

## Which {{c1::T $P$::T}} and ${{c2::P}}$, ${{c3::x::P}}$? {#ID-which}

> Short.

Answer {{c4::T}} T $P$.
"""

# What a source writes as an address is a link, whatever stands around it: nobody follows it but the
# reader. A tag gives its line a name that begins so, by which nothing else is called.
WRONG = """() => [...document.querySelectorAll('#qa *')].flatMap(each => [...each.attributes]
    .filter(({name, value}) => !(name === 'href' && each.matches('a.cited') && /^https?:/.test(value)))
    .filter(({name, value}) =>
        /evil/.test(value) && !/^mjx-eqn:/.test(value) && !/^(alt|title|data-cloze|data-mjx-error)$/.test(name)
        || name === 'href' || name === 'id' && !/^(answer$|mjx-eqn:)/.test(value))
    .map(({name, value}) => `${each.tagName} ${name}=${value}`))"""


def placed(payload: str, number: int) -> str:
    looks_so = payload.replace("\\", "\\\\").replace("{{", "{ {").replace("|", "")
    text = PLACES.replace("ID", f"k{number}")
    return text.replace("T", rf"\\\\({looks_so}\\\\) \\\\[x\\\\]").replace("P", payload)


def test_no_formula_acts_wherever_it_stands(
    make_notebook: MakeNotebook, anki: Anki, chromium: Browser
) -> None:
    """All are shown by one reviewer, as in a review, so that what one defines the next would bear."""
    notes = {f"notes/k{n}.md": placed(text, n) for n, text in enumerate(FORMULAS.values())}
    root = make_notebook(
        {"diptych.toml": 'name = "n"\nlanguage = "en"\n', "notes/p.png": png(), **notes}
    )
    built = build_folder(root, root / "site")
    assert built.summary is not None, built.report.diagnostics
    (deck,) = (root / "site").glob("*.apkg")
    anki.import_apkg(deck)
    cards: dict[str, list[Card]] = {}
    for guid in anki.guids():
        cards.setdefault(anki.fields(guid)["Id"].partition("-")[0], []).extend(anki.cards(guid))
    with reviewer(chromium, medium=anki.medium) as shown:
        for number, kind in enumerate(FORMULAS):
            with of(kind):
                assert len(cards[f"k{number}"]) >= 4
                for card in cards[f"k{number}"]:
                    for side, said in ((shown.front, card.question()), (shown.back, card.answer())):
                        side(said, card.ord)
                        assert shown.page.evaluate(WRONG) == []
                assert shown.requests == []
                assert is_as_before(shown)


def is_as_before(shown: Reviewer) -> bool:
    """Whether formulas of cards that follow are what they were: nothing was defined for them."""
    shown.front(r"<p>\(\color{red}{\alpha}\) \(\y\)</p>")
    colour = "getComputedStyle(document.querySelector('mjx-mstyle')).color"
    unknown = shown.page.locator("mjx-container").nth(1).locator("mjx-mtext").count()
    return bool(shown.page.evaluate(colour) == "rgb(255, 0, 0)" and unknown == 1)


def test_a_label_is_no_error_when_the_card_is_seen_again(
    make_notebook: MakeNotebook, anki: Anki, chromium: Browser
) -> None:
    text = "## What?\n\n> Short.\n\n$$\nx \\tag{1}\\label{a}\n$$\n\nBy $\\eqref{a}$.\n"
    root = make_notebook({"notes/a.md": text})
    build_folder(root, root / "site")
    (deck,) = (root / "site").glob("*.apkg")
    anki.import_apkg(deck)
    (guid,) = anki.guids()
    with reviewer(chromium) as shown:
        for _ in range(2):
            shown.back(anki.back(guid))
            assert shown.page.locator("mjx-merror").count() == 0
            assert shown.page.locator("mjx-container").count() == 2


@pytest.mark.slow
def test_of_all_commands_of_ankis_mathjax_none_acts_that_reaches_a_card(chromium: Browser) -> None:
    """Each with what would act, in every form of arguments: whatever is let through stays quiet."""
    forms = [
        r"\NAME{EVIL}{EVIL}{EVIL}{x}",
        r"\NAME{mi}[href=http://evil.test/b,style=EVIL,class=evil,id=evil]{x}",
        r"\NAME[EVIL]{x}{y}",
        r"\tag{1}\NAME {{a}}",
        r"\begin{NAME}{EVIL}x\end{NAME}",
        r"\begin{NAME}[EVIL]x\end{NAME}",
    ]
    with reviewer(chromium) as shown:
        shown.front(r"<p>\(x\)</p>")
        names = shown.page.evaluate(NAMES)
        assert len(names) > 1000
        assert {"href", "mmlToken", "fcolorbox", "align"} <= set(names)
        formulas = [
            as_known(tex)
            for name in names
            for tex in (each.replace("NAME", name).replace("EVIL", STYLE) for each in forms)
            if acting_command(tex) is None
        ]
        assert len(formulas) > 6000
        for start in range(0, len(formulas), 50):
            some = [f"<p>\\({html.escape(tex)}\\)</p>" for tex in formulas[start : start + 50]]
            shown.front("".join(some))
            assert shown.page.evaluate(ACTED) == []
        assert shown.requests == []


NAMES = """(() => {
    const handlers = MathJax.startup.document.inputJax[0].parseOptions.handlers;
    const maps = ['macro', 'environment'].flatMap(kind => [...handlers.get(kind)._configuration]);
    return [...new Set(maps.flatMap(({item}) => item.map ? [...item.map.keys()] : []))];
})()"""
# What a command wrote into an attribute of its own kind, as a width that is none, does nothing.
ACTED = """[...document.querySelectorAll('mjx-container, mjx-container *')].flatMap(each =>
    [...each.attributes].filter(({name, value}) =>
        name === 'href' || name === 'id' && !/^mjx-eqn:/.test(value) || /^(style|class)$/.test(name) && /evil/.test(value)
    ).map(({name, value}) => `${each.tagName} ${name}=${value}`))"""
