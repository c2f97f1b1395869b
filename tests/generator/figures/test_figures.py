"""The figure package as the engine sees it: staleness, drawing, and the SVG's text."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from diptych.commands.building.redraw import redraw
from diptych.diagnostics.translation import translated
from diptych.figures import svg
from diptych.figures.code_behind import code_behind
from diptych.figures.drawing import draw
from diptych.figures.registry import FigurePackageError, Gallery, load_gallery
from diptych.input.config import load_config
from diptych.model import UsageError, silent
from tests.conftest import MakeNotebook, build_folder, check_folder, codes
from tests.generator.figures.test_frames import applied

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


PLAYABLE = {
    **PACKAGE,
    "drawings/slider.py": (
        "class Slider:\n"
        '    label, values, start, written = "γ <", (0, 1, 2), 1, ("0", "1", "2 & on")\n'
    ),
    "drawings/plots/one_line.py": (
        PACKAGE["drawings/plots/one_line.py"]
        .replace('CAPTION = "A line."', "from drawings.slider import Slider as SLIDER")
        .replace('ALT = "It goes up & on."', 'ALT = CAPTION = "A line."\nSLIDER = SLIDER()')
        .replace("def compute(): return line()", "def compute(value=1): return [*line(), value]")
    ),
}


def gallery_of(root: Path) -> Gallery:
    return load_gallery(root, root / "drawings")


def edit(file: Path, before: str, after: str) -> None:
    file.write_text(file.read_text().replace(before, after), newline="\n")


def test_a_drawing_says_what_it_is(make_notebook: MakeNotebook) -> None:
    gallery = gallery_of(make_notebook(PACKAGE))
    figure = gallery.figures["one-line"]
    drawing = draw(figure, gallery).drawing or ""
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


def test_a_photograph_in_a_drawing_stays(make_notebook: MakeNotebook) -> None:
    plot = PACKAGE["drawings/plots/one_line.py"].replace(
        '.plot(data, color=style.COLOUR, clip_path=None, label="x")', ".imshow([[0, 1], [1, 0]])"
    )
    gallery = gallery_of(make_notebook({**PACKAGE, "drawings/plots/one_line.py": plot}))
    drawing = draw(gallery.figures["one-line"], gallery).drawing or ""
    assert 'href="data:image/png;base64,iVBOR' in drawing
    assert 'href="data:image/png;base64,iVBOR' in svg.for_page(drawing, "here")
    assert 'href="#here-one-line-' in svg.for_page(drawing, "here")


def test_the_same_code_gives_the_same_bytes_elsewhere(make_notebook: MakeNotebook) -> None:
    root = make_notebook(PACKAGE)
    script = (
        "import sys; from pathlib import Path\n"
        "from diptych.figures.drawing import draw\n"
        "from diptych.figures.registry import load_gallery\n"
        "root = Path(sys.argv[1])\n"
        "gallery = load_gallery(root, root / 'drawings')\n"
        "drawn = draw(gallery.figures['one-line'], gallery)\n"
        "sys.stdout.write(f'{drawn.drawing}{drawn.frames}')\n"
    )
    drawings = set()
    for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai")):
        done = subprocess.run(
            [sys.executable, "-c", script, str(root)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
            cwd=Path(__file__).parents[3],
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
    assert '<figcaption>A line. <a class="anchor" href="#figure.1"' in page


def test_a_stale_figure_stops_no_build_however_strict(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    strict = PACKAGE["diptych.toml"] + "\nstrict = true\n"
    root = make_notebook({**PACKAGE, "diptych.toml": strict})
    assert check_folder(root).failed
    assert build_folder(root, tmp_path / "out").summary is not None
    assert check_folder(root).diagnostics == ()


@pytest.mark.parametrize("code", ["D402", "D406", "D407"])
def test_what_is_wrong_with_figures_can_be_let_pass(
    make_notebook: MakeNotebook, tmp_path: Path, code: str
) -> None:
    wounds = {
        "D402": {"notes/a.md": "## A?\n\n![](../drawings/rendered/one-lime.svg)\n"},
        "D406": {"drawings/numerics/lines.py": "def line(): return 1 // 0\n"},
        "D407": {"drawings/__init__.py": "1 // 0\n"},
    }
    toml = f'figures = "drawings"\n[severity]\n{code} = "warning"\n'
    root = make_notebook({**PACKAGE, **wounds[code], "diptych.toml": toml})
    built = build_folder(root, tmp_path / "out")
    assert built.summary is not None
    assert code in codes(built.report)
    assert (tmp_path / "out/q/a.html").exists()


def test_an_unknown_figure_is_an_error_with_the_near_one(make_notebook: MakeNotebook) -> None:
    notes = "## A?\n\n![](../drawings/rendered/one-lime.svg)\n"
    report = check_folder(make_notebook({**PACKAGE, "notes/a.md": notes}))
    (told,) = report.diagnostics
    assert (told.code, told.hint) == ("D402", "Did you mean `one-line`?")
    assert report.failed


@pytest.mark.parametrize("file", ["drawings/numerics/lines.py", "drawings/__init__.py"])
@pytest.mark.parametrize(
    ("code", "why"), [("1 // 0", "ZeroDivisionError"), ("exit(0)", "SystemExit")]
)
def test_a_figure_whose_code_fails_stops_the_build(
    make_notebook: MakeNotebook, tmp_path: Path, file: str, code: str, why: str
) -> None:
    root = make_notebook({**PACKAGE, file: f"{PACKAGE[file]}\n{code}\n"})
    built = build_folder(root, tmp_path / "out")
    assert built.summary is None
    assert codes(built.report) == ["D406"]
    assert why in built.report.diagnostics[0].message
    assert not (tmp_path / "out").exists()


def test_without_matplotlib_what_must_be_drawn_is_told_once_and_what_is_fresh_is_used(
    make_notebook: MakeNotebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = {
        **PACKAGE,
        "drawings/__init__.py": PACKAGE["drawings/__init__.py"].replace(
            '("one-line",)', '("one-line", "two-lines")'
        ),
        "drawings/plots/two_lines.py": PACKAGE["drawings/plots/one_line.py"],
    }
    root = make_notebook(two)
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "matplotlib", None)
        built = build_folder(root, tmp_path / "out")
        assert built.summary is None
        (told,) = [each for each in built.report.diagnostics if each.severity == "error"]
        assert (told.code, told.message) == (
            "D406",
            "2 figures cannot be drawn: Matplotlib is not installed",
        )
        assert f'"{sys.executable}" -m pip install "diptych[figures]"' in told.hint
        in_chinese = translated(f"error D406: {told.message}\n    hint: {told.hint}", "zh")
        assert not re.search("cannot|Install", in_chinese)
    assert build_folder(root, tmp_path / "out").summary is not None
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "matplotlib", None)
        built = build_folder(root, tmp_path / "other")
        assert built.summary is not None
        assert "D406" not in codes(built.report)
        assert "<svg" in (tmp_path / "other/q/a.html").read_text(encoding="utf-8")


def test_a_package_that_imports_what_is_not_installed_is_told_how_to_install_it(
    make_notebook: MakeNotebook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    code = "import numpy\n" + PACKAGE["drawings/__init__.py"]
    monkeypatch.setitem(sys.modules, "numpy", None)
    root = make_notebook({**PACKAGE, "drawings/__init__.py": code})
    report = build_folder(root, tmp_path / "out").report
    (told,) = [each for each in report.diagnostics if each.code == "D406"]
    assert '-m pip install "diptych[figures]"' in told.hint


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("drawings/__init__.py", "PALETTE = {}\n", "FIGURES"),
        ("drawings/__init__.py", "FIGURES = tuple('ab')\nPALETTE = {}\n", "written out"),
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


# --- figures that can be played with


def test_a_figure_with_a_slider_is_drawn_for_each_of_its_values(
    make_notebook: MakeNotebook,
) -> None:
    root = make_notebook(PLAYABLE)
    gallery = gallery_of(root)
    figure = draw(gallery.figures["one-line"], gallery)
    assert figure.drawing is not None
    assert figure.frames is not None
    assert svg.is_playable(figure.drawing)
    frames = json.loads(figure.frames)
    assert (frames["label"], frames["start"], len(frames["names"])) == ("γ <", 1, 3)
    alone = PLAYABLE["drawings/plots/one_line.py"].replace("value=1", "value=2")
    other = root / "drawings/plots/one_line.py"
    other.write_text(alone.replace("SLIDER = SLIDER()", "SLIDER = None"), encoding="utf-8")
    sys.modules.pop("drawings")
    last = draw(gallery.figures["one-line"], gallery_of(root)).drawing
    assert last is not None
    expected = last.replace("<svg ", '<svg data-playable="" ')
    assert applied(figure.drawing, frames, 2) == ET.canonicalize(expected)
    assert applied(figure.drawing, frames, 1) == ET.canonicalize(figure.drawing)


def test_a_playable_drawing_without_its_frames_is_stale(make_notebook: MakeNotebook) -> None:
    root = make_notebook(PLAYABLE)
    config, _ = load_config(root)
    files, _ = redraw(config, (), silent, fresh=False)
    assert files == {
        "drawings/rendered/one-line.svg": True,
        "drawings/rendered/one-line.frames.json": True,
    }
    frames = root / "drawings/rendered/one-line.frames.json"
    assert not gallery_of(root).figures["one-line"].stale
    text = frames.read_text(encoding="utf-8")
    frames.write_text(text.replace('"code": "', '"code": "0'), encoding="utf-8")
    assert gallery_of(root).figures["one-line"].stale
    frames.unlink()
    assert gallery_of(root).figures["one-line"].stale


def test_data_beside_a_module_count_as_its_code(make_notebook: MakeNotebook) -> None:
    root = make_notebook({**PACKAGE, "drawings/numerics/lines.npz": b"\r\n1"})
    before = gallery_of(root).figures["one-line"].code
    (root / "drawings/numerics/lines.npz").write_bytes(b"\n1")
    assert gallery_of(root).figures["one-line"].code != before


def test_a_page_holds_the_slider_and_the_gallery_the_code(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    root, out = make_notebook(PLAYABLE), tmp_path / "out"
    built = build_folder(root, out)
    assert built.summary is not None
    assert built.summary.redrawn == 1
    page = (out / "q/a.html").read_text(encoding="utf-8")
    (script,) = re.findall(r'data-frames="../(media/[^"]+)"', page)
    assert (out / script).read_text(encoding="utf-8").count("γ <") == 1
    assert "<span>γ &lt;</span>" in page
    assert '<script src="../play.js" defer></script>' in page
    assert "play.js" not in (out / "index.html").read_text(encoding="utf-8")
    gallery = (out / "figures.html").read_text(encoding="utf-8")
    assert f'data-frames="{script}"' in gallery
    assert '<a href="q/a.html">' in gallery
    shown = re.sub("<[^>]*>", "", gallery)
    assert "def line() -&gt; list[int]:" in shown
    assert "def compute(value=1)" in shown
    everything = (out / "all.html").read_text(encoding="utf-8")
    assert f'data-frames="{script}" data-scope="q-a.figure.1"' in everything
    assert 'id="q-a.figure.1-one-line-1"' in everything


def test_the_code_behind_a_figure_is_what_it_computes_with(make_notebook: MakeNotebook) -> None:
    plot = (
        "from drawings.numerics.lines import SCALE, Kind, line as a_line, unused\n"
        "from drawings.numerics import lines\n"
        "from drawings.style import COLOUR, shown\n"
        "import math\n"
        "def compute(): return _helper(SCALE)\n"
        "def _helper(n): return a_line() if math.isnan(n) else _helper(n)\n"
        "def draw(data): return shown(data, unused)\n"
    )
    lines = "SCALE = 2\nKind = int\ndef line():\n    return [0]\ndef unused():\n    return 1\n"
    root = make_notebook(
        {
            **PACKAGE,
            "drawings/plots/one_line.py": plot,
            "drawings/numerics/lines.py": lines,
            "drawings/style.py": "COLOUR = 1\ndef shown(*_): return None\n",
        }
    )
    gallery = gallery_of(root)
    assert [(each.path, each.name, each.code) for each in code_behind(
        gallery.figures["one-line"], gallery)] == [
        ("drawings/numerics/lines.py", "line", "def line():\n    return [0]"),
        ("drawings/plots/one_line.py", "", plot),
    ]  # fmt: skip


def test_the_code_behind_a_figure_is_found_however_deep_its_package_lies(
    make_notebook: MakeNotebook,
) -> None:
    files = {path.replace("drawings/", "deep/drawings/", 1): text for path, text in PACKAGE.items()}
    root = make_notebook(files)
    gallery = load_gallery(root, root / "deep/drawings")
    behind = code_behind(gallery.figures["one-line"], gallery)
    assert len(behind) > 1
    assert all(each.path.startswith("deep/drawings/") for each in behind)
