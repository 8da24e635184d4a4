"""What can be wrong with the tables, choices and given points of a facts file."""

from __future__ import annotations

from rubric.problems import Problem


class WrongChoice(Problem):
    """A value that is none of the declared choices."""

    code = "F623"
    zh = "“{name}”没有“{found}”这个选项。"
    en = "{name} has no choice {found}."
    fix_zh = "{near_zh}从这些里选一个：{choices}。"
    fix_en = "{near_en}Choose one of: {choices}."
    name: str
    found: str
    choices: str
    near_zh: str = ""
    near_en: str = ""


class NoSuchColumn(Problem):
    """A column that the rubric does not declare for a table."""

    code = "F624"
    zh = "表“{table}”没有“{name}”这一列。"
    en = "The table {table} has no column {name}."
    fix_zh = "{near_zh}可以写的列：{allowed}。"
    fix_en = "{near_en}Its columns are: {allowed}."
    table: str
    name: str
    allowed: str
    near_zh: str = ""
    near_en: str = ""


class NotARow(Problem):
    """An entry of a table's list that is no mapping of its columns."""

    code = "F625"
    zh = "表“{table}”的每一行应当写成“列名: 值”。"
    en = "Every row of the table {table} must be written as column: value."
    fix_zh = "写成 - {{{example}}}。"
    fix_en = "Write it as - {{{example}}}."
    table: str
    example: str


class TooManyRows(Problem):
    """A table with more rows than a score can need."""

    code = "F626"
    zh = "表“{table}”超过 {most} 行。"
    en = "The table {table} has more than {most} rows."
    fix_zh = "检查是不是选错了文件；确实这么多就先汇总。"
    fix_en = "Check whether this is the right file; if it is, add its rows up first."
    table: str
    most: int


class BadTableFile(Problem):
    """A table that names a file which cannot be used."""

    code = "F627"
    zh = "表“{table}”不能取自“{name}”：{why_zh}。"
    en = "The table {table} cannot be taken from {name}: {why_en}."
    fix_zh = "写与事实文件同一文件夹（或其下级）里的 CSV 文件名，如“{table}: 明细.csv”。"
    fix_en = "Name a CSV file in the folder of the facts file, as in {table}: rows.csv."
    table: str
    name: str
    why_zh: str
    why_en: str


class RowPoints(Problem):
    """Points given for a row whose own points are only known once it is evaluated."""

    code = "F629"
    zh = "“{name}”这一行的分值要算出来才知道，不能只写得分。"
    en = "The points of the row {name} are known only once they are computed; points cannot be given for it."
    fix_zh = "改写带百分号的得分率，如“得分率: 90%”。"
    fix_en = "Give a share with its percent sign, as in share: 90%."
    name: str


class PointsOfNothing(Problem):
    """Points given where the item's points are 0, so that they are no share of them."""

    code = "F630"
    zh = "“{name}”的分值是 0，{found} 分不是它的任何份额。"
    en = "{name} is worth 0 points; {found} is no share of them."
    fix_zh = "写得分 0，或在评分表里给它一个大于 0 的分值。"
    fix_en = "Give 0, or let the rubric give it more than 0 points."
    name: str
    found: str


class NearSheet(Problem):
    """A sheet that is called almost like a table of which there is no sheet."""

    code = "F631"
    zh = "工作簿里没有名为“{table}”的工作表，却有一张“{name}”。"
    en = "The workbook has no sheet {table}, but one called {name}."
    fix_zh = "它若就是这张表，改名为“{table}”；不是就换一个不相近的名字。"
    fix_en = "If it is that table, call it {table}; if not, give it a name less like it."
    table: str
    name: str
