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


class RowTaken(Problem):
    """A row that no group takes, or more than one."""

    code = "F652"
    zh = "表“{table}”的这一行归入 {count} 个分组，应当正好归入一个。"
    en = "This row of {table} belongs to {count} groups; it must belong to exactly one."
    fix_zh = "核对这一行的分类。"
    fix_en = "Correct what the row is sorted by."
    table: str
    count: int


class RowUnnamed(Problem):
    """Two rows of a group with one name, or a name that cannot be part of a path."""

    code = "F653"
    zh = "“{name}”不能用作这一行的名称：同组重名，或含“/”。"
    en = "{name} cannot name this row: another row of the group has that name, or it holds a '/'."
    fix_zh = "给每一行一个不同的名称。"
    fix_en = "Give each row a name of its own."
    name: str
