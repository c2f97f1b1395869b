"""Pictures whose bytes stand in the notes become files of both panels."""

from __future__ import annotations

import re
from base64 import b64encode
from pathlib import Path

import pytest

from diptych.syntax.data_images import LARGEST, data_image
from tests.anki_engine import Anki
from tests.conftest import MakeNotebook, build_folder, codes
from tests.pictures import png

KITE = png(20, 10)
ADDRESS = f"data:image/png;base64,{b64encode(KITE).decode()}"


@pytest.mark.parametrize(
    "written",
    [f"![kite]({ADDRESS})", f'<img alt="kite" src="{ADDRESS}">', f"a ![kite|9]({ADDRESS})"],
)
def test_a_picture_in_an_address_is_a_file_of_both_panels(
    make_notebook: MakeNotebook, tmp_path: Path, anki: Anki, written: str
) -> None:
    output = tmp_path / "site"
    built = build_folder(make_notebook({"a.md": f"## A?\n\n{written}\n\nb\n"}), output)
    assert codes(built.report) == []
    (page,) = (file.read_text(encoding="utf-8") for file in (output / "q").glob("*.html"))
    (name,) = re.findall(r'<img src="\.\./media/([^"]+)"', page)
    assert (output / "media" / name).read_bytes() == KITE
    anki.import_apkg(next(output.glob("*.apkg")))
    (guid,) = anki.guids()
    assert f'<img src="{name}"' in anki.back(guid)
    assert anki.medium(name) == KITE
    assert "base64" not in page + anki.back(guid)


@pytest.mark.parametrize("data", [b"GIF", b"<script>", b"MZ\x90"])
def test_what_is_no_picture_is_told_and_its_bytes_are_not_shown(
    make_notebook: MakeNotebook, tmp_path: Path, data: bytes
) -> None:
    written = b64encode(data * 9).decode()
    text = f"## A?\n\nb ![kite](data:image/png;base64,{written})\n"
    built = build_folder(make_notebook({"a.md": text}), tmp_path / "site")
    assert codes(built.report) == ["D401"]
    (told,) = (each.message for each in built.report.diagnostics if each.code == "D401")
    (page,) = (each.read_text(encoding="utf-8") for each in (tmp_path / "site/q").glob("*.html"))
    assert "kite" in page
    assert written not in page + told


def test_a_picture_in_an_address_is_bounded() -> None:
    head = "data:image/gif;base64,"
    kept = data_image(head + b64encode(b"GIF89a" + bytes(LARGEST - 6)).decode())
    assert kept is not None
    assert len(kept[1]) == LARGEST
    assert data_image(head + b64encode(b"GIF89a" + bytes(LARGEST)).decode()) is None
    assert data_image(head + "!!!!") is None


def test_an_answer_of_two_pictures_of_which_one_is_none_is_an_answer(
    make_notebook: MakeNotebook, tmp_path: Path
) -> None:
    text = f"## A?\n\n![kite]({ADDRESS})\n\n![gone](data:image/png;base64,QUJD)\n"
    built = build_folder(make_notebook({"a.md": text}), tmp_path / "site")
    assert codes(built.report) == ["D401"]
