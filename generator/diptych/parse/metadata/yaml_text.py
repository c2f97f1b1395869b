"""YAML as strangers write it: what would crash the loader or fill the memory is refused.

Its library takes long to import, so those who meet YAML in few files import this module there.
"""

from __future__ import annotations

import yaml

from diptych.characters import lazy

# The one in C, where the package was built with it, is ten times as fast.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NESTING = lazy(r"[\[{]|[-?][ \t\n]")
MAX_NESTING = 500

# An alias stands for all that it names, aliases in it likewise: half a kilobyte can stand for
# gigabytes. So much is more than anybody's front matter holds.
MAX_VALUES = 100_000

_NO_YAML = "it is not YAML"


class YamlError(ValueError):
    """Text that is no YAML, or stands for too much; says what is wrong.

    Attributes:
        line: where, counted from 0; None when that is not known.
    """

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


def read_yaml(text: str) -> object:
    """Read YAML as safely as it can be.

    Raises:
        YamlError: it is none, or stands for too much.
        ValueError: a date that does not exist, a number too long to be read.
        RecursionError: it is nested without end.
    """
    try:
        return _load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise YamlError(error.problem or _NO_YAML, mark.line if mark else None) from error
    except yaml.YAMLError as error:
        raise YamlError(_NO_YAML) from error


def _load(text: str) -> object:
    # Nested without end, the loader in C overruns its stack, and the process is gone.
    if len(NESTING.findall(text)) > MAX_NESTING:
        return yaml.load(_checked(text, yaml.SafeLoader), Loader=yaml.SafeLoader)
    try:
        return yaml.load(_checked(text, _LOADER), Loader=_LOADER)
    except yaml.YAMLError:
        # The same again: what the loader in Python says of the place is nearer to the mistake.
        return yaml.load(_checked(text, yaml.SafeLoader), Loader=yaml.SafeLoader)


def _checked(text: str, loader: type) -> str:
    """Give back a text whose aliases stand for no more than they may."""
    if "*" in text and "&" in text:
        _count(yaml.compose(text, Loader=loader), {})
    return text


def _count(node: yaml.Node | None, known: dict[int, int]) -> int:
    """Count the values that a node stands for, aliases written out.

    Args:
        known: the count of each node that was met before; of one that is being counted, which
            stands for itself without end, more than any may have.
    """
    if node is None:
        return 0
    if id(node) not in known:
        known[id(node)] = MAX_VALUES
        below = node.value if isinstance(node.value, list) else []
        inside = (each for part in below for each in (part if isinstance(part, tuple) else (part,)))
        known[id(node)] = 1 + sum(_count(each, known) for each in inside)
    if known[id(node)] >= MAX_VALUES:
        raise yaml.MarkedYAMLError(
            problem="its aliases stand for too much", problem_mark=node.start_mark
        )
    return known[id(node)]
