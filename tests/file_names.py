"""What Windows, macOS and Linux take for the name of a file: the rules, written down once more."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

DEVICES = frozenset(
    {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"}
    | {f"{port}{number}" for port in ("COM", "LPT") for number in "0123456789¹²³"}
)
"""What Windows takes for a device, whatever ending it has, and whatever blanks stand behind it."""

HOSTILE = (
    *(
        "NUL",
        "con.txt",
        "COM¹",
        "com¹.md",
        "LPT９",
        "aux .x",
        "CONIN$",
        "a.",
        "a. .",
        " a",
        "a ",
        "..",
        ".",
        "",
    ),
    *(
        "C:",
        "C:a",
        r"C:\a",
        r"\\?\C:\a",
        r"\\server\share",
        "/etc/passwd",
        "../../a",
        r"..\a",
        "a:stream",
        "~",
    ),
    *(
        "\x00",
        "a\x00b",
        "\n",
        "\x7f",
        "\ud800",
        "\ufeff",
        "\u202egpj.exe",
        "\u200b",
        "<>",
        'a"b',
        "a|b",
        "a?b*",
    ),
    *("é", "e\u0301", "É", "ﬁ", "fi", "ß", "SS", "İ", "ı", "K", "Ω", "Ω", "ａ", "①"),
    *(
        "字" * 300,
        "😀" * 100,
        "a" * 300,
        "e\u0301" * 200,
        "-" * 300,
        "." * 300,
        "__proto__",
        "index",
        "all",
    ),
)
"""Names that hurt somewhere."""


def wrong(path: str) -> list[str]:
    """What is wrong with a path of an output, on any system."""
    said = [] if len(path) <= 180 else ["too long for Windows below a folder of 80 characters"]
    for name in path.split("/"):
        stem = name.partition(".")[0].rstrip(" ").upper()
        said += [f"{stem} is a device"] if stem in DEVICES else []
        said += ["a sign of its own"] if set(name) & set('<>:"\\|?*') else []
        said += (
            ["a control character"]
            if any(unicodedata.category(c) in {"Cc", "Cs"} for c in name)
            else []
        )
        said += ["a dot or a blank at its end"] if name != name.rstrip(" .") else []
        said += ["no name"] if name.strip(" .") == "" else []
        said += ["more than 255 bytes"] if len(name.encode(errors="replace")) > 255 else []
        said += ["another form elsewhere"] if not unicodedata.is_normalized("NFC", name) else []
    return said


def clashing(paths: Iterable[str]) -> list[str]:
    """Paths that are one file where case or the form of letters does not count."""
    seen: dict[str, str] = {}
    found = []
    for path in paths:
        key = unicodedata.normalize("NFD", unicodedata.normalize("NFD", path).casefold())
        if seen.setdefault(key, path) != path:
            found.append(f"{seen[key]!r} and {path!r}")
    return found
