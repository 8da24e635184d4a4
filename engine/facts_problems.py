"""What can be wrong with a facts file."""

from __future__ import annotations

from dataclasses import dataclass

from rubric.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownTopKey(Problem):
    """Something stands in a facts file where it cannot."""

    code = "F601"
    zh = "事实文件的这里不能写“{key}”，或写了两次。"
    en = "{key} cannot stand here in a facts file, or stands here twice."
    fix_zh = "顶层只写评价单位、年度、评分表、事实；每项事实写值、单位、来源、备注。"
    fix_en = "The file holds subject, period, rubric, facts; a fact holds value, unit, source, note."
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownFact(Problem):
    """A fact that the rubric does not declare, or one given twice."""

    code = "F602"
    zh = "评分表没有声明“{name}”这项事实，或它已经写过一次。"
    en = "The rubric declares no fact {name}, or it stands here already."
    fix_zh = "{near_zh}改成评分表里的名称，或删去。"
    fix_en = "{near_en}Use a name that the rubric declares, or remove it."
    name: str
    near_zh: str = ""
    near_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongFact(Problem):
    """A value that is not what the rubric declares."""

    code = "F603"
    zh = "“{name}”应当是{due_zh}。"
    en = "{name} must be {due_en}."
    fix_zh = "按评分表的声明改写；还不知道就留空。"
    fix_en = "Write it as the rubric declares it; leave it empty while it is not known."
    name: str
    due_zh: str
    due_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongUnit(Problem):
    """A unit that is not the declared one."""

    code = "F604"
    zh = "“{name}”的单位写的是“{found}”，评分表要求“{due}”。"
    en = "{name} is given in {found}; the rubric declares {due}."
    fix_zh = "换算成“{due}”再填。"
    fix_en = "Convert it to {due}."
    name: str
    found: str
    due: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementUnclear(Problem):
    """A short name that several checklists have."""

    code = "F605"
    zh = "有几个指标都含要点“{name}”。"
    en = "Several items have an element {name}."
    fix_zh = "写全路径：{items}。"
    fix_en = "Write its path: {items}."
    name: str
    items: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongJudgement(Problem):
    """A judgement whose level is unknown, or whose figure lies outside its level."""

    code = "F606"
    zh = "“{name}”的评定不成立：等次不在表内，或得分率、得分不在该等次之内。"
    en = "The judgement of {name} does not hold: its level is unknown or its figure lies outside it."
    fix_zh = "等次从 {levels} 里选；得分率带百分号，得分率和得分只写一样。"
    fix_en = "Choose a level of {levels}; a share carries its percent sign; give a share or points, not both."
    name: str
    levels: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonMissing(Problem):
    """A judgement without a reason."""

    code = "F607"
    zh = "“{name}”的评定没有写理由。"
    en = "The judgement of {name} gives no reason."
    fix_zh = "补上“理由”。"
    fix_en = "Add its reason."
    name: str
