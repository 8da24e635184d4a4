"""What can be wrong with what the columns of a table are called."""

from __future__ import annotations

from rubric.problems import Problem


class StrangeColumn(Problem):
    """A column that is called almost like something that no other column gives."""

    code = "B821"
    zh = "列“{column}”不是评分表里的名称。"
    en = "The column {column} is no name of the rubric."
    fix_zh = '{near_zh}是就改列名，或加 --map "{column}=名称"；不用这一列就加 --map "{column}="。'
    fix_en = '{near_en}Rename it, or add --map "{column}=NAME"; if it is of no use, add --map "{column}=".'
    column: str
    near_zh: str
    near_en: str


class ColumnsTwice(Problem):
    """Two columns that mean the same."""

    code = "B822"
    zh = "列“{first}”和“{second}”说的是同一项：{what}。"
    en = "The columns {first} and {second} both give {what}."
    fix_zh = '只留一列；另一列加 --map "{second}=" 不用它。'
    fix_en = 'Keep one of them; --map "{second}=" leaves the other out.'
    first: str
    second: str
    what: str


class HeadUnit(Problem):
    """A unit in a head that is not the declared one and has no scale to it."""

    code = "B823"
    zh = "列“{column}”括号里写的是“{found}”，{due_zh}。"
    en = "The head {column} says {found} in brackets; {due_en}."
    fix_zh = '换算后改列名；括号里不是单位就加 --map "{column}={name}"。'
    fix_en = 'Convert the column and its head; if that is no unit, add --map "{column}={name}".'
    column: str
    name: str
    found: str
    due_zh: str
    due_en: str


class NoSuchTarget(Problem):
    """A column mapped to a name that the rubric does not have."""

    code = "B824"
    zh = "{where_zh}里的“{target}”不是评分表里的名称。"
    en = "{target} in {where_en} is no name of the rubric."
    fix_zh = "{near_zh}写事实、要点的名称，或“指标:得分率”这样的形式。"
    fix_en = "{near_en}Give the name of a fact or an element, or a form such as ITEM:share."
    target: str
    where_zh: str
    where_en: str
    near_zh: str = ""
    near_en: str = ""


class NoSuchColumnHere(Problem):
    """A column that was named and that the table does not have."""

    code = "B825"
    zh = "{where_zh}说到的列“{column}”，表格里没有。"
    en = "The table has no column {column}, which {where_en} names."
    fix_zh = "{near_zh}表格的列：{known}。"
    fix_en = "{near_en}Its columns are: {known}."
    column: str
    where_zh: str
    where_en: str
    known: str
    near_zh: str = ""
    near_en: str = ""


class JudgedHow(Problem):
    """A column that is called like a judged item and does not say what of the judgement it holds."""

    code = "B826"
    zh = "列“{column}”是要评定的指标，但没说写的是得分率、等次还是得分。"
    en = "The column {column} is a judged item; it does not say whether it holds shares, levels or points."
    fix_zh = "列名写成“{column} 得分率”“{column} 等次”或“{column} 得分”，理由写在“{column} 理由”列。"
    fix_en = "Call it {column}:share, {column}:level or {column}:points; the reason goes in {column}:reason."
    column: str


class SeveralMeant(Problem):
    """A column whose name several things have."""

    code = "B827"
    zh = "列“{column}”的名称有几处用到：{paths}。"
    en = "The name of the column {column} stands for several things: {paths}."
    fix_zh = "列名写全路径，或加 --map。"
    fix_en = "Write the whole path as its name, or use --map."
    column: str
    paths: str


class RowsInACell(Problem):
    """A column of single values for what is a table."""

    code = "B828"
    zh = "列“{column}”在评分表里是一张表，一格里写不下。"
    en = "The column {column} is a table in the rubric and does not fit in a cell."
    fix_zh = '把它的行放在另一个文件里，每行写上单位的编号，用 --table "{name}=文件"。'
    fix_en = 'Put its rows in a file of their own, each with the id of its subject: --table "{name}=FILE".'
    column: str
    name: str


class NothingKnown(Problem):
    """A table none of whose columns the rubric knows."""

    code = "B829"
    zh = "表格“{name}”没有一列是评分表里的名称。"
    en = "No column of the table {name} is a name of the rubric."
    fix_zh = "第一行必须是列名（上面的标题行要删去）。评分表里的名称：{known}。"
    fix_en = "Its first row must name the columns (remove title rows above). The rubric has: {known}."
    name: str
    known: str


class BadMap(Problem):
    """A --map or a --table that is not in the form it must have."""

    code = "B830"
    zh = "{option} 写成了“{found}”。"
    en = "{option} is given as {found}."
    fix_zh = "写成 {option} {form_zh}。"
    fix_en = "Write it as {option} {form_en}."
    option: str
    found: str
    form_zh: str
    form_en: str


class MappedTwice(Problem):
    """A column mapped to two things."""

    code = "B831"
    zh = "--map 里列“{column}”写了两次。"
    en = "--map gives the column {column} twice."
    fix_zh = "只留一个。"
    fix_en = "Keep one of them."
    column: str


class Unused(Problem):
    """Columns that the rubric does not know and nothing of which is near: they are left out."""

    code = "B832"
    severity = "warning"
    zh = "{count} 列不用：{columns}。"
    en = "{count} columns are not used: {columns}."
    fix_zh = '要用就加 --map "列名=名称"。'
    fix_en = 'To use one, add --map "COLUMN=NAME".'
    count: int
    columns: str


class NotGiven(Problem):
    """Facts that no column gives: they are missing in every row."""

    code = "B833"
    severity = "warning"
    zh = "{count} 项没有列，每一行都缺：{names}。"
    en = "{count} have no column and are missing in every row: {names}."
    fix_zh = '有的话加一列，或加 --map "列名=名称"。'
    fix_en = 'Add a column for each that is known, or --map "COLUMN=NAME".'
    count: int
    names: str


class NoId(Problem):
    """A table whose subjects have no id: the numbers of their rows stand for them."""

    code = "B834"
    severity = "warning"
    zh = "没有编号列，用行号代替。"
    en = "No column holds an id; the numbers of the rows stand for it."
    fix_zh = "用 --id 列名 指定，或加一列“编号”。"
    fix_en = "Name one with --id COLUMN, or add a column id."
