"""What can be wrong with what a command was asked for."""

from __future__ import annotations

from rubric.problems import Problem


class NotWritten(Problem):
    """The output cannot be written."""

    code = "C701"
    zh = "无法写入“{name}”。"
    en = "{name} cannot be written."
    fix_zh = "检查文件夹是否存在、是否可写、磁盘是否已满。"
    fix_en = "Check that the folder exists, may be written to, and has room."
    name: str


class NoSuchItem(Problem):
    """An item that the rubric does not have."""

    code = "C702"
    zh = "评分表里没有“{name}”这个指标，或有几个同名的。"
    en = "The rubric has no item {name}, or has several of that name."
    fix_zh = "{near_zh}写指标的名称，重名时写全路径（上级/下级）。"
    fix_en = "{near_en}Give its name, or its path (PARENT/CHILD) where several share it."
    name: str
    near_zh: str = ""
    near_en: str = ""


class FileExists(Problem):
    """A new file would stand where one is already."""

    code = "C703"
    zh = "“{name}”已经存在，不会覆盖。"
    en = "{name} exists already and is not written over."
    fix_zh = "换一个文件名。"
    fix_en = "Choose another name."
    name: str


class UnknownForm(Problem):
    """A file name that says no known form."""

    code = "C704"
    zh = "从“{name}”看不出要写成哪种文件。"
    en = "{name} does not say what kind of file to write."
    fix_zh = "文件名以 .yaml、.csv 或 .xlsx 结尾。"
    fix_en = "End the name in .yaml, .csv or .xlsx."
    name: str
