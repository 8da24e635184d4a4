"""What can be wrong with a formula."""

from __future__ import annotations

from dataclasses import dataclass

from rubric.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAFormula(Problem):
    """Something stands in a formula where something else is due."""

    code = "N301"
    zh = "公式在这里读不下去：“{found}”。"
    en = "The formula cannot be read here: {found!r}."
    fix_zh = "公式只用数字、百分数、名称、加减乘除、比较、且/或/非、条件和列出的函数。"
    fix_en = "A formula holds numbers, percentages, names, + - * / **, comparisons, and/or/not, "
    fix_en += "conditions and the listed functions."
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormulaTooLarge(Problem):
    """The formula is beyond the limits that keep every evaluation bounded."""

    code = "N302"
    zh = "公式过长或嵌套过深（上限 2000 字、400 项、40 层）。"
    en = "The formula is too long or nested too deeply (2000 characters, 400 parts, 40 levels)."
    fix_zh = "把其中一部分写成“计算”里的一个量。"
    fix_en = "Make a part of it a named value."


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownFunction(Problem):
    """A function that the language does not have."""

    code = "N303"
    zh = "没有“{name}”这个函数。"
    en = "There is no function called {name}."
    fix_zh = "可用的函数：{known}。"
    fix_en = "The functions are: {known}."
    name: str
    known: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongArguments(Problem):
    """A function with the wrong number of arguments."""

    code = "N304"
    zh = "函数“{name}”的参数个数不对：写了 {count} 个。"
    en = "The function {name} does not take {count} argument(s)."
    fix_zh = "它需要 {least} 到 {most} 个参数。"
    fix_en = "It takes {least} to {most}."
    name: str
    count: int
    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownName(Problem):
    """A name that nothing declares."""

    code = "N305"
    zh = "没有声明过“{name}”。"
    en = "Nothing called {name} is declared."
    fix_zh = "{near_zh}在“事实”中声明它，或改用已有的名称。"
    fix_en = "{near_en}Declare it under facts, or use a declared name."
    name: str
    near_zh: str = ""
    near_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongType(Problem):
    """A yes/no, a choice or a number stands where another of them is due."""

    code = "N306"
    zh = "这里需要{due_zh}，写的是{got_zh}。"
    en = "This must be {due_en}; it is {got_en}."
    fix_zh = "是否、选项与数值不能混用，请改写这一处。"
    fix_en = "Yes/no, choices and numbers do not mix: rewrite this part."
    due_zh: str
    due_en: str
    got_zh: str
    got_en: str
