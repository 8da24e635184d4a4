"""What can be wrong with what a rubric says of the columns of tables."""

from __future__ import annotations

from rubric.problems import Problem


class ColumnTargetUnknown(Problem):
    """A column that is said to be something the rubric does not have."""

    code = "P551"
    zh = "评分表里没有“{name}”，列不能是它。"
    en = "The rubric has no {name} that a column could be."
    fix_zh = "{near_zh}写事实、要点的名称，或“指标 得分率”“指标 理由”这样的形式；不用的列空着。"
    fix_en = "{near_en}Name a fact or an element, or ITEM:share, ITEM:reason; leave it empty for no use."
    name: str
    near_zh: str = ""
    near_en: str = ""


class ColumnTargetUnclear(Problem):
    """A column that is said to be something of which there are several, or several parts."""

    code = "P552"
    zh = "“{name}”有几种可能，看不出列是哪一种。"
    en = "{name} can be several things; it does not say which of them the column is."
    fix_zh = "写全路径；评定写“{name} 得分率”“{name} 等次”或“{name} 得分”。"
    fix_en = "Write its path; of a judgement {name}:share, {name}:level or {name}:points."
    name: str


class ColumnTwice(Problem):
    """A column of which two things are said, or one that differs from another only in its blanks."""

    code = "P553"
    zh = "列“{name}”在第 {line} 行已经写过。"
    en = "The column {name} stands already in line {line}."
    fix_zh = "只留一处。"
    fix_en = "Keep one of them."
    name: str
    line: int
