"""Cards to choose on and to type on, as they are seen and used in a real browser."""

from __future__ import annotations

import html
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.anki_engine import Anki
from tests.conftest import build_folder

NOTES = """\
# Losses

## Which loss fits heavy imbalance? {#one}

```python
loss = ?
```

- [ ] Mean squared error
- [x] Focal loss
- [ ] Hinge loss, which is an option so long that it needs two lines of a telephone at least
- [ ] A word without a break: supercalifragilisticexpialidociouslosssupercalifragilisticexpialidocious

It weighs down what is easy.

## Which are two-stage detectors? {#several}

- [x] Faster R-CNN
- [ ] YOLO
- [x] Mask R-CNN
- [ ] SSD

> Both propose first.

## Which of the following is a normaliser? {#letters}

A. Adam
B. Batch norm
C. Cosine
D. None of the above

Answer: B. It subtracts the mean.

## ما هو؟ {#left}

- [ ] واحد
- [x] اثنان

## Where was it? {#typed .typed}

> São Paulo
"""
ADDRESS = "http://anki.example/"
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}


@dataclass
class Cards:
    """The cards of a collection, shown one after the other in one window, as a reviewer does."""

    anki: Anki
    page: Page
    night: bool = False

    def front(self, name: str) -> None:
        """Show a front, with the field that Anki puts in to type into."""
        self._show(self.anki.front(self._guid(name)))

    def back(self, name: str, typed: str = "") -> None:
        """Show a back, with what Anki draws where one has typed."""
        guid = self._guid(name)
        expected = self.anki.note(guid)["Typed"] if typed else ""
        drawn = self.anki.collection.compare_answer(expected, typed) if typed else ""
        self._show(self.anki.back(guid).replace("[[type:Typed]]", drawn))

    def _guid(self, name: str) -> str:
        return next(g for g in self.anki.guids() if self.anki.fields(g)["Id"] == name)

    def _show(self, card: str) -> None:
        field = '<center><input type="text" id="typeans" style="font-family: Arial"></center>'
        night = "nightMode night_mode" if self.night else ""
        body = card.replace("[[type:Typed]]", field)
        shown = f'<!doctype html><meta charset="utf-8"><body class="card {night}">{body}'
        self.page.unroute("**/*")
        self.page.route("**/*", lambda route: route.fulfill(body=shown, content_type="text/html"))
        self.page.goto(ADDRESS)

    @property
    def options(self) -> list[str]:
        """The words of the options, from above to below."""
        return [
            html.unescape(each) for each in self.page.locator(".options > li").all_inner_texts()
        ]

    def tap(self, words: str) -> None:
        """Tap on the option with these words."""
        self.page.locator(".options > li", has_text=words).click()

    def marks(self) -> dict[str, str]:
        """The sign that stands behind each option."""
        return {
            item.inner_text(): str(
                item.evaluate("each => getComputedStyle(each, '::after').content").strip('"')
            )
            for item in self.page.locator(".options > li").all()
        }


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("choices")
    (root / "a.md").write_text(NOTES, encoding="utf-8")
    assert build_folder(root, root / "site").summary is not None
    return next((root / "site").glob("*.apkg"))


@pytest.fixture
def collection(anki: Anki, package: Path) -> Anki:
    anki.import_apkg(package)
    return anki


@contextmanager
def window(
    chromium: Browser,
    anki: Anki,
    size: str = "desktop",
    *,
    night: bool = False,
    scripts: bool = True,
) -> Iterator[Cards]:
    width, height = SIZES[size]
    context = chromium.new_context(
        viewport={"width": width, "height": height}, java_script_enabled=scripts
    )
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    try:
        yield Cards(anki, page, night)
    finally:
        context.close()
    assert troubles == []


def test_options_are_shuffled_and_the_back_keeps_their_order(
    chromium: Browser, collection: Anki
) -> None:
    with window(chromium, collection) as cards:
        seen = set()
        for _ in range(12):
            cards.front("one")
            order = cards.options
            cards.back("one")
            assert cards.options == order
            seen.add(tuple(order))
    # Of 24 orders, twelve times the same one comes once in 10 to the 15.
    assert len(seen) > 1
    assert len({frozenset(order) for order in seen}) == 1


def test_where_nothing_can_be_kept_both_sides_find_one_order(
    chromium: Browser, collection: Anki
) -> None:
    with window(chromium, collection) as cards:
        cards.page.add_init_script(
            "Object.defineProperty(window, 'sessionStorage', { get() { throw Error('no'); } })"
        )
        cards.front("one")
        order = cards.options
        cards.tap("Focal")
        cards.back("one")
        assert cards.options == order


def test_options_that_speak_of_the_others_stay_where_they_stand(
    chromium: Browser, collection: Anki
) -> None:
    with window(chromium, collection) as cards:
        for _ in range(4):
            cards.front("letters")
            assert [each.split("\n")[0][0] for each in cards.options] == list("ABCD")


def test_the_front_tells_nothing_and_the_back_marks_what_was_picked(
    chromium: Browser, collection: Anki
) -> None:
    with window(chromium, collection) as cards:
        cards.front("one")
        assert set(cards.marks().values()) <= {"none", "normal"}
        looks = {
            item.evaluate(
                "each => { const s = getComputedStyle(each);"
                " return [s.borderTopColor, s.borderTopStyle, s.color, s.fontWeight].join(); }"
            )
            for item in cards.page.locator(".options > li").all()
        }
        assert len(looks) == 1
        cards.tap("Focal")
        cards.tap("Mean")  # of one right option, the last tap counts
        picked = cards.page.locator(".options > [aria-checked=true]").all_inner_texts()
        assert picked == ["Mean squared error"]
        cards.back("one")
        marks = cards.marks()
        assert (marks["Focal loss"], marks["Mean squared error"]) == ("✓", "✗")
        assert sum(sign in "✓✗" for sign in marks.values()) == 2
        text = cards.page.inner_text("body")
        assert text.index("It weighs down") > max(text.index(each) for each in cards.options)


def test_several_may_be_picked_where_several_are_right(chromium: Browser, collection: Anki) -> None:
    with window(chromium, collection) as cards:
        cards.front("several")
        for each in ("Faster", "YOLO", "SSD", "SSD"):
            cards.tap(each)
        cards.back("several")
        signs = {name: sign if sign in "✓✗" else "" for name, sign in cards.marks().items()}
        assert signs == {"Faster R-CNN": "✓", "Mask R-CNN": "✓", "YOLO": "✗", "SSD": ""}


def test_another_card_remembers_nothing_of_the_last(chromium: Browser, collection: Anki) -> None:
    with window(chromium, collection) as cards:
        cards.front("several")
        cards.tap("SSD")
        cards.back("one")
        assert "✗" not in cards.marks().values()
        cards.front("several")
        cards.back("several")
        assert "✗" not in cards.marks().values()


def test_a_right_and_a_wrong_one_differ_without_colours(
    chromium: Browser, collection: Anki
) -> None:
    with window(chromium, collection) as cards:
        cards.front("one")
        cards.tap("Mean")
        cards.back("one")
        pictures = [
            Image.open(io.BytesIO(cards.page.locator(".options > li", has_text=each).screenshot()))
            for each in ("Focal", "Mean")
        ]
    # The darkest of the upper rows, column by column: a line on one side, dashes on the other.
    greys = [np.asarray(each.convert("L")) for each in pictures]
    solid = [bool((grey[:5, 20:-20].min(axis=0) < 200).all()) for grey in greys]
    assert solid == [True, False]


def test_without_scripts_all_is_there_in_the_order_of_the_notes(
    chromium: Browser, collection: Anki
) -> None:
    names = ["Faster R-CNN", "YOLO", "Mask R-CNN", "SSD"]
    with window(chromium, collection, scripts=False) as cards:
        cards.front("several")
        assert cards.options == names
        assert set(cards.marks().values()) <= {"none", "normal"}
        cards.back("several")
        assert cards.options == names
        assert [name for name, sign in cards.marks().items() if sign == "✓"] == names[::2]


@pytest.mark.parametrize("night", [False, True])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["one", "several", "letters", "left", "typed"])
def test_nothing_reaches_over_the_edge_and_signs_are_clear_of_words(
    chromium: Browser, collection: Anki, name: str, size: str, *, night: bool
) -> None:
    with window(chromium, collection, size, night=night) as cards:
        for show in (cards.front, cards.back):
            show(name)
            wide, seen = cards.page.evaluate(
                "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
            )
            assert wide <= seen
            for item in cards.page.locator(".options > li").all():
                gaps = item.evaluate(
                    """each => {
                        const range = document.createRange();
                        range.selectNodeContents(each.lastElementChild || each);
                        const words = range.getBoundingClientRect();
                        const box = each.getBoundingClientRect();
                        return [words.left - box.left, box.right - words.right];
                    }"""
                )
                assert min(gaps) > 25


def test_from_right_to_left_the_box_stands_on_the_right(
    chromium: Browser, collection: Anki
) -> None:
    with window(chromium, collection) as cards:
        cards.front("left")
        place = cards.page.locator(".options > li").first.evaluate(
            "each => [getComputedStyle(each, '::before').right,"
            " getComputedStyle(each, '::before').width].map(parseFloat)"
        )
        assert place[0] < 30


def test_what_was_typed_is_compared_by_more_than_colour(
    chromium: Browser, collection: Anki
) -> None:
    with window(chromium, collection, "phone") as cards:
        cards.front("typed")
        field = cards.page.locator("input#typeans")
        box = field.bounding_box()
        assert box is not None
        assert box["width"] > 300
        assert "São Paulo" not in cards.page.inner_text("body")
        cards.back("typed", "Sao Paulox")
        lines = {
            name: cards.page.locator(f"#typeans .{name}").first.evaluate(
                "e => [getComputedStyle(e).textDecorationLine, getComputedStyle(e).borderBottomWidth]"
            )
            for name in ("typeGood", "typeBad", "typeMissed")
        }
        assert len({tuple(each) for each in lines.values()}) == 3
        rule = cards.page.locator("hr#answer").bounding_box()
        compared = cards.page.locator("#typeans").first.bounding_box()
        assert rule is not None
        assert compared is not None
        assert compared["y"] > rule["y"]
