"""The page of the libraries that come with Diptych, and of their licences, made of what is installed."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import distribution

from packaging.requirements import Requirement

from tests.locking import canonical
from tests.manual.page import Page, Words

OURS = "diptych"
EXTRAS: tuple[tuple[str, Words], ...] = (
    ("", ("Always", "总是")),
    (
        "figures",
        ("`figures`: to draw figures, and to paint previews", "`figures`：绘制插图和分享预览"),
    ),
    ("lsp", ("`lsp`: the language server", "`lsp`：语言服务器")),
    ("sync", ("`sync`: `diptych sync`", "`sync`：`diptych sync`")),
)
# What comes along only on some systems or with some Pythons: the page is the same wherever it is made.
SOMETIMES = {
    "backports-tarfile": "MIT",
    "cffi": "MIT-0",
    "colorama": "BSD-3-Clause",
    "cryptography": "Apache-2.0 OR BSD-3-Clause",
    "distro": "Apache-2.0",
    "importlib-metadata": "Apache-2.0",
    "jeepney": "MIT",
    "lazy-importer": "Apache-2.0",
    "pycparser": "BSD-3-Clause",
    "pywin32-ctypes": "BSD-3-Clause",
    "secretstorage": "BSD-3-Clause",
    "typing-extensions": "PSF-2.0",
    "tzdata": "Apache-2.0",
    "zipp": "MIT",
    "zstandard": "BSD-3-Clause",
}
# Where metadata hold a whole text, or the name of a family.
SAID = {
    "jinja2": "BSD-3-Clause",
    "kiwisolver": "BSD-3-Clause",
    "matplotlib": "Matplotlib (PSF)",
    "resvg-py": "MIT",
}


def licences(language: str) -> str:
    """The page in a language."""
    page = Page(language, ("Reference: licences", "参考：许可证"))
    page.ask(
        page.of(
            (
                "Which libraries does Diptych bring, and under which licences?",
                "Diptych 带来哪些库？各用什么许可证？",
            )
        ),
        "licences",
        page.of(
            (
                "Diptych is MIT. What it needs always is under permissive licences, but for pathspec (MPL) and frozendict (LGPL); only the extra `sync` brings Anki's engine, under the AGPL.",
                "Diptych 采用 MIT 许可证。必需的库都用宽松许可证，pathspec（MPL）和 frozendict（LGPL）除外；只有附加组件 `sync` 带来 Anki 引擎，采用 AGPL。",
            )
        ),
    )
    seen: set[str] = set()
    for extra, words in EXTRAS:
        new = sorted(set(_closure(OURS, {extra}, set())) - seen - {OURS})
        seen |= {*new}
        page.lines += ["", page.of(words) + page.of((":", "："))]
        page.items([f"{name}: {_licence(name)}" for name in new])
    page.lines += [
        "",
        page.of(("On some systems, or with some Pythons:", "在部分系统或部分 Python 版本上：")),
    ]
    page.items([f"{name}: {licence}" for name, licence in SOMETIMES.items()])
    page.lines += [
        "",
        page.of(
            (
                "The site holds parts of the font STIX Two Math, under the OFL, whose text lies beside it.",
                "网站里有 STIX Two Math 字体的一部分，采用 OFL，许可证全文放在字体旁边。",
            )
        ),
    ]
    return page.text()


def _closure(name: str, extras: set[str], seen: set[str]) -> Iterator[str]:
    """A package and all that it needs, with some of its extras."""
    key = f"{canonical(name)}{sorted(extras)}"
    if key in seen or canonical(name) in SOMETIMES:
        return
    seen.add(key)
    yield canonical(name)
    for text in distribution(name).requires or ():
        needed = Requirement(text)
        if needed.marker is None or any(
            needed.marker.evaluate({"extra": extra}) for extra in extras | {""}
        ):
            yield from _closure(needed.name, {*needed.extras}, seen)


def _licence(name: str) -> str:
    """What a package says of itself, in a few words."""
    told = distribution(name).metadata
    if name in SAID:
        return SAID[name]
    if said := told.get_all("License-Expression"):
        return str(said[0])
    classified = [
        each for each in told.get_all("Classifier") or () if each.startswith("License ::")
    ]
    (plain,) = told.get_all("License") or ("",)
    if plain and len(plain) < 40 and "\n" not in plain:
        return str(plain)
    if not classified:
        raise ValueError(f"{name} does not say its licence: put it into SAID")
    return str(classified[0]).rpartition(" :: ")[2]
