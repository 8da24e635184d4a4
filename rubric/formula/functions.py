"""The words of formulas: one table of the functions, and the other words with both their forms."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Family = Literal["number", "table", "fact"]


class Function(NamedTuple):
    """A function that authors may call; ``keyword`` names its last argument where that may be named."""

    name: str
    chinese: str
    least: int
    most: int
    family: Family = "number"
    keyword: str | None = None


MANY: Final = 100
FUNCTIONS: Final = (
    Function("min", "最小", 2, MANY),
    Function("max", "最大", 2, MANY),
    Function("abs", "绝对值", 1, 1),
    Function("floor", "向下取整", 1, 1),
    Function("ceil", "向上取整", 1, 1),
    Function("clamp", "限于", 3, 3),
    Function("round", "舍入", 3, 3),
    Function("round_to", "舍入到", 3, 3),
    Function("ratio", "比", 3, 3, keyword="if_zero"),
    Function("sqrt", "平方根", 1, 1),
    Function("ln", "对数", 1, 1),
    Function("exp", "指数", 1, 1),
    Function("lookup", "对照", 3, 2 * MANY + 1),
    Function("score", "得分", 1, 1, "fact"),
    Function("known", "已知", 1, 1, "fact"),
    Function("sum", "合计", 2, 3, "table", "if_empty"),
    Function("count", "计数", 1, 3, "table", "if_empty"),
    Function("mean", "平均", 2, 3, "table", "if_empty"),
    Function("least", "最小值", 2, 3, "table", "if_empty"),
    Function("most", "最大值", 2, 3, "table", "if_empty"),
    Function("any", "任一", 2, 3, "table", "if_empty"),
    Function("all", "全部", 2, 3, "table", "if_empty"),
)
BY_NAME: Final = {word: f for f in FUNCTIONS for word in (f.name, f.chinese)}
# What rules lower to; no author can call these.
INTERNAL: Final = frozenset(("first", "total", "once", "undefined"))

OPERATORS: Final = {"且": "and", "或": "or", "非": "not", "若": "if", "否则": "else", "属于": "in"}
BOOLEANS: Final = dict.fromkeys(("是", "yes", "true", "True"), True) | dict.fromkeys(
    ("否", "no", "false", "False"), False
)
ARGUMENTS: Final = {"零值": "if_zero", "空表": "if_empty"}
# Names that the language itself gives a meaning.
GIVEN: Final = {"分值": "points", "失分": "lost"}
MODES: Final = {
    "四舍五入": "half_up",
    "四舍六入五成双": "half_even",
    "进位": "up",
    "截尾": "down",
    "向上": "ceiling",
    "向下": "floor",
}
# No fact or value that a formula names may be called by one of these.
RESERVED: Final = frozenset((*BY_NAME, *OPERATORS, *OPERATORS.values(), *BOOLEANS, *GIVEN, *GIVEN.values()))
