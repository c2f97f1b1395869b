"""What Anki knows of a question, brought to one's own copy of the site as marks."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Browser, expect

from diptych.commands.with_anki.studying import study
from diptych.input.config import load_config
from diptych.reviews import marks_json
from tests.browser import reader
from tests.conftest import Run, files_below
from tests.generator.reviews.book import FORGOTTEN
from tests.generator.reviews.learner import DAY, Learner
from tests.rehearsal import imported


def marks(root: Path, learner: Learner, days: float = 0) -> dict[str, str]:
    """Each question's mark, some days after its last review."""
    found = study(*load_config(root), learner.export("marks.colpkg"))
    studied = [card.studied for card in found.cards if card.studied and card.studied.last]
    moment = max(each.last or 0 for each in studied) + days * DAY
    written = json.loads(marks_json(found.cards, found.notebook, moment))
    assert written["notebook"] == "t"
    return {slug: each["mark"] for slug, each in written["marks"].items()}


def test_a_mark_is_what_the_engine_would_expect(root: Path, learner: Learner) -> None:
    learner.learn(learner.guid("list"), FORGOTTEN)
    learner.learn(learner.guid("long"), [True] * 3)
    strength = learner.strength(learner.guid("long"))
    # What was never reviewed has none; nine of ten are known when stability is over.
    assert marks(root, learner) == {"long": "good", "list": "again"}
    assert marks(root, learner, 0.9 * strength)["long"] == "good"
    assert marks(root, learner, 1.5 * strength)["long"] == "hard"
    assert marks(root, learner, 40 * strength)["long"] == "again"


def test_the_worst_card_marks_its_question(root: Path, with_fsrs: Learner) -> None:
    guid = with_fsrs.guid("short")
    with_fsrs.learn(guid, [True] * 3)
    assert marks(root, with_fsrs) == {"short": "good"}
    with_fsrs.learn(guid, FORGOTTEN, template=1)
    assert marks(root, with_fsrs) == {"short": "again"}


def test_ones_own_site_shows_them_once_they_are_imported(
    root: Path, with_fsrs: Learner, run: Run, chromium: Browser, tmp_path: Path
) -> None:
    with_fsrs.learn(with_fsrs.guid("list"), FORGOTTEN)
    before = files_below(root)
    file = tmp_path / "marks.json"
    options = ("reviews", str(with_fsrs.export("a.colpkg")), str(root), "--marks", str(file))
    done = run(*options, cwd=root)
    assert done.returncode == 0
    assert f"{file}: on the site, rehearsal reads it in" in done.stdout
    assert files_below(root) == before  # what is published knows nothing of it
    with reader(chromium) as reading:
        page = reading.page
        page.goto((root / "site/rehearse.html").as_uri())
        assert imported(page, file.read_bytes()) == "1 marks read."
        page.goto((root / "site/index.html").as_uri())
        expect(page.locator(".contents .remembered")).to_have_count(1)
        expect(page.locator(".contents a[href='q/list.html'] .remembered.again")).to_be_visible()
        expect(page.locator(".contents .meter .again")).to_be_visible()
        assert reading.complaints == []


def test_it_writes_over_marks_only(root: Path, with_fsrs: Learner, run: Run) -> None:
    with_fsrs.learn(with_fsrs.guid("list"), [True])
    package = with_fsrs.export("a.colpkg")
    data = package.read_bytes()
    refused = run("reviews", str(package), str(root), "--marks", str(package), cwd=root)
    assert refused.returncode == 2
    assert "holds something else than marks" in refused.stderr
    assert package.read_bytes() == data
    file = root / "marks.json"
    for _ in range(2):
        assert (
            run("reviews", str(package), str(root), "--marks", str(file), cwd=root).returncode == 0
        )
    folder = run("reviews", str(package), str(root), "--marks", str(root), cwd=root)
    assert folder.returncode == 2
    assert f"{root} cannot be written" in folder.stderr
