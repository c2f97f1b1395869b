"""Arrows are as long as what is above them, primes stand beside their letters, roots on the line."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from matplotlib.image import imread
from playwright.sync_api import Browser, FloatRect

from tests.conftest import MakeNotebook, build_folder, of

ARROWS = {
    "right": r"\xrightarrow{\text{%s}}",
    "left": r"\xleftarrow{\text{%s}}",
    "both": r"\xleftrightarrow{\text{%s}}",
    "from a bar": r"\xmapsto{\text{%s}}",
    "double": r"\xRightarrow{\text{%s}}",
    "over letters": r"\overrightarrow{\text{%s}}",
    "over letters, back": r"\overleftarrow{\text{%s}}",
    "chemistry": r"\ce{A ->[%s] B}",
}
WORDS = "a text of several words"


@pytest.fixture
def shown(make_notebook: MakeNotebook, tmp_path: Path, chromium: Browser) -> dict[str, float]:
    """How much of the width of what is above each arrow the arrow covers, by its dots."""
    formulas = "\n\n".join(f"x ${latex % WORDS}$ y" for latex in ARROWS.values())
    build_folder(make_notebook({"a.md": f"## A?\n\n{formulas}\n"}), tmp_path / "site")
    (file,) = (tmp_path / "site" / "q").glob("*.html")
    page = chromium.new_page()
    page.goto(file.as_uri())
    page.wait_for_function("document.fonts.status == 'loaded'")
    covered = {}
    for name, formula in zip(ARROWS, page.locator("math").all(), strict=True):
        over = formula.locator("mover").first.bounding_box()
        sign = formula.locator("mover > mo").first.bounding_box()
        assert over
        assert sign
        clip = FloatRect(x=over["x"], width=over["width"], y=sign["y"], height=sign["height"])
        picture = imread(BytesIO(page.screenshot(clip=clip)), format="png")[..., :3].mean(axis=2)
        covered[name] = float((picture.min(axis=0) < 0.8 * picture.max()).mean())
    return covered


def test_an_arrow_reaches_from_end_to_end(shown: dict[str, float]) -> None:
    for name, covered in shown.items():
        with of(name):
            assert covered > 0.9


def test_a_prime_begins_below_the_top_of_its_letter(
    make_notebook: MakeNotebook, tmp_path: Path, chromium: Browser
) -> None:
    build_folder(make_notebook({"a.md": "## A?\n\nx $\\mathrm{I}'$ y\n"}), tmp_path / "site")
    (file,) = (tmp_path / "site" / "q").glob("*.html")
    context = chromium.new_context(device_scale_factor=8)
    page = context.new_page()
    page.goto(file.as_uri())
    page.wait_for_function("document.fonts.status == 'loaded'")
    formula, prime = (page.locator(each).bounding_box() for each in ("math", "msup > mo"))
    assert formula
    assert prime
    clip = FloatRect(x=formula["x"], width=formula["width"], y=formula["y"] - 8, height=40)
    picture = imread(BytesIO(page.screenshot(clip=clip)), format="png")[..., :3].mean(axis=2)
    context.close()
    inked = picture < 0.6 * picture.max()
    gap = round(8 * (prime["x"] - formula["x"]))
    letter, raised = (part.any(axis=1).nonzero()[0] for part in (inked[:, :gap], inked[:, gap:]))
    assert raised.max() > letter.min() + 8


def test_a_root_of_low_letters_hangs_no_deeper_than_one_of_a_figure(
    make_notebook: MakeNotebook, tmp_path: Path, chromium: Browser
) -> None:
    roots = r"$\sqrt 2$ $\sqrt n$ $\sqrt{x+y}$ $\sqrt{x_i}$ $\sqrt{-x}$"
    build_folder(make_notebook({"a.md": f"## A?\n\nx {roots} y\n"}), tmp_path / "site")
    (file,) = (tmp_path / "site" / "q").glob("*.html")
    page = chromium.new_page()
    page.goto(file.as_uri())
    page.wait_for_function("document.fonts.status == 'loaded'")
    bottoms = page.evaluate(
        "[...document.querySelectorAll('msqrt')].map(e => e.getBoundingClientRect().bottom)"
    )
    assert len(bottoms) == 5
    assert max(bottoms) - min(bottoms) < 1
