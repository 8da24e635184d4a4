"""The functions of formulas: one table with both names and the number of arguments."""

from __future__ import annotations

from typing import Final, NamedTuple


class Function(NamedTuple):
    """A function that authors may call."""

    name: str
    chinese: str
    least: int
    most: int


FUNCTIONS: Final = (
    Function("min", "最小", 2, 20),
    Function("max", "最大", 2, 20),
    Function("abs", "绝对值", 1, 1),
    Function("floor", "向下取整", 1, 1),
    Function("ceil", "向上取整", 1, 1),
    Function("clamp", "限于", 3, 3),
    Function("ratio", "比", 3, 3),
)
BY_NAME: Final = {word: f for f in FUNCTIONS for word in (f.name, f.chinese)}
