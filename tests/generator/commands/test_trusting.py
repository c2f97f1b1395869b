"""Other people's notebooks are data until they are trusted: none of their code runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from diptych.output import trust
from tests.conftest import MakeNotebook, Run, check_folder, codes

SETTINGS = 'title = "T"\nfigures = "drawings"\ntheme = "look"\n'
RAN = "import pathlib\npathlib.Path(__file__).with_name('ran').touch()\n"
DRAWN = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" data-code="old">committed</svg>'
)
STRANGE = {
    "diptych.toml": SETTINGS,
    "notes/a.md": "# A\n\n## What is one?\n\n![one](../drawings/rendered/one.svg)\n",
    "drawings/__init__.py": f'{RAN}FIGURES = ("one",)\nPALETTE = {{"ink": ("#000", "#fff")}}\n',
    "drawings/plots/__init__.py": "",
    "drawings/plots/one.py": (
        f"{RAN}from matplotlib.figure import Figure\n"
        "CAPTION = ALT = 'one'\ndef compute():\n    return 1\n"
        "def draw(data):\n    return Figure()\n"
    ),
    "drawings/rendered/one.svg": DRAWN,
    "look/templates/question.html": "{{ cycler.__init__.__globals__ }} theirs",
}

pytestmark = pytest.mark.usefixtures("untrusting")


@pytest.fixture
def strange(make_notebook: MakeNotebook) -> Path:
    return make_notebook(STRANGE)


def ran(root: Path) -> list[str]:
    return sorted(file.parent.name for file in root.rglob("ran"))


def page(root: Path) -> str:
    return (root / "site/q/what-is-one.html").read_text(encoding="utf-8")


def test_neither_check_nor_build_nor_plan_nor_figures_runs_code(strange: Path, run: Run) -> None:
    assert codes(check_folder(strange)) == ["D111", "D403"]
    done = run("build", cwd=strange)
    assert done.returncode == 0
    assert "`drawings` is code that is not trusted; these figures stay as they are: `one`" in (
        done.stdout
    )
    assert "`look` has templates, which are code that is not trusted" in done.stdout
    assert "diptych trust" in done.stdout
    assert "committed" in page(strange)
    assert "theirs" not in page(strange)
    assert run("plan", cwd=strange).returncode == 0
    refused = run("figures", cwd=strange)
    assert refused.returncode == 2
    assert "diptych trust" in refused.stderr
    assert ran(strange) == []


def test_trust_lasts_until_the_code_is_another_one(strange: Path, run: Run) -> None:
    assert run("build", cwd=strange).returncode == 0
    assert "drawings/plots/one.py" in run("trust", "-v", cwd=strange).stdout
    assert run("build", cwd=strange).returncode == 0
    assert ran(strange) == ["drawings", "plots"]
    assert "theirs" in page(strange)
    for file in strange.rglob("ran"):
        file.unlink()
    plot = strange / "drawings/plots/one.py"
    plot.write_text(plot.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
    done = run("build", cwd=strange)
    assert "not trusted" in done.stdout
    assert ran(strange) == []
    assert "theirs" not in page(strange)


def test_an_author_trusts_the_folder_whatever_it_becomes_until_it_is_revoked(
    strange: Path, run: Run
) -> None:
    assert run("trust", "--always", cwd=strange).returncode == 0
    plot = strange / "drawings/plots/one.py"
    plot.write_text(plot.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
    assert "not trusted" not in run("build", cwd=strange).stdout
    assert ran(strange)
    assert "does not run any more" in run("trust", "--revoke", cwd=strange).stdout
    plot.write_text(plot.read_text(encoding="utf-8") + "# again\n", encoding="utf-8")
    assert "not trusted" in run("build", cwd=strange).stdout
    assert "It was not trusted" in run("trust", "--revoke", cwd=strange).stdout


def test_for_once_nothing_is_remembered(strange: Path, tmp_path: Path, run: Run) -> None:
    assert "not trusted" not in run("build", "--trust", cwd=strange).stdout
    assert ran(strange)
    assert not (tmp_path / "data" / trust.FILE).exists()


def test_another_folder_with_the_same_code_is_not_trusted(strange: Path, run: Run) -> None:
    assert run("trust", cwd=strange).returncode == 0
    moved = strange.rename(strange.with_name("elsewhere"))
    assert "not trusted" in run("build", cwd=moved).stdout
    assert ran(moved) == []


def test_what_is_fresh_and_has_no_templates_asks_for_no_trust(strange: Path, run: Run) -> None:
    """As our own notebook, and any clone of one whose drawings are committed."""
    (strange / "look/templates/question.html").unlink()
    assert run("build", "--trust", cwd=strange).returncode == 0
    done = run("build", "--output", "other", cwd=strange)
    assert "not trusted" not in done.stdout


@pytest.mark.parametrize("known", ["", "[", "[1]", '{"a": 1}', "[" * 100_000])
def test_a_record_that_cannot_be_read_trusts_nothing(
    strange: Path, tmp_path: Path, run: Run, known: str
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/trusted.json").write_text(known)
    assert "not trusted" in run("build", cwd=strange).stdout
    assert ran(strange) == []


def test_settings_write_nowhere_but_in_the_notebook(
    make_notebook: MakeNotebook, tmp_path: Path, run: Run
) -> None:
    victim = tmp_path / "victim"
    victim.mkdir()
    root = make_notebook({"diptych.toml": 'output = "../victim"\n', "notes/a.md": "## A?\n\nb\n"})
    (root / "site").symlink_to(victim, target_is_directory=True)
    for settings in ('output = "../victim"\n', f'output = "{victim.as_posix()}"\n', ""):
        (root / "diptych.toml").write_text(settings)
        done = run("build", cwd=root)
        assert done.returncode == 1, settings
        assert "lies outside the notebook" in done.stdout
        assert "--output" in done.stdout
        assert [*victim.iterdir()] == []
    assert run("build", "--output", str(victim), cwd=root).returncode == 0
    assert (victim / "index.html").is_file()


def test_a_drawing_that_is_a_link_to_elsewhere_is_not_shown(
    make_notebook: MakeNotebook, tmp_path: Path, run: Run
) -> None:
    (tmp_path / "secret.svg").write_text(DRAWN.replace("committed", "secret"))
    root = make_notebook({**STRANGE, "look/templates/question.html": ""})
    (root / "drawings/rendered/one.svg").unlink()
    (root / "drawings/rendered/one.svg").symlink_to(tmp_path / "secret.svg")
    run("build", cwd=root)
    shown = [file.read_bytes() for file in (root / "site").rglob("*") if file.is_file()]
    assert not any(b"secret" in each for each in shown)
