"""TOML as strangers write it: what would crash the loader or fill the memory is refused."""

from __future__ import annotations

import re
import tomllib
from typing import Any

# For each part of a key, tomllib (Python 3.14) keeps all that stand before it: thirty kilobytes of
# them fill a gigabyte.
MOST_PARTS = 100
_PART = r"(?:[\w-]++|\"(?:[^\"\\\n]|\\.)*+\"|'[^'\n]*+')"
_LONG_KEY = re.compile(rf"(?:^|[\s\[{{,]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{MOST_PARTS}}}")


def read_toml(text: str) -> dict[str, Any]:
    """Read TOML as safely as it can be.

    Raises:
        ValueError: it is none, or more than anybody writes; the message names the line.
    """
    if found := _LONG_KEY.search(text):
        line = text.count("\n", 0, found.end()) + 1
        raise ValueError(f"a key has more than {MOST_PARTS} parts (at line {line}, column 1)")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except ValueError:  # 4,300, which are as many as Python reads
        raise ValueError("a number has too many digits") from None
