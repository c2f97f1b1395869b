"""Ids and times that survive edits, without Anki; the deck's tests drive the real engine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from diptych.compile import CompiledQuestion
from diptych.identity import (
    CardState,
    Identity,
    Ledger,
    LedgerEntry,
    guid_of,
    identify,
    join_entries,
    newly_retired,
    read_ledger,
    stamp,
    write_ledger,
)
from diptych.input.options import Options
from tests.conftest import compiled

NAME = "notebook"


def questions(text: str, path: str = "a.md") -> tuple[CompiledQuestion, ...]:
    return compiled(text, path, Options(question_level=2)).questions


def build(text: str, ledger: Ledger, now: int = 1000, path: str = "a.md") -> Ledger:
    """One build, in which a card shows its question's prompt and answer."""
    identities = identify(questions(text, path), ledger, NAME)
    shown = {
        each.guid: CardState(
            each.question.prompt + each.question.text,
            kind="cloze" if each.question.hides else "basic",
        )
        for each in identities
    }
    return stamp(identities, shown, ledger, now)


def by_section(ledger: Ledger) -> dict[tuple[str, ...], str]:
    return {e.section: e.guid for e in ledger.entries.values()}


def active(ledger: Ledger) -> dict[str, str]:
    return {e.prompt: e.guid for e in ledger.entries.values() if e.retired is None}


FIRST = "## One?\n\na\n\n## Two?\n\nb\n"


def test_unedited_notes_give_the_same_ids_without_a_ledger() -> None:
    assert active(build(FIRST, Ledger({}))) == active(build(FIRST, Ledger({})))


@pytest.mark.parametrize(
    "edited",
    [
        "## Two?\n\nb\n\n## One?\n\na\n",
        "## 1. One?\n\na\n\n## 2. TWO ?\n\nb\n",
        "# Part\n\n## One?\n\na\n\n# Other\n\n## Two?\n\nb\n",
        "## Zero?\n\nnew\n\n## One?\n\na\n\n## Two?\n\nb\n",
        "## One? {#pinned-later}\n\na\n\n## Two?\n\nchanged\n",
    ],
)
@pytest.mark.parametrize("path", ["a.md", "moved/b.md"])
def test_a_question_with_the_same_words_keeps_its_guid(edited: str, path: str) -> None:
    before = build(FIRST, Ledger({}))
    after = build(edited, before, path=path)
    guids = {prompt.casefold().replace(" ", ""): guid for prompt, guid in active(after).items()}
    assert guids["one?"] == active(before)["One?"]
    assert guids["two?"] == active(before)["Two?"]


def test_a_pinned_question_keeps_its_guid_whatever_it_says() -> None:
    before = build("## One? {#x}\n\na\n", Ledger({}))
    after = build("## Something else entirely {#x}\n\nb\n", before, path="c.md")
    assert list(active(after).values()) == list(active(before).values()) == [guid_of(NAME, "x")]


def test_a_pinned_question_leaves_nobody_its_old_words() -> None:
    before = build("## One? {#x}\n\na\n", Ledger({}))
    after = build("## Reworded {#x}\n\na\n\n## One?\n\na\n", before)
    assert active(after)["Reworded"] == guid_of(NAME, "x")
    assert active(after)["One?"] == guid_of(NAME, "one")


def test_the_same_words_twice_are_told_apart_by_their_section() -> None:
    text = "# A\n\n## Why?\n\na\n\n# B\n\n## Why?\n\nb\n"
    before = build(text, Ledger({}))
    swapped = build("# B\n\n## Why?\n\nb\n\n# A\n\n## Why?\n\na\n", before)
    assert len(set(by_section(before).values())) == 2
    assert by_section(swapped) == by_section(before)


def test_a_retired_question_comes_back_as_itself() -> None:
    before = build(FIRST, Ledger({}), now=1000)
    without = build("## One?\n\na\n", before, now=2000)
    assert [entry.prompt for entry in newly_retired(before, without)] == ["Two?"]
    assert without.entries["two"].retired == 2000
    still = build("## One?\n\na\n", without, now=3000)
    assert newly_retired(without, still) == []
    assert still.entries["two"].retired == 2000
    back = build(FIRST, still, now=4000)
    assert back.entries["two"].retired is None
    assert back.entries["two"].guid == before.entries["two"].guid
    assert back.entries["two"].changed == before.entries["two"].changed


def test_a_new_question_never_takes_a_remembered_id() -> None:
    before = build("## One? {#two}\n\na\n", Ledger({}))
    after = build("## Two!\n\nb\n", build("", before))
    assert after.entries["two"].retired is not None
    assert after.entries["two-2"].prompt == "Two!"
    assert len({entry.guid for entry in after.entries.values()}) == 2


def test_only_what_changed_gets_a_new_time() -> None:
    before = build(FIRST, Ledger({}), now=1000)
    after = build(FIRST.replace("\nb\n", "\nc\n"), before, now=2000)
    assert after.entries["one"].changed == 1000
    assert after.entries["two"].changed == 2000
    assert build(FIRST, before, now=9999) == before


def test_a_clock_that_was_set_back_never_dates_a_change_before_the_last() -> None:
    before = build(FIRST, Ledger({}), now=1000)
    after = build(FIRST.replace("\nb\n", "\nc\n"), before, now=10)
    assert after.entries["two"].changed == 1001


def test_the_ledger_reads_back_as_it_was_written() -> None:
    ledger = build("", build(FIRST, Ledger({})), now=2000)
    data = write_ledger(ledger)
    assert read_ledger(data, "x") == (ledger, [])
    assert data.splitlines()[1:] == sorted(data.splitlines()[1:])
    assert write_ledger(read_ledger(data, "x")[0]) == data


def test_two_branches_that_added_lines_merge_without_loss() -> None:
    base = build(FIRST, Ledger({}))
    ours, theirs = (build(f"{FIRST}\n## {q}\n\nx\n", base) for q in ("Three?", "Four?"))
    lines = {*write_ledger(ours).splitlines(), *write_ledger(theirs).splitlines()}
    merged, problems = read_ledger(b"\n".join(sorted(lines)), "x")
    assert problems == []
    assert set(merged.entries) == {"one", "two", "three", "four"}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            b'{"id": 1, "guid": "g", "file": "", "section": [], "prompt": "", "answer": "",'
            b' "shows": "", "changed": 1}',
            "must be text",
        ),
        (b"<<<<<<< ours", "a mark of it is missing"),
        (b">>>>>>> theirs", "a mark of it is missing"),
        (b"{", "cannot be read"),
        (b"[]", "not an object"),
        (b'{"id": "one"}', "cannot be read"),
        (b"\xd6\xd0", "utf-8"),
    ],
)
def test_a_ledger_that_cannot_be_read_is_told_with_its_line(line: bytes, message: str) -> None:
    data = write_ledger(build(FIRST, Ledger({})))
    _, (told,) = read_ledger(data + line + b"\n", "identity.jsonl")
    assert told.code == "D501"
    assert message in told.message
    assert told.span is not None
    assert (told.span.path, told.span.line) == ("identity.jsonl", 4)


def lines_of(ledger: Ledger) -> list[bytes]:
    return write_ledger(ledger).splitlines()


def joined(*lines: bytes) -> tuple[Ledger, list[str]]:
    ledger, told = read_ledger(b"\n".join(lines), "x")
    return ledger, [each.code for each in told]


def test_a_line_that_stands_twice_counts_once_and_is_told() -> None:
    ledger = build(FIRST, Ledger({}))
    lines = lines_of(ledger)
    assert joined(*lines, lines[1]) == (ledger, ["D507"])


def test_of_two_lines_for_one_card_the_newest_counts() -> None:
    base = build(FIRST, Ledger({}))
    ours = build(FIRST.replace("\na\n", "\nx\n"), base, now=2000)
    theirs = build(FIRST.replace("\na\n", "\ny\n"), base, now=3000)
    head, one, two = lines_of(ours)
    other = lines_of(theirs)[1]
    for first, second in ((one, other), (other, one)):
        marked = (head, b"<<<<<<< HEAD", first, b"=======", second, b">>>>>>> b", two)
        assert joined(*marked) == (theirs, ["D507"])


def test_what_both_branches_come_from_is_no_line_of_either() -> None:
    base = build(FIRST, Ledger({}), now=9000)
    ours = replace(
        base.entries["one"], changed=1, shows="older"
    )  # as nothing but a person makes it
    head, old, two = lines_of(base)
    new = lines_of(Ledger({"one": ours}))[1]
    nested = (b"<<<<<<<<< a", old, b"=========", old, b">>>>>>>>> b")
    marks = (b"<<<<<<< a", new, b"||||||| c", *nested, b"=======", new, b">>>>>>> b")
    ledger, _ = joined(head, *marks, two)
    assert ledger.entries["one"] == ours


def test_a_card_changed_twice_in_one_second_is_dated_anew() -> None:
    base = build(FIRST, Ledger({}))
    ours, theirs = (build(FIRST.replace("\na\n", f"\n{x}\n"), base, now=2000) for x in "xy")
    ledger, _ = joined(*lines_of(ours), *lines_of(theirs))
    for word in "xy":
        after = build(FIRST.replace("\na\n", f"\n{word}\n"), ledger, now=2000)
        assert after.entries["one"].changed == 2001
        assert after.entries["two"].changed == 1000


def test_two_questions_with_one_id_are_both_kept() -> None:
    ours = build("## One? {#same}\n\na\n", build("## One?\n\na\n", Ledger({})), now=1000)
    theirs = build("## Another? {#same}\n\nb\n", Ledger({}), now=2000)
    ledger, told = joined(*lines_of(ours), *lines_of(theirs))
    assert told == []
    assert {name: each.prompt for name, each in ledger.entries.items()} == {
        "same": "Another?",
        "same-2": "One?",
    }
    assert read_ledger(write_ledger(ledger), "x") == (ledger, [])


def test_ids_that_a_card_had_in_either_branch_are_remembered() -> None:
    base = build("## One?\n\na\n", Ledger({}))
    ours, theirs = (build(f"## One? {{#{x}}}\n\na\n", base) for x in ("uno", "eins"))
    ledger, _ = joined(*lines_of(ours), *lines_of(theirs))
    (entry,) = ledger.entries.values()
    assert {entry.id, *entry.former} == {"one", "uno", "eins"}
    assert entry.id not in entry.former


ENTRIES = st.builds(
    LedgerEntry,
    id=st.sampled_from("abcA"),
    guid=st.sampled_from("123"),
    file=st.sampled_from(["a.md", "b.md"]),
    section=st.just(()),
    prompt=st.sampled_from(["p", "q"]),
    answer=st.just(""),
    shows=st.sampled_from(["x", "y"]),
    changed=st.integers(1, 3),
    retired=st.none() | st.integers(1, 2),
    apart=st.sampled_from([(), ("1",), ("2",)]),
    became=st.sampled_from(["", "1", "2"]),
)


@given(st.lists(ENTRIES, max_size=8), st.data())
def test_joining_loses_no_card_and_knows_no_sides(
    entries: list[LedgerEntry], data: st.DataObject
) -> None:
    once = join_entries(entries)
    assert {each.guid for each in once.values()} == {each.guid for each in entries}
    assert len({each.guid for each in once.values()}) == len(once)
    assert {name: each.id for name, each in once.items()} == {name: name for name in once}
    assert {guid for each in once.values() for guid in each.apart} == {
        guid for each in entries for guid in each.apart
    }
    assert join_entries(data.draw(st.permutations(entries))) == once
    assert join_entries(once.values()) == once


@given(st.permutations(list(range(12))), st.sets(st.integers(0, 11)), st.data())
def test_identity_is_one_to_one_whatever_moves(
    order: list[int], edited: set[int], data: st.DataObject
) -> None:
    """Shuffling, editing answers, and dropping questions never lends one the guid of another."""
    before = build("".join(f"## Question {n}?\n\nx{n}\n\n" for n in range(12)), Ledger({}))
    kept = [n for n in order if data.draw(st.booleans())]
    text = "".join(f"## Question {n}?\n\n{'new' if n in edited else 'x'}{n}\n\n" for n in kept)
    after = build(text, before, now=2000)
    for n in kept:
        entry = after.entries[f"question-{n}"]
        assert entry.guid == before.entries[entry.id].guid
        assert entry.changed == (2000 if n in edited else 1000)
    assert sum(entry.retired is not None for entry in after.entries.values()) == 12 - len(kept)


@pytest.mark.slow
def test_ten_thousand_questions_that_did_not_move_are_all_known() -> None:
    text = "".join(f"## Question {n}?\n\nx\n\n" for n in range(10_000))
    found = questions(text)
    new = identify(found, Ledger({}), NAME)
    ledger = stamp(new, {each.guid: CardState("x") for each in new}, Ledger({}), 1)
    identities: list[Identity] = identify(found, ledger, NAME)
    assert all(identity.known for identity in identities)
