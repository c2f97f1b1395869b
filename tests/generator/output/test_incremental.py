"""Whatever was edited since the last build, the next one makes what a first build would make.

Hypothesis edits a small notebook at random. After each edit it is built twice: into the folder of
the last build, with all that earlier builds left behind, and from nothing, as a copy elsewhere. All
files, the ledger and what is said must be the same.

200 sequences of edits by default, 5,000 under DIPTYCH_NIGHTLY=1.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import io
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from jinja2 import Environment

from diptych import cli, interface
from diptych.compile.checks.answers import is_answered
from diptych.deck import frame
from diptych.input.settings import SETTINGS
from diptych.output import versions
from diptych.output.cache_folder import VARIABLE
from diptych.output.locks import LOCK
from diptych.output.write import MANIFEST
from diptych.render import code
from diptych.site import font, lowering
from tests.conftest import NOW, files_below
from tests.generator.output import edited_notebook as edited
from tests.generator.output.edited_notebook import EditedNotebook

pytestmark = pytest.mark.slow

SEQUENCES = 5_000 if os.environ.get("DIPTYCH_NIGHTLY") == "1" else 200
PARTS = 4  # so that several processes share them
STEPS = 8

# What a build remembers of itself, for the next one.
OF_THE_BUILD = {MANIFEST, LOCK}
# What the last words tell of how much there was to write, and count: each was said before.
OF_ONE_BUILD = (
    re.compile(r"; (\d+ [^;\n]* written|nothing changed)\.| \(\d+ drawn anew\)"),
    re.compile(r"(, \d+ warnings?)?( and \d+ remarks? \(-v shows them\))?$", re.MULTILINE),
    re.compile(r"^  commit .*\n", re.MULTILINE),
    re.compile(
        r"^warning: changed by hand.*\n(?:  (?:what they held|What pages say).*\n)*", re.MULTILINE
    ),
)
# What is said of how the questions differ from the ledger, which then is as they are.
OF_A_CHANGE = re.compile(r" D50[24-79]: ")
RECOGNISED = re.compile(r" \(\d+ recognised by likeness\)|, \d+ recognised by likeness")

KEPT_IN_MEMORY = type(functools.cache(len))

nth = st.integers(0, 11)
"""Points to one of what there is, counted round."""


@pytest.mark.parametrize("sequences", [SEQUENCES // PARTS] * PARTS)
def test_a_build_after_any_edits_is_a_build_from_nothing(
    sequences: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    _keep(monkeypatch, font.math_font)
    _keep(monkeypatch, lowering.lowered_or_kept)
    _keep(monkeypatch, interface.texts)  # of the engine's own files, which no edit here changes
    _keep(monkeypatch, versions.libraries_digest)  # nothing is installed meanwhile
    _keep(monkeypatch, code._opening)
    for recalled in (frame.empty_collection, frame._notetype):
        monkeypatch.setattr(recalled, "_function", functools.cache(inspect.unwrap(recalled)))
    monkeypatch.setattr(Environment, "compile", _compiling_once(Environment.compile))
    # Bytecode goes by whole seconds, and edits here are quicker.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    run_state_machine_as_test(
        Edits,
        settings=settings(
            max_examples=sequences,
            stateful_step_count=STEPS,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_every_setting_is_among_those_that_change() -> None:
    assert {*edited.SETTINGS, "notes", "output"} == {*SETTINGS}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build did.

    Attributes:
        said: each diagnostic as it was printed, and the words at the end without what they say of
            the files that had to be written.
        site: what lies in its output.
        notebook: what lies in the notebook, into which it writes the ledger and drawings.
    """

    code: int
    said: tuple[str, ...]
    site: dict[str, bytes]
    notebook: dict[str, bytes]

    @property
    def lasting(self) -> tuple[str, ...]:
        """What is said as long as the notes are as they are."""
        said = (each for each in self.said if not OF_A_CHANGE.search(each))
        return tuple(RECOGNISED.sub("", each) for each in said)


BEGINNINGS: dict[bool, Outcome] = {}
"""What a build from nothing makes of the notebook as it begins, with a figure that is drawn or not."""


class Edits(RuleBasedStateMachine):
    """A notebook that is edited and built, edited and built."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = contextlib.ExitStack()
        self.top = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.patch = self.stack.enter_context(pytest.MonkeyPatch.context())
        self.notebook = EditedNotebook(self.top / "kept" / "notebook")
        self.output = self.top / "kept" / "site"
        self.cache = self.top / "cache"
        self.engine = self.top / "engine"
        self.engine.mkdir()
        self.patch.setattr(versions, "ENGINE", self.engine)
        self.builds = 0
        self.drawn = False
        self.damaged: set[str] = set()
        self.waiting = False
        self.last = Outcome(0, (), {}, {})
        self.update_engine(0)

    def teardown(self) -> None:
        """Delete all that was written."""
        self.stack.close()

    @initialize(drawn=st.sampled_from([False] * 14 + [True]))
    def begin(self, drawn: bool) -> None:
        """Start with two files of two questions."""
        self.drawn = drawn
        self.notebook.begin(drawn=drawn)

    # Notes

    @rule(question=nth, answer=st.sampled_from(edited.ANSWERS))
    def edit_answer(self, question: int, answer: str) -> None:
        """Write another answer."""
        self.notebook.question(question).answer = answer

    @rule(question=nth)
    def edit_a_letter(self, question: int) -> None:
        """Write another answer that is as long."""
        answer = self.notebook.question(question).answer
        self.notebook.question(question).answer = answer.translate(edited.OTHER_LETTERS)

    @rule(question=nth, name=st.sampled_from(edited.NAMES))
    def transclude(self, question: int, name: str) -> None:
        """Show all that another file says, or would if it were there; later edits change it."""
        self.notebook.question(question).answer = f"Look:\n\n![[{name}]]"

    @rule(question=nth, prompt=st.sampled_from(edited.PROMPTS))
    def reword(self, question: int, prompt: str) -> None:
        """Ask in other words."""
        self.notebook.question(question).prompt = prompt

    @rule(question=nth, mark=st.sampled_from(edited.MARKS))
    def pin(self, question: int, mark: str) -> None:
        """Write an id or a class behind the question, or take it away."""
        self.notebook.question(question).mark = mark

    @rule(question=nth, where=nth, place=nth)
    def move_question(self, question: int, where: int, place: int) -> None:
        """Move a question within its file or to another one."""
        self.notebook.move(question, where, place)

    @rule(where=nth, prompt=st.sampled_from(edited.PROMPTS), answer=st.sampled_from(edited.ANSWERS))
    def add_question(self, where: int, prompt: str, answer: str) -> None:
        """Ask one more."""
        self.notebook.document(where).questions.append(edited.Question(prompt, answer))

    @rule(question=nth)
    def delete_question(self, question: int) -> None:
        """Take a question away."""
        self.notebook.delete(question)

    @rule(where=nth, title=st.sampled_from(edited.TITLES))
    def retitle(self, where: int, title: str) -> None:
        """Give a file's section another title."""
        self.notebook.document(where).title = title

    @rule(where=nth, head=st.sampled_from(edited.FRONT_MATTER))
    def edit_front_matter(self, where: int, head: str) -> None:
        """Write another head of a file, which may be broken."""
        self.notebook.document(where).head = head

    @rule(where=nth, name=st.sampled_from(edited.NAMES))
    def rename_file(self, where: int, name: str) -> None:
        """Rename a file, or let two change places."""
        self.notebook.rename(where, name)

    @rule(name=st.sampled_from(edited.NAMES), prompt=st.sampled_from(edited.PROMPTS))
    def new_file(self, name: str, prompt: str) -> None:
        """Add a file."""
        self.notebook.add(name, prompt)

    @rule(where=nth)
    def delete_file(self, where: int) -> None:
        """Take a file away."""
        self.notebook.delete_file(where)

    # What notes show, and how

    @rule(name=st.sampled_from(edited.PICTURES), data=st.sampled_from(edited.PICTURE_DATA))
    def change_picture(self, name: str, data: bytes | None) -> None:
        """Add a picture, put another in its place, or take it away."""
        self.notebook.put(name, data)

    @rule(file=st.sampled_from(sorted(edited.CODE)), nth=nth)
    def change_code(self, file: str, nth: int) -> None:
        """Change the code that answers quote and figures are drawn by."""
        self.notebook.put_one_of(file, edited.CODE[file], nth)

    @rule(file=st.sampled_from(sorted(edited.THEME)), nth=nth)
    def change_theme(self, file: str, nth: int) -> None:
        """Change a template, a style or a word of the interface."""
        self.notebook.put_one_of(file, edited.THEME[file], nth)

    @rule(name=st.sampled_from(edited.STYLES), nth=nth)
    def change_style(self, name: str, nth: int) -> None:
        """Change a sheet of style."""
        self.notebook.put_one_of(name, edited.THEME[name], nth)

    @rule(name=st.sampled_from(sorted(edited.SETTINGS)), nth=nth)
    def change_setting(self, name: str, nth: int) -> None:
        """Change a setting."""
        self.notebook.set(name, nth)

    # What earlier builds left behind

    @rule(line=nth, change=st.sampled_from(edited.LEDGER_CHANGES))
    def change_ledger(self, line: int, change: str) -> None:
        """Change a line of the ledger, or lose it."""
        self.notebook.change_ledger(line, change)

    @rule(file=nth, data=st.sampled_from([None, b"", b"edited by hand"]))
    def damage_output(self, file: int, data: bytes | None) -> None:
        """Damage or delete a file of the output; a site without its manifest would be refused."""
        kept = {MANIFEST} if data is None else set()
        files = sorted(
            each for each in self.output.rglob("*") if each.is_file() and each.name not in kept
        )
        self._mark_damaged(_damage(files, file, data))

    @rule(file=nth)
    def damage_output_unseen(self, file: int) -> None:
        """Change a page, but not how long it is."""
        pages = _pick(sorted(self.output.rglob("*.html")), file)
        for page in pages:
            page.write_bytes(page.read_bytes()[::-1])
        self._mark_damaged(pages)

    def _mark_damaged(self, files: list[Path]) -> None:
        self.damaged |= {file.relative_to(self.output).as_posix() for file in files}

    @rule()
    def lose_output(self) -> None:
        """Delete the output."""
        shutil.rmtree(self.output, ignore_errors=True)

    @rule(file=nth, data=st.sampled_from([None, b"", b"\x00" * 64, b"not what it was"]))
    def damage_cache(self, file: int, data: bytes | None) -> None:
        """Damage or delete a file of the cache."""
        files = sorted(each for each in self.cache.rglob("*") if each.is_file())
        _damage(files, file, data)

    @rule()
    def lose_cache(self) -> None:
        """Delete the cache."""
        shutil.rmtree(self.cache, ignore_errors=True)

    @rule(file=nth)
    def touch(self, file: int) -> None:
        """Give a file a new time."""
        files = [each for each in self.notebook.root.rglob("*") if each.is_file()]
        for each in _pick(sorted(files), file):
            each.touch()

    @rule(version=st.integers(0, 2))
    def update_engine(self, version: int) -> None:
        """Another version of the engine, which thinks otherwise of which questions are answered."""
        (self.engine / "version").write_text(str(version))
        judge = (is_answered, lambda _: True, lambda _: False)[version]
        self.patch.setattr("diptych.compile.document.is_answered", judge)

    @rule()
    def nothing(self) -> None:
        """Build once more."""

    @rule()
    def wait(self) -> None:
        """Build only after the next edit."""
        self.waiting = True

    @invariant()
    def all_bytes_are_equal(self) -> None:
        """Build after the edit, and from nothing, and compare."""
        self.notebook.write()
        if self.waiting:
            self.waiting = False
            return
        self.builds += 1
        elsewhere = self.top / f"fresh-{self.builds}"
        shutil.copytree(self.notebook.root, elsewhere / "notebook")
        decks = self._lay_decks(elsewhere / "site")

        kept = self._build(self.notebook.root, self.output, str(self.cache))
        fresh = self._build_from_nothing(elsewhere)
        for deck in decks - kept.site.keys():
            fresh.site.pop(deck, None)
        shutil.rmtree(elsewhere)

        assert kept.code == fresh.code, (kept.said, fresh.said)
        if kept.said != self.last.said or kept.lasting != fresh.lasting:
            assert kept.said == fresh.said, (kept.said, fresh.said)
        _assert_equal(kept.notebook, fresh.notebook)
        # Notes with errors leave the site as it was, and what was changed by hand is nobody's to delete.
        if kept.code == 0:
            for path in self.damaged - fresh.site.keys() & kept.site.keys():
                del kept.site[path]
                (self.output / path).unlink()
            self.damaged.clear()
            _assert_equal(kept.site, fresh.site)
            self.last = kept
        else:
            assert not fresh.site.keys() - decks

    def _build_from_nothing(self, elsewhere: Path) -> Outcome:
        """Build a copy of the notebook; as all begin alike, that beginning is built once for all."""
        if self.builds > 1:
            return self._build(elsewhere / "notebook", elsewhere / "site", "off")
        if self.drawn not in BEGINNINGS:
            BEGINNINGS[self.drawn] = self._build(elsewhere / "notebook", elsewhere / "site", "off")
        return BEGINNINGS[self.drawn]

    def _lay_decks(self, site: Path) -> set[str]:
        """Lay the last deck where nothing else is: a build asks it what Anki has got."""
        site.mkdir(parents=True)
        decks = [*self.output.glob("*.apkg")]
        for deck in decks:
            shutil.copy(deck, site)
        return {deck.name for deck in decks}

    def _build(self, root: Path, output: Path, cache: str) -> Outcome:
        """Run ``diptych build -v``."""
        self.patch.setenv("SOURCE_DATE_EPOCH", str(NOW + 1000 * self.builds))
        self.patch.setenv(VARIABLE, cache)
        _forget()
        _forget_package()
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = cli.main(["build", str(root), "--output", str(output), "-v"])
        text = said.getvalue().replace(str(output), "OUTPUT").replace(str(root), "ROOT")
        return Outcome(
            code,
            tuple(_parts(text)),
            files_below(output, OF_THE_BUILD),
            files_below(root, OF_THE_BUILD),
        )


def _parts(said: str) -> Iterator[str]:
    """Split what was printed into diagnostics, without what is only of one build."""
    for each in OF_ONE_BUILD:
        said = each.sub("", said)
    yield from re.split(r"\n(?=\S)", said)


def _assert_equal(kept: dict[str, bytes], fresh: dict[str, bytes]) -> None:
    assert kept.keys() == fresh.keys()
    for name, data in kept.items():
        assert data == fresh[name], name


def _pick(files: list[Path], nth: int) -> list[Path]:
    return [files[nth % len(files)]] if files else []


def _damage(files: list[Path], nth: int, data: bytes | None) -> list[Path]:
    """Damage or delete one of some files, and say which."""
    damaged = _pick(files, nth)
    for file in damaged:
        if data is None:
            file.unlink()
        else:
            file.write_bytes(data)
    return damaged


def _keep(patch: pytest.MonkeyPatch, slow: Callable[..., Any]) -> None:
    """Let a function that is slow and pure compute each result once in all builds."""
    once = functools.cache(inspect.unwrap(slow))
    for module in _modules():
        for name in [name for name, value in vars(module).items() if value is slow]:
            patch.setattr(module, name, lambda *arguments: once(*arguments))


def _compiling_once(compile_template: Callable[..., Any]) -> Callable[..., Any]:
    """Compile each template once in all builds; whatever its name, it is told by its text."""
    compiled: dict[tuple[object, ...], Any] = {}

    def compile_once(environment: Environment, source: str, *arguments: object) -> Any:
        key = (source, *arguments)
        if key not in compiled:
            compiled[key] = compile_template(environment, source, *arguments)
        return compiled[key]

    return compile_once


def _modules() -> list[ModuleType]:
    """The engine's modules."""
    return [module for name, module in sys.modules.items() if name.startswith("diptych.")]


def _forget() -> None:
    """Empty what the engine keeps in memory of its arguments, as in a process just started."""
    for module in _modules():
        for each in _memories(module):
            each.cache_clear()


@functools.cache
def _memories(module: ModuleType) -> list[Any]:
    """What a module keeps in memory of arguments."""
    return [
        each
        for each in vars(module).values()
        if isinstance(each, KEPT_IN_MEMORY) and inspect.signature(each).parameters
    ]


def _forget_package() -> None:
    for name in [each for each in sys.modules if each.partition(".")[0] == edited.PACKAGE]:
        del sys.modules[name]
