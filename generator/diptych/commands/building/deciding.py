"""What becomes of the ledger when the author says who is who: the work of three commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diptych.commands.building.making import Prepared, prepare
from diptych.commands.building.pipeline import save_ledger
from diptych.commands.building.reporting import linked_identities
from diptych.commands.shared.common import ERRORS, FINE, now, reader_language
from diptych.diagnostics.report import Report
from diptych.identity import (
    Identity,
    Ledger,
    LedgerEntry,
    UndecidableError,
    Undecided,
    declare_different,
    declare_same,
    find_new,
    find_old,
    identify,
    undecided,
)
from diptych.input.config import load_config
from diptych.model import UsageError, silent
from diptych.output.locks import WriteError, ledger_locked

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from diptych.commands.shared.answering import Answer
    from diptych.input.config import Config
    from diptych.link.notebook import Notebook
    from diptych.model import Diagnostic, Span

YES, NO, SKIP, QUIT = "y", "n", "s", "q"
_ASKED = f"The same question? [{YES}]es, [{NO}]o, [{SKIP}]kip, [{QUIT}]uit: "
_BUILT_ANEW = (
    "Now build, and import the deck: Anki puts the new words on that card, and its intervals and "
    "reviews stay."
)
_ADDED = "Now build, and import the deck: it comes as a new card."


def run_decision(options: argparse.Namespace, answer: Answer, *, same: bool) -> int:
    """Write a decision into the ledger, and print what an import will do."""
    config, wrong = load_config(options.path)
    answer.language = reader_language(config)
    said = decide(config, wrong, (options.old, options.new), now(), same=same)
    if not isinstance(said, str):
        answer.report(said, verbose=options.verbose)
        return ERRORS
    answer.say(said)
    return FINE


def decide(
    config: Config, told: Sequence[Diagnostic], names: tuple[str, str], now: int, *, same: bool
) -> Report | str:
    """Write into the ledger that two questions are the same, or that they are not.

    Args:
        names: of the old question and of the new one.

    Returns:
        what an import will do; the report if the notes have errors.

    Raises:
        UsageError: it cannot be decided.
        WriteError: the ledger cannot be written.
    """
    with ledger_locked(config.ledger):
        return _decide(config, told, names, now, same=same)


def _decide(
    config: Config, told: Sequence[Diagnostic], names: tuple[str, str], now: int, *, same: bool
) -> Report | str:
    prepared = prepare(config, told, silent, draw=False)
    if isinstance(prepared, Report):
        return prepared
    notebook, identities = prepared.notebook, linked_identities(prepared.linked)
    try:
        old = find_old(names[0], notebook.ledger)
        new = find_new(names[1], identities)
        ledger, said = _decided(notebook, notebook.ledger, identities, (old, new), now, same=same)
    except UndecidableError as error:
        raise UsageError(str(error)) from error
    _save(notebook, ledger)
    return said


def ask(
    config: Config,
    told: Sequence[Diagnostic],
    now: int,
    talk: tuple[Callable[[str], object], Callable[[str], str]],
) -> Report | None:
    """Go through the pairs that are not certain, and write each answer into the ledger.

    Args:
        talk: how to tell something, and how to ask for an answer.

    Returns:
        the report if the notes have errors.

    Raises:
        WriteError: the ledger cannot be written.
    """
    with ledger_locked(config.ledger):
        return _ask(config, told, now, talk)


def _ask(
    config: Config,
    told: Sequence[Diagnostic],
    now: int,
    talk: tuple[Callable[[str], object], Callable[[str], str]],
) -> Report | None:
    prepared = prepare(config, told, silent, draw=False)
    if isinstance(prepared, Report):
        return prepared
    tell, answer_to = talk
    ledger = prepared.notebook.ledger
    left: set[tuple[Span, str]] = set()
    while pair := _next(prepared, ledger, left):
        tell(_shown(pair))
        answer = answer_to(_ASKED).strip().casefold()[:1]
        if answer == QUIT:
            break
        if answer in {YES, NO}:
            who = (pair.old, pair.new)
            identities = _identities(prepared, ledger)
            ledger, said = _decided(
                prepared.notebook, ledger, identities, who, now, same=answer == YES
            )
            _save(prepared.notebook, ledger)
            tell(said)
        if answer in {YES, NO, SKIP}:
            left.add((pair.new.question.span, pair.old.guid))
    else:
        tell("Nothing is left to decide.")
    return None


def _identities(prepared: Prepared, ledger: Ledger) -> list[Identity]:
    questions = [each.question for each in linked_identities(prepared.linked)]
    return identify(questions, ledger, _name_of(prepared.notebook))


def _next(prepared: Prepared, ledger: Ledger, left: set[tuple[Span, str]]) -> Undecided | None:
    """Find the first pair that was not decided or skipped yet."""
    pairs = undecided(_identities(prepared, ledger), ledger)
    open_pairs = (each for each in pairs if (each.new.question.span, each.old.guid) not in left)
    return next(open_pairs, None)


def _shown(pair: Undecided) -> str:
    old, question = pair.old, pair.new.question
    how = "taken for it by its likeness" if pair.taken else "new, but may be it"
    place = " › ".join((old.file, *old.section))
    return (
        f"\nbefore  {old.prompt}  ({old.id})\n        {place}\n        {old.answer}\n"
        f"now     {question.prompt}  ({how})\n        {question.span.path}:{question.span.line}\n"
        f"        {question.excerpt}"
    )


def _decided(
    notebook: Notebook,
    ledger: Ledger,
    identities: Sequence[Identity],
    who: tuple[LedgerEntry, Identity],
    now: int,
    *,
    same: bool,
) -> tuple[Ledger, str]:
    """Decide, and say what an importer of the next deck will see.

    Raises:
        UndecidableError: it cannot be decided.
    """
    old, new = who
    prompt = new.question.prompt
    if same:
        after = declare_same(ledger, old, new, identities, now)
        lines = [f"“{prompt}” has the history of `{old.id}` now.", _BUILT_ANEW]
        lines += [
            "The card that was made for it meanwhile is in no deck any more. If you imported it, "
            f'find it in Anki with  "Id:{entry.id}"  and delete it.'
            for entry in after.entries.values()
            if new.known and entry.guid == new.known.guid and entry.became
        ]
        return after, "\n".join(lines)
    after = declare_different(ledger, old, new, _name_of(notebook), now)
    lines = [f"“{prompt}” is kept apart from `{old.id}`, in all later builds too."]
    if new.known is None or new.known.guid == old.guid:
        lines.append(_ADDED)
    if after.entries[old.id].retired == now:
        lines.append(
            "The old card stays in Anki with its history. If you imported the new words, it shows "
            f'them; find it with  "Id:{old.id}"'
        )
    return after, "\n".join(lines)


def _name_of(notebook: Notebook) -> str:
    return notebook.name


def _save(notebook: Notebook, ledger: Ledger) -> None:
    if unwritten := save_ledger(notebook, ledger):
        raise WriteError(f"{unwritten.message}. {unwritten.hint}")
