"""What changes in a figure as it is played with, and how paths are written."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diptych.figures.frames import as_json, changes
from diptych.figures.paths import compact

SVG = "http://www.w3.org/2000/svg"
ET.register_namespace("", SVG)


def applied(drawing: str, frames: Any, frame: int) -> str:
    """The drawing with one frame put in, as ``play.js`` does it."""
    root = ET.fromstring(drawing)

    def find(place: list[int]) -> ET.Element:
        node = root
        for number in place:
            node = node[number]
        return node

    # As in the browser, every element is found before any is exchanged.
    found = [(find(place), *rest) for place, *rest in frames["changes"]]
    behind = {
        id(node): list(node)[rest[2] + rest[3] :]
        for node, *rest in found
        if not rest[0]
    }  # fmt: skip
    for node, what, values, *children in found:
        value = values[frame]
        if what == "#text":
            node.text = value
        elif what and value is None:
            node.attrib.pop(what, None)
        elif what:
            node.set(what, value)
        else:
            new = list(ET.fromstring(f'<svg xmlns="{SVG}">{value}</svg>'))
            node[:] = [*list(node)[: children[0]], *new, *behind[id(node)]]
    return canonical(root)


def canonical(root: ET.Element) -> str:
    return ET.canonicalize(ET.tostring(root, encoding="unicode"))


def played(drawings: list[str], start: int) -> list[str]:
    frames = json.loads(as_json(changes(drawings, start), {"code": "x"}))
    return [applied(drawings[start], frames, number) for number in range(len(drawings))]


names = st.sampled_from(["g", "path", "text"])
attributes = st.dictionaries(
    st.sampled_from(["d", "x", "fill"]), st.sampled_from(["1", '"<&', "u(#a)"]), max_size=2
)
elements: st.SearchStrategy[Any] = st.recursive(
    st.tuples(names, attributes, st.sampled_from(["", "a", "b & c"]), st.just([])),
    lambda inner: st.tuples(names, attributes, st.just(""), st.lists(inner, max_size=4)),
    max_leaves=10,
)


def built(tree: Any) -> ET.Element:
    tag, attributes, text, children = tree
    node = ET.Element(f"{{{SVG}}}{tag}", attributes)
    node.text = text
    node.extend([built(child) for child in children])
    return node


def written(trees: list[Any]) -> str:
    root = ET.Element(f"{{{SVG}}}svg")
    root.extend([built(tree) for tree in trees])
    return ET.tostring(root, encoding="unicode")


@pytest.mark.slow
@given(st.lists(st.lists(elements, max_size=4).map(written), min_size=2, max_size=4), st.data())
def test_every_frame_is_the_drawing_of_its_value(drawings: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(drawings) - 1))
    expected = [canonical(ET.fromstring(drawing)) for drawing in drawings]
    assert played(drawings, start) == expected


def test_only_what_differs_is_kept() -> None:
    drawings = [
        f'<svg xmlns="{SVG}"><path d="M0 0h9"/><g><text x="1">{n}</text></g></svg>' for n in (1, 2)
    ]
    (change,) = changes(drawings, 0)
    assert (change.place, change.what, change.values) == ((1, 0), "#text", ("1", "2"))
    assert changes(drawings[:1] * 3, 1) == ()


def test_what_comes_and_goes_is_exchanged_between_what_stays() -> None:
    def drawing(dots: int, end: str) -> str:
        return f'<svg xmlns="{SVG}"><g/>{"<path/>" * dots}<text>{end}</text></svg>'

    found = changes([drawing(2, "a"), drawing(0, "b"), drawing(3, "c")], 0)
    assert [(each.place, each.what, each.children) for each in found] == [
        ((), "", (1, 2)),
        ((3,), "#text", (0, 0)),
    ]
    assert found[0].values == ("<path /><path />", "", "<path /><path /><path />")


# --- paths

places = st.integers(-30_000, 30_000).map(lambda n: n / 100)


@st.composite
def paths(draw: st.DrawFn) -> str:
    """Paths as Matplotlib writes them."""
    words = []
    for command, count in draw(
        st.lists(st.sampled_from([("M", 1), ("L", 1), ("L", 1), ("C", 3), ("Q", 2), ("z", 0)]))
    ):
        points = [f"{draw(places)} {draw(places)}" for _ in range(count)]
        words.append(f"{command} {' '.join(points)}".strip())
    return " \n".join(["M 1 2", *words])


def steps(path: str) -> list[tuple[str, list[float]]]:
    """A path's commands with absolute places, whatever way it is written."""
    found: list[tuple[str, list[float]]] = []
    x = y = left = top = 0.0
    for letter, numbers in re.findall(r"([a-zA-Z])([^a-zA-Z]*)", path):
        values = [float(n) for n in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", numbers)]
        size = {"h": 1, "v": 1, "c": 6, "q": 4, "z": 0}.get(letter.lower(), 2)
        for start in range(0, max(len(values), 1), size or 1):
            step = values[start : start + size]
            if letter.islower() and letter not in "hv":
                step = [v + (y if odd % 2 else x) for odd, v in enumerate(step)]
            step = {"h": [x + sum(step), y], "v": [x, y + sum(step)]}.get(letter, step)
            x, y = step[-2:] if step else (left, top)
            if letter in "Mm":
                left, top = x, y
            found.append(({"h": "L", "v": "L"}.get(letter, letter.upper()), step))
    return found


@given(paths())
def test_a_compact_path_is_the_same_path(path: str) -> None:
    expected, given_ = steps(path), steps(compact(path))
    assert [command for command, _ in given_] == [command for command, _ in expected]
    for (_, here), (_, there) in zip(given_, expected, strict=True):
        assert here == pytest.approx(there, abs=1e-9)


@pytest.mark.parametrize(
    ("path", "short"),
    [
        ("M 10.504 20 L 11.504 20 L 11.5 19.25 z", "M10.5 20h1v-.75z"),
        ("M 0 0 L 1 2 L 3 1 L 3.5 1.5", "M0 0l1 2 2-1 .5 .5"),
        ("M 5 5 L 6 6 M 1 1 L 2 3", "M5 5l1 1m-5-5l1 2"),
        ("M 1 1 C 2 2 3 3 4 4 Q 5 5 6 4", "M1 1c1 1 2 2 3 3q1 1 2 0"),
        ("M 7 7 L 7 7", "M7 7h0"),
    ],
)
def test_paths_are_written_shortly(path: str, short: str) -> None:
    assert compact(path) == short


def test_roundings_do_not_add_up() -> None:
    path = "M 0 0 " + " ".join(f"L {n * 0.004:.3f} {n % 2}" for n in range(1, 1001))
    ((_, end),) = steps(compact(path))[-1:]
    assert end[0] == pytest.approx(4)
