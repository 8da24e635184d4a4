"""What can be wrong with a quantity over all subjects, and with a quota of grades."""

from __future__ import annotations

from rubric.problems import Problem
from rubric.rules.problems.intervals import NotAnInterval
from rubric.rules.problems.items import OneRule, WrongPlace


class CohortKinds(OneRule):
    """A quantity over all subjects with more than one kind."""

    fix_zh = "留下一样；几样都要用，就各起一个名称。"
    fix_en = "Keep one of them; to use several, give each a name of its own."


class NoCohortKind(OneRule):
    """A quantity over all subjects that does not say what it is."""

    zh = "“{name}”没有写是全体的什么量。"
    en = "{name} does not say which quantity of all subjects it is."
    fix_zh = "写上一样：{known_zh}。"
    fix_en = "Give it one of: {known_en}."
    known_zh: str
    known_en: str


class OnUnsaid(Problem):
    """A quantity over all subjects that reads a score, and does not say which."""

    code = "P540"
    zh = "“{name}”用到得分，没有写明按舍入前还是舍入后的得分。"
    en = "{name} reads a score and does not say whether the exact or the rounded one."
    fix_zh = "补上“按: 舍入前”或“按: 舍入后”。"
    fix_en = "Add on: exact or on: rounded."
    name: str


class OnNothing(OnUnsaid):
    """``on`` beside a quantity that reads no score."""

    zh = "“{name}”没有用到得分，“按”没有意义。"
    en = "{name} reads no score, so that on means nothing."
    fix_zh = "删去“按”。"
    fix_en = "Remove on."


class ScoreThroughValue(OnUnsaid):
    """The exact score, read by way of a value, where scores are rounded."""

    zh = "“{name}”按舍入前的得分，却通过计算“{value}”读得分，计算里的得分是舍入后的。"
    en = "{name} is on the exact score but reads it through the value {value}, where scores are rounded."
    fix_zh = "在“量”里直接写“得分(…)”，或改为“按: 舍入后”。"
    fix_en = "Write score(...) into of itself, or choose on: rounded."
    value: str


class PointsOfNobody(Problem):
    """``points`` in a quantity over all subjects, which belongs to no item."""

    code = "P541"
    zh = "“{name}”是全体的量，不属于哪个指标，里面不能用“分值”。"
    en = "{name} is a quantity over all subjects and of no item: points cannot stand in it."
    fix_zh = "把“分值”换成数，或删去。"
    fix_en = "Write the number instead of points, or leave it out."
    name: str


class NotAGroup(Problem):
    """A name behind ``by`` that sorts no subjects."""

    code = "P542"
    zh = "不能按“{name}”分类：它不是选项、是否或文字类的事实。"
    en = "Subjects cannot be taken apart by {name}: it is no choice, yes/no or text among the facts."
    fix_zh = "“分类”写一项事实的名称，类型是选项、是否或文字。"
    fix_en = "Behind by, name a fact whose type is choice, yes_no or text."
    name: str


class EndsUnclear(Problem):
    """Two ends of a normalisation that leave no way between them."""

    code = "P543"
    zh = "“起点”和“终点”都是 {found}，两端之间没有距离。"
    en = "Both from and to are {found}: there is nothing between them."
    fix_zh = "起点计 0，终点计 1：越高越好的写“起点: 最小值”“终点: 最大值”，越低越好的反过来，也可以写数。"
    fix_en = "from counts 0 and to counts 1: least and most where more is better, the other way round where "
    fix_en += "less is, or numbers."
    found: str


class OutsideUnsaid(Problem):
    """A normalisation with a number for an end, and nothing said of what lies beyond it."""

    code = "P544"
    zh = "“{name}”有一端写的是数，没有写超出两端怎么办。"
    en = "{name} has a number for an end and does not say what becomes of what lies beyond."
    fix_zh = "补上“之外: 截断”（按两端计）或“之外: 报错”（没有值）。"
    fix_en = "Add outside: clamp (counts as the end) or outside: error (has no value)."
    name: str


class OutsideNever(OutsideUnsaid):
    """``outside`` where nothing can lie outside."""

    zh = "“{name}”的两端取自全体，没有哪个单位会在两端之外，“之外”没有意义。"
    en = "The ends of {name} are those of all subjects: nobody lies outside, and outside means nothing."
    fix_zh = "删去“之外”。"
    fix_en = "Remove outside."


class NotPlaces(NotAnInterval):
    """Something stands where the places of a rank are due."""

    zh = "“{found}”不是名次。"
    en = "{found} names no places."
    fix_zh = "一个名次写整数，几个名次写区间，如 1、2..4、5..。"
    fix_en = (
        "Write a whole number for one place and an interval for several, as in 1, 2..4, and 5.. for the rest."
    )


class QuotaUnclear(Problem):
    """A quota whose size cannot be counted."""

    code = "P545"
    zh = "“{grade}”的名额 {found} 既不是 0% 到 100% 的比例，也不是整数。"
    en = "The quota {found} of {grade} is neither a share from 0% to 100% nor a whole number."
    fix_zh = "写成“最多: 30%”或“最多: 5”这样。"
    fix_en = "Write it as in max: 30% or max: 5."
    grade: str
    found: str


class QuotaModeUnsaid(QuotaUnclear):
    """A share that may not come to a whole number of subjects."""

    zh = "“{grade}”的名额 {found} 算出来可能不是整数，没有写怎样取整。"
    en = "The quota {found} of {grade} may not come to a whole number; how it is rounded is not said."
    fix_zh = "补上“方式: 截尾”（舍去零头）、“方式: 进位”（零头算一个）或“方式: 四舍五入”。"
    fix_en = "Add mode: down (a part is no place), mode: up (a part is one more) or mode: half_up."


class QuotaModeStray(QuotaUnclear):
    """A way of rounding for what is a whole number."""

    zh = "“{grade}”的名额 {found} 已是整数，“方式”没有意义。"
    en = "The quota {found} of {grade} is a whole number: mode means nothing."
    fix_zh = "删去“方式”，或把名额写成百分比。"
    fix_en = "Remove mode, or write the quota as a percentage."


class QuotaOfLowest(Problem):
    """A quota of the lowest grade, from which nobody can fall."""

    code = "P546"
    zh = "“{grade}”是最低的等级，不能限名额：超出的单位没有下一个等级可归。"
    en = "{grade} is the lowest grade and can have no quota: those beyond it would have no grade."
    fix_zh = "给高一级的等级限名额，或删去这一条。"
    fix_en = "Give the quota to a higher grade, or remove it."
    grade: str


class QuotaTwice(Problem):
    """Two quotas of one grade of which one holds for every subject."""

    code = "P547"
    zh = "“{grade}”的名额写了两次，其中一条没有写“当”，对每个单位都适用。"
    en = "Two quotas are given for {grade}, and one of them, without where, holds for every subject."
    fix_zh = "只写一条；各类单位的名额不同，每条写“当: 条件”；比例相同、分别计算，写“分类: 事实名称”。"
    fix_en = "Give one; where kinds of subjects have different quotas, give each its where: CONDITION; "
    fix_en += "for the same one in each kind, write by: FACT."
    grade: str


class QuotaBelow(WrongPlace):
    """A quota among the grades of a group."""

    zh = "“{name}”的等级里不能写名额：{zh_why}。"
    en = "The grades of {name} can have no quota: {en_why}."
    fix_zh = "把名额写到最上层的“等级”里，或删去。"
    fix_en = "Write the quota into the grades at the top of the rubric, or remove it."
