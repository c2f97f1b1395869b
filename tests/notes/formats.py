"""How the notes write numbers, and the numbers that our code keeps as defaults."""

from __future__ import annotations

from inspect import signature
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def minus(number: float, digits: int) -> str:
    """A number to so many decimals as prose has it, with a true minus sign."""
    return f"{number:.{digits}f}".replace("-", "−")


def numeral(number: float) -> str:
    """The nearest whole number from 0 to 10 in Chinese."""
    return "零一二三四五六七八九十"[round(number)]


def default(function: Callable[..., object], name: str) -> float:
    """What a function takes for an argument that is not given."""
    value = signature(function).parameters[name].default
    assert isinstance(value, (int, float))
    return value


def power_of_ten(value: float, digits: int = 0) -> str:
    r"""A positive number in TeX, such as 4.8\times10^{11} or 5\times10^9."""
    mantissa, exponent = f"{value:.{digits}e}".split("e")
    power = str(int(exponent))
    return rf"{mantissa}\times10^{power if len(power) == 1 else '{' + power + '}'}"


def one_in(power: int) -> str:
    """One part in a power of ten in Chinese, such as 百分之一."""
    return {10: "十", 100: "百", 1000: "千", 10**6: "百万"}[power] + "分之一"
