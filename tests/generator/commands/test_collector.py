"""The collector rests during a build, and goes on after it, whatever happens."""

from __future__ import annotations

import gc

import pytest

from diptych.commands.building.collector import without_collector


def test_the_collector_rests_and_goes_on() -> None:
    @without_collector()
    def fail() -> None:
        assert not gc.isenabled()
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        fail()
    assert gc.isenabled()


def test_whoever_turned_it_off_keeps_it_off() -> None:
    gc.disable()
    try:
        with without_collector():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
