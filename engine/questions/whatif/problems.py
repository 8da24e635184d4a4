"""What can be wrong with what a what-if was asked for."""

from __future__ import annotations

from rubric.problems import Problem


class NotASetting(Problem):
    """A --set without a name or without an equals sign."""

    code = "C731"
    zh = "“{text}”不是“名称=值”。"
    en = "{text} is not NAME=VALUE."
    fix_zh = "写成“事实=值”，如 年末结转结余=150万元；评定写“评定/指标=得分率”；表格写“表/行/列=值”。"
    fix_en = "Write FACT=VALUE; judgements/ITEM=SHARE for a judgement; TABLE/ROW/COLUMN=VALUE for a cell."
    text: str


class UnknownSetting(Problem):
    """A name that nothing in the facts goes by."""

    code = "C732"
    zh = "没有叫“{name}”的事实、要点或评定。"
    en = "No fact, element or judgement is called {name}."
    fix_zh = "{near_zh}写评分表里的名称；要点重名时写“指标/要点”，评定写“评定/指标”，表格写“表/行/列”。"
    fix_en = "{near_en}Write a name of the rubric; ITEM/ELEMENT, judgements/ITEM, TABLE/ROW/COLUMN."
    name: str
    near_zh: str = ""
    near_en: str = ""


class SetTwice(Problem):
    """One thing set to two values."""

    code = "C733"
    zh = "“{name}”设了两次。"
    en = "{name} is set twice."
    fix_zh = "只留一个值。"
    fix_en = "Keep one of the values."
    name: str


class NoSuchCell(Problem):
    """A row or a column that a table does not have, or a table with neither."""

    code = "C734"
    zh = "表“{table}”里没有“{name}”。"
    en = "The table {table} has no {name}."
    fix_zh = "{near_zh}写“{table}/行/列=值”；行写它的名称或序号（1 起），列有：{columns}。"
    fix_en = (
        "{near_en}Write {table}/ROW/COLUMN=VALUE; the row by its name or number (from 1), columns: {columns}."
    )
    table: str
    name: str
    columns: str
    near_zh: str = ""
    near_en: str = ""


class NotATarget(Problem):
    """A target that is neither points nor a grade."""

    code = "C735"
    zh = "“{text}”不是可以达到的目标。"
    en = "{text} is no target."
    fix_zh = "{near_zh}写分数（如 95）、满分的百分比（如 95%）、full{grades_zh}。"
    fix_en = "{near_en}Give points (95), a share of the full points (95%), full{grades_en}."
    text: str
    grades_zh: str = ""
    grades_en: str = ""
    near_zh: str = ""
    near_en: str = ""


class TargetOutside(Problem):
    """Points that the rubric does not have."""

    code = "C736"
    zh = "“{text}”超出了“{name}”的分值（{low} 到 {high}）。"
    en = "{text} is outside the points of {name} ({low} to {high})."
    fix_zh = "写其间的分数。"
    fix_en = "Give points between them."
    text: str
    name: str
    low: str
    high: str


class NotFree(Problem):
    """A fact named as changeable that has no one value to change from."""

    code = "C737"
    zh = "“{name}”{why_zh}，不能作为可变的事实。"
    en = "{name} {why_en} and cannot be left free."
    fix_zh = "先在事实文件里给它一个确定的值，或用 --set 设定。"
    fix_en = "Give it one value in the facts file, or by --set."
    name: str
    why_zh: str
    why_en: str
