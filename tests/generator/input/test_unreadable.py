"""Folders and files that cannot be read, or are none: nothing is retired in silence, nothing hangs."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from diptych.cli import main
from diptych.input.config import load_config
from diptych.output.locks import LOCK
from diptych.output.write import MANIFEST, read_manifest
from tests.conftest import build_folder, check_folder, codes, files_below, is_fresh, missing

NOBODY = 65534
FILES = {
    "diptych.toml": 'title = "T"\nlanguage = "en"\ntheme = "look"\n',
    "notes/a.md": "## A?\n\na\n",
    "notes/sub/b.md": "## B?\n\nb\n",
    "look/templates/404.html": "gone",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notebook that was built."""
    folder = tmp_path_factory.mktemp("built")
    for file, text in FILES.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8")
    # Twice, and looked through: without privileges, nothing more can be imported from a closed folder.
    for _ in range(2):
        assert build_folder(folder, folder / "site").summary is not None
    assert main(["check", str(folder)]) == 0
    return folder


@pytest.fixture
def root(built: Path) -> Iterator[Path]:
    """A copy of it where somebody without privileges can get at it."""
    if not hasattr(os, "geteuid"):
        missing("permissions as Unix has them")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        shutil.copytree(built, folder, dirs_exist_ok=True)
        if os.geteuid() == 0:
            for each in (folder, *folder.rglob("*")):
                os.chown(each, NOBODY, NOBODY)
        yield folder
        for each in (folder, *folder.rglob("*")):
            if not each.is_symlink():
                each.chmod(0o700)


@contextmanager
def without_privileges() -> Iterator[None]:
    """As a user whom permissions stop, which they do not do to root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("command", ["build", "check", "plan"])
@pytest.mark.parametrize(
    ("closed", "code", "named"),
    [
        ("notes", "D107", "the folder `notes`"),
        ("notes/sub", "D107", "the folder `notes/sub`"),
        ("notes/sub/b.md", "D107", "`notes/sub/b.md`"),
        ("notes/identity.jsonl", "D501", "notes/identity.jsonl:1"),
        ("look/templates", "D602", "look/templates:1"),
        ("look/templates/404.html", "D602", "look/templates/404.html:1"),
        ("diptych.toml", "D101", "diptych.toml:1"),
    ],
)
def test_what_cannot_be_opened_is_an_error_and_nothing_is_written(
    root: Path, capsys: pytest.CaptureFixture[str], command: str, closed: str, code: str, named: str
) -> None:
    before = files_below(root, {LOCK})
    capsys.readouterr()
    (root / closed).chmod(0)
    with without_privileges():
        assert main([command, str(root)]) == 1
    said = capsys.readouterr().out
    assert f"error {code}: " in said
    assert named in said
    assert "D502" not in said
    (root / closed).chmod(0o700)
    assert files_below(root, {LOCK}) == before
    assert main(["build", str(root)]) == 0
    assert "nothing changed" in capsys.readouterr().out


@pytest.mark.parametrize("closed", ["notes/sub", "notes/sub/b.md"])
def test_what_cannot_be_opened_is_not_said_to_need_no_repair(
    root: Path, capsys: pytest.CaptureFixture[str], closed: str
) -> None:
    (root / closed).chmod(0)
    with without_privileges():
        assert main(["check", "--fix", str(root)]) == 1
    assert "error D107: " in capsys.readouterr().out


@pytest.mark.parametrize("name", ["notes/new", "look/new"])
def test_a_folder_that_was_never_open_is_an_error_too(root: Path, name: str) -> None:
    (root / name).mkdir(mode=0)
    with without_privileges():
        assert main(["build", str(root)]) == 1


def test_a_folder_that_may_be_listed_but_not_entered_is_an_error(root: Path) -> None:
    (root / "notes/sub").chmod(0o600)
    with without_privileges():
        built = build_folder(root, root / "site")
    assert built.summary is None
    assert codes(built.report) == ["D107"]


def test_a_picture_that_cannot_be_opened_stops_nothing(root: Path) -> None:
    (root / "notes/pictures").mkdir()
    (root / "notes/a.md").write_text("## A?\n\na ![x](../pictures/x.png)\n")
    (root / "pictures").mkdir()
    (root / "pictures/x.png").write_bytes(b"x")
    (root / "pictures").chmod(0)
    with without_privileges():
        built = build_folder(root, root / "site")
    assert built.summary is not None
    assert codes(built.report) == ["D401"]


def test_what_belongs_to_somebody_else_is_wrong_usage_not_a_crash(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root.chmod(0)
    with without_privileges():
        assert main(["build", str(root / "notes")]) == 2
    assert f"cannot open {root}/notes" in capsys.readouterr().err


def test_a_build_whose_ledger_cannot_be_written_writes_nothing_and_tries_again(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "notes/a.md").write_text("## A?\n\nanother answer\n", encoding="utf-8")
    before = files_below(root, {LOCK})
    (root / "notes").chmod(0o500)
    for _ in range(2):
        capsys.readouterr()
        with without_privileges():
            assert main(["build", str(root)]) == 1
        said = capsys.readouterr()
        assert "error D503: the identity ledger `notes/identity.jsonl` cannot be" in said.out
        assert "Nothing was written" in said.err
        assert files_below(root, {LOCK}) == before
        assert not is_fresh(load_config(root)[0], read_manifest(root / "site"))
    (root / "notes").chmod(0o700)
    assert main(["build", str(root)]) == 0
    assert "another answer" in (root / "site/all.html").read_text(encoding="utf-8")
    assert is_fresh(load_config(root)[0], read_manifest(root / "site"))


def test_the_first_build_without_a_ledger_leaves_no_deck(root: Path) -> None:
    (root / "notes/identity.jsonl").unlink()
    (root / "notes").chmod(0o500)
    out = root / "out"
    out.mkdir(mode=0o777)
    out.chmod(0o777)
    with without_privileges():
        built = build_folder(root, out)
    assert built.summary is None
    assert codes(built.report) == ["D503"]
    assert not list(out.glob("*.apkg"))
    assert not (out / MANIFEST).exists()


def test_a_ledger_that_need_not_be_written_may_be_read_only(root: Path) -> None:
    (root / "notes").chmod(0o500)
    (root / "notes/identity.jsonl").chmod(0o400)
    (root / "site/index.html").unlink()
    with without_privileges():
        assert build_folder(root, root / "site").summary is not None


# --- what is no file of notes


def pipe(path: Path) -> None:
    os.mkfifo(path)


def looped(path: Path) -> None:
    path.symlink_to(path.name)


def loop_of_two(path: Path) -> None:
    path.symlink_to(f"{path.name}.other")
    path.with_name(f"{path.name}.other").symlink_to(path.name)


def listening(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # a socket's address may be short only
    try:
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(path.name)
    finally:
        os.chdir(here)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


@pytest.mark.parametrize("make", [pipe, looped, loop_of_two, listening])
def test_what_is_no_regular_file_is_told_and_stops_nothing(
    root: Path, capsys: pytest.CaptureFixture[str], make: Callable[[Path], None]
) -> None:
    places = ("notes/odd.md", "notes/sub/odd.markdown")
    for place in places:
        make(root / place)
    for command in ("check", "plan", "build"):
        assert main([command, str(root)]) == 0
        said = capsys.readouterr().out
        for place in places:
            assert f"{place}:1:1: warning D108: " in said, command
        assert "D502" not in said


@pytest.mark.parametrize("make", [pipe, looped, listening, device])
@pytest.mark.parametrize(
    "place", ["notes/x.png", "look/extra.css", "look/odd", "notes/identity.jsonl"]
)
def test_nothing_that_a_build_reads_makes_it_wait(
    root: Path, place: str, make: Callable[[Path], None]
) -> None:
    (root / "notes/a.md").write_text("## A?\n\n![x](x.png)\n", encoding="utf-8")
    (root / place).unlink(missing_ok=True)
    make(root / place)
    for _ in range(2):
        assert main(["build", str(root)]) in (0, 1)


@pytest.mark.parametrize(
    "make", [pipe, looped, lambda path: path.write_bytes(b"\0\5\x16\7## Odd?\n\n\xff\n")]
)
def test_hidden_files_are_no_notes(root: Path, make: Callable[[Path], object]) -> None:
    before = check_folder(root)
    for name in (".#a.md", "._a.md", ".a.md", ".odd.markdown", ".hidden.png"):
        make(root / "notes" / name)
        make(root / "notes/sub" / name)
    assert check_folder(root) == before


def test_a_link_to_a_user_at_a_machine_is_no_note(root: Path) -> None:
    """What Emacs leaves beside a file that is being edited."""
    (root / "notes/.#a.md").symlink_to("me@machine.1234:5678")
    assert main(["build", str(root)]) == 0


def test_links_to_folders_that_lead_in_a_circle_are_passed_over(root: Path) -> None:
    before = check_folder(root)
    (root / "notes/again").symlink_to(".")
    (root / "notes/sub/up").symlink_to("..")
    assert check_folder(root) == before


@pytest.mark.parametrize("target", ["..", "../elsewhere", "/tmp"])
def test_a_link_to_a_folder_that_is_not_among_the_notes_is_told(root: Path, target: str) -> None:
    (root / "elsewhere").mkdir()
    (root / "elsewhere/c.md").write_text("## C?\n\nc\n")
    (root / "notes/linked").symlink_to(target)
    report = check_folder(root)
    assert codes(report) == ["D105"]
    assert "`notes/linked` is a link to a folder" in report.diagnostics[0].message
    assert len(report.questions) == 2


@pytest.mark.parametrize("target", ["gone.md", "sub/gone.md"])
def test_a_link_to_a_file_that_is_gone_is_an_error(root: Path, target: str) -> None:
    (root / "notes/sub/b.md").unlink()
    (root / "notes/sub/b.md").symlink_to(target)
    report = check_folder(root)
    assert codes(report) == ["D107"]
    assert report.diagnostics[0].message == (
        "`notes/sub/b.md` cannot be opened: No such file or directory"
    )


@pytest.mark.parametrize("name", [b"x\xff.md", b"\xfffolder/x.md"])
def test_a_name_that_is_no_text_is_told(
    root: Path, capsys: pytest.CaptureFixture[str], name: bytes
) -> None:
    file = Path(os.fsdecode(os.fsencode(root / "notes") + b"/" + name))
    try:
        file.parent.mkdir(exist_ok=True)
        file.write_text("## X?\n\nx\n", encoding="utf-8")
    except OSError:
        missing("a file system that takes any name")
    assert main(["check", str(root)]) == 1
    assert "its name is not UTF-8" in capsys.readouterr().out
    assert main(["build", str(root)]) == 1


@pytest.mark.parametrize("make", [pipe, looped, loop_of_two, listening, device, Path.mkdir])
def test_settings_that_are_no_file_are_an_error_and_nothing_is_written(
    root: Path, capsys: pytest.CaptureFixture[str], make: Callable[[Path], None]
) -> None:
    before = files_below(root / "site", {LOCK})
    (root / "diptych.toml").unlink()
    make(root / "diptych.toml")
    for command in ("check", "build", "plan"):
        assert main([command, str(root)]) == 1
        assert (
            "diptych.toml:1:1: error D101: the file cannot be opened: " in capsys.readouterr().out
        )
    assert files_below(root / "site", {LOCK}) == before


def test_a_folder_above_that_has_the_name_of_settings_is_no_matter(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "diptych.toml").mkdir()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/a.md").write_text("## A?\n\na\n", encoding="utf-8")
    assert main(["check", str(tmp_path / "mine")]) == 0
    assert "D101" not in capsys.readouterr().out


@pytest.mark.parametrize("make", [pipe, looped, listening, device, Path.mkdir])
def test_a_deck_that_is_no_file_is_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], make: Callable[[Path], None]
) -> None:
    deck = tmp_path / "a.apkg"
    make(deck)
    assert main(["import", str(deck), str(tmp_path / "new")]) == 2
    assert f"cannot read {deck}: " in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_settings_that_cannot_be_looked_at_are_not_taken_for_none(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "diptych.toml").write_text('title = "Mine"\n')
    look = os.lstat

    def fail(path: Path, *rest: object) -> os.stat_result:
        if Path(path) == root / "diptych.toml":
            raise OSError(errno.EIO, "input/output error", str(path))
        return look(path, *rest)

    monkeypatch.setattr(os, "lstat", fail)
    config, _ = load_config(root)
    assert config.title == "Mine"
