"""Files of this package that a site is made of."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


def resource(name: str) -> bytes:
    """Read a file of this package, by its path below it."""
    return files(__package__).joinpath(name).read_bytes()


@cache
def script(name: str) -> str:
    """Read a script of ours without comments on lines of their own and without indents."""
    lines = (line.strip() for line in resource(f"scripts/{name}").decode().splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))
