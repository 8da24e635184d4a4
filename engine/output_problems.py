"""What can be wrong with what a command was asked for."""

from __future__ import annotations

from dataclasses import dataclass

from rubric.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class NotWritten(Problem):
    """The output cannot be written."""

    code = "C701"
    zh = "无法写入“{name}”。"
    en = "{name} cannot be written."
    fix_zh = "检查文件夹是否存在、是否可写、磁盘是否已满。"
    fix_en = "Check that the folder exists, may be written to, and has room."
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
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
