"""The command line. Exit 0: fine; 1: the notes have errors; 2: wrong usage."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, TextIO

from diptych import __version__
from diptych.commands import completion
from diptych.commands.shared.answering import Answer, wants_json
from diptych.commands.shared.common import ERRORS, FINE, USAGE, in_words_of
from diptych.commands.shared.usage import ArgumentsError, Parser
from diptych.model import UsageError
from diptych.output.cache_folder import VARIABLE
from diptych.output.locks import WriteError
from diptych.output.replacing import forget_written

if TYPE_CHECKING:
    from collections.abc import Sequence

_STOPPED = 130
"""What shells give a command that was stopped by the keyboard."""

COMMANDS = {
    "new": "new",
    "build": "build",
    "serve": "serve",
    "check": "check",
    "lsp": "lsp",
    "plan": "plan",
    "push": "push",
    "sync": "sync",
    "pull": "pull",
    "reviews": "reviews",
    "same": "same",
    "different": "different",
    "adopt": "adopt",
    "import": "import_deck",
    "explain": "explain",
    "figures": "figures",
    "manual": "manual",
    "completion": "completion",
    "trust": "trust",
    "fetch-images": "fetch_images",
}
"""Command → its module, in the order of ``diptych --help``.

Each module offers ``add``, which declares it, and ``run``.
"""


def main(arguments: Sequence[str] | None = None, program: str = "diptych") -> int:
    """Run one command and return its exit code.

    Args:
        arguments: those behind the program's name; None takes those of the process.
        program: how it was called, for its usage.
    """
    if arguments is None and os.name == "posix" and sys.getfilesystemencoding() != "utf-8":
        _begin_again_in_utf8()
    _open_closed_streams()
    _speak_utf8(sys.stdout)
    _speak_utf8(sys.stderr)
    given = sys.argv[1:] if arguments is None else arguments
    answer = Answer(as_data=wants_json(given))
    try:
        parser = _parser(program, given[:1] if completion.ASKS not in os.environ else ())
        completion.answer_shell(parser)
        options = parser.parse_args(given)
        answer = Answer.to(options)
        with answer.alone():
            code = _run(options, answer)
        code = answer.end(code)
        sys.stdout.flush()
    except ArgumentsError as error:
        return _refuse(error, as_data=wants_json(given))
    except BrokenPipeError:  # `diptych check | head`
        _say_no_more()
        return FINE
    except KeyboardInterrupt:
        from diptych.commands.shared.last_resort import explain_stop  # mostly not needed

        answer.fail(explain_stop())
        return answer.end(_STOPPED)
    except OSError as error:  # what it says goes to a disk that is full
        _say_no_more()
        said = in_words_of(f"cannot write what it says: {error.strerror}", answer.language)
        with suppress(OSError):
            print(f"diptych: {said}", file=sys.stderr)
        return ERRORS
    return code


def _say_no_more() -> None:
    """Let what waits to be written to where nobody takes it go nowhere, and end in peace."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_closed_streams() -> None:
    """Let streams that the shell closed (``>&-``) lead nowhere.

    Else the next file that is opened has the number of one, and is written to by others.
    """
    if None not in (sys.stdin, sys.stdout, sys.stderr):
        return
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    sys.stdin = sys.stdin or os.fdopen(0, closefd=False)
    sys.stdout = sys.stdout or os.fdopen(1, "w", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", closefd=False)


def _refuse(error: ArgumentsError, *, as_data: bool) -> int:
    """Say what is wrong with the command line, and how it is called."""
    if not as_data:
        sys.stderr.write(error.shown)
        return USAGE
    answer = Answer(as_data=True)
    answer.fail(str(error))
    return answer.end(USAGE)


def _run(options: argparse.Namespace, answer: Answer) -> int:
    """Do what a command does; where it stops, say why."""
    forget_written()
    try:
        code: int = options.run(options, answer) if "run" in options else _run_here(answer)
    except (UsageError, WriteError) as error:
        answer.fail(str(error))
        return USAGE if isinstance(error, UsageError) else ERRORS
    except BrokenPipeError:
        raise
    except Exception as error:
        from diptych.commands.shared.last_resort import explain_crash  # mostly not needed

        answer.fail(explain_crash(error))
        return ERRORS
    return code


def _run_here(answer: Answer) -> int:
    from diptych.commands import here  # only where no command is named

    return here.run(answer)


def _parser(program: str, asked: Sequence[str] = ()) -> argparse.ArgumentParser:
    """Make the parser of all commands; of one only, if it is the one that is asked for."""
    parser = Parser(
        prog=program,
        description="Markdown notes in; an Anki deck and a static site out.",
        epilog="Exit codes: 0 fine, 1 the notes have errors (nothing is written), 2 wrong usage. "
        f"{VARIABLE}=DIR keeps compiled notes in another folder, {VARIABLE}=off keeps none.",
    )
    parser.add_argument("--version", action="version", version=f"diptych {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", dest="command")
    for name in COMMANDS.keys() & asked or COMMANDS:
        import_module(f"diptych.commands.{COMMANDS[name]}").add(commands)
    return parser


def _begin_again_in_utf8() -> None:
    """Start this process anew: in the C locale, Python takes the names of files for ASCII."""
    arguments = [sys.executable, *sys.orig_argv[1:]]
    os.execve(sys.executable, arguments, {**os.environ, "PYTHONUTF8": "1"})


def _speak_utf8(stream: TextIO) -> None:
    """Chinese must come through a pipe on Windows, where the default is the locale's encoding."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None and not stream.isatty():
        # A name that is not UTF-8 can be printed nowhere, and must stop nothing.
        reconfigure(encoding="utf-8", errors="replace", newline="\n")
    elif reconfigure is not None:
        reconfigure(errors="replace")
