"""Our notes as our site and as peers make it, a page a question: ``python -m tests.benchmarks.site``.

Peers are taken from the PATH where they are installed: ``mkdocs`` (with mkdocs-material),
``zensical``, ``vitepress``. Each gets the same Markdown, a file a question in a folder a section,
its own default theme, navigation and search; none gets a plugin for formulas, which would add to
its weight. A real Chromium then opens one question; sizes are uncompressed.
"""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from diptych.input.config import load_config
from diptych.link.notebook import read_notebook
from diptych.syntax.slugs import slug_of
from tests.browser import browser, reader, served
from tests.conftest import NOW, build_folder

ROOT = Path(__file__).parents[2]
# Formulas, a short and a long answer, a source; no figure, no code: what most questions are.
TYPICAL = "arcface-memory"

_FIGURE = re.compile(r"!\[([^\]]*)\]\(\.\./figures/rendered/([\w-]+\.svg)\)")
_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\((?!https?:)[^)]*\)")
_PINNED = re.compile(r"\s*\{[#.][^}]*\}\s*$")


@dataclass(frozen=True, slots=True)
class Tool:
    """One way to make a site of a folder ``docs``.

    Attributes:
        build: prepares and runs it in a folder; gives where the site lies.
        search: the files that hold what is searched, as a glob.
    """

    name: str
    command: str
    build: Callable[[Path], Path]
    search: str


def main() -> None:
    """Print a row of the table for each tool that is there."""
    tools = [
        Tool("Diptych", "", _diptych, "search/*.js"),
        Tool("Material for MkDocs", "mkdocs", _material, "search/search_index.json"),
        Tool("Zensical", "zensical", _zensical, "search.json"),
        Tool("VitePress", "vitepress", _vitepress, "assets/chunks/@localSearchIndex*.js"),
    ]
    print(
        "| tool | HTML of a question | requests | all that it loads | search data (gzipped) | pages | the whole site | build |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for tool in tools:
        if tool.command and not shutil.which(tool.command):
            print(f"{tool.name}: no `{tool.command}` on the PATH", file=sys.stderr)
            continue
        with tempfile.TemporaryDirectory() as scratch:
            print(_row(tool, Path(scratch)), flush=True)


def _row(tool: Tool, folder: Path) -> str:
    write_documents(folder / "docs")
    started = time.perf_counter()
    site = tool.build(folder)
    seconds = time.perf_counter() - started
    pages = [page for page in site.rglob("*.html") if page.name != "404.html"]
    (page,) = [p for p in pages if TYPICAL in (p.stem, p.parent.name)]
    requests, loaded = _opened(site, page.relative_to(site).as_posix())
    data = [file.read_bytes() for file in sorted(site.glob(tool.search))]
    search = f"{_kb(sum(map(len, data)))} ({_kb(sum(len(gzip.compress(d)) for d in data))})"
    whole = sum(file.stat().st_size for file in site.rglob("*") if file.is_file())
    cells = (
        tool.name,
        _kb(page.stat().st_size),
        str(requests),
        _kb(loaded),
        search if data else "–",
        str(len(pages)),
        f"{whole / 1e6:.1f} MB",
        f"{seconds:.0f} s",
    )
    return "| " + " | ".join(cells) + " |"


def _kb(size: int) -> str:
    return f"{size / 1000:.1f} kB" if size < 100_000 else f"{size / 1000:.0f} kB"


def _opened(site: Path, path: str) -> tuple[int, int]:
    """How many requests a fresh visitor makes for a page, and how many bytes come back."""
    sizes: list[int] = []
    with served(site) as address, browser() as started, reader(started) as reading:
        page = reading.page
        page.route(lambda url: not url.startswith(address), lambda route: route.abort())
        page.on("requestfinished", lambda request: sizes.append(_size(request.response())))
        page.goto(f"{address}/{quote(path)}")
        page.wait_for_load_state("networkidle")
        asked = len(reading.requests)
    return asked, sum(sizes)


def _size(response: object) -> int:
    return len(response.body()) if response is not None else 0  # type: ignore[attr-defined]


def write_documents(docs: Path) -> None:
    """Our notes as any site generator reads them: plain Markdown, a file a question."""
    notebook = read_notebook(load_config(ROOT)[0])
    (docs / "figures").mkdir(parents=True)
    titles: dict[str, str] = {}
    for document in notebook.documents:
        lines = notebook.facts.lines[document.path]
        for question in document.questions:
            section = slug_of(" ".join(question.section))
            titles[section] = " · ".join(question.section)
            body = "\n".join(lines[question.span.line : question.span.end_line])
            body = _LINK.sub(r"\1", _FIGURE.sub(r"![\1](../figures/\2)", body))
            for _, name in _FIGURE.findall("\n".join(lines)):
                shutil.copy(ROOT / "figures/rendered" / name, docs / "figures" / name)
            prompt = _PINNED.sub("", question.prompt)
            # VitePress reads braces as code; no peer knows our clozes.
            text = f"# {prompt}\n\n{body}\n".replace("{{", "{").replace("}}", "}")
            file = docs / section / f"{question.pinned or slug_of(prompt)}.md"
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
    index = "".join(f"- {title}\n" for title in titles.values())
    (docs / "index.md").write_text(f"# {notebook.title}\n\n{index}", encoding="utf-8")


def _diptych(folder: Path) -> Path:
    root = folder / "own"
    for name in ("notes", "figures"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "diptych.toml", root)
    build_folder(root, root / "site", NOW)
    return root / "site"


def _run(folder: Path, *command: str) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def _material(folder: Path) -> Path:
    settings = "site_name: Notes\ntheme:\n  name: material\n  language: zh\n"
    (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
    _run(folder, "mkdocs", "build", "--quiet")
    return folder / "site"


def _zensical(folder: Path) -> Path:
    settings = '[project]\nsite_name = "Notes"\n[project.theme]\nlanguage = "zh"\n'
    (folder / "zensical.toml").write_text(settings, encoding="utf-8")
    _run(folder, "zensical", "build")
    return folder / "site"


def _vitepress(folder: Path) -> Path:
    docs = folder / "docs"
    sidebar = [
        {
            "text": section.name,
            "items": [
                {"text": _title(file), "link": f"/{section.name}/{file.stem}"}
                for file in sorted(section.glob("*.md"))
            ],
        }
        for section in sorted(docs.iterdir())
        if section.is_dir() and section.name != "figures"
    ]
    theme = {"search": {"provider": "local"}, "sidebar": sidebar}
    settings = {"title": "Notes", "lang": "zh-CN", "ignoreDeadLinks": True, "themeConfig": theme}
    (docs / ".vitepress").mkdir()
    config = f"export default {json.dumps(settings, ensure_ascii=False)}\n"
    (docs / ".vitepress/config.mjs").write_text(config, encoding="utf-8")
    # Vite looks for its parts above the documents, not beside the command.
    command = Path(shutil.which("vitepress") or "vitepress")
    (folder / "node_modules").symlink_to(command.parent.parent, target_is_directory=True)
    _run(folder, str(command), "build", "docs")
    return docs / ".vitepress/dist"


def _title(file: Path) -> str:
    return file.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")


if __name__ == "__main__":
    main()
