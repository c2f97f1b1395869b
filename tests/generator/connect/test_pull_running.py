"""A pull from a running Anki; decks that were built and never imported; push and pull together."""

from __future__ import annotations

from pathlib import Path

import pytest

from diptych.cli import main
from diptych.connect.client import KEY_VARIABLE
from tests.anki_connect import AnkiConnect, package_of
from tests.anki_engine import Anki
from tests.conftest import of
from tests.generator.connect.pushed import NOTES, edit, guid, push, times
from tests.generator.connect.test_pull import export
from tests.pictures import png


def pull(root: Path, add_on: AnkiConnect, *arguments: str) -> int:
    """Pull into a notebook, by the running Anki; the exit code."""
    return main(["pull", str(root), "--anki", add_on.address, "--yes", *arguments])


def text(root: Path) -> str:
    return (root / "notes/a.md").read_text(encoding="utf-8")


def test_what_was_pushed_and_corrected_comes_back(
    root: Path, add_on: AnkiConnect, anki: Anki
) -> None:
    assert push(root, add_on) == 0
    add_on.edit(guid(anki, "what-is-a-lock"), Answer="<p>Long <b>ago</b>.</p>")
    assert pull(root, add_on) == 0
    assert text(root) == NOTES.replace("Long ago.", "Long **ago**.")


def test_push_then_pull_changes_nothing_and_pull_then_push_neither(
    root: Path, add_on: AnkiConnect, anki: Anki, capsys: pytest.CaptureFixture[str]
) -> None:
    assert push(root, add_on) == 0
    assert pull(root, add_on) == 0
    assert text(root) == NOTES
    add_on.edit(
        guid(anki, "what-is-a-lock"), Answer="<p>Long <b>ago</b>.</p>", Short="One <i>x</i>"
    )
    add_on.edit(
        guid(anki, "what-is-a-key"),
        Text='<div class="question">What is a {{c1::key}}?</div><div class="answer">'
        "<p>It <b>{{c2::opens::what}}</b>.</p></div>",
    )
    assert pull(root, add_on) == 0
    assert "It **{{c2::opens::what}}**." in text(root)
    before, written = times(anki), text(root)
    capsys.readouterr()
    assert push(root, add_on) == 0
    assert "Anki has all that the notes say." in capsys.readouterr().out
    assert times(anki) == before
    assert pull(root, add_on) == 0
    assert text(root) == written
    # What the notes change later goes on from there.
    edit(root, "Long **ago**.", "Long **since**.")
    assert push(root, add_on) == 0
    assert "since" in anki.fields(guid(anki, "what-is-a-lock"))["Answer"]


def test_edits_of_different_blocks_on_both_sides_are_merged(
    root: Path, add_on: AnkiConnect, anki: Anki
) -> None:
    edit(root, "Long ago.", "Long ago.\n\nNot here.")
    assert push(root, add_on) == 0
    add_on.edit(guid(anki, "what-is-a-lock"), Answer="<p>Long ago!</p><p>Not here.</p>")
    edit(root, "Not here.", "Not there.")
    assert pull(root, add_on) == 0
    assert "Long ago!\n\nNot there.\n" in text(root)


@pytest.mark.parametrize("tells_times", [True, False])
def test_a_deck_that_never_came_to_anki_is_not_taken_back(
    root: Path,
    add_on: AnkiConnect,
    anki: Anki,
    tells_times: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    add_on.tells_times = tells_times
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    edit(root, "None passes.", "None passes.\n\nIt is high.")
    assert main(["build", str(root)]) == 0
    anki.import_apkg(package_of(root / "site"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000100")
    edit(root, "Long ago.", "Not long ago.")
    edit(root, "None passes.", "Few pass.")
    assert main(["build", str(root)]) == 0  # and not imported
    written = text(root)
    capsys.readouterr()
    # Nothing was changed in Anki.
    assert pull(root, add_on) == (0 if tells_times else 1)
    assert text(root) == written
    # A tag is no word.
    note = anki.note(guid(anki, "what-is-a-lock"))
    note.tags.append("mine")
    anki.collection.update_note(note)
    assert pull(root, add_on) == 1
    assert "says what an earlier deck said" in capsys.readouterr().out
    assert text(root) == written
    # What was corrected in the older words comes, and nothing of the newer ones goes.
    answer = anki.fields(guid(anki, "what-is-a-fence"))["Answer"]
    add_on.edit(guid(anki, "what-is-a-fence"), Answer=answer.replace("high", "tall"))
    assert pull(root, add_on) == 1
    assert text(root) == written.replace("It is high.", "It is tall.")
    # What was corrected where the notes say something else now is shown.
    add_on.edit(guid(anki, "what-is-a-lock"), Answer="<p>Long, long ago.</p>")
    capsys.readouterr()
    assert pull(root, add_on) == 1
    told = capsys.readouterr().out
    assert "Not long ago.\n=======\nLong, long ago." in told
    assert "Not long ago." in text(root)


def test_pushing_after_a_build_that_was_not_imported_sends_the_new_words(
    root: Path, add_on: AnkiConnect, anki: Anki
) -> None:
    assert main(["build", str(root)]) == 0
    anki.import_apkg(package_of(root / "site"))
    edit(root, "Long ago.", "Not long ago.")
    assert main(["build", str(root)]) == 0
    assert push(root, add_on) == 0
    assert "Not long ago." in anki.fields(guid(anki, "what-is-a-lock"))["Answer"]


CLOZE = '<div class="question">What is a {{c1::key}}?</div><div class="answer"><p>%s</p></div>'
NEW = """## What is a {{c1::key}}?

It opens."""
CLOZES = [
    # What the notes say, what stands in Anki then, and what they say in the end.
    (NEW, "It {{c2::opens}}.", "It opens.", "It {{c2::opens}}."),
    (NEW, "It {{c2::opens::verb}}.", "It opens.", "It {{c2::opens::verb}}."),
    (NEW, "It <b>{{c2::opens}}</b> doors.", "It opens.", "It **{{c2::opens}}** doors."),
    ("## A {{c1::b}}\n\nIt is {{c2::red}}.", "It is {{c2::blue}}.", "{{c2::red}}", "{{c2::blue}}"),
    ("## A {{c1::b}}\n\nIt is {{c2::red}}.", "It was {{c2::red}}.", "It is", "It was"),
    ("## A {{c1::b}}\n\nIt is ==red==.", "It is {{c2::blue}}.", "==red==", "==blue=="),
    (
        "## A {{c1::b}}\n\nIt is ==red==.",
        "It was {{c2::red}} now.",
        "is ==red==.",
        "was ==red== now.",
    ),
    ("## A {{c1::b}}\n\nIt is ==red==.", "It is {{c2::red::hue}}.", "==red==", "==red::hue=="),
    ("## A {{c1::b}}\n\n_It_ is ==red==, a.", "<i>It</i> is {{c2::red}}, b.", ", a.", ", b."),
    ("## A {{c1::b}}\n\nIt is $x$.", r"It is \({{c2::y}}\).", "$x$", "${{c2::y}}$"),
    ("## A {{c1::b}}\n\nIt is {{c2::red}}.", "It is red.", "{{c2::red}}", "red"),
]


def test_what_was_edited_in_a_cloze_comes_back_in_the_way_of_the_notes(
    root: Path, add_on: AnkiConnect, anki: Anki
) -> None:
    (root / "diptych.toml").write_text(
        (root / "diptych.toml").read_text(encoding="utf-8") + "highlights_hide = true\n",
        encoding="utf-8",
    )
    for written, there, before, after in CLOZES:
        with of(there):
            notes = f"# Locks\n\n{written}\n\n## What else?\n\nNothing.\n"
            (root / "notes/a.md").write_text(notes, encoding="utf-8")
            assert push(root, add_on, "--overwrite") == 0
            (name,) = [g for g in anki.guids() if "Text" in anki.fields(g) and not gone(anki, g)]
            was = anki.fields(name)["Text"]
            start, mark, _ = was.partition('<div class="answer"')
            add_on.edit(name, Text=f"{start}{mark}><p>{there}</p></div>")
            assert pull(root, add_on) == 0
            assert text(root) == notes.replace(before, after)
            assert pull(root, add_on) == 0
            assert text(root) == notes.replace(before, after)
            add_on.edit(name, Text=was)


def gone(anki: Anki, name: str) -> bool:
    return "diptych::retired" in anki.note(name).tags


def test_a_cloze_without_deletions_would_become_another_note(
    root: Path, add_on: AnkiConnect, anki: Anki, capsys: pytest.CaptureFixture[str]
) -> None:
    assert push(root, add_on) == 0
    note = guid(anki, "what-is-a-key")
    was = anki.fields(note)["Text"]
    add_on.edit(note, Text=was.replace("{{c1::key}}", "key"))
    assert pull(root, add_on) == 1
    assert "would read otherwise" in capsys.readouterr().out
    assert text(root) == NOTES


@pytest.mark.parametrize("running", [True, False])
def test_new_pictures_and_sounds_come_to_lie_beside_the_notes(
    root: Path,
    add_on: AnkiConnect,
    anki: Anki,
    tmp_path: Path,
    running: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (root / "notes/assets").mkdir()
    (root / "notes/assets/paste-1.png").write_bytes(b"another")
    (root / "notes/old.png").write_bytes(png(4, 4, 1))
    edit(root, "Long ago.", "Long ago.\n\n![old](old.png)")
    assert push(root, add_on) == 0
    for name, data in (("paste-1.png", png(8, 8, 1)), ("say it.mp3", b"ID3")):
        anki.collection.media.write_data(name, data)
    note = guid(anki, "what-is-a-lock")
    was = anki.fields(note)["Answer"]
    add_on.edit(note, Answer=was.replace("ago.", 'ago. <img src="paste-1.png">'))
    add_on.edit(guid(anki, "what-is-a-fence"), Answer="<p>None passes.</p>[sound:say it.mp3]")
    written = text(root)
    asked = (add_on.address,) if running else ()
    if running:
        assert main(["pull", str(root), "--anki", *asked]) == 0  # and nobody says yes
        assert "new file: notes/assets/say-it.mp3 (3 bytes)" in capsys.readouterr().out
        assert not (root / "notes/assets/say-it.mp3").exists()
        assert text(root) == written
        assert pull(root, add_on) == 0
    else:
        package = export(anki, tmp_path / "a.apkg")
        assert main(["pull", str(package), str(root), "--yes"]) == 0
    assert (root / "notes/assets/paste-1.png").read_bytes() == b"another"
    (picture,) = (root / "notes/assets").glob("paste-1-*.png")
    assert picture.read_bytes() == png(8, 8, 1)
    assert (root / "notes/assets/say-it.mp3").read_bytes() == b"ID3"
    expected = written.replace("Long ago.", f"Long ago. ![](assets/{picture.name})")
    assert text(root) == expected.replace("None passes.", "None passes.\n\n![](assets/say-it.mp3)")
    written = text(root)
    assert push(root, add_on, *(() if running else ("--overwrite",))) == 0
    assert "paste-1.png" not in anki.fields(note)["Answer"]
    assert anki.check_media().missing == ()
    assert pull(root, add_on) == 0
    assert text(root) == written
    before = times(anki)
    assert push(root, add_on) == 0
    assert times(anki) == before


TROUBLES: list[tuple[dict[str, object], str]] = [
    ({"permission": "denied"}, "ignoreOriginList"),
    ({"version": 5}, "Check for Updates"),
    ({"key": "secret"}, KEY_VARIABLE),
]


def test_what_anki_refuses_is_told_as_push_tells_it(
    root: Path, add_on: AnkiConnect, capsys: pytest.CaptureFixture[str]
) -> None:
    for settings, remedy in TROUBLES:
        with of(remedy):
            before = {name: getattr(add_on, name) for name in settings}
            for name, value in settings.items():
                setattr(add_on, name, value)
            for command in ("pull", "reviews"):
                assert main([command, str(root), "--anki", add_on.address]) == 1
                assert remedy in capsys.readouterr().err
            for name, value in before.items():
                setattr(add_on, name, value)
    assert push(root, add_on) == 0
    add_on.profile = "Work"
    for command in ("pull", "reviews"):
        assert main([command, str(root), "--anki", add_on.address]) == 1
        assert "went to “User 1”" in capsys.readouterr().err
