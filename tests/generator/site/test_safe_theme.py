"""A theme that somebody else wrote: before it is trusted none of its templates run; its styles reach nobody."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser import reader, served
from tests.conftest import MakeNotebook, build_folder, codes

NOTES = {
    "diptych.toml": 'title = "T"\nlanguage = "en"\ntheme = "look"\nbase_url = "https://e.example"\n',
    "notes/a.md": "# Part\n\n## Why?\n\n> Because.\n",
}
LOOK = {
    "look/templates/question.html": "{% for i in range(10**12) %}{% endfor %}<script>evil()</script>",
    "look/templates/index.html": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "look/extra.css": (
        '@import url("http://evil.test/a.css");\n'
        "body { background: url(http://evil.test/a.png); content: '</style><script>evil()</script>' }\n"
        '@font-face { font-family: "x"; src: url(//evil.test/a.woff2) }\nh1 { font-family: x }\n'
        "a[href^='h'] { background-image: image-set(url(http://evil.test/b.png) 1x) }\n"
    ),
    "look/interface/en.toml": 'search = "<script>evil()</script><img src=//evil.test/c.png onerror=evil()>"\n',
}


@pytest.mark.usefixtures("untrusting")
def test_of_a_theme_that_is_not_trusted_nothing_runs_and_nothing_is_fetched(
    make_notebook: MakeNotebook, chromium: Browser
) -> None:
    root = make_notebook({**NOTES, **LOOK})
    built = build_folder(root, root / "site")
    assert built.summary is not None, built.report.diagnostics
    assert "D111" in codes(built.report)
    with served(root / "site") as address, reader(chromium) as reading:
        reading.page.add_init_script("window.evil = () => { document.title = 'evil' }")
        for path in ("index.html", "q/why.html", "rehearse.html"):
            reading.page.goto(f"{address}/{path}")
            reading.page.wait_for_load_state("networkidle")
            assert reading.page.title() != "evil"
            assert reading.page.locator("script:not([src]):not([type*=json])").count() == 0
            assert reading.page.locator("img[onerror]").count() == 0
        # What a style names is held back by the content policy before it is asked for.
        asked = [f"{url}: csp" for url in reading.requests if "evil" in url]
        assert asked
        assert asked == [said for said in reading.complaints if said.endswith(": csp")]
