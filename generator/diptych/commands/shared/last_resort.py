"""What a command says when something failed that nobody foresaw: never a traceback."""

from __future__ import annotations

import os
import tempfile
import traceback
from pathlib import Path

from diptych.output.locks import REMEDY
from diptych.output.replacing import written_places

ENGINE = Path(__file__).parents[2]
_MOST = 5


def explain_crash(error: Exception) -> str:
    """Say what failed, with which file, what was written before, and what to do."""
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{error.strerror or error}. {_written()} {REMEDY}."
    notes = "".join(f", {note}" for note in getattr(error, "__notes__", ()))
    report = _kept_report(error)
    kept = f", with {report} (it holds nothing of your notes)" if report else ""
    return (
        f"a mistake in Diptych{notes}: {_one_line(error)}, in {_where(error)}. {_written()} "
        f"It is not your fault: please report it{kept}."
    )


def _one_line(error: Exception) -> str:
    first = (str(error).splitlines() or [""])[0][:200]
    return f"{type(error).__name__}: {first}" if first else type(error).__name__


def _where(error: Exception) -> str:
    """Name the last place in the engine that an error came through."""
    place = "the libraries"
    for step in traceback.extract_tb(error.__traceback__):
        if step.filename.startswith(f"{ENGINE}{os.sep}"):
            place = f"{Path(step.filename).relative_to(ENGINE).as_posix()}, line {step.lineno}"
    return place


def explain_stop() -> str:
    """Say that somebody stopped the command, and what was written before."""
    return f"stopped. {_written()}"


def _written() -> str:
    """Say what was written so far."""
    places = written_places()
    if not places:
        return "Nothing was written."
    more = f" and {len(places) - _MOST} more" if len(places) > _MOST else ""
    return f"Written before that: {', '.join(places[:_MOST])}{more}."


def _kept_report(error: Exception) -> str:
    """Keep where it happened in a file for whoever mends it; its name, or nothing."""
    steps = traceback.extract_tb(error.__traceback__)
    lines = [f"{type(error).__name__}\n", *traceback.format_list(steps)]
    try:
        handle, name = tempfile.mkstemp(prefix="diptych-report-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
            file.writelines(lines)
    except OSError:
        return ""
    return name
