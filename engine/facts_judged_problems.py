"""What can be wrong with a judgement: its level, its figure, or what the two are to each other."""

from __future__ import annotations

from rubric.problems import Problem


class NothingJudged(Problem):
    """A judgement without a level or a figure."""

    code = "F606"
    zh = "“{name}”的评定没有写{due_zh}。"
    en = "The judgement of {name} lacks {due_en}."
    fix_zh = "如 {{{example_zh}, 理由: …}}。"
    fix_en = "As in {{{example_en}, reason: ...}}."
    name: str
    due_zh: str
    due_en: str
    example_zh: str
    example_en: str


class UnknownLevel(Problem):
    """A level that the rule does not have."""

    code = "F633"
    zh = "“{name}”没有“{level}”这个等次。"
    en = "{name} has no level {level}."
    fix_zh = "{near_zh}等次有：{levels}。"
    fix_en = "{near_en}Its levels are {levels_en}."
    name: str
    level: str
    levels: str
    levels_en: str
    near_zh: str = ""
    near_en: str = ""


class NoLevels(Problem):
    """A level where a person gives points freely."""

    code = "F634"
    zh = "“{name}”由人直接给分，没有等次。"
    en = "The points of {name} are given by a person; it has no levels."
    fix_zh = "删去等次，写得分或带百分号的得分率。"
    fix_en = "Remove the level; give points, or a share with its percent sign."
    name: str


class TwoFigures(Problem):
    """Both a share and points."""

    code = "F635"
    zh = "“{name}”的得分率和得分都写了。"
    en = "{name} is given both a share and points."
    fix_zh = "只留一样。"
    fix_en = "Keep one of them."
    name: str


class NoFigure(Problem):
    """A share without its percent sign, points with one, or neither a number."""

    code = "F636"
    zh = "“{name}”的{what_zh}写成了“{found}”，应当是{due_zh}。"
    en = "{name}: {what_en} is written {found}; it must be {due_en}."
    fix_zh = "如“{example_zh}”。"
    fix_en = "As in {example_en}."
    name: str
    what_zh: str
    what_en: str
    found: str
    due_zh: str
    due_en: str
    example_zh: str
    example_en: str


class FigureOutside(Problem):
    """A share or points outside the level, or outside what may be given."""

    code = "F628"
    zh = "“{name}”给了 {found}，不在{held_zh}之内。"
    en = "{name} is given {found}, which is not within {held_en}."
    fix_zh = "改成其中的数{or_zh}。"
    fix_en = "Give a figure within it{or_en}."
    name: str
    found: str
    held_zh: str
    held_en: str
    or_zh: str
    or_en: str
