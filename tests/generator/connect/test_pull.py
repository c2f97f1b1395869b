"""What was corrected in Anki comes back into the notes, and nothing else of them changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from anki.collection import ExportAnkiPackageOptions
from hypothesis import given, settings
from hypothesis import strategies as st

from diptych.cli import main
from diptych.connect.ancestors import ancestry, common_value, never_came
from diptych.connect.blocks import keys_of
from diptych.connect.pulling import WAYS, Lines, Part, Way, overlap, pull_part, with_edits
from diptych.connect.shipped import Shipped
from diptych.deck import visible
from diptych.output.data_folder import VARIABLE
from tests.anki_connect import package_of
from tests.anki_engine import Anki
from tests.conftest import MakeNotebook, of
from tests.generator.connect.pushed import SETTINGS

# Each studies and edits in the real engine.
pytestmark = pytest.mark.slow

NOTES = """# Locks

## 1. What is a lock? {#lock}

> One holds it.

Long ago.

- one
- two

```python
a = 1

b = 2
```

The end.

## What is a fence?

None passes.
"""
PRE = '<div class="code"><pre><code class="language-python">'
# What Anki's editor makes of a field: its name, what stood there, what stands there now; then what
# stood in the notes, and what stands there now.
EDITS = [
    ("Answer", "Long ago.", "Long <b>ago</b>.", "Long ago.", "Long **ago**."),
    ("Answer", "Long ago.", "<strong>Long</strong> ago.", "Long ago.", "**Long** ago."),
    ("Answer", "Long ago.", "<i>Long</i> ago.", "Long ago.", "*Long* ago."),
    ("Answer", "Long ago.", "<em>Long</em> ago.", "Long ago.", "*Long* ago."),
    ("Answer", "Long ago.", "Very long ago.", "Long ago.", "Very long ago."),
    ("Answer", "Long ago.", "很久以前。", "Long ago.", "很久以前。"),
    ("Answer", "Long ago.", "Long <b>and</b> <i>ago</i>.", "Long ago.", "Long **and** *ago*."),
    ("Answer", "Long ago.", "<code>x</code>", "Long ago.", "`x`"),
    ("Answer", "Long ago.", r"\(x^2\)", "Long ago.", "$x^2$"),
    ("Answer", "Long ago.", '<a href="https://a.b/">c</a>', "Long ago.", "[c](https://a.b/)"),
    ("Answer", "Long ago.", "1 &lt; 2", "Long ago.", "1 &lt; 2"),
    ("Answer", "Long ago.", "a&nbsp;b", "Long ago.", "a&nbsp;b"),
    ("Answer", "<p>Long ago.</p>\n", "", "Long ago.\n\n", ""),
    ("Answer", "<p>Long ago.</p>", "<p>Long ago.</p><p>New.</p>", "ago.\n", "ago.\n\nNew.\n"),
    ("Answer", "<p>Long ago.</p>", "<div>a</div><div>b</div>", "Long ago.", "a\n\nb"),
    ("Answer", "The end.", "The <u>end</u>.", "The end.", "The <u>end</u>."),
    ("Answer", "<li>two</li>", "<li>two</li><li>three</li>", "- two", "- two\n- three"),
    ("Answer", "<li>two</li>", "", "- one\n- two", "- one"),
    ("Answer", "<li>two</li>", "<li><b>2</b></li>", "- two", "- **2**"),
    ("Short", "One holds it.", "One <b>holds</b> it.", "One holds it.", "One **holds** it."),
    ("Short", "<p>One holds it.</p>", "<p>a</p><p>b</p>", "> One holds it.", "> a\n>\n> b"),
    ("Question", "a lock?", "a <b>lock</b>?", "a lock?", "a **lock**?"),
    ("Question", "a lock?", "a door?", "a lock?", "a door?"),
    ("Answer", "Long ago.", "<b>Long <i>ago</i></b>", "Long ago.", "<b>Long *ago*</b>"),
    ("Answer", "Long ago.", "H<sub>2</sub>O", "Long ago.", "H<sub>2</sub>O"),
    ("Answer", "Long ago.", "x<sup>2</sup>", "Long ago.", "x<sup>2</sup>"),
    ("Answer", "Long ago.", "&gt; Long", "Long ago.", "&gt; Long"),
    ("Answer", "Long ago.", "2 * 3 * 4", "Long ago.", "2 \\* 3 \\* 4"),
    ("Answer", "Long ago.", "a_b_c", "Long ago.", "a_b_c"),
    ("Answer", "The end.", "", "The end.\n\n", ""),
    ("Answer", "The end.", "<ul><li>x</li></ul>", "The end.", "- x"),
    ("Answer", "The end.", "<ol><li>x</li><li>y</li></ol>", "The end.", "1. x\n2. y"),
    ("Answer", "The end.", "<pre>x = 1</pre>", "The end.", "```\nx = 1\n```"),
    ("Answer", "The end.", "a<br>b", "The end.", "a\\\nb"),
    ("Answer", "<li>one</li>", "<li>zero</li><li>one</li>", "- one", "- zero\n- one"),
    ("Answer", "<li>one</li>", "<li>one two</li>", "- one", "- one two"),
    ("Short", "One holds it.", "Nobody holds it.", "One holds it.", "Nobody holds it."),
    ("Short", "One holds it.", "<i>One</i> holds it.", "One holds it.", "*One* holds it."),
    ("Question", "a lock?", "a <i>lock</i>?", "a lock?", "a *lock*?"),
    ("Question", "What is a lock?", "锁是什么？", "What is a lock?", "锁是什么？"),
]


def export(anki: Anki, file: Path) -> Path:
    """Export the collection as Anki does."""
    options = ExportAnkiPackageOptions(with_scheduling=True, with_media=True, legacy=False)
    anki.collection.export_anki_package(out_path=str(file), options=options, limit=None)
    return file


def write(anki: Anki, guid: str, **fields: str) -> None:
    """Write into a note, as the editor does, later than the deck was made."""
    note = anki.note(guid)
    for name, value in fields.items():
        note[name] = value
    anki.collection.update_note(note)


def guid_of(anki: Anki, name: str) -> str:
    (number,) = anki.collection.find_notes(f"Id:{name}")
    return anki.collection.get_note(number).guid


@pytest.fixture
def root(make_notebook: MakeNotebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "data"))
    root = make_notebook({"diptych.toml": SETTINGS, "notes/a.md": NOTES})
    assert main(["build", str(root)]) == 0
    return root


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_the_editor_made_comes_back_and_all_else_stays(
    root: Path, anki: Anki, tmp_path: Path, start: bytes, end: str
) -> None:
    file = root / "notes/a.md"
    anki.import_apkg(package_of(root / "site"))
    guid = guid_of(anki, "lock")
    for field, before, after, written, expected in EDITS:
        with of(after):
            file.write_bytes(start + NOTES.replace("\n", end).encode())
            was = anki.fields(guid)
            assert before in was[field]
            write(anki, guid, **{field: was[field].replace(before, after, 1)})
            package = export(anki, tmp_path / "a.apkg")
            assert main(["pull", str(package), str(root), "--yes"]) == 0
            told = NOTES.replace(written, expected, 1).replace("\n", end)
            assert file.read_bytes() == start + told.encode()
            write(anki, guid, **was)


def test_what_was_not_edited_changes_nothing(root: Path, anki: Anki, tmp_path: Path) -> None:
    anki.import_apkg(package_of(root / "site"))
    assert main(["pull", str(export(anki, tmp_path / "a.apkg")), str(root), "--yes"]) == 0
    assert (root / "notes/a.md").read_text(encoding="utf-8") == NOTES


def test_what_both_changed_is_told_and_not_written(
    root: Path, anki: Anki, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    anki.import_apkg(package_of(root / "site"))
    write(anki, guid_of(anki, "what-is-a-fence"), Answer="<p>All pass.</p>")
    file = root / "notes/a.md"
    file.write_text(NOTES.replace("None passes.", "Few pass."), encoding="utf-8")
    package = export(anki, tmp_path / "a.apkg")
    assert main(["pull", str(package), str(root), "--yes"]) == 1
    told = capsys.readouterr().out
    assert "Few pass." in told
    assert "All pass." in told
    assert file.read_text(encoding="utf-8") == NOTES.replace("None passes.", "Few pass.")


def test_what_reading_would_take_for_a_mark_is_written_with_more_care(
    root: Path, anki: Anki, tmp_path: Path
) -> None:
    """Of a mark with a backslash before it, reading thinks that an exporter put it there."""
    anki.import_apkg(package_of(root / "site"))
    guid = guid_of(anki, "lock")
    answer = anki.fields(guid)["Answer"]
    write(anki, guid, Answer=answer.replace("Long ago.", "# Long"))
    package = export(anki, tmp_path / "a.apkg")
    assert main(["pull", str(package), str(root), "--yes"]) == 0
    told = NOTES.replace("Long ago.", "&#8288;&#35; Long")
    assert (root / "notes/a.md").read_text(encoding="utf-8") == told
    assert main(["build", str(root)]) == 0
    anki.import_apkg(package_of(root / "site"))
    assert "# Long" in visible(anki.fields(guid)["Answer"]).replace("\u2060", "")


def test_what_no_text_can_say_is_told_and_not_written(
    root: Path, anki: Anki, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A heading would end the answer: both sides are shown."""
    anki.import_apkg(package_of(root / "site"))
    guid = guid_of(anki, "lock")
    answer = anki.fields(guid)["Answer"]
    write(anki, guid, Answer=answer.replace("Long ago.", "Long.<br><br><br>&nbsp;<h2>a</h2>"))
    package = export(anki, tmp_path / "a.apkg")
    assert main(["pull", str(package), str(root), "--yes"]) == 1
    told = capsys.readouterr().out
    assert "would read otherwise" in told
    assert "#### a" in told.partition(">>>>>>>")[0]
    assert (root / "notes/a.md").read_text(encoding="utf-8") == NOTES


# Few words, so that both sides often say the same, or change the same block.
WORDS = st.sampled_from(["one two", "two three", "*three*", "four `five`", "- six\n- seven"])
BLOCKS = st.lists(WORDS, min_size=0, max_size=5)
HTML = {
    "*three*": "<p><em>three</em></p>",
    "four `five`": "<p>four <code>five</code></p>",
    "- six\n- seven": "<ul><li>six</li><li>seven</li></ul>",
}


@settings(max_examples=500, deadline=None)
@given(BLOCKS, BLOCKS, BLOCKS, st.sampled_from(WAYS[:2]))
def test_both_texts_are_in_the_result_or_told(
    was: list[str], here: list[str], there: list[str], way: Way
) -> None:
    """What a side changed is there afterwards, or a conflict shows both and neither is written."""

    def html(blocks: list[str]) -> str:
        return "\n".join(HTML.get(block, f"<p>{block}</p>") for block in blocks)

    lines, written = ["## q"], []
    for block in here:
        lines.append("")
        own = block.split("\n")
        written.append(Lines(len(lines), len(lines) + len(own), html([block])))
        lines += own
    part = Part("Answer", html(was), html(here), html(there), tuple(written))
    pulled = pull_part(part, lines, way)
    if overlap(pulled.edits):
        return  # which the command tells as not found
    text = with_edits(lines, ["\n"] * len(lines), pulled.edits)
    got = [block.strip() for block in text.partition("## q")[2].split("\n\n") if block.strip()]
    assert list(pulled.keys) == list(keys_of(got))
    told_there = [block for each in pulled.untaken for block in each.there.split("\n\n")]
    for block in {*there} - {*was}:
        assert block in got or block in told_there
    for block in {*here} - {*was}:
        assert block in got
    if here == was and not pulled.untaken:
        assert got == there
    if there == was:
        assert got == here


# What stood in the first deck, what the notes put there since, and what the learner did.
FIRST = st.lists(st.sampled_from(["a b", "c d", "e f", "g h", "i j"]), min_size=1, max_size=5)
EDIT = st.tuples(st.integers(0, 5), st.sampled_from(["put", "replace", "add words"]))


def edited(blocks: list[str], edits: list[tuple[int, str]], word: str) -> list[str]:
    """Change some blocks; what is new begins with a word of one's own."""
    now = [*blocks]
    for number, (place, how) in enumerate(edits):
        at = place % (len(now) + 1)
        if how == "put" or at == len(now):
            now.insert(at, f"{word}{number} new")
        elif how == "replace":
            now[at] = f"{word}{number} other"
        else:
            now[at] += f" {word}{number}"
    return now


@settings(max_examples=500, deadline=None)
@given(FIRST, st.lists(EDIT, max_size=3), st.lists(EDIT, max_size=3), st.booleans())
def test_no_word_of_a_deck_that_was_not_imported_is_taken_back(
    first: list[str], ours: list[tuple[int, str]], theirs: list[tuple[int, str]], imported: bool
) -> None:
    """Whichever deck it was that the learner changed, nobody's words get lost."""

    def html(blocks: list[str]) -> str:
        return "".join(f"<p>{block}</p>" for block in blocks)

    last = edited(first, ours, "n")
    there = edited(last if imported else first, theirs, "x")
    shipped = [Shipped(2, {"Answer": html(last)}), Shipped(1, {"Answer": html(first)})]
    found = ancestry({"Answer": html(there)}, None, shipped)
    if found.standing != "changed":
        assert there == (last if found.standing == "same" else first)
        return
    lines = ["## q", *(line for block in last for line in ("", block))]
    own = tuple(Lines(2 * n + 2, 2 * n + 3, html([block])) for n, block in enumerate(last))
    was = common_value("Answer", found.ancestors)
    part = Part("Answer", was, html(last), html(there), own)
    pulled = pull_part(part, lines, WAYS[0])
    if overlap(pulled.edits):
        return
    text = with_edits(lines, ["\n"] * len(lines), pulled.edits)
    told = " ".join(f"{each.here} {each.there}" for each in pulled.untaken)
    written_over = {word for block in there for word in block.split()} if imported else set()
    for word in {w for block in last for w in block.split() if w[0] == "n" and w[1:].isdigit()}:
        assert word in text or word in told or (imported and word not in written_over)
    for word in {w for block in there for w in block.split() if w[0] == "x"}:
        assert word in text or word in told


def test_where_no_earlier_deck_is_known_it_says_what_it_compares_with(
    root: Path,
    anki: Anki,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    anki.import_apkg(package_of(root / "site"))
    write(anki, guid_of(anki, "lock"), Short="<p>Two hold it.</p>")
    package = str(export(anki, tmp_path / "a.apkg"))
    capsys.readouterr()
    assert main(["pull", package, str(root)]) == 0
    assert "compared with the last deck" not in capsys.readouterr().out
    monkeypatch.setenv(VARIABLE, str(tmp_path / "another machine"))
    assert main(["pull", package, str(root)]) == 0
    assert "compared with the last deck" in capsys.readouterr().out


def test_a_deck_that_brought_nothing_to_one_note_brought_nothing_to_another() -> None:
    first, last = {"Answer": "<p>Long ago.</p>"}, {"Answer": "<p>Not long ago.</p>"}
    shipped = (Shipped(20, last), Shipped(10, first))
    there = {"Answer": "<p>Very long ago.</p>"}
    assert ancestry(there, 30, shipped).ancestors == shipped  # nothing tells
    others = {"a": 30, "b": 10}
    never = never_came(others, {"a": shipped, "b": (Shipped(20, last), Shipped(10, first))})
    assert never == 20
    assert ancestry(there, 30, shipped, never=never).ancestors == shipped[1:]
    assert (
        ancestry(there, 15, shipped).ancestors == shipped[1:]
    )  # changed before that deck was made
    assert never_came({"a": 30, "b": None}, {"a": shipped, "b": shipped}) is None
