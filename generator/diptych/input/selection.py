"""Which Markdown files are notes, as their paths tell.

What lies in a folder of notes is not always a note: projects bring a licence and a changelog, and
note-taking apps bring templates. Such files are left out, and it is said which and why.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from diptych.characters import lazy
from diptych.diagnostics.codes import diagnose
from diptych.model import LeftOut, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pathspec import GitIgnoreSpec

    from diptych.input.vaults import Vaults
    from diptych.model import Diagnostic

# A name is tried for each way in which the stars of a pattern may share it out.
MOST_STARS = 3
MOST_DOUBLE_STARS = 2
_STARS = lazy(r"\*+")

EXCLUDED = "excluded by the settings"
NOT_INCLUDED = "not among `include`"
PROJECT = "about the project, not the subject"
TEMPLATE = "template"
BACKUP = "backup of a tool"
APP = "file of a tool"

# Behind the name of such a file may stand a language, a version or the name of a licence.
_BEHIND = (
    r"(?:[-_. ](?:[a-z]{2}(?:[-_](?:[a-z]{2}|hans|hant))?|v?\d[\d.]*|mit|bsd|gpl|apache|cc|docs"
    r"|content|code|中文|英文))*"
)
_ANYWHERE = lazy(
    r"(?:licen[cs]es?|copying|code[-_ ]of[-_ ]conduct|contribut(?:ing|ors)|all-?contributors"
    r"|privacy[-_ ]policy|cookie[-_ ]policy|terms[-_ ]of[-_ ](?:service|use)"
    r"|隐私(?:政策|条款)|用户协议|服务条款"
    r"|change[-_ ]?log|release[-_ ]notes|pull[-_ ]request[-_ ]template|issue[-_ ]template"
    rf"|codeowners|贡献指南|贡献者(?:名单|列表)?|行为准则|更新日志|许可证){_BEHIND}",
    re.IGNORECASE,
)
# In small letters, or further down, these may be subjects that somebody learns.
_AT_THE_TOP = lazy(
    r"(?:SECURITY|AUTHORS|MAINTAINERS|GOVERNANCE|SUPPORT|COPYRIGHT|NOTICE|CHANGES|HISTORY|CREDITS"
    rf"|PRIVACY|TERMS|BACKERS|SPONSORS|FUNDING|THANKS|CITATION)(?i:{_BEHIND})"
)
_TEMPLATE_FOLDER = lazy(r"(?:^|/)(?:_templates?|_layouts|_includes|archetypes)/", re.IGNORECASE)
_BACKUP_FOLDER = lazy(r"(?:^|/)logseq/(?:bak|version-files)/")


class Selection(Struct, frozen=True):
    """What a notebook's settings say about which files are notes.

    Attributes:
        include: gitignore patterns; only files that match one are notes. All files if empty.
        exclude: gitignore patterns of files that are no notes; one with ``!`` before it brings
            back what would be left out by itself.
        asked_for: a file that the command line names, relative to the root: it is a note.
        places: where the settings write each pattern.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    asked_for: str = ""
    places: Mapping[str, Span] = field(default_factory=dict)


def brought_back(names: Sequence[str], selection: Selection) -> frozenset[str]:
    """Find the files that are notes whatever they look like: the settings or the user say so."""
    exclude = _spec(selection.exclude)
    wanted = {selection.asked_for} & {*names}
    if exclude is not None:
        wanted |= {name for name in names if exclude.check_file(name).include is False}
    return frozenset(wanted)


def leave_out(
    names: Sequence[str], selection: Selection, vaults: Vaults, top: str
) -> tuple[LeftOut, ...]:
    """Say which files are no notes, and why.

    Args:
        names: their paths relative to the notebook's root.
        top: the notes folder, relative to the root; empty or with a slash at its end.
    """
    wanted = brought_back(names, selection)
    include, exclude = _spec(selection.include), _spec(selection.exclude)
    left_out = []
    for name in names:
        if name == selection.asked_for:
            continue
        if include is not None and not include.match_file(name):
            left_out.append(LeftOut(name, NOT_INCLUDED))
        elif exclude is not None and exclude.match_file(name):
            left_out.append(LeftOut(name, EXCLUDED))
        elif name not in wanted and (why := _by_itself(name, vaults, top)):
            left_out.append(LeftOut(name, why))
    return tuple(left_out)


def wrong_pattern(patterns: Sequence[str]) -> str | None:
    """Find the first pattern that means nothing."""
    return next((pattern for pattern in patterns if not _is_pattern(pattern)), None)


def costly_pattern(patterns: Sequence[str]) -> str | None:
    """Find the first pattern that could keep a machine busy with one long name of a file."""
    return next((pattern for pattern in patterns if _is_costly(pattern)), None)


def _is_costly(pattern: str) -> bool:
    stars = _STARS.findall(pattern)
    return stars.count("*") > MOST_STARS or len(stars) - stars.count("*") > MOST_DOUBLE_STARS


def idle_patterns(names: Sequence[str], selection: Selection) -> Iterator[Diagnostic]:
    """Tell of each pattern that matches no file, for it may be misspelled."""
    for pattern in (*selection.include, *selection.exclude):
        spec = _spec((pattern.removeprefix("!"),))
        if spec is not None and not any(map(spec.match_file, names)):
            hint = "Patterns are those of .gitignore, from the folder of diptych.toml down."
            message = f"`{pattern}` matches no Markdown file"
            yield diagnose("D110", message, selection.places.get(pattern), hint)


def _is_pattern(pattern: str) -> bool:
    try:
        spec = _spec((pattern,))
    except (ValueError, re.error):
        return False
    return spec is not None and any(each.include is not None for each in spec.patterns)


def _spec(patterns: Sequence[str]) -> GitIgnoreSpec | None:
    if not patterns:
        return None
    from pathspec import GitIgnoreSpec  # most notebooks set no patterns

    return GitIgnoreSpec.from_lines(patterns)


def _by_itself(name: str, vaults: Vaults, top: str) -> str:
    below = name.removeprefix(top)
    stem = name.rpartition("/")[2].rpartition(".")[0]
    if _ANYWHERE.fullmatch(stem) or ("/" not in below and _AT_THE_TOP.fullmatch(stem)):
        return PROJECT
    if _TEMPLATE_FOLDER.search(name) or vaults.is_template(name):
        return TEMPLATE
    if _BACKUP_FOLDER.search(name):
        return BACKUP
    return APP if vaults.is_of_app(name) else ""
