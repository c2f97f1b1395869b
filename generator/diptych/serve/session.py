"""What browsers are shown at this moment, and how they hear that it changed."""

from __future__ import annotations

from threading import Condition
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from diptych.serve.site import Site


class Shown(Struct, frozen=True):
    """What browsers are shown at one moment.

    Attributes:
        site: the last one that could be made; None before there was one.
        problems: what the overlay is to say.
        serial: grows with each change.
    """

    site: Site | None
    problems: Mapping[str, Any]
    serial: int = 0

    def as_data(self, path: str) -> dict[str, Any]:
        """Plain data for the script in a page."""
        version = self.site.version_of(path) if self.site else ""
        return {"version": version, **self.problems}


class Session:
    """Holds what is shown, and wakes those who wait for it to change."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._shown = Shown(None, {})
        self._good: Site | None = None
        self._closed = False

    @property
    def shown(self) -> Shown:
        """What browsers are shown now."""
        return self._shown

    @property
    def closed(self) -> bool:
        """Tell whether there will be nothing more to show."""
        return self._closed

    def show(self, site: Site, problems: Mapping[str, Any]) -> None:
        """Show a new site."""
        with self._changed:
            self._good = self._shown.site
            self._set(Shown(site, problems))

    def keep_site(self, problems: Mapping[str, Any]) -> None:
        """Say what is wrong, and go on with the site that is shown."""
        with self._changed:
            self._set(Shown(self._shown.site, problems))

    def withdraw(self, site: Site, problems: Mapping[str, Any]) -> Site | None:
        """Go back to the site before one of which a page cannot be made.

        Returns:
            The site that is shown instead.
        """
        with self._changed:
            if self._shown.site is site:
                self._set(Shown(self._good, problems))
            return self._shown.site

    def wait(self, seen: int, seconds: float) -> Shown:
        """Wait until something else than ``seen`` is shown, or for so long."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._shown.serial != seen, seconds)
            return self._shown

    def close(self) -> None:
        """Let everybody who waits go."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _set(self, shown: Shown) -> None:
        self._shown = replace(shown, serial=self._shown.serial + 1)
        self._changed.notify_all()
