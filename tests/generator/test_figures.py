"""The figure package as the engine sees it: staleness, drawing, and the SVG's text."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from generator.config import UsageError, load_config
from generator.figures import svg
from generator.figures.drawing import draw
from generator.figures.registry import FigurePackageError, Gallery, load_gallery
from generator.progress import silent
from generator.redraw import redraw
from tests.conftest import MakeNotebook, build_folder, check_folder, codes

PACKAGE = {
    "diptych.toml": 'figures = "drawings"',
    "notes/a.md": "## A?\n\n![](../drawings/rendered/one-line.svg)\n",
    "drawings/__init__.py": 'FIGURES = ("one-line",)\nPALETTE = {"a": ("#aa0000", "#ff8888")}\n',
    "drawings/style.py": 'COLOUR = "#aa0000"\n',
    "drawings/numerics/__init__.py": "",
    "drawings/numerics/lines.py": "def line() -> list[int]:\n    return [0, 1]\n",
    "drawings/numerics/unused.py": "",
    "drawings/plots/__init__.py": "",
    "drawings/plots/one_line.py": (
        "from matplotlib.figure import Figure\n"
        "from drawings import style\n"
        "from drawings.numerics.lines import line\n"
        'CAPTION = "A line."\n'
        'ALT = "It goes up & on."\n'
        "def compute(): return line()\n"
        "def draw(data):\n"
        "    figure = Figure(figsize=(2, 1))\n"
        '    figure.subplots().plot(data, color=style.COLOUR, clip_path=None, label="x")\n'
        "    return figure\n"
    ),
}


def gallery_of(root: Path) -> Gallery:
    return load_gallery(root, root / "drawings")


def edit(file: Path, before: str, after: str) -> None:
    file.write_text(file.read_text().replace(before, after), newline="\n")


def test_a_drawing_says_what_it_is(make_notebook: MakeNotebook) -> None:
    gallery = gallery_of(make_notebook(PACKAGE))
    figure = gallery.figures["one-line"]
    drawing = draw(figure, gallery)
    assert svg.code_of(drawing) == figure.code
    assert svg.caption_of(drawing) == "A line."
    assert svg.alternative_of(drawing) == "It goes up & on."
    assert "var(--fig-a, #aa0000)" in drawing
    assert 'viewBox="0 0 144 72"' in drawing
    for unwanted in ("<style", "<metadata", "<!--", "<?xml", "DOCTYPE"):
        assert unwanted not in drawing
    ids = re.findall(r' id="([^"]+)"', drawing)
    assert len(set(ids)) == len(ids)
    assert all(each.startswith("one-line-") for each in ids)
    assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', drawing)) == set(ids)


def test_the_same_code_gives_the_same_bytes_elsewhere(make_notebook: MakeNotebook) -> None:
    root = make_notebook(PACKAGE)
    script = (
        "import sys; from pathlib import Path\n"
        "from generator.figures.drawing import draw\n"
        "from generator.figures.registry import load_gallery\n"
        "root = Path(sys.argv[1])\n"
        "gallery = load_gallery(root, root / 'drawings')\n"
        "sys.stdout.write(draw(gallery.figures['one-line'], gallery))\n"
    )
    drawings = set()
    for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai")):
        done = subprocess.run(
            [sys.executable, "-c", script, str(root)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
            cwd=Path(__file__).parents[2],
            env={**__import__("os").environ, "PYTHONHASHSEED": seed, "TZ": zone,
                 "PYTHONUTF8": "1"},
        )  # fmt: skip
        drawings.add(done.stdout)
    assert len(drawings) == 1


@pytest.mark.parametrize(
    ("file", "before", "after", "stale"),
    [
        ("plots/one_line.py", "goes up", "goes down", True),
        ("numerics/lines.py", "[0, 1]", "[0, 2]", True),
        ("style.py", "COLOUR", "COLOUR ", True),
        ("__init__.py", "#ff8888", "#ff9999", True),
        ("__init__.py", "FIGURES", '"""A comment."""\nFIGURES', False),
        ("numerics/unused.py", "", "x = 1\n", False),
        ("plots/one_line.py", "\n", "\r\n", False),
    ],
)
def test_what_makes_a_drawing_stale(
    make_notebook: MakeNotebook, file: str, before: str, after: str, stale: bool
) -> None:
    root = make_notebook(PACKAGE)
    redraw(load_config(root)[0], (), silent, fresh=False)
    assert not gallery_of(root).figures["one-line"].stale
    target = root / "drawings" / file
    text = target.read_text()
    target.write_bytes((text.replace(before, after, 1) if before else text + after).encode())
    sys.modules.pop("drawings")
    assert gallery_of(root).figures["one-line"].stale is stale


def test_build_draws_what_is_stale_and_check_tells(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    root = make_notebook(PACKAGE)
    assert codes(check_folder(root)) == ["D403"]
    built = build_folder(root, tmp_path / "out")
    assert built.summary is not None
    assert (built.summary.figures, built.summary.redrawn) == (1, 1)
    assert codes(built.report) == []
    assert codes(check_folder(root)) == []
    again = build_folder(root, tmp_path / "out")
    assert again.summary is not None
    assert again.summary.redrawn == 0
    page = (tmp_path / "out/q/a.html").read_text(encoding="utf-8")
    assert "<figcaption>A line.</figcaption>" in page


def test_an_unknown_figure_is_an_error_with_the_near_one(make_notebook: MakeNotebook) -> None:
    notes = "## A?\n\n![](../drawings/rendered/one-lime.svg)\n"
    report = check_folder(make_notebook({**PACKAGE, "notes/a.md": notes}))
    (told,) = report.diagnostics
    assert (told.code, told.hint) == ("D402", "Did you mean `one-line`?")
    assert report.failed


def test_a_figure_whose_code_fails_stops_the_build(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    broken = PACKAGE["drawings/numerics/lines.py"].replace("[0, 1]", "1 // 0")
    root = make_notebook({**PACKAGE, "drawings/numerics/lines.py": broken})
    built = build_folder(root, tmp_path / "out")
    assert built.summary is None
    assert codes(built.report) == ["D406"]
    assert "ZeroDivisionError" in built.report.diagnostics[0].message
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("drawings/__init__.py", "PALETTE = {}\n", "FIGURES"),
        ("drawings/__init__.py", "raise RuntimeError('no')\n", "RuntimeError"),
        ("drawings/__init__.py", 'FIGURES = ("gone",)\nPALETTE = {}\n', "gone"),
        ("drawings/style.py", "x = (\n", "line 1"),
    ],
)
def test_a_package_that_cannot_be_used_is_told(
    make_notebook: MakeNotebook, file: str, content: str, said: str
) -> None:
    report = check_folder(make_notebook({**PACKAGE, file: content}))
    assert codes(report)[0] == "D407"
    assert said in report.diagnostics[0].message


def test_figures_are_drawn_by_name_or_when_stale(make_notebook: MakeNotebook) -> None:
    config, _ = load_config(make_notebook(PACKAGE))
    path = "drawings/rendered/one-line.svg"
    assert redraw(config, (), silent, fresh=False) == ({path: True}, ())
    assert redraw(config, (), silent, fresh=False) == ({}, ())
    assert redraw(config, ("one-line",), silent, fresh=False) == ({path: False}, ())
    assert redraw(config, (), silent, fresh=True) == ({path: False}, ())
    with pytest.raises(UsageError, match="did you mean one-line"):
        redraw(config, ("one-lin",), silent, fresh=False)


def test_a_notebook_without_figures_says_so(make_notebook: MakeNotebook) -> None:
    config, _ = load_config(make_notebook({"a.md": "## A?\n\na\n"}))
    with pytest.raises(UsageError, match="sets no `figures`"):
        redraw(config, (), silent, fresh=False)


def test_an_engine_that_cannot_be_imported_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FigurePackageError, match="there is no"):
        load_gallery(tmp_path, tmp_path / "nowhere")
