"""Stories, told to the real engine: each card keeps its own history, and a table says what came."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from diptych.output.cache_folder import VARIABLE
from tests.generator.identity.stories import STORIES
from tests.generator.identity.stories.registry import HEAD, SILENT, Story, row
from tests.generator.identity.stories.world import World, begin, told

pytestmark = pytest.mark.slow

TABLE = Path(__file__).parent / "stories" / "STORIES.md"


@pytest.fixture(scope="module", autouse=True)
def _cached(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what is compiled, as for any author: of sixty notes a story edits few."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> World:
    return begin(tmp_path_factory.mktemp("stories") / "base")


@pytest.fixture(scope="module")
def rows() -> list[str]:
    """The rows of the table, between its markers."""
    text = TABLE.read_text(encoding="utf-8")
    _, _, rest = text.partition("<!-- stories -->\n")
    shown, _, _ = rest.partition("\n<!-- /stories -->")
    assert shown.startswith(HEAD)
    return shown.removeprefix(HEAD).splitlines()[1:]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_nothing_goes_wrong_without_a_word(
    base: World, tmp_path: Path, rows: list[str], story: Story
) -> None:
    outcome = told(story.tell, base, tmp_path / "here")
    wrong = {name: getattr(outcome, name) for name in SILENT if getattr(outcome, name)}
    assert not wrong
    assert story.measured(outcome) == story.expected
    assert row(story.name, outcome) in rows


def test_the_table_has_a_row_for_each_story(rows: list[str]) -> None:
    assert [each.split("|")[1].strip() for each in rows] == [story.name for story in STORIES]
