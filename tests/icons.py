"""Draw the icons of a published site from the mark: ``python -m tests.icons``.

Phones want pictures of fixed sizes, and cut them to a circle or a rounded square: the mark stands
well inside, on paper.
"""

from __future__ import annotations

from pathlib import Path

from tests.browser import browser

SITE = Path(__file__).parents[1] / "generator" / "diptych" / "site"
SIZES = {"icon-192.png": 192, "icon-512.png": 512, "apple-touch-icon.png": 180}
PAPER = "#fdfcf9"
_PAGE = """<body style="margin:0;background:{paper};display:grid;place-items:center;height:100vh">
<div style="width:56vw;height:56vw">{mark}</div></body>"""


def main() -> None:
    """Draw each size."""
    mark = (SITE / "icons" / "mark.svg").read_text(encoding="utf-8")
    with browser() as started:
        for name, size in SIZES.items():
            page = started.new_page(viewport={"width": size, "height": size})
            page.set_content(_PAGE.format(paper=PAPER, mark=mark))
            page.screenshot(path=SITE / "icons" / name)
            page.close()


if __name__ == "__main__":
    main()
