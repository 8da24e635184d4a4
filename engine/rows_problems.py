"""What can be wrong with the rows of a table that are the items of a group."""

from __future__ import annotations

from rubric.problems import Problem


class RowsDiffer(Problem):
    """The points of a group's rows do not add up to the group's."""

    code = "F651"
    zh = "“{name}”各行的分值合计 {found} 分，应为 {due} 分。"
    en = "The rows of {name} have {found} points together, not {due}."
    fix_zh = "逐行核对分值，使合计等于 {due}。"
    fix_en = "Correct the points of the rows so that they add up to {due}."
    name: str
    found: str
    due: str


class RowUntaken(Problem):
    """A row that no group takes."""

    code = "F652"
    zh = "表“{table}”的这一行不属于任何一个分组，它的分没有地方记。"
    en = "This row of {table} belongs to no group: its points would count nowhere."
    fix_zh = "核对决定这一行归属的那几列（如“一级”）。"
    fix_en = "Correct the columns that say where the row belongs."
    table: str


class RowTaken(RowUntaken):
    """A row that more than one group takes."""

    zh = "表“{table}”的这一行同时属于 {count} 个分组，它的分会重复计算。"
    en = "This row of {table} belongs to {count} groups: its points would count more than once."
    count: int


class RowUnnamed(Problem):
    """A row whose name cannot be part of a path."""

    code = "F653"
    zh = "“{name}”不能用作这一行的名称：含有“/”。"
    en = "{name} cannot name this row: it holds a '/'."
    fix_zh = "去掉名称里的“/”。"
    fix_en = "Take the '/' out of the name."
    name: str


class RowNameTwice(RowUnnamed):
    """Two rows of a group with one name."""

    zh = "同一组里已经有一行叫“{name}”。"
    en = "Another row of the group is called {name} already."
    fix_zh = "给每一行一个不同的名称。"
    fix_en = "Give each row a name of its own."
